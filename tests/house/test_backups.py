"""Backup, wipe, restore, verify: on each database and across, with rows of every room and real files."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from app.cases import actions as cases
from app.cases.models import Case
from app.exhibits.rules import ExhibitKind
from app.factory import create_app
from app.gestures import actions as gestures
from app.intake.actions.importing import import_rows
from app.intake.queries import mapping_named, opened
from app.journal.queries import verify
from app.kernel import FixedClock, Refused
from app.people.rules import SYSTEM
from app.plumbing import backups, idempotency, migrations, search, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.storage import Storage
from app.regimes import actions as regimes
from app.worker.rounds import work_once
from config import Settings, settings_from
from tests import conftest
from tests.api.program import a_key
from tests.conftest import NOW
from tests.factories.gestures import a_draft, stocked
from tests.factories.house import a_case, company
from tests.house.test_migrations import rows
from tests.intake import files
from tests.mediation import world as mediation

Blank = Callable[[str], Settings]
ROOMS = (
    "journal_entry", "journal_text", "journal_participant", "staff", "service", "customer", "purchase", "mediator",
    "regime_edition", "closing_day", "case_file", "claim", "duty", "promise", "case_link", "alert", "exhibit",
    "gesture_catalogue", "offer", "offer_line", "budget", "referral", "frozen_estimate", "standing_estimate",
    "search_text", "job", "replay", "api_key",
)  # fmt: skip
"""Tables that must hold something, so that every room is put to the test."""


@pytest.fixture
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Blank]:
    """An installation without anything in it, on the database asked for."""
    made: list[str] = []

    def settings(kind: str) -> Settings:
        folder = tmp_path / f"restored-{kind}"
        env = {"AMIABLE_DATA": str(folder), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40}
        if kind == "sqlite":
            return settings_from(env)
        base, name = request.getfixturevalue("postgres"), f"restored_{next(conftest._numbers)}"
        conftest._administer(base, f"CREATE DATABASE {name}")
        made.append(name)
        return settings_from({**env, "DATABASE_URL": conftest._url(base, name), "SINGLE_MACHINE": "1"})

    yield settings
    for name in made:
        conftest._administer(request.getfixturevalue("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def lived_in(app: Flask) -> tuple[int, str]:
    """A house in which something happened in every room; number and reference of the case whose mediation runs."""
    firm = stocked()
    entry = mediation.under_contract()
    case = a_case(firm, at=NOW - timedelta(days=60), received_on=date(2026, 9, 10))
    there = mediation.World(firm, case, entry)
    mediation.exhibit(there, "facture œuvre n° 1.pdf", ExhibitKind.INVOICE)
    mediation.refuse_finally(there)
    mediation.step(mediation.notified(there), "accept_entry", date(2026, 11, 19))
    settled = a_case(firm, what="Où est mon colis ? Ça fait 3 semaines… 📦", category="delivery")
    draft = a_draft(settled, firm.agent, ("voucher", 20))
    with unit_of_work.writing():
        gestures.send_offer(draft, by=firm.agent.actor, at=NOW)
        regimes.close_on(date(2026, 12, 24), None, "Réveillon", by=firm.admin.actor, at=NOW)
        cases.promise(case, "rappeler", NOW + timedelta(days=2), by=firm.agent.actor, at=NOW)
        cases.link_cases(case, settled, "même client", by=firm.agent.actor, at=NOW)
        merged = db.session.get_one(Case, settled.id)
        idempotency.once("staff:1", "key", "body", lambda: merged.ref, at=NOW)
    a_key(firm.agent)
    merging = a_case(firm, what="Encore mon colis.", category="delivery")
    with unit_of_work.writing():
        cases.merge(
            db.session.get_one(Case, merging.id), db.session.get_one(Case, settled.id), by=firm.supervisor.actor, at=NOW
        )
    table = opened(io.BytesIO(files.french()))
    import_rows(table, mapping_named("generic-fr"), firm.after_sales, by=SYSTEM, at=NOW)
    work_once(NOW + timedelta(days=1))
    known = case.id, case.ref
    db.session.remove()
    return known


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_backed_up_is_there_again_and_verifies(
    app: Flask, lived_in: tuple[int, str], settings: Settings, blank: Blank, tmp_path: Path, kind: str
) -> None:
    archive, target = tmp_path / "house.tar.gz", blank(kind)
    backups.write(settings, archive)
    before = plain(settings)
    backups.read(target, archive)
    found = plain(target)
    assert [name for name in before if before[name] != found[name]] == []
    assert {name for name in ROOMS if not before[name]} == set()
    again = create_app(target, FixedClock(NOW))
    with again.app_context():
        assert list(verify()) == []
        answered = again.test_cli_runner().invoke(args=["verify", "--json"])
        assert json.loads(answered.stdout) == {"ok": True, "problems": []}
        assert [place.subject_id for place in search.newest("colis semaines")]
        assert list(Storage.at(target.storage_url).keys()) == list(Storage.at(settings.storage_url).keys()) != []
        case = db.session.get_one(Case, lived_in[0])
        with unit_of_work.writing():  # numbers go on where they stopped, journals too
            cases.add_note(case, "Repris après la restauration.", by=SYSTEM, at=NOW)
        fresh = a_case_in(again)
        assert fresh.id > max(int(str(row["id"])) for row in before["case_file"])
        assert list(verify(case.stream)) == []
        db.session.remove()
        db.engine.dispose()


def test_whoever_owns_the_database_restores_without_ruling_the_server(
    request: pytest.FixtureRequest,
    app: Flask,
    lived_in: tuple[int, str],
    settings: Settings,
    blank: Blank,
    tmp_path: Path,
) -> None:
    archive, target = tmp_path / "house.tar.gz", blank("postgresql")
    backups.write(settings, archive)
    base, owner, name = request.getfixturevalue("postgres"), "plain_owner", make_url(target.database_url).database
    conftest._administer(base, f"DROP ROLE IF EXISTS {owner}", f"CREATE ROLE {owner} LOGIN")
    conftest._administer(base, f"ALTER DATABASE {name} OWNER TO {owner}")
    theirs = make_url(target.database_url).set(username=owner).render_as_string(hide_password=False)
    backups.read(replace(target, database_url=theirs), archive)
    assert plain(target) == plain(settings)
    engine = create_engine(theirs)
    with engine.connect() as connection:
        links = connection.execute(
            text("SELECT condeferrable, condeferred FROM pg_constraint WHERE contype = 'f'")
        ).all()
        ruling = connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
    engine.dispose()
    assert (ruling, {tuple(link) for link in links}) == (False, {(False, False)}), "checked at once again"
    conftest._administer(base, f"ALTER DATABASE {name} OWNER TO CURRENT_USER")


def plain(settings: Settings) -> dict[str, list[dict[str, object]]]:
    """Every row, its instants and days written alike on both databases."""
    return {
        name: [backups._plain(row) for row in every]
        for name, every in rows(settings).items()
        if name not in backups.SKIPPED
    }


def a_case_in(house: Flask) -> Case:
    """One more complaint in a restored house."""
    from app.people.models import Customer, Service
    from app.people.queries import staff_member
    from tests.factories.house import a_complaint

    with unit_of_work.writing():
        customer, service = db.session.get_one(Customer, 1), db.session.get_one(Service, 1)
        return cases.log_case(a_complaint(), customer, service, by=staff_member(1).actor, at=NOW)


def test_there_and_back_gives_the_same_archive(
    app: Flask, lived_in: tuple[int, str], settings: Settings, blank: Blank, tmp_path: Path
) -> None:
    other = blank("postgresql" if settings.on_sqlite else "sqlite")
    first, second = tmp_path / "first.tar.gz", tmp_path / "second.tar.gz"
    backups.write(settings, first)
    backups.read(other, first)
    backups.write(other, second)
    assert manifest(first) == manifest(second)


@pytest.mark.parametrize("revision", ["0007", "0015"])
def test_an_archive_of_an_older_version_is_brought_to_this_one(
    app: Flask, lived_in: tuple[int, str], settings: Settings, blank: Blank, tmp_path: Path, revision: str
) -> None:
    archive, target = tmp_path / "older.tar.gz", blank("postgresql" if settings.on_sqlite else "sqlite")
    db.engine.dispose()
    migrations.migrate_url(settings.database_url, revision)
    backups.write(settings, archive)
    assert manifest(archive)["revision"] == revision, "as the rows were, whatever version made the archive"
    again = create_app(target, FixedClock(NOW))
    with again.app_context():
        answered = again.test_cli_runner().invoke(args=["restore", str(archive)])
        assert answered.exit_code == 0, answered.output
        assert f"made at revision {revision}" in answered.output
        checked = again.test_cli_runner().invoke(args=["verify", "--json"])
        assert json.loads(checked.stdout) == {"ok": True, "problems": []}
        asked = set(db.session.scalars(select(Job.kind).where(Job.done_at.is_(None))))
        assert {"cases.derive_again", "cases.index_people"} <= asked
        work_once(NOW + timedelta(days=1))
        assert db.session.get_one(Case, lived_in[0]).ref == lived_in[1]
        elsewhere = db.session.scalars(select(Case.id).where(Case.external_id == "R-1")).one()
        with unit_of_work.writing():  # as before cases were found by the numbers that other systems gave them
            search.put(elsewhere, "subject", "subject", "internal", "sans numéro", title=True)
        assert again.test_cli_runner().invoke(args=["index-people"]).exit_code == 0
        assert [place.subject_id for place in search.newest("R-1")] == [elsewhere]
        db.session.remove()
        db.engine.dispose()


def test_an_archive_of_a_newer_version_says_which_version_to_install(
    app: Flask, settings: Settings, blank: Blank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "newer.tar.gz"
    monkeypatch.setattr(migrations, "of", lambda _connection: "9999")
    backups.write(settings, archive)
    monkeypatch.undo()
    with pytest.raises(Refused, match="newer version"):
        backups.read(blank("sqlite"), archive)


def manifest(archive: Path) -> dict[str, object]:
    with tarfile.open(archive) as opened_archive:
        member = opened_archive.extractfile("manifest.json")
        assert member is not None
        found: dict[str, object] = json.loads(member.read())
        return found


def test_a_house_with_data_is_not_overwritten(app: Flask, settings: Settings, tmp_path: Path) -> None:
    company()
    db.session.remove()
    archive = tmp_path / "house.tar.gz"
    backups.write(settings, archive)
    with pytest.raises(Refused, match="has data already"):
        backups.read(settings, archive)


def test_a_damaged_archive_is_refused_and_says_where(
    app: Flask, settings: Settings, blank: Blank, tmp_path: Path
) -> None:
    company()
    db.session.remove()
    good, bad, target = tmp_path / "good.tar.gz", tmp_path / "bad.tar.gz", blank("sqlite")
    backups.write(settings, good)
    with tarfile.open(good) as source, tarfile.open(bad, "w:gz") as copy:
        for member in source.getmembers():
            content = source.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "tables/staff.jsonl":
                content = content.replace(b"Alice", b"Alicf")
            member.size = len(content)
            copy.addfile(member, io.BytesIO(content))
    with pytest.raises(Refused, match="staff"):
        backups.read(target, bad)


@pytest.mark.parametrize("left", [0, 40, 0.5], ids=["empty", "a beginning", "half"])
def test_an_archive_that_was_cut_is_refused(
    app: Flask, settings: Settings, blank: Blank, tmp_path: Path, left: float
) -> None:
    company()
    db.session.remove()
    archive = tmp_path / "house.tar.gz"
    size = backups.write(settings, archive).size
    archive.write_bytes(archive.read_bytes()[: int(left if left >= 1 else left * size)])
    with pytest.raises(Refused, match="damaged"):
        backups.read(blank("sqlite"), archive)


def test_rows_that_lead_nowhere_are_not_restored(
    app: Flask, lived_in: tuple[int, str], settings: Settings, blank: Blank, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.tar.gz", tmp_path / "bad.tar.gz"
    backups.write(settings, good)
    found = manifest(good)
    with tarfile.open(good) as source, tarfile.open(bad, "w:gz") as copy:
        for member in source.getmembers():
            content = source.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "tables/service.jsonl":
                content = b""
            found["tables"]["service"]["sha256"] = hashlib.sha256(b"").hexdigest()  # type: ignore[index]
            content = json.dumps(found).encode() if member.name == "manifest.json" else content
            member.size = len(content)
            copy.addfile(member, io.BytesIO(content))
    for kind in ("sqlite", "postgresql"):
        with pytest.raises(IntegrityError):
            backups.read(blank(kind), bad)


def test_an_altered_journal_row_is_named(app: Flask, lived_in: tuple[int, str], settings: Settings) -> None:
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        if settings.on_sqlite:
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entry'")
            )
            for (name,) in names.all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE journal_entry DISABLE TRIGGER ALL"))
        connection.execute(
            text("UPDATE journal_entry SET by = 'staff:99' WHERE stream = :stream AND seq = 2"),
            {"stream": f"case:{lived_in[1]}"},
        )
    engine.dispose()
    answered = app.test_cli_runner().invoke(args=["verify", "--json"])
    assert answered.exit_code == 1
    problems = json.loads(answered.stdout)["problems"]
    assert (lived_in[1], 2) in {(each["ref"], each["seq"]) for each in problems}
