"""The lines of an estimate: what each adds up, in which order they are read, and their formulas."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel import Money, Words, words


@dataclass(frozen=True)
class LineKind:
    """A line of the working: its recipe in parameter codes, and the parameters whose sources it cites."""

    code: str
    label: Words
    recipe: str
    parameters: tuple[str, ...]
    booked: bool = True
    """Whether the ledger can confirm it later; a lost customer's margin never is."""


LINES = (
    LineKind(
        "handling.front",
        words("Travail du premier niveau", "Work of the front line"),
        "P(front) × work left × hours.front × rate.front",
        ("hours.front", "rate.front"),
    ),
    LineKind(
        "handling.supervisor",
        words("Travail du superviseur", "Work of the supervisor"),
        "P(supervisor) × hours.supervisor × rate.supervisor",
        ("hours.supervisor", "rate.supervisor"),
    ),
    LineKind(
        "handling.quality",
        words("Travail de la qualité", "Work of the quality officer"),
        "P(quality) × hours.quality × rate.quality",
        ("hours.quality", "rate.quality"),
    ),
    LineKind(
        "handling.mediation",
        words("Travail de médiation", "Work of mediation"),
        "[P(referral) × hours.referral + P(admissible) × hours.mediation] × rate.quality",
        ("hours.referral", "hours.mediation", "rate.quality"),
    ),
    LineKind(
        "handling.court",
        words("Travail de procès", "Work of proceedings"),
        "P(court) × hours.court × rate.legal",
        ("hours.court", "rate.legal"),
    ),
    LineKind(
        "pieces",
        words("Pièces à réunir", "Exhibits to gather"),
        "P(file leaves the house) × pieces × hours.piece × rate.front",
        ("hours.piece", "rate.front"),
    ),
    LineKind(
        "letters",
        words("Lettres recommandées", "Registered letters"),
        "[P(final answer) × letters.final + P(court) × letters.court] × letter.price",
        ("letter.price", "letters.final", "letters.court"),
    ),
    LineKind(
        "mediator_fee",
        words("Honoraires du médiateur", "Mediator’s fee"),
        "P(admissible) × mediator.fee",
        ("mediator.fee",),
    ),
    LineKind("lawyer", words("Notre avocat", "Our lawyer"), "P(court) × lawyer.fee", ("lawyer.fee",)),
    LineKind(
        "contribution",
        words("Contribution pour l’aide juridique, remboursée", "Court contribution, refunded"),
        "P(lost) × court.contribution",
        ("court.contribution",),
    ),
    LineKind(
        "summons",
        words("Assignation, remboursée", "Summons, refunded"),
        "P(lost) × court.summons",
        ("court.summons",),
    ),
    LineKind(
        "service",
        words("Signification du jugement, remboursée", "Service of the judgment, refunded"),
        "P(lost) × court.service",
        ("court.service",),
    ),
    LineKind(
        "expert",
        words("Expert judiciaire, remboursé", "Court expert, refunded"),
        "P(lost, expert) × court.expert_fee",
        ("court.expert", "court.expert_fee"),
    ),
    LineKind(
        "article700",
        words("Article 700 versé", "Article 700 paid"),
        "P(lost) × court.article700",
        ("court.article700",),
    ),
    LineKind(
        "article700_recovered",
        words("Article 700 reçu", "Article 700 received"),
        "− P(won) × court.article700_won",
        ("court.article700_won",),
    ),
    LineKind(
        "agreement",
        words("Payé par accord en médiation", "Paid by agreement in mediation"),
        "P(agreement for the customer) × agreement.share × contested",
        ("mediation.favourable", "agreement.share.{merits}"),
    ),
    LineKind(
        "award",
        words("Accordé par le juge", "Awarded by the court"),
        "P(lost) × award.share × contested",
        ("court.lost.{merits}", "award.share.{merits}"),
    ),
    LineKind(
        "interest",
        words("Intérêts sur la condamnation", "Interest on the award"),
        "P(lost) × award.share × contested × interest.rate × court.months / 12",
        ("interest.rate", "court.months"),
    ),
    LineKind(
        "relation",
        words("Client perdu (différence avec un règlement amiable)", "Customer lost (difference with a settlement)"),
        "Σ P(ending) × (churn[ending] − churn.settled) × margin × standing × annuity(years, discount)",
        ("churn.settled", "churn.gives_up", "segment.margin", "segment.years", "discount"),
        booked=False,
    ),
    LineKind(
        "word_of_mouth",
        words("Bouche-à-oreille (indicatif)", "Word of mouth (indicative)"),
        "P(unhappy ending) × told × lost × margin × standing × annuity(years, discount)",
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
    formula: str
    """Recipe, then chance × expected cost once there (their product is the amount)."""
    source: str
