"""What is attached to a mail, looked at before it lies in a case: nothing of it runs, and only who may see the mail sees it."""

from __future__ import annotations

import zlib
from time import monotonic

import pytest
from flask import Flask

from app.correspondence.actions.mails import forgetting
from app.correspondence.models import IncomingMail
from app.correspondence.queries import attached
from app.exhibits.models import Exhibit
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.correspondence.mails_world import a_mail, one, written_to
from tests.exhibits import files
from tests.factories.house import a_case, company

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
PAGE = b"<html><script>alert(1)</script></html>"
FILES = (
    ("photo.jpg", files.photo("Awa")), ("facture.pdf", files.pdf(3)), ("dessin.svg", SVG), ("page.html", PAGE),
    ("notes.txt", "Réglé 30 €, voir <i>la suite</i>".encode()), ("vide.bin", b""),
)  # fmt: skip


def test_each_attachment_is_looked_at_as_exhibits_are_and_none_is_stored(app: Flask) -> None:
    company()
    row = one(a_mail(sender="x@y.example", files=FILES))
    alice, kept = Browser(app).sign_in("alice"), db.session.query(Exhibit).count()
    listed = alice.get(f"/mail/{row.id}").text
    assert all(name in listed for name, _content in FILES)
    assert f"/mail/{row.id}/parts/1/pages/1.jpg" in alice.get(f"/mail/{row.id}/parts/1").html
    picture = alice.client.get(f"/mail/{row.id}/parts/2/pages/3.jpg")
    assert picture.mimetype == "image/jpeg"
    assert "default-src 'none'" in picture.headers["Content-Security-Policy"]
    assert "Pièce jointe suivante" in alice.get(f"/mail/{row.id}/parts/2").text
    assert "Réglé 30 €, voir <i>la suite</i>" in alice.get(f"/mail/{row.id}/parts/5").text, "as words"
    assert "Ce fichier est vide." in alice.get(f"/mail/{row.id}/parts/6").text
    for place in range(1, 7):
        assert "<script>alert" not in alice.get(f"/mail/{row.id}/parts/{place}").html
    assert db.session.query(Exhibit).count() == kept


@pytest.mark.parametrize("place", [3, 4])
def test_what_could_run_is_warned_of_never_drawn_and_only_downloaded(app: Flask, place: int) -> None:
    company()
    row = one(a_mail(sender="x@y.example", files=FILES))
    alice = Browser(app).sign_in("alice")
    page = alice.get(f"/mail/{row.id}/parts/{place}")
    assert "ne l’ouvrez pas hors d’Amiable" in page.text
    assert "<img" not in page.html.partition("<main")[2]
    assert alice.client.get(f"/mail/{row.id}/parts/{place}/pages/1.jpg").status_code == 404
    answer = alice.client.get(f"/mail/{row.id}/parts/{place}/file")
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data == FILES[place - 1][1]


def test_who_may_not_see_the_mail_sees_nothing_attached_to_it(app: Flask) -> None:
    firm = company()
    row = one(a_mail(sender="x@y.example", files=FILES[:1]))
    case, _letter = written_to(firm)
    Browser(app).sign_in("alice").post(f"/mail/{row.id}/link", {"ref": case.ref})
    for way in ("", "/pages/1.jpg", "/file"):
        assert Browser(app).sign_in("alice").client.get(f"/mail/{row.id}/parts/1{way}").status_code == 200
        assert Browser(app).sign_in("bruno").client.get(f"/mail/{row.id}/parts/1{way}").status_code == 404
        assert Browser(app).sign_in("admin").client.get(f"/mail/{row.id}/parts/1{way}").status_code in {403, 404}
        assert Browser(app).sign_in("alice").client.get(f"/mail/{row.id}/parts/2{way}").status_code == 404


def test_what_stayed_in_the_mail_is_still_looked_at_in_its_place(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    row = one(a_mail(sender="x@y.example", files=(FILES[5], FILES[0])))
    alice = Browser(app).sign_in("alice")
    alice.post(f"/mail/{row.id}/link", {"ref": case.ref})
    db.session.expire_all()
    parts = db.session.get_one(IncomingMail, row.id).parts
    assert [(part["name"], part.get("exhibit")) for part in parts] == [("vide.bin", None), ("photo.jpg", 1)]
    assert "vide" in str(parts[0]["why"])
    assert "Ce fichier est vide." in alice.get(f"/mail/{row.id}/parts/1").text


def test_of_an_erased_mail_nothing_attached_is_left_to_see(app: Flask) -> None:
    company()
    row = one(a_mail(sender="x@y.example", files=FILES[:1]))
    alice = Browser(app).sign_in("alice")
    with unit_of_work.writing():
        forgetting._forget(row, NOW)
    for way in ("", "/pages/1.jpg", "/file"):
        assert alice.client.get(f"/mail/{row.id}/parts/1{way}").status_code == 404


def test_a_broken_or_bombed_attachment_says_why_and_never_fails(app: Flask) -> None:
    company()
    broken = (("a.pdf", b"%PDF-1.7 nothing"), ("b.jpg", files.photo()[:300]), ("c.gz", zlib.compress(b"0" * 10**6)))
    row = one(a_mail(sender="x@y.example", files=broken))
    alice = Browser(app).sign_in("alice")
    assert "Le fichier est endommagé" in alice.get(f"/mail/{row.id}/parts/1").text
    assert "Le fichier est endommagé" in alice.get(f"/mail/{row.id}/parts/2").text
    assert "ne se montre pas ici" in alice.get(f"/mail/{row.id}/parts/3").text


def test_the_mail_looked_at_is_opened_once_for_all_its_pages_until_it_is_forgotten(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    company()
    row, other = (
        one(a_mail(sender="x@y.example", files=FILES)),
        one(a_mail("Un autre.", sender="x@y.example", files=FILES[4:5])),
    )
    alice, opened = Browser(app).sign_in("alice"), list[int]()
    read = attached.letterbox.read
    monkeypatch.setattr(attached.letterbox, "read", lambda content: opened.append(len(content)) or read(content))
    attached._LAST.clear()
    for page in (1, 2, 3):
        assert alice.client.get(f"/mail/{row.id}/parts/2/pages/{page}.jpg").status_code == 200
    assert len(opened) == 1
    assert "Réglé 30" in alice.get(f"/mail/{other.id}/parts/1").text
    assert len(opened) == 2
    monkeypatch.setattr(attached, "monotonic", lambda: monotonic() + attached.A_WHILE)
    alice.get(f"/mail/{other.id}/parts/1")
    assert len(opened) == 3
    with unit_of_work.writing():
        db.session.get_one(IncomingMail, other.id).erased_at = NOW
    assert alice.client.get(f"/mail/{other.id}/parts/1").status_code == 404
