"""The second level that some sectors have inside the firm (telecoms: the consumer service), between our answers and the mediator."""

from __future__ import annotations

from datetime import date, datetime

from app.cases.actions.applying import refresh
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import happened, locked
from app.cases.queries.informing import block_for
from app.cases.queries.second_level import ANSWERED, SENT, knows_second_level, second_level_since
from app.kernel import Json, Refused, day_of, words
from app.people.rules import Actor

PASSED_ON, REPLIED = "case.second_level", "case.second_level_answered"


def to_second_level(case: Case, on: date, text: str = "", *, by_us: bool = True, by: Actor, at: datetime) -> None:
    """Note that the complaint went to the second level: passed on by us in the customer's name, or by the customer.

    `text` is written to the customer; without it nothing is sent.
    """
    case = locked(case)
    if not knows_second_level(case):
        raise Refused("no_second_level", NONE)
    if second_level_since(case) is not None:
        raise Refused("second_level_asked", ASKED.fill(on=second_level_since(case)), "on")
    _check_day(case, on, min((e.day(case.zone) for e in happened(case) if e.name == "complaint.first"), default=on), at)
    data: dict[str, Json] = {"on": on.isoformat(), "by_us": by_us}
    tell(case, PASSED_ON, Happening(data, _words(text), happened={SENT: on}), by=by, at=at)
    refresh(case, at=at)


def second_level_answered(
    case: Case, on: date, text: str = "", *, refuses: bool = False, by: Actor, at: datetime
) -> None:
    """Note the second level's answer; where it refuses, the letter to the customer names the mediator, who may be gone to now."""
    case = locked(case)
    since = second_level_since(case)
    if since is None:
        raise Refused("not_at_second_level", NOT_ASKED, "on")
    _check_day(case, on, since, at)
    counted: dict[str, date | datetime] = {ANSWERED: on, "refusal.sent" if refuses else "reply.sent": on}
    block = _mediator(case, at) if refuses and text.strip() else ""
    if block:
        counted["mediator.informed"] = at
        text = f"{text.strip()}\n\n{block}"
    data: dict[str, Json] = {"on": on.isoformat(), "refuses": refuses}
    tell(case, REPLIED, Happening(data, _words(text), happened=counted), by=by, at=at)
    refresh(case, at=at)


def _mediator(case: Case, at: datetime) -> str:
    """The text that names the mediator; empty while none can be named (the duty to do so then stays open), or nobody reads it."""
    if case.customer.anonymous:
        return ""
    try:
        return block_for(case, at=at, final=True)  # nobody of ours is left to turn to
    except Refused:
        return ""


def _words(text: str) -> dict[str, str]:
    return {"body": text.strip()} if text.strip() else {}


def _check_day(case: Case, on: date, first: date, at: datetime) -> None:
    if on > day_of(at, case.zone):
        raise Refused("future", FUTURE, "on")
    if on < first:
        raise Refused("backwards", BACKWARDS.fill(on=first), "on")


NONE = words(
    "Le régime de ce dossier ne connaît pas de second niveau : escaladez à l’un des nôtres.",
    "The regime of this case knows no second level: escalate to one of ours.",
)
ASKED = words(
    "Le second niveau est saisi depuis le {on} ; notez d’abord sa réponse.",
    "The second level has had it since {on}; first record its answer.",
)
NOT_ASKED = words(
    "Le second niveau n’est pas saisi, ou a répondu déjà.",
    "The second level has not been asked, or has answered already.",
)
FUTURE = words("Ce jour est encore à venir.", "This day is still to come.")
BACKWARDS = words("Ce jour est avant le {on}, où cela a commencé.", "This day is before {on}, when it began.")
