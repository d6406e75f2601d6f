"""Whether a case's regime has a second level inside the firm, and since when it has the complaint."""

from __future__ import annotations

from datetime import date

from app.cases.models import Case
from app.cases.queries.clocks import happened, packs_of
from app.kernel import Words, words
from app.regimes.rules.dates import Span
from app.regimes.rules.parts import Kind

SENT, ANSWERED = "second_level.sent", "second_level.answered"


def knows_second_level(case: Case) -> bool:
    """Does a rule of this case count from the complaint to a second level?"""
    return any(SENT in rule.starts for pack in packs_of(case) for rule in pack.deadlines)


def second_level_since(case: Case) -> date | None:
    """Since which day the second level has the complaint without having answered; None: it has not."""
    events = [
        (event.day(case.zone), event.name == ANSWERED) for event in happened(case) if event.name in (SENT, ANSWERED)
    ]
    last = max(events, default=None)
    return last[0] if last is not None and not last[1] else None


def second_level_term(case: Case) -> Words | None:
    """How long the second level takes to answer at most, as its rule says and as a letter writes it, after “within”."""
    rules = (
        rule for pack in packs_of(case) for rule in pack.deadlines if rule.starts == (SENT,) and rule.kind is Kind.HOUSE
    )
    spans = (rule.add.span for rule in rules)
    return next((IN_LETTERS.get(span) or WITHIN.fill(span=span.words()) for span in spans), None)


IN_LETTERS = {Span(months=1): words("d’un mois", "one month"), Span(months=2): words("de deux mois", "two months")}
WITHIN = words("de {span}", "{span}")
