"""The way to court, worked out by hand: which lines hold for which claim, and what stays open."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.kernel import Money
from app.regimes.queries import packs_named
from app.regimes.rules.events import Happened
from app.regimes.rules.route import Route, route_to_court

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def route(euros: str | None, *regimes: str, **facts: object) -> Route:
    asked: dict[str, object] = {name.replace("__", "."): value for name, value in facts.items()}
    if euros is not None:
        asked["claim.total"] = Money.parse(str(Decimal(euros)), "EUR")
    events = [Happened("knowledge", on=datetime(2026, 9, 1, tzinfo=UTC).date())]
    return route_to_court(packs_named(*(regimes or ("FR-GEN",))), events, asked, as_of=NOW)


def said(found: Route) -> list[str]:
    return [step.label.en + ": " + step.body.en for step in found.steps]


@pytest.mark.parametrize(
    ("euros", "attempt", "form", "lawyer"),
    [
        ("5000.00", "An amicable attempt first", "a request to the registry", "optional"),
        ("5000.01", "No amicable attempt asked for", "a summons", "optional"),
        ("10000.00", "No amicable attempt asked for", "a summons", "optional"),
        ("10000.01", "No amicable attempt asked for", "a summons", "compulsory"),
    ],
)
def test_amounts_decide_on_the_attempt_the_form_and_the_lawyer(
    euros: str, attempt: str, form: str, lawyer: str
) -> None:
    lines = "\n".join(said(route(euros)))
    for expected in (attempt, form, lawyer, "contribution of €50", "where they lived when the contract was made"):
        assert expected in lines
    assert ("a summons" in lines) is (form == "a summons")


def test_a_mediation_that_was_tried_is_the_attempt() -> None:
    lines = "\n".join(said(route("300", amicable__attempt="mediation")))
    assert "The amicable attempt was made" in lines
    assert "An amicable attempt first" not in lines


def test_without_an_amount_what_hangs_on_it_is_said_as_open() -> None:
    found = route(None)
    assert not any("request to the registry" in line for line in said(found))
    open_point = next(step for step in found.open_points if "request to the registry" in step.body.en)
    assert [label.en for label in open_point.unknown] == ["Total claimed"]


def test_a_flight_goes_to_the_mediator_first_and_by_summons_only() -> None:
    lines = "\n".join(said(route("250", "FR-GEN", "FR-AIR", claim__basis="eu261")))
    assert "only after a consumer mediation" in lines
    assert "a summons only" in lines
    assert "a request to the registry" not in lines


def test_the_limit_is_the_consumers_with_its_working() -> None:
    limits = route("300").limits
    assert [str(duty.due_on) for duty in limits] == ["2031-09-01"]
    assert limits[0].steps


def test_before_march_2026_there_was_no_contribution_and_other_countries_say_nothing() -> None:
    before = route_to_court(packs_named("FR-GEN"), [], {"claim.total": Money(100)}, as_of=NOW.replace(month=2))
    assert not any("€50" in line for line in said(before))
    abroad = route("300", "UK-GEN")
    assert (abroad.steps, abroad.open_points, abroad.limits) == ((), (), ())
