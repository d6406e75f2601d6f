"""The law by hand: dates, amounts and verdicts worked out on paper, asked of the real commands, printed as one table.

`tests/golden/law_cases.txt` is that table: input → answer → expected. The acceptance cases of the law and the vectors of
the deadline oracle come first. Whoever doubts a line takes a calendar and counts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from tests.golden_files import assert_golden
from tests.regimes.test_commands import lines, told

SENT, GOT = "first_written_complaint.sent", "first_written_complaint.received"
SHOP = ("purchase.channel=distance", "purchase.what=goods")


@dataclass(frozen=True)
class Row:
    """One question to `flask what-if`, one date in its answer, and what paper says."""

    regimes: str
    events: str
    key: str
    expected: str
    facts: tuple[str, ...] = ()
    calendar: str = ""
    why: str = ""
    more: tuple[str, ...] = field(default=())

    def arguments(self) -> list[str]:
        asked = [each for name in self.regimes.split() for each in ("--regime", name)]
        asked += [each for event in self.events.split() for each in ("--event", event)]
        asked += [each for fact in self.facts for each in ("--fact", fact)]
        return [*asked, *(("--calendar", self.calendar) if self.calendar else ()), "--as-of", self.last_day()]

    def last_day(self) -> str:
        return max(event.partition("=")[2][:10] for event in self.events.split())

    def answer(self) -> str:
        duties = {duty["key"]: duty for duty in told("what-if", *self.arguments())["duties"]}
        found = duties.get(self.key)
        if found is None:
            return "—"
        return str(
            found["opens_on"] if self.key.partition("/")[2].startswith(("opens", "unavailable")) else found["due_on"]
        )

    def asked(self) -> str:
        return " ".join([self.regimes, *self.events.split(), *self.facts, self.calendar]).strip()


DATES = [
    # --- acceptance cases -------------------------------------------------------------------------------------------
    Row("FR-GEN", f"{SENT}=2026-01-31", "FR-MED-06/opens", "2026-03-31"),
    Row("FR-GEN", f"{SENT}=2026-01-31", "FR-MED-05/closes", "2027-01-31", why="a Sunday: nothing rolls"),
    Row("FR-GEN", f"{SENT}=2028-02-29", "FR-MED-05/closes", "2029-02-28", why="no 29 February that year"),
    Row("FR-GEN FR-FIN", f"{SENT}=2026-03-02", "FR-FIN-01/acknowledge", "2026-03-13", why="Saturdays count"),
    Row("UK-FCA", f"{GOT}=2026-04-01", "UK-FCA-02/resolve", "2026-04-08", why="over Good Friday and Easter Monday"),
    Row("UK-TEL", f"{GOT}=2026-04-07", "UK-TEL-01/letter", "2026-06-02", why="eight weeks"),
    Row("UK-TEL", f"{GOT}=2026-04-08", "UK-TEL-01/letter", "2026-05-20", why="six weeks"),
    # --- the mediator, France ---------------------------------------------------------------------------------------
    Row("FR-GEN", f"{SENT}=2028-02-29", "FR-MED-06/opens", "2028-04-29"),
    Row("FR-GEN", f"{SENT}=2026-12-31", "FR-MED-06/opens", "2027-02-28", why="last day of February"),
    Row("FR-GEN", f"{SENT}=2026-12-29", "FR-MED-06/opens", "2027-02-28", why="no 29th either"),
    Row("FR-GEN", f"{SENT}=2027-12-31", "FR-MED-06/opens", "2028-02-29", why="a leap year"),
    Row("FR-GEN", f"{SENT}=2026-03-10 refusal.sent=2026-04-02", "FR-MED-06/opens", "2026-04-02", why="our refusal opens it"),
    Row("FR-GEN", f"{SENT}=2026-03-10 refusal.sent=2026-06-01", "FR-MED-06/opens", "2026-05-10", why="a late refusal moves nothing"),
    Row("FR-GEN", f"{SENT}=2026-03-10 refusal.sent=2026-04-02", "FR-MED-18/on_refusal", "2026-04-02"),
    Row("FR-GEN", f"{SENT}=2026-10-31", "FR-MED-18/on_silence", "2026-12-31"),
    Row("FR-GEN", "mediator.seised=2026-05-04", "FR-MED-08/rejection", "2026-05-25", why="Whit Monday: a third party’s date does not roll"),
    Row("FR-GEN", "mediator.seised=2026-11-10 mediator.notified=2026-11-18", "FR-MED-09/entry", "2026-12-03"),
    Row("FR-GEN", "mediator.seised=2026-11-10 mediator.notified=2026-11-18", "FR-MED-10/outcome", "2027-02-16", why="12 + 31 + 31 + 16 days"),
    Row("FR-GEN", "mediator.notified=2026-07-01", "FR-MED-10/outcome", "2026-09-29", why="the event day is not counted"),
    Row("FR-GEN", "mediator.notified=2027-12-01", "FR-MED-10/outcome", "2028-02-29", why="30 + 31 + 29 days"),
    Row("FR-GEN", "mediator.notified=2026-07-01 mediator.extended=2026-09-20", "FR-MED-10/outcome", "2026-12-31", ("mediator.extended_to=2026-12-31",)),
    Row("FR-GEN", "mediator.notified=2026-07-01 mediator.extended=2026-10-05", "FR-MED-10/outcome", "2026-12-31", ("mediator.extended_to=2026-12-31",), why="at any time, even after the ninety days"),
    Row("FR-GEN", "mediator.seised=2026-10-01 mediator.proposal=2026-11-20", "FR-MED-12/accept_by", "2026-12-05"),
    Row("FR-GEN", "mediator.seised=2026-10-01 mediator.proposal=2026-11-20", "FR-MED-12/accept_by", "2026-12-15", ("mediator.accept_by=2026-12-15",)),
    # --- court and order to pay -------------------------------------------------------------------------------------
    Row("FR-GEN", "conciliator.seised=2026-11-30", "FR-CRT-02/conciliator", "2027-02-28"),
    Row("FR-GEN", "formal_notice.presented=2026-12-17", "FR-CRT-12/notice", "2027-01-01", why="New Year’s Day: no roll"),
    Row("FR-GEN", "payment_order.made=2026-08-31", "FR-CRT-18/service", "2027-02-28", why="six months before 1 September 2026"),
    Row("FR-GEN", "payment_order.made=2026-09-01", "FR-CRT-18/service", "2026-12-01", why="three months since"),
    # --- guarantee, withdrawal, delivery ----------------------------------------------------------------------------
    Row("FR-GEN", "delivery=2024-02-29", "FR-SUB-01/guarantee", "2026-02-28", ("purchase.what=goods",)),
    Row("FR-GEN", "delivery=2026-01-05 repair.requested=2026-02-28", "FR-SUB-02/repair", "2026-03-30", ("purchase.what=goods",)),
    Row("FR-GEN", "delivery=2026-01-05 repair.requested=2026-02-28 goods.replaced=2026-04-30", "FR-SUB-02/guarantee_again", "2028-04-30", ("purchase.what=goods",), why="two years anew for the replacement"),
    Row("FR-GEN", "delivery=2026-11-13", "FR-SUB-05/goods", "2026-11-27", SHOP, why="a Friday"),
    Row("FR-GEN", "delivery=2026-11-14", "FR-SUB-05/goods", "2026-11-30", SHOP, why="Saturday 28 rolls to Monday"),
    Row("FR-GEN", "delivery=2026-12-11", "FR-SUB-05/goods", "2026-12-28", SHOP, why="Christmas, a Friday, rolls over the weekend"),
    Row("FR-GEN", "delivery=2027-03-12", "FR-SUB-05/goods", "2027-03-26", SHOP, why="Good Friday is a working day in most of France"),
    Row("FR-GEN", "delivery=2027-03-12", "FR-SUB-05/goods", "2027-03-30", SHOP, "FR-alsace-moselle", why="… and a holiday there, with Easter Monday behind it"),
    Row("FR-GEN", "contract=2026-04-17", "FR-SUB-05/services", "2026-05-04", ("purchase.channel=distance", "purchase.what=services"), why="1 May, a Friday"),
    Row("FR-GEN", "delivery=2026-02-28", "FR-SUB-05/not_informed", "2027-03-16", (*SHOP, "withdrawal.informed_of_right=no"), why="the first period ends on Saturday 14, so on Monday 16; then twelve months"),
    Row("FR-GEN", "withdrawal.informed=2026-01-01", "FR-SUB-06/refund", "2026-01-15", ("purchase.what=services",)),
    Row("FR-GEN", "withdrawal.informed=2026-01-01 goods.returned=2026-01-20", "FR-SUB-06/refund", "2026-01-20", ("purchase.what=goods",), why="we may wait for the goods"),
    Row("FR-GEN", "contract=2026-01-30", "FR-SUB-09/delivery", "2026-03-01", ("delivery.awaited=yes",), why="30 days over a February of 28"),
    Row("FR-GEN", "order.terminated=2026-06-17", "FR-SUB-09/refund", "2026-07-01"),
    Row("FR-GEN", "return_cost.claimed=2026-12-20", "FR-SUB-04/refund", "2027-01-03", why="a Sunday: our own date does not roll"),
    # --- banks, payments, insurance, France -------------------------------------------------------------------------
    Row("FR-GEN FR-FIN", f"{SENT}=2026-04-28", "FR-FIN-01/acknowledge", "2026-05-12", why="1 and 8 May left out"),
    Row("FR-GEN FR-FIN", f"{SENT}=2026-12-18", "FR-FIN-01/acknowledge", "2026-12-31", why="26 December is a Saturday that counts"),
    Row("FR-GEN FR-FIN", f"{SENT}=2026-12-18", "FR-FIN-01/acknowledge", "2027-01-02", calendar="FR-alsace-moselle", why="there 26 December is a holiday"),
    Row("FR-GEN FR-FIN", f"{SENT}=2026-12-31", "FR-FIN-01/answer", "2027-02-28"),
    Row("FR-GEN FR-FIN FR-PAY", f"{GOT}=2026-03-02", "FR-FIN-02/answer", "2026-03-19"),
    Row("FR-GEN FR-FIN FR-PAY", f"{GOT}=2026-04-30", "FR-FIN-02/answer", "2026-05-21", why="1 May, 8 May and Ascension left out"),
    Row("FR-GEN FR-FIN FR-PAY", f"{GOT}=2026-04-30 holding_reply.sent=2026-05-11", "FR-FIN-02/answer", "2026-06-15", why="35 at most; Whit Monday left out too"),
    Row("FR-GEN FR-FIN FR-PAY", f"{GOT}=2026-04-30 holding_reply.sent=2026-05-11", "FR-FIN-02/answer", "2026-06-01", ("holding_reply.final_date=2026-06-01",)),
    Row("FR-GEN FR-FIN FR-PAY", f"{GOT}=2026-04-30 holding_reply.sent=2026-05-11", "FR-FIN-02/answer", "2026-06-15", ("holding_reply.final_date=2026-07-01",), why="never beyond the 35"),
    Row("FR-GEN FR-FIN FR-PAY", f"{GOT}=2026-04-30 holding_reply.sent=2026-05-22", "FR-FIN-02/answer", "2026-05-21", why="a holding reply after the date moves nothing"),
    Row("FR-GEN FR-FIN FR-INS", f"{SENT}=2026-08-31", "FR-INS-01/opens", "2026-10-31"),
    Row("FR-GEN FR-FIN FR-INS", f"{SENT}=2026-08-31", "FR-FIN-01/acknowledge", "2026-09-11"),
    Row("FR-GEN FR-FIN FR-INS", "incident=2024-02-29", "FR-CRT-08/insurance", "2026-02-28", ("claim.basis=insurance",)),
    # --- telecoms, energy, flights, France --------------------------------------------------------------------------
    Row("FR-GEN FR-TEL", f"{SENT}=2026-01-31", "FR-TEL-01/level_one", "2026-02-28"),
    Row("FR-GEN FR-TEL", f"{SENT}=2026-01-31 second_level.sent=2026-03-31", "FR-TEL-01/opens_second", "2026-04-30"),
    Row("FR-GEN FR-TEL", f"{SENT}=2026-01-31 second_level.sent=2026-03-31", "FR-TEL-01/level_two", "2026-04-30"),
    Row("FR-GEN FR-TEL", f"{SENT}=2026-01-31 second_level.sent=2026-03-02 second_level.answered=2026-03-12", "FR-TEL-01/opens_second", "2026-03-12", why="its answer opens the mediator"),
    Row("FR-GEN FR-TEL", f"{SENT}=2026-01-31 final_reply.sent=2026-03-12", "FR-TEL-01/opens", "2026-03-12", why="our last level has answered"),
    Row("FR-GEN FR-ENE", f"{SENT}=2026-07-31", "FR-ENE-01/opens", "2026-09-30"),
    Row("FR-GEN FR-TRV FR-AIR", "refund.requested=2026-12-28", "EU-AIR-02/refund", "2027-01-04", ("flight.refund_asked=yes",)),
    Row("FR-GEN FR-TRV FR-AIR", "mediator.seised=2026-08-31", "FR-CRT-17/unavailable", "2027-02-28", ("claim.basis=eu261",)),
    # --- United Kingdom ---------------------------------------------------------------------------------------------
    Row("UK-FCA", f"{GOT}=2026-05-01", "UK-FCA-01/acknowledge", "2026-05-11", why="Early May bank holiday"),
    Row("UK-FCA", f"{GOT}=2026-12-24", "UK-FCA-02/resolve", "2026-12-31", why="Boxing Day’s substitute is Monday 28"),
    Row("UK-FCA", f"{GOT}=2027-12-23", "UK-FCA-02/resolve", "2027-12-30", why="two substitutes, Monday and Tuesday"),
    Row("UK-FCA", f"{GOT}=2026-12-31", "UK-FCA-02/resolve", "2027-01-06"),
    Row("UK-FCA", f"{GOT}=2026-12-31", "UK-FCA-02/resolve", "2027-01-07", calendar="SCT", why="2 January, a Saturday, is kept on Monday 4"),
    Row("UK-FCA", f"{GOT}=2026-03-16", "UK-FCA-02/resolve", "2026-03-20", calendar="NIR", why="St Patrick’s Day"),
    Row("UK-FCA", f"{GOT}=2026-03-16", "UK-FCA-02/resolve", "2026-03-19"),
    Row("UK-FCA", f"{GOT}=2026-03-29T23:30+00:00", "UK-FCA-02/resolve", "2026-04-02", why="00:30 in London, on the 30th"),
    Row("UK-FCA", f"{GOT}=2026-10-25T00:30+01:00", "UK-FCA-03/final", "2026-12-20", why="the night the clocks go back"),
    Row("UK-FCA", f"{GOT}=2026-02-15", "UK-FCA-03/final", "2026-04-12", why="eight weeks, no roll"),
    Row("UK-FCA", f"{GOT}=2026-10-30", "UK-FCA-03/final", "2026-12-25", why="Christmas Day: our own date does not roll"),
    Row("UK-FCA", "final_reply.sent=2026-08-31", "UK-FCA-05/six_months", "2027-02-28"),
    Row("UK-FCA", f"{GOT}=2026-04-01 resolved=2026-04-08", "UK-FCA-02/summary", "2026-04-08", why="the third business day, over Easter"),
    Row("UK-FCA", f"{GOT}=2026-04-01 resolved=2026-04-09", "UK-FCA-02/summary", "—", why="a day late: the full procedure, no summary"),
    Row("UK-FCA", f"{GOT}=2026-04-01 waiting.started=2026-04-02 resolved=2026-04-09", "UK-FCA-02/summary", "—", why="waiting for the customer does not lengthen the law’s three days"),
    Row("UK-FCA", f"{GOT}=2026-04-01 delay_explained.sent=2026-05-20", "UK-FCA-03/after_delay", "2026-06-30", ("holding_reply.final_date=2026-06-30",), why="the day we gave"),
    Row("UK-FCA", f"{GOT}=2026-04-01 incident=2019-02-01 knowledge=2024-05-05", "UK-FCA-05/six_years", "2027-05-05", why="three years from knowing are later"),
    Row("UK-FCA", f"{GOT}=2026-04-01 incident=2023-02-01 knowledge=2023-05-05", "UK-FCA-05/six_years", "2029-02-01", why="six years from the event are later"),
    Row("UK-FCA", f"{GOT}=2026-04-01 incident=2020-02-29", "UK-FCA-05/six_years", "2026-02-28", why="knowing unknown: six years, no 29 February"),
    Row("UK-FCA", f"{GOT}=2026-04-01 knowledge=2024-05-05", "UK-FCA-05/six_years", "2027-05-05", why="the event unknown: three years from knowing"),
    Row("UK-FCA UK-PAY", f"{GOT}=2026-03-27", "UK-FCA-04/final", "2026-04-21"),
    Row("UK-FCA UK-PAY", f"{GOT}=2026-03-27 holding_reply.sent=2026-04-10", "UK-FCA-04/final", "2026-05-20", why="35, Easter and May Day left out"),
    Row("UK-FCA", f"complaint.received=2026-03-02 {GOT}=2026-03-20", "UK-FCA-03/final", "2026-04-27", why="an oral complaint counts, put in writing later or not"),
    Row("UK-FCA", f"complaint.first=2026-03-02 {GOT}=2026-03-20", "UK-FCA-02/resolve", "2026-03-05"),
    Row("UK-FCA UK-PAY", f"{GOT}=2026-03-27", "UK-FCA-04/opens", "2026-04-21", why="a payment complaint: not after eight weeks"),
    Row("UK-FCA UK-PAY", f"{GOT}=2026-03-27 holding_reply.sent=2026-04-10", "UK-FCA-04/opens", "2026-05-20"),
    Row("UK-FCA UK-PAY", f"{GOT}=2026-03-27 final_reply.sent=2026-04-10", "UK-FCA-04/opens", "2026-04-10"),
    Row("UK-TEL", f"complaint.received=2026-04-07 {GOT}=2026-04-20", "UK-TEL-01/letter", "2026-06-02", why="told by telephone under the eight weeks"),
    Row("UK-TEL", f"{GOT}=2026-04-08 final_reply.sent=2026-04-20", "UK-TEL-01/opens", "2026-04-20", why="our final answer is the deadlock letter"),
    Row("UK-TEL", f"{GOT}=2026-04-07T22:30+00:00", "UK-TEL-01/letter", "2026-06-02", why="23:30 in London, still the 7th"),
    Row("UK-TEL", f"{GOT}=2026-04-07T23:30+00:00", "UK-TEL-01/letter", "2026-05-20", why="00:30 in London, on the 8th"),
    Row("UK-TEL", f"{GOT}=2026-04-07", "UK-TEL-01/opens", "2026-06-02"),
    Row("UK-TEL", f"{GOT}=2026-04-08 deadlock_letter.sent=2026-04-20", "UK-TEL-01/opens", "2026-04-20", why="deadlock opens it at once"),
    Row("UK-ENE", f"{GOT}=2026-03-02", "UK-ENE-01/letter", "2026-04-27"),
    Row("UK-ENE", "deadlock_letter.sent=2028-02-29", "UK-ENE-01/closes", "2029-02-28"),
    Row("UK-ENE", f"{GOT}=2026-03-02 final_reply.sent=2026-03-31", "UK-ENE-01/closes", "2027-03-31"),
    Row("UK-ENE", "mediator.seised=2026-11-01 remedy.accepted=2026-12-04", "UK-ENE-01/remedy", "2027-01-01"),
    # --- the Union, the house ---------------------------------------------------------------------------------------
    Row("EU-GEN", "mediator.requested=2028-09-20", "EU-ADR-03/reply", "2028-10-18", why="twenty working days"),
    Row("EU-GEN", "mediator.requested=2028-09-20", "EU-ADR-03/reply_complex", "2028-11-02", ("mediator.reply_complex=yes",), why="thirty, All Saints’ Day left out"),
    Row("ISO-10002", "complaint.first=2026-05-07", "ISO-10002-74/acknowledge", "2026-05-12", calendar="FR-metropole", why="8 May, then a weekend"),
]  # fmt: skip


@pytest.mark.parametrize("row", DATES, ids=lambda row: f"{row.key} {row.events} {row.calendar} {' '.join(row.facts)}")
def test_what_if_finds_the_date_that_paper_gives(row: Row) -> None:
    assert row.answer() == row.expected, row.why


ENTITLED = [
    ({"withdrawal.informed": "2026-01-01", "purchase.price": "100.00"}, "2026-03-01", "FR-SUB-06", "surcharge", 2000, "withdrawal refund 45 days late: 20 %"),
    ({"order.terminated": "2026-01-01", "purchase.price": "100.00"}, "2026-02-04", "FR-SUB-09", "surcharge", 2000, "undelivered order, 20 days late: 20 %"),
    ({"order.terminated": "2026-01-01", "purchase.price": "100.00"}, "2026-01-29", "FR-SUB-09", "surcharge", 1000, "14 days late: 10 %"),
    ({"order.terminated": "2026-01-01", "purchase.price": "100.00"}, "2026-02-15", "FR-SUB-09", "surcharge", 5000, "31 days late: 50 %"),
    ({"withdrawal.informed": "2026-01-01", "purchase.price": "100.00"}, "2026-04-15", "FR-SUB-06", "surcharge", 5000, "90 days late: 50 %"),
    ({"withdrawal.informed": "2026-01-01", "purchase.price": "100.00"}, "2026-04-16", "FR-SUB-06", "surcharge", 5500, "91 days late: 5 points more"),
    ({"flight": "2026-05-01", "flight.distance_km": 1500, "flight.arrival_delay_minutes": 180}, "2026-06-01", "EU-AIR-01", "amount", 25000, "1,500 km, three hours"),
    ({"flight": "2026-05-01", "flight.distance_km": 1501, "flight.arrival_delay_minutes": 180}, "2026-06-01", "EU-AIR-01", "amount", 40000, "1,501 km"),
    ({"flight": "2026-05-01", "flight.distance_km": 3501, "flight.arrival_delay_minutes": 239}, "2026-06-01", "EU-AIR-01", "amount", 30000, "3,501 km, under four hours: halved"),
    ({"flight": "2026-05-01", "flight.distance_km": 3501, "flight.arrival_delay_minutes": 240}, "2026-06-01", "EU-AIR-01", "amount", 60000, "3,501 km, four hours"),
    ({"flight": "2026-05-01", "flight.distance_km": 3501, "flight.intra_eu": "yes", "flight.arrival_delay_minutes": 200}, "2026-06-01", "EU-AIR-01", "amount", 40000, "within the Union: the middle band"),
    ({"flight": "2026-05-01", "flight.distance_km": 900, "flight.arrival_delay_minutes": 179}, "2026-06-01", "EU-AIR-01", "amount", None, "a minute short of three hours: nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "on", "rule", "what", "expected", "why"), ENTITLED)
def test_entitlements_find_the_amount_that_paper_gives(
    facts: dict[str, object], on: str, rule: str, what: str, expected: int | None, why: str
) -> None:
    assert entitled(facts, on, rule, what) == expected, why


def entitled(facts: dict[str, object], on: str, rule: str, what: str) -> int | None:
    found = [each for each in told("entitlements", "--as-of", on, typed=json.dumps(facts)) if each["rule"] == rule]
    return found[0][what] if found else None


GATES = [
    (("claim.total=5000.00",), "block"),
    (("claim.total=5000.01",), "pass"),
    (("claim.total=5000.00", "claim.procedure=injonction_de_payer"), "pass"),
    (("claim.total=0.01", "claim.procedure=injonction_de_payer"), "pass"),
    (("claim.total=5000.00", "amicable.attempt=conciliation"), "pass"),
    (("claim.total=5000.00", "claim.exemption=legitimate_reason"), "pass"),
    (("claim.total=5000.00", "conciliator.seised=2026-08-20"), "pass"),
    (("claim.total=5000.00", "conciliator.seised=2026-08-21"), "block"),
]
"""Going to the conciliator is no attempt yet; no meeting within three months exempts: 20 November has passed by the 21st."""


@pytest.mark.parametrize(("facts", "expected"), GATES)
def test_a_small_claim_asks_for_an_amicable_attempt(facts: tuple[str, ...], expected: str) -> None:
    assert amicable(facts) == expected


def amicable(facts: tuple[str, ...]) -> str:
    asked = [each for fact in facts for each in ("--event" if "seised" in fact else "--fact", fact)]
    gates = told("what-if", "--regime", "FR-GEN", *asked, "--as-of", "2026-11-21")["gates"]
    return str(next(g["effect"] for g in gates if (g["rule"], g["key"]) == ("FR-CRT-01", "amicable")))


def bank(zone: str, *holidays: str) -> dict[str, object]:
    return {"zone": zone, "hours": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}, "holidays": list(holidays)}  # fmt: skip


LAST_SECOND = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
VECTORS = [
    ("14 days from 11 Dec 2026, Germany", {"op": "roll", "start": "2026-12-25", "calendar": bank("Europe/Berlin", "2026-12-25", "2026-12-26")}, "2026-12-28"),
    ("14 days from 11 Dec 2026, England", {"op": "roll", "start": "2026-12-25", "calendar": bank("Europe/London", "2026-12-25", "2026-12-28")}, "2026-12-29"),
    ("1 month from 31 Jan 2027 is Sunday 28 Feb", {"op": "roll", "start": "2027-02-28", "calendar": bank("Europe/Paris")}, "2027-03-01"),
    ("8 weeks from 15 Feb 2026, rolling", {"op": "roll", "start": "2026-04-12", "calendar": bank("Europe/London")}, "2026-04-13"),
    ("the end of 23 Apr 2026 in Cairo", {"op": "add", "start": "2026-04-23T23:00", "minutes": 60, "calendar": {"zone": "Africa/Cairo", "hours": LAST_SECOND}}, "2026-04-24T01:00:00+03:00"),
    ("the end of 28 Mar 2026 in Beirut", {"op": "add", "start": "2026-03-28T23:00", "minutes": 60, "calendar": {"zone": "Asia/Beirut", "hours": LAST_SECOND}}, "2026-03-29T01:00:00+03:00"),
    ("the end of 5 Sep 2026 in Santiago", {"op": "add", "start": "2026-09-05T23:00", "minutes": 60, "calendar": {"zone": "America/Santiago", "hours": LAST_SECOND}}, "2026-09-06T01:00:00-03:00"),
    ("1 day from 29 Dec 2011 in Apia", {"op": "business_days_add", "start": "2011-12-29", "days": 1, "calendar": {"zone": "Pacific/Apia", "hours": LAST_SECOND}}, "2011-12-31"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "question", "expected"), VECTORS)
def test_working_time_answers_the_vectors_of_the_oracle(what: str, question: dict[str, object], expected: str) -> None:
    assert clocked(question) == expected, what


def clocked(question: dict[str, object]) -> str:
    [answer] = lines({"id": 1, **question})
    return str(answer.get("at") or answer)


def test_the_table_as_a_person_reads_it() -> None:
    rows = [(f"what-if {row.asked()} → {row.key}", row.answer(), row.expected, row.why) for row in DATES]
    rows += [
        (f"entitlements {json.dumps(facts)} on {on} → {rule} {what}", str(entitled(facts, on, rule, what)), str(expected), why)
        for facts, on, rule, what, expected, why in ENTITLED
    ]  # fmt: skip
    rows += [(f"what-if FR-GEN {' '.join(f)} → FR-CRT-01/amicable", amicable(f), e, "") for f, e in GATES]
    rows += [(f"working-time {q['op']}: {what}", clocked(q), expected, "") for what, q, expected in VECTORS]
    assert all(answer == expected for _asked, answer, expected, _why in rows)
    told_rows = "\n".join(
        f"{asked}\n    {answer} = {expected}{'   ' + why if why else ''}" for asked, answer, expected, why in rows
    )
    assert_golden(
        "law_cases.txt", f"{len(rows)} cases, all equal: input → answer = expected (by hand)\n\n{told_rows}\n"
    )
