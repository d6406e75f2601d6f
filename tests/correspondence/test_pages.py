"""The pages of letters, as people use them."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.correspondence import queries
from app.correspondence.rules import Standing
from app.kernel import FixedClock
from app.people import queries as people
from app.worker import rounds
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import a_case, company


def test_a_holding_reply_is_seen_then_sent_then_held_back(app: Flask, clock: FixedClock) -> None:
    firm = company()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    base = f"/cases/{case.ref}/letters"
    page = alice.get(f"{base}/new/holding")
    assert "Envoyer au client" not in page.text
    text = "Madame,\n\nNous attendons le rapport du réparateur."
    seen = alice.send(f"{base}/new/holding", {"text": text, "channel": "email", "do": "see"}, status=200)
    assert "Envoyer au client" in seen.text
    assert "rapport du réparateur" in seen.text
    assert "ne vous retire aucun droit" in seen.text
    assert "awa.diallo@example.org" in seen.text
    assert queries.letters_of(case) == [], "seeing sends nothing"
    alice.send(f"{base}/new/holding", {"text": text, "channel": "email", "do": "send"}, status=302)
    assert "part dans un instant" in alice.get(base).text
    assert "MAIL_URL" in alice.get(f"{base}/1").text, "where mail goes without a server is said"
    alice.send(f"{base}/1/stop", {}, status=302)
    assert "retenue avant son départ" in alice.get(f"{base}/1").text
    alice.send(f"{base}/1/stop", {}, status=422)
    alice.send(f"{base}/1/way", {"channel": "post"}, status=302)
    rounds.run_jobs(NOW + timedelta(minutes=3))
    assert "à imprimer et à poster" in alice.get("/letters").text
    pdf = alice.fetch(f"{base}/1/file?paper=1")
    assert pdf.data.startswith(b"%PDF")
    alice.send(f"{base}/1/posted", {"on": "2026-11-20"}, status=302)
    (row,) = queries.letters_of(case)
    assert row.standing is Standing.SENT
    assert alice.fetch(f"{base}/1/file").data == pdf.data
    for code in ("fr", "en"):
        alice.speak(code)
        for path in (base, f"{base}/1", f"{base}/new/letter", "/letters", f"/cases/{case.ref}"):
            alice.get(path)


def test_gated_kinds_have_no_page_here_and_strangers_find_nothing(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    for kind in ("answer", "final_answer", "offer", "closing", "agreement", "nonsense"):
        assert alice.fetch(f"/cases/{case.ref}/letters/new/{kind}").status_code == 404
    assert alice.fetch(f"/cases/{case.ref}/letters/7").status_code == 404
    bruno = Browser(app).sign_in("bruno")
    for path in ("", "/new/holding", "/1", "/1/file"):
        assert bruno.fetch(f"/cases/{case.ref}/letters{path}").status_code == 404


def test_an_act_shows_its_letter_before_it_is_sent(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    page = alice.get(f"/cases/{case.ref}/act/answer")
    assert "Voir la lettre" in page.text
    assert "awa.diallo@example.org" in page.text
    seen = alice.send(f"/cases/{case.ref}/letters/preview/answer", {"text": "<b>Bonjour</b>"}, status=200)
    assert "<b>Bonjour</b>" in seen.text, "shown as typed, never as HTML"
    assert queries.letters_of(case) == []


def test_the_house_presents_itself_and_every_version_is_kept(app: Flask) -> None:
    company()
    admin = Browser(app).sign_in("admin")
    admin.send("/settings/house", {"name": ""}, status=422)
    admin.send("/settings/house", {"name": "Maison A", "address": "1 rue Haute\n69001 Lyon"}, status=302)
    admin.send("/settings/house", {"name": "Maison B", "signatory_name": "Claire Morel"}, status=302)
    assert [card.name for card in people.house_cards()] == ["Maison B", "Maison A"]
    page = admin.get("/settings/house")
    assert "Maison A" in page.text
    assert "Claire Morel" in page.text
    sophie = Browser(app).sign_in("sophie")
    assert sophie.fetch("/settings/house").status_code == 200
    assert 'name="contact_email"' not in sophie.get("/settings/house").html
