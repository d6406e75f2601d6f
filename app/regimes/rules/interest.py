"""Legal interest by half-year, and the scales of surcharges on refunds paid late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from app.kernel import Money, Refused, Words, words
from app.regimes.rules.dates import DAY, add_days, add_months
from app.regimes.rules.pack import Pack
from app.regimes.rules.sections import Rate, Scale, Step

Creditor = Literal["consumer", "other"]


@dataclass(frozen=True)
class Surcharge:
    """What lateness costs today: the amount, the rate applied, and the working."""

    amount: Money
    percent: Fraction | None
    steps: tuple[Words, ...]


def rate_on(packs: Sequence[Pack], day: date) -> tuple[Rate, bool]:
    """The legal rate of that day, and whether it is the published one (otherwise the last known before it)."""
    rates = sorted((rate for pack in packs for rate in pack.legal_interest), key=lambda rate: rate.starts)
    known = [rate for rate in rates if rate.starts <= day]
    if not known:
        raise Refused("no_legal_rate", NO_RATE.fill(day=day), "legal_interest")
    return known[-1], day <= known[-1].ends


def legal_interest(
    packs: Sequence[Pack], amount: Money, start: date, end: date, creditor: Creditor = "consumer"
) -> Surcharge:
    """Simple interest from the day after `start` through `end`: each half-year's own rate, on the days of its year."""
    total, steps, day = Fraction(0), list[Words](), start
    while day < end:
        rate, published = rate_on(packs, day + DAY)
        last = min(end, _segment_end(rate, day + DAY, published))
        percent = Fraction(rate.consumer if creditor == "consumer" else rate.other)
        days = (last - day).days
        total += amount.minor * percent / 100 * Fraction(days, _year_length(last))
        said = INTEREST if published else LAST_KNOWN
        steps.append(said.fill(percent=percent, n=days, start=day + DAY, end=last, cite=rate.source.cite))
        day = last
    return Surcharge(Money(1, amount.currency).times(total), None, tuple(steps))


def _segment_end(rate: Rate, day: date, published: bool) -> date:
    """The last day at one rate within one year."""
    year_end = date(day.year, 12, 31)
    return min(rate.ends, year_end) if published else year_end


def _year_length(day: date) -> int:
    return (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days


@dataclass(frozen=True)
class Refund:
    """A refund that was due: the sum, the price of the goods, its due date, and the day it was (or is not yet) paid."""

    owed: Money
    price: Money
    due_on: date
    paid_on: date

    @property
    def days_late(self) -> int:
        """Days after the due date."""
        return (self.paid_on - self.due_on).days


def surcharge(packs: Sequence[Pack], scale: Scale, refund: Refund) -> Surcharge:
    """What a refund costs beyond the sum owed, by the days after its due date.

    The upper bound of each step is included; beyond the last step the points grow with each further month begun,
    and where the law caps the sum at the price, legal interest runs from then on.
    """
    late, owed = refund.days_late, refund.owed
    if late <= 0:
        return Surcharge(Money(0, owed.currency), Fraction(0), (IN_TIME,))
    days = LATE.fill(n=late, due=refund.due_on)
    step = next((each for each in scale.steps if each.up_to is None or late <= each.up_to), scale.steps[-1])
    if step.legal_rate:
        interest = legal_interest(packs, owed, refund.due_on, refund.paid_on)
        return Surcharge(interest.amount, None, (days, *interest.steps))
    percent = Fraction(step.percent or 0) + _more_points(scale, step, refund)
    plain = owed.times(percent / 100)
    if scale.capped_at_price and plain > refund.price:
        return _capped(packs, scale, refund)
    said = PERCENT.fill(percent=percent, rule=scale.id, cite=scale.source.cite)
    return Surcharge(plain, percent, (days, said))


def _since(scale: Scale, refund: Refund) -> date:
    """The day on which the last fixed step ends."""
    return add_days(refund.due_on, max(each.up_to for each in scale.steps if each.up_to is not None))


def _months_begun(since: date, day: date) -> int:
    """How many civil months have begun after `since` by `day`."""
    months = 0
    while add_months(since, months) < day:
        months += 1
    return months


def _more_points(scale: Scale, step: Step, refund: Refund) -> Fraction:
    if step.per_month is None:
        return Fraction(0)
    return Fraction(step.per_month) * _months_begun(_since(scale, refund), refund.paid_on)


def _capped(packs: Sequence[Pack], scale: Scale, refund: Refund) -> Surcharge:
    """The price, and legal interest from the end of the month in which the points reached it."""
    step, months = scale.steps[-1], 1
    while refund.owed.times(Fraction((step.percent or 0) + (step.per_month or 0) * months) / 100) < refund.price:
        months += 1
    reached = add_months(_since(scale, refund), months)
    interest = legal_interest(packs, refund.owed, reached, max(reached, refund.paid_on))
    days = LATE.fill(n=refund.days_late, due=refund.due_on)
    said = CAPPED.fill(price=refund.price, day=reached)
    return Surcharge(refund.price + interest.amount, None, (days, said, *interest.steps))


NO_RATE = words("Aucun taux légal connu au {day}.", "No legal rate is known on {day}.")
IN_TIME = words("Aucun retard : aucune majoration.", "Not late: no surcharge.")
LATE = words("{n} {n:jour|jours} de retard depuis le {due}.", "{n} {n:day|days} late since {due}.")
PERCENT = words("Majoration de {percent} % ({cite}, {rule}).", "Surcharge of {percent}% ({cite}, {rule}).")
INTEREST = words(
    "Intérêt légal du {start} au {end} : {n} {n:jour|jours} à {percent} % ({cite}).",
    "Legal interest from {start} to {end}: {n} {n:day|days} at {percent}% ({cite}).",
)
LAST_KNOWN = words(
    "Intérêt légal du {start} au {end} : {n} {n:jour|jours} à {percent} %, dernier taux connu ({cite}) ; à vérifier.",
    "Legal interest from {start} to {end}: {n} {n:day|days} at {percent}%, the last rate known ({cite}); to be checked.",
)
CAPPED = words(
    "La majoration atteint le prix ({price}) ; l’intérêt légal court ensuite, depuis le {day}.",
    "The surcharge has reached the price ({price}); legal interest runs from then on, since {day}.",
)
