"""What the journal says of letters."""

from __future__ import annotations

from collections.abc import Mapping

from app.cases.rules.entries import EntryKind
from app.correspondence.rules.kinds import LetterKind
from app.correspondence.rules.reaching import Channel
from app.kernel import Json, Words, words

Data = Mapping[str, Json]


def _what(data: Data) -> Words:
    return LetterKind(str(data.get("letter", "letter"))).words


def _way(data: Data) -> Words:
    return Channel(str(data.get("channel", "email"))).words


def _told(fr: str, en: str) -> EntryKind:
    return EntryKind(lambda data: words(fr, en, what=_what(data), way=_way(data)), "send")


ENTRIES: dict[str, EntryKind] = {
    "correspondence.returned": _told(
        "{what} : revenue, l’adresse ne reçoit pas de courrier électronique",
        "{what}: came back, the address does not take mail",
    ),
    "correspondence.mail_filed": EntryKind(
        lambda data: words("Réclamation tirée d’un courriel", "Complaint taken from a mail"), "envelope"
    ),
    "correspondence.written": EntryKind(
        lambda data: words("{what} au client", "{what} to the customer", what=_what(data)), "send", True
    ),
    "correspondence.sent": _told("{what} : lettre partie ({way})", "{what}: gone ({way})"),
    "correspondence.failed": _told("{what} : la lettre n’a pas pu partir ({way})", "{what}: could not be sent ({way})"),
    "correspondence.stopped": _told("{what} : lettre retenue avant son départ", "{what}: held back before it left"),
    "correspondence.resumed": _told("{what} : lettre remise à l’envoi ({way})", "{what}: put on its way again ({way})"),
    "correspondence.rerouted": _told(
        "{what} : la lettre partira autrement ({way})", "{what}: goes another way ({way})"
    ),
}
