"""What is written about regimes: the editions cases were given, our closing days, our opening hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from app.journal.actions import record
from app.kernel import Audience, Event, Refused, words
from app.people.rules import Actor
from app.plumbing.db import db
from app.regimes.models import ClosingDay, OpeningHours, PackEdition
from app.regimes.queries import closing_days, editions_kept, shipped_editions, shipped_text
from app.regimes.rules.entries import DAYS

SETTINGS = "settings"
CALENDAR_CHANGED = "regimes.calendar_changed"
KNOWN_DAY = words("Le {on} est déjà un jour de fermeture.", "{on} is a closing day already.")
NO_SUCH_DAY = words("Ce jour n’est pas un jour de fermeture.", "This day is not a closing day.")
TOO_LONG = words("Au plus 366 jours à la fois.", "At most 366 days at a time.")
BACKWARDS = words("La fin vient avant le début.", "The end comes before the start.")
ALWAYS_CLOSED = words("Gardez au moins un jour d’ouverture.", "Keep at least one opening day.")
HOURS_WRONG = words(
    "{day} : une heure d’ouverture et une heure de fermeture après elle, ou aucune des deux.",
    "{day}: an opening time and a closing time after it, or neither.",
)


def keep_editions(ids: Iterable[str], *, at: datetime) -> None:
    """Keep the text of these packs as they ship today, once each: a case will still read it after an upgrade."""
    names = tuple(dict.fromkeys(ids))
    kept = editions_kept()
    for name in names:
        edition = shipped_editions()[name]
        if (name, edition) not in kept:
            db.session.add(PackEdition(pack=name, edition=edition, body=shipped_text(name), kept_at=at))


def close_on(first: date, last: date | None, why: str, *, by: Actor, at: datetime) -> list[date]:
    """Close the house from one civil day to another, both included; house targets will skip these days."""
    last = last or first
    if last < first:
        raise Refused("backwards", BACKWARDS, "last")
    if (last - first).days >= 366:
        raise Refused("too_long", TOO_LONG, "last")
    known = {row.on for row in closing_days()}
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    fresh = [day for day in days if day not in known]
    if not fresh:
        raise Refused("known_day", KNOWN_DAY.fill(on=first), "first")
    db.session.add_all(ClosingDay(on=day, why=why[:120]) for day in fresh)
    _tell({"closed": [day.isoformat() for day in fresh], "why": why[:120]}, by, at)
    return fresh


def open_on(day: date, *, by: Actor, at: datetime) -> None:
    """Take a closing day back."""
    row = db.session.get(ClosingDay, day)
    if row is None:
        raise Refused("no_such_day", NO_SUCH_DAY, "on")
    db.session.delete(row)
    _tell({"opened": day.isoformat()}, by, at)


def set_hours(hours: Mapping[int, tuple[int, int] | None], *, by: Actor, at: datetime) -> None:
    """Say when the house is open on each day of the week, in minutes; None is closed. Legal alerts come before closing."""
    if not any(hours.values()):
        raise Refused("always_closed", ALWAYS_CLOSED)
    for day, slot in hours.items():
        if slot is not None and not 0 <= slot[0] < slot[1] <= 1440:
            raise Refused("hours_wrong", HOURS_WRONG.fill(day=DAYS[day]), f"opens_{day}")
    for row in db.session.query(OpeningHours):
        db.session.delete(row)
    db.session.flush()  # the lines of the week are written anew under the same keys
    for day, slot in hours.items():
        if slot is not None:
            db.session.add(OpeningHours(weekday=day, opens=slot[0], closes=slot[1]))
    _tell({"hours": {str(day): list(slot) if slot else None for day, slot in hours.items()}}, by, at)


def _tell(data: dict[str, object], by: Actor, at: datetime) -> None:
    db.session.flush()  # whoever derives duties again reads the new days
    record(Event(CALENDAR_CHANGED, SETTINGS, at, by.key, data, audience=Audience.INTERNAL))  # type: ignore[arg-type]
