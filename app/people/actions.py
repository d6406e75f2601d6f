"""Creating and changing accounts, services, customers, purchases and terms; each change is kept in stream `settings`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select

from app.journal.actions import record, record_late
from app.kernel import Event, Json, Money, Refused, words
from app.people.models import Clause, Customer, HouseCard, Purchase, Service, Staff, Terms
from app.people.queries import all_services, all_staff, house_card, session_of, staff_by_login
from app.people.rules import Actor, CustomerKind, Role, Segment
from app.people.rules.house import NOT_YOURS, OWN_ACCOUNT, check_line, may_set_absence, require_deputy
from app.plumbing import sessions, throttle
from app.plumbing.db import db
from app.plumbing.rows import insert_one
from app.plumbing.search import plain

SETTINGS = "settings"
ACCESS = "access"
SHORTEST_PASSWORD = 10
GOOD_STANDING = "good"
"""Of a customer until somebody says otherwise."""
DEMO_PASSWORD = "amiable-demo"
"""Of every account of the told demo story (a local, empty house only); the sign-in page shows it with them."""
_hasher = PasswordHasher()

WRONG = words("Identifiant ou mot de passe incorrect.", "Wrong login or password.")
SLOWER = words("Trop d’essais. Réessayez dans un quart d’heure.", "Too many tries. Try again in a quarter of an hour.")


def changed(kind: str, *, by: Actor, at: datetime, data: dict[str, Json]) -> None:
    """Keep a change of the settings: what, who, when."""
    record_late(Event(kind, SETTINGS, at, by.key, data | by.came))


def add_service(code: str, name_fr: str, name_en: str, *, by: Actor, at: datetime) -> Service:
    """Open a service (a department)."""
    service = Service(code=code, name_fr=name_fr, name_en=name_en)
    db.session.add(service)
    db.session.flush()  # its number goes into the history
    changed("service.added", by=by, at=at, data={"service": service.id, "code": code})
    return service


def open_service(code: str, name_fr: str, name_en: str, *, by: Actor, at: datetime) -> Service:
    """Open a service from the settings; refuses a code that is missing or taken."""
    if not code:
        raise Refused("code_missing", words("Donnez un code.", "Give a code."), "code")
    if any(row.code == code for row in all_services()):
        message = words("Le code « {code} » est déjà pris.", "The code “{code}” is taken.", code=code)
        raise Refused("code_taken", message, "code")
    return add_service(code, name_fr, name_en, by=by, at=at)


def change_service(service: Service, *, by: Actor, at: datetime, **values: object) -> None:
    """Rename a service, or close it to new cases."""
    before: dict[str, Json] = {}
    after: dict[str, Json] = {}
    for name, value in values.items():
        old = getattr(service, name)
        if old != value:
            before[name], after[name] = _plain(old), _plain(value)
            setattr(service, name, value)
    if after:
        changed("service.changed", by=by, at=at, data={"service": service.id, "before": before, "after": after})


def password_hash(password: str) -> str:
    """Hash a password (slow on purpose: call it before the unit of work); refuses a short one."""
    if len(password) < SHORTEST_PASSWORD:
        message = words(
            "Le mot de passe doit avoir au moins {n} caractères.",
            "The password needs at least {n} characters.",
            n=SHORTEST_PASSWORD,
        )
        raise Refused("password_short", message, "password")
    return _hasher.hash(password)


def add_staff(
    login: str,
    name: str,
    role: Role,
    *,
    by: Actor,
    at: datetime,
    services: list[Service] | None = None,
    email: str = "",
    hashed: str = "",
    manager: Staff | None = None,
    lang: str = "fr",
    speaks: str = "fr",
    purpose: tuple[str, str] = ("", ""),
) -> Staff:
    """Create an account; refuses a login that exists."""
    login = login.strip().lower()
    if staff_by_login(login) is not None:
        raise Refused(
            "login_taken", words("« {login} » existe déjà.", "“{login}” exists already.", login=login), "login"
        )
    member = Staff(
        login=login,
        name=name.strip(),
        role=role,
        email=email,
        password_hash=hashed,
        lang=lang,
        speaks=speaks,
        services=services or [],
        manager=manager,
        purpose_fr=purpose[0],
        purpose_en=purpose[1],
    )
    db.session.add(member)
    db.session.flush()  # its number goes into the history
    changed("staff.added", by=by, at=at, data={"staff": member.id, "login": login, "role": role.value})
    return member


def open_account(login: str, name: str, role: Role, *, by: Actor, at: datetime, **terms: Any) -> Staff:
    """Open an account from the settings; refuses one without a login."""
    if not login.strip():
        raise Refused("login_missing", words("Donnez un identifiant.", "Give a login."), "login")
    return add_staff(login, name, role, by=by, at=at, **terms)


def set_deputy(member: Staff, deputy: Staff | None, *, by: Actor, at: datetime) -> None:
    """Say who stands in for somebody: they, their manager, or an administrator; refuses who could not do the work."""
    if not may_set_absence(by, member.id, member.manager_id):
        raise Refused("not_yours", NOT_YOURS, "deputy")
    if deputy is not None and deputy is not member.deputy:
        require_deputy(deputy.facts, member.role)
    change_staff(member, by=by, at=at, deputy=deputy)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """What a password is tried against where there is no account, so that both take as long; made by the first sign-in."""
    return _hasher.hash("nobody signs in with this")


def check_password(login: str, password: str) -> Staff | None:
    """The account whose password this is; takes the same time whether the login exists or not."""
    member = staff_by_login(login)
    nobody = _nobody()
    kept = member.password_hash if member is not None and member.password_hash and member.active else nobody
    try:
        _hasher.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return member if kept is not nobody else None


def count_try(login: str, address: str, *, at: datetime) -> Refused | None:
    """Count a sign-in before its password is looked at: at most 5 a quarter of an hour per account, 20 per address.

    The refusal is returned, not raised: the try stays counted.
    """
    within = timedelta(minutes=15)
    slow = throttle.too_many(f"login:{login.strip().lower()[:80]}", at=at, most=5, within=within)
    crowd = throttle.too_many(f"address:{address}", at=at, most=20, within=within)
    return Refused("too_many_tries", SLOWER, "login") if slow or crowd else None


def signed_in(member: Staff, *, at: datetime) -> None:
    """Keep that somebody signed in, and forget the failed tries."""
    throttle.forgive(f"login:{member.login}")
    record(Event("staff.signed_in", ACCESS, at, member.key, {"staff": member.id}))


def change_staff(member: Staff, *, by: Actor, at: datetime, **values: object) -> None:
    """Change an account; nobody changes their own role, and a blocked person is signed out at once."""
    if member.key == by.key and ("role" in values and values["role"] != member.role):
        raise Refused(
            "own_role", words("Personne ne change son propre rôle.", "Nobody changes their own role."), "role"
        )
    if member.key == by.key and values.get("active", True) is False:
        raise Refused("own_account", OWN_ACCOUNT, "active")
    if values.get("manager") is not None:
        _check_line(member, values["manager"])
    before: dict[str, Json] = {}
    after: dict[str, Json] = {}
    for name, value in values.items():
        old = getattr(member, name)
        if old != value:
            before[name], after[name] = _plain(old), _plain(value)
            setattr(member, name, value)
    if not after:
        return
    if "password_hash" in after:
        before["password_hash"] = after["password_hash"] = "…"
    changed("staff.changed", by=by, at=at, data={"staff": member.id, "before": before, "after": after})
    if not member.active or "password_hash" in after or "role" in after:
        sessions.end_sessions_of(member.key)


def _check_line(member: Staff, manager: object) -> None:
    line = {row.id: row.manager_id for row in all_staff()}
    check_line(member.id, member.name, manager.id if isinstance(manager, Staff) else None, line)


def _plain(value: object) -> Json:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Service):
        return value.code
    if isinstance(value, Staff):
        return value.login
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def set_absence(member: Staff, start: date | None, end: date | None, *, by: Actor, at: datetime) -> None:
    """Say from when until when somebody is away (civil dates, both included): they, their manager, or an administrator."""
    if not may_set_absence(by, member.id, member.manager_id):
        raise Refused("not_yours", NOT_YOURS, "away_from")
    if start is not None and end is not None and end < start:
        message = words("L’absence finit avant de commencer.", "The absence ends before it starts.")
        raise Refused("absence_backwards", message, "away_until")
    change_staff(member, by=by, at=at, away_from=start, away_until=end if start else None)


def end_session(mark: str, *, by: Actor, at: datetime) -> None:
    """End one session, named by the start of its hash; its person must sign in again."""
    found = session_of(mark)
    db.session.delete(found)
    number = int(found.person.rpartition(":")[2]) if found.person.startswith("staff:") else 0
    record(Event("session.ended", ACCESS, at, by.key, {"staff": number, "mark": mark}))


def enter_customer(
    name: str,
    *,
    by: Actor,
    at: datetime,
    kind: CustomerKind = CustomerKind.CONSUMER,
    title: str = "",
    organisation: str = "",
    email: str = "",
    phone: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
    country: str = "FR",
    lang: str = "fr",
    prefers: str = "email",
    segment: Segment = Segment.STANDARD,
    standing: str = GOOD_STANDING,
    since_on: date | None = None,
    headcount: int | None = None,
    turnover: Money | None = None,
) -> int:
    """Keep a new customer, and give back the number; refuses one without a name."""
    if not name.strip():
        raise Refused("name_missing", words("Indiquez le nom du client.", "Give the customer’s name."), "name")
    row = {
        "name": name.strip(),
        "name_key": plain(f"{name} {organisation}").strip(),
        "kind": kind,
        "title": title,
        "organisation": organisation,
        "email": email.strip(),
        "phone": phone,
        "street": street,
        "postcode": postcode,
        "city": city,
        "country": country,
        "lang": lang,
        "prefers": prefers,
        "segment": segment,
        "standing": standing,
        "customer_since_on": since_on,
        "headcount": headcount,
        "turnover_minor": turnover.minor if turnover else None,
        "created_at": at,
    }
    number = insert_one(Customer, row)
    changed("customer.added", by=by, at=at, data={"customer": number, "kind": kind.value})
    return number


def add_customer(name: str, *, by: Actor, at: datetime, **said: Any) -> Customer:
    """Keep a new customer (as `enter_customer` does), and give back the row."""
    return db.session.get_one(Customer, enter_customer(name, by=by, at=at, **said))


def anonymous_customer(source: str, external_id: str, country: str, lang: str, *, at: datetime) -> Customer:
    """The nameless customer of an imported record: one per record, found again by source and external number."""
    known = select(Customer).where(Customer.source == source, Customer.external_id == external_id)
    found = db.session.scalars(known).one_or_none()
    if found is None:
        found = Customer(
            name="",
            name_key="",
            kind=CustomerKind.CONSUMER,
            country=country,
            lang=lang,
            anonymous=True,
            source=source,
            external_id=external_id,
            created_at=at,
        )
        db.session.add(found)
        db.session.flush()  # cases point at its number
    return found


def change_customer(row: Customer, *, by: Actor, at: datetime, **values: object) -> None:
    """Change a customer; the history keeps which fields changed, not what they said (personal data)."""
    fields: list[Json] = [name for name, value in values.items() if getattr(row, name) != value]
    for name, value in values.items():
        setattr(row, name, value)
    row.name_key = plain(f"{row.name} {row.organisation}").strip()
    if fields:
        changed("customer.changed", by=by, at=at, data={"customer": row.id, "fields": fields})


def forget_customer(row: Customer, *, by: Actor, at: datetime) -> None:
    """Keep of a customer only that there was one, of which kind, where and in which segment; of purchases, dates and prices."""
    for name in ("title", "name", "name_key", "organisation", "email", "phone", "street", "postcode", "city"):
        setattr(row, name, "")
    row.anonymous, row.source, row.external_id = True, None, None
    row.headcount, row.turnover_minor = None, None
    for bought in db.session.scalars(select(Purchase).where(Purchase.customer_id == row.id)):
        bought.reference, bought.label = "", ""
    changed("customer.forgotten", by=by, at=at, data={"customer": row.id})


def add_purchase(
    owner: Customer,
    reference: str,
    label: str,
    bought_on: date,
    price: Money,
    *,
    by: Actor,
    at: datetime,
    product: str = "",
    delivered_on: date | None = None,
    promised_on: date | None = None,
    channel: str = "online",
    condition: str = "new",
) -> Purchase:
    """Keep something a customer bought; refuses a delivery before the purchase."""
    if delivered_on is not None and delivered_on < bought_on:
        message = words("La livraison précède l’achat.", "The delivery comes before the purchase.")
        raise Refused("delivered_before_bought", message, "delivered_on")
    row = Purchase(
        customer_id=owner.id,
        reference=reference,
        label=label,
        product=product,
        bought_on=bought_on,
        price_minor=price.minor,
        currency=price.currency,
        delivered_on=delivered_on,
        promised_on=promised_on,
        channel=channel,
        condition=condition,
    )
    db.session.add(row)
    db.session.flush()  # cases point at its number
    changed("purchase.added", by=by, at=at, data={"customer": owner.id, "purchase": row.id})
    return row


def add_terms(
    version: str,
    title: str,
    in_force_from: date,
    clauses: list[tuple[str, str, str]],
    *,
    by: Actor,
    at: datetime,
    file_key: str = "",
    file_name: str = "",
) -> Terms:
    """Publish a version of our terms with its numbered clauses; versions are added, never changed."""
    if db.session.scalars(select(Terms).where(Terms.version == version)).one_or_none() is not None:
        message = words("La version {v} existe déjà.", "Version {v} exists already.", v=version)
        raise Refused("terms_exist", message, "version")
    row = Terms(version=version, title=title, in_force_from=in_force_from, file_key=file_key, file_name=file_name)
    row.clauses = [
        Clause(position=place, number=number, heading=heading, body=body)
        for place, (number, heading, body) in enumerate(clauses, start=1)
    ]
    db.session.add(row)
    db.session.flush()  # its number goes into the history
    changed("terms.added", by=by, at=at, data={"terms": row.id, "version": version, "from": in_force_from.isoformat()})
    return row


CARD = (
    "name", "registration", "address", "contact_name", "contact_capacity_fr", "contact_capacity_en", "contact_email",
    "contact_phone", "site", "signatory_name", "signatory_capacity_fr", "signatory_capacity_en",
)  # fmt: skip
"""What the house says of itself on paper."""


def present_house(*, by: Actor, at: datetime, **values: str) -> HouseCard:
    """Say how the company presents itself on paper (name, registration, address, designated contact)."""
    before = house_card()
    kept = {name: getattr(before, name) if before is not None else "" for name in CARD} | values
    if not kept["name"].strip():
        raise Refused("name_missing", words("Indiquez le nom de l’entreprise.", "Give the company’s name."), "name")
    row = HouseCard(**kept, at=at, by=by.key)
    db.session.add(row)
    fields: list[Json] = [name for name in CARD if before is None or getattr(before, name) != kept[name]]
    changed("house.presented", by=by, at=at, data={"fields": fields})
    return row
