"""What happened as the regimes count it, and what is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, Text, bindparam, func, or_, select
from sqlalchemy import cast as as_text

from app.cases.models import Case, DutyRow, DutyWording, Promise
from app.cases.rules.kept_words import said
from app.cases.rules.opening import Opening
from app.cases.rules.recorded import recorded_facts
from app.cases.rules.silence import Silence
from app.cases.rules.states import State
from app.cases.rules.steps import FOLLOW_UP_RULE, OF_MEDIATION, Step, StepFacts, next_step
from app.journal.queries import data_of
from app.kernel import Words, day_of, words
from app.mediators.queries import competent
from app.people.rules import CustomerKind
from app.plumbing.db import columns_of, db, read_json
from app.plumbing.reading import read_once
from app.regimes.queries import packs_named, packs_of_editions, shipped
from app.regimes.rules.choosing import Choice, choose
from app.regimes.rules.duties import Duty, DutyState, Start
from app.regimes.rules.events import EVENTS, Happened
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Kind, Status
from app.regimes.rules.reckoning import Pause

FIRST_COUNTS = (
    "first_written_complaint.sent",
    "first_written_complaint.received",
    "complaint.first",
    "complaint.received",
)


def _happened(name: str, value: str) -> Happened:
    return (
        Happened(name, at=datetime.fromisoformat(value))
        if "T" in value
        else Happened(name, on=date.fromisoformat(value))
    )


Told = Sequence[Mapping[str, Any]]
"""The facts of each entry of a case's journal, oldest first."""


def told_of(case: Case | Opening) -> Told:
    """The facts of each entry of this case's own journal, oldest first: read once, used for events and for facts."""
    return data_of(case.stream)


MERGED = select(Case.ref).where(Case.merged_into_id == bindparam("case"))


@read_once
def merged_into(case: Case | Opening) -> list[str]:
    """The references of the cases that were merged into this one."""
    return list(db.session.scalars(MERGED, {"case": case.id}))


def happened(case: Case | Opening, told: Told | None = None, *, alone: bool = False) -> list[Happened]:
    """What the regimes count from, read from the journal (and, unless it stands alone, of cases merged into this one)."""
    merged = [] if alone else merged_into(case)
    found = [
        _happened(name, value)
        for data in (told_of(case) if told is None else told)
        for name, value in data.get("happened", {}).items()
    ]
    for ref in merged:
        for data in data_of(f"case:{ref}"):
            named = data.get("happened", {})
            found += [_happened(name, value) for name, value in named.items() if name in FIRST_COUNTS]
    return _with_knowledge(_earliest_first_complaint(found, case.zone), case.zone)


def _with_knowledge(events: list[Happened], zone: str) -> list[Happened]:
    """Whoever complains knows the facts: without a better date, limitation is shown as running from the first complaint."""
    known = {event.name for event in events}
    firsts = [event.day(zone) for event in events if event.name in FIRST_COUNTS]
    if firsts and not known & {"knowledge", "incident"}:
        events.append(Happened("knowledge", on=min(firsts)))
    return events


def _earliest_first_complaint(events: list[Happened], zone: str) -> list[Happened]:
    kept = [event for event in events if event.name not in FIRST_COUNTS]
    for name in FIRST_COUNTS:
        same = [event for event in events if event.name == name]
        if same:
            kept.append(min(same, key=lambda event: event.day(zone)))
    return kept


OWED_PROMISES = (
    select(Promise)
    .where(Promise.case_id == bindparam("case"), Promise.state.in_(("open", "broken")))
    .order_by(Promise.due_at, Promise.id)
)


class KeptDuty(NamedTuple):
    """A duty as pages and commands read it: what is kept of it, without the row; its sentences still as they are written."""

    key: str
    rule: str
    pack: str
    kind: Kind
    state: DutyState
    ours: bool
    label_json: str
    explanation_json: str
    steps_json: str
    opens_on: date | None
    due_on: date | None
    due_at: datetime | None
    starts_from: str
    source: str
    status: str
    met_on: date | None
    pauses_json: str
    thresholds_json: str

    @property
    def label(self) -> Mapping[str, Any]:
        """Its name."""
        return cast(Mapping[str, Any], read_json(self.label_json))

    @property
    def explanation(self) -> Mapping[str, Any]:
        """Its sentence."""
        return cast(Mapping[str, Any], read_json(self.explanation_json))

    @property
    def steps(self) -> Sequence[Mapping[str, Any]]:
        """How it was reckoned."""
        return cast(Sequence[Mapping[str, Any]], read_json(self.steps_json))

    @property
    def pauses(self) -> Sequence[tuple[str, str | None]]:
        """From when to when it stood still."""
        return cast(Sequence[tuple[str, str | None]], read_json(self.pauses_json))

    @property
    def thresholds(self) -> Sequence[int]:
        """How many days before it is told of."""
        return cast(Sequence[int], read_json(self.thresholds_json))


