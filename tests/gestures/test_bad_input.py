"""What must not work: each time a sentence where it was entered, and nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases import actions as cases
from app.cases.models import Case
from app.costs.models import TransferRow
from app.gestures import actions, queries
from app.gestures.actions import Drafted
from app.gestures.models import Approval, ApprovalDecision, CatalogueRow, CounterOffer, Offer, OfferEnd, Payout
from app.gestures.rules.approvals import Status
from app.gestures.rules.weighing import Wanted
from app.journal.models import Entry
from app.kernel import Money, Refused
from app.people.models import Staff
from app.people.rules import Role
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import PROOF, UNTIL, a_draft, a_sent, stocked
from tests.factories.house import Company, a_case

FORM = {
    "valid_until_on": "2026-12-05",
    "separable": "1",
    "do": "go",
    "deviation": "Troisième panne",
    "gesture": "voucher",
}
AMOUNTS = [
    ("-5", "ne peut pas être négatif"), ("0", "montant nul"), ("999999999999999", "trop grand"), ("1e9", "n’est pas un montant"),
    ("12,345", "au plus 2 décimales"), ("abc", "n’est pas un montant"), ("20 USD", "n’est pas un montant"), ("20 £", "n’est pas un montant"), ("NaN", "n’est pas un montant"),
    ("٢٠", "n’est pas un montant"),
]  # fmt: skip


def everything() -> dict[str, int]:
    """How many rows there are of all that a gesture could change."""
    db.session.rollback()
    tables = (Offer, OfferEnd, Approval, ApprovalDecision, CounterOffer, Payout, TransferRow, Entry)
    return {one.__tablename__: db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def refused(code: str, act: Callable[[], object]) -> None:
    """The action refuses with this code and a sentence in both languages, and nothing has changed."""
    before = everything()
    with pytest.raises(Refused) as no, unit_of_work.writing():
        act()
    assert no.value.code == code
    assert no.value.message.fr != no.value.message.en
    assert everything() == before


@pytest.mark.parametrize(("amount", "told"), AMOUNTS, ids=[amount for amount, _ in AMOUNTS])
def test_an_amount_that_makes_no_sense_is_refused_on_its_field(app: Flask, amount: str, told: str) -> None:
    case = a_case(stocked())
    alice, before = Browser(app).sign_in("alice"), everything()
    page = alice.send(f"/cases/{case.ref}/gestures/new", {**FORM, "amount": amount}, status=422)
    assert told in page.text
    assert page.value_of("amount") == amount
    assert {**everything(), "journal_entry": 0} == {**before, "journal_entry": 0}


@pytest.mark.parametrize("amount", ["-5", "0", "999999999999999", "12.345", "abc", "20 USD"])
def test_the_command_line_refuses_the_same_amounts(app: Flask, amount: str) -> None:
    case = a_case(stocked())
    db.session.rollback()
    asked = ["may-grant", case.ref, "voucher", f"--amount={amount}", "--by", "alice", "--json"]
    found = app.test_cli_runner().invoke(args=asked)
    answer = json.loads(found.stdout)
    if found.exit_code == 0:
        assert answer["verdict"] == "refused", answer
    else:
        assert answer["refused"]["message"]


def test_an_amount_of_another_currency_is_refused(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    dollars = [Wanted("voucher", Money(2_000, "USD"), evidence=PROOF)]
    refused("wrong_currency", lambda: actions.propose_offer(case, Drafted(dollars, UNTIL), by=firm.agent.actor, at=NOW))
    offer = a_sent(case, firm.agent, ("voucher", 20))
    asked = {"by": firm.agent.actor, "at": NOW, "channel": "phone", "proof": PROOF}
    refused("amount_zero", lambda: actions.record_counter(offer, "Plus", Money(2_000, "USD"), **asked))  # type: ignore[arg-type]


def _ended_entry(firm: Company, code: str, last: date) -> None:
    row = db.session.scalars(select(CatalogueRow).where(CatalogueRow.code == code)).one()
    entry = row.entry
    proposed = replace(entry, valid_from=NOW.date(), valid_until=last)
    with unit_of_work.writing():
        made = actions.propose_entry(proposed, "fin de campagne", by=firm.director.actor, at=NOW)
    with unit_of_work.writing():
        actions.decide_change(made, True, by=firm.admin.actor, at=NOW)


def test_a_gesture_outside_its_dates_is_refused(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    draft = a_draft(case, firm.agent, ("voucher", 20))
    _ended_entry(firm, "voucher", NOW.date())
    later = NOW + timedelta(days=3)
    wanted = [Wanted("voucher", Money(2_000), evidence=PROOF)]
    refused("outside_dates", lambda: actions.propose_offer(case, Drafted(wanted, UNTIL), by=firm.agent.actor, at=later))
    refused("palette_changed", lambda: actions.send_offer(draft, by=firm.agent.actor, at=later))


def test_an_expired_and_a_superseded_offer_are_not_answered(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    old = a_sent(case, firm.agent, ("voucher", 20))
    with unit_of_work.writing():
        more = Drafted([Wanted("voucher", Money(3_000), evidence=PROOF)], UNTIL)
        new = actions.improve_offer(old, more, by=firm.agent.actor, at=NOW)
        actions.send_offer(new, by=firm.agent.actor, at=NOW)

    def accept(offer: Offer, days: int) -> Callable[[], object]:
        at = NOW + timedelta(days=days)
        return lambda: actions.answer_offer(offer, "accepted", offer.edition, by=firm.agent.actor, at=at, proof=PROOF)

    refused("superseded", accept(old, 0))
    refused("expired", accept(new, 16))
    with unit_of_work.writing():
        actions.expire_offers(at=NOW + timedelta(days=20))
    refused("expired", accept(new, 20))


def test_a_second_answer_and_a_page_of_another_version_change_nothing(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_sent(case, firm.agent, ("voucher", 20))
    alice = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/offers/1/answer"
    given = {"version": "1", "answer": "accepted", "channel": "phone", "received_on": "2026-11-20", "proof": "appel"}
    before = everything()
    for version in ("2", "0", "", "x"):
        alice.send(path, {**given, "version": version}, status=422)
    assert everything()["offer_end"] == before["offer_end"]
    alice.send(path, given, status=302)
    done = everything()
    assert "déjà sa réponse" in alice.send(path, {**given, "answer": "refused"}, status=422).text
    assert everything() == done


def test_an_answer_sent_twice_with_its_key_is_one_answer(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_sent(case, firm.agent, ("voucher", 20))
    alice = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/offers/1"
    given = {"version": "1", "answer": "accepted", "channel": "phone", "received_on": "2026-11-20", "proof": "appel"}
    first = alice.send(f"{path}/answer", {**given, "idempotency_key": "a1"}, status=302)
    again = alice.send(f"{path}/answer", {**given, "idempotency_key": "a1"}, status=302)
    assert first.response.location == again.response.location
    alice.send(f"{path}/lines/1/carry-out", {"proof": "bon"}, status=302)
    assert "n’est pas à exécuter" in alice.send(f"{path}/lines/1/carry-out", {"proof": "bon"}, status=422).text
    found = everything()
    assert (found["offer_end"], found["payout"]) == (1, 1)


def test_an_approver_who_lost_the_role_meanwhile_decides_nothing(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_draft(case, firm.agent, ("price_cut", 100))
    (request,) = queries.approvals_of(case)
    sophie = Browser(app).sign_in("sophie")
    assert "Alice Petit" in sophie.get("/approvals").text
    number, digest = request.id, request.digest
    with unit_of_work.writing():
        db.session.get_one(Staff, firm.supervisor.id).role = Role.AGENT
    before = everything()
    answer = sophie.post(f"/approvals/{number}", {"digest": digest, "decision": "grant", "reason": "Oui"})
    assert answer.status_code in (403, 404, 422)
    assert everything()["approval_decision"] == before["approval_decision"]
    found = db.session.get_one(Approval, number)
    refused("not_an_approver", lambda: _decide(found, firm))
    assert queries.status_of(db.session.get_one(Approval, number)) is Status.PENDING


def _decide(row: Approval, firm: Company) -> object:
    by = db.session.get_one(Staff, firm.supervisor.id).actor
    return actions.decide(row, True, "Oui", by=by, at=NOW)


def test_nothing_is_offered_on_a_closed_case(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.withdraw(db.session.get_one(Case, case.id), "Je renonce.", by=firm.agent.actor, at=NOW)
    wanted = [Wanted("voucher", Money(2_000), evidence=PROOF)]
    refused("case_state", lambda: actions.propose_offer(case, Drafted(wanted, UNTIL), by=firm.agent.actor, at=NOW))


STAFF = ("alice", "sophie", "claire", "diane", "audrey", "admin", "bruno")


def test_whoever_sends_nonsense_gets_a_sentence_and_changes_nothing(app: Flask) -> None:
    """Every role, every form of the room: refused with a sentence, or not theirs to send."""
    firm = stocked()
    case = a_case(firm)
    a_sent(case, firm.agent, ("voucher", 20))
    a_draft(case, firm.agent, ("price_cut", 100))
    (request,) = queries.approvals_of(case)
    answer = {"answer": "accepted", "channel": "phone", "received_on": "2026-11-20", "proof": "appel"}
    nonsense = [
        (f"/cases/{case.ref}/gestures/new", {**FORM, "amount": "-5"}),
        (f"/cases/{case.ref}/gestures/new", {**FORM, "gesture": "no_such", "amount": "5"}),
        (f"/cases/{case.ref}/offers/1/answer", {**answer, "version": "9"}),
        (f"/cases/{case.ref}/offers/9/send", {}),
        (f"/approvals/{request.id}", {"digest": "0" * 64, "decision": "grant", "reason": "Oui"}),
        ("/settings/authority", {"rank": "front", "gesture": "-1", "case": "0", "customer": "x", "reason": ""}),
        ("/settings/budgets", {"amount": "-1", "from_on": "2026-12-31", "to_on": "2026-01-01", "reason": ""}),
    ]
    for login in STAFF:
        browser, before = Browser(app).sign_in(login), {**everything(), "journal_entry": 0}
        for path, form in nonsense:
            found = browser.post(path, form)
            assert found.status_code in (403, 404, 422), (login, path, found.status_code)
            assert {**everything(), "journal_entry": 0} == before, (login, path)


def test_an_offer_that_is_written_has_a_button_that_says_it_is_to_be_sent(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
    a_draft(case, firm.agent, ("price_cut", 100))
    for lang, label in (("fr", "Envoyer l’offre"), ("en", "Send the offer")):
        page = Browser(app).sign_in("alice").speak(lang).get(f"/cases/{case.ref}")
        (button,) = [a for a in page.find_all("a") if "".join(a.itertext()).strip() == label]
        assert (button.get("href") or "").endswith(f"/cases/{case.ref}/offers")
