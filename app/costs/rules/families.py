"""The parameters in the order a person reads them: by what they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.costs.rules.parameters import Parameter
from app.kernel import Words, words


@dataclass(frozen=True)
class Family:
    """Parameters about one thing."""

    label: Words
    parameters: tuple[Parameter, ...]


FAMILIES: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (words("Temps et taux horaires", "Time and hourly costs"), ("hours", "rate")),
    (words("Lettres, médiateur, avocat, tribunal", "Letters, mediator, lawyer, court"), ("letter", "letters", "mediator", "lawyer", "interest")),
    (words("Ce que coûte un procès", "What a trial costs"), ("court",)),
    (words("Chances à chaque étape", "Chances at each step"), ("front", "supervisor", "final", "mediation", "after_mediation")),
    (words("Ce que nous paierions", "What we would pay"), ("agreement", "award")),
    (words("Ce qui pousse à continuer", "What makes a customer go on"), ("odds", "stake")),
    (words("La relation", "The relation"), ("churn", "segment", "standing", "discount")),
    (words("Acceptation d’un geste", "Acceptance of a gesture"), ("accept", "customer")),
    (words("Faute de données", "For want of facts"), ("assumed",)),
    (words("Bouche-à-oreille (indicatif)", "Word of mouth (indicative)"), ("word_of_mouth",)),
)  # fmt: skip
OTHERS = words("Autres", "Others")


def families_of(parameters: Iterable[Parameter]) -> tuple[Family, ...]:
    """Grouped, in reading order; empty groups left out."""
    left = sorted(parameters, key=lambda one: (one.code, repr(one.scope)))
    found = []
    for label, beginnings in FAMILIES:
        mine = tuple(one for one in left if one.code.split(".")[0] in beginnings)
        left = [one for one in left if one not in mine]
        found.append(Family(label, mine))
    return tuple(one for one in (*found, Family(OTHERS, tuple(left))) if one.parameters)
