"""What the worker does for the rooms: which job is done by which action and which goes first, which clocks tick, what
`verify` also checks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.cases import actions as cases
from app.cases.queries.kept_duties import duty_problems
from app.cases.queries.sight import locked_now
from app.correspondence import actions as correspondence
from app.correspondence.queries.noticing import unanswered
from app.costs import actions as costs
from app.costs import queries as costs_read
from app.documents import actions as documents
from app.documents.queries.kept_files import file_problems
from app.exhibits import actions as exhibits
from app.feedback import actions as feedback
from app.gestures import actions as gestures
from app.gestures.queries import gesture_money_problems, requests_without_answer
from app.gestures.queries.advising import advising
from app.gestures.rules.approvals import DECIDE_WITHIN
from app.insight import actions as insight
from app.intake import actions as intake
from app.mediation import actions as mediation
from app.plumbing import unit_of_work
from app.plumbing.jobs import Job
from app.portal import actions as portal
from app.worker.one_by_one import each

Handler = Callable[[Job, datetime], dict[str, Any] | None]


def _without_instant(handler: Callable[[Job], dict[str, Any]]) -> Handler:
    return lambda job, _at: handler(job)


HANDLERS: dict[str, Handler] = {
    **cases.HANDLERS,
    **correspondence.HANDLERS,
    **documents.HANDLERS,
    **exhibits.HANDLERS,
    **feedback.HANDLERS,
    **insight.HANDLERS,
    **mediation.HANDLERS,
    **portal.HANDLERS,
    **{kind: _without_instant(handler) for kind, handler in intake.HANDLERS.items()},
}
"""Kind of job → what does it."""

URGENT: tuple[frozenset[str], ...] = (
    correspondence.CODES | mediation.CODES,
    correspondence.LETTERS,
    correspondence.CIRCULARS | feedback.CIRCULARS,
)
"""What goes before all other work, however long that has waited: first the codes, for whoever asked for one sits in front of a
closed door and it holds for a quarter of an hour; then letters to one person; then what goes to many at once."""

IN_ORDER = (*URGENT, frozenset(HANDLERS) - frozenset().union(*URGENT))
"""All kinds of job, group after group."""


def _offers(at: datetime) -> int:
    """A few at a time: nobody waits long for the locks that this holds."""
    ended, found = 0, 1
    while found:
        with unit_of_work.writing():
            found = len(gestures.expire_offers(at=at))
        ended += found
    return ended


def _approvals(at: datetime) -> int:
    late = requests_without_answer(at - DECIDE_WITHIN)
    return each([row.id for row in late], lambda number: gestures.pass_up(number, at=at))


BATCH, SECONDS = 40, 5.0
"""Cases estimated in one transaction, and how long a round estimates before it looks after everything else again."""


def _estimates(at: datetime) -> int:
    """Estimate again what has changed since, and weigh its gestures: reading and estimating hold no lock."""
    done, until = 0, time.monotonic() + SECONDS
    numbers = costs_read.stale_cases(at, MOST)
    weigh = advising(at) if numbers else None
    for start in range(0, len(numbers), BATCH):
        found = costs_read.fresh_estimates(numbers[start : start + BATCH], at, weigh)
        with unit_of_work.writing():
            done += costs.keep_standing(found, at=at)
        if time.monotonic() > until:
            break
    return done


MOST = 2000
"""Cases looked up at once: more than a round can estimate."""


def _upgrades(at: datetime) -> int:
    with unit_of_work.writing():
        return cases.propose_upgrades(at=at)


def _silences(at: datetime) -> int:
    return each(unanswered(at), lambda number: correspondence.name_mediator(locked_now(number), at=at))


CLOCKWORKS: dict[str, Callable[[datetime], int]] = {
    "offers_expired": _offers,
    "approvals_passed_up": _approvals,
    "mediators_named": _silences,
    "estimates_kept": _estimates,
    "upgrades_proposed": _upgrades,
    "mails_taken": correspondence.mails.read_box,
    "mails_opened": correspondence.mails.open_mails,
    "cases_counted": insight.count_stale,
}
"""What falls due in the rooms."""

CHECKS: tuple[Callable[[], list[dict[str, Any]]], ...] = (
    costs_read.money_problems, gesture_money_problems, file_problems, duty_problems,
)  # fmt: skip
"""What `verify` checks besides the journal and the guards: each names what is wrong by kind, ref, seq and message."""
