"""A disk that gives errors: a lost, altered or unreadable file is said on its page, by `verify`, by a backup, and in the mediator's file."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import obstore
import pikepdf
import pytest
from flask import Flask
from obstore.exceptions import GenericError

from app.documents.models import Reader
from app.documents.queries.issued import content_of
from app.documents.queries.kept_files import file_problems
from app.exhibits.actions import About, add_exhibits, take_in
from app.exhibits.queries import exhibits_of, store
from app.exhibits.rules import ExhibitKind, From
from app.kernel import Audience
from app.plumbing import backups, faults, storage, unit_of_work
from app.plumbing.db import db
from app.plumbing.typography import say
from config import Settings
from tests.client import Browser, Page, check_page
from tests.conftest import NOW
from tests.documents.test_actions import a_referred_world, build, words_of
from tests.documents.test_kept_files import altered
from tests.mediation.world import World

Fault = Callable[[str], None]


def path_of(key: str) -> Path:
    root = store().root
    assert root is not None
    return root / key[:2] / key[2:]


def vanished(key: str) -> None:
    path_of(key).unlink()


FAULTS = {"file_missing": vanished, "file_altered": altered, "file_unreadable": lambda _key: None}


def unread(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """The disk gives an error wherever this file is read."""
    real = obstore.get

    def get(kept: Any, path: str) -> Any:
        if path.replace("/", "") == key:
            raise GenericError("Generic LocalFileSystem error: Unable to read: Input/output error (os error 5)")
        return real(kept, path)

    monkeypatch.setattr(obstore, "get", get)


@pytest.fixture
def world(app: Flask) -> World:
    """A case whose exhibits are shown to the mediator; the last is handed on as it is, no copy being made of it."""
    app.testing = False
    found = a_referred_world()
    taken = take_in([("echanges.txt", b"Bonjour, la machine fuit.")])
    with unit_of_work.writing():
        said = About("Échanges", ExhibitKind.OTHER, brought_by=From.CUSTOMER, audience=Audience.MEDIATOR)
        add_exhibits(found.case, taken, [said], by=found.firm.quality.actor, at=NOW)
    return found


@pytest.mark.parametrize("kind", FAULTS)
def test_a_lost_exhibit_is_said_wherever_somebody_looks_for_it(
    world: World, app: Flask, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    piece, ref = exhibits_of(world.case)[-1], world.case.ref
    number = piece.number
    FAULTS[kind](piece.file_key)
    if kind == "file_unreadable":
        unread(monkeypatch, piece.file_key)
    db.session.commit()
    assert [(one["kind"], one["message"].partition(":")[0]) for one in file_problems()] == [
        (kind, f"exhibit no. {number}")
    ]
    claire = Browser(app).sign_in("claire")
    assert "manque dans le stockage" in claire.get(f"/cases/{ref}/exhibits/{number}").text
    for address in (f"/cases/{ref}/exhibits/{number}/file", f"/cases/{ref}/exhibits/{number}/file?as=mediator"):
        page = Page(claire.fetch(address), address)
        check_page(page)
        assert page.status == 500
        assert " ".join(say(faults.LOST, "fr").split()) in page.text
    made = content_of(build(world, Reader.MEDIATOR))
    words = " ".join(words_of(made).split())
    assert f"{number} Échanges" in words
    assert "manque dans le stockage ou y a été altéré" in words, "never a silent omission"
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert [name for name in pdf.attachments if name.startswith(f"piece-{number:02}")] == []
        assert len(pdf.attachments) == 3, "the others are there"
    archive = tmp_path / "house.tar.gz"
    assert len(backups.write(settings, archive).lost) == (0 if kind == "file_missing" else 1)


def test_a_backup_with_a_damaged_file_says_which_and_holds_all_the_rest(
    world: World, app: Flask, tmp_path: Path
) -> None:
    key = exhibits_of(world.case)[-1].file_key
    altered(key)
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["backup", "-o", str(tmp_path / "house.tar.gz")])
    assert answer.exit_code == 1
    assert key in answer.stderr
    assert (tmp_path / "house.tar.gz").stat().st_size > 10_000


def test_a_service_that_is_away_is_no_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PATIENCE", {"max_retries": 0})
    options = {"aws_endpoint": "http://127.0.0.1:1", "aws_access_key_id": "a", "aws_secret_access_key": "b"}
    kept = storage.Storage.at("s3://bucket", {**options, "aws_region": "eu-west-3"})
    with pytest.raises(Exception, match=r"127\.0\.0\.1") as away:
        kept.get("0" * 64)
    assert not isinstance(away.value, storage.DamagedError)
    assert faults.said_of(away.value) is faults.STORE
