"""Reading cases: only those the actor may see, everywhere the same condition."""

from app.cases.queries.clocks import (
    as_duty,
    chosen_for,
    duties_of,
    facts_of,
    happened,
    next_step_of,
    open_promises,
    packs_of,
    pauses_of,
    promises_due,
    unseen_alerts,
)
from app.cases.queries.diary import Dated, diary_of
from app.cases.queries.judges import candidates, judging
from app.cases.queries.naming import Lack, naming_lacks
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
from app.cases.queries.upgrades import Wave, count_upgrades, open_upgrades, upgrade_for

__all__ = [
    "COUNT_UP_TO",
    "PAGE",
    "Dated",
    "Filter",
    "Hit",
    "Lack",
    "Wave",
    "as_duty",
    "candidates",
    "case_for",
    "cases_in",
    "cases_of_incident",
    "chosen_for",
    "count_upgrades",
    "diary_of",
    "duties_of",
    "facts_of",
    "found",
    "happened",
    "incident",
    "judging",
    "linked_to",
    "locked",
    "naming_lacks",
    "next_step_of",
    "open_incidents",
    "open_promises",
    "open_upgrades",
    "other_cases_of",
    "packs_of",
    "pauses_of",
    "promises_due",
    "queue",
    "refs_like",
    "tab_counts",
    "time_on",
    "unseen_alerts",
    "upgrade_for",
    "visible",
]
