"""Whether the rules of a case depend on what its complaint is about, and what was said of it."""

from __future__ import annotations

from app.cases.models import Case
from app.cases.queries.clocks import packs_of, told_of
from app.cases.rules.recorded import recorded_facts
from app.kernel import Words

SUBJECT, PAYMENT = "complaint.subject", "payment_service"
SECTORS = ("finance",)
"""Whose complaints may be about a payment service or not; those of a payment firm always are."""


def asks_subject(case: Case) -> bool:
    """Does a clock of this case run only for some subjects?"""
    rules = (rule for pack in packs_of(case) for rule in pack.deadlines)
    return case.sector in SECTORS and any(SUBJECT in (rule.when or "") for rule in rules)


def payment_time(case: Case) -> Words | None:
    """How long we have for a complaint about a payment service, as the nearest rule of this case counts it."""
    rules = [rule for pack in packs_of(case) for rule in pack.deadlines if SUBJECT in (rule.when or "")]
    return rules[-1].add.span.words() if rules else None


def subject_of(case: Case) -> str | None:
    """What the complaint is about, as somebody said; None while nobody has."""
    said = recorded_facts(told_of(case), case.currency).get(SUBJECT)
    return str(said) if said is not None else None
