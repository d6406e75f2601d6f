"""Who took which file out of the house: kept in the record of access, never in the journal of the case; read by those who check."""

from __future__ import annotations

import pytest
from flask import Flask

from app.documents.models import Reader
from app.exhibits.queries import exhibits_of
from app.journal.queries import entries_of, verify
from app.people.actions import ACCESS
from app.people.rules.downloads import KIND
from app.plumbing.db import db
from app.portal.queries.copying import copy_as_pdf, copy_of
from tests.client import Browser
from tests.conftest import NOW
from tests.documents.test_actions import a_referred_world, build, words_of
from tests.house.full_disk import database_full
from tests.mediation.world import World

TAB = f"/settings/history?kind={KIND}"


@pytest.fixture
def world(app: Flask) -> World:
    return a_referred_world()


def taken() -> list[tuple[str, str, object]]:
    db.session.rollback()
    db.session.expire_all()
    return [(row.by, row.data["what"], row.data.get("number")) for row in entries_of(ACCESS) if row.kind == KIND]


def test_what_was_downloaded_is_kept_and_told_to_those_who_check_and_to_nobody_else(app: Flask, world: World) -> None:
    ref, claire = world.case.ref, world.firm.quality.key
    piece, made = exhibits_of(world.case)[0].number, build(world, Reader.MEDIATOR).id
    before = [entry.seq for entry in entries_of(world.case.stream)]
    desk = Browser(app).sign_in("claire")
    for address in (f"exhibits/{piece}/file", f"exhibits/{piece}/file?as=mediator", f"files/{made}"):
        assert desk.fetch(f"/cases/{ref}/{address}").status_code == 200
    assert desk.fetch(f"/cases/{ref}/exhibits/{piece}/pages/1.jpg").status_code == 200, "looking takes nothing"
    assert taken() == [(claire, "exhibit", piece), (claire, "exhibit", piece), (claire, "file", made)]
    assert [entry.seq for entry in entries_of(world.case.stream)] == before, "reading writes no journal of the case"
    for login, knows_cases in (("diane", True), ("audrey", True), ("admin", False)):
        page = Browser(app).sign_in(login).get(TAB)
        assert "Dossier PDF" in page.text
        assert "Claire Morel" in page.text
        assert ("pour le médiateur" in page.text, ref in page.text) == (True, knows_cases)
    page = Browser(app).sign_in("diane").speak("en").get(TAB)
    assert "Files taken away" in page.text
    assert f"case {ref}" in page.text
    assert "Fichiers emportés" not in Browser(app).sign_in("sophie").get(TAB).text
    assert list(verify()) == []


def test_what_cannot_be_kept_is_not_handed_out(app: Flask, world: World) -> None:
    app.testing = False
    ref, piece = world.case.ref, exhibits_of(world.case)[0].number
    desk = Browser(app).sign_in("claire")
    with database_full():
        assert desk.fetch(f"/cases/{ref}/exhibits/{piece}/file").status_code == 503
    assert desk.fetch(f"/cases/{ref}/exhibits/{piece}/file").status_code == 200
    assert len(taken()) == 1


def test_who_asks_for_their_data_reads_what_was_taken_of_their_case_without_the_names_of_staff(
    app: Flask, world: World
) -> None:
    piece = exhibits_of(world.case)[0].number
    Browser(app).sign_in("claire").fetch(f"/cases/{world.case.ref}/exhibits/{piece}/file")
    db.session.rollback()
    case = world.case
    document = copy_of(case.customer, [case], NOW)
    assert document["cases"][0]["taken"] == [
        {"on": NOW.date().isoformat(), "what": "Pièce", "number": piece, "by": "us"}
    ]
    said = words_of(copy_as_pdf(case.customer, document, "D-1", NOW))
    assert "par une personne de notre maison" in said
    assert "Claire" not in said
