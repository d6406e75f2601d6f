"""The pages of exhibits, as people use them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pikepdf
import pytest
from flask import Flask

from app.exhibits import queries
from app.exhibits.views import read_regions
from app.kernel import Audience, Refused
from tests.client import Browser, Page, check_page
from tests.exhibits import files
from tests.factories.house import a_case, company


def upload(browser: Browser, ref: str, *given: tuple[str, bytes]) -> Page:
    data = {"csrf_token": browser.token(), "files": [(io.BytesIO(content), name) for name, content in given]}
    path = f"/cases/{ref}/exhibits"
    page = Page(browser.push(path, data, content_type="multipart/form-data"), path)
    check_page(page)
    return page


def arranged(browser: Browser, ref: str, page: Page, status: int = 302, **more: str) -> Page:
    return browser.send(f"/cases/{ref}/exhibits/arrange", {**page.values(), **more}, status=status)


def test_files_are_put_in_order_before_they_are_numbered(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    page = upload(alice, case.ref, ("b.pdf", files.pdf()), ("a.jpg", files.photo()))
    assert queries.exhibits_of(case) == []
    moved = arranged(alice, case.ref, page, 200, move="0:down")
    assert moved.values()["order"] == "1,0"
    arranged(alice, case.ref, moved)
    assert [(row.number, row.file_name) for row in queries.exhibits_of(case)] == [(1, "a.jpg"), (2, "b.pdf")]


def test_a_program_under_another_name_is_pointed_out_before_it_is_numbered(app: Flask) -> None:
    case = a_case(company())
    alice = Browser(app).sign_in("alice")
    program = b"MZ" + bytes(58) + (128).to_bytes(4, "little") + bytes(64) + b"PE\0\0" + bytes(200)
    page = upload(alice, case.ref, ("facture.pdf", program), ("photo.jpg", files.photo()), ("outil.exe", program))
    assert "« facture.pdf » se donne pour un document, mais son contenu est : programme" in page.text
    assert "Ne l’ouvrez pas" in page.text
    assert "peut exécuter quelque chose (programme)" in page.text
    assert "photo.jpg »" not in page.text
    moved = arranged(alice, case.ref, page, 200, move="0:down")
    assert moved.text.count("se donne pour un document") == 1


def test_a_staged_list_of_another_case_or_forged_is_refused(app: Flask) -> None:
    firm = company()
    case, other = a_case(firm), a_case(firm)
    alice = Browser(app).sign_in("alice")
    kept = upload(alice, case.ref, ("b.pdf", files.pdf()))
    assert alice.post(f"/cases/{other.ref}/exhibits/arrange", kept.values()).status_code == 400
    forged = {**kept.values(), "staged": kept.values()["staged"][:-3] + "AAA"}
    assert alice.post(f"/cases/{case.ref}/exhibits/arrange", forged).status_code == 400


def test_every_page_of_an_exhibit_opens_and_downloads_are_never_run(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    sophie = Browser(app).sign_in("sophie")
    page = upload(sophie, case.ref, ("photo.jpg", files.photo()), ("x.svg", b"<svg onload='alert(1)'/>"))
    arranged(sophie, case.ref, page, audience="mediator")
    for path in ("", "/1", "/1?as=mediator", "/2", "/2?as=customer"):
        sophie.get(f"/cases/{case.ref}/exhibits{path}")
    picture = sophie.fetch(f"/cases/{case.ref}/exhibits/1/pages/1.jpg?as=mediator")
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert sophie.fetch(f"/cases/{case.ref}/exhibits/1/pages/9.jpg").status_code == 404
    for number in (1, 2):
        got = sophie.fetch(f"/cases/{case.ref}/exhibits/{number}/file")
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in got.headers["Content-Security-Policy"]
        assert got.mimetype == "application/octet-stream"
    assert sophie.fetch(f"/cases/{case.ref}/exhibits/2/file?as=mediator").status_code == 404


def test_an_agent_of_another_service_sees_no_exhibit(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    arranged(alice, case.ref, upload(alice, case.ref, ("b.pdf", files.pdf())))
    bruno = Browser(app).sign_in("bruno")
    for path in ("", "/1", "/1/file", "/1/pages/1.jpg"):
        assert bruno.fetch(f"/cases/{case.ref}/exhibits{path}").status_code == 404


def test_an_empty_upload_is_a_sentence_never_an_error(app: Flask) -> None:
    case = a_case(company())
    alice = Browser(app).sign_in("alice")
    assert upload(alice, case.ref).status == 422
    assert upload(alice, case.ref, ("vide.pdf", b"")).status == 422


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_an_empty_file_among_others_is_named_and_the_others_go_on(app: Flask) -> None:
    firm = company()
    case, alice = a_case(firm), Browser(app).sign_in("alice")
    page = upload(alice, case.ref, ("a.pdf", files.pdf()), ("vide.jpg", b""), ("b.jpg", files.photo()))
    assert "Mettre 2 fichiers en ordre" in page.text
    assert "« vide.jpg » est vide. Il est laissé de côté." in page.text
    arranged(alice, case.ref, page)
    assert [row.file_name for row in queries.exhibits_of(case)] == ["a.pdf", "b.jpg"]


def test_what_cannot_be_shown_is_said_before_it_is_numbered_with_what_to_do(app: Flask) -> None:
    firm = company()
    case, alice = a_case(firm), Browser(app).sign_in("alice")
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(files.pdf())) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    film = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(3000)
    page = upload(alice, case.ref, ("f.pdf", locked.getvalue()), ("film.mp4", film), ("liste.csv", b"a;b\n1;2"))
    assert "demandez à la personne une copie sans protection" in page.text
    assert "Dites dans le titre ce qu’on y voit ou entend" in page.text
    assert page.text.count("montré par son texte") == 1


def test_a_text_is_shown_by_its_words_and_never_as_markup(app: Flask) -> None:
    firm = company()
    case, alice = a_case(firm), Browser(app).sign_in("alice")
    sent = ("notes.csv", "article;prix\n<i>café</i>;30 €".encode())
    arranged(alice, case.ref, upload(alice, case.ref, sent, ("m.eml", files.mail("Il fuit."))))
    assert "<i>café</i>;30 €" in alice.get(f"/cases/{case.ref}/exhibits/1").text
    assert "Il fuit." in alice.get(f"/cases/{case.ref}/exhibits/2").text


def test_hostile_files_and_names_never_break_a_page(app: Flask, shared_data: Path) -> None:
    names = [name for name in json.loads((shared_data / "naughty" / "blns.json").read_text("utf-8")) if name]
    firm = company()
    case = a_case(firm)
    sophie = Browser(app).sign_in("sophie")
    given = [(file.name, file.read_bytes()) for file in sorted((shared_data / "exhibits").iterdir())]
    given += [(name, b"bonjour") for name in names[::20]]
    page = upload(sophie, case.ref, *given)
    arranged(sophie, case.ref, page, audience="mediator")
    rows = queries.exhibits_of(case)
    assert len(rows) >= len(given) - 3  # a name that the form encoding empties brings no file
    for row in rows:
        sophie.get(f"/cases/{case.ref}/exhibits/{row.number}")
        assert sophie.fetch(f"/cases/{case.ref}/exhibits/{row.number}/file").status_code == 200
    sophie.get(f"/cases/{case.ref}/exhibits")


def test_release_withdraw_restore_describe_and_mask_by_hand(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    sophie = Browser(app).sign_in("sophie")
    page = upload(sophie, case.ref, ("photo.jpg", files.photo()))
    arranged(sophie, case.ref, page)
    base = f"/cases/{case.ref}/exhibits/1"
    sophie.send(f"{base}/release", {"audience": "mediator"}, status=302)
    described = {"title": "Photo du tambour", "kind": "photo", "brought_by": "customer", "origin": "produced"}
    sophie.send(f"{base}/describe", described, status=302)
    sophie.send(
        f"{base}/mask", {"mask-regions": "1: 10 10 50 50", "mask-to": "mediator", "mask-reason": "Voisin"}, status=302
    )
    sophie.send(f"{base}/mask", {"mask-regions": "douze", "mask-to": "mediator", "mask-reason": "x"}, status=422)
    sophie.send(f"{base}/withdraw", {"withdraw-reason": ""}, status=422)
    sophie.send(f"{base}/withdraw", {"withdraw-reason": "Doublon"}, status=302)
    sophie.send(f"{base}/restore", {}, status=302)
    row = queries.exhibit_numbered(case, 1)
    assert (row.title, row.audience) == ("Photo du tambour", Audience.MEDIATOR)
    assert row.masking_for(Audience.MEDIATOR) is not None


def test_regions_are_read_as_people_type_them() -> None:
    assert read_regions("1: 10 20 60 25; 3") == [(1, (0.1, 0.2, 0.6, 0.25)), (3, None)]
    with pytest.raises(Refused, match="region_unreadable"):
        read_regions("1: 10 20")


def test_releasing_several_asks_for_what_is_missing_and_keeps_what_was_ticked(app: Flask) -> None:
    case = a_case(company())
    sophie = Browser(app).sign_in("sophie")
    arranged(sophie, case.ref, upload(sophie, case.ref, ("photo.jpg", files.photo())))
    many = f"/cases/{case.ref}/exhibits/release"
    page = sophie.send(many, {"audience": "mediator"}, status=422)
    assert "Cochez au moins une pièce." in page.text
    assert page.value_of("audience") == "mediator"
    page = sophie.send(many, {"number": "1"}, status=422)
    assert "Qui peut la voir — À remplir." in page.text
    assert page.value_of("number") == "1"
    assert queries.exhibit_numbered(case, 1).audience is Audience.INTERNAL
    sophie.send(many, {"number": "1", "audience": "mediator"}, status=302)
    assert queries.exhibit_numbered(case, 1).audience is Audience.MEDIATOR
