"""Parts of files that are drawn once: kept per case, encrypted, used again, erased with the words they show."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.cases import actions as case_actions
from app.documents import actions
from app.documents.actions import part_cache
from app.documents.actions.part_cache import CaseShelf
from app.documents.models import FilePart, MadeFile, Product, Reader
from app.documents.queries import build
from app.documents.queries.files import compose, preview
from app.exhibits.queries import store
from app.journal.actions import erase_words
from app.journal.queries import entries_of
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import LEASE, Job
from app.plumbing.pdf.parts import Made
from app.worker.rounds import run_jobs
from config import ROOT, Settings
from tests.documents.test_actions import LATER, a_referred_world
from tests.mediation.world import World


def drawn(world: World, reader: Reader = Reader.MEDIATOR) -> tuple[bytes, tuple[str, ...], CaseShelf]:
    """A file of the case, the parts drawn for it, and the shelf it used."""
    shelf = CaseShelf(world.case, LATER)
    composed = preview(world.case, reader, "fr")
    made = build.draw_file(composed.document, "fr", composed.released, shelf=shelf)
    return made.pdf, made.drawn, shelf


def kept() -> list[FilePart]:
    db.session.rollback()
    return list(db.session.scalars(select(FilePart).order_by(FilePart.id)))


def test_a_file_drawn_from_the_shelf_has_the_same_bytes_and_only_what_changed_is_drawn(app: Flask) -> None:
    world = a_referred_world()
    first, parts, _ = drawn(world)
    assert len(parts) == len(kept()) >= 3
    again, none, _ = drawn(world)
    assert (again, none) == (first, ())
    unshelved = compose(world.case, Reader.MEDIATOR, "fr").draw(Product.FILE)
    assert unshelved.content == first
    with unit_of_work.writing():
        case_actions.add_note(world.case, "Une note", by=world.firm.quality.actor, at=LATER)
    moved, after_a_note, _ = drawn(world)
    assert (moved != first, after_a_note) == (True, ()), "its head moved on, and only the front tells"


def test_the_worker_uses_the_shelf_and_says_how_far_it_is(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_referred_world()
    seen: list[int] = []
    real = actions.building._progress
    monkeypatch.setattr("app.documents.actions.building._progress", lambda n, p: (seen.append(p), real(n, p)))
    with unit_of_work.writing():
        job = actions.ask_for(world.case, Reader.MEDIATOR, Product.FILE, "fr", by=world.firm.quality.actor, at=LATER)
    actions.HANDLERS["document.build"](job, LATER)
    assert seen == sorted(seen)
    assert len(seen) > 4
    assert drawn(world)[1] == ()


KILLED = """
import os, signal, sys
from datetime import datetime
from app.documents.actions.part_cache import CaseShelf
from app.factory import create_app
from app.worker.rounds import run_jobs
keep = CaseShelf.put
def keep_and_die(shelf, key, part):
    keep(shelf, key, part)
    os.kill(os.getpid(), signal.SIGKILL)
CaseShelf.put = keep_and_die
with create_app().app_context():
    run_jobs(datetime.fromisoformat(sys.argv[1]))
