"""The same letter once more, to the address that its reader has now: the one it was written to was wrong, or sends mail back."""

from __future__ import annotations

from datetime import datetime

from app.cases.actions.telling import Happening, tell
from app.correspondence.actions.delivery import ERASED, locked_letter
from app.correspondence.actions.writing import write
from app.correspondence.models import Message
from app.correspondence.queries.readdressing import address_now
from app.correspondence.rules import Channel, Standing
from app.journal.rules import Sealed
from app.kernel import Json, Refused, words
from app.people.rules import Actor


def send_to_new_address(row: Message, *, by: Actor, at: datetime) -> Sealed:
    """Write a letter anew, word for word, to the present address of its reader; one that has not left leaves no more."""
    row = locked_letter(row.id, Message)
    if row.erased_on is not None:
        raise Refused("erased", ERASED.fill(on=row.erased_on), "letter")
    reach = address_now(row, at)
    if reach is None:
        raise Refused("same_address", SAME, "letter")
    if row.standing is not Standing.SENT:
        row.stopped_at = at
    enclosed = (row.enclosed_name, row.enclosed_key)
    again = write(
        row.case, row.kind, row.body, reach, by=by.key, at=at, cause="correspondence.written", channel=Channel.EMAIL, enclosed=enclosed
    )  # fmt: skip
    data: dict[str, Json] = {
        "letter": row.kind.value, "channel": Channel.EMAIL.value, "direction": "out", "message": again.number, "instead_of": row.number,
    }  # fmt: skip
    return tell(row.case, "correspondence.written", Happening(data, {"body": row.body}), by=by, at=at)


SAME = words(
    "Le lecteur de cette lettre n’a pas d’autre adresse électronique : corrigez-la d’abord dans sa fiche.",
    "The reader of this letter has no other e-mail address: first correct it on their record.",
)
