"""Shapes of what people ask of files."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional

from app.documents.models import Product
from app.kernel import words
from app.plumbing.fields import DayField, LineField, MoneyField, Said, TextField, options

NEEDED = InputRequired(Said("Choisissez.", "Choose."))
DAY_NEEDED = InputRequired(Said("Donnez la date.", "Give the date."))


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


LONG = Length(max=8_000, message=Said("Ce texte est trop long.", "This text is too long."))


class SettlementForm(FlaskForm):
    """The terms of a settlement agreement."""

    claims = SelectMultipleField(words("Demandes que l’accord termine", "Claims that the agreement ends"), coerce=int)
    facts = TextField(words("Le litige, en quelques phrases", "The dispute, in a few sentences"), validators=[LONG])
    ours = TextField(words("Ce que nous concédons", "What we concede"), validators=[LONG])
    amount = MoneyField(words("Somme versée", "Sum paid"), validators=[Optional()])
    theirs = TextField(words("Ce que le client concède", "What the customer concedes"), validators=[LONG])
    carry_out_by_on = DayField(words("À exécuter au plus tard le", "To be carried out by"), validators=[DAY_NEEDED])


class SignatureForm(FlaskForm):
    """That one side signed by hand."""

    side = RadioField(
        words("Qui", "Who"),
        choices=options([("customer", words("le client", "the customer")), ("house", words("nous", "us"))]),
        default="customer",
        validators=[NEEDED],
    )
    signer = LineField(words("Nom du signataire", "Name of the signatory"), validators=[Length(max=160)])
    capacity = LineField(words("En qualité de", "In the capacity of"), validators=[Length(max=120)])
    as_representative = BooleanField(
        words("Signé par le représentant du client", "Signed by the customer’s representative")
    )
    signed_on = DayField(words("Signé le", "Signed on"), validators=[DAY_NEEDED])
    exhibit = SelectField(
        words("Exemplaire signé (pièce)", "Signed copy (exhibit)"),
        description=words("Un clic n’est pas une signature.", "A click is no signature."),
        validators=[Optional()],
    )


class CarryOutForm(FlaskForm):
    """That our part was carried out."""

    on = DayField(words("Exécuté le", "Carried out on"), validators=[DAY_NEEDED])
    proof = LineField(words("Ce qui le prouve", "What proves it"), validators=[Length(max=300)])


class DropForm(FlaskForm):
    """Why an agreement is given up."""

    reason = LineField(words("Motif", "Reason"), validators=[Length(max=500)])
