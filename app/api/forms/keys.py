"""The form by which somebody makes a key."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import InputRequired

from app.kernel import words
from app.plumbing.fields import DayField, LineField, Said, at_most

NEEDED = Said("À remplir.", "Fill this in.")


class KeyForm(FlaskForm):
    """What a key is for, how long it lives, whether it may write."""

    name = LineField(
        words("Pour quel système ?", "For which system?"),
        description=words("Par exemple « boutique en ligne ».", "Such as “web shop”."),
        validators=[
            InputRequired(NEEDED),
            at_most(80),
        ],
    )
    until_on = DayField(words("Jusqu’au", "Until"), validators=[InputRequired(NEEDED)])
    writes = BooleanField(words("Elle peut aussi écrire", "It may write too"))
