"""Staff: accounts, absence and deputies, passwords and tries, the end of a session."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.journal.actions import record
from app.kernel import Event, Json, Refused, words
from app.people.actions.house import changed, kept_value
from app.people.models import Service, Staff
from app.people.queries import all_staff, session_of, staff_by_login
from app.people.rules import Actor, Role
from app.people.rules.house import LOGIN, NOT_YOURS, ODD_LOGIN, OWN_ACCOUNT, check_line, may_set_absence, require_deputy
from app.plumbing import sessions, throttle
from app.plumbing.db import db

ACCESS = "access"


SHORTEST_PASSWORD = 10


DEMO_PASSWORD = "amiable-demo"
"""Of every account of the told demo story (a local, empty house only); the sign-in page shows it with them."""


_hasher = PasswordHasher()


WRONG = words("Identifiant ou mot de passe incorrect.", "Wrong login or password.")


SLOWER = words("Trop d’essais. Réessayez dans un quart d’heure.", "Too many tries. Try again in a quarter of an hour.")


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
    """Create an account; refuses a login that exists, or that nobody could type back."""
    login = free_login(login)
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


def free_login(typed: str) -> str:
    """The login as it is kept; refuses one that exists, or that nobody could type back."""
    login = typed.strip().lower()
    if not re.fullmatch(LOGIN, login):
        raise Refused("login_odd", ODD_LOGIN, "login")
    if staff_by_login(login) is not None:
        raise Refused(
            "login_taken", words("« {login} » existe déjà.", "“{login}” exists already.", login=login), "login"
        )
    return login


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
            before[name], after[name] = kept_value(old), kept_value(value)
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
