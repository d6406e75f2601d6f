"""Who signs a settlement agreement on the customer's side, and whose leave it takes; pure.

Sources: C. civ. art. 387-1 and 506 (to compromise for a minor or under guardianship takes the judge's leave), 467 (the curator
signs beside the person), 815-3 (heirs dispose together).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.cases.rules.parties import PartyRole
from app.cases.rules.standing_in import Involved, Measure, acting, measure_of
from app.kernel import Words, words

BESIDE = frozenset({Measure.CURATORSHIP, Measure.REINFORCED})
"""Measures under which the person signs too."""
LEAVE = {
    Measure.MINOR: words(
        "Conclu pour un mineur, il suppose l’autorisation préalable du juge des tutelles (art. 387-1 C. civ.).",
        "Concluded for a minor, it takes the prior leave of the guardianship judge (art. 387-1 of the French Civil Code).",
    ),
    Measure.GUARDIANSHIP: words(
        "Conclu pour une personne en tutelle, il suppose que le conseil de famille ou, à défaut, le juge en ait approuvé les "
        "clauses (art. 506 C. civ.).",
        "Concluded for a person under guardianship, it takes the approval of its clauses by the family council or, failing "
        "that, the judge (art. 506 of the French Civil Code).",
    ),
}
"""Whose leave an agreement takes, by measure."""


def _by_law(parties: Sequence[Involved], on: date) -> list[Involved]:
    return [row for row in acting(parties, on) if row.role is not PartyRole.REPRESENTATIVE]


def signers(parties: Sequence[Involved], customer: str, on: date) -> tuple[str, ...]:
    """Everybody who signs by hand on the customer's side: each heir, whoever acts by law, with the person under a curatorship."""
    found = _by_law(parties, on) or list(acting(parties, on)[:1])
    names = tuple(dict.fromkeys(row.name for row in found))
    beside = measure_of(parties) in BESIDE and any(row.role is PartyRole.GUARDIAN for row in found)
    return (customer, *names) if beside or not names else names


def leave_needed(parties: Sequence[Involved], on: date) -> Words | None:
    """Whose leave it takes to compromise for this customer; none where nobody's."""
    measure = measure_of(parties)
    if measure is None or not any(row.role is PartyRole.GUARDIAN for row in _by_law(parties, on)):
        return None
    return LEAVE.get(measure)
