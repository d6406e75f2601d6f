"""What the model asks of a case, and the stated assumption that stands in for each fact that is missing.

Vulnerability, age, origin and health are not here: they never enter a probability.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction

from app.costs.rules.tariff import Kind, Tariff, canonical_digest
from app.kernel import Money, Refused, Words, words

LEVELS = ("front", "supervisor", "quality")
MERITS = ("founded", "partly", "unfounded", "not_examined")
COMPLAINANTS = ("consumer", "non_professional", "micro_firm", "business")
ANSWERED = ("answered", "closed")
"""States in which the present level has given its answer (closing stops no clock of the customer)."""
DONE = ("settling",)
"""Something was accepted and is being carried out: nothing more is expected."""


@dataclass(frozen=True)
class CaseFacts:
    """One dispute as the model sees it. `None` means that we do not know: it will be named and assumed."""

    ref: str
    regimes: tuple[str, ...] | None = None
    sector: str | None = None
    state: str | None = None
    """State of the case (`received` … `closed`); `in_mediation` and `in_court` start the tree there."""
    level: str | None = None
    """Our level that has the case: front, supervisor or quality."""
    complainant: str | None = None
    contested: Money | None = None
    """Claim less recognised entitlement: see `contested_part`."""
    entitlement: Money | None = None
    """What the law already grants: the same in every ending, so shown apart."""
    segment: str | None = None
    standing: str | None = None
    """How long and well the customer has been with us: new, regular, loyal."""
    merits: str | None = None
    mediator_fee: Money | None = None
    """Fee per admitted file of the competent mediator, from our contract."""
    mediation_possible: bool | None = None
    already_spent: Money | None = None
    """Sunk: shown apart, in no ending's cost."""
    threatens_court: bool | None = None
    """A signal: the customer speaks of court or of a lawyer."""
    pieces: int | None = None
    """Exhibits to gather if a file has to leave the house."""
    work_left: float | None = None
    """Part (0 to 1) of the present level's work that is still to be done."""
    offers_refused: int = 0
    """Offers that the customer has already refused."""
    currency: str | None = None

    def __post_init__(self) -> None:
        for name in ("contested", "entitlement", "mediator_fee", "already_spent"):
            amount = getattr(self, name)
            if amount is not None and amount.minor < 0:
                raise Refused("negative_amount", NEGATIVE, name)
        self._refuse_unknown("level", LEVELS)
        self._refuse_unknown("merits", MERITS)
        self._refuse_unknown("complainant", COMPLAINANTS)
        if (self.pieces or 0) < 0 or self.offers_refused < 0:
            raise Refused("negative_count", NEGATIVE, "pieces")
        if self.work_left is not None and not 0 <= self.work_left <= 1:
            raise Refused("outside_bounds", WORK_LEFT, "work_left")

    def _refuse_unknown(self, name: str, known: tuple[str, ...]) -> None:
        value = getattr(self, name)
        if value is not None and value not in known:
            raise Refused("unknown_code", UNKNOWN.fill(value=value, known=", ".join(known)), name)

    @property
    def digest(self) -> str:
        """Fingerprint of the facts, reference apart: two cases with the same facts have the same figures."""
        plain = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "ref"}
        return canonical_digest({name: _plain(value) for name, value in plain.items()})


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return [value.minor, value.currency]
    return list(value) if isinstance(value, tuple) else value


def contested_part(claim: Money, entitlement: Money) -> Money:
    """Claim less recognised entitlement, never below zero."""
    left = claim - entitlement
    return left if left.minor > 0 else Money(0, claim.currency)


@dataclass(frozen=True)
class Missing:
    """A fact we do not have, and what is assumed instead."""

    fact: str
    label: Words
    assumption: Words


@dataclass(frozen=True)
class Ground:
    """The facts after assumptions: nothing is missing any more, amounts are in the case's currency (minor units)."""

    facts: CaseFacts
    currency: str
    regimes: tuple[str, ...]
    sector: str
    segment: str
    level: str
    standing: str
    merits: str
    business: bool
    mediation_possible: bool
    threatens_court: bool
    contested: float | None
    mediator_fee: float | None
    pieces: int | None
    work_left: float | None
    missing: tuple[Missing, ...]

    @property
    def kind(self) -> Kind:
        """What the parameters of this case are chosen by."""
        return (self.regimes, self.sector, self.segment)

    @property
    def start(self) -> str:
        """Where the tree begins: a level, `after_<level>` once it has answered, mediator, court or done."""
        state = self.facts.state
        if state in DONE:
            return "done"
        outside = {"in_mediation": "mediator", "in_court": "court"}.get(state or "")
        return outside or (f"after_{self.level}" if state in ANSWERED else self.level)


