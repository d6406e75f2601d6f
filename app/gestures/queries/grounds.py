"""Everything a verdict depends on, read once: palette, grid, people with their powers, what was given, budget."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select

from app.cases.models import Case
from app.cases.queries import facts_of, happened, packs_of
from app.cases.rules.states import State
from app.costs.models import Budget
from app.costs.queries import budget_on
from app.costs.rules.ledger import Pots
from app.gestures.models import (
    CatalogueRow,
    CommitmentRow,
    DelegationRow,
    GridRow,
    Proposal,
)
from app.gestures.queries.held import Held, held_by
from app.gestures.rules.authority import Grantor, GridLine, grantors
from app.gestures.rules.catalogue import Entry
from app.gestures.rules.commitments import Commitment, Metric
from app.gestures.rules.fitting import Because, CaseSide
from app.gestures.rules.weighing import Ground, LegalFirst
from app.gestures.rules.who import in_force
from app.kernel import Money, Words, day_of, words
from app.people.models import Service, Staff
from app.people.queries import all_staff
from app.people.rules import Actor
from app.plumbing.db import db
from app.regimes.rules.entitlements import entitlements

OFFERABLE = frozenset(
    {State.RECEIVED, State.IN_PROGRESS, State.OFFER_OPEN, State.ANSWERED, State.IN_MEDIATION, State.IN_COURT}
)
BLOCKED = words(
    "Le dossier est « {state} » : aucun geste ne peut être proposé maintenant.",
    "The case is “{state}”: no gesture can be offered now.",
)
NO_MANDATE = words(
    "{name} représente le client sans mandat signé en cours : rien ne peut lui être proposé.",
    "{name} represents the customer without a valid signed mandate: nothing can be offered.",
)


def catalogue() -> tuple[Entry, ...]:
    """Every version of every gesture, read as rules see it."""
    rows = db.session.scalars(select(CatalogueRow).order_by(CatalogueRow.code, CatalogueRow.version))
    return tuple(row.entry for row in rows)


def catalogue_history(code: str) -> list[CatalogueRow]:
    """The versions of one gesture, newest first."""
    wanted = select(CatalogueRow).where(CatalogueRow.code == code).order_by(CatalogueRow.version.desc())
    return list(db.session.scalars(wanted))


def grid_rows() -> list[GridRow]:
    """Every version of every line of the grid."""
    return list(db.session.scalars(select(GridRow).order_by(GridRow.id)))


def grid_now() -> tuple[GridLine, ...]:
    """The grid as rules see it; dates and versions are theirs to weigh."""
    return tuple(row.line for row in grid_rows())


def lines_in_force(on: date) -> tuple[GridLine, ...]:
    """The lines of the grid that count on a civil day."""
    return in_force(grid_now(), on)


def delegations(on: date | None = None) -> list[DelegationRow]:
    """Delegations, newest first; those in force on a civil day when one is given."""
    rows = list(db.session.scalars(select(DelegationRow).order_by(DelegationRow.id.desc())))
    return rows if on is None else [row for row in rows if row.facts.in_force_on(on)]


def people_on(day: date) -> tuple[Grantor, ...]:
    """All staff with the powers they have on a civil day."""
    staff = [(member.facts, member.login, member.email) for member in all_staff()]
    return grantors(staff, [row.facts for row in delegations()], day)


def proposals(*, pending: bool = False) -> list[Proposal]:
    """Proposed changes of the settings, newest first."""
    rows = list(db.session.scalars(select(Proposal).order_by(Proposal.id.desc())))
    return [row for row in rows if row.decision is None] if pending else rows


def commitments(on: date) -> tuple[Commitment, ...]:
    """The service menu in force on a civil day."""
    rows = db.session.scalars(select(CommitmentRow).order_by(CommitmentRow.code, CommitmentRow.version))
    newest = {row.code: row for row in rows if row.valid_from <= on}
    return tuple(_commitment(row) for row in newest.values() if row.valid_until is None or on <= row.valid_until)


def _commitment(row: CommitmentRow) -> Commitment:
    return Commitment(
        row.code,
        Words(row.text_fr, row.text_en),
        Metric(row.metric),
        row.at_most,
        tuple(row.segments),
        row.credit,
        Money(row.amount_minor, row.currency),
    )


class House:
    """What does not depend on a case, read when first asked for: palette, grid, people by day, budgets by service and day."""

    def __init__(self) -> None:
        self._people: dict[date, tuple[Grantor, ...]] = {}
        self._budgets: dict[tuple[int, date, str], Pots | None] = {}

    @cached_property
    def catalogue(self) -> tuple[Entry, ...]:
        """The palette."""
        return catalogue()

    @cached_property
    def grid(self) -> tuple[GridLine, ...]:
        """The grid."""
        return grid_now()

    def people(self, day: date) -> tuple[Grantor, ...]:
        """All staff with their powers on that day."""
        if day not in self._people:
            self._people[day] = people_on(day)
        return self._people[day]

    def budget(self, service_id: int, day: date, currency: str) -> Pots | None:
        """What the budget that pays for a service holds."""
        key = service_id, day, currency
        if key not in self._budgets:
            found = budget_on(*key)
            self._budgets[key] = found.pots if found else None
        return self._budgets[key]


def ground_for(
    case: Case, actor: Actor | Staff, at: datetime, house: House | None = None, held: Held | None = None
) -> Ground:
    """Everything a verdict on this case depends on, for whoever would grant, at that instant.

    `house`, `held`: read before, for several cases of one reading; a write reads afresh.
    """
    on = day_of(at, case.zone)
    author_id = actor.staff_id if isinstance(actor, Actor) else actor.id
    house = house or House()
    people = house.people(on)
    held = held or held_by([case])[case.id]
    return Ground(
        side=case_side(case, on),
        case_ids=held.together,
        customer_id=case.customer_id,
        entries=house.catalogue,
        grid=house.grid,
        people=people,
        author_id=author_id,
        given=held.given,
        budget=house.budget(granting_service(case, people, author_id), on, case.currency),
        blocked=_blocked(case, on),
        legal_first=_legal_first(case, held, on),
        beneficiary_email=case.customer.email,
    )


def granting_service(case: Case, people: tuple[Grantor, ...], author_id: int | None) -> int:
    """Whose budget pays: the author's service; the case's when it is one of theirs, or when they have none."""
    author = next((one for one in people if one.id == author_id), None)
    return paying_service(case.service_id, author.service_ids if author else ())


def paying_service(of_case: int, own: tuple[int, ...]) -> int:
    """Of the case's service and somebody's own, the one that pays."""
    return of_case if not own or of_case in own else own[0]


def paying_budget(case: Case, author_id: int | None, on: date) -> Budget | None:
    """The budget that pays for what this person grants on this case."""
    author = db.session.get(Staff, author_id) if author_id is not None else None
    service = paying_service(case.service_id, author.facts.service_ids if author else ())
    return budget_on(service, on, case.currency)


def case_side(case: Case, on: date) -> CaseSide:
    """What the palette needs to know of a case."""
    return CaseSide(
        ref=case.ref,
        category=case.category,
        service=case.service.code,
        service_id=case.service_id,
        segment=case.customer.segment.value,
        standing=case.customer.standing,
        currency=case.currency,
        on=on,
        purchase=case.purchase.price if case.purchase else None,
        closed=case.state is State.CLOSED,
    )


def _blocked(case: Case, on: date) -> Because | None:
    if case.state not in OFFERABLE:
        return Because("case_state", BLOCKED.fill(state=case.state.words))
    for party in case.parties:
        if not party.mandate_valid_on(on):
            return Because("no_mandate", NO_MANDATE.fill(name=party.name))
    return None


def _legal_first(case: Case, held: Held, on: date) -> LegalFirst | None:
    """What the law grants on this case that nobody has recognised yet: the largest amount."""
    events = happened(case, held.told, alone=len(held.together) == 1)
    found = entitlements(facts_of(case, held.told), on, packs=packs_of(case), events=events, zone=case.zone)
    open_ = [
        one
        for one in found
        if one.amount
        and one.amount.currency == case.currency
        and one.done_on is None
        and one.rule not in held.recognised
    ]
    best = max(open_, key=lambda one: one.amount.minor if one.amount else 0, default=None)
    return LegalFirst(best.amount, best.what) if best is not None and best.amount is not None else None


def preview_ground(
    author: Staff, service: Service, category: str, segment: str, on: date, currency: str = "EUR"
) -> Ground:
    """What this person would see on an imagined case: nothing given yet, a purchase of 500."""
    side = CaseSide("—", category, service.code, service.id, segment, "good", currency, on, Money(50000, currency))
    budget = budget_on(service.id, on, currency)
    return Ground(
        side, frozenset(), 0, catalogue(), grid_now(), people_on(on), author.id, (), budget.pots if budget else None
    )
