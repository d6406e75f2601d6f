"""Reading cases: only those the actor may see, everywhere the same condition."""

from app.cases.queries.clocks import (
    chosen_for,
    duties_of,
    facts_of,
    happened,
    next_step_of,
    open_promises,
    packs_of,
    promises_due,
    unseen_alerts,
)
from app.cases.queries.judges import candidates, judging
from app.cases.queries.queue import COUNT_UP_TO, PAGE, Filter, queue, tab_counts
from app.cases.queries.searching import Hit, found
from app.cases.queries.sight import (
    case_for,
    cases_in,
    cases_of_incident,
    incident,
    linked_to,
    locked,
    open_incidents,
    other_cases_of,
    refs_like,
    time_on,
    visible,
)

__all__ = [
    "COUNT_UP_TO",
    "PAGE",
    "Filter",
    "Hit",
    "candidates",
    "case_for",
    "cases_in",
    "cases_of_incident",
    "chosen_for",
    "duties_of",
    "facts_of",
    "found",
    "happened",
    "incident",
    "judging",
    "linked_to",
    "locked",
    "next_step_of",
    "open_incidents",
    "open_promises",
    "other_cases_of",
    "packs_of",
    "promises_due",
    "queue",
    "refs_like",
    "tab_counts",
    "time_on",
    "unseen_alerts",
    "visible",
]
