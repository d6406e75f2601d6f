"""Who is in a dispute and what is asked, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.cases.actions.applying import refresh
from app.cases.actions.finding import index_parties
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Claim, Party
from app.cases.queries import locked
from app.cases.rules.parties import PartyRole
from app.cases.rules.states import State
from app.kernel import Audience, Json, Money, Refused, words
from app.kernel.money import LARGEST_MINOR, TOO_LARGE
from app.people.rules import Actor, CustomerKind
from app.plumbing.db import db

CLOSED = words(
    "Ce dossier est clos : ce qui y est demandé ne change plus. Rouvrez-le pour préciser une demande.",
    "This case is closed: what is asked in it no longer changes. Reopen it to state a claim.",
)


def add_party(
    case: Case,
    role: PartyRole,
    name: str,
    *,
    by: Actor,
    at: datetime,
    kind: CustomerKind = CustomerKind.CONSUMER,
    email: str = "",
    address: str = "",
    protection: str = "",
    share_percent: int = 0,
    mandate_from: date | None = None,
    mandate_until: date | None = None,
    mandate_signed: bool = False,
    mandate_exhibit: int | None = None,
) -> Party:
    """Add somebody to the dispute: contracting party, another claimant, representative with mandate, heir."""
    if not name.strip():
        raise Refused("name_missing", words("Indiquez le nom.", "Give the name."), "name")
    if sum(party.share_percent for party in case.parties) + share_percent > 100:
        raise Refused("shares", words("Les parts dépassent 100 %.", "The shares exceed 100%."), "share_percent")
    party = Party(
        case_id=case.id,
        role=role,
        name=name.strip(),
        kind=kind,
        email=email,
        address=address,
        protection=protection,
        share_percent=share_percent,
        mandate_from=mandate_from,
        mandate_until=mandate_until,
        mandate_signed=mandate_signed,
        mandate_exhibit=mandate_exhibit,
    )
    case.parties.append(party)
    index_parties(case)
    tell(case, "case.party", Happening({"role": role.value}, {"name": name}, Audience.INTERNAL), by=by, at=at)
    return party


@dataclass(frozen=True)
class Asked:
    """One claim line: what, how much (VAT included), on which basis, and what of it the law already grants."""

    label: str
    amount: Money
    basis: str = ""
    due: Money | None = None
    due_rule: str = ""


def state_claims(case: Case, lines: list[Asked], *, by: Actor, at: datetime) -> list[Claim]:
    """Say line by line what is asked; the total of the lines becomes what is claimed."""
    if not lines:
        raise Refused("no_claim", words("Indiquez au moins une demande.", "State at least one claim."), "label")
    total = sum(line.amount.minor for line in lines)
    if total > LARGEST_MINOR:
        raise Refused("amount_too_large", TOO_LARGE.fill(most=Money(LARGEST_MINOR, case.currency)), "amount")
    case = locked(case)
    if case.state is State.CLOSED:
        raise Refused("case_closed", CLOSED)
    old = {claim.position: claim for claim in db.session.scalars(select(Claim).where(Claim.case_id == case.id))}
    rows = []
    for position, line in enumerate(lines, start=1):
        row = old.pop(position, None) or Claim(case_id=case.id, position=position)
        row.label, row.amount_minor, row.currency, row.basis = (
            line.label[:300],
            line.amount.minor,
            line.amount.currency,
            line.basis,
        )
        row.due_minor, row.due_rule = (line.due.minor if line.due else 0), line.due_rule
        rows.append(row)
    for gone in old.values():
        db.session.delete(gone)
    db.session.add_all(rows)
    case.claimed_minor = total
    amounts: list[Json] = [line.amount.minor for line in lines]
    tell(
        case,
        "case.claims",
        Happening({"amounts": amounts}, {"lines": "\n".join(line.label for line in lines)}, Audience.CUSTOMER),
        by=by,
        at=at,
    )
    db.session.flush()  # duties are derived with the new total
    refresh(case, at=at)
    return rows
