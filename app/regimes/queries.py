"""Reading the packs that ship with the product (the only place that opens their files), the editions kept, our hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from app.kernel import Refused, words
from app.plumbing.db import db
from app.plumbing.stamped_cache import cached_until_changed
from app.regimes.models import ClosingDay, OpeningHours, PackEdition
from app.regimes.rules import editions
from app.regimes.rules.calendars import Calendar, holiday_names
from app.regimes.rules.pack import Pack, check_together, parse_pack
from app.regimes.rules.requests import RequestTime, parse_requests
from app.regimes.rules.retention import Line, parse_retention
from app.regimes.rules.worktime import WEEKDAYS, WorkCalendar

FOLDER = Path(__file__).parent / "packs"


def packs_in(folder: Path) -> dict[str, Pack]:
    """Every pack of a folder by id, checked one by one and together; refuses the first fault found."""
    files = {path.name: parse_pack(path.read_text("utf-8"), path.name) for path in sorted(folder.glob("*.yaml"))}
    check_together(files)
    return {pack.id: pack for pack in files.values()}


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Pack]:
    """The packs of this release, by id."""
    return packs_in(FOLDER)


@lru_cache(maxsize=1)
def shipped_editions() -> Mapping[str, str]:
    """The edition of every pack of this release, by id."""
    return {name: editions.edition_of(pack) for name, pack in shipped().items()}


@lru_cache(maxsize=1)
def read_ahead() -> None:
    """Read the law and load the library of holidays now: never for the first time while a write keeps others waiting.

    Half a second in a fresh process, and ten times that when eight of them start on a busy machine: nobody may hold the
    one write lock of the embedded database meanwhile.
    """
    shipped_editions()
    holiday_names(Calendar.region, 2026)  # any year loads the library


def shipped_text(name: str) -> str:
    """A pack of this release as its file reads."""
    return (FOLDER / f"{name.lower()}.yaml").read_text("utf-8")


@lru_cache(maxsize=1)
def retention_table() -> tuple[Line, ...]:
    """How long what is kept: the table of this release."""
    file = Path(__file__).parent / "data" / "retention.yaml"
    return parse_retention(file.read_text("utf-8"), file.name)


@lru_cache(maxsize=1)
def request_times() -> tuple[RequestTime, ...]:
    """How long we have to answer whoever asks for their data: the table of this release."""
    file = Path(__file__).parent / "data" / "requests.yaml"
    return parse_requests(file.read_text("utf-8"), file.name)


def packs_named(*ids: str) -> tuple[Pack, ...]:
    """These packs in this order; refuses an id that does not exist."""
    known = shipped()
    for name in ids:
        if name not in known:
            message = words("Régime inconnu : {name}. Connus : {known}.", "Unknown regime: {name}. Known: {known}.")
            raise Refused("unknown_regime", message.fill(name=name, known=", ".join(sorted(known))), "regime")
    return tuple(known[name] for name in ids)


# --- editions --------------------------------------------------------------------------------------------------------


def editions_now(ids: Iterable[str]) -> str:
    """These packs in the editions of this release, in one line."""
    return editions.written((name, shipped_editions()[name]) for name in ids)


def packs_of_editions(line: str) -> tuple[Pack, ...]:
    """The packs of such a line, each in the edition it names: this release's, or the one kept when a case was given it."""
    return tuple(_in_edition(name, edition) for name, edition in editions.read(line))


def _in_edition(name: str, edition: str) -> Pack:
    if shipped_editions().get(name) == edition:
        return shipped()[name]
    return _kept(name, edition)


@lru_cache(maxsize=64)
def _kept(name: str, edition: str) -> Pack:
    """An edition names its content, so what was once read stays right."""
    row = db.session.get(PackEdition, (name, edition))
    if row is None:
        message = words(
            "L’édition {edition} du régime {name} n’a pas été conservée.",
            "Edition {edition} of the regime {name} was not kept.",
        )
        raise Refused("edition_unknown", message.fill(name=name, edition=edition), "regime")
    return parse_pack(row.body, f"{name}@{edition}")


@cached_until_changed
def editions_kept() -> frozenset[tuple[str, str]]:
    """Which edition of which pack the database holds."""
    return frozenset(db.session.execute(select(PackEdition.pack, PackEdition.edition)))


# --- when we are open ------------------------------------------------------------------------------------------------

USUAL = tuple(OpeningHours(weekday=day, opens=9 * 60, closes=18 * 60) for day in range(5))
"""Monday to Friday, nine to six, until somebody says otherwise."""


def closing_days() -> list[ClosingDay]:
    """Our own closing days, the latest first."""
    return list(db.session.scalars(select(ClosingDay).order_by(ClosingDay.on.desc())))


@cached_until_changed
def closed_on() -> frozenset[date]:
    """The same, as calendars take them."""
    return frozenset(db.session.scalars(select(ClosingDay.on)))


@cached_until_changed
def opening_hours() -> tuple[OpeningHours, ...]:
    """When we are open, day by day of the week; days without a line are closed. To be read, not to be changed."""
    week = db.session.execute(select(OpeningHours.__table__).order_by(OpeningHours.weekday))
    return tuple(OpeningHours(**line) for line in week.mappings()) or USUAL


def region_of(packs: Iterable[Pack]) -> str:
    """Whose public holidays a case follows: those of its first pack that names a calendar."""
    return next((pack.pack.calendar for pack in packs if pack.pack.calendar), "FR-metropole")


def our_calendar(packs: Iterable[Pack], closed: frozenset[date] | None = None) -> Calendar:
    """Public holidays of the packs’ place and our own closing days (read if not given), which only house targets follow."""
    return Calendar(region_of(packs), closed=closed_on() if closed is None else closed)


def working_hours(zone: str, region: str, around: date, closed: frozenset[date] | None = None) -> WorkCalendar:
    """Our opening hours in a zone, without public holidays and closing days (read if not given) of the years around a day."""
    named = {WEEKDAYS[row.weekday]: ((row.opens, row.closes),) for row in opening_hours()}
    off = (closed_on() if closed is None else closed) | _holidays(region, around.year)
    return WorkCalendar(zone, tuple(named.items()), off)


@lru_cache(maxsize=64)
def _holidays(region: str, year: int) -> frozenset[date]:
    return frozenset(day for each in range(year - 1, year + 3) for day in holiday_names(region, each))


def review_due(pack: Pack, on: date) -> bool:
    """Was the pack last reviewed more than a year before that day?"""
    return pack.pack.reviewed_on + timedelta(days=365) < on
