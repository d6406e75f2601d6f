"""Minutes booked on a case: counted, and corrected where they were booked wrongly."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.cases import actions
from app.cases.models import Case
from app.cases.models.beside import TimeSpent
from app.cases.queries.timing import time_booked
from app.cases.rules.entries import CHANNELS
from app.desk.forms.time import TimeCorrectedForm, TimeForm
from app.desk.views.act import RECORD, Act
from app.kernel import Refused, Words, day_of, words
from app.people.guards import current_actor
from app.people.queries import staff_names
from app.people.rules import Actor
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.web import lang

BOOKED = words("{minutes} min, {what}, {who}, {on}", "{minutes} min, {what}, {who}, {on}")


def _mine(form: Any, case: Case) -> None:
    """The minutes that whoever looks may correct, newest first."""
    rows, names = time_booked(case, current_actor()), staff_names()
    form.booked.choices = options([(row.id, _said(row, names[row.staff_id], case)) for row in rows])


def _said(row: TimeSpent, who: str, case: Case) -> str:
    on, what = day_of(row.at, case.zone), CHANNELS.get(row.what, row.what or "—")
    return say(BOOKED.fill(minutes=row.minutes, what=what, who=who, on=on), lang(), case.zone)


def _correct(case: Case, form: Any, by: Actor, at: datetime) -> None:
    found = next((row for row in time_booked(case, by) if row.id == form.booked.data), None)
    if found is None:
        raise Refused("no_such_time", words("Choisissez le temps à corriger.", "Choose the time to correct."), "booked")
    actions.correct_time(case, found, form.minutes.data, by=by, at=at)


def _nothing_booked(case: Case, _at: datetime) -> Words | None:
    return None if time_booked(case, current_actor()) else NOTHING


NOTHING = words(
    "Vous n’avez compté aucun temps sur ce dossier : il n’y a rien à corriger.",
    "You booked no time on this case: there is nothing to correct.",
)
TIMING = {
    "time": Act(
        words("Compter du temps", "Book time"),
        words(
            "Le temps compte pour le coût du litige, jamais pour noter une personne.",
            "Time counts for the cost of the dispute, never to rank anybody.",
        ),
        RECORD,
        words("Temps compté", "Time booked"),
        TimeForm,
        lambda case, form, by, at: actions.book_time(case, form.minutes.data, form.what.data or "autre", by=by, at=at),
    ),
    "correct_time": Act(
        words("Corriger du temps compté", "Correct booked time"),
        words(
            "Le journal garde les deux nombres. Chacun corrige le sien ; la supervision, celui de tous.",
            "The journal keeps both figures. Everybody corrects their own; the supervisor, anybody’s.",
        ),
        RECORD,
        words("Temps corrigé", "Time corrected"),
        TimeCorrectedForm,
        _correct,
        prepare=_mine,
        closed=_nothing_booked,
    ),
}
"""What stands beside the acts of `acting`, by name."""
