"""Starts the house on one machine: web server and worker side by side, with the demo story when asked for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from app.cli.told import ready_database
from app.factory import create_app
from app.kernel import Refused
from app.plumbing.typography import say
from app.worker.actions import work_once
from config import ROOT, Settings, settings_from

EVERY = 5.0


def main() -> int:
    """Prepare the database, tell the demo into an empty local one, start, print the address, wait."""
    settings, demo = settings_from(), "--demo" in sys.argv
    app = create_app(settings)
    with app.app_context():
        try:
            ready_database()
        except Refused as refused:
            sys.stderr.write(say(refused.message, "en") + "\n")
            return 1
        accounts = _tell_demo(settings) if demo else []
    web = subprocess.Popen(_gunicorn(settings), cwd=ROOT)  # noqa: S603  our own server
    stop = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: stop.set())
    _announce(settings, accounts, web)
    with app.app_context():
        while not stop.is_set() and web.poll() is None:
            work_once(app.extensions["clock"].now())
            stop.wait(EVERY)
    web.terminate()
    return web.wait()


def _tell_demo(settings: Settings) -> list[tuple[str, str]]:
    from app.cli.demo import tell_into_empty  # noqa: PLC0415  only `make run` tells it

    if os.environ.get("DATABASE_URL"):
        return []
    return tell_into_empty(settings)


def _gunicorn(settings: Settings) -> list[str]:
    """The web server: threads on the embedded database, processes on a server."""
    command = [
        str(Path(sys.executable).with_name("gunicorn")),
        "--no-control-socket",
        "--bind",
        f"{settings.host}:{settings.port}",
    ]
    size = ["--workers", "1", "--threads", "8"] if settings.on_sqlite else ["--workers", "2", "--threads", "4"]
    return [*command, *size, "--worker-tmp-dir", str(settings.data), "--log-level", "warning", "wsgi:app"]


def _announce(settings: Settings, accounts: list[tuple[str, str]], web: subprocess.Popen[bytes]) -> None:
    address = f"http://{settings.host}:{settings.port}"
    for _try in range(100):
        if web.poll() is not None:
            return
        try:
            urllib.request.urlopen(f"{address}/health", timeout=1).close()  # noqa: S310  our own address
            break
        except OSError:
            time.sleep(0.1)
    lines = [f"Amiable: {address}"] + [f"  {login:<12} {what}" for login, what in accounts]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
