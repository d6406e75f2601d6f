"""The pages of mediation, the directory and files, as people use them."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask

from app.documents import actions as document_actions
from app.documents.models import Reader
from app.documents.queries.files import compose
from app.documents.queries.issued import content_of, made_files
from app.exhibits.rules import ExhibitKind
from app.kernel import Audience
from app.mediation import queries
from app.mediation.rules import ReferralState
from app.people import actions as people_actions
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.jobs import Job
from tests.client import Browser
from tests.conftest import NOW
from tests.mediation.world import a_world, exhibit, notified, refuse_finally, step


def test_a_mediation_is_recorded_from_the_pages(app: Flask) -> None:
    world = a_world()
    refuse_finally(world)
    letter = exhibit(world, "lettre.pdf", ExhibitKind.MEDIATOR_LETTER)
    claire = Browser(app).sign_in("claire")
    base = f"/cases/{world.case.ref}/mediation"
    claire.get(base)
    claire.send(
        f"{base}/notify",
        {"on": "2026-11-18", "mediator": str(world.mediator.id), "exhibit": str(letter), "their_ref": "M-7"},
        status=302,
    )
    claire.send(f"{base}/1/accept_entry", {"on": "2026-11-19"}, status=302)
    assert "noté, au 19 novembre 2026." in claire.get(base).text
    claire.send(f"{base}/1/proposal", {"on": "2026-11-19", "amount": "200", "until_on": "2026-12-04"}, status=302)
    claire.send(f"{base}/1/our_answer", {"on": "2026-11-20"}, status=422)
    claire.send(f"{base}/1/our_answer", {"on": "2026-11-20", "answer": "accepted"}, status=302)
    claire.send(f"{base}/1/fee", {"fee": "180"}, status=302)
    row = queries.referral_numbered(world.case, 1)
    assert (row.state, row.their_ref) == (ReferralState.PROPOSED, "M-7")
    for code in ("fr", "en"):
        claire.speak(code)
        for path in (
            base,
            "/mediation",
            "/mediation?show=closed",
            f"{base}/1/failed",
            f"{base}/notify",
            f"{base}/refer",
        ):
            claire.get(path)
    assert claire.fetch(f"{base}/1/nonsense").status_code == 404
    assert claire.fetch(f"{base}/7/failed").status_code == 404


@pytest.mark.parametrize("step", ["proposal", "extended", "requested", "inadmissible"])
def test_wrong_dates_amounts_and_missing_fields_are_sentences(app: Flask, step: str) -> None:
    world = a_world()
    notified(world)
    claire = Browser(app).sign_in("claire")
    for on in ("", "31/02/2026", "2027-01-01", "1999-01-01", "<script>"):
        claire.send(
            f"/cases/{world.case.ref}/mediation/1/{step}",
            {"on": on, "amount": "douze", "until_on": "2000-01-01", "exhibit": "99", "text": "\u202e" * 50},
            status=422,
        )


def test_the_directory_is_read_by_all_and_changed_by_the_administrator(app: Flask) -> None:
    a_world()
    alice, admin = Browser(app).sign_in("alice"), Browser(app).sign_in("admin")
    for path in ("/mediators", "/mediators?q=lyon&sector=energy", "/mediators/mtv"):
        alice.get(path)
    assert alice.fetch("/mediators/mtv/edit").status_code == 403
    assert alice.fetch("/mediators/nobody").status_code == 404
    form = {"name": "MTV", "sectors": "travel", "site": "https://www.mtv.travel", "contract_from": "2026-01-01"}
    admin.send("/mediators/mtv/edit", form, status=302)
    admin.send("/mediators/mtv/edit", {**form, "site": "javascript:alert(1)"}, status=422)
    admin.send("/mediators/new", {"name": "Médiation Neuve", "sectors": "retail"}, status=302)


def test_a_file_is_asked_for_watched_and_downloaded(app: Flask) -> None:
    world = a_world()
    with unit_of_work.writing():
        people_actions.present_house(name="Maison Essai", by=SYSTEM, at=NOW)
    refuse_finally(world)
    claire = Browser(app).sign_in("claire")
    base = f"/cases/{world.case.ref}/files"
    wanted = {"reader": "mediator", "product": "file", "language": "fr", "sealed": "1"}
    assert "ne part qu’une fois" in claire.send(base, wanted, status=422).text
    claire.get(f"{base}/preview/mediator")
    notified(world)
    claire.send(base, wanted, status=302)
    assert "Mise en page du dossier" in claire.get(f"{base}/state").text
    from sqlalchemy import select

    from app.plumbing.db import db

    job = db.session.scalars(select(Job).where(Job.kind == "document.build")).one()
    document_actions.HANDLERS["document.build"](job, NOW)
    row = made_files(world.case)[0]
    got = claire.fetch(f"{base}/{row.id}")
    assert got.data == content_of(row)
    assert got.headers["Content-Disposition"].startswith("attachment")
    for path in (base, *(f"{base}/preview/{reader}" for reader in ("reply", "consumer", "internal", "court"))):
        claire.get(path)
    alice = Browser(app).sign_in("alice")
    assert alice.fetch(f"{base}/preview/internal").status_code == 403
    stranger = Browser(app)
    checked = stranger.fetch("/verify")
    assert checked.status_code == 200


def test_a_court_gets_what_the_customer_may_see_and_the_preview_names_what_stays(app: Flask) -> None:
    world = a_world()
    shared = [exhibit(world, f"{each.value}.pdf", ExhibitKind.PHOTO, audience=each) for each in Audience]
    claire = Browser(app).sign_in("claire")
    base = f"/cases/{world.case.ref}/files/preview"
    stays = {reader: claire.get(f"{base}/{reader}").text for reader in ("mediator", "court", "internal")}
    inner, customers, mediators = shared
    assert f"Pièces n° {inner} et {customers} : elles restent ici" in stays["mediator"]
    assert f"Pièce n° {inner} : elle reste ici" in stays["court"]
    assert "ici, non communiquée" not in stays["internal"]
    assert [line.number for line in compose(world.case, Reader.COURT, "fr").document.exhibits] == [customers, mediators]


def test_anybody_may_check_a_file_and_nonsense_is_not_recognised(app: Flask) -> None:
    stranger = Browser(app)
    stranger.get("/verify")
    for content in (b"%PDF-1.4 nonsense", b"hello", b"\x00" * 100):
        page = stranger.send("/verify", {"file": (io.BytesIO(content), "x.pdf")}, token_from="/verify")
        assert "reconnaissons" in page.text or "recognise" in page.text


def test_a_clock_that_was_met_late_says_so(app: Flask) -> None:
    world = a_world()
    row = notified(world, seised_on=date(2026, 10, 12))
    step(row, "admissible", date(2026, 11, 19))
    page = Browser(app).sign_in("claire").get(f"/cases/{world.case.ref}/mediation")
    assert "faite en retard" in page.text
