"""Reading cases: only those the actor may see, everywhere the same condition."""

from app.cases.queries.alerts import unseen_alerts
from app.cases.queries.clocks import chosen_for, facts_of, happened, merged_into, packs_of, told_of
from app.cases.queries.diary import Dated, diary_of
from app.cases.queries.judges import barred_at, bench_of, candidates, judging, staffed_levels
from app.cases.queries.kept_duties import KeptDuty, as_duty, duties_of, pauses_of, told_duties, told_duty
from app.cases.queries.naming import Lack, naming_lacks
from app.cases.queries.promising import open_promises, owed_promises, promises_due, silence_of
from app.cases.queries.queue import COUNT_UP_TO, PAGE, Filter, queue, tab_counts
from app.cases.queries.receiving import received_by
from app.cases.queries.searching import Hit, found
from app.cases.queries.sight import (
    case_for,
    case_named,
    case_to_show,
    cases_beside,
    cases_in,
    cases_of_incident,
    closed_incidents,
    incident,
    incident_of,
    linked_for,
    linked_to,
    locked,
    may_see,
    open_incidents,
    other_cases_of,
    read_rows,
    refs_like,
    refs_seen,
    time_on,
    visible,
)
from app.cases.queries.stepping import next_step_of, step_facts
from app.cases.queries.upgrades import Wave, count_upgrades, open_upgrades, upgrade_for

__all__ = [
    "COUNT_UP_TO",
    "PAGE",
    "Dated",
    "Filter",
    "Hit",
    "KeptDuty",
    "Lack",
    "Wave",
    "as_duty",
    "barred_at",
    "bench_of",
    "candidates",
    "case_for",
    "case_named",
    "case_to_show",
    "cases_beside",
    "cases_in",
    "cases_of_incident",
    "chosen_for",
    "closed_incidents",
    "count_upgrades",
    "diary_of",
    "duties_of",
    "facts_of",
    "found",
    "happened",
    "incident",
    "incident_of",
    "judging",
    "linked_for",
    "linked_to",
    "locked",
    "may_see",
    "merged_into",
    "naming_lacks",
    "next_step_of",
    "open_incidents",
    "open_promises",
    "open_upgrades",
    "other_cases_of",
    "owed_promises",
    "packs_of",
    "pauses_of",
    "promises_due",
    "queue",
    "read_rows",
    "received_by",
    "refs_like",
    "refs_seen",
    "silence_of",
    "staffed_levels",
    "step_facts",
    "tab_counts",
    "time_on",
    "told_duties",
    "told_duty",
    "told_of",
    "unseen_alerts",
    "upgrade_for",
    "visible",
]
