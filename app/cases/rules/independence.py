"""Whoever judges was never party to the dispute: judged on identities in the journal, in either order of events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.kernel import Refused, Words, words

PARTY_ROLES = frozenset({"handled", "approved", "caused", "promised", "answered", "escalated"})
"""What makes somebody party to a dispute when done below the quality level."""


class Bar(StrEnum):
    """Why somebody may not judge a case."""

    ADVISED = "advised"
    """Was asked about it by a colleague, and said what they think. Not so their superior: an expert’s word is no part taken."""
    TOOK_PART = "took_part"
    SUPERIOR = "superior"
    RECUSED = "recused"
    ANSWERED = "answered"
    """Gave the answer that the customer contests: nobody judges what they wrote."""


BAR_WORDS = {
    Bar.ADVISED: words(
        "{name} a donné un avis sur ce litige à un collègue.", "{name} gave a colleague advice on this dispute."
    ),
    Bar.TOOK_PART: words(
        "{name} est intervenu(e) dans ce litige avant le niveau qualité.",
        "{name} took part in this dispute below the quality level.",
    ),
    Bar.SUPERIOR: words(
        "{name} est le supérieur direct d’une personne intervenue.",
        "{name} is the direct superior of somebody who took part.",
    ),
    Bar.RECUSED: words("{name} s’est récusé(e).", "{name} was recused."),
    Bar.ANSWERED: words(
        "{name} a donné la réponse que le client conteste.", "{name} gave the answer that the customer contests."
    ),
}
ELSE = words("{why} Confiez le dossier à quelqu’un d’autre.", "{why} Give the case to somebody else.")

ANOTHER = words(
    "{why} Un autre responsable qualité juge, ou la direction désigne un juge par dérogation.",
    "{why} Another quality officer judges, or the director names a judge by derogation.",
)


@dataclass(frozen=True)
class Judging:
    """What independence is judged on."""

    participants: frozenset[tuple[str, str]]
    """(person key, what as): `handled`, `approved`, … below the quality level; `judged` at it."""
    managers: Mapping[str, str]
    """Person key → key of the direct superior."""
    recused: frozenset[str] = frozenset()
    derogations: frozenset[str] = frozenset()
    """Judges named by the director when no independent one exists."""


def bar_on(person: str, case: Judging) -> Bar | None:
    """Why this person may not judge the case, or None. Acts done as quality officer at that level do not count."""
    if person in case.recused:
        return Bar.RECUSED
    if person in case.derogations:
        return None
    parties = {who for who, role in case.participants if role in PARTY_ROLES}
    if person in parties:
        return Bar.TOOK_PART
    if (person, "advised") in case.participants:
        return Bar.ADVISED
    if any(case.managers.get(party) == person for party in parties):
        return Bar.SUPERIOR
    return None


def barred(people: Iterable[str], case: Judging) -> dict[str, Bar]:
    """Who of these may not judge the case, and why."""
    found = ((person, bar_on(person, case)) for person in people)
    return {person: bar for person, bar in found if bar is not None}


def require_independent(person: str, name: str, case: Judging) -> None:
    """Refuse to let somebody judge who is not independent."""
    bar = bar_on(person, case)
    if bar is not None:
        raise Refused("not_independent", ANOTHER.fill(why=reason(bar, name)), "owner")


def reason(bar: Bar, name: str) -> Words:
    """The bar in a sentence."""
    return BAR_WORDS[bar].fill(name=name)
