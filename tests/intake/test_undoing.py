"""An import undone: what goes, what stays, what the journal, figures, search and the store keep of it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.rules.states import Ended, State
from app.exhibits.queries import store
from app.insight.queries.facts import FACTS
from app.intake.queries.undoing import UNDO
from app.journal.models import Entry, EntryText
from app.journal.queries import verify
from app.kernel import FixedClock
from app.people import actions as people
from app.people.models import Customer
from app.plumbing import search, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.worker.rounds import work_once
from app.worker.tables import CHECKS
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, company
from tests.intake import files

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def sophie(app: Flask, firm: Company) -> Browser:
    return Browser(app).sign_in("sophie")


def brought_in(sophie: Browser, clock: FixedClock, content: bytes | None = None) -> str:
    """The page of an import that is done, some minutes ago."""
    sent = {"mapping": "", "service": "after-sales", "file": (io.BytesIO(content or files.french()), "plaintes.csv")}
    answer = sophie.post("/import/run", {"token": sophie.send("/import", sent).value_of("token")})
    work_once(clock.now())
    clock.at = clock.now() + timedelta(minutes=5)
    return cast(str, answer.location)


def undone(sophie: Browser, clock: FixedClock, place: str) -> None:
    sophie.send(f"{place}/undo", {}, status=302)
    work_once(clock.now())


def all_cases() -> list[Case]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Case).order_by(Case.id)))


def sound() -> bool:
    return list(verify()) == [] and [problem for each in CHECKS for problem in each()] == []


def test_an_import_that_nobody_has_touched_goes_whole(app: Flask, sophie: Browser, clock: FixedClock) -> None:
    place = brought_in(sophie, clock)
    refs = [case.ref for case in all_cases()]
    key = db.session.scalars(select(Job).where(Job.kind == "intake.import")).one().payload["file"]
    seen = sophie.get(f"{place}/undo")
    assert "3 dossiers partent" in seen.text
    undone(sophie, clock, place)
    gone = all_cases()
    assert [case.ref for case in gone] == refs, "their references are not given again"
    assert {(case.state, case.ended, case.external_id) for case in gone} == {(State.CLOSED, Ended.NOT_OURS, None)}
    assert all(case.erased_at for case in gone)
    assert db.session.scalar(
        select(func.count()).select_from(EntryText).join(Entry, Entry.id == EntryText.entry_id).where(Entry.stream.like("case:%"))
    ) == 0  # fmt: skip
    assert [search.newest(word) for word in ("Jeanne", "machine", "R-1")] == [[], [], []]
    assert key not in set(store().keys())
    assert db.session.scalars(select(Customer.name).where(Customer.name == "Jeanne Roux")).all() == []
    assert sound()
    for spoken in ("fr", "en"):
        said = sophie.speak(spoken).get(place).text
    assert "was undone on" in said
    assert "3 cases gone, 0 stayed" in said
    assert "See the open cases" not in said, "there are none of it"
    assert sophie.fetch(f"{place}/undo").status_code == 302, "once"


def test_the_corrected_file_comes_in_anew_as_new_cases(app: Flask, sophie: Browser, clock: FixedClock) -> None:
    first = brought_in(sophie, clock)
    undone(sophie, clock, first)
    clock.at += timedelta(minutes=5)
    brought_in(sophie, clock)
    assert len(all_cases()) == 6
    assert len({case.ref for case in all_cases()}) == 6
    assert [case.external_id for case in all_cases()][3:] == ["R-1", "R-2", "R-3"]


def test_a_case_that_somebody_touched_is_named_before_and_stays(
    app: Flask, firm: Company, sophie: Browser, clock: FixedClock
) -> None:
    place = brought_in(sophie, clock)
    noted, linked, plain = all_cases()
    other = all_cases()[0].ref
    with unit_of_work.writing():
        cases.add_note(noted, "Appelée : elle attend.", by=firm.agent.actor, at=clock.now())
    seen = sophie.get(f"{place}/undo").text
    assert noted.ref in seen
    assert "2 dossiers partent" in seen
    sophie.send(f"{place}/undo", {}, status=302)
    with unit_of_work.writing():  # after it was asked for, before the worker came to it
        cases.link_cases(linked, db.session.get_one(Case, noted.id), "même panne", by=firm.agent.actor, at=clock.now())
    work_once(clock.now())
    assert [case.erased_at is None for case in all_cases()] == [True, True, False]
    said = sophie.get(place).text
    assert (noted.ref in said, linked.ref in said, plain.ref in said, other) == (True, True, False, noted.ref)
    assert sound()


def test_a_customer_known_before_stays_as_they_were(
    app: Flask, firm: Company, sophie: Browser, clock: FixedClock
) -> None:
    with unit_of_work.writing():
        known = people.add_customer(
            "Jeanne Roux", title="Mme", email="jeanne@example.org", by=firm.agent.actor, at=NOW - timedelta(days=3)
        ).id
    place = brought_in(sophie, clock)
    assert all_cases()[0].customer_id == known
    undone(sophie, clock, place)
    db.session.rollback()
    found = db.session.get_one(Customer, known)
    assert (found.name, found.case_erased_on) == ("Jeanne Roux", None)
    work_once(clock.now() + timedelta(days=2))
    db.session.rollback()
    assert db.session.get_one(Customer, known, populate_existing=True).name == "Jeanne Roux"


def test_only_whoever_ran_it_may_undo_it(app: Flask, firm: Company, sophie: Browser, clock: FixedClock) -> None:
    place = brought_in(sophie, clock)
    claire = Browser(app).sign_in("claire")
    assert "undo" not in claire.fetch(place).get_data(as_text=True)
    assert claire.fetch(f"{place}/undo").status_code == 404
    assert db.session.scalars(select(Job).where(Job.kind == UNDO)).all() == []


def test_an_import_of_an_earlier_version_is_not_undone(app: Flask, sophie: Browser, clock: FixedClock) -> None:
    place = brought_in(sophie, clock)
    with unit_of_work.writing():
        job = db.session.scalars(select(Job).where(Job.kind == "intake.import")).one()
        job.result = {name: value for name, value in (job.result or {}).items() if name != "runs"}
    assert "/undo" not in sophie.fetch(place).get_data(as_text=True)
    assert sophie.fetch(f"{place}/undo").status_code == 404


def test_an_undone_import_counts_in_no_figure(app: Flask, sophie: Browser, clock: FixedClock) -> None:
    place = brought_in(sophie, clock)
    undone(sophie, clock, place)
    work_once(clock.now() + timedelta(minutes=1))
    assert db.session.scalars(select(FACTS.c.set_aside)).all() == [1, 1, 1]