UNSAID = {"explanation": '{"fr":"","en":""}', "steps": "[]", "source": ""}
"""What stands on a page where the words of a duty are missing (`flask verify` tells of it): the duty itself stays."""


def _kept_column(name: str) -> ColumnElement[Any]:
    plain, is_json, _rest = name.partition("_json")
    column: ColumnElement[Any] = getattr(DutyWording if plain in UNSAID else DutyRow, plain)
    column = as_text(column, Text).label(name) if is_json else column
    return func.coalesce(column, UNSAID[plain]).label(name) if plain in UNSAID else column


DUTIES_READ = 4096
"""How many duties a process remembers as they were read."""
AnyDuty = DutyRow | KeptDuty | Duty
"""A duty kept, or just derived."""
DUTIES: Select[Any] = (
    select(*(_kept_column(name) for name in KeptDuty._fields))
    .outerjoin(DutyWording, DutyWording.key == DutyRow.wording_key)
    .where(DutyRow.case_id == bindparam("case"))
    .order_by(func.coalesce(DutyRow.due_on, DutyRow.opens_on), DutyRow.key)
)


def open_promises(case: Case | Opening) -> list[Promise]:
    """Promises whose date is still ahead, the first due first."""
    return [row for row in owed_promises(case) if row.state == "open"]


def owed_promises(case: Case | Opening) -> list[Promise]:
    """Promises still to be kept, the first due first: one whose date has passed is broken, and owed until it is kept."""
    return list(db.session.scalars(OWED_PROMISES, {"case": case.id}))


def promises_due(at: datetime) -> list[Promise]:
    """Open promises whose instant has passed."""
    return list(
        db.session.scalars(
            select(Promise).where(Promise.state == "open", Promise.due_at <= at).order_by(Promise.due_at)
        )
    )


def silence_of(case: Case) -> Silence:
    """What decides whether silence closes this case."""
    return Silence(case.state, case.quiet_close_on, case.offer_until_on, bool(owed_promises(case)))


@read_once
def duties_of(case: Case) -> list[KeptDuty]:
    """The duties of a case, by date."""
    return [KeptDuty._make(row) for row in columns_of(DUTIES, {"case": case.id})]


@read_once
def told_duties(case: Case) -> list[Duty]:
    """The duties of a case, by date, as the regimes’ rules take them."""
    return [told_duty(row) for row in duties_of(case)]


@lru_cache(maxsize=DUTIES_READ)
def told_duty(row: KeptDuty) -> Duty:
    """A duty as the regimes’ rules take it: read once, as whoever works on a case comes back to it many times."""
    return as_duty(row)


def packs_of(case: Case | Opening) -> tuple[Pack, ...]:
    """The packs of rules that this case was given (frozen with it: an upgrade is proposed, never silent)."""
    return packs_of_editions(case.editions) if case.editions else packs_named(*case.regimes)


def duty_problems() -> list[dict[str, Any]]:
    """Duties whose words are missing, and cases that would be looked at too late to tell of an alert, for `verify`."""
    mute = select(Case.ref, DutyRow.key).join(Case, Case.id == DutyRow.case_id).where(
        ~select(DutyWording.key).where(DutyWording.key == DutyRow.wording_key).exists()
    )  # fmt: skip
    late = select(Case.ref, DutyRow.key).join(Case, Case.id == DutyRow.case_id).where(
        DutyRow.alert_at.is_not(None), Case.imported.is_(False),
        or_(Case.look_at.is_(None), Case.look_at > DutyRow.alert_at),
    )  # fmt: skip
    told = {
        "words_missing": (mute, "the words of {key} are missing"),
        "looked_at_late": (late, "{key} would be told of too late"),
    }
    return [
        {"kind": kind, "ref": ref, "seq": 0, "message": f"{ref}: {sentence.format(key=key)}"}
        for kind, (wanted, sentence) in told.items()
        for ref, key in db.session.execute(wanted.order_by(Case.id, DutyRow.key))
    ]


def as_duty(row: DutyRow | KeptDuty) -> Duty:
    """A kept duty as the regimes’ rules take it."""
    event, _space, day = row.starts_from.rpartition(" ")
    of = (row.wording or NO_WORDING) if isinstance(row, DutyRow) else row
    label = EVENTS[event].label if event in EVENTS else PROMISED
    return Duty(
        rule=row.rule, key=row.key, kind=row.kind, label=said(row.label), opens_on=row.opens_on, due_on=row.due_on,
        due_at=row.due_at, state=row.state, starts_from=Start(event, label, date.fromisoformat(day)),
        steps=tuple(said(step) for step in of.steps), explanation=said(of.explanation), source=of.source,
        status=STATUSES.get(row.status, Status.VERIFIED), checked_on=date.min, ours=row.ours,
        thresholds=tuple(row.thresholds), met_on=row.met_on, pack=row.pack,
    )  # fmt: skip


