"""The settings of goodwill: proposed by one person, confirmed by another, never for oneself; delegations; what ships."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.costs.actions import open_budget, set_limit
from app.costs.models import Budget
from app.costs.queries import all_budgets
from app.costs.rules.adopting import check_declined
from app.costs.rules.ledger import check_period
from app.gestures.models import CatalogueRow, CommitmentRow, DelegationRow, GridRow, Proposal, ProposalDecision
from app.gestures.queries.grounds import grid_now, people_on, proposals
from app.gestures.rules.authority import Ceilings, Delegation, GridLine, Rank, check_delegation, line_for
from app.gestures.rules.catalogue import Entry
from app.gestures.rules.changing import check_budget, check_version
from app.gestures.rules.kinds import Kind
from app.gestures.rules.proposals import check_confirmer, check_line, check_new, check_proposer
from app.gestures.rules.reading import (
    check_entry,
    entry_of,
    shipped_commitments,
    shipped_entries,
    shipped_grid,
    spec_of,
)
from app.gestures.rules.settings_entries import SETTINGS
from app.gestures.rules.verdict import ceilings_of
from app.journal.actions import record
from app.kernel import Event, Json, Money, Refused, day_of, words
from app.people.models import Service, Staff
from app.people.queries import all_services
from app.people.rules import Actor, Permission
from app.plumbing.db import NOT_KEYS, db

HOUSE_ZONE = "Europe/Paris"
A_YEARS_BUDGET = Money(2_000_000)
"""20 000 € of cost a year and service: what ships, to be adapted by the director."""
FIRST_DAY = date(2020, 1, 1)


def seed_catalogue(*, by: Actor, at: datetime) -> int:
    """Lay what ships: palette, grid, service menu, and this year's budgets (with last year's and next). A second call adds nothing new."""
    added = _seed_entries(by, at) + _seed_grid(by, at) + _seed_commitments()
    year = day_of(at, HOUSE_ZONE).year
    for service in all_services():
        for one in (year - 1, year, year + 1):
            added += _seed_budget(service, one, by, at)
    if added:
        record(Event("gestures.seeded", SETTINGS, at, by.key, {"added": added}))
    return added


def _seed_entries(by: Actor, at: datetime) -> int:
    known = set(db.session.scalars(select(CatalogueRow.code)))
    new = [entry for entry in shipped_entries(FIRST_DAY) if entry.code not in known]
    db.session.add_all(_entry_row(entry, by.key, "", at) for entry in new)
    db.session.flush()  # what is read next must find them
    return len(new)


def _entry_row(entry: Entry, by: str, confirmed_by: str, at: datetime) -> CatalogueRow:
    return CatalogueRow(
        code=entry.code,
        version=entry.version,
        kind=entry.kind,
        spec=spec_of(entry),
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        at=at,
        by=by,
        confirmed_by=confirmed_by,
    )


def _seed_grid(by: Actor, at: datetime) -> int:
    known = {line.place for line in grid_now()}
    ids = {service.code: service.id for service in all_services()}
    new = [line for line in shipped_grid(FIRST_DAY, ids) if line.place not in known]
    db.session.add_all(_grid_row(line, by.key, "", at) for line in new)
    db.session.flush()  # what is read next must find them
    return len(new)


def _grid_row(line: GridLine, by: str, confirmed_by: str, at: datetime) -> GridRow:
    top = line.ceilings
    return GridRow(
        rank=line.rank,
        service_id=line.service_id,
        kind=line.kind,
        version=line.version,
        gesture_minor=top.gesture.minor,
        case_minor=top.case.minor,
        customer_minor=top.customer.minor,
        compromise_minor=line.compromise.minor,
        currency=top.gesture.currency,
        valid_from=line.valid_from,
        valid_until=line.valid_until,
        at=at,
        by=by,
        confirmed_by=confirmed_by,
    )


def _seed_commitments() -> int:
    known = set(db.session.scalars(select(CommitmentRow.code)))
    new = [one for one in shipped_commitments() if one.code not in known]
    db.session.add_all(
        CommitmentRow(
            code=one.code,
            version=1,
            text_fr=one.text.fr,
            text_en=one.text.en,
            metric=one.metric.value,
            at_most=one.at_most,
            segments=list(one.segments),
            credit=one.credit,
            amount_minor=one.amount.minor,
            currency=one.amount.currency,
            valid_from=FIRST_DAY,
        )
        for one in new
    )
    db.session.flush()  # what is read next must find them
    return len(new)


def _seed_budget(service: Service, year: int, by: Actor, at: datetime) -> int:
    known = select(Budget.id).where(Budget.service_id == service.id, Budget.from_on <= date(year, 12, 31))
    if db.session.scalars(known.where(Budget.to_on >= date(year, 1, 1))).first() is not None:
        return 0
    open_budget(service, date(year, 1, 1), date(year, 12, 31), A_YEARS_BUDGET, by=by, at=at)
    return 1


# --- proposals -------------------------------------------------------------------------------------------------------


def propose_line(
    rank: Rank,
    service: Service | None,
    kind: Kind | None,
    ceilings: Ceilings,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    compromise: Money | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Proposal:
    """Propose a line of the grid; nobody proposes one that applies to themselves.

    Where nothing is said of the power to compromise, it stays as it is there.
    """
    start, service_id = valid_from or day_of(at, HOUSE_ZONE), service.id if service else None
    stays = compromise if compromise is not None else _compromise_of(rank, service_id, start)
    place = GridLine(rank, service_id, kind, ceilings, stays, start, valid_until)
    check_line(place, day_of(at, HOUSE_ZONE))
    payload: dict[str, Json] = {
        "rank": rank.value,
        "service": service.id if service else None,
        "kind": kind.value if kind else None,
        "gesture": ceilings.gesture.minor,
        "case": ceilings.case.minor,
        "customer": ceilings.customer.minor,
        "compromise": place.compromise.minor,
        "currency": ceilings.gesture.currency,
        "from": start.isoformat(),
        "until": valid_until.isoformat() if valid_until else None,
    }
    return _propose("grid", payload, reason, by, at)


def _compromise_of(rank: Rank, service_id: int | None, on: date) -> Money:
    line = line_for(grid_now(), rank, service_id, None, on)
    return line.compromise if line is not None else Money(0)


def propose_entry(entry: Entry, reason: str, *, by: Actor, at: datetime) -> Proposal:
    """Propose a new version of a gesture of the palette, or a new gesture."""
    check_version(entry, day_of(at, HOUSE_ZONE))
    check_entry(entry)
    payload: dict[str, Json] = {
        "code": entry.code,
        "spec": spec_of(entry),
        "from": entry.valid_from.isoformat(),
        "until": entry.valid_until.isoformat() if entry.valid_until else None,
    }
    return _propose("catalogue", payload, reason, by, at)


def propose_budget(
    service: Service | None, from_on: date, to_on: date, limit: Money, reason: str, *, by: Actor, at: datetime
) -> Proposal:
    """Propose a budget for a service and a period, or another limit of the one there is."""
    check_period(from_on, to_on)
    if limit.minor < 0:
        raise Refused("amount_negative", words("Un budget n’est pas négatif.", "A budget is not negative."), "limit")
    check_budget(service.id if service else None, from_on, to_on, limit, all_budgets())
    payload: dict[str, Json] = {
        "service": service.id if service else None,
        "from": from_on.isoformat(),
        "to": to_on.isoformat(),
        "limit": limit.minor,
        "currency": limit.currency,
    }
    return _propose("budget", payload, reason, by, at)


def _propose(kind: str, payload: dict[str, Json], reason: str, by: Actor, at: datetime) -> Proposal:
    if not reason.strip():
        raise Refused("reason_missing", words("Dites pourquoi.", "Say why."), "reason")
    check_proposer(by, kind, payload)
    check_new(payload, [row.payload for row in proposals(pending=True) if row.kind == kind])
    row = Proposal(kind=kind, payload=payload, reason=reason.strip(), by_id=by.staff_id, at=at)
    db.session.add(row)
    db.session.flush()  # its number goes into the history
    record(Event(f"{kind}.proposed", SETTINGS, at, by.key, {"proposal": row.id, **payload}))
    return row


def decide_change(
    proposal: Proposal, confirmed: bool, *, by: Actor, at: datetime, reason: str = ""
) -> ProposalDecision:
    """Confirm or decline a change that somebody else proposed and that does not apply to oneself; confirmed, it holds."""
    fresh = db.session.get(Proposal, proposal.id, populate_existing=True, with_for_update={"of": Proposal, **NOT_KEYS})
    assert fresh is not None
    check_confirmer(by, fresh.by_id, fresh.kind, fresh.payload, decided=fresh.decision is not None)
    check_declined(confirmed, reason)
    assert by.staff_id is not None
    row = ProposalDecision(proposal_id=fresh.id, by_id=by.staff_id, confirmed=confirmed, reason=reason.strip(), at=at)
    db.session.add(row)
    fresh.decision = row
    if confirmed:
        APPLY[fresh.kind](fresh, by, at)
    data: dict[str, Json] = {"proposal": fresh.id, "confirmed": confirmed, **fresh.payload}
    record(Event(f"{fresh.kind}.decided", SETTINGS, at, by.key, data, {"reason": row.reason} if row.reason else {}))
    return row


def _next_version(rows: list[int]) -> int:
    return max(rows, default=0) + 1


def _apply_line(proposal: Proposal, by: Actor, at: datetime) -> None:
    given: Mapping[str, Any] = proposal.payload
    rank, kind = Rank(given["rank"]), Kind(given["kind"]) if given["kind"] else None
    same = [
        line.version
        for line in grid_now()
        if line.place == (rank.value, given["service"] or 0, kind.value if kind else "")
    ]
    currency = given["currency"]
    line = GridLine(
        rank,
        given["service"],
        kind,
        Ceilings(*(Money(given[name], currency) for name in ("gesture", "case", "customer"))),
        Money(given["compromise"], currency),
        max(date.fromisoformat(given["from"]), day_of(at, HOUSE_ZONE)),  # never before it was confirmed
        date.fromisoformat(given["until"]) if given["until"] else None,
        _next_version(same),
    )
    db.session.add(_grid_row(line, f"staff:{proposal.by_id}", by.key, at))


def _apply_entry(proposal: Proposal, by: Actor, at: datetime) -> None:
    given: Mapping[str, Any] = proposal.payload
    versions = list(db.session.scalars(select(CatalogueRow.version).where(CatalogueRow.code == given["code"])))
    until = date.fromisoformat(given["until"]) if given["until"] else None
    start = max(date.fromisoformat(given["from"]), day_of(at, HOUSE_ZONE))  # never before it was confirmed
    entry = entry_of(given["code"], _next_version(versions), given["spec"], start, until)
    db.session.add(_entry_row(entry, f"staff:{proposal.by_id}", by.key, at))


def _apply_budget(proposal: Proposal, by: Actor, at: datetime) -> None:
    given: Mapping[str, Any] = proposal.payload
    start, end = date.fromisoformat(given["from"]), date.fromisoformat(given["to"])
    limit, cause = Money(given["limit"], given["currency"]), f"proposal:{proposal.id}"
    same = [
        row
        for row in all_budgets()
        if (row.service_id, row.from_on, row.to_on, row.currency) == (given["service"], start, end, given["currency"])
    ]
    if same:
        set_limit(same[0], limit, cause, by=by, at=at)
        return
    service = db.session.get(Service, given["service"]) if given["service"] else None
    open_budget(service, start, end, limit, by=by, at=at, cause=cause)


APPLY = {"grid": _apply_line, "catalogue": _apply_entry, "budget": _apply_budget}


# --- delegation ------------------------------------------------------------------------------------------------------


def delegate(
    borrower: Staff, ceilings: Ceilings, from_on: date, until_on: date, reason: str, *, by: Actor, at: datetime
) -> DelegationRow:
    """Lend one's power to approve to somebody, with limits and an end; it never reaches their own requests, nor one's own."""
    today = day_of(at, HOUSE_ZONE)
    people = {one.id: one for one in people_on(today)}
    lender = people.get(by.staff_id or 0)
    if lender is None or not by.may(Permission.GESTURE_APPROVE):
        raise Refused("nothing_to_lend", words("Vous n’avez rien à déléguer.", "You have nothing to delegate."), "from")
    own = next((power for power in lender.powers if power.source == "own"), None)
    top = ceilings_of(own, (), own.service_ids[0] if own.service_ids else 0, grid_now(), today) if own else None
    lent = Delegation(0, lender.id, borrower.id, ceilings, from_on, until_on)
    check_delegation(lent, lender, people[borrower.id], top, today)
    row = DelegationRow(
        from_id=lender.id,
        to_id=borrower.id,
        gesture_minor=ceilings.gesture.minor,
        case_minor=ceilings.case.minor,
        customer_minor=ceilings.customer.minor,
        currency=ceilings.gesture.currency,
        from_on=from_on,
        until_on=until_on,
        reason=reason.strip()[:300],
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()  # its number goes into the history
    data: dict[str, Json] = {"delegation": row.id, "to": borrower.id, "gesture": ceilings.gesture.minor}
    dates: dict[str, Json] = {"from": from_on.isoformat(), "until": until_on.isoformat()}
    record(Event("delegation.made", SETTINGS, at, by.key, {**data, **dates}))
    return row


def revoke(row: DelegationRow, *, by: Actor, at: datetime) -> None:
    """Take a delegation back at once: by whoever lent it, or the director."""
    if by.staff_id != row.from_id and not by.may(Permission.AUTHORITY_PROPOSE):
        raise Refused("not_allowed", words("Seul le délégant la retire.", "Only the lender revokes it."), "delegation")
    if row.revoked_at is not None:
        raise Refused("already_revoked", words("Elle est déjà retirée.", "It is revoked already."), "delegation")
    row.revoked_on, row.revoked_at = day_of(at, HOUSE_ZONE), at
    record(Event("delegation.revoked", SETTINGS, at, by.key, {"delegation": row.id}))
