"""British banks: solved within three business days, a summary closes the case; near eight weeks, written reasons with the Ombudsman."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases.actions.dating import tell_days
from app.cases.models import Case, DutyRow
from app.cases.queries import happened
from app.cases.queries.informing import block_for
from app.correspondence import actions, queries
from app.correspondence.rules import Channel, LetterKind
from app.gestures import actions as gestures
from app.kernel import Refused
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW, FixedClock
from tests.factories.gestures import PROOF, a_sent, stocked
from tests.factories.house import Company, a_case, company

RECEIVED = date(2026, 11, 19)
"""A Thursday: the third business day is Tuesday 24 November; eight weeks end on 14 January 2027."""
OMBUDSMAN = "Financial Ombudsman Service"


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def british(firm: Company, **terms: object) -> Case:
    asked = {
        "country": "GB",
        "zone": "Europe/London",
        "sector": "finance",
        "lang": "en",
        "received_on": RECEIVED,
        **terms,
    }
    return a_case(firm, at=datetime(2026, 11, 19, 10, tzinfo=NOW.tzinfo), **asked)


def again(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case.id)


def duty(case: Case, key: str) -> DutyRow | None:
    return next((row for row in again(case).duties if row.key == key), None)


def typed(who: Browser, where: str, status: int, **values: str) -> str:
    return who.send(where, who.get(where).values() | values, status).text


def limit_of(case: Case) -> date | None:
    found = duty(case, "UK-FCA-05/six_years")
    assert found is not None
    return found.due_on


def solved(firm: Company, case: Case, at: datetime, said: str = "yes") -> str:
    with unit_of_work.writing():
        row = again(case)
        if row.state.value == "received":
            cases.take_charge(row, by=firm.agent.actor, at=at)
        cases.close(row, "close_solved", text="He is satisfied.", solved=said, by=firm.supervisor.actor, at=at)
    return next(row.body for row in queries.letters_of(again(case)) if row.kind is LetterKind.CLOSING)


def test_solved_by_the_third_business_day_the_closing_letter_is_the_summary(firm: Company) -> None:
    case = british(firm)
    body = solved(firm, case, datetime(2026, 11, 24, 17, tzinfo=NOW.tzinfo))
    for said in (
        "You made a complaint",
        "we consider it resolved",
        OMBUDSMAN,
        "six months",
        "financial-ombudsman.org.uk",
        "free of charge",
    ):
        assert said in body
    summary = duty(case, "UK-FCA-02/summary")
    assert summary is not None
    assert summary.state == "met"
    door = duty(case, "UK-FCA-05/six_months")
    assert door is not None
    assert door.due_on == date(2027, 5, 24)


@pytest.mark.parametrize(
    ("day", "said", "words"),
    [(25, "yes", "You told us that you are satisfied"), (23, "partly", "Together with what we have already written")],
)
def test_later_or_solved_in_part_the_closing_letter_is_the_final_response(
    firm: Company, day: int, said: str, words: str
) -> None:
    case = british(firm)
    body = solved(firm, case, datetime(2026, 11, day, 9, tzinfo=NOW.tzinfo), said)
    for part in (
        words,
        "is our final response",
        OMBUDSMAN,
        "six months",
        "our permission",
        "leaflet is on that website",
    ):
        assert part in body
    assert "enclosed" not in body, "nothing is"
    assert duty(case, "UK-FCA-02/summary") is None
    assert (final := duty(case, "UK-FCA-03/final")) is not None
    assert final.state == "met"
    assert limit_from(case) == date(2027, 5, day)


def limit_from(case: Case) -> date | None:
    door = duty(case, "UK-FCA-05/six_months")
    return door.due_on if door is not None else None


@pytest.mark.parametrize(
    ("day", "words", "counted"),
    [(24, "we consider it resolved", "summary_resolution.sent"), (25, "is our final response", "final_reply.sent")],
)
def test_an_offer_accepted_ends_the_complaint_and_its_confirmation_says_what_the_regime_wants(
    app: Flask, day: int, words: str, counted: str
) -> None:
    firm = stocked()
    case = british(firm)
    offer = a_sent(again(case), firm.agent, ("voucher", 20), at=datetime(2026, 11, 20, 9, tzinfo=NOW.tzinfo))
    at = datetime(2026, 11, day, 15, tzinfo=NOW.tzinfo)
    with unit_of_work.writing():
        gestures.answer_offer(offer, "accepted", offer.edition, by=firm.agent.actor, at=at, proof=PROOF)
    (body,) = [row.body for row in queries.letters_of(again(case)) if row.kind is LetterKind.CONFIRMATION]
    assert words in body
    assert "financial-ombudsman.org.uk" in body
    assert counted in {event.name for event in happened(again(case))}
    assert limit_from(case) == date(2027, 5, day)
    with unit_of_work.writing():
        row = again(case)
        cases.keep_promise(row, row.promises[0], PROOF, by=firm.agent.actor, at=at + timedelta(days=1))
        cases.close(row, "close_carried_out", by=firm.supervisor.actor, at=at + timedelta(days=1))
    (last,) = [row.body for row in queries.letters_of(again(case)) if row.kind is LetterKind.CLOSING]
    assert OMBUDSMAN not in last, "it was told already"


def test_an_offer_accepted_in_france_says_nothing_of_the_kind(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm, sector="finance")
    offer = a_sent(again(case), firm.agent, ("voucher", 20))
    with unit_of_work.writing():
        gestures.answer_offer(offer, "accepted", offer.edition, by=firm.agent.actor, at=NOW, proof=PROOF)
    assert not {"resolved", "final_reply.sent"} & {event.name for event in happened(again(case))}


def test_an_answer_that_is_not_final_does_not_say_it_is(app: Flask, clock: FixedClock, firm: Company) -> None:
    case = british(firm)
    clock.at = datetime(2026, 11, 20, 9, tzinfo=NOW.tzinfo)
    with unit_of_work.writing():
        cases.take_charge(again(case), by=firm.agent.actor, at=clock.at)
        text = block_for(again(case), at=clock.at)
        cases.answer(again(case), f"We cannot refund you.\n\n{text}", "unfounded", by=firm.agent.actor, at=clock.at)
    assert "is not our final response" in text
    assert "from 14 January 2027" in text
    assert "six months" not in text
    assert duty(case, "UK-FCA-05/six_months") is None or limit_from(case) is None


@pytest.mark.parametrize(
    ("body", "verdict", "missing"),
    [
        ("Dear Ms Diallo,\n\nThank you for writing to us.", "founded", "accept the complaint"),
        ("Dear Ms Diallo,\n\nWe cannot refund the payment.", "unfounded", "gives its reasons"),
        ("Dear Ms Diallo,\n\nWe cannot refund the payment, because the shop was paid.", "unfounded", ""),
        ("Dear Ms Diallo,\n\nYour complaint is upheld: we will pay £40 today.", "founded", ""),
    ],
)
def test_a_final_response_says_our_position_and_why(firm: Company, body: str, verdict: str, missing: str) -> None:
    case, at = british(firm), datetime(2026, 11, 23, 9, tzinfo=NOW.tzinfo)
    with unit_of_work.writing():
        row = again(case)
        cases.take_charge(row, by=firm.agent.actor, at=at)
        cases.escalate(row, "He insists.", by=firm.agent.actor, at=at)
        cases.escalate(row, "Still.", by=firm.supervisor.actor, at=at)

    def send() -> None:
        row = again(case)
        text = f"{body}\n\n{block_for(row, at=at, final=True)}"
        cases.answer(row, text, verdict, by=row.owner.actor, at=at, final=True)

    if missing:
        with pytest.raises(Refused, match=missing) as refused, unit_of_work.writing():
            send()
        assert refused.value.code == "gate:UK-FCA-06"
    else:
        with unit_of_work.writing():
            send()
        assert limit_from(case) == date(2027, 5, 23)


def test_our_own_waiting_does_not_lengthen_the_three_days(firm: Company) -> None:
    case = british(firm)
    with unit_of_work.writing():
        row = again(case)
        cases.take_charge(row, by=firm.agent.actor, at=datetime(2026, 11, 19, 12, tzinfo=NOW.tzinfo))
        cases.ask_customer(
            row,
            "Which card was it?",
            date(2026, 11, 30),
            by=firm.agent.actor,
            at=datetime(2026, 11, 19, 12, tzinfo=NOW.tzinfo),
        )
    row = duty(case, "UK-FCA-02/resolve")
    assert row is not None
    assert (row.due_on, row.state) == (date(2026, 11, 24), "pending")


def test_a_reopened_case_is_not_summed_up_a_second_time(firm: Company) -> None:
    case = british(firm)
    first = datetime(2026, 11, 20, 9, tzinfo=NOW.tzinfo)
    solved(firm, case, first)
    with unit_of_work.writing():
        cases.reopen(again(case), "It came back.", by=firm.supervisor.actor, at=first + timedelta(hours=2))
    with unit_of_work.writing():
        cases.close(
            again(case),
            "close_solved",
            text="Now it is.",
            solved="yes",
            by=firm.supervisor.actor,
            at=first + timedelta(hours=4),
        )
    newest = queries.letters_of(again(case))[0]
    assert newest.kind is LetterKind.CLOSING
    assert OMBUDSMAN not in newest.body


def test_a_french_bank_has_no_such_letter(firm: Company) -> None:
    case = a_case(firm, sector="finance")
    assert OMBUDSMAN not in solved(firm, case, NOW)


def test_a_holding_letter_near_eight_weeks_gives_the_day_and_the_ombudsman(firm: Company) -> None:
    case = british(firm)
    early, late = datetime(2026, 12, 30, 9, tzinfo=NOW.tzinfo), datetime(2027, 1, 11, 9, tzinfo=NOW.tzinfo)
    for at, answer_on, told, state in (
        (early, date(2027, 2, 1), False, "pending"), (late, None, True, "pending"), (late, date(2027, 2, 8), True, "met"),
    ):  # fmt: skip
        with unit_of_work.writing():
            row = actions.send_letter(again(case), LetterKind.HOLDING, "The card scheme has not answered us.", Channel.EMAIL, by=firm.agent.actor, at=at, answer_on=answer_on)  # fmt: skip
        assert ("From 14 January 2027" in row.body.replace("\u00a0", " ") and OMBUDSMAN in row.body) is told
        final = duty(case, "UK-FCA-03/final")
        assert final is not None
        assert final.state == state
    after = duty(case, "UK-FCA-03/after_delay")
    assert after is not None
    assert (after.due_on, after.state) == (date(2027, 2, 8), "pending")


def test_the_page_offers_each_way_while_there_is_time(app: Flask, clock: FixedClock, firm: Company) -> None:
    case = british(firm)
    with unit_of_work.writing():
        cases.take_charge(again(case), by=firm.agent.actor, at=datetime(2026, 11, 19, 11, tzinfo=NOW.tzinfo))
    for on, summary, reasons in (
        (date(2026, 11, 24), True, False), (date(2026, 11, 25), False, False), (date(2027, 1, 4), False, True),
    ):  # fmt: skip
        clock.at = datetime(on.year, on.month, on.day, 9, tzinfo=NOW.tzinfo)
        page = Browser(app).sign_in("sophie").get(f"/cases/{case.ref}").text
        assert ("la lettre de clôture est alors le résumé" in page) is summary
        assert ("Expliquer le retard" in page) is reasons
    letter = Browser(app).sign_in("alice").get(f"/cases/{case.ref}/letters/new/holding").text
    assert "From 14\u00a0January 2027" in letter or "From 14 January 2027" in letter


def test_the_six_and_three_years_follow_the_days_that_a_case_knows(
    app: Flask, clock: FixedClock, firm: Company
) -> None:
    case = british(firm)
    assert limit_of(case) == date(2029, 11, 19), "from the complaint, for want of better"
    assert "n’est pas connu" in Browser(app).sign_in("alice").get(f"/cases/{case.ref}").text
    alice = Browser(app).sign_in("alice")
    where = f"/cases/{case.ref}/do/days"
    for known in ("2026-12-01", "2020-01-03"):
        typed(alice, where, 422, incident_on="2020-02-03", known_on=known)
    typed(alice, where, 302, incident_on="2020-02-03", known_on="2026-10-01")
    assert limit_of(case) == date(2029, 10, 1), "three years from knowing"
    typed(alice, where, 302, incident_on="2026-09-01", known_on="2026-10-01")
    assert limit_of(case) == date(2032, 9, 1), "six years from the event, as told last"
    assert "Jours notés" in alice.get(f"/cases/{case.ref}").text


def test_no_day_at_all_is_refused(firm: Company) -> None:
    case = british(firm)
    with pytest.raises(Refused, match="one of the two"), unit_of_work.writing():
        tell_days(again(case), None, None, by=firm.agent.actor, at=NOW)
