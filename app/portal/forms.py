"""Shapes of what customers and mediators type."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.feedback.rules import LONGEST as MOST_WORDS
from app.feedback.rules import REPLIES, SCALES, Answers, Asked, Question, Reply
from app.kernel import Words, words
from app.plumbing.fields import DayField, LineField, MoneyField, RadioField, Said, TextField, options

LONGEST = 20_000
SHORT_ENOUGH = Length(
    max=LONGEST,
    message=Said(
        "Au plus 20 000 signes : joignez le reste en pièce.", "At most 20,000 characters: add the rest as a document."
    ),
)
ANSWERS: tuple[tuple[str, Words], ...] = (
    ("accepted", words("J’accepte l’offre", "I accept the offer")),
    ("partly", words("J’en accepte une partie", "I accept part of it")),
    ("other", words("Je demande autre chose", "I ask for something else")),
    ("refused", words("Je refuse l’offre", "I refuse the offer")),
)


class CodeForm(FlaskForm):
    """The code received by mail: eight digits, however they were spaced."""

    code = LineField(
        words("Code reçu", "Code received"),
        validators=[
            InputRequired(Said("Saisissez le code reçu.", "Enter the code received.")),
            Regexp(r"^[0-9]{8}$", message=Said("Un code a huit chiffres.", "A code has eight digits.")),
        ],
        filters=[lambda typed: "".join((typed or "").split()) or None],
    )

    @property
    def tried(self) -> bool:
        """Was a code typed that did not open? No new one is on its way then."""
        return bool(self.errors or self.form_errors)


class FindForm(FlaskForm):
    """Which case, and the address we write to about it."""

    ref = LineField(
        words("Référence de votre dossier", "Reference of your case"),
        validators=[
            InputRequired(
                Said(
                    "Saisissez la référence : elle est en tête de nos lettres.",
                    "Enter the reference: it heads our letters.",
                )
            ),
            Length(max=40),
        ],
        description=words(
            "Elle commence par AM-, en tête de nos lettres.", "It begins with AM-, at the head of our letters."
        ),
    )
    email = LineField(
        words("Votre adresse électronique", "Your e-mail address"),
        validators=[
            InputRequired(
                Said(
                    "Saisissez l’adresse à laquelle nous vous écrivons.", "Enter the address at which we write to you."
                )
            ),
            Length(max=200),
        ],
    )


class WordsForm(FlaskForm):
    """What a customer writes with an act; whether it must say something, the act knows."""

    text = TextField(words("Votre message", "Your message"), validators=[Optional(), SHORT_ENOUGH])
    files = MultipleFileField(words("Pièces à joindre", "Documents to add"))


class OfferForm(FlaskForm):
    """The one answer to an offer, to the version that was read."""

    version = HiddenField()
    answer = RadioField(
        words("Votre réponse", "Your answer"),
        choices=options(ANSWERS),
        validators=[InputRequired(Said("Choisissez votre réponse.", "Choose your answer."))],
    )
    lines = SelectMultipleField(words("Ce que vous acceptez", "What you accept"), coerce=int, validate_choice=False)
    amount = MoneyField(words("Montant demandé", "Amount asked"), validators=[Optional()])
    text = TextField(words("Quelques mots", "A few words"), validators=[Optional(), SHORT_ENOUGH])


def _question(question: Question) -> RadioField:
    """A question with its replies, or the numbers of its scale."""
    if question in REPLIES:
        return RadioField(
            question.asked, choices=options(REPLIES[question].items()), coerce=Reply, validators=[Optional()]
        )
    scale = SCALES[question]
    numbers = [(n, str(n)) for n in range(scale.low, scale.high + 1)]
    return RadioField(question.asked, choices=options(numbers), coerce=int, validators=[Optional()])


class SurveyForm(FlaskForm):
    """One opinion: the questions that are asked, and a few words. Which must be answered, the rule knows."""

    solved = _question(Question.SOLVED)
    kept = _question(Question.KEPT)
    satisfaction = _question(Question.SATISFACTION)
    effort = _question(Question.EFFORT)
    recommendation = _question(Question.RECOMMENDATION)
    words = TextField(
        words("Quelques mots, si vous le souhaitez", "A few words, if you like"),
        validators=[
            Optional(),
            Length(max=MOST_WORDS, message=Said("Au plus 4 000 signes.", "At most 4,000 characters.")),
        ],
    )

    @classmethod
    def asking(cls, asked: tuple[Asked, ...]) -> SurveyForm:
        """The form of these questions and no others."""
        form = cls()
        for question in {*Question} - {each.question for each in asked}:
            delattr(form, question.value)
        return form

    @property
    def given(self) -> Answers:
        """What was answered."""
        chosen = {question.value: self[question.value].data for question in Question if question.value in self}
        return Answers(**chosen, words=self.words.data or "")


class AskedForm(FlaskForm):
    """When a customer asked for their data."""

    received_on = DayField(
        words("Demande reçue le", "Request received on"),
        validators=[InputRequired(Said("Donnez le jour où elle est arrivée.", "Give the day on which it came."))],
    )


class WhyForm(FlaskForm):
    """Why more time is needed, or why nothing can be given: the person reads it."""

    reason = TextField(
        words("Pourquoi", "Why"),
        description=words(
            "La personne lira ces mots dans la lettre.", "The person will read these words in the letter."
        ),
        validators=[Optional(), SHORT_ENOUGH],
    )
