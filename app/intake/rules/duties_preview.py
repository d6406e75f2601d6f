"""What the rules already say of a complaint that is still being typed: derived from what would have happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel import Money, Words, words
from app.regimes.rules.duties import Duty, DutyState
from app.regimes.rules.events import Happened
from app.regimes.rules.gates import derive
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Kind

NOTHING = Money(0)
KINDS = (Kind.LEGAL, Kind.HOUSE, Kind.WINDOW)


@dataclass(frozen=True)
class Supposed:
    """What would be logged, as far as dates go (civil days of the case's zone)."""

    written: bool
    sent_on: date
    received_on: date
    contract_on: date | None = None
    delivered_on: date | None = None
    kind: str = "consumer"
    sector: str = "any"
    claimed: Money = NOTHING


@dataclass(frozen=True)
class Foretold:
    """One date to come: whose it is, from when, until when, and why."""

    label: Words
    kind: Kind
    opens_on: date | None
    due_on: date | None
    why: Words

    @property
    def on(self) -> date:
        """The day it is sorted by."""
        return self.opens_on or self.due_on or date.max


def supposed_events(case: Supposed) -> list[Happened]:
    """The events that logging it would record."""
    dated: dict[str, date | None] = {
        "complaint.first": case.sent_on,
        "complaint.received": case.received_on,
        "first_written_complaint.sent": case.sent_on if case.written else None,
        "first_written_complaint.received": case.received_on if case.written else None,
        "contract": case.contract_on,
        "delivery": case.delivered_on,
    }
    return [Happened(name, on=day) for name, day in dated.items() if day is not None]


def supposed_facts(case: Supposed) -> Mapping[str, object]:
    """The facts that logging it would state."""
    return {
        "complainant.kind": "consumer" if case.kind == "unknown" else case.kind,
        "sector": "any" if case.sector == "general" else case.sector,
        "complaint.form": "written" if case.written else "oral",
        "claim.total": case.claimed,
    }


def foretell(packs: Sequence[Pack], case: Supposed, *, as_of: datetime, zone: str) -> list[Foretold]:
    """Our duties and the customer's windows that this complaint would start, by date; what concerns only later steps is left out."""
    derived = derive(packs, supposed_events(case), supposed_facts(case), as_of=as_of, zone=zone)
    shown = [duty for duty in derived.duties if _concerns(duty)]
    return sorted((_foretold(duty) for duty in shown), key=lambda found: (found.kind is Kind.WINDOW, found.on))


def _concerns(duty: Duty) -> bool:
    starts = duty.starts_from.event.startswith(("complaint.", "first_written_complaint."))
    return starts and duty.kind in KINDS and duty.state in {DutyState.PENDING, DutyState.MISSED, DutyState.MOOT}


def _foretold(duty: Duty) -> Foretold:
    return Foretold(duty.label, duty.kind, duty.opens_on, duty.due_on, duty.explanation)


INVITE = words(
    "Réclamation orale : invitez le client à écrire. C’est l’écrit qui ouvre la fenêtre du médiateur et fait courir les délais.",
    "Oral complaint: invite the customer to write. Only writing opens the mediator’s window and starts the periods.",
)
