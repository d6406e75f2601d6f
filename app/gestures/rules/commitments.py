"""Published commitments (a service menu): what we say we do, by when, and the credit proposed when we do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.kernel import Money, Words, words


class Metric(StrEnum):
    """What a commitment is measured on."""

    ACKNOWLEDGED_HOURS = "acknowledged_hours"
    ANSWERED_DAYS = "answered_days"
    PROMISES_BROKEN = "promises_broken"
    DELIVERED_LATE_DAYS = "delivered_late_days"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return METRIC_WORDS[self]


METRIC_WORDS = {
    Metric.ACKNOWLEDGED_HOURS: words("heures jusqu’à l’accusé de réception", "hours until acknowledged"),
    Metric.ANSWERED_DAYS: words("jours jusqu’à la première réponse écrite", "days until the first written answer"),
    Metric.PROMISES_BROKEN: words("engagements rompus", "promises broken"),
    Metric.DELIVERED_LATE_DAYS: words("jours de retard de livraison", "days of late delivery"),
}


@dataclass(frozen=True)
class Commitment:
    """One line of the service menu."""

    code: str
    text: Words
    metric: Metric
    at_most: int
    """Kept up to here; the minimum threshold."""
    segments: tuple[str, ...]
    """For whom; empty: everybody."""
    credit: str
    """Code of the gesture proposed when missed."""
    amount: Money


@dataclass(frozen=True)
class Missed:
    """A commitment we did not keep on a case, what was measured, and the credit to propose."""

    commitment: Commitment
    measured: int

    @property
    def sentence(self) -> Words:
        """What to say to the agent."""
        return words(
            "{text} Mesuré ({metric}) : {n}, au plus {most}. Proposer {amount}.",
            "{text} Measured ({metric}): {n}, at most {most}. Propose {amount}.",
            text=self.commitment.text,
            n=self.measured,
            metric=self.commitment.metric.words,
            most=self.commitment.at_most,
            amount=self.commitment.amount,
        )


def missed(menu: Iterable[Commitment], measured: Mapping[Metric, int], segment: str) -> tuple[Missed, ...]:
    """What was published for this segment and not kept."""
    return tuple(
        Missed(one, measured[one.metric])
        for one in menu
        if (not one.segments or segment in one.segments) and measured.get(one.metric, 0) > one.at_most
    )
