"""Commands that keep the house: migrate, verify, work, backup, restore."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, cast

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cases.actions import derive_soon, index_people, index_people_soon, look_soon
from app.cli.conventions import Problems, Told, command, refuse, tell
from app.cli.machine_errors import said_plainly
from app.journal.queries import verify as journal_problems
from app.kernel import Event, Refused
from app.people.rules import SYSTEM
from app.plumbing import backups, migrations, triggers, unit_of_work
from app.plumbing.db import db
from app.plumbing.web import clock
from app.worker.lanes import urgent_beside
from app.worker.rounds import work_once
from app.worker.tables import CHECKS
from config import Settings


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


@click.command("migrate", help="Bring the database to this version; the SQLite file is copied first.")
@with_appcontext
def migrate() -> None:
    """Migrate: nothing else does, once there is data."""
    settings = _settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    found, wanted = migrations.present(settings.database_url), migrations.wanted()
    if found == wanted:
        tell(f"The database is at revision {wanted} already.")
        return
    copy = migrations.keep_copy(settings.sqlite_file, clock().now()) if settings.on_sqlite else None
    migrations.migrate_url(settings.database_url)
    if found:
        _brought_up()
    tell(f"Migrated from {found or 'nothing'} to {wanted}." + (f" The file before: {copy}" if copy else ""))


def _brought_up() -> None:
    """Ask the worker to bring next steps, dates and search up to what this version says."""
    with unit_of_work.writing():
        migrated = Event("house.migrated", "house", clock().now(), SYSTEM.key)
        look_soon(migrated)
        derive_soon(migrated)
        index_people_soon(migrated)


@command("verify")
def verify(told: Told) -> dict[str, Any]:
    """Check the chain of every journal, the guards of the database, money and files; exit status 1 when something is wrong."""
    problems = [
        {"kind": p.kind.value, "ref": p.stream.removeprefix("case:"), "seq": p.seq, "message": p.message}
        for p in journal_problems()
    ]
    missing = triggers.names() - triggers.present(db.session.connection())
    problems += [
        {"kind": "guard_missing", "ref": "", "seq": 0, "message": f"the trigger {name} is missing"}
        for name in sorted(missing)
    ]
    for check in CHECKS:
        problems += check()
    answer = {"ok": not problems, "problems": problems}
    if problems:
        raise Problems(answer)
    return answer


@command("work")
@click.option("--once", is_flag=True, default=True, help="Do what is due, then stop (the default).")
def work(told: Told, once: bool) -> dict[str, int]:
    """Do what is due at this instant: jobs, broken promises, expiries, quiet closings, alerts."""
    with urgent_beside(current_app._get_current_object()):  # type: ignore[attr-defined]
        return work_once(told.at, clock())


@command("index-people")
def index_again(told: Told) -> dict[str, int]:
    """Index titles, customers and parties of all cases again, so that a search finds them as this version does."""
    return {"cases": index_people()}


@click.command("backup", help="Write the whole house (database and files) to one archive.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@with_appcontext
def backup(output: Path) -> None:
    """Back up: consistent while people work. Exit status 1 when a stored file could not be read: all the rest is in the archive."""
    try:
        with said_plainly():
            made = backups.write(_settings(), output)
    except Refused as refused:
        refuse(refused, as_json=False)
    tell(f"{output}: {made.size:,} bytes")
    if made.lost:
        tell(
            f"{len(made.lost)} of the stored files are damaged or cannot be read, so are not in it; `flask verify` says whose:"
        )
        tell("\n".join(made.lost))
        sys.exit(1)


@click.command(
    "restore", help="Rebuild the house from an archive (of this version or an older one), into an empty data folder."
)
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(archive: Path) -> None:
    """Restore: refuses to overwrite a house that has data."""
    try:
        with said_plainly():
            revision = backups.read(_settings(), archive)
    except Refused as refused:
        refuse(refused, as_json=False)
    if revision != migrations.wanted():
        _brought_up()
        tell(
            f"The archive was made at revision {revision}: brought to {migrations.wanted()}. The worker finds and dates its cases anew."
        )
    tell(f"{archive}: restored. Run `flask verify`.")


COMMANDS = [migrate, verify, work, index_again, backup, restore]
