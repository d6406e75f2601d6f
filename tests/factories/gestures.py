"""A palette, a grid and budgets for the small company, and an offer on its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from app.cases.models import Case
from app.gestures import actions
from app.gestures.actions import Drafted
from app.gestures.models import Offer
from app.gestures.rules.weighing import Wanted
from app.kernel import Money
from app.people.models import Staff
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from tests.conftest import NOW
from tests.factories.founding import founded
from tests.factories.house import Company, found_company

UNTIL = date(2026, 12, 5)
PROOF = "pièce n° 3"


def stocked(at: datetime = NOW) -> Company:
    """The company with its palette, grid and budgets."""

    def found() -> Company:
        firm = found_company(at)
        actions.seed_catalogue(by=SYSTEM, at=at)
        return firm

    return founded(("stocked", at), found)


def euros(amount: float) -> Money:
    """Euros, VAT included."""
    return Money(round(amount * 100))


def a_draft(
    case: Case, by: Staff, *lines: tuple[str, float], until: date = UNTIL, at: datetime = NOW, **more: object
) -> Offer:
    """Prepare an offer in a unit of work of its own."""
    wanted: Sequence[Wanted] = [Wanted(code, euros(amount), evidence=PROOF) for code, amount in lines]
    with unit_of_work.writing():
        return actions.propose_offer(case, Drafted(wanted, until, **more), by=by.actor, at=at)  # type: ignore[arg-type]


def a_sent(case: Case, by: Staff, *lines: tuple[str, float], at: datetime = NOW, **more: object) -> Offer:
    """Prepare and send an offer within the author's authority."""
    offer = a_draft(case, by, *lines, at=at, **more)  # type: ignore[arg-type]
    with unit_of_work.writing():
        actions.send_offer(offer, by=by.actor, at=at)
    return offer
