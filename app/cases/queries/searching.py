"""Words found in the texts of cases, ranked, with a piece of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, text

from app.cases.models import Case
from app.cases.queries.queue import ROW
from app.cases.queries.sight import visible
from app.people.models import Customer, Service, Staff
from app.people.rules import Actor
from app.plumbing import search
from app.plumbing.db import db


@dataclass(frozen=True)
class Hit:
    """One case found: where the words stand in it, and a piece of that text."""

    case: Row[Any]
    kind: str
    snippet: list[tuple[str, bool]]


WEIGHTS = {"subject": 8, "customer": 8, "complaint": 4, "exhibit": 3, "entry": 1}


def found(actor: Actor, asked: str, limit: int = 30) -> list[Hit]:
    """Cases holding every word in one of their texts: best place first, newest first; only those the actor may see."""
    match = search.matching(asked)
    if match is None:
        return []
    condition, values = match
    newest = db.session.execute(
        text(
            f"SELECT t.subject_id, t.kind, t.id FROM search_text t WHERE {condition} "  # noqa: S608  both parts are ours
            "ORDER BY t.id DESC LIMIT :most"
        ),
        {**values, "most": search.MOST_RANKED},
    ).all()
    best: dict[int, tuple[int, int, int, str]] = {}
    for subject, kind, key in newest:
        weight = WEIGHTS.get(kind, 1)
        score, count, at, place = best.get(subject, (0, 0, key, kind))
        best[subject] = (
            max(score, weight),
            count + 1,
            key if weight > score else at,
            kind if weight > score else place,
        )
    order = sorted(best, key=lambda s: (-best[s][0], -min(best[s][1], 5), -s))
    return _hits(actor, asked, order, best, limit)


def _hits(
    actor: Actor, asked: str, order: Sequence[int], best: dict[int, tuple[int, int, int, str]], limit: int
) -> list[Hit]:
    hits: list[Hit] = []
    for start in range(0, len(order), 200):
        ids = order[start : start + 200]
        rows = select(*ROW).join(Customer, Customer.id == Case.customer_id).join(Staff, Staff.id == Case.owner_id)
        rows = rows.join(Service, Service.id == Case.service_id).where(Case.id.in_(ids), visible(actor))
        seen = {row.id: row for row in db.session.execute(rows)}
        chosen = [case_id for case_id in ids if case_id in seen][: limit - len(hits)]
        shown = _shown([best[case_id][2] for case_id in chosen])
        hits += [
            Hit(seen[case_id], best[case_id][3], search.snippet(shown.get(best[case_id][2], ""), asked))
            for case_id in chosen
        ]
        if len(hits) >= limit:
            break
    return hits


def _shown(keys: list[int]) -> dict[int, str]:
    if not keys:
        return {}
    wanted = select(search.SearchText.id, search.SearchText.shown).where(search.SearchText.id.in_(keys))
    return {row.id: row.shown for row in db.session.execute(wanted)}
