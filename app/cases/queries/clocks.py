"""What happened as the regimes count it, and what is due."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from app.cases.models import Alert, Case, DutyRow, Promise
from app.journal.queries import entries_of
from app.mediators.queries import competent
from app.people.rules import Actor, CustomerKind
from app.plumbing.db import db
from app.regimes.queries import packs_named, shipped
from app.regimes.rules.choosing import Choice, choose
from app.regimes.rules.events import Happened
from app.regimes.rules.pack import Pack

FIRST_COUNTS = ("first_written_complaint.sent", "first_written_complaint.received", "complaint.first")


def _happened(name: str, value: str) -> Happened:
    return (
        Happened(name, at=datetime.fromisoformat(value))
        if "T" in value
        else Happened(name, on=date.fromisoformat(value))
    )


def happened(case: Case) -> list[Happened]:
    """What the regimes count from, read from the journal (and from the journals of cases merged into this one)."""
    streams = [case.stream]
    streams += [f"case:{ref}" for ref in db.session.scalars(select(Case.ref).where(Case.merged_into_id == case.id))]
    found: list[Happened] = []
    for place, stream in enumerate(streams):
        for entry in entries_of(stream):
            named = entry.data.get("happened", {})
            found += [_happened(name, value) for name, value in named.items() if place == 0 or name in FIRST_COUNTS]
    return _earliest_first_complaint(found, case.zone)


def _earliest_first_complaint(events: list[Happened], zone: str) -> list[Happened]:
    kept = [event for event in events if event.name not in FIRST_COUNTS]
    for name in FIRST_COUNTS:
        same = [event for event in events if event.name == name]
        if same:
            kept.append(min(same, key=lambda event: event.day(zone)))
    return kept


def open_promises(case: Case) -> list[Promise]:
    """Promises still to be kept, the first due first."""
    wanted = select(Promise).where(Promise.case_id == case.id, Promise.state == "open").order_by(Promise.due_at)
    return list(db.session.scalars(wanted))


def promises_due(at: datetime) -> list[Promise]:
    """Open promises whose instant has passed."""
    return list(
        db.session.scalars(
            select(Promise).where(Promise.state == "open", Promise.due_at <= at).order_by(Promise.due_at)
        )
    )


def duties_of(case: Case) -> list[DutyRow]:
    """The duties of a case, by date."""
    wanted = (
        select(DutyRow)
        .where(DutyRow.case_id == case.id)
        .order_by(func.coalesce(DutyRow.due_on, DutyRow.opens_on), DutyRow.key)
    )
    return list(db.session.scalars(wanted))


def unseen_alerts(actor: Actor) -> list[Alert]:
    """What this person was alerted to and has not seen."""
    wanted = (
        select(Alert)
        .where(Alert.staff_id == actor.staff_id, Alert.seen_at.is_(None))
        .order_by(Alert.at.desc())
        .limit(50)
    )
    return list(db.session.scalars(wanted))


def packs_of(case: Case) -> tuple[Pack, ...]:
    """The packs of rules that this case was given (frozen with it: an upgrade is proposed, never silent)."""
    return packs_named(*case.regimes)


def facts_of(case: Case) -> dict[str, object]:
    """What the regimes need to know of a case, besides what happened."""
    facts: dict[str, object] = {
        "complainant.kind": REGIME_KIND.get(case.complainant_kind, case.complainant_kind.value),
        "sector": case.sector if case.sector != "general" else "any",
        "complaint.form": "written" if case.first_written_on else "oral",
        "claim.total": case.claimed,
    }
    mediator = competent(case.sector, case.received_on)
    if mediator is not None:
        facts |= {"mediator.name": mediator.name, "mediator.postal": mediator.postal, "mediator.site": mediator.site}
    return facts


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
