"""What the house of the story does about the causes of its complaints: one action done, one under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from app.cli.story.days import Days
from app.cli.story.script import House
from app.insight.actions import add_improvement, change_improvement
from app.insight.queries.improving import improvement
from app.insight.rules.causes import By
from app.insight.rules.improving import Plan, Status
from app.insight.rules.periods import Period
from app.kernel import day_of

Deed = Callable[[datetime], None]
QUALITY = "claire"
CHECKED = "Contrôler chaque appareil reconditionné sur banc avant de le remettre en rayon"
CALLED = "Appeler la veille pour confirmer le créneau de livraison"
NOTE = "Les trois derniers retours pour panne venaient du même lot, jamais essayé en charge."
NOTE_CALLED = "Le message automatique de l’avant-veille ne suffit pas : deux clients sur trois ne le lisent pas."


def deeds(house: House, days: Days) -> Iterator[tuple[datetime, Deed]]:
    """When each thing is done, and doing it."""
    checked = Plan(
        CHECKED, By.CATEGORY, "breakdown", house.staff["sophie"], days.ago(80), Period(days.ago(265), days.ago(116)), 30,
        note=NOTE,
    )  # fmt: skip
    called = Plan(
        CALLED, By.CATEGORY, "delivery", house.staff[QUALITY], days.day(15), Period(days.ago(200), days.ago(20)), 40,
        Status.UNDER_WAY, note=NOTE_CALLED,
    )  # fmt: skip
    done_on = days.ago(82)
    numbers: list[int] = []

    def plan(at: datetime) -> None:
        numbers.append(_add(house, days, checked, at))

    def finish(at: datetime) -> None:
        by = house.member(QUALITY).actor
        done = replace(checked, status=Status.DONE, done_on=done_on)
        change_improvement(improvement(numbers[0]), done, by=by, at=at, today=day_of(at, days.zone))

    def begin(at: datetime) -> None:
        _add(house, days, called, at)

    yield days.at(days.ago(115), 15 * 60), plan
    yield days.at(done_on, 17 * 60 + 10), finish
    yield days.at(days.ago(12), 11 * 60), begin


def _add(house: House, days: Days, plan: Plan, at: datetime) -> int:
    by = house.member(QUALITY).actor
    return add_improvement(plan, by=by, at=at, today=day_of(at, days.zone)).id
