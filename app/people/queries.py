"""Finding staff, services, customers, purchases and terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select

from app.kernel import Refused, words
from app.people.models import Customer, Membership, Purchase, Service, Staff, Terms
from app.people.rules import Role
from app.plumbing.db import db, like_pattern
from app.plumbing.search import plain

MOST_SUGGESTED = 8


def staff_by_login(login: str) -> Staff | None:
    """The account of this login, active or not."""
    return db.session.scalars(select(Staff).where(Staff.login == login.strip().lower())).one_or_none()


def staff_member(staff_id: int) -> Staff:
    """This member of staff; refuses an unknown number."""
    found = db.session.get(Staff, staff_id)
    if found is None:
        raise Refused("unknown_staff", words("Cette personne n’existe pas.", "There is no such person."), "staff")
    return found


def all_staff(*, active: bool | None = None) -> list[Staff]:
    """Every account, by name."""
    wanted = select(Staff).order_by(Staff.name)
    return list(db.session.scalars(wanted if active is None else wanted.where(Staff.active == active)))


def staff_named(ids: Sequence[int]) -> dict[int, Staff]:
    """These accounts, by number, in one query."""
    return {row.id: row for row in db.session.scalars(select(Staff).where(Staff.id.in_(ids)))} if ids else {}


def staff_of(role: Role, service_id: int | None = None) -> list[Staff]:
    """Active staff of a role, in a service when one is named."""
    wanted = select(Staff).where(Staff.role == role, Staff.active).order_by(Staff.id)
    if service_id is not None:
        wanted = wanted.join(Membership, Membership.staff_id == Staff.id).where(Membership.service_id == service_id)
    return list(db.session.scalars(wanted))


def all_services() -> list[Service]:
    """Every service, by code."""
    return list(db.session.scalars(select(Service).order_by(Service.code)))


def service_by_code(code: str) -> Service:
    """The service of this code; refuses an unknown one."""
    found = db.session.scalars(select(Service).where(Service.code == code)).one_or_none()
    if found is None:
        raise Refused(
            "unknown_service", words("Service inconnu : {code}.", "Unknown service: {code}.", code=code), "service"
        )
    return found


def customer(customer_id: int) -> Customer:
    """This customer; refuses an unknown number."""
    found = db.session.get(Customer, customer_id)
    if found is None:
        raise Refused("unknown_customer", words("Ce client n’existe pas.", "There is no such customer."), "customer")
    return found


def customers_like(typed: str) -> list[Customer]:
    """Customers whose name, e-mail, telephone or purchase number matches what is being typed."""
    key = plain(typed).strip()
    if len(key) < 2:
        return []
    pattern = f"%{like_pattern(key)}%"
    by_purchase = select(Purchase.customer_id).where(func.lower(Purchase.reference).like(pattern, escape="\\"))
    wanted = select(Customer).where(
        Customer.anonymous.is_(False),
        or_(
            Customer.name_key.like(pattern, escape="\\"),
            func.lower(Customer.email).like(pattern, escape="\\"),
            Customer.phone.like(pattern, escape="\\"),
            Customer.id.in_(by_purchase),
        ),
    )
    return list(db.session.scalars(wanted.order_by(Customer.name_key).limit(MOST_SUGGESTED)))


def customer_known_as(name: str, email: str = "", phone: str = "") -> Customer | None:
    """The customer of exactly this name (case and accents aside) and e-mail, or telephone; None without either."""
    key = plain(name).strip()
    if not key or not (email.strip() or phone.strip()):
        return None
    same = [func.lower(Customer.email) == email.strip().lower()] if email.strip() else []
    same += [Customer.phone == phone.strip()] if phone.strip() else []
    wanted = select(Customer).where(Customer.anonymous.is_(False), Customer.name_key.startswith(key, autoescape=True))
    return db.session.scalars(wanted.where(or_(*same)).order_by(Customer.id).limit(1)).one_or_none()


def purchases_of(customer_id: int) -> list[Purchase]:
    """What this customer bought, newest first."""
    wanted = select(Purchase).where(Purchase.customer_id == customer_id).order_by(Purchase.bought_on.desc())
    return list(db.session.scalars(wanted))


def terms_in_force(on: date) -> Terms | None:
    """The version of our terms in force on a civil date (the contract's)."""
    wanted = select(Terms).where(Terms.in_force_from <= on).order_by(Terms.in_force_from.desc()).limit(1)
    return db.session.scalars(wanted).one_or_none()


def all_terms() -> list[Terms]:
    """Every version of the terms, newest first."""
    return list(db.session.scalars(select(Terms).order_by(Terms.in_force_from.desc())))


def demo_accounts() -> list[Staff]:
    """The accounts that say what they are for: only a told demo story has them."""
    wanted = select(Staff).where(Staff.purpose_fr != "", Staff.active).order_by(Staff.id)
    return list(db.session.scalars(wanted))
