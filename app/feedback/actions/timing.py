"""Setting when customers are asked: surveys already planned or sent keep their days."""

from __future__ import annotations

from datetime import datetime

from app.feedback.models import SurveyTimes
from app.feedback.queries.times import times_now
from app.feedback.rules.timing import Times, check_new
from app.people.actions.house import changed
from app.people.rules import Actor
from app.plumbing.db import db


def set_times(times: Times, *, by: Actor, at: datetime) -> SurveyTimes:
    """Set the delays of surveys from now on; refuses what is out of bounds or changes nothing."""
    before = times_now().plain
    row = SurveyTimes(**check_new(times, times_now()).plain, at=at, by=by.key)
    db.session.add(row)
    moved = {name: value for name, value in times.plain.items() if value != before[name]}
    changed(
        "survey.changed",
        by=by,
        at=at,
        data={
            "before": {f"survey_{name}": before[name] for name in moved},
            "after": {f"survey_{k}": v for k, v in moved.items()},
        },
    )
    return row
