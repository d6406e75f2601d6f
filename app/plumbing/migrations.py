"""Which revision the database is on, which it should be on, and the way there (a copy of the SQLite file first)."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

ROOT = Path(__file__).resolve().parents[2]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def wanted() -> str:
    """The revision this code needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def known() -> frozenset[str]:
    """Every revision this code has been through."""
    return frozenset(one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions())


def of(connection: Connection) -> str | None:
    """The revision of the database behind this connection, or None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def present(url: str) -> str | None:
    """The revision of the database, or None when it is empty."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return of(connection)
    finally:
        engine.dispose()


def migrate(connection: Connection, revision: str = "head") -> None:
    """Take a connection's database to a revision (also down)."""
    config = _config()
    config.attributes["connection"] = connection
    found = of(connection)
    connection.rollback()
    down = revision == "base" or (found is not None and revision != "head" and revision < found)
    (command.downgrade if down else command.upgrade)(config, revision)
    connection.commit()


def migrate_url(url: str, revision: str = "head") -> None:
    """The same for an address."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            migrate(connection, revision)
    finally:
        engine.dispose()


def keep_copy(file: Path, at: datetime) -> Path | None:
    """Copy the embedded database beside itself before it is changed; returns the copy, or None when there is none yet."""
    if not file.exists():
        return None
    copy = file.with_name(f"{file.stem}-before-{at:%Y%m%d-%H%M%S}{file.suffix}")
    source, target = sqlite3.connect(file), sqlite3.connect(copy)
    with target:
        source.backup(target)
    source.close()
    target.close()
    shutil.copymode(file, copy)
    return copy
