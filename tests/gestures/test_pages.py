"""The pages of gestures, as people use them, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.costs.rules import GestureOption, Ranked
from app.gestures import actions, queries
from app.gestures.queries.awards import awards_beside
from app.gestures.queries.costing import beside, cheapest_of
from app.gestures.rules.approvals import Status
from app.gestures.rules.authority import Ceilings, Rank
from app.gestures.rules.offers import OfferState
from app.gestures.rules.weighing import Wanted, weigh
from app.gestures.views.offering import advised_on
from app.kernel import FixedClock, Money, words
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from tests.client import Browser, said
from tests.conftest import NOW
from tests.factories.gestures import PROOF, a_draft, a_sent, stocked
from tests.factories.house import a_case

FORM = {"valid_until_on": "2026-12-05", "separable": "1", "do": "go", "deviation": "Troisième panne"}


def test_every_page_opens_in_both_languages(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_sent(case, firm.agent, ("voucher", 20))
    a_draft(a_case(firm), firm.agent, ("price_cut", 100))
    pages = ("/approvals", "/approvals/delegations", "/settings/authority", "/settings/catalogue", "/settings/budgets")
    more = ("/settings/commitments", "/gestures/fairness", "/settings/catalogue/voucher", f"/cases/{case.ref}/offers")
    preview = ("/settings/catalogue?who=bruno&service=billing&category=billing&segment=loyal",)
    director, agent = Browser(app).sign_in("diane"), Browser(app).sign_in("alice")
    for code in ("fr", "en"):
        for path in (*pages, *more, *preview):
            director.speak(code).get(path)
        for path in (f"/cases/{case.ref}/gestures/new", f"/cases/{case.ref}/offers", f"/cases/{case.ref}"):
            agent.speak(code).get(path)


def test_a_gesture_is_granted_in_two_clicks(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    page = alice.send(f"/cases/{case.ref}/gestures/new", {**FORM, "gesture": "voucher", "amount": "40", "do": "check"})
    assert "Vous pouvez l’accorder" in page.text
    assert "Accorder et envoyer — Bon d’achat : 40,00 €" in page.text
    alice.send(f"/cases/{case.ref}/gestures/new", {**FORM, "gesture": "voucher", "amount": "40"}, status=302)
    (offer,) = queries.offers_of(case)
    assert offer.state is OfferState.SENT


def test_a_live_check_answers_with_the_right_hand_side_alone(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    page = (
        Browser(app)
        .sign_in("alice")
        .send(f"/cases/{case.ref}/gestures/check", {**FORM, "gesture": "price_cut", "amount": "100"})
    )
    assert not page.whole
    assert "Demande l’accord de Sophie Garnier" in page.text
    assert queries.offers_of(case) == []


def test_a_request_is_decided_in_the_inbox_and_then_sent(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    alice.send(f"/cases/{case.ref}/gestures/new", {**FORM, "gesture": "price_cut", "amount": "100"}, status=302)
    (request,) = queries.approvals_of(case)
    sophie = Browser(app).sign_in("sophie")
    inbox = sophie.get("/approvals")
    assert "Alice Petit demande 100 €" in inbox.text
    given = {"digest": request.digest, "decision": "grant"}
    assert "À remplir" in sophie.send(f"/approvals/{request.id}", {**given, "reason": ""}, status=422).text
    sophie.send(f"/approvals/{request.id}", {**given, "reason": "Client fidèle"}, status=302)
    assert queries.status_of(queries.approvals_of(case)[0]) is Status.GRANTED
    alice.send(f"/cases/{case.ref}/offers/1/send", {}, status=302)
    assert queries.offers_of(case)[0].state is OfferState.SENT


def test_an_author_changes_a_draft_and_approval_is_asked_anew(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_draft(
        case, firm.agent, ("price_cut", 100), ("voucher", 20), message="Un mot", reason="Fidèle", deviation="Deux fois"
    )
    path = f"/cases/{case.ref}/gestures/new?changes=1"
    alice = Browser(app).sign_in("alice")
    assert "Modifier l’offre" in alice.get(f"/cases/{case.ref}/offers").text
    page = alice.get(path)
    assert "Modifier l’offre n° 1" in page.text
    form = page.values("gesture")
    kept = {name: form[name] for name in ("gesture", "amount", "also", "also_amount", "message", "reason", "deviation")}
    assert kept == {
        "gesture": "price_cut", "amount": "100,00", "also": "voucher", "also_amount": "20,00",
        "message": "Un mot", "reason": "Fidèle", "deviation": "Deux fois",
    }  # fmt: skip
    assert "Rien n’est changé" in alice.send(path, {**FORM, **kept, "evidence": PROOF}, status=422).text
    alice.send(path, {**FORM, **kept, "amount": "90"}, status=302)
    (offer,) = queries.offers_of(case)
    assert (offer.edition, offer.value.minor) == (2, 11_000)
    assert [queries.status_of(row) for row in queries.approvals_of(case)] == [Status.VOID, Status.PENDING]


def test_a_changed_draft_within_ones_authority_leaves_at_once(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_draft(case, firm.agent, ("price_cut", 100))
    alice = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/gestures/new?changes=1"
    alice.send(path, {**FORM, "gesture": "voucher", "amount": "20"}, status=302)
    (offer,) = queries.offers_of(case)
    assert (offer.state, offer.value.minor) == (OfferState.SENT, 2_000)
    assert "ne peut qu’être améliorée" in alice.get(path, status=422).text
    page = alice.send(path, {**FORM, "gesture": "voucher", "amount": "30"}, status=422)
    assert "ne peut qu’être améliorée" in page.text
    assert page.values("gesture")["amount"] == "30"


def test_nobody_changes_the_draft_of_somebody_else(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_draft(case, firm.agent, ("price_cut", 100))
    sophie = Browser(app).sign_in("sophie")
    assert "Modifier l’offre" not in sophie.get(f"/cases/{case.ref}/offers").text
    assert "Seul l’auteur" in sophie.get(f"/cases/{case.ref}/gestures/new?changes=1", status=422).text


def test_a_stale_page_decides_nothing(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_draft(case, firm.agent, ("price_cut", 100))
    (request,) = queries.approvals_of(case)
    sophie = Browser(app).sign_in("sophie")
    stale = {"digest": "0" * 64, "decision": "grant", "reason": "Oui"}
    page = sophie.send(f"/approvals/{request.id}", stale, status=422)
    assert "La demande a changé" in page.text
    assert queries.status_of(queries.approvals_of(case)[0]) is Status.PENDING


def test_the_same_form_sent_twice_makes_one_offer_and_another_body_is_refused(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    path, sent = (
        f"/cases/{case.ref}/gestures/new",
        {**FORM, "gesture": "voucher", "amount": "20", "idempotency_key": "k1"},
    )
    first = alice.send(path, sent, status=302)
    again = alice.send(path, sent, status=302)
    assert first.response.location == again.response.location
    assert len(queries.offers_of(case)) == 1
    other = alice.send(path, {**sent, "amount": "25"}, status=422)
    assert "autre contenu" in other.text
    assert len(queries.offers_of(case)) == 1


def test_bad_amounts_are_refused_with_a_sentence_and_keep_the_form(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/gestures/new"
    for amount, sentence in (
        ("-5", "ne peut pas être négatif"),
        ("0", "montant nul"),
        ("999999999999999", "trop grand"),
        ("12,345", "au plus 2 décimales"),
        ("abc", "n’est pas un montant"),
    ):
        page = alice.send(path, {**FORM, "gesture": "voucher", "amount": amount}, status=422)
        assert sentence in page.text, amount
        assert page.value_of("amount") == amount
    assert queries.offers_of(case) == []


def test_a_gesture_that_needs_an_exhibit_says_so_before_it_is_refused(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    path, sent = f"/cases/{case.ref}/gestures/new", {**FORM, "gesture": "repair", "amount": "30", "do": "check"}
    assert "demande une pièce" in alice.send(path, sent, status=200).text
    assert "demande une pièce" not in alice.send(path, {**sent, "evidence": "3"}, status=200).text


def test_a_gesture_that_lacks_a_reason_and_an_exhibit_says_both_at_once(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    sent = {**FORM, "gesture": "repair", "amount": "30", "deviation": ""}
    page = alice.send(f"/cases/{case.ref}/gestures/new", sent, status=422)
    assert "demande une pièce" in said(page.by_id("evidence-error"))
    assert "Les chiffres ou l’appréciation parlent contre" in said(page.by_id("deviation-error"))
    assert queries.offers_of(case) == []


def test_an_answer_is_recorded_with_its_proof_and_carried_out(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 20))
    alice = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/offers/1"
    given = {"version": "1", "answer": "accepted", "channel": "phone", "received_on": "2026-11-20"}
    assert "À remplir" in alice.send(f"{path}/answer", {**given, "proof": ""}, status=422).text
    alice.send(f"{path}/answer", {**given, "proof": "appel du 20"}, status=302)
    assert "déjà sa réponse" in alice.send(f"{path}/answer", {**given, "proof": "encore"}, status=422).text
    alice.send(f"{path}/lines/1/carry-out", {"proof": "bon 4471"}, status=302)
    page = alice.get(f"/cases/{case.ref}/offers")
    assert "bon 4471" in page.text
    moves = Browser(app).sign_in("sophie").get("/settings/budgets")
    assert f'href="/cases/{case.ref}"' in moves.html
    assert case.ref not in Browser(app).sign_in("admin").get("/settings/budgets").text
    assert offer.state in (OfferState.SENT, OfferState.ACCEPTED)


def test_the_grid_needs_two_people_on_its_pages(app: Flask) -> None:
    firm = stocked()
    diane, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    line = {
        "rank": "front",
        "service": "",
        "kind": "",
        "gesture": "70",
        "case": "90",
        "customer": "150",
        "reason": "Fêtes",
    }
    assert Browser(app).sign_in("sophie").post("/settings/authority", line).status_code == 403
    diane.send("/settings/authority", line, status=302)
    (proposal,) = queries.proposals(pending=True)
    own = diane.send(f"/settings/proposals/{proposal.id}", {"decision": "confirm"}, status=422)
    assert "En attente d’une autre personne" in own.text
    assert own.by_id("proposals").find(".//*[@role='alert']") is not None, "and the refusal is said"
    assert len(queries.proposals(pending=True)) == 1
    admin.send(f"/settings/proposals/{proposal.id}", {"decision": "confirm"}, status=302)
    assert queries.proposals(pending=True) == []
    assert "70 €" in admin.get("/settings/authority").text
    assert firm


def test_no_get_answers_approves_or_closes(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_sent(case, firm.agent, ("voucher", 20))
    a_draft(case, firm.agent, ("price_cut", 120))
    (request,) = queries.approvals_of(case)
    sophie = Browser(app).sign_in("sophie")
    for path in (f"/cases/{case.ref}/offers/1/answer", f"/cases/{case.ref}/offers/2/send", f"/approvals/{request.id}"):
        assert sophie.fetch(path).status_code == 405, path
        assert sophie.client.head(path).status_code == 405


def test_who_may_not_see_the_case_sees_no_offer(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_sent(case, firm.agent, ("voucher", 20))
    bruno = Browser(app).sign_in("bruno")
    for path in (
        f"/cases/{case.ref}/offers",
        f"/cases/{case.ref}/gestures/new",
        f"/cases/{case.ref}/gestures/verdict.json?gesture=voucher",
    ):
        assert bruno.fetch(path).status_code == 404


def test_the_gesture_or_the_pair_advised_is_marked_on_its_cards() -> None:
    def ranked(codes: tuple[str, ...], advice: str) -> Ranked:
        found = object.__new__(Ranked)
        object.__setattr__(found, "codes", codes)
        object.__setattr__(found, "advice", advice)
        return found

    names = {
        "apology": words("Excuses", "Apology"),
        "voucher": words("Bon", "Voucher"),
        "gift": words("Cadeau", "Gift"),
    }
    assert advised_on(names, ()) == {}
    assert advised_on(names, [ranked(("gift",), "possible")]) == {}
    assert list(advised_on(names, [ranked(("gift",), "advised"), ranked(("voucher",), "possible")])) == ["gift"]
    pair = advised_on(names, [ranked(("apology", "voucher"), "advised"), ranked(("voucher",), "possible")])
    assert {code: say(one, "fr") for code, one in pair.items()} == {
        "apology": "Conseillé ici, avec « Bon »\u202f: le moins coûteux au total.".replace("« ", "«\u202f").replace(
            " »", "\u202f»"
        ),
        "voucher": "Conseillé ici, avec « Excuses »\u202f: le moins coûteux au total.".replace("« ", "«\u202f").replace(
            " »", "\u202f»"
        ),
    }


def test_a_gesture_weighed_alone_is_never_called_the_least_costly(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    ground = queries.ground_for(case, firm.agent.actor, NOW)
    for code in ("voucher", "apology", "price_cut"):
        alone = beside(case, weigh(ground, [Wanted(code, None if code == "apology" else Money(500))]), NOW)
        assert alone.ranked is not None
        assert alone.ranked.advice != "advised"


def test_form_and_portfolio_weigh_the_same_gestures() -> None:
    def option(code: str, cost: int, value: int) -> GestureOption:
        return GestureOption(code, words(code, code), Money(cost), Money(value))

    many = [option(f"g{n:02}", 100 * n, 200 * n) for n in range(20)] + [option("better", 300, 900)]
    found = [one.code for one in cheapest_of(many)]
    assert found == ["g00", "g01", "g02", "better", "g03", "g04", "g05", "g06", "g07", "g08"]
    assert [one.code for one in cheapest_of(list(reversed(many)))] == found


def test_an_answer_that_is_refused_keeps_what_was_typed_and_leads_to_its_field(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_sent(case, firm.agent, ("voucher", 20))
    alice = Browser(app).sign_in("alice")
    words_of_theirs = "D’accord si le bon vaut aussi en magasin."
    given = {"version": "1", "answer": "accepted", "channel": "post", "received_on": "2026-11-19", "proof": ""}
    page = alice.send(f"/cases/{case.ref}/offers/1/answer", {**given, "text": words_of_theirs}, status=422)
    assert said(page.by_id("answer-1-text")) == words_of_theirs
    assert page.by_id("answer-1-received_on").get("value") == "2026-11-19"
    links = [link.get("href", "") for link in page.find_all("a") if link.get("href", "").startswith("#")]
    assert "#answer-1-proof" in links
    assert page.by_id("answer-1-proof").get("aria-invalid") == "true"


def test_every_draft_can_be_withdrawn_with_its_reason(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    a_draft(case, firm.agent, ("price_cut", 100))
    a_draft(case, firm.agent, ("price_cut", 120))
    alice = Browser(app).sign_in("alice")
    page = alice.get(f"/cases/{case.ref}/offers")
    assert page.by_id("withdraw-1-reason").get("name") == page.by_id("withdraw-2-reason").get("name") == "reason"


@pytest.mark.parametrize(
    ("email", "street", "expected"),
    [
        ("", "", "Imprimez la lettre, depuis les lettres du dossier, et remettez-la"),
        ("", "1 rue Basse, 29000 Quimper", "à imprimer et à poster"),
        ("m@example.org", "", "part par courriel"),
    ],
)
def test_an_offer_says_how_its_letter_reaches_the_customer(app: Flask, email: str, street: str, expected: str) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        who = case.customer
        who.email, who.street, who.postcode, who.city, who.country = email, street, "", "", "BE"
    alice = Browser(app).sign_in("alice")
    alice.send(f"/cases/{case.ref}/gestures/new", {**FORM, "gesture": "voucher", "amount": "40"}, status=302)
    told = alice.get(f"/cases/{case.ref}/offers").text
    assert "Offre n° 1 de 40,00 € faite" in told.replace("\u202f", " ").replace("\u00a0", " ")
    assert expected in told.split("faite, à accepter")[1][:260]
    assert "envoyée" not in told.split("faite, à accepter")[1][:300]
    later = alice.get(f"/cases/{case.ref}/offers")
    assert (expected in later.text) is (not email)
    if not email:  # still to be done by hand
        assert f"/cases/{case.ref}/letters/" in " ".join(link.get("href", "") for link in later.find_all("a"))


def test_what_the_law_grants_is_contested_by_quality_alone_and_paid_with_a_proof(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    alice, claire = Browser(app).sign_in("alice"), Browser(app).sign_in("claire")
    form = {"rule": "FR-GLC-07", "what": "Remboursement", "amount": "30", "facts": "pièce n° 1"}
    alice.send(f"/cases/{case.ref}/entitlements", form, status=302)
    (row,) = queries.entitlements_of(case)
    path = f"/cases/{case.ref}/offers"
    assert "Contester ce droit" not in alice.get(path).text
    assert "Contester ce droit" in claire.get(path).text
    page = alice.send(f"/cases/{case.ref}/entitlements/{row.id}/pay", {"said": ""}, status=422)
    assert page.by_id(f"due-{row.id}-pay-said").get("aria-invalid") == "true"
    alice.send(f"/cases/{case.ref}/entitlements/{row.id}/pay", {"said": "virement 77"}, status=302)
    assert "virement 77" in alice.get(path).text


def test_whoever_confirms_a_line_reads_all_of_it_and_from_when_it_holds(app: Flask) -> None:
    stocked()
    diane, admin = Browser(app).sign_in("diane"), Browser(app).sign_in("admin")
    line = {
        "rank": "quality",
        "kind": "",
        "service": "",
        "gesture": "700",
        "case": "900",
        "customer": "1000",
        "reason": "Fêtes",
        "valid_from": "2027-01-01",
    }
    assert diane.post("/settings/authority", line).status_code == 302
    again = diane.send("/settings/authority", line, 422)
    assert "attend déjà d’être confirmé" in again.text
    waiting = said(admin.get("/settings/authority").by_id("proposals"))
    assert waiting.count("Responsable qualité") == 1
    assert "à partir du 1er janvier 2027" in waiting
    assert "pouvoir de transiger 1 500 €" in waiting, "what nobody spoke of stays"
    (row,) = queries.proposals(pending=True)
    answer = admin.post(f"/settings/proposals/{row.id}", {"decision": "confirm"}, follow=True)
    assert "s’appliquera à partir du 1er janvier 2027" in " ".join(answer.get_data(as_text=True).split())


def test_a_line_never_holds_before_it_was_confirmed(app: Flask) -> None:
    firm = stocked()
    top = Ceilings(Money(7000), Money(9000), Money(15000))
    with unit_of_work.writing():
        made = actions.propose_line(Rank.FRONT, None, None, top, "Fêtes", by=firm.director.actor, at=NOW)
    with unit_of_work.writing():
        actions.decide_change(made, True, by=firm.admin.actor, at=NOW + timedelta(days=9))
    newest = max((line for line in queries.grid_now() if line.ceilings == top), key=lambda line: line.version)
    assert newest.valid_from == NOW.date() + timedelta(days=9)


def test_a_draft_whose_last_day_has_gone_says_that_it_cannot_leave(app: Flask, clock: FixedClock) -> None:
    firm = stocked()
    case = a_case(firm)
    draft = a_draft(case, firm.agent, ("voucher", 20))
    alice = Browser(app).sign_in("alice")
    path = f"/cases/{case.ref}/offers"
    assert "Envoyer au client" in alice.get(path).text
    clock.at = NOW + (draft.valid_until_on - NOW.date()) + timedelta(days=1)
    page = Browser(app).sign_in("alice").get(path)
    assert "cette offre ne peut plus partir, même accordée" in page.text
    assert "Envoyer au client" not in page.text


def test_what_the_british_ombudsman_awards_stands_beside_the_gesture_as_help(app: Flask) -> None:
    firm = stocked()
    british = {"country": "GB", "zone": "Europe/London", "sector": "finance"}
    case = a_case(firm, amount=Money(54900, "GBP"), **british)
    bands = awards_beside(case, Money(10_001, "GBP"), NOW)[0].lines
    assert [band.here for band in bands] == [False, True, False, False, False, False]
    assert [band.here for band in awards_beside(case, Money(900_000, "GBP"), NOW)[0].lines][-1]
    assert not any(band.here for band in awards_beside(case, None, NOW)[0].lines)
    assert awards_beside(case, None, NOW - timedelta(days=2000)) == (), "not before the guide"
    alice = Browser(app).sign_in("alice")
    page = alice.get(f"/cases/{case.ref}/gestures/new").text
    assert "Jusqu’à 300 £" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert "Une aide, pas une limite" in page
    for other in (a_case(firm, **british), a_case(firm, sector="finance")):
        assert "Financial Ombudsman Service" not in alice.get(f"/cases/{other.ref}/gestures/new").text
    assert "Up to 300" in alice.speak("en").get("/regimes/UK-FCA").text
