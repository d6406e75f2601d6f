"""Starts the house on one machine: web server and worker side by side, with the demo story when asked for.

The worker has two lanes: rounds of all that is due, one after the other, and beside them what cannot wait.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.cli.told import ready_database, refuse
from app.cli.trouble import check_free, said_plainly
from app.kernel import Refused
from app.plumbing import jobs, logs
from app.plumbing.db import db, written_back
from app.worker.rounds import run_urgent, work_once
from app.worker.tables import BATCH, URGENT
from config import ROOT, Settings

EVERY = 5.0
SOON = 1.0
"""Seconds between two rounds of the worker, and between two looks for urgent work."""


@click.command(
    "serve", help="Start web server and worker; with --demo, tell the demo story into an empty local database first."
)
@click.option("--demo", is_flag=True, help="Tell the demo story into an empty local database.")
@with_appcontext
def serve(demo: bool) -> None:
    """Prepare the database, start, print the address, work until told to stop."""
    settings = cast(Settings, current_app.extensions["settings"])
    try:
        check_free(settings.host, settings.port)
        with said_plainly():
            ready_database()
    except Refused as refused:
        refuse(refused, as_json=False)
    web = subprocess.Popen(_gunicorn(settings), cwd=ROOT)  # noqa: S603  our own server
    _announce(settings, web)
    if demo and not os.environ.get("DATABASE_URL"):
        _tell_demo(settings, web)
    stop = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: stop.set())
    lane = threading.Thread(target=_urgent_lane, args=(current_app._get_current_object(), stop), daemon=True)  # type: ignore[attr-defined]
    lane.start()
    while not stop.is_set() and web.poll() is None:
        busy = _one_round()
        stop.wait(0.0 if busy else EVERY)
    lane.join(EVERY)
    web.terminate()
    sys.exit(web.wait())


def _one_round() -> bool:
    """One round of the worker; was there so much to estimate that the next should follow at once?

    What fails is logged and tried again at the next round, while the house stays open.
    """
    try:
        written_back()
        clock = current_app.extensions["clock"]
        return work_once(clock.now(), clock).get("estimates_kept", 0) >= BATCH
    except Exception:
        logs.log.exception("round_left")
        return False
    finally:
        db.session.remove()


def _urgent_lane(app: Flask, stop: threading.Event) -> None:
    """Codes and letters leave beside the rounds: a file of 400 pages that is being drawn keeps nobody before a closed door."""
    while not stop.wait(SOON):
        with app.app_context():
            _urgent_round()


def _urgent_round() -> None:
    """One look for urgent work; what fails is logged and tried again at the next."""
    try:
        clock = current_app.extensions["clock"]
        if jobs.any_due(clock.now(), URGENT):
            run_urgent(clock.now(), clock=clock)
    except Exception:
        logs.log.exception("round_left")
    finally:
        db.session.remove()


def _tell_demo(settings: Settings, web: subprocess.Popen[bytes]) -> None:
    """Tell the story while the sign-in page is served already: people first, then a year of their cases."""
    from app.cli.demo import house_is_empty, tell_into_empty  # noqa: PLC0415  the story is long: only `--demo` reads it

    if house_is_empty():
        _say("The demo story is being told: its people can sign in at once, its cases appear within the minute.")
    try:
        accounts = tell_into_empty(settings)
    except Refused as refused:
        web.terminate()
        refuse(refused, as_json=False)
    except BaseException:
        web.terminate()
        raise
    finally:
        db.session.remove()
    _say(*(f"  {login:<12} {what}" for login, what in accounts))


def _gunicorn(settings: Settings) -> list[str]:
    """The web server: two processes of four threads, on either database, that share what was read before they parted."""
    command = [
        str(Path(sys.executable).with_name("gunicorn")),
        "--no-control-socket",
        "--bind",
        f"{settings.host}:{settings.port}",
    ]
    size = ["--preload", "--workers", "2", "--threads", "4"]
    return [*command, *size, "--worker-tmp-dir", str(settings.data), "--log-level", "warning", "wsgi:app"]


def _announce(settings: Settings, web: subprocess.Popen[bytes]) -> None:
    address = f"http://{settings.host}:{settings.port}"
    for _try in range(100):
        if web.poll() is not None:
            return
        try:
            urllib.request.urlopen(f"{address}/health", timeout=1).close()  # noqa: S310  our own address
            break
        except OSError:
            time.sleep(0.1)
    _say(f"Amiable: {address}")


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


COMMANDS = [serve]
