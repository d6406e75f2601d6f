"""How figures are set out on a page, in the report and in exports: groups in order, causes by name, what was avoided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.feedback.rules.figures import FEW
from app.insight.rules.causes import By
from app.insight.rules.metrics import BY_CODE, Metric
from app.intake.rules.choices import CATEGORIES
from app.kernel import Money, Words, words

NO_PRODUCT = words("produit non précisé", "product not stated")


@dataclass(frozen=True)
class Group:
    """Figures that are read together."""

    title: Words
    metrics: tuple[Metric, ...]


def _group(fr: str, en: str, *codes: str) -> Group:
    return Group(words(fr, en), tuple(BY_CODE[code] for code in codes))


GROUPS: tuple[Group, ...] = (
    _group("Volume", "Volume", "received", "answered", "closed", "open_now", "overdue", "set_aside"),
    _group("Issue des dossiers clos", "How closed cases came out", "upheld", "rejected", "reopened", "entitled"),
    _group("Niveaux atteints", "Levels reached", "to_supervisor", "to_quality", "to_mediator", "to_court"),
    _group("Effort demandé", "Effort asked", "contacts", "contacts_in", "channel_changes", "transfers", "minutes"),
    _group("Échéances", "Dates", "legal_kept", "legal_late", "house_kept", "house_late"),
    _group("Engagements", "Promises", "promises", "promises_kept", "promises_broken"),
    _group("Offres", "Offers", "offers", "offers_accepted", "offers_refused", "offers_expired"),
    _group(
        "Gestes accordés", "Gestures granted", "granted", "granted_front", "granted_supervisor", "granted_quality",
        "granted_director", "granted_value", "foreseen",
    ),
    _group(
        "Médiation", "Mediation", "referrals", "admissible", "inadmissible", "mediation_agreed", "mediation_failed",
        "mediation_refused_by_us",
    ),
    _group(
        "Ce qu’en disent les clients", "What customers say", "surveys", "surveys_answered", "satisfaction_given", "satisfied",
        "effort_given", "effort_sum", "recommendation_given", "promoters", "detractors", "solved_given", "solved_confirmed",
    ),
    _group("Quand les clients viennent à nous", "When customers come to us", "incoming"),
)  # fmt: skip
"""Every figure stands in exactly one of them (a test says so)."""


def cause_words(by: By, value: str, services: Mapping[str, Words]) -> Words:
    """How a cause is called: the category in words, the product as written, the service by its name."""
    if by is By.CATEGORY:
        return CATEGORIES.get(value, words(value, value))
    if by is By.SERVICE:
        return services.get(value, words(value, value))
    return words("{name}", "{name}", name=value) if value else NO_PRODUCT


MONTHS = (
    ("janv.", "Jan"), ("févr.", "Feb"), ("mars", "Mar"), ("avr.", "Apr"), ("mai", "May"), ("juin", "Jun"), ("juil.", "Jul"),
    ("août", "Aug"), ("sept.", "Sep"), ("oct.", "Oct"), ("nov.", "Nov"), ("déc.", "Dec"),
)  # fmt: skip


def month_words(month: date) -> Words:
    """A month on an axis: short, with its year in January."""
    fr, en = MONTHS[month.month - 1]
    year = f" {month.year}" if month.month == 1 else ""
    return Words(fr + year, en + year)


def avoided(foreseen: Iterable[Money], granted: Iterable[Money]) -> tuple[Money, ...]:
    """What settling saved: what the disputes would have cost, less what was granted; by currency."""
    less = {one.currency: one.minor for one in granted}
    return tuple(Money(one.minor - less.get(one.currency, 0), one.currency) for one in foreseen)


@dataclass(frozen=True)
class Score:
    """What a survey question comes to, and from how many answers; nothing from fewer than `FEW`."""

    label: Words
    value: float | None
    sample: int
    of: Metric
    """Where its cases are listed."""
    scale: str
    """percent | seven | points"""


def scores(totals: Mapping[str, int]) -> tuple[Score, ...]:
    """Satisfaction, effort, recommendation, confirmed as solved, from the sums of what customers answered."""
    points = (totals["promoters"] - totals["detractors"]) * 100
    drawn = (
        (words("Satisfaits (CSAT)", "Satisfied (CSAT)"), totals["satisfied"], "satisfaction_given", "percent"),
        (words("Facilité, de 1 à 7 (CES)", "Ease, 1 to 7 (CES)"), totals["effort_sum"], "effort_given", "seven"),
        (words("Recommandation (NPS)", "Recommendation (NPS)"), points, "recommendation_given", "points"),
        (words("Confirmés résolus", "Confirmed solved"), totals["solved_confirmed"], "solved_given", "percent"),
    )
    return tuple(
        Score(label, part / totals[whole] if totals[whole] >= FEW else None, totals[whole], BY_CODE[whole], scale)
        for label, part, whole, scale in drawn
    )
