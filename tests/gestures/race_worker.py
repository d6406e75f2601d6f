"""Several processes of one house acting at once: `python -m tests.gestures.race_worker` (plan and settings in the environment).

The house is made and warmed once, as a web server does before its first request; then it forks, the children wait for each
other at a barrier, and every one does its part. Prints one JSON document: how each try ended and the longest wait.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.factory import create_app
from app.gestures import actions
from app.gestures.actions import Drafted
from app.gestures.models import Offer
from app.gestures.queries import ground_for
from app.gestures.queries.costing import beside
from app.gestures.rules.weighing import Wanted, weigh
from app.kernel import FixedClock, Money, Refused
from app.people.models import Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.regimes.queries import read_ahead
from config import settings_from
from tests.conftest import NOW

UNTIL = date(2026, 12, 5)
FORK = multiprocessing.get_context("fork")


def grant(case_id: int, staff_id: int, amount: int, at: datetime) -> str:
    """Propose and send one gesture in one unit of work, as the form's one button does."""
    with unit_of_work.writing():
        case, by = db.session.get_one(Case, case_id), db.session.get_one(Staff, staff_id).actor
        drafted = Drafted([Wanted("price_cut", Money(amount))], UNTIL, deviation="course")
        offer = actions.propose_offer(case, drafted, by=by, at=at)
        actions.send_offer(offer, by=by, at=at)
    return "granted"


def answer(case_id: int, staff_id: int, at: datetime, draw: random.Random) -> str:
    """The customer accepts or refuses some offer of the case."""
    with unit_of_work.writing():
        by, offer = db.session.get_one(Staff, staff_id).actor, db.session.get(Offer, _an_offer_now(case_id, draw))
        if offer is None:
            return "nothing"
        actions.answer_offer(
            offer, draw.choice(("accepted", "refused")), 1, by=by, at=at, channel="phone", proof="appel"
        )
    return "answered"


def carry_out(case_id: int, staff_id: int, at: datetime, draw: random.Random) -> str:
    """Somebody carries out a line of some offer of the case, or takes it back."""
    with unit_of_work.writing():
        by, offer = db.session.get_one(Staff, staff_id).actor, db.session.get(Offer, _an_offer_now(case_id, draw))
        if offer is None:
            return "nothing"
        actions.carry_out(offer.lines[0], "avoir", by=by, at=at)
    return "carried out"


def _an_offer_now(case_id: int, draw: random.Random) -> int:
    found = list(db.session.scalars(select(Offer.id).where(Offer.case_id == case_id)))
    return draw.choice(found) if found else 0


def expire(at: datetime) -> str:
    """The clock's round, three weeks later: everything that is past its day, of all cases at once."""
    with unit_of_work.writing():
        actions.expire_offers(at=at + timedelta(days=21))
    return "expired"


def grants(part: dict[str, Any]) -> list[Callable[[], str]]:
    """The race for one budget: every case of this process gets its gestures."""
    tries = enumerate(part["cases"], start=1)
    return [
        lambda c=case, n=n: grant(c, part["staff"], part["amount"], NOW + timedelta(seconds=n)) for n, case in tries
    ]  # type: ignore[misc]


def mixed(part: dict[str, Any]) -> list[Callable[[], str]]:
    """Anything at once on the same few cases, from a seed; first a gesture and an answer, so that no round of the clock comes before both."""
    draw, staff, steps = random.Random(part["seed"]), part["staff"], part["steps"]
    drawn = [draw.choice(("grant", "grant", "answer", "answer", "carry_out", "expire")) for _ in range(steps - 2)]
    begun = draw.choice(part["cases"])
    found: list[Callable[[], str]] = []
    for n, kind in enumerate(["grant", "answer", *drawn]):
        case, at = begun if n < 2 else draw.choice(part["cases"]), NOW + timedelta(seconds=n + 1)
        one: Callable[[], str] = {
            "grant": lambda c=case, t=at: grant(c, staff, part["amount"], t),
            "answer": lambda c=case, t=at: answer(c, staff, t, draw),
            "carry_out": lambda c=case, t=at: carry_out(c, staff, t, draw),
            "expire": lambda t=at: expire(t),
        }[kind]  # type: ignore[assignment]
        found.append(one)
    return found


def run(made: Flask, part: dict[str, Any], gate: Any, out: Any) -> None:
    """One process: wait for the others, do one's part, tell how each try ended and the longest of them."""
    tally: Counter[str] = Counter()
    longest = 0.0
    with made.app_context():
        steps = {"grants": grants, "mixed": mixed}[part["kind"]](part)
        gate.wait(60)
        for step in steps:
            began = time.perf_counter()
            try:
                tally[step()] += 1
            except Refused as refused:
                tally[f"refused {refused.code}"] += 1
            except Exception as failure:  # what a person would see as an error page
                tally[f"error {type(failure).__name__}: {failure}"[:300]] += 1
            longest = max(longest, time.perf_counter() - began)
    out.put((tally, longest))


def warm(case_id: int, staff_id: int) -> None:
    """What a web process has done before anybody presses a button: read the law, shown a page."""
    read_ahead()
    case, member = db.session.get_one(Case, case_id), db.session.get_one(Staff, staff_id)
    ground = ground_for(case, member.actor, NOW)
    beside(case, weigh(ground, [Wanted("price_cut", Money(3_000))]), NOW)
    db.session.remove()
    db.engine.dispose()


def main() -> None:
    """Make the house, warm it, fork, race, print."""
    parts = json.loads(os.environ["RACE"])
    made = create_app(settings_from(os.environ), FixedClock(NOW))
    with made.app_context():
        warm(parts[0]["cases"][0], parts[0]["staff"])
    gate, out = FORK.Barrier(len(parts)), FORK.Queue()
    children = [FORK.Process(target=run, args=(made, part, gate, out)) for part in parts]
    for child in children:
        child.start()
    ended = [out.get(timeout=120) for _ in children]
    for child in children:
        child.join(30)
    tally: Counter[str] = sum((one for one, _ in ended), Counter())
    print(json.dumps({"tally": tally, "longest": round(max(longest for _, longest in ended), 2)}))


if __name__ == "__main__":
    main()
