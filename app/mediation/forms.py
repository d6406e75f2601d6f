"""Shapes of what people type about a mediation."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from app.kernel import words
from app.mediation.rules import Answer, Mode
from app.mediation.rules.mediator_access import DAYS
from app.plumbing.fields import DayField, LineField, MoneyField, Said, TextField, at_most, options

NEEDED = InputRequired(Said("À remplir.", "Needed."))
LONG = Length(max=20_000, message=Said("Ce texte est trop long.", "This text is too long."))
SHORT = at_most(80)
NO_EXHIBIT = ("", words("Aucune", "None"))


class LetterForm(FlaskForm):
    """What every step is recorded from: a day, the exhibit that proves it, the words."""

    on = DayField(words("Date", "Date"), validators=[NEEDED])
    exhibit = SelectField(words("Pièce qui le prouve", "Exhibit that proves it"), validators=[Optional()])
    text = TextField(words("Ce que dit la lettre", "What the letter says"), validators=[Optional(), LONG])


class NotifyForm(LetterForm):
    """The mediator's notification."""

    mediator = SelectField(words("Médiateur", "Mediator"), validators=[NEEDED])
    seised_on = DayField(
        words("Saisi par le client le", "Referred by the customer on"),
        description=words("S’il est indiqué ; sinon, la date de la lettre.", "If stated; else the date of the letter."),
        validators=[Optional()],
    )
    their_ref = LineField(words("Ses références", "Their reference"), validators=[Optional(), SHORT])


class ReferForm(LetterForm):
    """A referral of ours, in a mode that allows it."""

    mode = RadioField(
        words("Mode", "Mode"),
        choices=options((mode.value, mode.words) for mode in Mode if mode.ours_to_refer),
        validators=[NEEDED],
    )
    mediator = SelectField(words("Médiateur de l’annuaire", "Mediator of the directory"), validators=[Optional()])
    name = LineField(
        words("ou autre tiers (nom)", "or another third party (name)"),
        validators=[Optional(), at_most(200)],
    )


class StepForm(LetterForm):
    """One step of a referral; each step shows only the fields it asks for."""

    until_on = DayField(words("Au plus tard le", "No later than"), validators=[Optional()])
    amount = MoneyField(words("Somme proposée", "Sum proposed"), validators=[Optional()])
    answer = RadioField(
        words("Réponse", "Answer"),
        choices=options((each.value, each.words) for each in Answer),
        validators=[Optional()],
    )
    ground = SelectField(words("Motif", "Ground"), validators=[Optional()])
    who = RadioField(
        words("Qui se retire", "Who withdraws"),
        choices=options(
            [("customer", words("le client", "the customer")), ("us", words("l’entreprise", "the company"))]
        ),
        default="customer",
        validators=[Optional()],
    )


class LinkForm(FlaskForm):
    """A link for the mediator: where codes go, for how long."""

    email = LineField(
        words("Adresse électronique du médiateur", "The mediator’s e-mail address"),
        validators=[NEEDED, Length(max=200)],
    )
    days = SelectField(
        words("Valable", "Valid for"),
        coerce=int,
        choices=options((n, words("{n} jours", "{n} days", n=n)) for n in DAYS),
        default=60,
    )


class FeeForm(FlaskForm):
    """What the mediator charged."""

    fee = MoneyField(words("Frais du médiateur", "Mediator’s fee"), validators=[NEEDED])
