"""Public holidays against the tables that governments publish, and against formulas of our own."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.kernel import Refused
from app.regimes.rules.calendars import Calendar, DayCount, holiday_names
from tests.regimes import oracle

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "calendars"
published = pytest.mark.skipif(not FOLDER.exists(), reason="the published tables are not beside this checkout")


def every_day(first: int, last: int) -> list[date]:
    start = date(first, 1, 1)
    return [start + timedelta(days=n) for n in range((date(last, 12, 31) - start).days + 1)]


@published
@pytest.mark.parametrize(
    ("region", "file"),
    [
        ("FR-metropole", "metropole.json"),
        ("FR-alsace-moselle", "alsace-moselle.json"),
        ("FR-la-reunion", "la-reunion.json"),
    ],
)
def test_french_holidays_are_those_of_the_administration(region: str, file: str) -> None:
    table = {date.fromisoformat(day) for day in json.loads((FOLDER / file).read_text("utf-8"))}
    ours = {day for year in range(2006, 2032) for day in holiday_names(region, year)}
    assert ours == table
    assert len(table) > 280


@published
@pytest.mark.parametrize(
    ("region", "division"), [("EN-WLS", "england-and-wales"), ("SCT", "scotland"), ("NIR", "northern-ireland")]
)
def test_british_working_days_are_those_of_the_government(region: str, division: str) -> None:
    divisions = json.loads((FOLDER / "uk-bank-holidays.json").read_text("utf-8"))["divisions"]
    years = divisions[f"common.nations.{division}_slug"]
    days = [day["date"] for year, table in years.items() if year.isdigit() for day in table]
    table = {datetime.strptime(day, "%d/%m/%Y").date() for day in days}  # noqa: DTZ007
    calendar = Calendar(region)
    for day in every_day(2019, 2028):
        worked = calendar.day_off(day, DayCount.BUSINESS) is None
        assert worked == (day.weekday() < 5 and day not in table), day


def test_french_holidays_follow_easter_for_a_century_and_more() -> None:
    for year in range(1970, 2101):
        assert set(holiday_names("FR-metropole", year)) == oracle.french_holidays(year)
        assert set(holiday_names("FR-alsace-moselle", year)) == oracle.french_holidays(year, alsace=True)


def test_good_friday_is_worked_in_paris_and_not_in_strasbourg() -> None:
    friday = date(2026, 4, 3)
    assert Calendar("FR-metropole").day_off(friday, DayCount.OUVRE) is None
    reason = Calendar("FR-alsace-moselle").day_off(friday, DayCount.OUVRE)
    assert reason is not None
    assert (reason.fr, reason.en) == ("Vendredi saint", "Good Friday")


def test_our_own_closing_days_move_house_targets_only() -> None:
    bridge = date(2026, 5, 15)
    calendar = Calendar("FR-metropole", closed=frozenset({bridge}))
    assert calendar.day_off(bridge, DayCount.OUVRE) is not None
    assert calendar.public().day_off(bridge, DayCount.OUVRE) is None


def test_a_sunday_that_we_work_counts_for_the_house() -> None:
    sunday = date(2026, 12, 20)
    assert Calendar("FR-metropole", opened=frozenset({sunday})).day_off(sunday, DayCount.OUVRE) is None


def test_an_unknown_calendar_is_refused() -> None:
    with pytest.raises(Refused, match="Unknown calendar: FR-corse"):
        Calendar("FR-corse")
