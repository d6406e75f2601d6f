"""The shape of what is asked when a complaint is logged or a file is brought in; whether it makes sense is asked of rules."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.cases.rules.conduct import LIMITABLE
from app.cases.rules.entries import CHANNELS as BY_CHANNEL
from app.intake.rules.choices import (
    CATEGORIES,
    CHANNELS,
    COUNTRIES,
    CURRENCIES,
    LANGS,
    SECTORS,
    SPEAKERS,
    is_written,
)
from app.kernel import Money, Words, words
from app.people.models import Purchase, Service
from app.people.rules import CUSTOMER_KIND_WORDS
from app.people.rules.countries import LANDS
from app.plumbing.fields import (
    DayField,
    LineField,
    MoneyField,
    RadioField,
    Said,
    SelectField,
    TextField,
    at_most,
    options,
)

Pairs = list[tuple[str, Words | str]]
TITLES: Pairs = [("", "—"), ("Mme", words("Mme", "Ms")), ("M.", words("M.", "Mr"))]
MANNERS: Pairs = [
    ("auto", words("Selon le canal", "As the channel says")),
    ("written", words("Écrite", "In writing")),
    ("oral", words("Orale", "Spoken")),
]


AS_THE_LAW = words("Le même que le droit qui s’applique", "The same as that of the law")
AS_KNOWN = words("Selon la fiche du client", "As on the customer’s record")
NONE_OF_THEM = words("aucun en particulier", "none in particular")
FITTING = words("celui qui convient aux colonnes", "the one that fits the columns")
NO_MINUTES = Said("Un nombre de minutes, de 0 à 1 440.", "A number of minutes, from 0 to 1,440.")


class MinutesField(IntegerField):
    """Minutes of work."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read them; refuses in our own words."""
        self.data = None
        typed = (valuelist[0] if valuelist else "").strip()
        if typed and not (typed.isascii() and typed.isdigit() and int(typed[:6]) <= 1440 and len(typed) <= 4):
            raise ValidationError(str(NO_MINUTES))
        self.data = int(typed) if typed else None


