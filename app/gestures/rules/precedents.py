"""Similar closed cases: what was given and how it ended. Likeness is TF-IDF over folded words; too few say nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from app.kernel import Words, words

ENOUGH = 5
MOST = 25
LEAST_LIKENESS = 0.05
COMMON = frozenset(
    ("avec", "dans", "depuis", "mais", "nous", "pour", "sans", "tout", "vous", "cette", "leur", "elle", "deux", "trois")
)
"""Folded words that say nothing of a case: compared, never shown."""
BANDS = (0, 5_000, 15_000, 40_000, 100_000, 300_000)
"""Lower edges of the amount bands, in minor units (0, 50, 150, 400, 1 000, 3 000 euros)."""


def band(minor: int) -> int:
    """Which band an amount falls in."""
    return sum(minor >= edge for edge in BANDS)


@dataclass(frozen=True)
class Past:
    """A closed case as a precedent."""

    ref: str
    category: str
    regimes: tuple[str, ...]
    claimed: int
    text: str
    """Folded words of its complaint."""
    given: int
    """Value of what was granted, in minor units."""
    gestures: tuple[str, ...]
    ended: str
    mediated: bool = False
    """Counted only as statistics, never shown."""
    accepted: bool | None = None
    visible: bool = True


@dataclass(frozen=True)
class Similar:
    """A precedent with how like it is and the words it shares."""

    past: Past
    likeness: float
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Precedents:
    """What like cases say: the most similar, how many in all, the middle and the range of what was given."""

    similar: tuple[Similar, ...]
    count: int
    mediated: int
    median: int
    low: int
    high: int

    @property
    def too_few(self) -> bool:
        """Under five, they prove nothing."""
        return self.count < ENOUGH

    def far(self, value: int) -> bool:
        """Is this amount far from what like cases got?"""
        return not self.too_few and not self.low // 2 <= value <= self.high + self.high // 2


def find(
    text: str, category: str, regimes: Sequence[str], claimed: int, past: Iterable[Past], *, keep: int = MOST
) -> Precedents:
    """The closed cases most like this one: same category, a regime in common, a near amount band, shared words."""
    pool = [one for one in past if one.category == category and (not regimes or set(one.regimes) & set(regimes))]
    near = [one for one in pool if abs(band(one.claimed) - band(claimed)) <= 1]
    likes = _likeness(text, [one.text for one in near])
    scored = [Similar(one, like, shared) for one, (like, shared) in zip(near, likes, strict=True)]
    scored.sort(key=lambda one: (-one.likeness, one.past.ref))
    kept = [one for one in scored if one.likeness >= LEAST_LIKENESS][:keep]
    amounts = sorted(one.past.given for one in kept)
    return Precedents(
        tuple(one for one in kept if not one.past.mediated),
        len(kept),
        sum(one.past.mediated for one in kept),
        quantile(amounts, 0.5),
        quantile(amounts, 0.25),
        quantile(amounts, 0.75),
    )


def _likeness(text: str, others: Sequence[str]) -> list[tuple[float, tuple[str, ...]]]:
    mine, theirs = Counter(text.split()), [Counter(other.split()) for other in others]
    rows = [mine, *theirs]
    known = Counter(word for row in rows for word in row)
    weight = {word: log((1 + len(rows)) / (1 + n)) + 1 for word, n in known.items()}
    vectors = [_unit({word: (1 + log(n)) * weight[word] for word, n in row.items()}) for row in rows]
    return [_compared(vectors[0], other) for other in vectors[1:]]


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = sqrt(sum(value * value for value in vector.values()))
    return {word: value / length for word, value in vector.items()} if length else {}


def _compared(mine: dict[str, float], other: dict[str, float]) -> tuple[float, tuple[str, ...]]:
    products = {word: mine[word] * other[word] for word in mine.keys() & other.keys()}
    telling = (word for word in products if len(word) > 3 and word.isalpha() and word not in COMMON)
    shared = sorted(telling, key=lambda word: (-products[word], word))
    return sum(products.values()), tuple(shared[:5])


def quantile(ordered: Sequence[int], share: float) -> int:
    """The value below which that share of them lies (nearest rank); 0 of nothing."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0


# --- fairness --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Granted:
    """One settled case for the fairness page: which team, which kind of case, what was given."""

    team: str
    category: str
    claimed: int
    given: int
    accepted: bool


@dataclass(frozen=True)
class TeamFigure:
    """What one team gave in like cases."""

    team: str
    count: int
    median: int
    accepted: int

    @property
    def too_few(self) -> bool:
        """Under five, no conclusion."""
        return self.count < ENOUGH


@dataclass(frozen=True)
class LikeCases:
    """Like cases (category, amount band) and what each team gave in them."""

    category: str
    band: int
    teams: tuple[TeamFigure, ...]

    @property
    def spread(self) -> int:
        """Highest less lowest median among teams with enough cases."""
        medians = [one.median for one in self.teams if not one.too_few]
        return max(medians) - min(medians) if len(medians) > 1 else 0

    @property
    def count(self) -> int:
        """How many cases in all."""
        return sum(one.count for one in self.teams)

    @property
    def wide(self) -> bool:
        """Does the spread exceed half of the highest median? Worth asking why."""
        medians = [one.median for one in self.teams if not one.too_few]
        return bool(self.spread) and self.spread * 2 > max(medians)


def spread_of(granted: Iterable[Granted]) -> tuple[LikeCases, ...]:
    """The spread between teams for like cases, the widest first."""
    groups: dict[tuple[str, int], dict[str, list[Granted]]] = {}
    for one in granted:
        groups.setdefault((one.category, band(one.claimed)), {}).setdefault(one.team, []).append(one)
    found = [LikeCases(category, edge, _teams(teams)) for (category, edge), teams in groups.items()]
    return tuple(sorted(found, key=lambda one: (-one.spread, -one.count, one.category, one.band)))


def _teams(teams: dict[str, list[Granted]]) -> tuple[TeamFigure, ...]:
    return tuple(
        TeamFigure(team, len(rows), quantile(sorted(one.given for one in rows), 0.5), sum(one.accepted for one in rows))
        for team, rows in sorted(teams.items())
    )


DEVIATION = words(
    "Ce geste s’écarte des {n} dossiers semblables (de {low} à {high}) : dites pourquoi.",
    "This gesture departs from the {n} similar cases ({low} to {high}): say why.",
)
TOO_FEW: Words = words(
    "Trop peu de dossiers semblables ({n}) pour comparer.", "Too few similar cases ({n}) to compare."
)
