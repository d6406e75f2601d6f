"""A worker that dies like a killed one while it erases: `python -m tests.worker.dying_worker N` (the house in the environment).

The process ends without a word (`os._exit`) when the case it erases has gone through N of the rooms that forget it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from app.factory import create_app
from app.kernel import Event
from app.worker.keeping import erase_due
from config import settings_from
from tests.worker.test_keeping import YEARS


def deadly(react: Callable[[Event], None], number: int, dies_after: int) -> Callable[[Event], None]:
    def reaction(event: Event) -> None:
        react(event)
        if number == dies_after:
            os._exit(9)

    return reaction


def main(dies_after: int) -> None:
    app = create_app(settings_from(dict(os.environ)))
    table = app.extensions["reactions"]
    rooms = tuple(deadly(react, n, dies_after) for n, react in enumerate(table["case.erased"], start=1))
    with app.app_context():
        app.extensions["reactions"] = {**table, "case.erased": rooms}
        erase_due(YEARS)


if __name__ == "__main__":
    main(int(sys.argv[1]))