class LogForm(FlaskForm):
    """One complaint. Only what happened, the channel and the customer are needed."""

    key = HiddenField(default=lambda: secrets.token_urlsafe(18), validators=[Regexp(r"^[A-Za-z0-9_-]{8,60}$")])
    who = LineField(words("Qui se plaint ?", "Who complains?"), validators=[at_most(160)])
    customer = HiddenField(validators=[Optional(), Regexp(r"^(new|[0-9]{1,12})$")])
    channel = RadioField(
        words("Par quel canal ?", "Which channel?"), choices=options(CHANNELS.items()), default="phone"
    )
    manner = RadioField(words("Forme", "Form"), choices=options(MANNERS), default="auto")
    received_on = DayField(words("Reçue le", "Received on"), validators=[InputRequired()])
    sent_on = DayField(words("Envoyée le", "Sent on"), validators=[Optional()])
    received_by = SelectField(words("Reçue par", "Received by"), default="")
    what = TextField(
        words("Que s’est-il passé ?", "What happened?"),
        validators=[
            InputRequired(
                Said("Dites ce qui ne va pas, avec les mots du client.", "Say what is wrong, in the customer’s words.")
            ),
            at_most(20_000),
        ],
    )
    asked = LineField(words("Que demande le client ?", "What does the customer ask?"), validators=[at_most(2_000)])
    amount = MoneyField(words("Montant demandé", "Amount asked"), validators=[Optional()])
    solved = BooleanField(words("Réglé tout de suite, dit le client", "Solved at once, the customer says"))
    mail = HiddenField(validators=[Optional(), Regexp(r"^[0-9]{1,10}$")])
    """The mail that the complaint is logged from."""
    relation = HiddenField(validators=[Optional(), Regexp(r"^(same|link):[A-Za-z0-9-]{4,20}$")])
    incident = HiddenField(validators=[Optional(), Regexp(r"^[A-Za-z0-9-]{4,20}$")])

    title = SelectField(words("Civilité", "Title"), choices=options(TITLES), default="")
    organisation = LineField(words("Société", "Organisation"), validators=[at_most(160)])
    email = LineField(
        words("Courriel", "E-mail"),
        validators=[
            Optional(),
            at_most(200),
            Regexp(
                r"^[^@\s]+@[^@\s]+$",
                message=Said(
                    "Cette adresse n’a pas la forme nom@domaine.", "This address is not of the form name@domain."
                ),
            ),
        ],
    )
    phone = LineField(words("Téléphone", "Telephone"), validators=[at_most(40)])
    street = LineField(words("Adresse", "Street"), validators=[at_most(200)])
    postcode = LineField(words("Code postal", "Postcode"), validators=[at_most(20)])
    city = LineField(words("Ville", "Town"), validators=[at_most(120)])
    lives_in = SelectField(
        words("Pays du client", "Customer’s country"),
        choices=options([("", AS_THE_LAW), *LANDS.items()]),
        default="",
    )

    purchase = SelectField(words("Achat concerné", "Purchase concerned"), default="")
    service = SelectField(words("Service qui porte le dossier", "Service that carries the case"))
    category = SelectField(words("Catégorie", "Category"), choices=options(CATEGORIES.items()), default="other")
    subject = LineField(words("Objet, en une ligne", "Subject, in one line"), validators=[at_most(200)])
    product = LineField(words("Produit ou service", "Product or service"), validators=[at_most(80)])
    sector = SelectField(words("Secteur", "Sector"), choices=options(SECTORS.items()), default="general")
    kind = SelectField(
        words("Qualité du réclamant", "Kind of complainant"),
        choices=options([("", AS_KNOWN), *CUSTOMER_KIND_WORDS.items()]),
        default="",
    )
    contract_on = DayField(words("Contrat conclu le", "Contract made on"), validators=[Optional()])
    country = SelectField(
        words("Droit qui s’applique", "Law that applies"),
        description=words(
            "Celui du contrat : en général le pays où nous vendons, où que vive le client.",
            "That of the contract: usually the country in which we sell, wherever the customer lives.",
        ),
        choices=options((code, place.words) for code, place in COUNTRIES.items()),
        default="FR",
    )
    currency = SelectField(
        words("Devise", "Currency"), choices=options((code, code) for code in CURRENCIES), default="EUR"
    )
    lang = SelectField(words("Langue du client", "Customer’s language"), choices=options(LANGS.items()), default="fr")
    minutes = MinutesField(words("Temps passé, en minutes", "Time spent, in minutes"), validators=[Optional()])
    speaker_role = SelectField(
        words("Qui d’autre ?", "Who else?"),
        choices=options([("", words("Personne", "Nobody")), *SPEAKERS.items()]),
        default="",
    )
    speaker_name = LineField(words("Nom", "Name"), validators=[at_most(160)])
    speaker_email = LineField(words("Courriel", "E-mail"), validators=[at_most(200)])
    mandate_signed = BooleanField(words("Mandat signé en main", "Signed mandate in hand"))
    mandate_from = DayField(words("Mandat à partir du", "Mandate from"), validators=[Optional()])
    mandate_until = DayField(words("jusqu’au", "until"), validators=[Optional()])

    def know(self, services: list[Service], own: tuple[int, ...], today: date, lang: str) -> None:
        """Fill in what depends on the house: its services, today."""
        named = self._know_services(services, lang)
        self.received_by.choices = options([("", words("ce service", "this service")), *named])
        if not self.is_submitted():
            mine = [service.code for service in services if service.id in own]
            self.service.data = (mine or [service.code for service in services] or [""])[0]
            self.received_on.data = today

    def _know_services(self, services: list[Service], lang: str) -> Pairs:
        named: Pairs = [(service.code, service.name(lang)) for service in services]
        self.service.choices = options(named)
        self.service.validate_choice = bool(named)
        return named

    def offer_purchases(self, purchases: list[Purchase]) -> None:
        """The purchases of the chosen customer."""
        theirs = [(str(row.id), f"{row.label} · {row.reference}") for row in purchases]
        self.purchase.choices = options([("", NONE_OF_THEM), *theirs])
        if self.purchase.data not in dict(theirs):
            self.purchase.data = ""

    @property
    def written(self) -> bool:
        """Is the complaint in writing, as said or as the channel says?"""
        return is_written(self.channel.data or "email") if self.manner.data == "auto" else self.manner.data == "written"

    @property
    def asked_amount(self) -> Money:
        """What is asked, in the chosen currency."""
        typed = self.amount.data
        return Money(typed.minor if typed else 0, self.currency.data if self.currency.data in CURRENCIES else "EUR")


