"""A house whose writers are killed at any moment: `python -m tests.worker.killed_writer CASE STAFF KILLS SEED` (settings in the environment).

The house is made once, then it forks a writer, lets it record contacts and exhibits for 20 to 600 ms, and kills it outright;
again and again. Prints one JSON list: the numbers that a writer had been told are kept, before it died.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time

from app.cases.actions import record_contact
from app.cases.models import Case
from app.exhibits.actions import About, add_exhibits, take_in
from app.factory import create_app
from app.people.models import Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
from config import settings_from
from tests.conftest import NOW


def write(case_id: int, staff_id: int, first: int, told: int) -> None:
    """Record without end; each number is told once its unit of work has returned, and a zero once the writer has begun."""
    db.engine.dispose(close=False)
    db.session.get_one(Staff, staff_id)
    db.session.remove()
    os.write(told, b"0\n")
    for number in range(first, first + 100_000):
        record(case_id, staff_id, number)
        os.write(told, f"{number}\n".encode())


def record(case_id: int, staff_id: int, number: int) -> None:
    """A contact and an exhibit, in one unit of work."""
    taken = take_in([(f"piece-{number}.txt", f"preuve {number}".encode())])
    with unit_of_work.writing():
        case, by = db.session.get_one(Case, case_id), db.session.get_one(Staff, staff_id).actor
        record_contact(case, "phone", "in", f"appel {number}", by=by, at=NOW)
        add_exhibits(case, taken, [About()], by=by, at=NOW)


def killed(case_id: int, staff_id: int, first: int, lives: float) -> list[int]:
    """What one writer was told is kept before it was killed."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        write(case_id, staff_id, first, writes)
    os.close(writes)
    with os.fdopen(reads) as told:
        begun = told.readline()
        time.sleep(lives)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [int(line) for line in told] if begun else []


def main(case_id: int, staff_id: int, kills: int, seed: int) -> None:
    draw, acknowledged = random.Random(seed), list[int]()
    with create_app(settings_from(dict(os.environ))).app_context():
        record(case_id, staff_id, 1)  # warm, as a server is before its first request
        acknowledged.append(1)
        db.session.remove()
        for kill in range(kills):
            acknowledged += killed(case_id, staff_id, (kill + 1) * 1_000_000, draw.uniform(0.02, 0.6))
    print(json.dumps(acknowledged))


if __name__ == "__main__":
    main(*(int(given) for given in sys.argv[1:]))
