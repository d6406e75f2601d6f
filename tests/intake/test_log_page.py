"""Logging a complaint through the page, as agents do."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.actions.parties_and_claims import Asked, state_claims
from app.cases.models import Case, Link, Party
from app.cases.rules.states import State
from app.intake.forms import FOLDED, BriefLogForm, LogForm, said_briefly
from app.intake.views.log import _draft
from app.intake.views.looking import Chosen
from app.journal.queries import entries_of
from app.kernel import FixedClock, Money, Refused
from app.people.queries import known_services
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.fields import CONTROL
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company


def _typed(browser: Browser, **values: str) -> dict[str, str]:
    page = browser.get("/log")
    return {**page.values("log"), "do": "log", **values}


def _cases() -> list[Case]:
    db.session.expire_all()
    return list(db.session.scalars(select(Case).order_by(Case.id)))


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def alice(app: Flask, firm: Company) -> Browser:
    return Browser(app).sign_in("alice")


def test_the_page_asks_six_things_and_is_well_formed_in_both_languages(alice: Browser) -> None:
    assert alice.get("/log").titles() == ["Enregistrer une réclamation"]
    assert alice.speak("en").get("/log").titles() == ["Log a complaint"]


@pytest.mark.parametrize("channel", ["email", "phone"])
def test_a_claim_in_dollars_is_logged_like_any_other(alice: Browser, channel: str) -> None:
    sent = _typed(
        alice, who="Jo Ann", customer="new", what="My order never came.", channel=channel, amount="900", currency="USD"
    )
    answer = alice.post("/log", sent, token_from="/log")
    assert answer.status_code == 302, answer.get_data(as_text=True)[:600]
    (case,) = _cases()
    assert (case.claimed_minor, case.currency) == (90_000, "USD")
    page = alice.get(f"/cases/{case.ref}")
    assert "900" in page.text


def test_the_channels_are_as_wide_as_their_words_and_not_squeezed_like_a_scale(alice: Browser) -> None:
    assert "segments-many" not in alice.get("/log").html


def test_three_fields_are_enough_for_somebody_new(alice: Browser) -> None:
    answer = alice.post("/log", _typed(alice, who="Paul Nouveau", what="La box ne marche plus."))
    (case,) = _cases()
    assert answer.status_code == 302
    assert answer.location.endswith(case.ref)
    assert (case.customer.name, case.channel, case.owner.login, case.state) == (
        "Paul Nouveau",
        "phone",
        "alice",
        State.RECEIVED,
    )
    assert case.received_on == date(2026, 11, 20)
    assert case.first_written_on is None


def test_what_is_typed_in_one_line_becomes_a_person_who_can_be_written_to_and_called(alice: Browser) -> None:
    said = "La machine fuit depuis sa livraison. J’ai appelé trois fois, personne ne rappelle."
    alice.post("/log", _typed(alice, who="Mme Léa Bréchard, lea@exemple.fr, 06 39 98 77 01", what=said))
    (case,) = _cases()
    who = case.customer
    assert (who.title, who.name, who.email, who.phone) == ("Mme", "Léa Bréchard", "lea@exemple.fr", "06 39 98 77 01")
    assert case.subject == "La machine fuit depuis sa livraison"


@pytest.mark.parametrize("typed", ["Mme Diallo", "Diallo Awa", "awa DIALLO, 01 02 03 04 05", "diallo"])
def test_a_known_customer_is_found_however_they_are_named(alice: Browser, typed: str) -> None:
    assert "Awa Diallo" in alice.send("/log/who", _typed(alice, who=typed)).text


@pytest.mark.parametrize("typed", ["06 39 98 14 02", "0639981402", "+33 6 39 98 14 02", "81402"])
def test_a_known_customer_is_found_by_a_telephone_however_it_is_written(
    alice: Browser, firm: Company, typed: str
) -> None:
    with unit_of_work.writing():
        firm.customer.phone = "06 39 98 14 02"
    assert "Awa Diallo" in alice.send("/log/who", _typed(alice, who=typed)).text
    assert "Awa Diallo" not in alice.send("/log/who", _typed(alice, who="06 39 98 14 03")).text


def test_an_oral_complaint_that_is_not_solved_notes_the_invitation_to_write(alice: Browser) -> None:
    alice.post("/log", _typed(alice, who="Paul Nouveau", what="La box ne marche plus."))
    (case,) = _cases()
    assert "case.invited_to_write" in [entry.kind for entry in entries_of(case.stream)]


def test_nobody_is_told_to_write_where_the_spoken_word_counts(alice: Browser) -> None:
    alice.post("/log", _typed(alice, who="Paul Nouveau", what="My card was refused.", country="GB", sector="finance"))
    (case,) = _cases()
    assert case.country == "GB"
    assert "case.invited_to_write" not in [entry.kind for entry in entries_of(case.stream)]


def test_solved_at_once_is_logged_and_closed_as_reported_by_staff(alice: Browser) -> None:
    alice.post("/log", _typed(alice, who="Paul Nouveau", what="Une question de facture.", solved="1"))
    (case,) = _cases()
    assert case.state is State.CLOSED
    assert "case.invited_to_write" not in [entry.kind for entry in entries_of(case.stream)]


def test_a_known_customer_is_found_while_typing_and_chosen(alice: Browser, firm: Company) -> None:
    found = alice.send("/log/who", _typed(alice, who="diallo"))
    assert "Awa Diallo" in found.text
    alice.post(
        "/log", _typed(alice, who="diallo", customer=str(firm.customer.id), what="Encore en panne.", channel="email")
    )
    (case,) = _cases()
    assert case.customer_id == firm.customer.id
    assert case.first_written_on == date(2026, 11, 20)


def test_a_name_that_is_known_asks_which_customer_is_meant(alice: Browser) -> None:
    page = alice.send("/log", _typed(alice, who="Awa Diallo", what="Encore en panne."), 422)
    assert "choisissez-en un" in page.text
    assert page.value_of("what").strip() == "Encore en panne."
    assert not _cases()


@pytest.mark.parametrize("pasted", ["a b c d " * 20_000, "à" * 200_000, "06 " * 60_000])
def test_a_page_pasted_into_the_line_of_the_name_is_refused_and_kept(alice: Browser, pasted: str) -> None:
    page = alice.send("/log", _typed(alice, who=pasted, what="Encore en panne."), 422)
    assert "160 caractères au plus" in page.text
    assert page.value_of("who") == pasted.strip()
    assert alice.post("/log/who", {"who": pasted}).status_code == 200
    assert alice.post("/log/look", {"who": pasted}).status_code == 200


def test_a_refused_form_comes_back_filled_in(alice: Browser) -> None:
    typed = _typed(
        alice, who="Paul Nouveau", what="", asked="Un remboursement", amount="douze", email="paul", subject="La box"
    )
    page = alice.send("/log", typed, 422)
    for name in ("who", "asked", "amount", "subject", "email"):
        assert page.value_of(name) == typed[name], name
    assert "« douze » n’est pas un montant" in page.text
    assert not _cases()


def test_without_javascript_the_second_button_shows_what_is_known(alice: Browser, firm: Company) -> None:
    known = a_case(firm)
    page = alice.send(
        "/log", _typed(alice, do="look", who="diallo", customer=str(firm.customer.id), what="Lave-linge en panne.")
    )
    assert known.ref in page.text
    assert "Lave-linge Brume 8 kg" in page.text
    assert len(_cases()) == 1


def test_the_side_shows_duplicates_and_the_dates_that_the_rules_give(alice: Browser, firm: Company) -> None:
    known = a_case(firm)
    typed = _typed(
        alice, who="", customer=str(firm.customer.id), channel="post", received_on="2026-11-20", purchase=str(firm.purchase.id),
        what="Le lave-linge est tombé en panne une troisième fois", category="breakdown",
    )  # fmt: skip
    side = alice.send("/log/look", typed)
    assert "Sans doute les mêmes faits" in side.text
    assert known.ref in side.text
    assert "20 janv. 2027" in side.text  # the mediator's door opens two months after the written complaint
    assert "Accuser réception" in side.text


def test_cases_of_other_services_do_not_show_to_an_agent(app: Flask, firm: Company) -> None:
    known = a_case(firm)
    bruno = Browser(app).sign_in("bruno")
    side = bruno.send("/log/look", {**_typed(bruno), "customer": str(firm.customer.id), "what": "Lave-linge en panne."})
    assert known.ref not in side.html
    page = bruno.send(
        "/log", _typed(bruno, customer=str(firm.customer.id), what="Panne", relation=f"same:{known.ref}"), 422
    )
    assert known.subject not in page.html


def test_a_repeat_on_the_same_facts_is_attached_and_keeps_the_earliest_written_complaint(
    alice: Browser, firm: Company
) -> None:
    known = a_case(firm)
    typed = _typed(
        alice, customer=str(firm.customer.id), channel="post", relation=f"same:{known.ref}", what="Je vous ai écrit en septembre.",
        received_on="2026-11-20", sent_on="2026-09-03",
    )  # fmt: skip
    answer = alice.post("/log", typed)
    assert answer.location.endswith(known.ref)
    (case,) = _cases()
    assert case.first_written_on == date(2026, 9, 3)
    assert [duty.opens_on for duty in case.duties if duty.rule == "FR-MED-06"] == [date(2026, 11, 3)]


def test_a_later_repeat_moves_nothing(alice: Browser, firm: Company) -> None:
    known = a_case(firm)
    before = known.first_written_on
    alice.post(
        "/log",
        _typed(
            alice, customer=str(firm.customer.id), channel="email", relation=f"same:{known.ref}", what="Toujours rien."
        ),
    )
    (case,) = _cases()
    assert case.first_written_on == before


def test_new_facts_are_a_new_linked_case(alice: Browser, firm: Company) -> None:
    known = a_case(firm)
    alice.post(
        "/log",
        _typed(alice, customer=str(firm.customer.id), relation=f"link:{known.ref}", what="La facture est fausse."),
    )
    old, new = _cases()
    link = db.session.scalars(select(Link)).one()
    assert {link.case_id, link.other_id} == {old.id, new.id}


def test_a_case_of_another_customer_cannot_be_completed_for_this_one(alice: Browser, firm: Company) -> None:
    known = a_case(firm)
    alice.post("/log", _typed(alice, who="Paul Nouveau", what="Autre chose."))
    other = _cases()[-1]
    page = alice.send(
        "/log", _typed(alice, customer=str(other.customer_id), relation=f"same:{known.ref}", what="?"), 422
    )
    assert "autre client" in page.text


def test_what_most_complaints_leave_as_it_stands_is_what_the_whole_form_begins_with(app: Flask, alice: Browser) -> None:
    with app.test_request_context("/log"):
        whole = LogForm(formdata=None, meta={"csrf": False})
    as_it_stands = {name: "" if whole[name].data in {None, False} else whole[name].data for name in FOLDED}
    assert as_it_stands == FOLDED
    posted = _typed(alice)
    assert {name: posted.get(name, left) for name, left in FOLDED.items()} == FOLDED


def test_a_complaint_told_in_brief_is_read_as_the_whole_form_reads_it(
    app: Flask, alice: Browser, firm: Company
) -> None:
    posted = _typed(alice, who="Paul Nouveau, paul@example.org", what="La box ne marche plus.", amount="12,50")
    assert said_briefly(posted)
    drafts = []
    for kind in (LogForm, BriefLogForm):
        with app.test_request_context("/log", method="POST", data=posted):
            form = kind(meta={"csrf": False})
            form.know(list(known_services()), (), date(2026, 11, 20), "fr")
            form.offer_purchases([])
            assert form.validate(), form.errors
            drafts.append(_draft(form, firm.agent.actor, Chosen(None, []), ""))
    assert drafts[0] == drafts[1]
    assert not said_briefly({**posted, "mandate_signed": "y"})
    assert not said_briefly({**posted, "country": "BE"})


def test_a_brief_complaint_that_is_refused_shows_the_whole_form_and_why_once(alice: Browser) -> None:
    answer = alice.post("/log", _typed(alice, who="Paul Nouveau", what=" "), token_from="/log")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert 'name="mandate_signed"' in text
    assert _cases() == []


def test_the_same_form_sent_twice_opens_one_case(alice: Browser) -> None:
    typed = _typed(alice, who="Paul Nouveau", what="Double clic.")
    first, second = alice.post("/log", typed), alice.post("/log", typed)
    assert first.location == second.location
    assert len(_cases()) == 1


def test_a_representative_comes_with_a_mandate(alice: Browser) -> None:
    alice.post(
        "/log",
        _typed(alice, who="Paul Nouveau", what="Mon client proteste.", speaker_role="representative", speaker_name="Me Karl",
               mandate_signed="1", mandate_from="2026-11-01"),
    )  # fmt: skip
    party = db.session.scalars(select(Party)).one()
    assert party.mandate_valid_on(date(2026, 11, 20))


def test_a_date_in_the_future_is_refused_on_its_field(alice: Browser) -> None:
    page = alice.send("/log", _typed(alice, who="Paul Nouveau", what="Tôt.", received_on="2026-12-24"), 422)
    assert "datée de l’avenir" in page.text


def test_only_who_may_log_sees_the_page(app: Flask, firm: Company) -> None:
    assert Browser(app).fetch("/log").status_code == 302
    Browser(app).sign_in("audrey").get("/log", 403)


def test_extra_fields_change_nothing_else(alice: Browser) -> None:
    extra = {
        "state": "closed",
        "owner_id": "1",
        "ref": "AM-1999-00001",
        "imported": "1",
        "level": "quality",
        "anonymous": "1",
    }
    alice.post("/log", {**_typed(alice, who="Paul Nouveau", what="Rien de plus."), **extra})
    (case,) = _cases()
    assert (case.state, case.owner.login, case.imported, case.level.value) == (State.RECEIVED, "alice", False, "front")
    assert case.ref == "AM-2026-00001"
    assert case.customer.anonymous is False


def _kept(text: str) -> str:
    return CONTROL.sub("", text.replace("\r\n", "\n")).strip()


def _naughty(folder: Path) -> list[str]:
    return [s for s in json.loads((folder / "naughty" / "blns.json").read_text("utf-8")) if _kept(s)]


def _log(browser: Browser, base: dict[str, str], key: str, **values: str) -> None:
    """Log it, then find exactly what was typed: in the journal, and escaped on the page of the case."""
    answer = browser.push("/log", {**base, "key": key, "customer": "new", **values})
    assert answer.status_code == 302, (values, Page(answer, "/log").text[:600])
    case = db.session.scalars(select(Case).where(Case.external_id == key)).one()
    words = entries_of(case.stream)[0].words
    assert words is not None
    assert words.body["what"] == _kept(values["what"])
    if "who" in values:
        assert case.customer.name == " ".join(CONTROL.sub(" ", values["who"]).split())


def test_a_complaint_told_in_brief_needs_the_token_of_its_page_too(alice: Browser) -> None:
    told = {**_typed(alice), "key": "without-a-token", "who": "Nadia Vidal", "what": "Le colis n’est pas arrivé."}
    told.pop("csrf_token")
    assert said_briefly(told)
    assert alice.push("/log", told).status_code == 400
    assert db.session.scalars(select(Case).where(Case.external_id == "without-a-token")).first() is None


def test_a_huge_amount_is_refused_and_the_greatest_kept(alice: Browser) -> None:
    told = _typed(alice, who="Nadia Vidal", what="La piscine a coulé avec la maison.", customer="new")
    page = alice.send("/log", {**told, "amount": "10 000 000,01"}, status=422, token_from="/log")
    assert "trop grand" in page.text
    assert "au plus" in page.text
    assert alice.post("/log", {**told, "amount": "10 000 000"}, token_from="/log").status_code == 302
    case = _cases()[-1]
    assert case.claimed_minor == 10**9
    assert alice.get(f"/cases/{case.ref}/cost").status == 200
    lines = [Asked("la maison", Money(10**9)), Asked("la piscine", Money(1))]
    with pytest.raises(Refused, match="at most"), unit_of_work.writing():
        state_claims(case, lines, by=SYSTEM, at=NOW)


def test_every_naughty_string_in_some_field_is_stored_as_typed(alice: Browser, shared_data: Path) -> None:
    strings = _naughty(shared_data)
    base = {**_typed(alice), "csrf_token": alice.token("/log")}
    short = [text for text in strings if len(text) <= 100]
    for place in range(0, len(strings), 5):
        what, asked, *others = (strings[place:] + strings)[:5]
        who, subject, city = ((text if len(text) <= 100 else short[place % len(short)]) for text in others)
        _log(alice, base, f"naughty-{place}", what=what, asked=asked, who=f"N {who}", subject=subject, city=city)


def test_naughty_text_is_shown_escaped_on_the_case_page(alice: Browser, shared_data: Path) -> None:
    strings = [text for text in _naughty(shared_data) if "<" in text and len(text) < 150][:12]
    base = {**_typed(alice), "csrf_token": alice.token("/log")}
    for place, text in enumerate(strings):
        _log(alice, base, f"escaped-{place}", what=text, who=f"N {text[:140]}")
        case = db.session.scalars(select(Case).where(Case.external_id == f"escaped-{place}")).one()
        page = Page(alice.fetch(f"/cases/{case.ref}"), case.ref)
        assert (page.status, page.faults) == (200, [])
        assert not [node for node in page.find_all("script") if not (node.get("src") or "").startswith("/static/")]
        assert not [node for node in page.root.iter() if any(name.startswith("on") for name in node.attrib)]


@pytest.mark.long
def test_every_naughty_string_as_the_complaint_is_stored_as_typed(alice: Browser, shared_data: Path) -> None:
    base = {**_typed(alice), "csrf_token": alice.token("/log")}
    for place, text in enumerate(_naughty(shared_data)):
        _log(alice, base, f"naughty-{place}", what=text, who="Paul Nouveau")


def test_a_naughty_form_that_is_refused_is_still_well_formed(alice: Browser, shared_data: Path) -> None:
    strings = json.loads((shared_data / "naughty" / "blns.json").read_text("utf-8"))
    for text in strings[::20]:
        page = alice.send(
            "/log",
            {
                **_typed(alice),
                "who": text,
                "what": text,
                "received_on": text,
                "amount": text,
                "asked": text,
                "customer": "new",
            },
            422,
        )
        assert "<script>alert" not in page.html.split("<main")[1].replace("&lt;script>", "")


def test_just_after_midnight_a_complaint_from_further_west_is_of_today(app: Flask, firm: Company) -> None:
    app.extensions["clock"] = FixedClock(
        datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    )  # 23 November in Paris, still the 22nd in London
    alice = Browser(app).sign_in("alice")
    typed = _typed(
        alice,
        who="Jo Ann",
        customer="new",
        what="The oven door shattered.",
        channel="email",
        country="GB",
        currency="GBP",
    )
    assert typed["received_on"] == "2026-11-23"
    assert alice.post("/log", typed).status_code == 302


def test_the_sign_beside_the_amount_is_that_of_the_currency_chosen(alice: Browser) -> None:
    page = alice.send("/log", _typed(alice, who="Jo Ann", what="", amount="649", currency="GBP"), 422)
    assert "£" in page.text


def test_a_complaint_that_somebody_else_had_first_says_when(alice: Browser) -> None:
    alice.post("/log", _typed(alice, who="Jo Ann", customer="new", what="Prélevée deux fois.", channel="post",
                              sent_on="2026-11-16", received_on="2026-11-18"))  # fmt: skip
    page = alice.get(f"/cases/{_cases()[0].ref}").text.replace("\u00a0", " ")
    assert "Réclamation envoyée le 16 novembre 2026 et reçue le 18 novembre 2026 (courrier)" in page
    seen = alice.get(f"/cases/{_cases()[0].ref}/as-customer").text.replace("\u00a0", " ")
    assert "Nous avons reçu votre réclamation le 18 novembre 2026" in seen


def test_what_is_asked_is_told_apart_from_what_happened(alice: Browser) -> None:
    alice.post("/log", _typed(alice, who="Jo Ann", customer="new", what="La vapeur l’a brûlé.", asked="remboursement"))
    page = alice.get(f"/cases/{_cases()[0].ref}").text
    assert "Demande : remboursement" in page.replace("\u202f", " ")
