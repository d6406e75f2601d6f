"""The form by which somebody makes a key."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import InputRequired, Length

from app.kernel import words
from app.plumbing.fields import DayField, LineField, Said

NEEDED = Said("À remplir.", "Fill this in.")


class KeyForm(FlaskForm):
    """What a key is for, how long it lives, whether it may write."""

    name = LineField(
        words("Pour quel système ?", "For which system?"),
        description=words("Par exemple « boutique en ligne ».", "Such as “web shop”."),
        validators=[
            InputRequired(NEEDED),
            Length(max=80, message=Said("Au plus 80 signes.", "At most 80 characters.")),
        ],
    )
    until_on = DayField(words("Jusqu’au", "Until"), validators=[InputRequired(NEEDED)])
    writes = BooleanField(words("Elle peut aussi écrire", "It may write too"))
