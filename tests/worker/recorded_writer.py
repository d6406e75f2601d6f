"""A writer whose every write is recorded from outside: `python -m tests.worker.recorded_writer CASE STAFF HOW_MANY` (house in the environment).

Records contacts with their exhibits, one unit of work each, and says `told N` once each has returned; the worker's
bringing the log into the file happens now and then. It ends without a word, as when the power goes.
"""

from __future__ import annotations

import os
import sys

from app.factory import create_app
from app.plumbing.db import db, written_back
from config import settings_from
from tests.worker.killed_writer import record

FIRST = 10_000_000
BACK_EVERY = 7


def main(case_id: int, staff_id: int, how_many: int) -> None:
    with create_app(settings_from(dict(os.environ))).app_context():
        for number in range(FIRST, FIRST + how_many):
            record(case_id, staff_id, number)
            os.write(1, f"told {number}\n".encode())
            if number % BACK_EVERY == 0:
                db.session.remove()
                written_back()
        os._exit(0)


if __name__ == "__main__":
    main(*(int(given) for given in sys.argv[1:]))