class Unasked:
    """Stands where a field is left out of a form: nobody said anything there."""

    errors: tuple[str, ...] = ()

    def __init__(self, data: str | None = None) -> None:
        self.data = data


FOLDED = {
    "manner": "auto", "sent_on": "", "received_by": "", "asked": "", "solved": "", "mail": "", "relation": "", "incident": "",
    "title": "", "organisation": "",
    "phone": "", "street": "", "postcode": "", "city": "", "lives_in": "", "purchase": "", "subject": "", "product": "", "sector": "general",
    "kind": "", "contract_on": "", "country": "FR", "minutes": "", "speaker_role": "", "speaker_name": "", "speaker_email": "",
    "mandate_signed": "", "mandate_from": "", "mandate_until": "",
}  # fmt: skip
"""What most complaints leave as it stands, and how it stands."""


def said_briefly(posted: Mapping[str, str]) -> bool:
    """Was nothing said but what most complaints say?"""
    return {name: posted.get(name, left) for name, left in FOLDED.items()} == FOLDED


class BriefLogForm(LogForm):
    """The same for a complaint of which nothing more was said: setting up forty fields takes longer than reading ten.

    It is never drawn, so it makes no token; the token that was sent is checked for every POST of the house.
    """

    class Meta(FlaskForm.Meta):
        """What WTForms asks of a form."""

        csrf = False

    def know(self, services: list[Service], own: tuple[int, ...], today: date, lang: str) -> None:
        """Fill in what depends on the house: its services."""
        self._know_services(services, lang)

    def offer_purchases(self, purchases: list[Purchase]) -> None:
        """No purchase was named."""


for _name, _left in FOLDED.items():
    setattr(BriefLogForm, _name, Unasked(_left or None))


class UploadForm(FlaskForm):
    """A file of complaints and how to read it."""

    file = FileField(
        words("Fichier CSV, classeur ou JSON", "CSV, workbook or JSON file"),
        validators=[InputRequired(Said("Choisissez un fichier.", "Choose a file."))],
    )
    mapping = SelectField(words("Modèle de lecture", "Mapping"), default="")
    service = SelectField(words("Service qui porte les dossiers", "Service that carries the cases"))

    def know(self, mappings: list[tuple[str, Words]], services: list[tuple[str, str]]) -> None:
        """Fill in what depends on the house."""
        self.mapping.choices = options([("", FITTING), *mappings])
        self.service.choices = options(services)


class UndoForm(FlaskForm):
    """That an import is to be undone."""


class RunForm(FlaskForm):
    """What a preview showed, to be brought in."""

    token = HiddenField(validators=[InputRequired()])


class ColumnsForm(FlaskForm):
    """What each column of a file is, in the order of the file, and how its amounts and dates are written."""

    token = HiddenField(validators=[InputRequired()])
    columns = FieldList(StringField(), max_entries=500)
    amounts = RadioField(
        words("Montants écrits", "Amounts written"),
        choices=options([("fr", words("1 234,56", "1 234,56")), ("en", words("1,234.56", "1,234.56"))]),
        default="fr",
    )
    days = RadioField(
        words("Dates en chiffres", "Dates in figures"),
        choices=options(
            [("dmy", words("le jour d’abord", "day first")), ("mdy", words("le mois d’abord", "month first"))]
        ),
        default="dmy",
    )


FILL = InputRequired(Said("À remplir.", "To be filled in."))


class ConductForm(FlaskForm):
    """A decision that limits a customer's channels: which, why, from when, reviewed when."""

    channels = SelectMultipleField(
        words("Canaux limités", "Channels limited"), choices=options((one, BY_CHANNEL[one]) for one in LIMITABLE)
    )
    reason = TextField(words("Pourquoi", "Why"), validators=[FILL, Length(max=4_000)])
    from_on = DayField(words("À partir du", "From"), validators=[FILL])
    review_on = DayField(words("À revoir le", "To be reviewed on"), validators=[FILL])
