"""How a case of the story is written down: who complains of what, then what happens, in working days after the start."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.cases.models import Case
from app.cli.story.days import Days
from app.exhibits.actions import Taken
from app.kernel import Lang
from app.people.models import Customer, Service, Staff
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.typography import french

Do = Callable[["Scene", Actor, datetime], None]


@dataclass(frozen=True)
class Act:
    """One thing done: so many working days after the case was logged, by this login (its owner when none is named)."""

    after: int
    do: Do
    who: str = ""
    hour: int | None = None


@dataclass(frozen=True)
class Paper:
    """An exhibit of the story: which file, and what is said of it."""

    name: str
    title: str
    kind: str
    by: str = "customer"
    audience: str = "customer"
    dated: int | None = None
    """Working days after the case was logged."""
    elaborated: bool = False
    author: str = ""


@dataclass(frozen=True)
class Script:
    """One case, from the first contact on. `back`: working days before the anchor on which it was logged."""

    key: str
    back: int
    service: str
    by: str
    channel: str
    subject: str
    what: str
    asked: str = ""
    euros: str = "0"
    category: str = "other"
    customer: str = ""
    """Key of the customer, when it is not the key of the case."""
    purchase: str | None = None
    """Key of what was bought; that of the customer when there is one."""
    speaker: tuple[str, str, str] | None = None
    """(role, name, e-mail or "") of whoever speaks for the complainant, with a signed mandate; with an address, letters go there."""
    minutes: int = 10
    solved: bool = False
    linked: tuple[str, str] | None = None
    acts: tuple[Act, ...] = ()

    @property
    def buyer(self) -> str:
        """Key of the customer."""
        return self.customer or self.key


@dataclass
class House:
    """Everybody and everything of the story while it is told."""

    days: Days
    staff: dict[str, int] = field(default_factory=dict)
    services: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    purchases: dict[str, int] = field(default_factory=dict)
    scenes: dict[str, Scene] = field(default_factory=dict)
    incidents: dict[str, int] = field(default_factory=dict)
    taken: Mapping[str, Taken] = field(default_factory=dict)
    """Files taken in before the telling, by name."""

    def member(self, login: str) -> Staff:
        """A member of staff."""
        found = db.session.get(Staff, self.staff[login])
        assert found is not None
        return found

    def service(self, code: str) -> Service:
        """A service."""
        found = db.session.get(Service, self.services[code])
        assert found is not None
        return found

    def customer(self, key: str) -> Customer:
        """A customer."""
        found = db.session.get(Customer, self.customers[key])
        assert found is not None
        return found


@dataclass
class Scene:
    """A case of the story while it is told, and what was put aside by name."""

    house: House
    script: Script
    case_id: int = 0
    offers: list[int] = field(default_factory=list)
    kept: dict[str, int] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        found = db.session.get(Case, self.case_id)
        assert found is not None
        return found

    @property
    def lang(self) -> Lang:
        """The language of its letters."""
        return "en" if self.case.lang == "en" else "fr"

    def day(self, after: int) -> date:
        """A working day counted from the start of the case."""
        return self.house.days.day(after - self.script.back)

    def instant(self, after: int, clock: str) -> datetime:
        """An instant counted from the start of the case, at a civil time such as 17:30."""
        hour, minute = clock.split(":")
        return self.house.days.at(self.day(after), int(hour) * 60 + int(minute))

    def spelled(self, text: str) -> str:
        """A text of the story as it is kept: French spaces and apostrophes in French."""
        return typeset(text) if self.lang == "fr" else text

    def dates_in(self, text: str, lang: Lang) -> str:
        """Fills `{+12}` (twelve working days after the start) with a date as letters spell it."""
        for offset in sorted(_offsets(text), key=len, reverse=True):
            text = text.replace(f"{{{offset}}}", long_date(self.day(int(offset)), lang))
        return text


def typeset(text: str) -> str:
    """French spaces and apostrophes, and thousands that do not break."""
    return THOUSANDS.sub("\u202f", french(text))


THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def _offsets(text: str) -> set[str]:
    found = set()
    for piece in text.split("{")[1:]:
        inner = piece.split("}", 1)[0]
        if inner[:1] in "+-" and inner[1:].isdigit():
            found.add(inner)
    return found


MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}  # fmt: skip


def long_date(day: date, lang: Lang = "fr") -> str:
    """A date as letters spell it."""
    first = "er" if lang == "fr" and day.day == 1 else ""
    return f"{day.day}{first} {MONTHS[lang][day.month - 1]} {day.year}"


LATER = (0, 60, 60, 120, 180, 330, 330, 390, 450, 510)
"""Minutes after the first hour of the day, each as often as the telephone rings then."""


def in_order(script: Script, days: Days) -> Sequence[tuple[datetime, Act]]:
    """The acts of a case with their instants: one after the other, in working hours."""
    told: list[tuple[datetime, Act]] = []
    seed = sum(ord(letter) * (place + 3) for place, letter in enumerate(script.key))
    last: date | None = None
    minute = 0
    for place, act in enumerate(sorted(script.acts, key=lambda one: one.after)):
        day = days.day(act.after - script.back)
        fresh = 9 * 60 + 20 + (seed * 7 + place * 53) % 205
        minute = fresh if day != last else min(minute + 20 + (seed + place * 17) % 45, 18 * 60 + place)
        minute = max(act.hour * 60 + 5, minute if day == last else 0) if act.hour else minute
        told.append((days.at(day, minute), act))
        last = day
    return told


def opening(script: Script, days: Days) -> datetime:
    """The instant at which a case is logged: at the busier or the quieter hours of a day, before anything else of it."""
    seed = sum(ord(letter) * (place + 1) for place, letter in enumerate(script.key))
    later = 0 if any(act.after == 0 for act in script.acts) else LATER[seed // 48 % len(LATER)]
    return days.at(days.day(-script.back), 8 * 60 + 31 + seed % 48 + later)


def money_date(day: date) -> str:
    """A date as invoices print it."""
    return day.strftime("%d/%m/%Y")


WEEK = timedelta(days=7)
