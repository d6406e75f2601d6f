"""Shapes of what people type about mediators."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.kernel import words
from app.mediators.rules import SECTOR_WORDS
from app.people.rules.countries import HOME, LANDS
from app.plumbing.fields import DayField, LineField, MoneyField, Said, TextField, at_most, options

NEEDED = InputRequired(Said("À remplir.", "Needed."))


class MediatorForm(FlaskForm):
    """One entry of the directory."""

    name = LineField(words("Nom", "Name"), validators=[NEEDED, at_most(200)])
    postal = LineField(words("Adresse postale", "Postal address"), validators=[Optional(), at_most(300)])
    site = LineField(words("Site internet", "Website"), validators=[Optional(), at_most(200)])
    form_url = LineField(words("Formulaire de saisine", "Referral form"), validators=[Optional(), at_most(300)])
    email = LineField(words("Courriel", "E-mail"), validators=[Optional(), at_most(200)])
    phone = LineField(words("Téléphone", "Telephone"), validators=[Optional(), at_most(60)])
    country = SelectField(
        words("Pays", "Country"),
        choices=options(LANDS.items()),
        default=HOME,
        description=words(
            "Sous le droit duquel il règle les litiges : un organe britannique n’est nommé qu’aux clients sous droit britannique, et eux "
            "n’en lisent pas d’autre.",
            "Under whose law it settles disputes: a British body is named only to customers under British law, and they read of no other.",
        ),
    )
    sectors = SelectMultipleField(
        words("Secteurs", "Sectors"), choices=options(SECTOR_WORDS.items()), validators=[NEEDED]
    )
    contract_from = DayField(words("Convention depuis le", "Contract from"), validators=[Optional()])
    contract_until = DayField(words("jusqu’au", "until"), validators=[Optional()])
    withdrawn_on = DayField(words("Retiré de la liste le", "Withdrawn from the list on"), validators=[Optional()])
    wait_months = IntegerField(
        words("Attente avant saisine (mois)", "Wait before referral (months)"),
        validators=[Optional(), NumberRange(0, 24, Said("De 0 à 24 mois.", "0 to 24 months."))],
    )
    filing_months = IntegerField(
        words("Délai pour saisir (mois)", "Time to refer (months)"),
        validators=[Optional(), NumberRange(0, 60, Said("De 0 à 60 mois.", "0 to 60 months."))],
    )
    fee = MoneyField(words("Tarif par dossier", "Fee per file"), validators=[Optional()])
    prior_steps = TextField(words("Démarches préalables", "Steps before"), validators=[Optional(), at_most(2000)])
    pieces = TextField(
        words("Pièces demandées (une par ligne)", "Exhibits asked for (one per line)"),
        description=words(
            "L’anglais après une barre : facture | invoice. Les dossiers en anglais le reprennent.",
            "The English after a bar: facture | invoice. Files in English use it.",
        ),
        validators=[Optional(), at_most(4000)],
    )
    notes = TextField(words("Notes", "Notes"), validators=[Optional(), at_most(4000)])
    checked = BooleanField(words("Fiche vérifiée aujourd’hui", "Entry checked today"))


class OfficialForm(FlaskForm):
    """The official directory, as downloaded."""

    file = FileField(words("Annuaire officiel (JSON ou CSV)", "Official directory (JSON or CSV)"), validators=[NEEDED])
