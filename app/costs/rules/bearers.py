"""Who advances each cost, who bears it in each ending, and so what we pay or get back: one table, used and printed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel import Words, words


class Who(StrEnum):
    """The two purses of a dispute."""

    US = "us"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Item:
    """One cost of a dispute: what it is, who advances it, and who bears it if we win or lose in court."""

    code: str
    label: Words
    parameter: str
    advanced_by: Who
    if_won: Who
    if_lost: Who
    source: str

    def borne_by_us(self, lost: bool) -> bool:
        """Whether it ends up in our purse in this ending (refunded by the loser if the other advanced it)."""
        return (self.if_lost if lost else self.if_won) is Who.US


US, CUSTOMER = Who.US, Who.CUSTOMER

COURT_ITEMS = (
    Item(
        "contribution",
        words("Contribution pour l’aide juridique", "Court contribution"),
        "court.contribution",
        CUSTOMER,
        CUSTOMER,
        US,
        "FR-CRT-07: paid by the claimant, part of the dépens, recovered from the loser",
    ),
    Item(
        "summons",
        words("Assignation (commissaire de justice)", "Summons (bailiff)"),
        "court.summons",
        CUSTOMER,
        CUSTOMER,
        US,
        "dépens: art. 695-696 CPC, borne by the loser",
    ),
    Item(
        "expert",
        words("Expert judiciaire", "Court expert"),
        "court.expert_fee",
        CUSTOMER,
        CUSTOMER,
        US,
        "dépens: deposit by the claimant, borne by the loser",
    ),
    Item(
        "service",
        words("Signification du jugement", "Service of the judgment"),
        "court.service",
        CUSTOMER,
        CUSTOMER,
        US,
        "advanced by the winner, borne by the loser",
    ),
    Item(
        "article700",
        words("Article 700 versé", "Article 700 paid"),
        "court.article700",
        CUSTOMER,
        CUSTOMER,
        US,
        "art. 700 CPC: the judge may make the loser pay the winner’s other costs",
    ),
)
"""Costs that follow the judgment. `expert` falls only where one is appointed."""

OWN_ITEMS = (
    Item(
        "handling",
        words("Notre travail", "Our work"),
        "hours.* × rate.*",
        US,
        US,
        US,
        "never recovered",
    ),
    Item(
        "letters",
        words("Lettres recommandées", "Registered letters"),
        "letter.price",
        US,
        US,
        US,
        "never recovered",
    ),
    Item(
        "mediator_fee",
        words("Honoraires du médiateur", "Mediator’s fee"),
        "mediator.fee",
        US,
        US,
        US,
        "FR-MED-02: free of charge for the consumer; due per admitted file",
    ),
    Item(
        "lawyer",
        words("Notre avocat", "Our lawyer"),
        "lawyer.fee",
        US,
        US,
        US,
        "recovered only through article 700, if we win (`court.article700_won`)",
    ),
)
"""Costs that stay ours whatever the ending."""
