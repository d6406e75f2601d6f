"""The period that figures are made over, both days included; all but free dates are whole months, the present one too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.kernel import Refused, Words, words

LONGEST = timedelta(days=3660)
DAY = timedelta(days=1)


class Span(StrEnum):
    """The periods one chooses among; `free` has two dates of its own."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    LAST_12 = "last12"
    FREE = "free"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return SPAN_WORDS[self]


SPAN_WORDS = {
    Span.MONTH: words("Ce mois", "This month"),
    Span.QUARTER: words("Ce trimestre", "This quarter"),
    Span.YEAR: words("Cette année", "This year"),
    Span.LAST_12: words("12 derniers mois", "Last 12 months"),
    Span.FREE: words("Dates libres", "Free dates"),
}
BACKWARDS = words("La période finit avant de commencer.", "The period ends before it begins.")
TOO_LONG = words("La période dépasse dix ans.", "The period is longer than ten years.")
TWO_DATES = words("Donnez les deux dates.", "Give both dates.")


@dataclass(frozen=True)
class Period:
    """From one civil day to another, both included."""

    from_on: date
    to_on: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.to_on - self.from_on).days + 1

    @property
    def whole_months(self) -> bool:
        """Does it begin with a month and end with one?"""
        return self.from_on.day == 1 and (self.to_on + DAY).day == 1

    def months(self) -> tuple[date, ...]:
        """The first day of each month it touches."""
        found, month = [], self.from_on.replace(day=1)
        while month <= self.to_on:
            found.append(month)
            month = next_month(month)
        return tuple(found)


def next_month(day: date) -> date:
    """The first day of the month after this one."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def period_of(span: Span, today: date, from_on: date | None = None, to_on: date | None = None) -> Period:
    """The days of a period as it stands today; refuses free dates that make none."""
    if span is Span.FREE:
        return _free(from_on, to_on)
    last = next_month(today) - DAY
    if span is Span.MONTH:
        return Period(today.replace(day=1), last)
    if span is Span.QUARTER:
        start = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        return Period(start, next_month(start + timedelta(days=62)) - DAY)
    if span is Span.YEAR:
        return Period(today.replace(month=1, day=1), today.replace(month=12, day=31))
    return Period(next_month(today.replace(year=today.year - 1, day=1)), last)


def _free(from_on: date | None, to_on: date | None) -> Period:
    if from_on is None or to_on is None:
        raise Refused("two_dates", TWO_DATES, "from_on" if from_on is None else "to_on")
    if to_on < from_on:
        raise Refused("backwards", BACKWARDS, "to_on")
    if to_on - from_on > LONGEST:
        raise Refused("period_long", TOO_LONG, "from_on")
    return Period(from_on, to_on)
