"""A second lane for what cannot wait: codes and letters leave beside a round, however long its longest job takes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app

from app.plumbing import jobs, logs
from app.plumbing.db import db
from app.worker.rounds import run_urgent
from app.worker.tables import URGENT

SOON = 1.0
PATIENCE = 30.0
"""Seconds between two looks for urgent work, and how long the end waits for what is being sent."""


@contextmanager
def urgent_beside(app: Flask, every: float = SOON) -> Iterator[None]:
    """While this lasts, urgent work is looked for beside it: a file of 400 pages that is being drawn keeps nobody before a door."""
    stop = threading.Event()
    lane = threading.Thread(target=_lane, args=(app, stop, every), daemon=True)
    lane.start()
    try:
        yield
    finally:
        stop.set()
        lane.join(PATIENCE)


def _lane(app: Flask, stop: threading.Event, every: float) -> None:
    while not stop.wait(every):
        with app.app_context():
            _look()


def _look() -> None:
    """One look for urgent work; what fails is logged and tried again at the next."""
    try:
        clock = current_app.extensions["clock"]
        if jobs.any_due(clock.now(), URGENT):
            run_urgent(clock.now(), clock=clock)
    except Exception:
        logs.log.exception("round_left")
    finally:
        db.session.remove()