def pauses_of(row: DutyRow | KeptDuty) -> tuple[Pause, ...]:
    """The stretches during which a kept duty did not run."""
    return tuple(
        Pause(date.fromisoformat(start), date.fromisoformat(end) if end else None) for start, end in row.pauses
    )


STATUSES = {status.value: status for status in Status}
NO_WORDING = DutyWording(explanation={"fr": "", "en": ""}, steps=[], source="")
PROMISED = words("l’engagement", "the promise")


def facts_of(case: Case | Opening, told: Told | None = None) -> dict[str, object]:
    """What the regimes need to know of a case, besides what happened: its own particulars, then what its journal states."""
    facts: dict[str, object] = {
        "complainant.kind": REGIME_KIND.get(case.complainant_kind, case.complainant_kind.value),
        "sector": case.sector if case.sector != "general" else "any",
        "complaint.form": "written" if case.first_written_on else "oral",
        "claim.total": case.claimed,
    }
    mediator = competent(case.sector, case.received_on)
    if mediator is not None:
        facts |= {"mediator.name": mediator.name, "mediator.postal": mediator.postal, "mediator.site": mediator.site}
        if mediator.contract_until is not None:
            facts["mediator.contract_to"] = mediator.contract_until
    return facts | recorded_facts(told_of(case) if told is None else told, case.currency)


REGIME_KIND = {CustomerKind.UNKNOWN: "consumer"}


def chosen_for(
    *, country: str, sector: str, complainant: str, contract_on: date | None, complaint_on: date
) -> tuple[str, ...]:
    """The packs that speak for a new case: the law of its country and sector, and the house's own targets."""
    choice = Choice(
        country=country, sector="any" if sector == "general" else sector, complainant=complainant, contract_on=contract_on,
        complaint_on=complaint_on,
    )  # fmt: skip
    return tuple(pack.id for pack in choose(shipped().values(), choice, complaint_on))


def step_facts(
    case: Case | Opening, duties: Iterable[AnyDuty], at: datetime, promised: Sequence[Promise] | None = None
) -> StepFacts:
    """What decides the next step, read from the case and its duties, kept or just derived (and its promises still to be kept, where
    they are not given).
    """
    todo = [row for row in duties if row.due_on is not None and row.state in {DutyState.PENDING, DutyState.MISSED}]
    asked = [row for row in todo if row.ours and row.kind in {Kind.LEGAL, Kind.HOUSE}]
    settle = [row.due_on for row in todo if row.kind is Kind.SETTLEMENT]
    outside = [row.due_on for row in todo if row.kind is Kind.THIRD_PARTY]
    promised = owed_promises(case) if promised is None else promised
    first = promised[0] if promised else None
    strictest = min(asked, key=_strictness, default=None)
    carried = [day_of(p.due_at, case.zone) for p in promised if p.origin.startswith("offer:")]
    return StepFacts(
        state=case.state,
        level=case.level,
        today=day_of(at, case.zone),
        answer_due_on=strictest.due_on if strictest else None,
        duty=_label(strictest) if strictest else None,
        waiting_until_on=case.waiting_until_on,
        offer_valid_until_on=case.offer_until_on,
        settle_due_on=_first(settle) or _first(carried),
        promise_due_on=day_of(first.due_at, case.zone) if first else None,
        promise=first.what if first else "",
        promise_broken=first is not None and first.state == "broken",
        quiet_close_on=case.quiet_close_on,
        wrote_on=case.wrote_on,
        mediator_due_on=_first(outside),
        asked_by_mediator=_place(strictest.key) if strictest and case.state is State.IN_MEDIATION else "",
        mediator_asks_on=_asked_until(case) if case.state is State.IN_MEDIATION else None,
        offer_draft=case.offer_draft,
        kept_code=case.next_code if case.next_rule == FOLLOW_UP_RULE else "",
        kept_on=case.next_on,
    )


def _asked_until(case: Case | Opening) -> date | None:
    """By when the mediator asks for our answers, as the last letter of this mediation says."""
    until = ""
    for data in told_of(case):
        until = "" if "mediator.notified" in data.get("happened", {}) else str(data.get("reply_by_on", until))
    return date.fromisoformat(until) if until else None


def _label(row: AnyDuty) -> Words:
    return row.label if isinstance(row, Duty) else said(row.label)


def _strictness(row: AnyDuty) -> tuple[date, bool, str]:
    return row.due_on or date.max, row.kind is not Kind.LEGAL, row.key


def _place(key: str) -> str:
    """What a duty of mediation asks, by the name its rule gives it ("FR-MED-09/entry": entry)."""
    name = key.partition("/")[2].partition("#")[0]
    return name if name in OF_MEDIATION else ""


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def next_step_of(
    case: Case, duties: Iterable[AnyDuty], at: datetime, promised: Sequence[Promise] | None = None
) -> Step:
    """The next step of a case, in words; where it is the step that was kept, its date is the one that queues sort by."""
    step = next_step(step_facts(case, duties, at, promised))
    return replace(step, due_on=case.next_on) if step.code == case.next_code and case.is_open else step
