"""A colleague asked about one case reads that case, answers, writes notes, and does nothing else; then loses sight of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.cases import actions
from app.cases.models import Case
from app.cases.queries import advice_for, bench_of, is_asked, may_see, standing_advice
from app.cases.rules.erasing import Ground
from app.exhibits import actions as exhibits
from app.exhibits.actions import About
from app.exhibits.rules import ExhibitKind
from app.journal.queries import entries_of, participants_of
from app.kernel import Refused
from app.people.models import Staff
from app.plumbing import unit_of_work
from tests.client import Browser
from tests.conftest import NOW
from tests.desk.test_queue_cost import cost
from tests.exhibits import files
from tests.factories.house import PASSWORD, Company, a_case, company

TODAY = NOW.date()
QUESTION = "Le condensateur peut-il lâcher ainsi à six mois ?"
SECRET = "Mon sentiment avant de juger : fondée."


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def case(firm: Company) -> Case:
    return a_case(firm)


def ask(case: Case, member: Staff, by: Staff, question: str = QUESTION, days: int | None = 7) -> int:
    """Ask, and give the number of the question."""
    until = None if days is None else TODAY + timedelta(days=days)
    with unit_of_work.writing():
        return actions.ask_colleague(case, member, question, until, by=by.actor, at=NOW).id


def test_asking_opens_the_case_to_its_reader_only(app: Flask, firm: Company, case: Case) -> None:
    bruno = Browser(app).sign_in("bruno")
    assert bruno.get(f"/cases/{case.ref}", 404)
    alice, where = Browser(app).sign_in("alice"), f"/cases/{case.ref}/do/ask_colleague"
    typed = alice.get(where).values()
    assert typed["until_on"] == (TODAY + timedelta(days=14)).isoformat()
    alice.send(where, typed | {"staff": str(firm.biller.id), "text": QUESTION}, 302)
    shown = alice.get(f"/cases/{case.ref}").text
    assert "Avis demandé à Bruno Faure" in shown
    assert "Retirer la question à Bruno Faure" in shown
    assert QUESTION in bruno.get(f"/cases/{case.ref}/advice").text
    assert bruno.fetch(f"/cases/{case.ref}").headers["Location"].endswith(f"/cases/{case.ref}/advice")
    queue = bruno.get("/queue").text
    assert "Alice Petit vous demande votre avis" in queue
    assert case.ref in queue
    assert not may_see(firm.biller.actor, case), "reading it is all they may do"
    assert is_asked(firm.biller.actor, case.ref, TODAY)
    assert not is_asked(firm.other_quality.actor, case.ref, TODAY)


def test_the_answer_goes_to_the_journal_and_out_of_the_queue(app: Flask, firm: Company, case: Case) -> None:
    ask(case, firm.biller, firm.agent)
    bruno, where = Browser(app).sign_in("bruno"), f"/cases/{case.ref}/advice"
    again = bruno.send(where, bruno.get(where).values() | {"answer-text": "  "}, 422)
    assert QUESTION in again.text
    bruno.send(where, bruno.get(where).values() | {"answer-text": "Oui, c’est un lot connu."}, 302)
    page = bruno.get(where)
    assert "Vous avez répondu" in page.text
    assert "Oui, c’est un lot connu." in page.text
    bruno.send(f"{where}/note", page.values() | {"note-text": "Voir le bulletin 12."}, 302)
    assert "avis" not in bruno.get("/queue").text.lower()
    own = Browser(app).sign_in("alice").get(f"/cases/{case.ref}").text
    assert "Oui, c’est un lot connu." in own
    assert "Voir le bulletin 12." in own
    assert (firm.biller.key, "advised") in participants_of(case.stream)
    assert (firm.biller.key, "handled") not in participants_of(case.stream), "who is asked handles nothing"


def test_whoever_is_asked_can_do_nothing_else(app: Flask, firm: Company, case: Case) -> None:
    ask(case, firm.biller, firm.agent)
    bruno, before = Browser(app).sign_in("bruno"), len(entries_of(case.stream))
    rules = [rule for rule in app.url_map.iter_rules() if "ref" in rule.arguments and rule.rule.startswith("/cases/")]
    assert len(rules) > 40
    opened = set()
    for rule in rules:
        given = {"ref": case.ref} | dict.fromkeys(rule.arguments - {"ref"}, 1)
        for name in ("name", "kind", "reader"):
            given |= (
                {name: {"name": "take_charge", "kind": "letter", "reader": "mediator"}[name]} if name in given else {}
            )
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **given)
        methods = (rule.methods or set()) & {"GET", "POST"}
        for method in sorted(methods):
            sent = bruno.post(path, {}) if method == "POST" else bruno.fetch(path)
            if sent.status_code not in {400, 403, 404}:
                opened.add((method, rule.endpoint, sent.status_code))
    assert opened == {
        ("GET", "desk.case", 302), ("GET", "desk.advice", 200), ("POST", "desk.advice", 422), ("POST", "desk.advice_note", 422),
    }  # fmt: skip
    assert len(entries_of(case.stream)) == before
    assert bruno.get("/queue?tab=all").text.count(case.ref) == 1, "asked about, not among their cases"


def test_money_judging_and_officers_notes_stay_unread(app: Flask, firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        actions.add_note(case, "Lot 12 déjà vu.", by=firm.agent.actor, at=NOW)
        actions.add_note(case, SECRET, by=firm.quality.actor, at=NOW)
        actions.recuse(case, firm.other_quality, "Cousine du client.", by=firm.other_quality.actor, at=NOW)
    ask(case, firm.other_agent, firm.agent, "Rien que pour Olivier.")
    ask(case, firm.biller, firm.agent)
    page = Browser(app).sign_in("bruno").get(f"/cases/{case.ref}/advice").text
    assert "Lot 12 déjà vu." in page
    assert QUESTION in page
    assert not [hidden for hidden in (SECRET, "Cousine du client.", "Rien que pour Olivier.") if hidden in page]
    with pytest.raises(Refused, match="recused"):
        ask(case, firm.other_quality, firm.agent)


def test_of_the_evidence_all_but_settlement_and_mediation(app: Flask, firm: Company, case: Case) -> None:
    about = [About("Photo", ExhibitKind.PHOTO), About("Protocole", ExhibitKind.AGREEMENT)]
    taken = exhibits.take_in([("photo.jpg", files.photo()), ("accord.pdf", files.pdf())])
    with unit_of_work.writing():
        exhibits.add_exhibits(case, taken, about, by=firm.agent.actor, at=NOW)
    bruno = Browser(app).sign_in("bruno")
    assert bruno.fetch(f"/cases/{case.ref}/exhibits/1/file").status_code == 404
    ask(case, firm.biller, firm.agent)
    page = bruno.get(f"/cases/{case.ref}/advice").text
    assert "Photo" in page
    assert "Protocole" not in page
    assert [bruno.fetch(f"/cases/{case.ref}/exhibits/{n}/file").status_code for n in (1, 2)] == [200, 404]
    assert bruno.fetch(f"/cases/{case.ref}/exhibits/1/pages/1.jpg").status_code == 200
    assert bruno.fetch(f"/cases/{case.ref}/exhibits/1").status_code == 404, "its own page is for those who work on it"


@pytest.mark.parametrize("how", ["date", "taken_back", "closed", "recused", "reopened"])
def test_sight_ends(app: Flask, firm: Company, case: Case, how: str) -> None:
    number, on = ask(case, firm.biller, firm.agent), TODAY
    bruno = Browser(app).sign_in("bruno")
    bruno.get(f"/cases/{case.ref}/advice")
    if how == "date":
        assert is_asked(firm.biller.actor, case.ref, TODAY + timedelta(days=7))
        on = TODAY + timedelta(days=8)
    elif how == "taken_back":
        alice = Browser(app).sign_in("alice")
        alice.send(f"/cases/{case.ref}/advice/{number}/end", {}, 302)
        assert "ne voit plus le dossier" in alice.get(f"/cases/{case.ref}").text
        alice.send(f"/cases/{case.ref}/advice/{number}/end", {}, 302)
        assert "n’était déjà plus posée" in alice.get(f"/cases/{case.ref}").text
    else:
        with unit_of_work.writing():
            if how == "recused":
                actions.recuse(case, firm.biller, "Connaît le client.", by=firm.agent.actor, at=NOW)
            else:
                actions.close(case, "close_not_ours", text="Pas la nôtre.", by=firm.agent.actor, at=NOW)
        if how == "reopened":
            with unit_of_work.writing():
                actions.reopen(case, "Erreur.", by=firm.supervisor.actor, at=NOW)
    with pytest.raises(Refused, match="no_such_case"):
        advice_for(firm.biller.actor, case.ref, on)
    if how != "date":
        bruno.get(f"/cases/{case.ref}", 404)
        bruno.get(f"/cases/{case.ref}/advice", 404)
        assert bruno.post(f"/cases/{case.ref}/advice/note", {"note-text": "Encore"}).status_code == 404
        assert not standing_advice(case)


def test_an_officer_who_advised_does_not_judge(app: Flask, firm: Company, case: Case) -> None:
    number = ask(case, firm.quality, firm.agent)
    assert firm.quality.name in bench_of(case, NOW).free, "a question alone makes nobody party"
    with unit_of_work.writing():
        asked = advice_for(firm.quality.actor, case.ref, TODAY)
        assert asked.id == number
        actions.answer_colleague(case, asked, "Je la tiens pour fondée.", by=firm.quality.actor, at=NOW)
    assert firm.quality.name not in bench_of(case, NOW).free
    assert firm.other_quality.name in bench_of(case, NOW).free


def test_an_experts_superior_still_judges(firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        firm.biller.manager_id = firm.quality.id
    ask(case, firm.biller, firm.agent)
    with unit_of_work.writing():
        asked = advice_for(firm.biller.actor, case.ref, TODAY)
        actions.answer_colleague(case, asked, "Un lot connu.", by=firm.biller.actor, at=NOW)
    assert firm.quality.name in bench_of(case, NOW).free


def test_what_cannot_be_asked_is_said_on_its_field(app: Flask, firm: Company, case: Case) -> None:
    alice, where = Browser(app).sign_in("alice"), f"/cases/{case.ref}/do/ask_colleague"
    form = alice.get(where)
    offered = {node.get("value") for node in form.by_id("staff").iter("option")}
    assert str(firm.biller.id) in offered
    assert not offered & {str(one.id) for one in (firm.auditor, firm.admin, case.owner)}
    nobody = alice.send(where, form.values() | {"text": QUESTION}, 422)
    assert "Choisissez un collègue." in nobody.text
    past = (TODAY - timedelta(days=1)).isoformat()
    back = alice.send(where, form.values() | {"staff": str(firm.biller.id), "text": QUESTION, "until_on": past}, 422)
    assert "Ce jour est passé." in back.text
    assert QUESTION in back.text
    ask(case, firm.biller, firm.agent)
    twice = alice.send(where, alice.get(where).values() | {"staff": str(firm.biller.id), "text": "Et ?"}, 422)
    assert "a déjà une question sans réponse" in twice.text
    for member, code in ((firm.auditor, "no_adviser"), (case.owner, "carries")):
        with pytest.raises(Refused, match=code):
            ask(case, member, firm.supervisor)
    with pytest.raises(Refused, match="not_allowed"):
        ask(case, firm.biller, firm.auditor)


def test_a_second_question_follows_an_answer(firm: Company, case: Case) -> None:
    ask(case, firm.biller, firm.agent)
    with unit_of_work.writing():
        asked = advice_for(firm.biller.actor, case.ref, TODAY)
        actions.answer_colleague(case, asked, "Oui.", by=firm.biller.actor, at=NOW)
    ask(case, firm.biller, firm.agent, "Et à douze mois ?", days=None)
    assert [one.answered_at for one in standing_advice(case)] == [None]


def test_the_words_go_when_they_are_erased(app: Flask, firm: Company, case: Case) -> None:
    ask(case, firm.biller, firm.agent)
    seq = next(entry.seq for entry in entries_of(case.stream) if entry.kind == "case.advice_asked")
    with unit_of_work.writing():
        actions.erase_words(case, seq, Ground.SOMEBODY_ELSE, "Parle d’une voisine.", by=firm.supervisor.actor, at=NOW)
    page = Browser(app).sign_in("bruno").get(f"/cases/{case.ref}/advice").text
    assert QUESTION not in page
    assert "ont été effacés" in page


def test_the_queue_and_the_case_cost_no_more(app: Flask, firm: Company, case: Case) -> None:
    browser = Browser(app).sign_in("bruno", PASSWORD)
    plain, _html = cost(browser, "/queue")
    ask(case, firm.biller, firm.agent)
    ask(a_case(firm), firm.biller, firm.agent, days=None)
    seen, html = cost(browser, "/queue")
    assert len(seen) == len(plain) <= 6
    assert html.count("vous demande votre avis") == 2
    assert len(cost(Browser(app).sign_in("alice", PASSWORD), f"/cases/{case.ref}")[0]) <= 10


def test_the_palette_leads_there(app: Flask, firm: Company, case: Case) -> None:
    def urls(login: str) -> list[str]:
        answer = Browser(app).sign_in(login).fetch(f"/palette?case={case.ref}").get_json()
        return [one["url"] for one in answer["commands"]]

    assert f"/cases/{case.ref}/do/ask_colleague" in urls("alice")
    assert f"/cases/{case.ref}/advice" not in urls("bruno")
    ask(case, firm.biller, firm.agent)
    assert f"/cases/{case.ref}/advice" in urls("bruno")
