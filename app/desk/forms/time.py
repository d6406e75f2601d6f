"""Shapes of minutes: those somebody spent, and those booked wrongly."""

from __future__ import annotations

from wtforms import IntegerField, SelectField
from wtforms.validators import Length, NumberRange, Optional

from app.desk.forms import NEEDED, ActForm
from app.kernel import words
from app.plumbing.fields import LineField, Said


class TimeForm(ActForm):
    """Minutes spent, on what."""

    minutes = IntegerField(
        words("Minutes", "Minutes"),
        validators=[NEEDED, NumberRange(1, 1440, Said("De 1 à 1 440 minutes.", "1 to 1,440 minutes."))],
    )
    what = LineField(words("À quoi", "On what"), validators=[Optional(), Length(max=40)])


class TimeCorrectedForm(ActForm):
    """Minutes that were booked wrongly: which, and how many it was."""

    booked = SelectField(words("Temps compté", "Time booked"), coerce=int, validators=[NEEDED])
    minutes = IntegerField(
        words("Minutes passées", "Minutes spent"),
        validators=[NEEDED, NumberRange(0, 1440, Said("De 0 à 1 440 minutes.", "0 to 1,440 minutes."))],
    )
