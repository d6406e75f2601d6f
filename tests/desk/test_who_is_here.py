"""Colleagues with the same case open are seen, and nobody answers a customer whom somebody else has just answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.correspondence.models import Message
from app.correspondence.rules.meanwhile import matters
from app.desk.models import Presence
from app.gestures.models import Offer
from app.gestures.rules.offers import OfferState
from app.journal.models import Entry
from app.kernel import Audience, FixedClock
from app.plumbing.db import db
from app.plumbing.sessions import WebSession
from tests.client import Browser
from tests.conftest import NOW
from tests.desk.test_queue_cost import statements
from tests.factories.gestures import a_draft, stocked
from tests.factories.house import Company, a_case, company


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def here(browser: Browser, ref: str, doing: str = "view", **more: str) -> dict[str, Any]:
    """What the open page of a case asks and is told."""
    answer = browser.post(f"/cases/{ref}/here", {"doing": doing, **more})
    assert answer.status_code == 200, answer.status_code
    told: dict[str, Any] = answer.get_json()
    return told


def seen(told: dict[str, Any]) -> list[str]:
    return [one["said"] for one in told["others"]]


def test_looking_and_writing_are_told_apart_and_end(app: Flask, firm: Company) -> None:
    ref = a_case(firm).ref
    alice, sophie = Browser(app).sign_in("alice"), Browser(app).sign_in("sophie")
    assert seen(here(alice, ref)) == []
    assert seen(here(sophie, ref)) == ["Alice Petit regarde ce dossier"]
    assert seen(here(alice, ref, "letter")) == ["Sophie Garnier regarde ce dossier"]
    told = here(sophie, ref)
    assert told["others"] == [{"initials": "AP", "said": "Alice Petit écrit au client", "writes": True}]
    here(alice, ref, "left")
    assert seen(here(sophie, ref)) == []
    here(alice, ref, "<b>")
    assert seen(here(sophie, ref)) == ["Alice Petit regarde ce dossier"]
    clock = app.extensions["clock"]
    assert isinstance(clock, FixedClock)
    clock.at += timedelta(seconds=76)
    assert seen(here(sophie, ref)) == []
    sophie.speak("en")
    here(alice, ref, "note")
    assert seen(here(sophie, ref)) == ["Alice Petit is writing a note"]


def test_only_who_may_see_the_case_is_told_and_the_journal_is_not(app: Flask, firm: Company) -> None:
    ref = a_case(firm).ref
    alice, bruno, admin = (Browser(app).sign_in(login) for login in ("alice", "bruno", "admin"))
    before = db.session.scalar(select(func.count(Entry.id)))
    here(alice, ref)
    assert bruno.post(f"/cases/{ref}/here", {"doing": "view"}).status_code == 404
    assert admin.post(f"/cases/{ref}/here", {"doing": "view"}).status_code == 403
    assert Browser(app).post(f"/cases/{ref}/here", {"doing": "view"}).status_code == 302
    assert db.session.scalar(select(func.count(Entry.id))) == before
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 1


def test_asking_writes_nothing_most_times_and_keeps_no_session_alive(app: Flask, firm: Company) -> None:
    ref = a_case(firm).ref
    alice, clock = Browser(app).sign_in("alice"), app.extensions["clock"]
    here(alice, ref)
    token = alice.token(f"/cases/{ref}")
    with statements() as asked:
        alice.push(f"/cases/{ref}/here", {"doing": "view", "csrf_token": token})
    assert not [one for one in asked if one.startswith(("INSERT", "UPDATE", "DELETE"))], asked
    assert len(asked) <= 5, asked
    clock.at += timedelta(minutes=5)
    alice.push(f"/cases/{ref}/here", {"doing": "view", "csrf_token": token})
    assert set(db.session.scalars(select(WebSession.seen_at))) == {NOW}
    clock.at += timedelta(minutes=26)
    assert alice.push(f"/cases/{ref}/here", {"doing": "view", "csrf_token": token}).status_code == 400


def test_what_is_long_over_is_swept(app: Flask, firm: Company) -> None:
    first, second = a_case(firm).ref, a_case(firm).ref
    alice, clock = Browser(app).sign_in("alice"), app.extensions["clock"]
    here(alice, first)
    clock.at += timedelta(hours=2)
    here(Browser(app).sign_in("alice"), second)
    assert list(db.session.scalars(select(Presence.ref))) == [second]


def letter(browser: Browser, ref: str, text: str, status: int, **more: str) -> str:
    page = browser.send(
        f"/cases/{ref}/letters/new/letter", {"text": text, "channel": "email", "do": "send", **more}, status=status
    )
    return page.text


def letters_sent() -> int:
    return db.session.scalar(select(func.count(Message.id))) or 0


def test_a_second_letter_is_held_until_its_author_has_read_the_first(app: Flask, firm: Company) -> None:
    ref = a_case(firm).ref
    alice, sophie = Browser(app).sign_in("alice"), Browser(app).sign_in("sophie")
    begun = alice.get(f"/cases/{ref}/letters/new/letter").value_of("so_far")
    assert begun
    letter(sophie, ref, "Nous remplaçons la carte jeudi.", 302)
    sent = letters_sent()
    told = letter(alice, ref, "Nous ne pouvons rien pour vous.", 422, so_far=begun)
    assert "Nous remplaçons la carte jeudi." in told
    assert "Sophie Garnier" in told
    assert "Nous ne pouvons rien pour vous." in told, "nothing typed is lost"
    assert letters_sent() == sent
    page = alice.send(
        f"/cases/{ref}/letters/new/letter",
        {"text": "Merci, Sophie a répondu.", "channel": "email", "do": "see", "so_far": begun},
    )
    letter(alice, ref, "Merci, ma collègue a répondu.", 302, so_far=page.value_of("so_far") or "")
    assert letters_sent() == sent + 1


def test_ones_own_acts_and_the_clocks_notes_hold_nothing_back(app: Flask, firm: Company) -> None:
    ref = a_case(firm).ref
    alice = Browser(app).sign_in("alice")
    begun = alice.get(f"/cases/{ref}/letters/new/letter").value_of("so_far") or ""
    alice.send(f"/cases/{ref}/note", {"note-text": "Je lui écris"}, status=302)
    letter(alice, ref, "Nous revenons vers vous.", 302, so_far=begun)
    assert not matters("system", Audience.INTERNAL, "staff:1")
    assert matters("system", Audience.CUSTOMER, "staff:1")
    assert matters("staff:2", Audience.INTERNAL, "staff:1")
    assert matters("customer:1", Audience.CUSTOMER, "staff:1")


def test_an_answer_is_held_where_the_customer_was_written_to(app: Flask, firm: Company) -> None:
    ref = a_case(firm).ref
    alice, sophie = Browser(app).sign_in("alice"), Browser(app).sign_in("sophie")
    path = f"/cases/{ref}/act/ask_customer"
    alice.send(
        f"/cases/{ref}/act/take_charge", alice.get(f"/cases/{ref}/act/take_charge").values() | {"text": ""}, status=302
    )
    form = alice.get(path)
    letter(sophie, ref, "Envoyez-nous la facture.", 302)
    sent = {
        "version": form.value_of("version") or "",
        "text": "Pouvez-vous nous envoyer la facture ?",
        "until_on": form.value_of("until_on") or "",
    }
    held = alice.send(path, sent, status=422)
    assert "Envoyez-nous la facture." in held.text
    assert "Pouvez-vous nous envoyer la facture ?" in held.text
    alice.send(path, sent | {"version": held.value_of("version") or ""}, status=302)


def test_an_offer_is_held_where_a_colleague_wrote_meanwhile(app: Flask) -> None:
    firm = stocked()
    ref = a_case(firm).ref
    alice, sophie = Browser(app).sign_in("alice"), Browser(app).sign_in("sophie")
    path = f"/cases/{ref}/gestures/new"
    chosen = {
        "gesture": "voucher",
        "amount": "20,00",
        "message": "Pour votre peine.",
        "do": "go",
        "deviation": "Vu avec elle.",
    }
    form = alice.get(path)
    letter(sophie, ref, "Nous remplaçons la carte jeudi.", 302)
    held = alice.send(path, form.values("gesture") | chosen, status=422)
    assert "Nous remplaçons la carte jeudi." in held.text
    assert "Pour votre peine." in held.text, "nothing typed is lost"
    assert "Rien n’est parti" in held.text
    assert db.session.scalar(select(func.count(Offer.id))) == 0
    alice.send(path, held.values("gesture") | chosen, status=302)
    assert db.session.scalars(select(Offer.state)).one() is OfferState.SENT


def test_a_prepared_offer_is_held_too_and_ones_own_acts_do_not_hold_it(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_draft(case, firm.agent, ("voucher", 20))
    alice, sophie = Browser(app).sign_in("alice"), Browser(app).sign_in("sophie")
    path = f"/cases/{case.ref}/offers/{offer.number}/send"
    so_far = alice.get(f"/cases/{case.ref}/offers").value_of("so_far") or ""
    assert so_far
    letter(sophie, case.ref, "Nous remplaçons la carte jeudi.", 302)
    held = alice.send(path, {"so_far": so_far, "idempotency_key": "a-key-of-one-form-1"}, status=422)
    assert "Nous remplaçons la carte jeudi." in held.text
    db.session.expire_all()
    assert db.session.get_one(Offer, offer.id).state is OfferState.DRAFT
    letter(alice, case.ref, "Voici notre offre.", 302)
    alice.send(path, {"so_far": held.value_of("so_far") or "", "idempotency_key": "a-key-of-one-form-2"}, status=302)
    db.session.expire_all()
    assert db.session.get_one(Offer, offer.id).state is OfferState.SENT
