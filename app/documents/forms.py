"""Shapes of what people ask of files."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from app.documents.models import Product
from app.kernel import words
from app.plumbing.fields import Said, options

NEEDED = InputRequired(Said("Choisissez.", "Choose."))


class MakeForm(FlaskForm):
    """Which file: for whom, what, in which language, sealed or not."""

    reader = RadioField(words("Pour qui", "For whom"), validators=[NEEDED])
    product = RadioField(
        words("Quoi", "What"),
        choices=options((each.value, each.words) for each in Product),
        default="file",
        validators=[NEEDED],
    )
    language = RadioField(
        words("Langue", "Language"),
        choices=options([("fr", words("français", "French")), ("en", words("anglais", "English"))]),
        validators=[NEEDED],
    )
    sealed = BooleanField(
        words("Sceller le dossier", "Seal the file"),
        description=words(
            "Sceau technique de cette installation : prouve l’origine et l’intégrité ; ce n’est pas une signature qualifiée.",
            "Technical seal of this installation: proves origin and integrity; it is not a qualified signature.",
        ),
    )


class CheckForm(FlaskForm):
    """A file to be checked."""

    file = FileField(words("Fichier reçu", "File received"), validators=[NEEDED])