def stand_on(facts: CaseFacts, tariff: Tariff) -> Ground:
    """Name what is missing, put the stated assumption in its place, and bring amounts to one currency."""
    named = [fact for fact in ASSUMED if getattr(facts, fact) is None]
    missing = [Missing(fact, *ASSUMED[fact]) for fact in named]
    currency = facts.currency or (facts.contested.currency if facts.contested else tariff.currency)
    tariff.rate(currency)
    segment, standing = facts.segment or tariff.default_segment, facts.standing or "regular"
    if segment not in {one.code for one in tariff.segments}:
        missing.append(Missing("segment", ASSUMED["segment"][0], STRANGE_SEGMENT.fill(name=segment)))
        segment = tariff.default_segment
    if f"standing.{standing}" not in tariff.codes:
        missing.append(Missing("standing", ASSUMED["standing"][0], STRANGE_STANDING.fill(name=standing)))
        standing = "regular"
    complainant = facts.complainant or "consumer"
    possible = facts.mediation_possible
    return Ground(
        facts=facts,
        currency=currency,
        regimes=facts.regimes or (),
        sector=facts.sector or "",
        segment=segment,
        level=facts.level or "front",
        standing=standing,
        merits=facts.merits or "not_examined",
        business=complainant in ("micro_firm", "business"),
        mediation_possible=complainant == "consumer" if possible is None else possible,
        threatens_court=bool(facts.threatens_court),
        contested=_minor(facts.contested, currency, tariff),
        mediator_fee=_minor(facts.mediator_fee, currency, tariff),
        pieces=facts.pieces,
        work_left=facts.work_left,
        missing=tuple(missing),
    )


def _minor(amount: Money | None, currency: str, tariff: Tariff) -> float | None:
    if amount is None:
        return None
    if amount.currency == currency:
        return float(amount.minor)
    return tariff.minor_units(float(Fraction(amount.decimal)), amount.currency, currency)


def in_currency(amount: Money | None, currency: str, tariff: Tariff) -> Money:
    """An amount in the currency of the case; nothing known is zero."""
    return Money(round(_minor(amount, currency, tariff) or 0.0), currency)


ASSUMED = {
    "regimes": (words("régime", "regime"), words("paramètres généraux", "general parameters")),
    "state": (words("état", "state"), words("en traitement chez nous", "being handled by us")),
    "level": (words("niveau", "level"), words("au premier niveau", "at the front line")),
    "complainant": (words("qualité du réclamant", "kind of complainant"), words("consommateur", "consumer")),
    "contested": (
        words("part contestée", "contested part"),
        words("montant courant de la maison", "the house’s usual amount"),
    ),
    "entitlement": (words("droit légal", "entitlement"), words("aucun reconnu à ce jour", "none recognised so far")),
    "segment": (words("segment du client", "customer’s segment"), words("segment par défaut", "default segment")),
    "standing": (words("ancienneté du client", "customer’s standing"), words("client régulier", "regular customer")),
    "merits": (words("appréciation", "verdict"), words("non examinée", "not examined")),
    "mediator_fee": (
        words("honoraires du médiateur", "mediator’s fee"),
        words("tarif courant par dossier", "usual fee per file"),
    ),
    "mediation_possible": (
        words("accès au médiateur", "access to a mediator"),
        words("ouvert aux consommateurs, fermé aux autres", "open to consumers, closed to others"),
    ),
    "already_spent": (words("déjà dépensé", "already spent"), words("rien de compté", "nothing booked")),
    "threatens_court": (words("menace de procès", "threat of court"), words("aucune", "none")),
    "pieces": (words("pièces à réunir", "exhibits to gather"), words("nombre courant", "usual number")),
    "work_left": (
        words("travail restant à ce niveau", "work left at this level"),
        words("part courante", "usual part"),
    ),
}
"""Every fact that may be missing: its name, and what is assumed in its place."""

NEGATIVE = words("Cette valeur ne peut pas être négative.", "This value cannot be negative.")
UNKNOWN = words(
    "« {value} » n’existe pas ; valeurs connues : {known}.", "“{value}” does not exist; known values: {known}."
)
WORK_LEFT = words("Le travail restant est une part, de 0 à 1.", "The work left is a part, from 0 to 1.")
STRANGE_SEGMENT = words(
    "« {name} » n’est pas dans les paramètres : segment par défaut",
    "“{name}” is not in the parameters: default segment",
)
STRANGE_STANDING = words(
    "« {name} » n’est pas dans les paramètres : client régulier",
    "“{name}” is not in the parameters: regular customer",
)
