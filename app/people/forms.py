"""Shapes of what people type about accounts, services, customers and terms; whether it makes sense is asked of rules."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.kernel import Words, words
from app.people.models import Service, Staff
from app.people.rules import CUSTOMER_KIND_WORDS, ROLE_WORDS, SEGMENT_WORDS
from app.people.rules.countries import HOME, LANDS
from app.people.rules.house import BOUGHT, CONDITIONS, LANGS, LOGIN, ODD_LOGIN, PREFERS, STANDINGS
from app.plumbing.fields import DayField, LineField, MoneyField, Said, TextField, at_most

NEEDED = Said("À remplir.", "To be filled in.")
EMAIL = Regexp(
    r"^[^@\s]+@[^@\s]+$",
    message=Said("Cette adresse n’a pas la forme nom@domaine.", "This address is not of the form name@domain."),
)
NOBODY = words("personne", "nobody")


def options(pairs: Iterable[tuple[str, Words | str]]) -> list[SelectChoice]:
    """Values and their words as choices of a field."""
    return [SelectChoice(value, text) for value, text in pairs]


def _with_role(row: Staff) -> Words:
    return words("{name} — {role}", "{name} — {role}", name=row.name, role=row.role.words)


class SignInForm(FlaskForm):
    """Login and password."""

    login = StringField(
        words("Identifiant", "Login"),
        validators=[InputRequired(Said("Indiquez votre identifiant.", "Give your login.")), Length(max=60)],
    )
    password = PasswordField(
        words("Mot de passe", "Password"),
        validators=[InputRequired(Said("Indiquez votre mot de passe.", "Give your password.")), Length(max=400)],
    )
    next = HiddenField()


class AbsenceForm(FlaskForm):
    """From when until when somebody is away, and who stands in."""

    away_from = DayField(words("Absence à partir du", "Away from"), validators=[Optional()])
    away_until = DayField(words("jusqu’au (inclus)", "until (included)"), validators=[Optional()])
    deputy = SelectField(words("Suppléance", "Deputy"), default="")

    def know(self, others: list[Staff]) -> None:
        """Who can stand in, each with their role."""
        self.deputy.choices = options([("", NOBODY), *[(str(row.id), _with_role(row)) for row in others]])


class StaffForm(AbsenceForm):
    """One account."""

    login = LineField(
        words("Identifiant", "Login"),
        validators=[
            Optional(),
            at_most(60),
            Regexp(f"^{LOGIN}$", message=Said(ODD_LOGIN.fr, ODD_LOGIN.en)),
        ],
    )
    name = LineField(words("Nom", "Name"), validators=[InputRequired(NEEDED), at_most(120)])
    email = LineField(words("Courriel", "E-mail"), validators=[Optional(), at_most(200), EMAIL])
    role = SelectField(words("Rôle", "Role"), choices=options((r.value, w) for r, w in ROLE_WORDS.items()))
    services = SelectMultipleField(words("Services", "Services"))
    manager = SelectField(words("Responsable", "Manager"), default="")
    lang = SelectField(words("Langue de l’écran", "Language on screen"), choices=options(LANGS.items()), default="fr")
    speaks_fr = BooleanField(words("Parle français", "Speaks French"), default=True)
    speaks_en = BooleanField(words("Parle anglais", "Speaks English"))
    active = BooleanField(words("Compte ouvert", "Account open"), default=True)
    password = PasswordField(words("Nouveau mot de passe", "New password"), validators=[Optional(), Length(max=400)])

    def know_house(self, services: list[Service], others: list[Staff], lang: str) -> None:
        """The services, and the people one may report to."""
        self.services.choices = options((row.code, row.name(lang)) for row in services)
        self.manager.choices = options([("", NOBODY), *[(str(row.id), row.name) for row in others]])

    @property
    def speaks(self) -> str:
        """The languages spoken, as they are kept."""
        return ",".join(code for code, field in (("fr", self.speaks_fr), ("en", self.speaks_en)) if field.data)


class ServiceForm(FlaskForm):
    """One service."""

    code = LineField(
        words("Code", "Code"),
        validators=[
            Optional(),
            at_most(40),
            Regexp(r"^[a-z0-9-]+$", message=Said("Minuscules, chiffres et tirets.", "Lower case, digits and dashes.")),
        ],
    )
    name_fr = LineField(words("Nom en français", "Name in French"), validators=[InputRequired(NEEDED), at_most(80)])
    name_en = LineField(words("Nom en anglais", "Name in English"), validators=[InputRequired(NEEDED), at_most(80)])
    active = BooleanField(words("Reçoit de nouveaux dossiers", "Receives new cases"), default=True)


class CustomerForm(FlaskForm):
    """One customer."""

    kind = SelectField(words("Qualité", "Kind"), choices=options((k.value, w) for k, w in CUSTOMER_KIND_WORDS.items()))
    title = SelectField(
        words("Civilité", "Title"),
        choices=options([("", "—"), ("Mme", words("Mme", "Ms")), ("M.", words("M.", "Mr"))]),
        default="",
    )
    name = LineField(
        words("Nom", "Name"),
        validators=[InputRequired(NEEDED), at_most(160)],
        description=words(
            "Une lettre en anglais appelle par le dernier mot du nom ; si le nom de famille est autre, écrivez-le en capitales "
            "(Maria GARCIA LOPEZ).",
            "An English letter calls by the last word of the name; if the family name is another, write it in capitals "
            "(Maria GARCIA LOPEZ).",
        ),
    )
    organisation = LineField(words("Société", "Organisation"), validators=[at_most(160)])
    email = LineField(words("Courriel", "E-mail"), validators=[Optional(), at_most(200), EMAIL])
    phone = LineField(words("Téléphone", "Telephone"), validators=[at_most(40)])
    street = LineField(words("Adresse", "Street"), validators=[at_most(200)])
    postcode = LineField(words("Code postal", "Postcode"), validators=[at_most(20)])
    city = LineField(words("Ville", "Town"), validators=[at_most(120)])
    country = SelectField(words("Pays", "Country"), choices=options(LANDS.items()), default=HOME)
    lang = SelectField(words("Langue", "Language"), choices=options(LANGS.items()), default="fr")
    prefers = SelectField(
        words("Canal préféré", "Preferred channel"), choices=options(PREFERS.items()), default="email"
    )
    segment = SelectField(words("Segment", "Segment"), choices=options((k.value, w) for k, w in SEGMENT_WORDS.items()))
    standing = SelectField(words("Situation", "Standing"), choices=options(STANDINGS.items()), default="good")
    customer_since_on = DayField(words("Client depuis le", "Customer since"), validators=[Optional()])


class PurchaseForm(FlaskForm):
    """Something a customer bought."""

    reference = LineField(words("Numéro de commande", "Order number"), validators=[InputRequired(NEEDED), at_most(60)])
    label = LineField(words("Ce qui a été acheté", "What was bought"), validators=[InputRequired(NEEDED), at_most(200)])
    product = LineField(words("Produit (famille)", "Product (family)"), validators=[at_most(80)])
    bought_on = DayField(words("Acheté le", "Bought on"), validators=[InputRequired(NEEDED)])
    promised_on = DayField(words("Livraison promise le", "Delivery promised on"), validators=[Optional()])
    delivered_on = DayField(words("Livré le", "Delivered on"), validators=[Optional()])
    price = MoneyField(words("Prix payé, TVA comprise", "Price paid, VAT included"), validators=[InputRequired(NEEDED)])
    channel = SelectField(words("Acheté", "Bought"), choices=options(BOUGHT.items()), default="online")
    condition = SelectField(words("État", "Condition"), choices=options(CONDITIONS.items()), default="new")


class TermsForm(FlaskForm):
    """One version of our terms: its PDF and its numbered clauses."""

    version = LineField(words("Version", "Version"), validators=[InputRequired(NEEDED), at_most(40)])
    title = LineField(words("Titre", "Title"), validators=[InputRequired(NEEDED), at_most(160)])
    in_force_from = DayField(words("En vigueur à partir du", "In force from"), validators=[InputRequired(NEEDED)])
    already = BooleanField(words("Déjà en vigueur ce jour-là", "Already in force on that day"))
    file = FileField(words("PDF", "PDF"), validators=[Optional()])
    clauses = TextField(
        words("Clauses numérotées", "Numbered clauses"), validators=[InputRequired(NEEDED), at_most(400_000)]
    )


class PreferencesForm(FlaskForm):
    """One's own settings."""

    lang = SelectField(words("Langue de l’écran", "Language on screen"), choices=options(LANGS.items()))


