"""What a page says of a duty: the date that matters now, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.kernel import words
from app.plumbing.typography import say
from app.regimes.rules.duties import Duty, DutyState, Start
from app.regimes.rules.parts import Kind, Status
from app.regimes.rules.showing import Shown, shown

SEPTEMBER, OCTOBER, NEXT_YEAR = date(2026, 9, 17), date(2026, 10, 7), date(2027, 9, 17)
WINDOW = Duty(
    "FR-MED-06", "FR-MED-06/opens", Kind.WINDOW, words("Ouverture", "Opening"), OCTOBER, NEXT_YEAR, None, DutyState.PENDING,
    Start("refusal.sent", words("refus", "refusal"), SEPTEMBER), (), words("", ""), "", Status.VERIFIED, SEPTEMBER, False,
)  # fmt: skip


def seen(duty: Duty, today: date) -> Shown:
    found = shown(duty, today)
    assert found is not None
    return found


def test_a_window_still_ahead_shows_the_day_it_opens() -> None:
    found = seen(WINDOW, SEPTEMBER)
    assert (found.on, found.status) == (OCTOBER, None)


def test_an_open_window_shows_since_when_and_until_when_never_its_end_as_its_opening() -> None:
    found = seen(WINDOW, date(2026, 11, 22))
    assert found.on == OCTOBER
    assert found.status is not None
    said = [say(found.status, "fr"), say(found.status, "en")]
    assert [one.replace("\u00a0", " ") for one in said] == [
        "ouverte, jusqu’au 17 septembre 2027",
        "open, until 17 September 2027",
    ]


def test_a_window_without_an_end_is_just_open() -> None:
    found = seen(replace(WINDOW, due_on=None), date(2026, 11, 22))
    assert found.status is not None
    assert say(found.status, "en") == "open"


def test_a_window_that_was_used_shows_the_day_it_was_used() -> None:
    used = replace(WINDOW, state=DutyState.MET, met_on=date(2026, 11, 1))
    assert (seen(used, date(2026, 11, 22)).on, seen(used, date(2026, 11, 22)).past) == (date(2026, 11, 1), True)
