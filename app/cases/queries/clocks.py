"""What happened as the regimes count it, and the particulars of a case that they ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.cases.models import Case
from app.cases.rules.opening import Opening
from app.cases.rules.recorded import recorded_facts
from app.journal.queries import data_of
from app.mediators.queries import competent
from app.people.rules import CustomerKind
from app.plumbing.db import db
from app.plumbing.memo import read_once
from app.regimes.queries import packs_named, packs_of_editions, shipped
from app.regimes.rules.choosing import Choice, choose, lives_in
from app.regimes.rules.events import Happened
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Kind

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


MERGED = select(Case.id, Case.ref).where(Case.merged_into_id == bindparam("case")).order_by(Case.id)


@read_once
def merged_into(case: Case | Opening) -> list[str]:
    """The references of the cases that were merged into this one, and of those that these had taken in before."""
    found, ids = [], [case.id]
    while ids:
        for number, ref in db.session.execute(MERGED, {"case": ids.pop()}):
            ids.append(number)
            found.append(ref)
    return found


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
    return _with_knowledge(_earliest_first_complaint(_as_told_last(found), case.zone), case.zone)


def first_written(case: Case) -> date | None:
    """The civil day on which the first written complaint of a case was sent, those of merged cases among them; None: oral so far."""
    days = [event.day(case.zone) for event in happened(case) if event.name == "first_written_complaint.sent"]
    return min(days, default=None)


def _with_knowledge(events: list[Happened], zone: str) -> list[Happened]:
    """Whoever complains knows the facts: without a better date, limitation is shown as running from the first complaint."""
    known = {event.name for event in events}
    firsts = [event.day(zone) for event in events if event.name in FIRST_COUNTS]
    if firsts and not known & {"knowledge", "incident"}:
        events.append(Happened("knowledge", on=min(firsts)))
    return events


def _as_told_last(events: list[Happened]) -> list[Happened]:
    """The day of the facts, and that of knowing of them, may be corrected: the last word counts."""
    last = {event.name: event for event in events if event.name in RETOLD}
    return [event for event in events if event.name not in RETOLD or event is last[event.name]]


RETOLD = ("incident", "knowledge")


def _earliest_first_complaint(events: list[Happened], zone: str) -> list[Happened]:
    kept = [event for event in events if event.name not in FIRST_COUNTS]
    for name in FIRST_COUNTS:
        same = [event for event in events if event.name == name]
        if same:
            kept.append(min(same, key=lambda event: event.day(zone)))
    return kept


def packs_of(case: Case | Opening) -> tuple[Pack, ...]:
    """The packs of rules that this case was given (frozen with it: an upgrade is proposed, never silent)."""
    return packs_of_editions(case.editions) if case.editions else packs_named(*case.regimes)


def facts_of(case: Case | Opening, told: Told | None = None) -> dict[str, object]:
    """What the regimes need to know of a case, besides what happened: its own particulars, then what its journal states."""
    facts: dict[str, object] = {
        "complainant.kind": REGIME_KIND.get(case.complainant_kind, case.complainant_kind.value),
        "sector": case.sector if case.sector != "general" else "any",
        "complaint.form": "written" if case.first_written_on else "oral",
        "claim.total": case.claimed,
    }
    if isinstance(case, Case):
        facts["complainant.country"] = lives_in(case.customer.country)
    if case.sector in BASES:
        facts["claim.basis"] = BASES[case.sector]
    mediator = competent(case.sector, case.received_on, case.country)
    if mediator is not None:
        facts |= {"mediator.name": mediator.name, "mediator.postal": mediator.postal, "mediator.site": mediator.site}
        facts["trader.will_participate"] = True  # we are bound to it by a contract in force
        if mediator.contract_until is not None:
            facts["mediator.contract_to"] = mediator.contract_until
    return facts | recorded_facts(told_of(case) if told is None else told, case.currency)


def opens_in_writing(case: Case | Opening) -> bool:
    """Does a window of the customer's wait until the complaint is put in writing? (in France; a British one counts from the first word)"""
    windows = (rule for pack in packs_of(case) for rule in pack.deadlines if rule.kind is Kind.WINDOW)
    return any(rule.starts and set(rule.starts) <= IN_WRITING for rule in windows)


IN_WRITING = frozenset({"first_written_complaint.sent", "first_written_complaint.received"})
BASES = {"air": "eu261", "insurance": "insurance"}
"""On what a claim of these sectors rests, while nobody has said otherwise: their texts and limits are those of such claims."""
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
