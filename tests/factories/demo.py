"""The demo company, told once for all processes of a run: telling takes the better part of a minute, a copy none."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app.cli.demo import tell_story
from app.factory import create_app
from app.kernel import FixedClock
from app.plumbing.db import db
from config import settings_from
from tests.conftest import NOW


def house_in(folder: Path, clock: FixedClock, **env: str) -> Flask:
    """The application on this data folder."""
    return create_app(settings_from({"AMIABLE_DATA": str(folder), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40, **env}), clock)  # fmt: skip


def told_in(folder: Path, of_all: Path, template: Path) -> None:
    """Lay a copy of the told house in this folder; whoever comes first tells it, in the folder that all processes share."""
    with _one_at_a_time(of_all / "told.lock"):
        if not (of_all / "told").exists():
            telling = of_all / "telling"
            shutil.rmtree(telling, ignore_errors=True)
            telling.mkdir()
            shutil.copy(template, telling / "amiable.sqlite3")
            with house_in(telling, FixedClock(NOW)).app_context():
                assert tell_story(NOW).told
                db.session.remove()
                db.engine.dispose()
            telling.rename(of_all / "told")
    shutil.copytree(of_all / "told", folder, dirs_exist_ok=True)


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