class PasswordForm(FlaskForm):
    """A new password of one's own."""

    old = PasswordField(
        words("Mot de passe actuel", "Present password"), validators=[InputRequired(NEEDED), Length(max=400)]
    )
    new = PasswordField(
        words("Nouveau mot de passe", "New password"), validators=[InputRequired(NEEDED), Length(max=400)]
    )


class HouseForm(FlaskForm):
    """Who we are on paper."""

    name = LineField(
        words("Nom de l’entreprise", "Name of the company"), validators=[InputRequired(NEEDED), Length(max=160)]
    )
    registration = LineField(words("Immatriculation", "Registration"), validators=[Optional(), Length(max=60)])
    address = TextField(words("Adresse postale", "Postal address"), validators=[Optional(), Length(max=300)])
    contact_email = LineField(
        words("Adresse électronique", "E-mail address"),
        description=words("Nos courriels en partent.", "Our mail comes from it."),
        validators=[Optional(), Length(max=200), EMAIL],
    )
    contact_phone = LineField(words("Téléphone", "Telephone"), validators=[Optional(), Length(max=40)])
    site = LineField(words("Site internet", "Website"), validators=[Optional(), Length(max=200)])
    contact_name = LineField(words("Nom", "Name"), validators=[Optional(), Length(max=120)])
    contact_capacity_fr = LineField(
        words("Qualité, en français", "Capacity, in French"), validators=[Optional(), Length(max=120)]
    )
    contact_capacity_en = LineField(
        words("Qualité, en anglais", "Capacity, in English"), validators=[Optional(), Length(max=120)]
    )
    signatory_name = LineField(words("Signataire", "Signatory"), validators=[Optional(), Length(max=120)])
    signatory_capacity_fr = LineField(
        words("Qualité, en français", "Capacity, in French"), validators=[Optional(), Length(max=120)]
    )
    signatory_capacity_en = LineField(
        words("Qualité, en anglais", "Capacity, in English"), validators=[Optional(), Length(max=120)]
    )
