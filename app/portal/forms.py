"""Shapes of what customers and mediators type."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, Length

from app.kernel import words
from app.plumbing.fields import LineField, Said


class CodeForm(FlaskForm):
    """The code received by mail."""

    code = LineField(
        words("Code reçu", "Code received"),
        validators=[InputRequired(Said("Saisissez le code reçu.", "Enter the code received.")), Length(max=20)],
    )
