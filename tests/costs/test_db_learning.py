"""What disputes really cost, read from journal, time and ledger; forecasts judged by it; parameters proposed from it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask

from app.cases import actions as case_actions
from app.cases.models import Case
from app.costs import actions, queries
from app.costs.rules.booking import Books, Cost, Told, actual_lines, forks_of, reached_steps
from app.costs.rules.loading import default_tariff
from app.gestures import actions as gesture_actions
from app.kernel import Money
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from tests.conftest import NOW
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import Company, a_case, company

DAY = timedelta(days=1)
MONTHS_LATER = NOW + 120 * DAY
TEXT = "Bonjour, votre demande est acceptée : nous réparons l’appareil. Cordialement"


def told(kind: str, day: int = 0, **data: object) -> Told:
    return Told(kind, NOW + day * DAY, data)


def closed(firm: Company, minutes: int) -> Case:
    """A case answered well at once and left without reaction; that many minutes were spent after the answer."""
    case = a_case(firm)
    with unit_of_work.writing():
        case_actions.take_charge(case, by=firm.agent.actor, at=NOW)
        case_actions.answer(case, TEXT, "founded", by=firm.agent.actor, at=NOW, refuses=False)
    with unit_of_work.writing():
        case_actions.book_time(case, minutes, "phone", by=firm.agent.actor, at=NOW + DAY)
        case_actions.close(case, "close_quietly", by=SYSTEM, at=NOW + 90 * DAY)
    return case


def test_an_answer_freezes_what_was_expected(app: Flask) -> None:
    case = closed(company(), 30)
    (kept,) = queries.frozen_of(case)
    assert kept.cause.startswith("answer:")
    assert kept.body["booked"][0] + kept.body["relation"] == kept.mean_minor


def test_time_spent_after_the_decision_is_what_calibration_sees(app: Flask) -> None:
    firm = company()
    case = closed(firm, 60)
    lines = actual_lines(queries.books_of([case])[case.id], default_tariff())
    assert [(one.code, one.amount) for one in lines] == [("handling.front", Money(2800))]
    learnt = queries.calibration_for(firm.director.actor, MONTHS_LATER)
    forecast = queries.frozen_of(case)[0].body["booked"][0]
    assert (learnt.closed, learnt.settled, learnt.calibration.overall.n) == (1, 0, 1)
    assert learnt.calibration.overall.bias == 2800 - forecast
    assert queries.calibration_for(firm.biller.actor, MONTHS_LATER).closed == 0


def test_five_closed_cases_are_enough_to_propose_and_a_person_adopts(app: Flask) -> None:
    firm = company()
    for _ in range(5):
        closed(firm, 45)
    learnt = queries.calibration_for(firm.director.actor, MONTHS_LATER)
    found = {one.parameter.code: one for one in learnt.proposals}
    assert {"front.contested", "front.content", "front.gives_up"} <= set(found)
    assert found["front.gives_up"].observed == 1.0
    assert found["front.gives_up"].parameter.likely > found["front.gives_up"].before.likely
    changed = [one.parameter for code, one in found.items() if code.startswith("front.")]
    with unit_of_work.writing():
        change = actions.propose_parameters(changed, "appris", by=firm.director.actor, at=MONTHS_LATER, learnt=True)
        actions.decide_parameters(change, True, by=firm.admin.actor, at=MONTHS_LATER)
    assert queries.tariff_at(MONTHS_LATER).find("front.gives_up") == found["front.gives_up"].parameter


def test_an_accepted_offer_counts_for_acceptance_only(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        case_actions.take_charge(case, by=firm.agent.actor, at=NOW)
    offer = a_sent(case, firm.agent, ("voucher", 20))
    (kept,) = queries.frozen_of(case)
    assert kept.body["offered"]["number"] == offer.number
    assert 0 < kept.body["offered"]["chance"] < 1
    with unit_of_work.writing():
        gesture_actions.answer_offer(
            offer, "accepted", offer.edition, by=firm.agent.actor, at=NOW + DAY, proof="appel du 21 novembre"
        )
    books = queries.books_of([case])[case.id]
    assert [one.kind for one in books.said("gesture.accepted")] == ["gesture.accepted"]


def test_every_kind_of_cost_is_found_in_the_books() -> None:
    books = Books(
        "AM-1",
        "EUR",
        (
            told("case.answer", channel="registered"),
            told("case.contact", channel="registered", direction="in"),
            told("mediation.fee", referral=1, amount=20_000, currency="EUR"),
            told("mediation.fee", referral=1, amount=15_000, currency="EUR"),
            told("cost.booked", cost="lawyer", amount=100_000, currency="EUR"),
            told("cost.booked", cost="recovered", amount=30_000, currency="EUR"),
            told("cost.booked", cost="award", amount=25_000, currency="GBP"),
        ),
        (("quality", 90, NOW), ("front", 30, NOW)),
        ((4_000, NOW), (-1_000, NOW)),
    )
    found = {one.code: one.amount.minor for one in actual_lines(books, default_tariff())}
    assert found == {
        "handling.front": 1400, "handling.quality": 7500, "letters": 750, "mediator_fee": 15_000, "lawyer": 100_000,
        "recovered": -30_000, "gestures": 3_000,
    }  # fmt: skip


def test_forks_follow_the_journal() -> None:
    def forks(ended: str, *entries: Told) -> tuple[tuple[str, str], ...]:
        return forks_of(Books("AM-1", "EUR", entries), ended)

    answer, final = told("case.answer"), told("case.final_answer")
    up = [told("case.escalate", level=level, contested=True) for level in ("supervisor", "quality")]
    assert forks("no_reaction", answer) == (("front", "gives_up"),)
    assert forks("solved", answer) == (("front", "content"),)
    assert forks("no_reaction", answer, told("case.reported", solved="yes")) == (("front", "content"),)
    assert forks("no_reaction", answer, up[0], answer, up[1], final) == (
        ("front", "contested"), ("supervisor", "contested"), ("quality", "gives_up"),
    )  # fmt: skip
    assert forks("no_reaction", told("case.escalate", level="supervisor"), answer) == (("supervisor", "gives_up"),)
    mediated = (answer, up[0], answer, up[1], final, told("case.mediation_notified"), told("mediation.inadmissible"))
    assert forks("no_reaction", *mediated)[2:] == (
        ("quality", "mediator"), ("mediator", "inadmissible"), ("inadmissible", "gives_up"),
    )  # fmt: skip
    court = (*mediated, told("case.court_seized"), told("cost.booked", cost=Cost.AWARD.value, amount=1, currency="EUR"))
    assert forks("judged", *court)[4:] == (("inadmissible", "court_after"), ("no_expert", "lost"))
    assert forks("settled", answer, told("gesture.accepted")) == ()
    assert forks("merged", answer) == ()


def test_steps_reached_are_levels_mediator_and_court() -> None:
    entries = (told("case.escalate", level="quality"), told("case.mediation_notified"), told("case.court_seized"))
    assert reached_steps(Books("AM-1", "EUR", entries)) == {"quality", "mediator", "court"}


def test_a_customer_is_lost_who_did_not_buy_again_within_a_year(app: Flask) -> None:
    firm = company()
    closed(firm, 10)
    later = datetime(2028, 6, 1, tzinfo=NOW.tzinfo)
    checks = {one.code: one for one in queries.calibration_for(firm.director.actor, later).calibration.overall.checks}
    assert checks["lost"].observed == 1.0
    from app.people import actions as people_actions

    with unit_of_work.writing():
        people_actions.add_purchase(firm.customer, "CMD-2", "Four", date(2027, 9, 1), Money(40000), by=SYSTEM, at=later)
    checks = {one.code: one for one in queries.calibration_for(firm.director.actor, later).calibration.overall.checks}
    assert checks["lost"].observed == 0.0
