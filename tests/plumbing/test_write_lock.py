"""The embedded database's files are for their owner only, whatever the machine's habits."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sqlalchemy import create_engine, text

import app.plumbing.db  # noqa: F401  how the house opens its embedded database


def test_database_log_and_index_are_for_their_owner_only(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        engine = create_engine(f"sqlite:///{tmp_path}/house.sqlite3")
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE words (said TEXT)"))
            made = sorted(tmp_path.iterdir())
            assert [path.name for path in made] == ["house.sqlite3", "house.sqlite3-shm", "house.sqlite3-wal"]
            assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
        engine.dispose()
    finally:
        os.umask(umask)
