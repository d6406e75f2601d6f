"""The lines of an estimate: what each adds up, in which order they are read, and their formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.costs.rules.parameters import Parameter
from app.kernel import Money, Words, words


@dataclass(frozen=True)
class LineKind:
    """A line of the working: its recipe in parameter codes, and the parameters whose sources it cites."""

    code: str
    label: Words
    recipe: Words
    parameters: tuple[str, ...]
    booked: bool = True
    """Whether the ledger can confirm it later; a lost customer's margin never is."""


LINES = (
    LineKind(
        "handling.front",
        words("Travail du premier niveau", "Work of the front line"),
        words(
            "P(premier niveau) × travail restant × hours.front × rate.front",
            "P(front) × work left × hours.front × rate.front",
        ),
        ("hours.front", "rate.front"),
    ),
    LineKind(
        "handling.supervisor",
        words("Travail de la supervision", "Work of the supervisor"),
        words(
            "P(supervision) × hours.supervisor × rate.supervisor", "P(supervisor) × hours.supervisor × rate.supervisor"
        ),
        ("hours.supervisor", "rate.supervisor"),
    ),
    LineKind(
        "handling.quality",
        words("Travail de la qualité", "Work of the quality officer"),
        words("P(qualité) × hours.quality × rate.quality", "P(quality) × hours.quality × rate.quality"),
        ("hours.quality", "rate.quality"),
    ),
    LineKind(
        "handling.mediation",
        words("Travail de médiation", "Work of mediation"),
        words(
            "[P(saisine) × hours.referral + P(recevable) × hours.mediation] × rate.quality",
            "[P(referral) × hours.referral + P(admissible) × hours.mediation] × rate.quality",
        ),
        ("hours.referral", "hours.mediation", "rate.quality"),
    ),
    LineKind(
        "handling.court",
        words("Travail de procès", "Work of proceedings"),
        words("P(tribunal) × hours.court × rate.legal", "P(court) × hours.court × rate.legal"),
        ("hours.court", "rate.legal"),
    ),
    LineKind(
        "pieces",
        words("Pièces à réunir", "Exhibits to gather"),
        words(
            "P(le dossier sort de la maison) × pièces × hours.piece × rate.front",
            "P(file leaves the house) × pieces × hours.piece × rate.front",
        ),
        ("hours.piece", "rate.front"),
    ),
    LineKind(
        "letters",
        words("Lettres recommandées", "Registered letters"),
        words(
            "[P(réponse définitive) × letters.final + P(tribunal) × letters.court] × letter.price",
            "[P(final answer) × letters.final + P(court) × letters.court] × letter.price",
        ),
        ("letter.price", "letters.final", "letters.court"),
    ),
    LineKind(
        "mediator_fee",
        words("Honoraires du médiateur", "Mediator’s fee"),
        words("P(recevable) × mediator.fee", "P(admissible) × mediator.fee"),
        ("mediator.fee",),
    ),
    LineKind(
        "lawyer",
        words("Notre avocat", "Our lawyer"),
        words("P(tribunal) × lawyer.fee", "P(court) × lawyer.fee"),
        ("lawyer.fee",),
    ),
    LineKind(
        "contribution",
        words("Contribution pour l’aide juridique, remboursée", "Court contribution, refunded"),
        words("P(perdu) × court.contribution", "P(lost) × court.contribution"),
        ("court.contribution",),
    ),
    LineKind(
        "summons",
        words("Assignation, remboursée", "Summons, refunded"),
        words("P(perdu) × court.summons", "P(lost) × court.summons"),
        ("court.summons",),
    ),
    LineKind(
        "service",
        words("Signification du jugement, remboursée", "Service of the judgment, refunded"),
        words("P(perdu) × court.service", "P(lost) × court.service"),
        ("court.service",),
    ),
    LineKind(
        "expert",
        words("Expert judiciaire, remboursé", "Court expert, refunded"),
        words("P(perdu, avec expert) × court.expert_fee", "P(lost, expert) × court.expert_fee"),
        ("court.expert", "court.expert_fee"),
    ),
    LineKind(
        "article700",
        words("Article 700 versé", "Article 700 paid"),
        words("P(perdu) × court.article700", "P(lost) × court.article700"),
        ("court.article700",),
    ),
    LineKind(
        "article700_recovered",
        words("Article 700 reçu", "Article 700 received"),
        words("− P(gagné) × court.article700_won", "− P(won) × court.article700_won"),
        ("court.article700_won",),
    ),
    LineKind(
        "agreement",
        words("Payé par accord en médiation", "Paid by agreement in mediation"),
        words(
            "P(accord favorable au client) × agreement.share × part contestée",
            "P(agreement for the customer) × agreement.share × contested",
        ),
        ("mediation.favourable", "agreement.share.{merits}"),
    ),
    LineKind(
        "award",
        words("Accordé par le juge", "Awarded by the court"),
        words("P(perdu) × award.share × part contestée", "P(lost) × award.share × contested"),
        ("court.lost.{merits}", "award.share.{merits}"),
    ),
    LineKind(
        "interest",
        words("Intérêts sur la condamnation", "Interest on the award"),
        words(
            "P(perdu) × award.share × part contestée × interest.rate × court.months / 12",
            "P(lost) × award.share × contested × interest.rate × court.months / 12",
        ),
        ("interest.rate", "court.months"),
    ),
    LineKind(
        "relation",
        words("Client perdu (différence avec un règlement amiable)", "Customer lost (difference with a settlement)"),
        words(
            "Σ P(issue) × (churn[issue] − churn.settled) × marge × ancienneté × annuité(années, discount)",
            "Σ P(ending) × (churn[ending] − churn.settled) × margin × standing × annuity(years, discount)",
        ),
        ("churn.settled", "churn.gives_up", "segment.margin", "segment.years", "discount"),
        booked=False,
    ),
    LineKind(
        "word_of_mouth",
        words("Bouche-à-oreille (indicatif)", "Word of mouth (indicative)"),
        words(
            "P(issue mécontente) × told × lost × marge × ancienneté × annuité(années, discount)",
            "P(unhappy ending) × told × lost × margin × standing × annuity(years, discount)",
        ),
        ("word_of_mouth.told", "word_of_mouth.lost"),
        booked=False,
    ),
)
KINDS = {one.code: one for one in LINES}


