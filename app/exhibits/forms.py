"""Shapes of what people type about exhibits."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import FieldList, Form, FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from app.exhibits.rules import ExhibitKind, From, Origin
from app.kernel import Audience, words
from app.plumbing.fields import DayField, LineField, Said, at_most, options
from app.plumbing.web import number_of

NEEDED = InputRequired(Said("À remplir.", "Needed."))
AUDIENCES = [
    (Audience.INTERNAL.value, words("Nous seuls", "Only us")),
    (Audience.CUSTOMER.value, words("Le client", "The customer")),
    (Audience.MEDIATOR.value, words("Le médiateur et le client", "The mediator and the customer")),
]
KINDS = [(kind.value, kind.words) for kind in ExhibitKind]
BROUGHT = [(who.value, who.words) for who in From]
ORIGINS = [(origin.value, origin.words) for origin in Origin]


class UploadForm(FlaskForm):
    """Files to add."""

    files = MultipleFileField(words("Fichiers", "Files"))


class PieceForm(Form):
    """What is said of one file."""

    title = LineField(words("Titre", "Title"), validators=[NEEDED, at_most(200)])
    kind = SelectField(words("Nature", "Kind"), choices=options(KINDS))
    dated_on = DayField(words("Datée du", "Dated"), validators=[Optional()])
    author = LineField(words("Auteur", "Author"), validators=[Optional(), at_most(160)])


class ArrangeForm(FlaskForm):
    """Files in the order they will be numbered in, with what is said of each."""

    staged = HiddenField()
    order = HiddenField()
    pieces = FieldList(FormField(PieceForm), max_entries=300)
    brought_by = SelectField(words("Remises par", "Brought by"), choices=options(BROUGHT))
    audience = RadioField(
        words("Qui peut les voir", "Who may see them"), choices=options(AUDIENCES), default="internal"
    )


class DescribeForm(FlaskForm):
    """What is said of an exhibit."""

    title = LineField(words("Titre", "Title"), validators=[NEEDED, at_most(200)])
    kind = SelectField(words("Nature", "Kind"), choices=options(KINDS))
    dated_on = DayField(words("Datée du", "Dated"), validators=[Optional()])
    author = LineField(words("Auteur", "Author"), validators=[Optional(), at_most(160)])
    brought_by = SelectField(words("Remise par", "Brought by"), choices=options(BROUGHT))
    origin = RadioField(words("Origine", "Origin"), choices=options(ORIGINS))


class ReleaseForm(FlaskForm):
    """Who may see it."""

    audience = RadioField(words("Qui peut la voir", "Who may see it"), choices=options(AUDIENCES), validators=[NEEDED])


class ReleaseManyForm(ReleaseForm):
    """Which exhibits, and who may see them."""

    number = SelectMultipleField(
        words("Pièces", "Exhibits"),
        id="exhibits-listed",
        validate_choice=False,
        validators=[InputRequired(Said("Cochez au moins une pièce.", "Tick at least one exhibit."))],
    )

    @property
    def numbers(self) -> list[int]:
        """The exhibits ticked, in order; what names none is left aside."""
        return sorted({number for text in self.number.data or () if (number := number_of(text)) is not None})


class WithdrawForm(FlaskForm):
    """Why it is withdrawn."""

    reason = LineField(words("Motif", "Reason"), validators=[NEEDED, at_most(300)])


class MaskForm(FlaskForm):
    """Regions to hide, one per line: page, then left, top, right and bottom in per cent; the page alone hides it whole."""

    regions = LineField(
        words("Zones à masquer", "Regions to hide"),
        description=words(
            "Page : gauche, haut, droite, bas, en pour cent ; séparez les zones par un point-virgule. La page seule la masque "
            "entière. Exemple : 1: 10 20 60 25; 3",
            "Page: left, top, right, bottom, in per cent; separate regions with a semicolon. The page alone hides it whole. "
            "Example: 1: 10 20 60 25; 3",
        ),
        validators=[NEEDED, at_most(2000)],
    )
    to = SelectField(words("Pour", "For"), choices=options(AUDIENCES[:0:-1]))
    reason = LineField(words("Motif", "Reason"), validators=[NEEDED, at_most(300)])
