"""Words found in the texts of cases, ranked, with a piece of the text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Row, Select, select

from app.cases.models import Case
from app.cases.queries.queue import ROW, with_people
from app.cases.queries.sight import KEPT, visible
from app.people.rules import Actor
from app.plumbing import search
from app.plumbing.db import among, db, in_chunks, numbered, on_sqlite


@dataclass(frozen=True)
class Hit:
    """One case found: where the words stand in it, and a piece of that text."""

    case: Row[Any]
    kind: str
    snippet: list[tuple[str, bool]]


@dataclass(slots=True)
class Best:
    """The best place of one case: its weight, how many of the case's texts hold the words, and which text it is."""

    weight: int
    text: int
    kind: str
    count: int = 1

    def rank(self, case: int) -> int:
        """The better, the higher: its weight, then how often, then the newer case; one number sorts faster than three."""
        return (self.weight * (MOST_COUNTED + 1) + min(self.count, MOST_COUNTED)) << 40 | case


WEIGHTS = {"subject": 8, "customer": 8, "party": 8, "complaint": 4, "exhibit": 3, "entry": 1}
WIDTHS = {"subject": 200}
"""Characters shown of a text: of a subject, which stands in the title, all of it."""
ASKED_AT_ONCE = 200
"""Whether they may be seen is asked of this many cases at once: enough for one page, mostly."""
MOST_COUNTED = 5
"""More texts than this make a case no better a hit."""


def found(actor: Actor, asked: str, limit: int = 30) -> list[Hit]:
    """Cases holding every word in one of their texts: best place first, newest first; only those the actor may see.

    First those whose title holds them (who it is of, what it is about), of any age. Then the others, ranked among the newest
    texts that hold the words; older ones are read on only while there are too few to show. Where there is none, cases whose
    texts hold the words between them: people remember a name and what it was about.
    """
    in_one = chain(search.titles(asked), search.batches(asked))
    chosen = _chosen(actor, in_one, limit) or _chosen(actor, [search.scattered(asked)], limit)
    return _hits(chosen, asked)


def _chosen(actor: Actor, batches: Iterable[list[search.Place]], limit: int) -> dict[int, Best]:
    chosen: dict[int, Best] = {}
    for places in batches:
        best = _best(places, chosen)
        order = sorted(best, key=lambda case: best[case].rank(case), reverse=True)
        chosen |= {case: best[case] for case in _seen(actor, order, limit - len(chosen))}
        if len(chosen) >= limit:
            break
    return chosen


def _best(places: Iterable[search.Place], chosen: Collection[int]) -> dict[int, Best]:
    """The best place of each case that is not chosen yet; a thousand places are looked at for one page."""
    best: dict[int, Best] = {}
    for text, case, kind in places:
        known = best.get(case)
        if known is None:
            if case not in chosen:
                best[case] = Best(WEIGHTS.get(kind, 1), text, kind)
            continue
        known.count += 1
        weight = WEIGHTS.get(kind, 1)
        if weight > known.weight:
            known.weight, known.text, known.kind = weight, text, kind
    return best


def _seen(actor: Actor, order: Sequence[int], most: int) -> list[int]:
    """The first of these cases that the actor may see."""
    seen: list[int] = []
    for some in in_chunks(order, ASKED_AT_ONCE):
        may = set(db.session.scalars(_sight(actor, on_sqlite()), numbered(some)))
        seen += [case for case in some if case in may]
        if len(seen) >= most:
            break
    return seen[:most]


@lru_cache(maxsize=KEPT)
def _sight(actor: Actor, _embedded: bool) -> Select[int]:
    return select(Case.id).where(among(Case.id), visible(actor, of_few=True))


@lru_cache(maxsize=2)
def _rows_and_texts(_embedded: bool) -> tuple[Select[Any], Select[int, str]]:
    texts = select(search.SearchText.id, search.SearchText.shown).where(among(search.SearchText.id))
    return with_people(select(*ROW)).where(among(Case.id)), texts


def _hits(chosen: dict[int, Best], asked: str) -> list[Hit]:
    if not chosen:
        return []
    wanted, texts = _rows_and_texts(on_sqlite())
    rows = {row.id: row for row in db.session.execute(wanted, numbered(chosen))}
    shown: dict[int, str] = dict(db.session.execute(texts, numbered(best.text for best in chosen.values())).all())
    said = {
        case: rows[case].subject if best.kind == "subject" else shown.get(best.text, "")
        for case, best in chosen.items()
    }
    return [
        Hit(rows[case], best.kind, search.snippet(said[case], asked, WIDTHS.get(best.kind, 160)))
        for case, best in chosen.items()
    ]
