"""Who is in a dispute and what is asked, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.cases.actions.applying import refresh
from app.cases.actions.search_index import index_parties
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Claim, Party
from app.cases.queries import locked
from app.cases.rules.parties import PartyRole
from app.cases.rules.standing_in import PROTECTING, SHARING
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
    _check_party(case, role, name, share_percent, protection, (mandate_from, mandate_until))
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


def correct_party(
    case: Case, party: Party, role: PartyRole, name: str, *, by: Actor, at: datetime, email: str = "", address: str = "",
    protection: str = "", share_percent: int = 0, since_on: date | None = None, until_on: date | None = None,
) -> Party:  # fmt: skip
    """Put right what is known of somebody in the dispute; the days of a mandate are noted with the mandate (`record_mandate`)."""
    _check_party(case, role, name, share_percent, protection, (since_on, until_on), but=party)
    if role is not party.role:
        party.mandate_signed = False  # a mandate, or to be written to for all: it was as what they were until now
    party.role, party.name, party.email, party.address = role, name.strip(), email, address
    party.protection, party.share_percent = protection, share_percent
    if role is not PartyRole.REPRESENTATIVE:
        party.mandate_from, party.mandate_until = since_on, until_on
    index_parties(case)
    what = Happening({"role": role.value, "corrected": True}, {"name": name}, Audience.INTERNAL)
    tell(case, "case.party", what, by=by, at=at)
    return party


def _check_party(
    case: Case, role: PartyRole, name: str, share: int, protection: str, days: tuple[date | None, date | None],
    but: Party | None = None,
) -> None:  # fmt: skip
    """Refuse a party without a name, shares beyond the whole, a share or a measure of somebody who cannot have one."""
    if not name.strip():
        raise Refused("name_missing", words("Indiquez le nom.", "Give the name."), "name")
    if sum(party.share_percent for party in case.parties if party is not but) + share > 100:
        raise Refused("shares", words("Les parts dépassent 100 %.", "The shares exceed 100%."), "share_percent")
    if share and role not in SHARING:
        raise Refused("no_share", NO_SHARE, "share_percent")
    if protection and role not in PROTECTING:
        raise Refused("no_measure", NO_MEASURE, "protection")
    if days[0] is not None and days[1] is not None and days[1] < days[0]:
        raise Refused("backwards", BACKWARDS, "until_on")


NO_SHARE = words(
    "Seuls un ayant droit, un autre réclamant ou la partie au contrat ont une part.",
    "Only an heir, another claimant or the contracting party has a share.",
)
NO_MEASURE = words(
    "Une mesure de protection se note à la personne protégée, ou à qui agit pour elle.",
    "A protective measure is noted to the protected person, or to whoever acts for them.",
)
BACKWARDS = words("Cela finit avant de commencer.", "This ends before it begins.")


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
