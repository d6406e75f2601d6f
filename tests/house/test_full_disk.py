"""A disk without room: a sentence, the form as it was filled in, reading goes on; with room again everything goes on, once."""

from __future__ import annotations

import dataclasses
import errno
import os
import tarfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.cases.models import Case
from app.correspondence.actions.mails import read_box
from app.correspondence.models import IncomingMail
from app.documents import actions as documents
from app.documents.models import MadeFile, Product, Reader
from app.exhibits import queries as exhibits
from app.journal.queries import verify
from app.kernel import FixedClock
from app.plumbing import backups, faults, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.typography import say
from app.worker.rounds import run_jobs, work_once
from app.worker.tables import CHECKS
from config import Settings
from tests.api.program import Program, a_key, refused
from tests.client import Browser, Page, check_page
from tests.conftest import NOW
from tests.correspondence.imap_server import imap_server
from tests.correspondence.mails_world import a_mail
from tests.documents.test_actions import a_referred_world
from tests.exhibits import files
from tests.exhibits.test_pages import arranged, upload
from tests.factories.house import Company, a_case, company
from tests.house.full_disk import commit_full, database_full, store_full

WHAT = "La machine fuit depuis lundi et personne ne rappelle."


@pytest.fixture
def firm(app: Flask) -> Company:
    app.testing = False  # an error page, as people see it
    return company()


def said(fault: Any, lang: Any = "fr") -> str:
    return " ".join(say(fault, lang).split())


def whole() -> None:
    assert list(verify()) == []
    assert [problem for each in CHECKS for problem in each()] == []


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def the_resent(page: Page) -> dict[str, str]:
    form = next(node for node in page.find_all("form") if node.get("class") == "actions")
    return {str(node.get("name")): str(node.get("value")) for node in form.iter("input")}


@pytest.mark.parametrize(("lang", "late"), [("fr", False), ("en", True)])
def test_a_complaint_that_finds_no_room_is_given_back_and_logged_once_when_there_is(
    app: Flask, firm: Company, monkeypatch: pytest.MonkeyPatch, lang: str, late: bool
) -> None:
    alice = Browser(app).sign_in("alice").speak(lang)
    typed = {**alice.get("/log").values("log"), "do": "log", "who": "Paul Nouveau", "what": WHAT}
    with commit_full(monkeypatch) if late else database_full():
        page = Page(alice.push("/log", typed), "/log")
        check_page(page)
        assert page.status in {422, 503}
        assert said(faults.FULL, lang) in page.text
        again = the_resent(page) if page.status == 503 else page.values("log")
        assert again["what"] == WHAT
        assert alice.get("/queue").status == 200, "reading goes on"
        assert count(Case) == 0
    assert alice.push("/log", {**again, "do": "log"}).status_code == 302
    assert alice.push("/log", {**again, "do": "log"}).status_code == 302, "the same once more is the same"
    assert count(Case) == 1
    whole()


def test_whoever_only_reads_is_not_stopped_by_a_session_that_cannot_be_kept(
    app: Flask, firm: Company, clock: FixedClock
) -> None:
    ref = a_case(firm).ref
    alice = Browser(app).sign_in("alice")
    with database_full():
        for _look in range(4):
            clock.at += timedelta(minutes=3)
            assert alice.get(f"/cases/{ref}").status == 200


def test_a_program_is_told_the_same_with_a_code(app: Flask, firm: Company) -> None:
    shop = Program(app, a_key(firm.agent))
    complaint = {"external_id": "shop-1", "what": WHAT, "customer": {"name": "Paul Nouveau"}}
    with database_full():
        answer = shop.post("/complaints", complaint)
    assert refused(answer) == (503, "disk_full", None)
    assert answer.headers["Retry-After"]
    assert count(Case) == 0
    assert shop.post("/complaints", complaint).status_code == 201


def test_an_exhibit_that_finds_no_room_is_refused_with_the_sentence_and_taken_when_there_is(
    app: Flask, firm: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(firm)
    alice = Browser(app).sign_in("alice")
    with store_full(monkeypatch):
        page = upload(alice, case.ref, ("a.pdf", files.pdf()))
    assert page.status == 422
    assert said(faults.FULL) in page.text
    assert not list((exhibits.store().root or Path()).rglob(".part-*")), "nothing half written stays"
    staged = upload(alice, case.ref, ("a.pdf", files.pdf()))
    with database_full():
        left = arranged(alice, case.ref, staged, 422)
        assert said(faults.FULL) in left.text
    assert exhibits.exhibits_of(case) == []
    arranged(alice, case.ref, left)
    assert [row.file_name for row in exhibits.exhibits_of(case)] == ["a.pdf"]
    whole()


def test_a_file_that_finds_no_room_is_not_given_up_and_made_when_there_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_referred_world()
    with unit_of_work.writing():
        documents.ask_for(world.case, Reader.MEDIATOR, Product.FILE, "fr", by=world.firm.quality.actor, at=NOW)
    with store_full(monkeypatch):
        run_jobs(NOW)
    job = db.session.scalars(select(Job).where(Job.kind == "document.build")).one()
    assert (job.dead_at, job.done_at, job.error) == (None, None, say(faults.FULL, "fr"))
    assert count(MadeFile) == 0
    work_once(NOW + timedelta(minutes=2))
    assert count(MadeFile) == 1
    whole()


def test_a_mail_that_finds_no_room_stays_in_its_box_and_is_taken_once(
    app: Flask, firm: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with imap_server() as box:
        app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], mail_box=box.url)
        box.put(a_mail("1"), a_mail("2"))
        with store_full(monkeypatch):
            read_box(NOW)
        assert len(box.folders["INBOX"]) == 2
        with database_full():
            for minute in (2, 4):
                with pytest.raises(OperationalError) as full:
                    read_box(NOW + timedelta(minutes=minute))
                assert faults.said_of(full.value) is faults.FULL
        assert len(box.folders["INBOX"]) + count(IncomingMail) >= 2, "none is lost"
        read_box(NOW + timedelta(minutes=6))
        assert not box.folders["INBOX"]
    assert count(IncomingMail) == 2
    whole()


def test_a_backup_that_finds_no_room_leaves_the_one_before_and_nothing_half_written(
    app: Flask, firm: Company, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "backups" / "house.tar.gz"
    run = app.test_cli_runner()
    nowhere = run.invoke(args=["backup", "-o", str(archive)])
    assert (nowhere.exit_code, archive.parent.exists()) == (1, False)
    assert str(archive.parent) in nowhere.stderr
    archive.parent.mkdir()
    assert run.invoke(args=["backup", "-o", str(archive)]).exit_code == 0
    before = archive.read_bytes()

    def full(*_given: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(tarfile.TarFile, "addfile", full)
        answer = run.invoke(args=["backup", "-o", str(archive)])
    assert answer.exit_code == 1
    assert "Le disque ne prend rien" in answer.stderr
    assert [path.name for path in archive.parent.iterdir()] == ["house.tar.gz"]
    assert archive.read_bytes() == before
    assert backups.write(settings, archive).lost == []
