"""One process of the race: tries to grant gestures on its own cases until it is told to stop, all from one budget.

python -m tests.gestures.race_worker NUMBER TRIES  (settings come from the environment; prints one JSON document)
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import date, timedelta

from sqlalchemy.orm.exc import StaleDataError

from app.factory import create_app
from app.gestures import actions
from app.gestures.rules.weighing import Wanted
from app.kernel import FixedClock, Money, Refused
from app.people.models import Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
from config import settings_from
from tests.conftest import NOW

UNTIL = date(2026, 12, 5)


def one_try(case_id: int, staff_id: int, amount: int, turn: int) -> str:
    """Propose and send one gesture in one unit of work; the answer is a code."""
    from app.cases.models import Case

    at = NOW + timedelta(seconds=turn)
    with unit_of_work.writing():
        case, member = db.session.get(Case, case_id), db.session.get(Staff, staff_id)
        assert case is not None
        assert member is not None
        wanted = [Wanted("price_cut", Money(amount))]
        offer = actions.propose_offer(case, wanted, UNTIL, by=member.actor, at=at, deviation="course")
        actions.send_offer(offer, by=member.actor, at=at)
    return "granted"


def main() -> None:
    """Run all tries and print how they ended."""
    staff_id, amount, cases = json.loads(os.environ["RACE"])[int(sys.argv[1])]
    made = create_app(settings_from(os.environ), FixedClock(NOW))
    tally: Counter[str] = Counter()
    with made.app_context():
        for turn, case_id in enumerate(cases, start=1):
            try:
                tally[one_try(case_id, staff_id, amount, turn)] += 1
            except Refused as refused:
                tally[refused.code] += 1
            except StaleDataError:
                tally["stale"] += 1
            except Exception as failure:  # what a person would see as an error page
                tally[f"error {type(failure).__name__}: {failure}"[:200]] += 1
    print(json.dumps(tally))


if __name__ == "__main__":
    main()