@dataclass(frozen=True)
class Line:
    """One line of an estimate: its expected amount, and how to find it by hand."""

    code: str
    label: Words
    amount: Money
    chance: float
    """How often this line is met (for the relation: how much likelier the customer is lost)."""
    each: Money
    """Expected cost once there; chance × each is the amount."""
    parameters: tuple[Parameter, ...]
    """Those whose sources it cites."""
    known: Words | None = None
    """What was read from the case instead of a parameter."""

    @property
    def recipe(self) -> Words:
        """What is multiplied, in parameter codes."""
        return KINDS[self.code].recipe

    @property
    def formula(self) -> str:
        """Recipe in parameter codes (those of docs/costs.md, the same in every language), then chance × expected cost once there."""
        return f"{self.recipe.en} = {100 * self.chance:.4f} % × {self.each}"

    @property
    def product(self) -> Words:
        """Chance × expected cost once there, as each language writes it."""
        if self.chance > 1:  # charged at two steps of one way: a chance above one would make no sense
            times = f"{self.chance:.4f}"
            return words(f"{times.replace('.', ',')} fois × {{each}}", f"{times} times × {{each}}", each=self.each)
        points = f"{100 * self.chance:.4f}"
        return words(f"{points.replace('.', ',')} % × {{each}}", f"{points}% × {{each}}", each=self.each)

    @property
    def source(self) -> Words:
        """Where its parameters come from."""
        return join([*([self.known] if self.known else []), *(one.citation for one in self.parameters)])


CONTRACT = words("honoraires du contrat passé avec ce médiateur", "fee of the contract with this mediator")


def join(sentences: Sequence[Words]) -> Words:
    """Sentences one after the other, between semicolons."""
    named = {f"s{place}": one for place, one in enumerate(sentences)}
    slots = [f"{{{name}}}" for name in named]
    return words(" ; ".join(slots), "; ".join(slots), **named)
