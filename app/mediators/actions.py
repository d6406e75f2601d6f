"""Filling and changing the directory: the shipped entries, the official list, our contracts; each change is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from app.kernel import Json, Money, Refused, Words, words
from app.mediators import rules
from app.mediators.models import Mediator
from app.mediators.queries import all_mediators, mediator_by_code, shipped_entries
from app.people.actions import changed
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.search import plain

TEXTS = (
    "name", "formerly", "kind", "postal", "site", "form_url", "email", "phone", "decision", "prior_steps", "notes", "source",
)  # fmt: skip
LONGEST = {"name": 200, "postal": 300, "site": 200, "form_url": 300, "email": 200, "phone": 60, "kind": 120}
CHANGEABLE = (
    *TEXTS, "country", "sectors", "other_addresses", "takes", "pieces", "is_public", "listed", "withdrawn_on", "renamed_on",
    "contract_from", "contract_until", "wait_days", "wait_months", "filing_months", "fee_minor", "checked_on",
)  # fmt: skip


def seed(*, by: Actor, at: datetime) -> int:
    """Add the shipped entries that are not there yet; what somebody changed is left alone. How many were added."""
    here = {entry.code for entry in all_mediators()}
    missing = [shipped for shipped in shipped_entries() if shipped["code"] not in here]
    db.session.add_all(_from_shipped(shipped) for shipped in missing)
    if missing:
        db.session.flush()  # the directory is read in the same unit of work
        changed("mediators.seeded", by=by, at=at, data={"added": len(missing)})
    return len(missing)


def _from_shipped(shipped: Mapping[str, Any]) -> Mediator:
    values = {name: shipped[name] for name in CHANGEABLE if name in shipped}
    if "fee" in shipped:
        values["fee_minor"] = Money.parse(shipped["fee"]).minor
    withdrawn = shipped.get("withdrawn_on") is not None
    return Mediator(
        **values,
        code=shipped["code"],
        name_key=plain(shipped["name"]),
        is_public=bool(shipped.get("public", False)),
        listed=not withdrawn,
        figures=dict(shipped.get("figures", {})),
    )


def change(entry: Mediator, *, by: Actor, at: datetime, **values: object) -> None:
    """Change an entry; the history keeps the old and the new value of every field."""
    before: dict[str, Json] = {}
    after: dict[str, Json] = {}
    for name, value in values.items():
        if name not in CHANGEABLE:
            raise ValueError(name)
        old = getattr(entry, name)
        if old != value:
            before[name], after[name] = _plain(old), _plain(value)
            setattr(entry, name, value)
    _check(entry)
    entry.name_key = plain(entry.name)
    if after:
        changed("mediator.changed", by=by, at=at, data={"code": entry.code, "before": before, "after": after})


def add(code: str, name: str, sectors: list[str], *, by: Actor, at: datetime, **values: object) -> Mediator:
    """Add a mediator by hand; refuses a code that exists."""
    code = code_of(code or name)
    if mediator_by_code(code) is not None:
        message = words("« {code} » existe déjà.", "“{code}” exists already.", code=code)
        raise Refused("mediator_exists", message, "code")
    entry = Mediator(code=code, name=name, name_key=plain(name), sectors=sectors, **values)
    _check(entry)
    db.session.add(entry)
    db.session.flush()  # its number goes into addresses of pages
    changed("mediator.added", by=by, at=at, data={"code": code, "name": name})
    return entry


def _check(entry: Mediator) -> None:
    if not entry.name.strip():
        raise Refused("name_missing", words("Indiquez le nom du médiateur.", "Give the mediator’s name."), "name")
    if entry.contract_until is not None and (entry.contract_from is None or entry.contract_until < entry.contract_from):
        raise Refused("contract_backwards", BACKWARDS, "contract_until")
    for name in ("site", "form_url"):
        address = getattr(entry, name) or ""
        if address and not re.fullmatch(r"https?://[^\s<>\"]+", address):
            raise Refused("address_unreadable", ADDRESS, name)
    for name, longest in LONGEST.items():
        if len(getattr(entry, name) or "") > longest:
            raise Refused("too_long", TOO_LONG.fill(n=longest), name)


def _plain(value: object) -> Json:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def code_of(name: str) -> str:
    """A short code for a name: plain letters and figures, joined by dashes."""
    return "-".join(re.findall(r"[a-z0-9]+", plain(name)))[:60]


# --- the official directory ------------------------------------------------------------------------------------------


@dataclass
class Imported:
    """What an import did: rows read, entries added, changed, unchanged, gone from the list, and refused rows."""

    read: int = 0
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    absent: list[str] = field(default_factory=list)
    refused: list[tuple[int, Words]] = field(default_factory=list)


@dataclass
class Official:
    """One mediator of the official directory, its rows gathered (one per sector)."""

    name: str
    kind: str
    url: str
    sectors: list[dict[str, str]] = field(default_factory=list)


def import_official(rows: Iterable[tuple[int, object]], *, by: Actor, at: datetime, on: date) -> Imported:
    """Bring the directory in line with the official list (CECMC): (line, row) pairs in its format, one per sector.

    Names, sites and sectors are taken over; postal addresses and contracts are not in it and stay. An entry that was
    listed and is no longer there is marked, never deleted.
    """
    report = Imported()
    gathered = _gathered(rows, report)
    known = all_mediators()
    seen = set()
    for official in gathered.values():
        entry = _matching(known, official)
        if entry is None:
            entry = _new(official, on)
            known.append(entry)
            report.added.append(entry.name)
        elif _take_over(entry, official, on):
            report.updated.append(entry.name)
        else:
            report.unchanged += 1
        seen.add(entry.code)
    if gathered:
        report.absent = _mark_absent(known, seen)
    db.session.flush()  # the directory is read in the same unit of work
    told: dict[str, Json] = {
        "read": report.read,
        "added": len(report.added),
        "updated": len(report.updated),
        "absent": [*report.absent],
        "refused": len(report.refused),
    }
    changed("mediators.imported", by=by, at=at, data=told)
    return report


def _gathered(rows: Iterable[tuple[int, object]], report: Imported) -> dict[str, Official]:
    found: dict[str, Official] = {}
    for line, row in rows:
        report.read += 1
        name = _text(row, "mediateur") if isinstance(row, Mapping) else ""
        if not isinstance(row, Mapping) or not name:
            report.refused.append((line, NO_NAME))
            continue
        url = _text(row, "url")
        if url and not re.match(r"(https?://|www\.)[^\s<>\"]+$", url):
            report.refused.append((line, BAD_URL.fill(url=url[:60])))
            continue
        url = f"https://{url}" if url.startswith("www.") else url
        official = found.setdefault(plain(name), Official(name[:200], _text(row, "type")[:120], url[:200]))
        sector = {key: _text(row, key)[:160] for key in ("code_secteur", "libelle_secteur", "categorie")}
        if any(sector.values()) and sector not in official.sectors:
            official.sectors.append(sector)
    return found


def _text(row: Mapping[str, Any], key: str) -> str:
    return " ".join(str(row.get(key) or "").split())


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _matching(known: list[Mediator], official: Official) -> Mediator | None:
    key = plain(official.name)
    same_name = [entry for entry in known if key in (entry.name_key, plain(entry.formerly))]
    host = _host(official.url)
    same_site = [entry for entry in known if host and _host(entry.site) == host]
    return next(iter((*same_name, *same_site)), None)


def _new(official: Official, on: date) -> Mediator:
    code = base = code_of(official.name) or "mediateur"
    number = 2
    while mediator_by_code(code) is not None:
        code, number = f"{base[:56]}-{number}", number + 1
    entry = Mediator(
        code=code, name=official.name, name_key=plain(official.name), kind=official.kind, site=official.url
    )
    entry.official_sectors = official.sectors
    entry.sectors = rules.sectors_of(f"{each['libelle_secteur']} {each['categorie']}" for each in official.sectors)
    entry.listed, entry.listed_on, entry.checked_on, entry.source = True, on, on, OFFICIAL
    db.session.add(entry)
    db.session.flush()  # the next code must not be the same
    return entry


def _take_over(entry: Mediator, official: Official, on: date) -> bool:
    """Take what the official list says; was anything different?"""
    read = rules.sectors_of(f"{each['libelle_secteur']} {each['categorie']}" for each in official.sectors)
    wanted: dict[str, object] = {"listed": True, "official_sectors": official.sectors}
    if official.kind:
        wanted["kind"] = official.kind
    if not entry.site and official.url:
        wanted["site"] = official.url
    if rules.EVERY_SECTOR not in entry.sectors:
        wanted["sectors"] = [*entry.sectors, *(code for code in read if code not in entry.sectors)]
    different = {name: value for name, value in wanted.items() if getattr(entry, name) != value}
    for name, value in different.items():
        setattr(entry, name, value)
    entry.listed_on = on
    return bool(different)


def _mark_absent(known: list[Mediator], seen: set[str]) -> list[str]:
    gone = [entry for entry in known if entry.code not in seen and entry.listed and entry.listed_on is not None]
    for entry in gone:
        entry.listed = False
    return [entry.name for entry in gone]


OFFICIAL = "annuaire officiel des médiateurs de la consommation (CECMC)"
NO_NAME = words("Ligne sans nom de médiateur.", "Row without a mediator’s name.")
BAD_URL = words("Adresse illisible : {url}.", "Unreadable address: {url}.")
BACKWARDS = words(
    "La convention finit avant de commencer, ou n’a pas de début.",
    "The contract ends before it starts, or has no start.",
)
ADDRESS = words(
    "Une adresse de site commence par http:// ou https://, sans espace.",
    "A website address starts with http:// or https://, without spaces.",
)
TOO_LONG = words("Au plus {n} caractères.", "At most {n} characters.")
