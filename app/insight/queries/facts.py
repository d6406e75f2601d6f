"""The facts of cases as they are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, select

from app.insight.models import CaseFactsRow
from app.insight.rules.facts import CaseFacts
from app.insight.rules.metrics import COUNTED
from app.plumbing.db import db, in_chunks

FACTS = CaseFactsRow.__table__
PLAIN = tuple(column.name for column in FACTS.columns if column.name not in COUNTED)


def kept_facts(numbers: Sequence[int]) -> list[CaseFacts]:
    """What is kept of these cases, given by number; nothing of one that was never counted."""
    found: list[CaseFacts] = []
    for some in in_chunks(numbers):
        found += as_facts(db.session.execute(select(FACTS).where(FACTS.c.case_id.in_(some)).order_by(FACTS.c.case_id)))
    return found


def as_facts(rows: Iterable[Row[Any]]) -> list[CaseFacts]:
    """Rows as rules see them."""
    each = (row._mapping for row in rows)
    return [
        CaseFacts(**{name: row[name] for name in PLAIN}, counts=Counter({code: row[code] for code in COUNTED}))
        for row in each
    ]
