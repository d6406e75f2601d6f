"""Shapes of what people type about letters."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional

from app.correspondence.rules import CHANNELS
from app.kernel import words
from app.plumbing.fields import DayField, LineField, Said, TextField, at_most, options

NEEDED = InputRequired(Said("À remplir.", "Needed."))
LONG = Length(
    max=20_000,
    message=Said(
        "Ce texte est trop long (20 000 signes au plus).", "This text is too long (20,000 characters at most)."
    ),
)


class ChannelForm(FlaskForm):
    """By which way a letter goes."""

    channel = RadioField(words("Par", "By"), choices=options(CHANNELS.items()), validators=[NEEDED])


class LetterForm(ChannelForm):
    """A letter: its text, its way, and how much had been told of the case when it was begun."""

    so_far = HiddenField()

    text = TextField(words("Texte de la lettre", "Text of the letter"), validators=[NEEDED, LONG])
    answer_on = DayField(
        words("Nous répondrons au plus tard le", "We will answer by"),
        description=words(
            "Dit dans la lettre ; pour un service de paiement, c’est ce qui prolonge le délai légal ; pour une banque britannique, ce "
            "sans quoi un retard n’est pas expliqué.",
            "Said in the letter; for a payment service, this is what extends the legal period; for a British bank, that without "
            "which a delay is not explained.",
        ),
        validators=[Optional()],
    )


class BuyersForm(FlaskForm):
    """The proactive letter of an incident in the languages of its readers, and who they are."""

    fr = TextField(words("En français", "In French"), validators=[Optional(), LONG])
    en = TextField(words("En anglais", "In English"), validators=[Optional(), LONG])
    to = SelectMultipleField(words("À qui", "To whom"), coerce=int, choices=[], validate_choice=False)
    seen = HiddenField()
    """What was seen before it is sent: the words and the readers."""


class PostedForm(FlaskForm):
    """That a printed letter was posted."""

    on = DayField(words("Posté ou remis le", "Posted or handed over on"), validators=[NEEDED])
    tracking = LineField(
        words("Numéro de suivi", "Tracking number"),
        description=words("Nécessaire pour un recommandé.", "Needed for registered post."),
        validators=[Optional(), at_most(60)],
    )


class LinkForm(FlaskForm):
    """Into which case a mail goes."""

    ref = LineField(
        words("Dossier", "Case"),
        description=words(
            "Référence ou numéro, par exemple AM-2026-00042 ou #42.",
            "Reference or number, such as AM-2026-00042 or #42.",
        ),
        validators=[NEEDED, at_most(20)],
    )


class BringForm(FlaskForm):
    """Mails as files."""

    files = MultipleFileField(words("Courriels (.eml, .msg)", "Mails (.eml, .msg)"))


class AsideForm(FlaskForm):
    """Why a mail is kept aside."""

    reason = LineField(
        words("Pourquoi", "Why"),
        validators=[NEEDED, at_most(300)],
    )


class WordingForm(FlaskForm):
    """How a kind of letter begins, in both languages, from a day on."""

    fr = TextField(words("En français", "In French"), validators=[NEEDED])
    en = TextField(words("En anglais", "In English"), validators=[NEEDED])
    from_on = DayField(words("À partir du", "From"), validators=[NEEDED])
    reason = LineField(
        words("Pourquoi", "Why"),
        validators=[NEEDED, at_most(300)],
    )
