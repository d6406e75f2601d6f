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
import urllib.error
import urllib.request
from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli.conventions import ready_database, refuse
from app.cli.machine_errors import check_free, said_plainly
from app.kernel import Refused, words
from app.plumbing import logs
from app.plumbing.db import db, written_back
from app.plumbing.typography import say
from app.worker.lanes import urgent_beside
from app.worker.rounds import work_once
from app.worker.tables import BATCH
from config import ROOT, Settings

EVERY = 5.0
"""Seconds between two rounds of the worker."""
PATIENCE = 60.0
"""Seconds in which a web server on a busy machine should answer."""


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
    try:
        announce(settings, web)
    except Refused as refused:
        refuse(refused, as_json=False)
    if demo and not os.environ.get("DATABASE_URL"):
        _tell_demo(settings, web)
    stop = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: stop.set())
    with urgent_beside(current_app._get_current_object()):  # type: ignore[attr-defined]
        while not stop.is_set() and web.poll() is None:
            busy = _one_round()
            stop.wait(0.0 if busy else EVERY)
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


def announce(settings: Settings, web: subprocess.Popen[bytes], patience: float = PATIENCE) -> None:
    """Print the address once somebody answers there; refuses when the web server stopped, and says when it does not answer."""
    address, until, why = f"http://{settings.host}:{settings.port}", time.monotonic() + patience, ""
    while time.monotonic() < until:
        if web.poll() is not None:
            raise Refused("web_stopped", STOPPED.fill(code=str(web.returncode)))
        try:
            urllib.request.urlopen(f"{address}/health", timeout=1).close()  # noqa: S310  our own address
        except urllib.error.HTTPError as unwell:
            why = str(unwell)
        except OSError as away:
            why = str(getattr(away, "reason", away))
        else:
            _say(f"Amiable: {address}")
            return
        time.sleep(0.1)
    sys.stderr.write(f"{say(SILENT.fill(address=address, seconds=f'{patience:.0f}', why=why), 'fr')}\n")


STOPPED = words(
    "Le serveur web s’est arrêté aussitôt (état {code}) : ce qu’il en dit est écrit ci-dessus.",
    "The web server stopped at once (status {code}): what it says of it stands above.",
)
SILENT = words(
    "Le serveur web ne répond pas bien à {address} après {seconds} s ({why}). Il tourne encore, et l’automate aussi : voyez ce qui "
    "est écrit ci-dessus, la charge de la machine et la base de données.",
    "The web server does not answer well at {address} after {seconds} s ({why}). It still runs, and so does the worker: see what "
    "stands above, how busy the machine is, and the database.",
)


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


COMMANDS = [serve]
