"""The commands: one JSON document, decimal euros in, minor units out, a refusal as a document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click import Group
from click.testing import CliRunner, Result

from app.cli.regimes import COMMANDS
from app.regimes.queries import shipped
from app.regimes.rules import EVENTS, FACTS
from app.regimes.rules.reading import read_event, read_fact

HOUSE = Group(commands={str(command.name): command for command in COMMANDS})


def run(*arguments: str, typed: str | bytes | None = None) -> Result:
    return CliRunner().invoke(HOUSE, list(arguments), input=typed)


def told(*arguments: str, typed: str | bytes | None = None) -> Any:
    result = run(*arguments, "--json", typed=typed)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(*arguments: str, typed: str | None = None) -> dict[str, Any]:
    result = run(*arguments, "--json", typed=typed)
    assert result.exit_code == 1, result.output
    answer: dict[str, Any] = json.loads(result.stdout)["refused"]
    assert set(answer) == {"code", "message", "field"}
    return answer


def test_what_if_answers_with_duties_and_gates() -> None:
    answer = told(
        "what-if", "--regime", "FR-GEN", "--event", "first_written_complaint.sent=2026-01-31",
        "--fact", "claim.total=5000.00", "--as-of", "2026-02-10",
    )  # fmt: skip
    duties = {duty["key"]: duty for duty in answer["duties"]}
    assert duties["FR-MED-06/opens"]["opens_on"] == "2026-03-31"
    assert duties["FR-MED-05/closes"]["due_on"] == "2027-01-31"
    assert {"rule", "label", "kind", "due_on", "state", "explanation", "source", "status"} <= set(
        duties["FR-MED-05/closes"]
    )
    [amicable] = [gate for gate in answer["gates"] if (gate["rule"], gate["key"]) == ("FR-CRT-01", "amicable")]
    assert amicable["effect"] == "block"


def test_what_if_speaks_both_languages() -> None:
    arguments = (
        "what-if",
        "--regime",
        "FR-GEN",
        "--event",
        "first_written_complaint.sent=2026-01-31",
        "--as-of",
        "2026-02-10",
    )
    french, english = told(*arguments), told(*arguments, "--lang", "en")
    assert french["duties"][0]["label"] == "Ouverture de la saisine du médiateur"
    assert english["duties"][0]["label"] == "The mediator’s door opens"


def test_regimes_stack_and_zones_can_be_named() -> None:
    answer = told(
        "what-if", "--regime", "ISO-10002", "--regime", "UK-TEL", "--zone", "Europe/London",
        "--event", "first_written_complaint.received=2026-03-29T23:30+00:00", "--as-of", "2026-04-01",
    )  # fmt: skip
    assert {duty["starts_from"]["on"] for duty in answer["duties"]} == {"2026-03-30"}


def test_the_list_names_every_event_and_fact_with_an_example_that_reads() -> None:
    answer = told("what-if", "--list")
    assert [each["name"] for each in answer["events"]] == list(EVENTS)
    assert [each["name"] for each in answer["facts"]] == list(FACTS)
    for each in answer["events"]:
        read_event(each["name"], each["example"])
        assert {*each["not_before"], *each["not_before_the_first_of"]} <= set(EVENTS)
    for each in answer["facts"]:
        read_fact(each["name"], each["example"])
    asked = {"incident", "contract", "delivery", "first_written_complaint.sent", "first_written_complaint.received",
             "acknowledged", "offer_made", "offer_accepted", "final_reply.sent", "mediator.seised",
             "mediator.admissible_notified", "mediator.proposal", "mediator.closed", "formal_notice.presented",
             "court.filed", "refusal.sent", "withdrawal.informed", "goods.returned", "repair.requested", "refund.made",
             "mediator.inadmissible"}  # fmt: skip
    assert asked <= set(EVENTS)


BAD = [
    (("--regime", "FR-XX"), "unknown_regime"),
    (("--regime", "FR-GEN", "--event", "contrat=2026-01-01"), "unknown_event"),
    (("--regime", "FR-GEN", "--event", "contract=2026-02-29"), "bad_date"),
    (("--regime", "FR-GEN", "--event", "contract=2011-12-30", "--zone", "Pacific/Apia"), "skipped_day"),
    (("--regime", "FR-GEN", "--zone", "Europe/Lutece"), "unknown_zone"),
    (("--regime", "FR-GEN", "--calendar", "FR-corse"), "unknown_calendar"),
    (("--regime", "FR-GEN", "--fact", "claim.totl=3"), "unknown_fact"),
    (("--regime", "FR-GEN", "--fact", "claim.total=abc"), "amount_unreadable"),
    (("--regime", "FR-GEN", "--fact", "claim.total=-5.00"), "amount_negative"),
    (("--regime", "FR-GEN", "--fact", "answer.refuses=maybe"), "not_yes_or_no"),
    (("--regime", "FR-GEN", "--fact", "complainant.kind=consumr"), "unknown_choice"),
    (("--regime", "FR-GEN", "--fact", "flight.distance_km=1e9"), "not_a_number"),
    (("--regime", "FR-GEN", "--as-of", "hier"), "bad_date"),
    (
        ("--regime", "FR-GEN", "--event", "contract=2026-03-01", "--event", "first_written_complaint.sent=2026-01-31"),
        "impossible_order",
    ),
]


@pytest.mark.parametrize(("arguments", "code"), BAD)
def test_what_if_refuses_nonsense_in_a_sentence(arguments: tuple[str, ...], code: str) -> None:
    answer = refused("what-if", *arguments)
    assert answer["code"] == code
    assert answer["message"].endswith((".", "?"))


@pytest.mark.parametrize(
    "arguments", [("what-if",), ("what-if", "--regime", "FR-GEN", "--fact", "x"), ("working-time",)]
)
def test_wrong_usage_is_status_two(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_regimes_lists_every_rule_with_source_and_status() -> None:
    answer = told("regimes")
    assert [pack["id"] for pack in answer] == list(shipped())
    for pack in answer:
        for rule in pack["rules"]:
            assert rule["source"]
            assert rule["status"] in ("verified", "secondary", "knowledge")


def test_for_people_the_same_is_printed_as_lines() -> None:
    result = run("what-if", "--regime", "FR-GEN", "--event", "first_written_complaint.sent=2026-01-31")
    assert result.exit_code == 0
    assert "rule: FR-MED-06" in result.stdout


FACTS_FLAT = {"withdrawal.informed": "2026-01-01", "purchase.price": "100.00", "purchase.delivery_cost": 5.90}
FACTS_NESTED = {
    "regimes": ["FR-GEN"],
    "events": {"withdrawal.informed": "2026-01-01"},
    "facts": {"purchase.price": 100, "purchase.delivery_cost": "5.90"},
}


@pytest.mark.parametrize("document", [FACTS_FLAT, FACTS_NESTED])
def test_entitlements_read_facts_side_by_side_or_nested(document: dict[str, Any]) -> None:
    [answer] = told("entitlements", "--as-of", "2026-03-01", typed=json.dumps(document))
    assert {"rule", "what", "amount", "since", "surcharge", "source", "status"} <= set(answer)
    assert (answer["rule"], answer["amount"], answer["surcharge"]) == ("FR-SUB-06", 10590, 2118)
    assert (answer["since"], answer["due_on"]) == ("2026-01-01", "2026-01-15")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "not_json"),
        ("[]", "not_a_table"),
        ('{"purchase.pric": 3}', "unknown_fact"),
        ('{"facts": []}', "not_a_table"),
        ('{"purchase.price": 3.333}', "amount_too_fine"),
        ('{"withdrawal.informed": "2026-13-01"}', "bad_date"),
        ('{"regimes": ["FR-XX"]}', "unknown_regime"),
        ('{"regimes": [1]}', "unknown_regime"),
    ],
)
def test_entitlements_refuse_nonsense(typed: str, code: str) -> None:
    assert refused("entitlements", "--as-of", "2026-03-01", typed=typed)["code"] == code


OFFICE = {
    "zone": "Europe/Paris",
    "hours": {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["2026-05-08", "--12-25"],
}


def lines(*questions: object) -> list[dict[str, Any]]:
    typed = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in questions)
    result = run("working-time", "--batch", typed=typed)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def ask(op: str, **more: object) -> dict[str, Any]:
    [answer] = lines({"id": 1, "op": op, "calendar": OFFICE, **more})
    return {name: value for name, value in answer.items() if name != "id"}


def test_working_time_answers_every_operation() -> None:
    assert ask("add", start="2026-05-04T11:30", minutes=60) == {"at": "2026-05-04T13:30:00+02:00"}
    assert ask("subtract", start="2026-05-04T08:30", minutes=60) == {"at": "2026-05-01T16:30:00+02:00"}
    assert ask("between", start="2026-05-04T11:00", end="2026-05-04T14:00") == {"seconds": 7200}
    assert ask("business_days_add", start="2026-05-07", days=1) == {"at": "2026-05-11"}
    assert ask("business_days_between", start="2026-05-07", end="2026-05-12") == {"days": 2}
    assert ask("next", start="2026-05-07") == {"at": "2026-05-11"}
    assert ask("previous", start="2026-05-11") == {"at": "2026-05-07"}
    assert ask("roll", start="2026-05-09") == {"at": "2026-05-11"}
    assert ask("is_holiday", start="2031-12-25") == {"answer": True}
    assert ask("is_holiday", start="2026-05-09") == {"answer": False}


def test_naive_times_are_in_the_zone_of_the_question_and_answers_too() -> None:
    answer = ask("add", zone="Europe/London", start="2026-05-04T07:00", minutes=60)
    assert answer == {"at": "2026-05-04T08:00:00+01:00"}


def test_pauses_exceptions_and_midnight_are_understood() -> None:
    pauses = [["2026-05-04T09:00", "2026-05-05T09:00"]]
    assert ask("add", start="2026-05-04T08:00", minutes=120, pauses=pauses) == {"at": "2026-05-05T10:00:00+02:00"}
    night = {"zone": "Europe/Paris", "hours": {"sat": [["20:00", "24:00"]]}}
    assert ask("add", calendar=night, start="2026-05-09T20:00", minutes=240) == {"at": "2026-05-10T00:00:00+02:00"}
    saturday = {**OFFICE, "extra_working_dates": ["2026-05-09"]}
    assert ask("business_days_add", calendar=saturday, start="2026-05-07", days=1) == {"at": "2026-05-09"}
    short = {**OFFICE, "working_days": ["mon", "tue"]}
    assert ask("next", calendar=short, start="2026-05-05") == {"at": "2026-05-11"}


BAD_LINES: list[object] = [
    "not json",
    "[]",
    "3",
    {"id": 1},
    {"id": 1, "op": "fly", "calendar": OFFICE},
    {"id": 1, "op": "add", "calendar": OFFICE, "start": "2026-05-04T08:00"},
    {"id": 1, "op": "add", "calendar": OFFICE, "start": "2026-05-04T08:00", "minutes": 1.5},
    {"id": 1, "op": "add", "calendar": OFFICE, "start": "2026-02-30T08:00", "minutes": 1},
    {"id": 1, "op": "add", "calendar": OFFICE, "start": "2026-05-04T08:00", "minutes": 1, "colour": "red"},
    {"id": 1, "op": "add", "calendar": {**OFFICE, "zone": "Mars/Crater"}, "start": "2026-05-04T08:00", "minutes": 1},
    {"id": 1, "op": "add", "calendar": {**OFFICE, "hours": {"lun": []}}, "start": "2026-05-04T08:00", "minutes": 1},
    {"id": 1, "op": "add", "calendar": {**OFFICE, "hours": {"mon": [["12:00", "08:00"]]}}, "start": "2026-05-04T08:00", "minutes": 1},
    {"id": 1, "op": "add", "calendar": {**OFFICE, "hours": {"mon": [["08:00", "12:00"], ["11:00", "13:00"]]}}, "start": "2026-05-04T08:00", "minutes": 1},
    {"id": 1, "op": "add", "calendar": {**OFFICE, "hours": {}}, "start": "2026-05-04T08:00", "minutes": 1},
    {"id": 1, "op": "add", "calendar": {**OFFICE, "holidays": ["--02-30"]}, "start": "2026-05-04T08:00", "minutes": 1},
    {"id": 1, "op": "add", "calendar": OFFICE, "start": "2026-05-04T08:00", "minutes": 1, "pauses": [["2026-05-05T08:00", "2026-05-04T08:00"]]},
    {"id": 1, "op": "add", "calendar": {"zone": "Pacific/Apia", "hours": OFFICE["hours"]}, "start": "2011-12-30T10:00", "minutes": 1},
    {"id": 1, "op": "business_days_add", "calendar": OFFICE, "start": "9999-12-30", "days": 5},
    {"id": 1, "op": "add", "calendar": OFFICE, "start": "0001-01-01T00:00", "minutes": -5},
    {"id": 1, "op": "between", "calendar": OFFICE, "start": "0001-01-01T10:00", "end": "9999-12-31T10:00"},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_LINES)
def test_a_line_that_cannot_be_answered_says_why_and_the_rest_goes_on(bad: object) -> None:
    good = {"id": "after", "op": "next", "calendar": OFFICE, "start": "2026-05-07"}
    first, second = lines(bad, good)
    assert first["error"]
    assert second == {"id": "after", "at": "2026-05-11"}
