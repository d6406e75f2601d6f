"""`verify` names each file that the store lost or that was altered there, and asks for none that was erased."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.cases import actions as cases
from app.cases.models import Case
from app.correspondence.queries import letters_of
from app.documents.models import Reader
from app.documents.queries.kept_files import file_problems
from app.exhibits.queries import exhibits_of, store
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker import rounds
from tests.conftest import NOW
from tests.correspondence.mails_world import a_mail, one
from tests.documents.test_actions import a_referred_world, build
from tests.documents.test_erasing import erase, wrote
from tests.mediation.world import World


def altered(key: str) -> None:
    """Change one byte of a stored file behind the product's back."""
    root = store().root
    assert root is not None
    path = root / key[:2] / key[2:]
    path.chmod(0o600)
    path.write_bytes(b"x" + path.read_bytes()[1:])


@pytest.fixture
def world(app: Flask) -> World:
    return a_referred_world()


def named() -> list[tuple[str, str, str]]:
    return [(one["kind"], one["ref"], one["message"].partition(":")[0]) for one in file_problems()]


def test_each_kind_of_file_is_named_when_it_is_lost_or_altered(world: World) -> None:
    wrote(world.case, world.firm)
    rounds.run_jobs(NOW + timedelta(minutes=3))
    made, mail = build(world, Reader.MEDIATOR), one(a_mail())
    piece, letter, ref = exhibits_of(world.case)[0], letters_of(world.case)[-1], world.case.ref
    assert file_problems() == []
    for key in (made.file_key, mail.raw_key):
        store().delete(key)
    for key in (piece.file_key, letter.file_key):
        altered(key)
    assert sorted(named()) == [
        ("file_altered", ref, f"exhibit no. {piece.number}"),
        ("file_altered", ref, f"letter no. {letter.number}"),
        ("file_missing", ref, "mediator file, version 1"),
        ("file_missing", f"mail {mail.id}", "the mail as it came"),
    ]


def test_a_file_that_went_with_erased_words_is_not_missed(world: World) -> None:
    with unit_of_work.writing():
        cases.add_note(world.case, "Parle d’un voisin", by=world.firm.agent.actor, at=NOW)
    inside, outside = build(world, Reader.INTERNAL), build(world, Reader.MEDIATOR)
    with unit_of_work.writing():
        db.session.execute(update(Case).values(state="answered"))
    erase(world.case, "case.note", world.firm)
    assert not store().has(inside.file_key)
    assert file_problems() == []
    store().delete(outside.file_key)
    assert [what for _kind, _ref, what in named()] == ["mediator file, version 1"]


def test_the_command_says_so_and_fails(app: Flask, world: World) -> None:
    piece = exhibits_of(world.case)[0]
    db.session.commit()
    store().delete(piece.file_key)
    answer = app.test_cli_runner().invoke(args=["verify", "--json"])
    assert answer.exit_code == 1
    (problem,) = json.loads(answer.stdout)["problems"]
    assert (problem["kind"], problem["ref"]) == ("file_missing", world.case.ref)
    assert piece.file_key in problem["message"]
