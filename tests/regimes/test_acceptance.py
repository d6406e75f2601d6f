"""The acceptance cases of the law and the vectors of the deadline oracle, as one table: input → answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from app.kernel import Money, day_ends_at
from app.regimes.queries import packs_named
from app.regimes.rules import Calendar, DayCount, Happened
from app.regimes.rules.dates import Span, add_months, add_span, roll
from app.regimes.rules.entitlements import entitlements
from app.regimes.rules.reading import read_fact
from tests.regimes.helpers import LONDON, derived, duty, events, facts, on

FRENCH = Calendar("FR-metropole")
ENGLISH = Calendar("EN-WLS")


@dataclass(frozen=True)
class Row:
    """One date to find: the regimes, the event and its day, the duty, and the answer."""

    regimes: str
    event: str
    day: str
    key: str
    expected: str
    zone: str = "Europe/Paris"


TABLE = [
    Row("FR-GEN", "first_written_complaint.sent", "2026-01-31", "FR-MED-06/opens", "2026-03-31"),
    Row("FR-GEN", "first_written_complaint.sent", "2026-01-31", "FR-MED-05/closes", "2027-01-31"),
    Row("FR-GEN", "first_written_complaint.sent", "2028-02-29", "FR-MED-05/closes", "2029-02-28"),
    Row("FR-GEN", "first_written_complaint.sent", "2027-12-31", "FR-MED-06/opens", "2028-02-29"),
    Row("FR-GEN", "mediator.notified", "2026-07-01", "FR-MED-10/outcome", "2026-09-29"),
    # 10 jours ouvrables: Saturdays count, Sundays do not
    Row("FR-FIN", "first_written_complaint.sent", "2026-03-02", "FR-FIN-01/acknowledge", "2026-03-13"),
    # … and 1 May (Friday), 8 May (Friday) and Ascension, 14 May, neither
    Row("FR-FIN", "first_written_complaint.sent", "2026-04-28", "FR-FIN-01/acknowledge", "2026-05-12"),
    Row("FR-FIN", "first_written_complaint.sent", "2026-12-31", "FR-FIN-01/answer", "2027-02-28"),
    # third business day, over Good Friday and Easter Monday
    Row("UK-FCA", "first_written_complaint.received", "2026-04-01", "UK-FCA-02/resolve", "2026-04-08", LONDON),
    Row("UK-FCA", "first_written_complaint.received", "2026-12-23", "UK-FCA-02/resolve", "2026-12-30", LONDON),
    Row("UK-FCA", "first_written_complaint.received", "2026-02-15", "UK-FCA-03/final", "2026-04-12", LONDON),
    Row("UK-TEL", "first_written_complaint.received", "2026-04-07", "UK-TEL-01/letter", "2026-06-02", LONDON),
    Row("UK-TEL", "first_written_complaint.received", "2026-04-08", "UK-TEL-01/letter", "2026-05-20", LONDON),
    Row("UK-PAY", "first_written_complaint.received", "2026-03-27", "UK-FCA-04/final", "2026-04-21", LONDON),
    Row("FR-PAY", "first_written_complaint.received", "2026-03-02", "FR-FIN-02/answer", "2026-03-19"),
    Row("UK-ENE", "first_written_complaint.received", "2026-03-02", "UK-ENE-01/letter", "2026-04-27", LONDON),
    Row("FR-TEL", "second_level.sent", "2026-01-31", "FR-TEL-01/opens_second", "2026-02-28"),
    Row("FR-GEN", "payment_order.made", "2026-08-31", "FR-CRT-18/service", "2027-02-28"),
    Row("FR-GEN", "payment_order.made", "2026-09-01", "FR-CRT-18/service", "2026-12-01"),
    Row("EU-GEN", "mediator.requested", "2028-09-19", "EU-ADR-03/reply", "2028-10-17"),
    Row("EU-GEN", "mediator.requested", "2028-09-20", "EU-ADR-03/reply", "2028-10-18"),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.regimes} {row.event} {row.day}")
def test_every_deadline_of_the_acceptance_table_falls_on_its_day(row: Row) -> None:
    found = derived(row.regimes, [Happened(row.event, on=date.fromisoformat(row.day))], as_of=row.day, zone=row.zone)
    one = duty(found, row.key)
    assert str(one.opens_on if row.key.partition("/")[2].startswith("opens") else one.due_on) == row.expected


def test_the_reply_to_a_mediator_is_a_house_target_until_the_directive_applies() -> None:
    before = derived("EU-GEN", events(mediator__requested="2028-09-19"), as_of="2028-09-21")
    after = derived("EU-GEN", events(mediator__requested="2028-09-20"), as_of="2028-09-21")
    assert (duty(before, "EU-ADR-03/reply").kind, duty(after, "EU-ADR-03/reply").kind) == ("house", "legal")


SURCHARGES = [
    ("withdrawal.informed", 10, None),
    ("withdrawal.informed", 11, 500),
    ("withdrawal.informed", 20, 500),
    ("withdrawal.informed", 30, 1000),
    ("withdrawal.informed", 45, 2000),
    ("withdrawal.informed", 60, 2000),
    ("withdrawal.informed", 61, 5000),
    ("withdrawal.informed", 90, 5000),
    ("withdrawal.informed", 91, 5500),
    ("order.terminated", 0, 0),
    ("order.terminated", 14, 1000),
    ("order.terminated", 15, 2000),
    ("order.terminated", 20, 2000),
    ("order.terminated", 30, 2000),
    ("order.terminated", 31, 5000),
    ("return_cost.claimed", 14, 1000),
    ("return_cost.claimed", 30, 2000),
    ("return_cost.claimed", 31, 5000),
]


@pytest.mark.parametrize(("event", "late", "surcharge"), SURCHARGES)
def test_a_late_refund_costs_what_the_scale_says(event: str, late: int, surcharge: int | None) -> None:
    start = date(2026, 1, 1)
    day = date.fromordinal(start.toordinal() + 14 + late)
    known: dict[str, object] = {"purchase.price": Money(10000), "return_cost.amount": Money(10000)}
    [found] = entitlements(known, day, packs=packs_named("FR-GEN"), events=[Happened(event, on=start)])
    assert found.due_on == date(2026, 1, 15)
    assert found.surcharge is not None
    if surcharge is None:  # ten days at the legal rate: 100 € × 6.67 % × 10 / 365
        assert found.surcharge == Money(18)
    else:
        assert found.surcharge == Money(surcharge)


AMICABLE = [
    ("5000.00", {}, "block"),
    ("5000.01", {}, "pass"),
    ("4999.99", {"claim.procedure": "injonction_de_payer"}, "pass"),
    ("5000.00", {"amicable.attempt": "conciliation"}, "pass"),
    ("5000.00", {"claim.exemption": "legitimate_reason"}, "pass"),
]


@pytest.mark.parametrize(("total", "more", "effect"), AMICABLE)
def test_a_small_claim_needs_an_amicable_attempt(total: str, more: dict[str, str], effect: str) -> None:
    known = {"claim.total": read_fact("claim.total", total)} | {name: read_fact(name, v) for name, v in more.items()}
    [verdict] = [v for v in derived("FR-GEN", [], known).gates if (v.rule, v.key) == ("FR-CRT-01", "amicable")]
    assert verdict.effect == effect


# --- the vectors of the oracle ---------------------------------------------------------------------------------------


def test_fourteen_days_over_christmas_roll_differently_in_germany_and_england() -> None:
    end = add_span(date(2026, 12, 11), Span(days=14), FRENCH, "Europe/Paris")
    assert roll(end, DayCount.OUVRE, Calendar("DE")) == date(2026, 12, 28)
    assert roll(end, DayCount.BUSINESS, ENGLISH) == date(2026, 12, 29)


def test_a_month_from_31_january_ends_on_a_sunday_and_rolls() -> None:
    end = add_span(date(2027, 1, 31), Span(months=1), FRENCH, "Europe/Paris")
    assert (end, roll(end, DayCount.OUVRE, FRENCH)) == (date(2027, 2, 28), date(2027, 3, 1))


def test_leap_days_come_and_go() -> None:
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_eight_weeks_roll_only_when_the_rule_rolls() -> None:
    end = add_span(date(2026, 2, 15), Span(weeks=8), ENGLISH, LONDON)
    assert (end, roll(end, DayCount.BUSINESS, ENGLISH)) == (date(2026, 4, 12), date(2026, 4, 13))


def test_a_mail_of_2330_utc_counts_for_the_next_london_day() -> None:
    mail = Happened("first_written_complaint.received", at=datetime(2026, 3, 29, 23, 30, tzinfo=UTC))
    found = derived("UK-TEL", [mail], zone=LONDON, as_of="2026-04-01")
    assert duty(found, "UK-TEL-01/letter").starts_from.on == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("zone", "day", "ends"),
    [
        ("Africa/Cairo", date(2026, 4, 23), datetime(2026, 4, 23, 22, tzinfo=UTC)),
        ("Asia/Beirut", date(2026, 3, 28), datetime(2026, 3, 28, 22, tzinfo=UTC)),
        ("America/Santiago", date(2026, 9, 5), datetime(2026, 9, 6, 4, tzinfo=UTC)),
    ],
)
def test_a_day_ends_where_its_midnight_does_not_exist(zone: str, day: date, ends: datetime) -> None:
    assert day_ends_at(day, zone) == ends


def test_one_day_from_29_december_2011_in_apia_is_the_31st() -> None:
    assert add_span(date(2011, 12, 29), Span(days=1), Calendar("none"), "Pacific/Apia") == date(2011, 12, 31)


def test_what_is_due_that_day_can_be_done_until_the_day_ends_there() -> None:
    found = derived("UK-FCA", events(first_written_complaint__received="2026-02-15"), zone=LONDON, as_of="2026-02-20")
    assert duty(found, "UK-FCA-03/final").ends_at(LONDON) == datetime(2026, 4, 12, 23, tzinfo=UTC)


def test_a_voucher_instead_of_a_legal_refund_needs_consent() -> None:
    found = derived("FR-GEN", [], facts(refund__legal="yes"))
    assert [v.effect for v in found.gates if v.rule == "FR-GOOD-02"] == ["block"]
    found = derived("FR-GEN", [], facts(refund__legal="yes", voucher__consent="yes"))
    assert [v.effect for v in found.gates if v.rule == "FR-GOOD-02"] == ["pass"]


def test_the_same_journal_gives_the_same_duties_whatever_the_order() -> None:
    happened = events(
        contract="2025-11-02", first_written_complaint__sent="2026-01-31", acknowledged="2026-02-02",
        waiting__started="2026-02-04", waiting__ended="2026-02-09",
    )  # fmt: skip
    regimes = "ISO-10002 EU-GEN FR-GEN FR-FIN"
    assert derived(regimes, happened) == derived(regimes, happened[::-1]) == derived(regimes, happened)
    assert on("2026-02-10")
