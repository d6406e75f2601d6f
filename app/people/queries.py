"""Finding staff, services, customers, purchases and terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.journal.models import Entry
from app.kernel import Refused, words
from app.people.models import Customer, HouseCard, Membership, Purchase, Service, Staff, Terms
from app.people.rules import LEVEL_OF_ROLE, Actor, Complainant, Role, StaffFacts
from app.people.rules.downloads import KIND as TAKEN
from app.people.rules.downloads import MEDIATOR_OPENED, Taken
from app.people.rules.house import can_stand_in
from app.people.rules.looking_up import LONGEST_LINE, Named, named
from app.plumbing.db import columns_of, db, like_pattern
from app.plumbing.search import plain
from app.plumbing.sessions import IDLE, WHOLE, WebSession
from app.plumbing.stamped_cache import cached_until_changed

MOST_SUGGESTED = 8
DIGITS_ENOUGH = 4
"""As many digits of a telephone are worth looking for."""


def staff_by_login(login: str) -> Staff | None:
    """The account of this login, active or not."""
    return db.session.scalars(select(Staff).where(Staff.login == login.strip().lower())).one_or_none()


def staff_member(staff_id: int) -> Staff:
    """This member of staff; refuses an unknown number."""
    found = db.session.get(Staff, staff_id)
    if found is None:
        raise Refused("no_such_person", words("Cette personne n’existe pas.", "There is no such person."), "staff")
    return found


@cached_until_changed
def active_actor(staff_id: int) -> Actor | None:
    """The member of staff of this number as the one who acts; None for an unknown or a blocked account."""
    found = db.session.get(Staff, staff_id)
    return found.actor if found is not None and found.active else None


@cached_until_changed
def staff_names() -> Mapping[int, str]:
    """The name of every account, by number."""
    return MappingProxyType(dict(db.session.execute(select(Staff.id, Staff.name)).all()))


def all_staff(*, active: bool | None = None) -> list[Staff]:
    """Every account, by name."""
    wanted = select(Staff).order_by(Staff.name)
    return list(db.session.scalars(wanted if active is None else wanted.where(Staff.active == active)))


@cached_until_changed
def _with_deputy() -> tuple[StaffFacts, ...]:
    gone = or_(Staff.away_from.is_not(None), Staff.active.is_(False))
    wanted = select(Staff).where(Staff.deputy_id.is_not(None), gone)
    return tuple(row.facts for row in db.session.scalars(wanted.order_by(Staff.name)))


def replaced_by(staff_id: int | None, on: date) -> list[StaffFacts]:
    """Those away on that civil day, or gone for good, for whom this person stands in, by name."""
    return [one for one in _with_deputy() if one.deputy_id == staff_id and not one.present_on(on)]


@cached_until_changed
def carriers() -> tuple[StaffFacts, ...]:
    """Who carries cases, by name: the active accounts of our levels."""
    wanted = select(Staff).where(Staff.active, Staff.role.in_(LEVEL_OF_ROLE)).options(selectinload(Staff.services))
    return tuple(row.facts for row in db.session.scalars(wanted.order_by(Staff.name)))


def deputies_for(member: Staff) -> list[Staff]:
    """Who can stand in for somebody, by name: whoever can do their work; and whoever is named now, to be seen."""
    fit = [row for row in all_staff(active=True) if row.id != member.id and can_stand_in(row.role, member.role)]
    named = member.deputy
    return fit if named is None or named in fit else [named, *fit]


def staff_named(ids: Sequence[int]) -> dict[int, Staff]:
    """These accounts, by number, in one query."""
    return {row.id: row for row in db.session.scalars(select(Staff).where(Staff.id.in_(ids)))} if ids else {}


def staff_of(role: Role, service_id: int | None = None) -> list[Staff]:
    """Active staff of a role, in a service when one is named."""
    wanted = select(Staff).where(Staff.role == role, Staff.active).order_by(Staff.id)
    if service_id is not None:
        wanted = wanted.join(Membership, Membership.staff_id == Staff.id).where(Membership.service_id == service_id)
    return list(db.session.scalars(wanted))


SERVICES = select(Service).order_by(Service.code)
SERVICE = select(Service).where(Service.code == bindparam("code"))


def all_services() -> list[Service]:
    """Every service, by code."""
    return list(db.session.scalars(SERVICES))


@cached_until_changed
def known_services() -> tuple[Service, ...]:
    """Every service, by code, to be read only: copies that no session knows."""
    wanted = select(Service.__table__).order_by(Service.code)
    return tuple(Service(**row) for row in db.session.execute(wanted).mappings())


def service_by_code(code: str) -> Service:
    """The service of this code; refuses an unknown one."""
    found = db.session.scalars(SERVICE, {"code": code}).one_or_none()
    if found is None:
        raise Refused(
            "unknown_service", words("Service inconnu : {code}.", "Unknown service: {code}.", code=code), "service"
        )
    return found


NO_CUSTOMER = words("Ce client n’existe pas.", "There is no such customer.")


def customer(customer_id: int) -> Customer:
    """This customer; refuses an unknown number."""
    found = db.session.get(Customer, customer_id)
    if found is None:
        raise Refused("no_such_customer", NO_CUSTOMER, "customer")
    return found


COMPLAINANT = select(
    Customer.kind,
    Customer.standing,
    Customer.title,
    Customer.name,
    Customer.organisation,
    Customer.email,
    Customer.phone,
    Customer.id,
).where(Customer.id == bindparam("customer"))


def complainant(customer_id: int) -> Complainant:
    """This customer as they are now, as somebody who complains; refuses an unknown number."""
    found = columns_of(COMPLAINANT, {"customer": customer_id})
    if not found:
        raise Refused("no_such_customer", NO_CUSTOMER, "customer")
    return Complainant(*found[0])


def customers_like(typed: str) -> list[Customer]:
    """Customers who match what is being typed: name (its words in any order), e-mail, telephone or purchase number."""
    key = plain(typed[:LONGEST_LINE]).strip()
    if len(key) < 2:
        return []
    found = or_(*_said_of(named(typed)), Customer.id.in_(_buyers_of(key)))
    wanted = select(Customer).where(Customer.anonymous.is_(False), found)
    return list(db.session.scalars(wanted.order_by(Customer.name_key).limit(MOST_SUGGESTED)))


def _said_of(who: Named) -> Iterator[ColumnElement[bool]]:
    """What a line says of a customer, each of which is enough; telephones are compared by their digits."""
    words = [like_pattern(plain(word)) for word in who.words]
    if words:
        yield and_(*(Customer.name_key.like(f"%{word}%", escape="\\") for word in words))
    yield func.lower(Customer.email).like(f"%{like_pattern(plain(who.email or who.name))}%", escape="\\")
    digits = who.digits or ("" if re.search(r"[^\d .\-/()+]", who.name) else re.sub(r"\D", "", who.name))
    if len(digits) >= DIGITS_ENOUGH:
        yield func.replace(func.replace(Customer.phone, " ", ""), ".", "").like(f"%{digits}%")


def _buyers_of(key: str) -> Select[int]:
    return select(Purchase.customer_id).where(
        func.lower(Purchase.reference).like(f"%{like_pattern(key)}%", escape="\\")
    )


def latest_customers(limit: int = 30) -> list[Customer]:
    """The customers added last, those without a name left out."""
    wanted = select(Customer).where(Customer.anonymous.is_(False)).order_by(Customer.id.desc()).limit(limit)
    return list(db.session.scalars(wanted))


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


def buyers_of(labels: Iterable[str], besides: Iterable[int], most: int) -> list[Purchase]:
    """Purchases of just these things by named customers other than these, the newest first."""
    wanted = (
        select(Purchase)
        .join(Customer, Customer.id == Purchase.customer_id)
        .where(Purchase.label.in_(sorted(labels)), Customer.anonymous.is_(False), Customer.id.not_in(sorted(besides)))
        .order_by(Purchase.bought_on.desc(), Purchase.id.desc())
        .options(joinedload(Purchase.customer))
        .limit(most)
    )
    return list(db.session.scalars(wanted))


def terms_in_force(on: date) -> Terms | None:
    """The version of our terms in force on a civil date (the contract's)."""
    wanted = select(Terms).where(Terms.in_force_from <= on).order_by(Terms.in_force_from.desc()).limit(1)
    return db.session.scalars(wanted).one_or_none()


def all_terms() -> list[Terms]:
    """Every version of the terms, newest first."""
    return list(db.session.scalars(select(Terms).order_by(Terms.in_force_from.desc())))


def terms_numbered(terms_id: int) -> Terms:
    """This version of the terms; refuses an unknown number."""
    found = db.session.get(Terms, terms_id)
    if found is None:
        raise Refused("no_such_terms", words("Cette version n’existe pas.", "There is no such version."), "terms")
    return found


def service_numbered(service_id: int) -> Service:
    """This service; refuses an unknown number."""
    found = db.session.get(Service, service_id)
    if found is None:
        raise Refused("no_such_service", words("Ce service n’existe pas.", "There is no such service."), "service")
    return found


MARK = 16
"""Characters of a session’s hash that name it on a page: the name in the cookie cannot be found from them."""


def live_sessions(now: datetime, person: str | None = None) -> list[WebSession]:
    """Sessions of signed-in people that can still be used (of one person when named), the last used first."""
    wanted = select(WebSession).where(
        WebSession.person != "", WebSession.seen_at >= now - IDLE, WebSession.started_at >= now - WHOLE
    )
    wanted = wanted.where(WebSession.person == person) if person else wanted
    return list(db.session.scalars(wanted.order_by(WebSession.seen_at.desc()).limit(200)))


def session_of(mark: str) -> WebSession:
    """The session whose hash starts so; refuses an unknown one."""
    wanted = select(WebSession).where(func.substr(WebSession.id_hash, 1, MARK) == mark)
    found = db.session.scalars(wanted).first() if len(mark) == MARK else None
    if found is None:
        raise Refused("no_such_session", words("Cette session est déjà fermée.", "That session has ended already."))
    return found


ABOUT_CUSTOMERS = ("customer.", "purchase.", "conduct.")


def settings_history(
    before: int | None = None, prefix: str = "", limit: int = 50, *, customers: bool = True
) -> list[Entry]:
    """Changes of the settings, newest first; those before an entry when paging, of one kind when named.

    `customers`: those of customers too, for who may know them.
    """
    wanted = select(Entry).where(Entry.stream == "settings").options(joinedload(Entry.words))
    if before is not None:
        wanted = wanted.where(Entry.seq < before)
    if prefix:
        wanted = wanted.where(Entry.kind.startswith(prefix, autoescape=True))
    if not customers:
        wanted = wanted.where(*(Entry.kind.not_like(f"{kind}%") for kind in ABOUT_CUSTOMERS))
    return list(db.session.scalars(wanted.order_by(Entry.seq.desc()).limit(limit)))


def taken_away(before: int | None = None, limit: int = 50) -> list[Entry]:
    """Which files were taken out of the house, by whom: newest first, those before an entry when paging."""
    wanted = select(Entry).where(Entry.stream == "access", Entry.kind == TAKEN).options(joinedload(Entry.words))
    if before is not None:
        wanted = wanted.where(Entry.seq < before)
    return list(db.session.scalars(wanted.order_by(Entry.seq.desc()).limit(limit)))


def handed_out(ref: str) -> list[Entry]:
    """Which files of a case were taken away, by us or by its mediator: oldest first. Reads all of the record: for the worker."""
    wanted = select(Entry).where(
        Entry.stream == "access", Entry.kind.in_((TAKEN, MEDIATOR_OPENED)), Entry.data["case"].as_string() == ref
    )
    return [entry for entry in db.session.scalars(wanted.order_by(Entry.seq)) if entry.data.get("what") in set(Taken)]


def changes_of(kind: str, number: int, limit: int = 30) -> list[Entry]:
    """The changes of one account, service or customer, newest first."""
    recent = settings_history(prefix=f"{kind}.", limit=400)
    return [entry for entry in recent if entry.data.get(kind) == number][:limit]


def customers_named(ids: Sequence[int]) -> dict[int, Customer]:
    """These customers, by number, in one query."""
    return {row.id: row for row in db.session.scalars(select(Customer).where(Customer.id.in_(ids)))} if ids else {}


def has_staff() -> bool:
    """Has anybody an account yet?"""
    return db.session.scalar(select(Staff.id).limit(1)) is not None


def set_up() -> set[str]:
    """What of a house is there already, as `FIRST_STEPS` names it."""
    found = {role.value for role in db.session.scalars(select(Staff.role).where(Staff.active).distinct())}
    return found | ({"service"} if known_services() else set()) | ({"card"} if house_card() else set())


def demo_accounts() -> list[Staff]:
    """The accounts that say what they are for: only a told demo story has them."""
    wanted = select(Staff).where(Staff.purpose_fr != "", Staff.active).order_by(Staff.id)
    return list(db.session.scalars(wanted))


def house_card() -> HouseCard | None:
    """How the company presents itself now."""
    return db.session.scalars(select(HouseCard).order_by(HouseCard.id.desc()).limit(1)).one_or_none()


def house_cards() -> list[HouseCard]:
    """Every version of it, newest first."""
    return list(db.session.scalars(select(HouseCard).order_by(HouseCard.id.desc())))
