"""The mediator’s window as the desk shows it: without object once no mediator can be turned to."""

from __future__ import annotations

from datetime import date

from app.cases.models import Case
from app.cases.queries import KeptDuty
from app.mediation.queries import door_of, ends_windows, of_mediators_window
from app.regimes.rules.duties import DutyState


def without_a_door(case: Case, duties: list[KeptDuty], on: date) -> list[KeptDuty]:
    """These duties, the windows of a mediator who can no longer be turned to without object."""
    if not any(_of_an_open_window(row) for row in duties):
        return duties
    if door_of(case, (row.due_on for row in duties if ends_windows(row.key)), on).leads:
        return duties
    return [row._replace(state=DutyState.MOOT) if _of_an_open_window(row) else row for row in duties]


def _of_an_open_window(row: KeptDuty) -> bool:
    return row.state is DutyState.PENDING and of_mediators_window(row.key)