"""
"""A worker that is killed as soon as the first part of a file is drawn and kept."""


def test_a_killed_worker_leaves_what_it_drew_to_the_next(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_referred_world()
    with unit_of_work.writing():
        asked = actions.ask_for(world.case, Reader.MEDIATOR, Product.FILE, "fr", by=world.firm.quality.actor, at=LATER)
    number, ref = asked.id, world.case.id
    db.session.rollback()
    address = {} if settings.on_sqlite else {"DATABASE_URL": settings.database_url, "SINGLE_MACHINE": "1"}
    env = {**os.environ, "AMIABLE_DATA": str(settings.data), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40, **address}

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, LATER.isoformat()], cwd=ROOT, env=env, timeout=240, check=False
    )

    assert killed.returncode == -signal.SIGKILL
    assert len(kept()) == 1
    assert (run_jobs(LATER), db.session.get_one(Job, number).state) == (0, "running"), "its lease still runs"
    resumed: list[Made] = []
    unshelved: list[bytes] = []
    real = build.draw_in_parts

    def watched(*what: Any, **how: Any) -> Made:
        resumed.append(real(*what, **how))
        unshelved.append(real(*what, **{**how, "shelf": None, "told": None}).pdf)
        return resumed[-1]

    monkeypatch.setattr(build, "draw_in_parts", watched)
    assert run_jobs(LATER + LEASE + timedelta(seconds=1)) == 1
    row = db.session.scalars(select(MadeFile).where(MadeFile.case_id == ref)).one()
    assert len(resumed[0].drawn) == len(kept()) - 1 > 0, "one part was already there"
    assert store().get(row.file_key) == resumed[0].pdf == unshelved[0]


def test_what_is_kept_cannot_be_read_without_its_row(app: Flask) -> None:
    world = a_referred_world()
    drawn(world)
    for row in kept():
        content = store().get(row.file_key)
        assert b"%PDF" not in content
        assert b"fonts" not in content


def test_a_damaged_or_missing_part_is_drawn_again(app: Flask) -> None:
    world = a_referred_world()
    first, _, _ = drawn(world)
    store().delete(kept()[0].file_key)
    with unit_of_work.writing():
        db.session.execute(update(FilePart).where(FilePart.id == kept()[1].id).values(secret=bytes(32)))
    again, parts, _ = drawn(world)
    assert again == first
    assert len(parts) == 2


def test_parts_of_one_audience_are_not_anothers_unless_they_say_the_same(app: Flask) -> None:
    world = a_referred_world()
    drawn(world)
    before = {row.key for row in kept()}
    composed = preview(world.case, Reader.INTERNAL, "fr")
    drawn(world, Reader.INTERNAL)
    added = {row.key for row in kept()} - before
    assert added, "the internal file says more"
    sections = {section.html for section in build.sections_of(composed.document, "fr")}
    shared = len(sections) - len(added)
    others = {section.html for section in build.sections_of(preview(world.case, Reader.MEDIATOR, "fr").document, "fr")}
    assert shared == len(sections & others)


def test_erased_words_leave_the_shelf_at_once(app: Flask) -> None:
    world = a_referred_world()
    drawn(world)
    file_keys = [row.file_key for row in kept()]
    assert all(store().has(key) for key in file_keys)
    entry = next(each for each in entries_of(world.case.stream) if each.words is not None)
    with unit_of_work.writing():
        erase_words(entry, by="staff:1", at=LATER, reason="demande du client")
    assert kept() == []
    assert not any(store().has(key) for key in file_keys)


def test_a_build_under_way_when_words_are_erased_keeps_nothing_of_them(app: Flask) -> None:
    world = a_referred_world()
    shelf = CaseShelf(world.case, LATER)
    composed = preview(world.case, Reader.MEDIATOR, "fr")
    entry = next(each for each in entries_of(world.case.stream) if each.words is not None)
    with unit_of_work.writing():
        erase_words(entry, by="staff:1", at=LATER, reason="demande du client")
    before = set(store().keys())
    build.draw_file(composed.document, "fr", composed.released, shelf=shelf)
    assert kept() == []
    assert set(store().keys()) == before


def test_the_shelf_lets_go_of_what_is_old_and_of_what_is_too_much(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_referred_world()
    shelf = CaseShelf(world.case, LATER)
    for name in ("a", "b", "c"):
        shelf.put(name * 64, name.encode() * 100)
    old = LATER - part_cache.KEPT - timedelta(days=1)
    with unit_of_work.writing():
        db.session.execute(update(FilePart).where(FilePart.key == "a" * 64).values(used_at=old))
    CaseShelf(world.case, LATER).tidy()
    assert [row.key[0] for row in kept()] == ["b", "c"]
    monkeypatch.setattr(part_cache, "MOST_BYTES", 150)
    CaseShelf(world.case, LATER).tidy()
    assert [row.key[0] for row in kept()] == ["c"]
