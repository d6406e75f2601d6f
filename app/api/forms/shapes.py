"""What programs may send: each field with its limits and its words. Documents are drawn from these."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from app.api.forms.kinds import (
    EXTERNAL,
    FIRST,
    LAST,
    Channel,
    Day,
    Line,
    Minor,
    OneOf,
    Query,
    Shape,
    Text,
    an_address,
)
from app.cases.rules.states import State
from app.intake.forms import TITLES
from app.intake.rules.choices import CATEGORIES, COUNTRIES, CURRENCIES, LANGS, SECTORS
from app.kernel import words
from app.people.rules import OUR_LEVELS, CustomerKind
from app.people.rules.countries import LANDS
from app.plumbing.web import GREATEST

MOST_LISTED, USUALLY_LISTED = 200, 50


class Who(Shape):
    """Who complains: a customer of ours by number, or by name with a way to reach them."""

    id: Annotated[
        int | None,
        Field(ge=1, le=GREATEST),
        words("notre numéro de client ; alors rien d’autre", "our number of the customer; then nothing else"),
    ] = None
    name: Annotated[
        Line,
        Field(max_length=160),
        words(
            "nom ; avec le même courriel ou téléphone, le client que nous connaissons",
            "name; with the same e-mail or telephone, the customer we know",
        ),
    ] = ""
    title: Annotated[str, OneOf(tuple(value for value, _said in TITLES)), words("civilité", "title")] = ""
    organisation: Annotated[Line, Field(max_length=160), words("société", "organisation")] = ""
    email: Annotated[Line, Field(max_length=200), AfterValidator(an_address), words("courriel", "e-mail")] = ""
    phone: Annotated[Line, Field(max_length=40), words("téléphone", "telephone")] = ""
    street: Annotated[Line, Field(max_length=200), words("adresse", "street")] = ""
    postcode: Annotated[Line, Field(max_length=20), words("code postal", "postcode")] = ""
    city: Annotated[Line, Field(max_length=120), words("ville", "town")] = ""
    country: Annotated[
        str,
        OneOf(("", *LANDS)),
        words(
            "pays où vit ce client ; vide : celui du droit", "country this customer lives in; empty: that of the law"
        ),
    ] = ""

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.id is None and not (self.name or self.organisation):
            raise PydanticCustomError("nobody", "neither number nor name")
        if self.id is not None and self.model_fields_set != {"id"}:
            raise PydanticCustomError("two_people", "number and name")
        return self


class NewComplaint(Shape):
    """A complaint, as the page “Log a complaint” asks it."""

    external_id: Annotated[
        str,
        Field(pattern=EXTERNAL),
        words(
            "votre numéro : envoyé deux fois, il donne deux fois le même dossier",
            "your number: sent twice, it gives the same case twice",
        ),
    ]
    what: Annotated[Text, words("ce qui ne va pas, avec les mots du client", "what is wrong, in the customer’s words")]
    customer: Annotated[Who, words("qui se plaint", "who complains")]
    channel: Annotated[Channel, words("par où elle est venue", "how it came")] = "web"
    written: Annotated[
        bool | None, words("par écrit ; sinon, selon le canal", "in writing; if not said, as the channel says")
    ] = None
    received_on: Annotated[Day | None, words("reçue le ; sinon aujourd’hui", "received on; if not said, today")] = None
    sent_on: Annotated[Day | None, words("envoyée le", "sent on")] = None
    asked: Annotated[Line, Field(max_length=2_000), words("ce que demande le client", "what the customer asks")] = ""
    amount: Annotated[
        Minor, words("montant demandé, TVA comprise, en unités mineures", "amount asked, VAT included, in minor units")
    ] = 0
    currency: Annotated[str, OneOf(tuple(CURRENCIES)), words("sa devise", "its currency")] = "EUR"
    subject: Annotated[Line, Field(max_length=200), words("objet, en une ligne", "subject, in one line")] = ""
    service: Annotated[
        Line,
        Field(max_length=40),
        words(
            "code du service qui porte le dossier ; sinon le vôtre",
            "code of the service that carries the case; if not said, yours",
        ),
    ] = ""
    category: Annotated[str, OneOf(tuple(CATEGORIES)), words("catégorie", "category")] = "other"
    product: Annotated[Line, Field(max_length=80), words("produit ou service", "product or service")] = ""
    purchase: Annotated[
        Line,
        Field(max_length=60),
        words("numéro de commande, s’il est connu de nous", "order number, where we know it"),
    ] = ""
    kind: Annotated[CustomerKind | None, words("qualité du réclamant", "kind of complainant")] = None
    sector: Annotated[str, OneOf(tuple(SECTORS)), words("secteur", "sector")] = "general"
    contract_on: Annotated[Day | None, words("contrat conclu le", "contract made on")] = None
    country: Annotated[
        str,
        OneOf(tuple(COUNTRIES)),
        words("pays dont le droit s’applique : celui du contrat", "country whose law applies: that of the contract"),
    ] = "FR"
    lang: Annotated[str, OneOf(tuple(LANGS)), words("langue du client", "customer’s language")] = "fr"

    example: ClassVar[dict[str, Any]] = {
        "external_id": "SHOP-2026-8841",
        "what": "Mon lave-linge est arrivé rayé et le livreur n’a rien voulu noter.",
        "customer": {"name": "Awa Diallo", "email": "awa.diallo@example.org"},
        "category": "delivery",
        "asked": "Un échange",
        "amount": 54900,
    }


class NewContact(Shape):
    """A contact with the customer."""

    channel: Annotated[Channel, words("canal", "channel")]
    direction: Annotated[Literal["in", "out"], words("reçu (in) ou émis (out)", "incoming (in) or outgoing (out)")]
    text: Annotated[Text, words("ce qui s’est dit ; le client peut le lire", "what was said; the customer may read it")]
    minutes: Annotated[int, Field(ge=0, le=1440), words("minutes de travail", "minutes of work")] = 0

    example: ClassVar[dict[str, Any]] = {
        "channel": "phone",
        "direction": "in",
        "text": "La cliente demande où en est l’échange.",
        "minutes": 4,
    }


class NewNote(Shape):
    """An internal note."""

    text: Annotated[Text, words("le texte, jamais montré au client", "the text, never shown to the customer")]

    example: ClassVar[dict[str, Any]] = {"text": "Photos reçues par la boutique, commande SHOP-2026-8841."}


class CaseFilter(Query):
    """Which cases."""

    state: Annotated[State | None, words("état", "state")] = None
    level: Annotated[Annotated[str, OneOf(tuple(OUR_LEVELS))] | None, words("niveau", "level")] = None
    owner: Annotated[str, Field(max_length=60), words("identifiant de qui le porte", "login of its owner")] = ""
    service: Annotated[str, Field(max_length=40), words("code du service", "code of the service")] = ""
    external_id: Annotated[
        str | None,
        Field(pattern=EXTERNAL),
        words("le numéro que ce compte avait donné", "the number that this account gave"),
    ] = None
    updated_since: Annotated[
        AwareDatetime | None,
        Field(ge=datetime(FIRST.year, 1, 1, tzinfo=UTC), le=datetime(LAST.year, 1, 1, tzinfo=UTC)),
        words("dont le journal a grandi depuis cet instant", "whose journal has grown since that instant"),
    ] = None
    cursor: Annotated[
        str,
        Field(pattern=r"^[0-9]{0,10}$"),
        words("la valeur « next » de la page précédente", "the “next” of the page before"),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED), words("dossiers par page", "cases per page")] = USUALLY_LISTED

    example: ClassVar[dict[str, Any]] = {"updated_since": "2026-11-20T00:00:00Z", "limit": 100}


class VerdictQuery(Query):
    """Which gesture, of which value."""

    gesture: Annotated[str, Field(min_length=1, max_length=60), words("code du geste", "code of the gesture")]
    amount: Annotated[
        Minor | None,
        words(
            "valeur pour le client, TVA comprise, en unités mineures",
            "value to the customer, VAT included, in minor units",
        ),
    ] = None

    example: ClassVar[dict[str, Any]] = {"gesture": "voucher", "amount": 4000}
