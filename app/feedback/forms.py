"""The shape of the delays of surveys."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired

from app.feedback.rules.timing import LABELS
from app.plumbing.fields import Said

NEEDED = Said("Indiquez un nombre de jours.", "Give a number of days.")


def _days(name: str) -> IntegerField:
    return IntegerField(LABELS[name], [InputRequired(NEEDED)])


class TimesForm(FlaskForm):
    """Working days after each occasion; civil days to rest and to answer."""

    closed = _days("closed")
    contact = _days("contact")
    promise = _days("promise")
    rest = _days("rest")
    open = _days("open")
