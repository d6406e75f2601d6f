"""What programs may send and what they are given: each field with its limits and its words. Documents are drawn from these."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.cases.rules.workflow import State
from app.intake.rules.choices import CATEGORIES, CHANNELS, COUNTRIES, CURRENCIES, LANGS, SECTORS
from app.kernel import words
from app.people.rules import OUR_LEVELS, CustomerKind, Level
from app.plumbing.fields import one_line, several_lines
from app.plumbing.web import GREATEST

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
MOST_LISTED, USUALLY_LISTED = 200, 50
TITLES = ("", "Mme", "M.")
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def among(choices: Iterable[str]) -> Callable[[Any], Any]:
    """Only what is offered (where something is said at all)."""
    offered = tuple(choices)

    def check(typed: str | None) -> str | None:
        if typed is not None and typed not in offered:
            raise PydanticCustomError("not_offered", "{choices}", {"choices": ", ".join(offered)})
        return typed

    return check


def _listed(choices: Iterable[str]) -> Any:
    return Field(json_schema_extra={"enum": list(choices)})


def _some(typed: str) -> str:
    if not typed:
        raise PydanticCustomError("missing", "nothing was said")
    return typed


def _an_address(typed: str) -> str:
    if typed and not ADDRESS.fullmatch(typed):
        raise PydanticCustomError("no_address", "not an address")
    return typed


Line = Annotated[str, AfterValidator(one_line)]
Text = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(several_lines), AfterValidator(_some)]
Day = Annotated[date, Field(ge=FIRST, le=LAST)]
Minor = Annotated[int, Field(ge=0, le=GREATEST)]
Channel = Annotated[str, AfterValidator(among(CHANNELS)), _listed(CHANNELS)]
EXTERNAL = r"^[\x21-\x7e]{1,120}$"


class Shape(BaseModel):
    """Closed keys and exact types: what is not foreseen is refused by its name."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    example: ClassVar[dict[str, Any]] = {}
    """What the documents show; a test sends it."""


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
    title: Annotated[str, AfterValidator(among(TITLES)), _listed(TITLES), words("civilité", "title")] = ""
    organisation: Annotated[Line, Field(max_length=160), words("société", "organisation")] = ""
    email: Annotated[Line, Field(max_length=200), AfterValidator(_an_address), words("courriel", "e-mail")] = ""
    phone: Annotated[Line, Field(max_length=40), words("téléphone", "telephone")] = ""
    street: Annotated[Line, Field(max_length=200), words("adresse", "street")] = ""
    postcode: Annotated[Line, Field(max_length=20), words("code postal", "postcode")] = ""
    city: Annotated[Line, Field(max_length=120), words("ville", "town")] = ""

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
    currency: Annotated[
        str, AfterValidator(among(CURRENCIES)), _listed(CURRENCIES), words("sa devise", "its currency")
    ] = "EUR"
    subject: Annotated[Line, Field(max_length=200), words("objet, en une ligne", "subject, in one line")] = ""
    service: Annotated[
        Line,
        Field(max_length=40),
        words(
            "code du service qui porte le dossier ; sinon le vôtre",
            "code of the service that carries the case; if not said, yours",
        ),
    ] = ""
    category: Annotated[str, AfterValidator(among(CATEGORIES)), _listed(CATEGORIES), words("catégorie", "category")] = (
        "other"
    )
    product: Annotated[Line, Field(max_length=80), words("produit ou service", "product or service")] = ""
    purchase: Annotated[
        Line,
        Field(max_length=60),
        words("numéro de commande, s’il est connu de nous", "order number, where we know it"),
    ] = ""
    kind: Annotated[CustomerKind | None, words("qualité du réclamant", "kind of complainant")] = None
    sector: Annotated[str, AfterValidator(among(SECTORS)), _listed(SECTORS), words("secteur", "sector")] = "general"
    contract_on: Annotated[Day | None, words("contrat conclu le", "contract made on")] = None
    country: Annotated[str, AfterValidator(among(COUNTRIES)), _listed(COUNTRIES), words("pays", "country")] = "FR"
    lang: Annotated[
        str, AfterValidator(among(LANGS)), _listed(LANGS), words("langue du client", "customer’s language")
    ] = "fr"

    example = {
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

    example = {"channel": "phone", "direction": "in", "text": "La cliente demande où en est l’échange.", "minutes": 4}


class NewNote(Shape):
    """An internal note."""

    text: Annotated[Text, words("le texte, jamais montré au client", "the text, never shown to the customer")]

    example = {"text": "Photos reçues par la boutique, commande SHOP-2026-8841."}


class Query(BaseModel):
    """What an address says behind its question mark: text, read as what it stands for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    example: ClassVar[dict[str, Any]] = {}


class Nothing(Query):
    """Nothing may be said there."""


class CaseFilter(Query):
    """Which cases."""

    state: Annotated[State | None, words("état", "state")] = None
    level: Annotated[str | None, AfterValidator(among(OUR_LEVELS)), _listed(OUR_LEVELS), words("niveau", "level")] = (
        None
    )
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

    example = {"updated_since": "2026-11-20T00:00:00Z", "limit": 100}


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

    example = {"gesture": "voucher", "amount": 4000}


class Given(BaseModel):
    """What programs are given."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class ListedCase(Given):
    """One case of a list; `external_id` is the number that this very account gave it."""

    ref: str
    state: State
    level: Level
    owner: str
    service: str
    subject: str
    category: str
    priority: int
    next_step: str
    next_on: date | None
    claimed: Annotated[int, words("en unités mineures", "in minor units")]
    currency: str
    logged_at: datetime
    closed_at: datetime | None
    updated_at: Annotated[datetime, words("dernière entrée au journal", "last entry of its journal")]
    external_id: str | None


class ListedCases(Given):
    """One page of cases, the first logged first."""

    cases: list[ListedCase]
    next: Annotated[
        str | None, words("à donner comme « cursor » ; null à la fin", "to be given as “cursor”; null at the end")
    ]


class Logged(Given):
    """The case that a complaint made."""

    ref: str
    created: Annotated[bool, words("faux : elle existait déjà", "false: it was there already")]


class Appended(Given):
    """The entry that was written."""

    ref: str
    entry: Annotated[int, words("son numéro au journal du dossier", "its number in the journal of the case")]


class Refusal(Given):
    """Why something was refused."""

    code: Annotated[str, words("pour les programmes", "for programs")]
    message: Annotated[str, words("pour les personnes, selon Accept-Language", "for people, by Accept-Language")]
    field: Annotated[str | None, words("le champ concerné", "the field it is about")]


class Refusals(Given):
    """How every refusal is told."""

    refused: Refusal
