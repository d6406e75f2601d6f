"""What one case adds to the tallies of its months: every figure of whole months is a sum of these.

A case that changes takes back what it had added and adds what it is now; so the tallies are at any time what counting
every case afresh would give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.insight.rules.facts import CaseFacts
from app.insight.rules.metrics import DERIVED, METRICS, Basis, Unit

ALWAYS = date(1970, 1, 1)
"""The month of what stands today, whatever the period."""
DURATIONS = {Basis.ANSWERED: "answer_days", Basis.CLOSED: "resolution_days"}
GROUPS = ("category", "product", "regimes")
"""What complaints received are told apart by."""
LEGAL_DUE = "legal_due_on"
HOUR = "hour"
"""Incoming contacts, by the hour of the week."""
COUNTED = tuple(metric for metric in METRICS if metric.code not in DERIVED)
CASES = "cases of "


class Key(NamedTuple):
    """Where a number is added: first day of the month, service, basis, what is counted, and of which kind."""

    month: date
    service_id: int
    basis: str
    what: str
    kind: str


def tallies_of(facts: CaseFacts) -> Counter[Key]:
    """What one case adds."""
    found: Counter[Key] = Counter()
    for basis, on in _days(facts).items():
        if on is not None:
            for what, kind, n in _adds(facts, basis):
                found[Key(on.replace(day=1), facts.service_id, basis.value, what, kind)] += n
    return found


def _days(facts: CaseFacts) -> dict[Basis, date | None]:
    now = ALWAYS if facts.counts["open_now"] else None
    return {basis: now if basis is Basis.NOW else getattr(facts, f"{basis.value}_on") for basis in Basis}


def _adds(facts: CaseFacts, basis: Basis) -> Iterator[tuple[str, str, int]]:
    for metric in COUNTED:
        n = facts.counts[metric.code]
        if metric.basis is basis and n:
            yield metric.code, facts.currency if metric.unit is Unit.MONEY else "", n
            yield from _cases(metric.code, facts.currency, metric.unit)
    received = facts.counts["received"]
    if basis is Basis.ANSWERED and received:
        yield "answered", "", received
    if basis is Basis.RECEIVED and received:
        yield from ((group, str(getattr(facts, group)), received) for group in GROUPS)
        yield from ((HOUR, str(hour), n) for hour, n in Counter(facts.hours).items())
    if basis is Basis.NOW and facts.legal_due_on is not None:
        yield LEGAL_DUE, facts.legal_due_on.isoformat(), 1
    days = getattr(facts, DURATIONS[basis]) if basis in DURATIONS else None
    if days is not None:
        yield DURATIONS[basis], str(days), 1


def _cases(code: str, currency: str, unit: Unit) -> Iterator[tuple[str, str, int]]:
    if unit is not Unit.CASES:
        yield CASES + code, currency if unit is Unit.MONEY else "", 1
