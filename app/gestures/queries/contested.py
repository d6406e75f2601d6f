"""Entitlements that we contest and the customer has not been told of: a contest is a refusal, which an answer says with its reasons."""

from __future__ import annotations

from dataclasses import dataclass

from app.cases.models import Case
from app.cases.rules.ladder import TOP
from app.cases.rules.transitions import possible
from app.gestures.models import EntitlementRow
from app.gestures.queries.offers import entitlements_of
from app.journal.queries import lines_of

ANSWERS = frozenset({"case.answer", "case.final_answer"})


@dataclass(frozen=True)
class Untold:
    """A contest that no answer has told yet."""

    row: EntitlementRow
    arrow: str
    """The answer that tells it: `final_answer` at the quality level, else `answer`; empty where the case awaits neither."""


def untold_contests(case: Case) -> list[Untold]:
    """The contested entitlements of a case after whose contest no answer has left."""
    rows = [row for row in entitlements_of(case) if row.state == "contested"]
    if not rows:
        return []
    lines = lines_of(case.stream)
    told_at = max((line.seq for line in lines if line.kind in ANSWERS), default=0)
    since = {line.data.get("entitlement"): line.seq for line in lines if line.kind == "entitlement.contested"}
    arrow = _arrow(case)
    return [Untold(row, arrow) for row in rows if since.get(row.id, 0) > told_at]


def _arrow(case: Case) -> str:
    allowed = {arrow.name for arrow in possible(case.standing)}
    wanted = ("final_answer", "answer") if case.level is TOP else ("answer", "final_answer")
    return next((name for name in wanted if name in allowed), "")
