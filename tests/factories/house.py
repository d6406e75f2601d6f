"""A small company: two services, a ladder of staff, a customer with a purchase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.cases import actions as case_actions
from app.cases.models import Case
from app.kernel import Money
from app.people import actions
from app.people.models import Customer, Purchase, Service, Staff
from app.people.rules import SYSTEM, CustomerKind, Role
from app.plumbing import unit_of_work
from tests.conftest import NOW
from tests.factories.founding import founded

PASSWORD = "correct horse"


@dataclass
class Company:
    """Who there is."""

    after_sales: Service
    billing: Service
    agent: Staff
    other_agent: Staff
    biller: Staff
    supervisor: Staff
    quality: Staff
    other_quality: Staff
    director: Staff
    auditor: Staff
    admin: Staff
    customer: Customer
    purchase: Purchase


def company(at: datetime = NOW) -> Company:
    """Found the company, in one unit of work."""
    return founded(("company", at), lambda: found_company(at))


def found_company(at: datetime) -> Company:
    """The same inside a unit of work that is already open."""
    who = {"by": SYSTEM, "at": at}
    sav = actions.add_service("after-sales", "Après-vente", "After-sales", **who)
    billing = actions.add_service("billing", "Facturation", "Billing", **who)
    hashed = actions.password_hash(PASSWORD)

    def staff(login: str, name: str, role: Role, services: list[Service], manager: Staff | None = None) -> Staff:
        return actions.add_staff(login, name, role, services=services, hashed=hashed, manager=manager, **who)

    director = staff("diane", "Diane Roche", Role.DIRECTOR, [])
    supervisor = staff("sophie", "Sophie Garnier", Role.SUPERVISOR, [sav, billing], director)
    customer = actions.add_customer(
        "Awa Diallo",
        title="Mme",
        email="awa.diallo@example.org",
        street="12 rue des Lilas",
        postcode="69003",
        city="Lyon",
        **who,
    )
    purchase = actions.add_purchase(
        customer,
        "CMD-2026-1187",
        "Lave-linge Brume 8 kg",
        date(2026, 3, 2),
        Money(54900),
        delivered_on=date(2026, 3, 9),
        **who,
    )
    return Company(
        sav,
        billing,
        staff("alice", "Alice Petit", Role.AGENT, [sav], supervisor),
        staff("olivier", "Olivier Blanc", Role.AGENT, [sav], supervisor),
        staff("bruno", "Bruno Faure", Role.AGENT, [billing], supervisor),
        supervisor,
        staff("claire", "Claire Morel", Role.QUALITY, [], director),
        staff("quentin", "Quentin Leroy", Role.QUALITY, [], director),
        director,
        staff("audrey", "Audrey Simon", Role.AUDITOR, []),
        staff("admin", "Adèle Martin", Role.ADMIN, []),
        customer,
        purchase,
    )


def a_complaint(**terms: object) -> case_actions.Complaint:
    """A washing machine that broke down for the third time."""
    given: dict[str, object] = {
        "what": "Mon lave-linge est tombé en panne pour la troisième fois.",
        "channel": "email",
        "written": True,
        "received_on": date(2026, 11, 19),
        "asked": "Remboursement",
        "amount": Money(54900),
        "category": "breakdown",
    }
    return case_actions.Complaint(**{**given, **terms})  # type: ignore[arg-type]


def a_case(
    firm: Company, *, by: Staff | None = None, at: datetime = NOW, kind: CustomerKind | None = None, **terms: object
) -> Case:
    """Log a complaint in a unit of work of its own."""
    with unit_of_work.writing():
        by = by or firm.agent
        return case_actions.log_case(
            a_complaint(**terms), firm.customer, firm.after_sales, by=by.actor, at=at, purchase=firm.purchase, kind=kind
        )
