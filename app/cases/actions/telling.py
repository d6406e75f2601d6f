"""Writing the journal of a case: what comes with an entry, who took part, and the words it is found by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.cases.models import Case
from app.cases.queries.sight import hold
from app.cases.rules.keeping import GONE
from app.cases.rules.messages import replies
from app.cases.rules.opening import Opening
from app.cases.rules.states import Ended
from app.journal.actions import record
from app.journal.rules import Sealed
from app.kernel import Audience, Event, Json, Refused, as_utc, day_of
from app.people.rules import Actor, Level
from app.plumbing import search


@dataclass(frozen=True)
class Overriding:
    """Passing a gate that allows it: by the role it names, with a reason."""

    rule: str
    reason: str


@dataclass
class Happening:
    """What comes with a transition: facts for ever, people's words, who may read it, who took part, what regimes count."""

    data: dict[str, Json] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)
    audience: Audience = Audience.CUSTOMER
    participants: tuple[tuple[str, str], ...] = ()
    happened: dict[str, date | datetime] = field(default_factory=dict)
    gate_facts: dict[str, object] = field(default_factory=dict)
    override: Overriding | None = None
    ended: Ended | None = None


def tell(
    case: Case | Opening, kind: str, what: Happening, *, by: Actor, at: datetime, data: Mapping[str, Json] | None = None
) -> Sealed:
    """Write an entry in the journal of a case, searchable, with whoever took part in it."""
    if case.erased_at is not None:
        raise Refused("erased", GONE.fill(on=day_of(case.erased_at, case.zone)), "ref")
    if isinstance(case, Case):
        hold(case)
    facts = facts_told(what, data) | by.came
    if case.wrote_on is not None and by.staff_id is not None and replies(kind, facts):
        case.wrote_on = None
    took_part = what.participants
    if by.staff_id is not None and not any(who == by.key for who, _role in took_part):
        took_part = (*took_part, (by.key, part_in(case, by, facts)))
    entry = record(Event(kind, case.stream, at, by.key, facts, what.text, what.audience, took_part))
    words_of_it = "\n".join(what.text.values())
    if words_of_it:
        search.put(case.id, "entry", str(entry.seq), what.audience.value, words_of_it)
    return entry


def facts_told(what: Happening, data: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """The facts of an entry as it keeps them, with what the regimes count from."""
    facts: dict[str, Json] = dict(what.data if data is None else data)
    if what.happened:
        facts["happened"] = {name: _iso(value) for name, value in what.happened.items()}
    return facts


def part_in(case: Case | Opening, by: Actor, facts: Mapping[str, Json]) -> str:
    """As what somebody acts on a case: `judged` for the quality officer at that level, `handled` below it.

    Whoever brings in a file of cases only copied them down (`brought_in`): they are no party to disputes that others handled.
    """
    if facts.get("imported"):
        return "brought_in"
    return "judged" if case.level is Level.QUALITY and by.level is Level.QUALITY else "handled"


def _iso(value: date | datetime) -> str:
    return as_utc(value).isoformat() if isinstance(value, datetime) else value.isoformat()
