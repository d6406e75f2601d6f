"""The page of mails, one mail, and the complaint logged from it, through a client that reads the HTML."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.correspondence.models import IncomingMail
from app.correspondence.rules.mails import Place
from app.exhibits.models import Exhibit
from app.people.actions import change_customer
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.correspondence.mails_world import a_bounce, a_mail, one, taken, written_to
from tests.exhibits import files
from tests.factories.house import a_case, company

BLOW = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_what_waits_is_listed_counted_and_sorted(app: Flask) -> None:
    firm = company()
    case, letter = written_to(firm)
    row, *_others = taken(
        a_mail(), a_mail("Bonjour", sender="x@y.example"), a_mail("z", Precedence="bulk"), a_bounce(letter.message_id)
    )
    alice = Browser(app).sign_in("alice")
    page = alice.get("/mail")
    assert "Courriels 3 à trier ou à lire" in page.text
    assert case.ref in page.text
    assert "l’adresse est celle de son client" in page.text
    assert "Une lettre est revenue" in page.text
    assert "Courriels 2 à trier" in Browser(app).sign_in("bruno").get("/mail").text, (
        "a letter that came back is its owner's"
    )
    for tab, words in (("aside", "en nombre"), ("unreadable", "Tout s’ouvre"), ("sorted", "Rien de classé")):
        assert words in alice.get(f"/mail?tab={tab}").text
    page = alice.get(f"/mail/{row.id}")
    assert f"Mettre dans {case.ref}" in page.text
    assert alice.post(f"/mail/{row.id}/link", {"ref": case.ref}).status_code == 302
    assert "Courriels 2" in alice.get("/queue").text
    shown = alice.get(f"/mail/{row.id}").text
    assert "Classé par Alice Petit" in shown
    assert "Le courriel entier" in alice.get(f"/cases/{case.ref}").text
    assert alice.post(f"/mail/{row.id}/off", {}).status_code == 302
    assert "à trier" in alice.get(f"/mail/{row.id}").text


def test_a_search_finds_the_case_by_name_reference_or_address(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    row = one(a_mail(sender="autre@example.org"))
    alice = Browser(app).sign_in("alice")
    for asked in ("diallo", case.ref, f"%23{int(case.ref[-5:])}", "awa.diallo@example.org"):
        assert case.ref in alice.get(f"/mail/{row.id}?q={asked}").text, asked
    assert "Aucun dossier ne répond" in alice.get(f"/mail/{row.id}?q=jamaisvu").text
    page = alice.send(f"/mail/{row.id}/link", {"ref": "AM-2026-99999"}, 422)
    assert "dossier" in page.text.lower()
    page = alice.send(f"/mail/{row.id}/aside", {"reason": ""}, 422)
    assert page.find_all("details")


def test_a_complaint_is_logged_from_a_mail_with_its_words_and_what_is_attached(app: Flask) -> None:
    firm = company()
    row = one(
        a_mail("Le tuyau s’est fendu.\nJe demande 129 €.", subject="Tuyau fendu", files=(("facture.pdf", files.pdf()),))
    )
    alice = Browser(app).sign_in("alice")
    page = alice.get(f"/log?mail={row.id}")
    values = page.values("log")
    assert values["customer"] == str(firm.customer.id)
    assert (values["channel"], values["received_on"], values["subject"]) == ("email", "2026-11-20", "Tuyau fendu")
    assert values["what"].strip().startswith("Le tuyau")
    assert alice.post("/log", {**values, "do": "log"}).status_code == 302
    db.session.expire_all()
    case = db.session.scalars(select(Case)).one()
    assert case.first_written_on is not None
    assert (row.place, row.case_id) == (Place.SORTED, case.id)
    (exhibit,) = db.session.scalars(select(Exhibit))
    assert (exhibit.case_id, exhibit.file_name) == (case.id, "facture.pdf")
    assert "Complaint taken" in alice.speak("en").get(f"/cases/{case.ref}").text
    again = alice.post("/log", {**values, "do": "log"})
    assert again.status_code == 302
    assert len(db.session.scalars(select(Case)).all()) == 1


def test_a_new_customer_is_proposed_from_the_mail(app: Flask) -> None:
    company()
    row = one(a_mail(sender="Lucie Marchand <lucie@example.org>"))
    values = Browser(app).sign_in("alice").get(f"/log?mail={row.id}").values("log")
    assert (values["who"], values["email"], values["customer"]) == ("Lucie Marchand", "lucie@example.org", "new")


def test_a_mail_puts_a_spoken_complaint_in_writing_once_somebody_says_so(app: Flask) -> None:
    firm = company()
    case, letter = written_to(firm, channel="phone", written=False)
    row = one(a_mail("Voici ma réclamation par écrit.", In_Reply_To=letter.message_id))
    assert case.first_written_on is None
    alice = Browser(app).sign_in("alice")
    assert "C’est la première réclamation écrite" in alice.get(f"/mail/{row.id}").text
    assert alice.post(f"/mail/{row.id}/in-writing", {}).status_code == 302
    db.session.expire_all()
    assert str(case.first_written_on) == "2026-11-20"
    assert "C’est la première réclamation écrite" not in alice.get(f"/mail/{row.id}").text


def test_who_sees_which_mail(app: Flask) -> None:
    firm = company()
    case, letter = written_to(firm)
    loose, hung = taken(a_mail(), a_mail("x", In_Reply_To=letter.message_id))
    logins = ("alice", "bruno", "sophie", "claire", "diane", "audrey", "admin")
    who = {login: Browser(app).sign_in(login) for login in logins}
    seen = {
        login: tuple(
            who[login].fetch(f"/mail/{row.id}{tail}").status_code for row in (loose, hung) for tail in ("", "/raw")
        )
        for login in logins
    }
    assert seen == {
        "alice": (200, 200, 200, 200), "bruno": (200, 200, 404, 404), "sophie": (200, 200, 200, 200), "claire": (200, 200, 200, 200),
        "diane": (404, 404, 200, 200), "audrey": (404, 404, 200, 200), "admin": (403, 403, 403, 403),
    }  # fmt: skip
    assert case.ref not in who["bruno"].get("/mail?tab=sorted").text
    for login in ("diane", "audrey", "admin"):
        assert who[login].fetch("/mail").status_code == 403
        assert who[login].post(f"/mail/{loose.id}/aside", {"reason": "x"}).status_code == 403
    with unit_of_work.writing():
        row = db.session.get_one(IncomingMail, hung.id)
        row.place = Place.SORTED
    assert who["bruno"].post(f"/mail/{hung.id}/off", {}).status_code == 404
    assert who["bruno"].fetch(f"/log?mail={hung.id}").status_code == 404
    assert who["bruno"].fetch("/log?mail=999999").status_code == 404


def test_what_a_mail_says_is_shown_and_never_run(app: Flask) -> None:
    company()
    html = (
        a_mail("x")
        .replace(b"Content-Type: text/plain", b"Content-Type: text/html")
        .replace(b"\r\n\r\nx", f"\r\n\r\n<p>Bonjour</p>{BLOW}<img src='https://evil.example/p.png'>".encode())
    )
    rows = taken(
        a_mail(
            BLOW, subject=BLOW, sender=f'"{BLOW}" <a@b.example>', files=((f"{BLOW}.pdf".replace("/", ""), b"%PDF-"),)
        ),
        html,
    )
    alice = Browser(app).sign_in("alice")
    for path in ("/mail", *(f"/mail/{row.id}" for row in rows), f"/log?mail={rows[0].id}"):
        page = alice.get(path)
        assert not [node for node in page.find_all("script") if "alert" in "".join(node.itertext())]
        assert not [node for node in page.find_all("img") if node.get("onerror") or "evil" in (node.get("src") or "")]
    assert rows[1].body == "Bonjour"
    raw = alice.fetch(f"/mail/{rows[0].id}/raw")
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in raw.headers["Content-Security-Policy"]


def test_an_unreadable_mail_shows_its_reason_and_a_button(app: Flask) -> None:
    company()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.plumbing.letterbox.pages.LARGEST", 10)
        row = one(a_mail())
    alice = Browser(app).sign_in("alice")
    assert "trop gros" in alice.get("/mail?tab=unreadable").text
    assert "Réessayer de l’ouvrir" in alice.get(f"/mail/{row.id}").text
    assert alice.post(f"/mail/{row.id}/again", {}).status_code == 302
    assert "à ouvrir" in alice.get(f"/mail/{row.id}").text
    assert alice.post(f"/mail/{row.id}/nothing", {}).status_code == 404


def test_a_mail_is_found_by_its_words_wherever_it_is_kept_and_only_by_who_may_see_it(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    taken(
        a_mail("L’œuvre est abîmée, 100 % détruite.", subject="Réclamation", sender="zoe@exemple.example"),
        a_mail("Lettre du mois : une œuvre", Precedence="bulk", sender="liste@exemple.example"),
        a_mail("Rien à voir", sender="autre@exemple.example"),
    )
    alice = Browser(app).sign_in("alice")
    for asked, wanted in (
        ("oeuvre", 2),
        ("RECLAMATION abimee", 1),
        ("zoe@exemple", 1),
        ("100 %25", 1),
        ("_", 0),
        ("jamais", 0),
    ):
        page = alice.get(f"/mail?q={asked}")
        assert len(page.find_all("th")) == (4 + wanted if wanted else 0), asked
    assert "mis de côté" in alice.get("/mail?q=oeuvre").text
    assert "Aucun courriel avec ces mots" in alice.get("/mail?q=jamais").text
    assert "/mail?q=oeuvre" in alice.get("/search?q=oeuvre").html
    number = db.session.scalars(select(IncomingMail.id).where(IncomingMail.subject == "Réclamation")).one()
    alice.post(f"/mail/{number}/link", {"ref": case.ref})
    assert case.ref in alice.get("/mail?q=abîmée").text
    assert "Aucun courriel avec ces mots" in Browser(app).sign_in("bruno").get("/mail?q=abîmée").text
    assert "/mail?q=" not in Browser(app).sign_in("audrey").get("/search?q=oeuvre").html


def test_whoever_sorts_goes_from_mail_to_mail_and_can_undo_the_last(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    first, second, third = taken(*(a_mail(f"Bonjour {n}", sender=f"n{n}@y.example") for n in (1, 2, 3)))
    alice = Browser(app).sign_in("alice")
    page = alice.get(f"/mail/{first.id}")
    assert "Pas une réclamation" in page.text, "kept aside with one click"
    answer = alice.post(f"/mail/{first.id}/aside", {"reason": "Pas une réclamation"})
    assert answer.location == f"/mail/{second.id}?after={first.id}"
    page = alice.get(answer.location)
    assert "Courriel mis de côté" in page.text
    assert "Défaire" in page.text
    assert f"/mail/{first.id}/back" in page.html
    assert alice.fetch(f"/mail/{second.id}/next").location == f"/mail/{third.id}?after={second.id}"
    assert alice.post(f"/mail/{second.id}/link", {"ref": case.ref}).location == f"/mail/{third.id}?after={second.id}"
    assert f"/mail/{second.id}/off" in alice.get(f"/mail/{third.id}?after={second.id}").html
    values = alice.get(f"/log?mail={third.id}").values("log")
    assert alice.post("/log", {**values, "do": "next"}).location == f"/mail/{third.id}/next"
    assert alice.fetch(f"/mail/{third.id}/next").location == "/mail", "nothing waits any more"
    for nonsense in ("x", "-1", "999999999999999999999", str(first.id + 900)):
        assert "Revenir au courriel" not in alice.get(f"/mail/{first.id}?after={nonsense}").text


def test_a_name_with_an_accent_is_found_without_it(app: Flask) -> None:
    firm = company()
    with unit_of_work.writing():
        change_customer(db.session.merge(firm.customer), by=firm.agent.actor, at=NOW, name="Éloïse Noël")
    case = a_case(firm)
    row = one(a_mail(sender="autre@example.org"))
    page = Browser(app).sign_in("alice").get(f"/mail/{row.id}?q=eloise noel")
    assert f"{case.ref} Mme Éloïse Noël" in page.text


def test_a_forwarded_mail_shows_its_words_and_is_called_by_its_subject(app: Flask) -> None:
    company()
    carrier = EmailMessage()
    carrier["From"], carrier["Subject"], carrier["Message-ID"] = "chef@y.example", "TR: colère", "<tr@y.example>"
    carrier.set_content("")
    carrier.add_attachment(message_from_bytes(a_mail("Le tuyau s’est fendu.", subject="Tuyau: fendu")))
    row = one(carrier.as_bytes())
    assert row.body == "Le tuyau s’est fendu."
    assert [part["name"] for part in row.parts] == ["Tuyau fendu.eml"]
