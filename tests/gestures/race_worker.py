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

from app.cases.models import Case
from app.factory import create_app
from app.gestures import actions
from app.gestures.queries import ground_for
from app.gestures.queries.costing import beside
from app.gestures.rules.weighing import Wanted, weigh
from app.kernel import FixedClock, Money, Refused
from app.people.models import Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
from config import settings_from
from tests.conftest import NOW

UNTIL = date(2026, 12, 5)


def one_try(case_id: int, staff_id: int, amount: int, turn: int) -> str:
    """Propose and send one gesture in one unit of work; the answer is a code."""
    at = NOW + timedelta(seconds=turn)
    with unit_of_work.writing():
        case, member = db.session.get(Case, case_id), db.session.get(Staff, staff_id)
        assert case is not None
        assert member is not None
        wanted = [Wanted("price_cut", Money(amount))]
        offer = actions.propose_offer(case, wanted, UNTIL, by=member.actor, at=at, deviation="course")
        actions.send_offer(offer, by=member.actor, at=at)
    return "granted"


def look(case_id: int, staff_id: int) -> None:
    """What a page shows before anybody presses its button: rules and parameters are read once per process, outside any lock."""
    case, member = db.session.get(Case, case_id), db.session.get(Staff, staff_id)
    assert case is not None
    assert member is not None
    ground = ground_for(case, member.actor, NOW)
    beside(case, weigh(ground, [Wanted("price_cut", Money(3_000))]), NOW)
    db.session.rollback()


def main() -> None:
    """Run all tries and print how they ended."""
    staff_id, amount, cases = json.loads(os.environ["RACE"])[int(sys.argv[1])]
    made = create_app(settings_from(os.environ), FixedClock(NOW))
    tally: Counter[str] = Counter()
    with made.app_context():
        look(cases[0], staff_id)
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
