"""Is this complaint known already? A score out of 100 with its reasons: the same customer, purchase, words, time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from app.kernel import Words, words

PROBABLE = 55
"""From this score on, two complaints are probably about the same facts."""
WORTH_SHOWING = 30
_COMMON = (
    "a ai au aux avec ce ces cet cett dan de des du e en est et il ils j je l la le les leur lui m ma mais me mes mon n "
    "ne nous on ont ou par pas plus pour qu que qui s sa san se ses si son sont sur t ta tout tre un une vous y "
    "and any are be been but by can did do for from had has have he her his i in is it me my not of or our she so that "
    "the their them they this to was we were what when which who will with you your bonjour madam monsieur merci client foi fois"
)
COMMON = frozenset(_COMMON.split())
"""Folded words that say nothing about what a complaint is about."""
NEAR_DAYS, CLOSE_DAYS = 30, 90


@dataclass(frozen=True)
class Told:
    """A complaint as far as likeness goes; `words` are folded (accents, case and endings taken away).

    `written` gives a folded word back as it was written, for the reasons that people read.
    """

    words: frozenset[str]
    received_on: date
    customer_id: int | None = None
    purchase_id: int | None = None
    category: str = "other"
    amount_minor: int = 0
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Likeness:
    """How alike two complaints are, out of 100, and why."""

    score: int
    reasons: tuple[Words, ...]

    @property
    def probable(self) -> bool:
        """Probably the same facts?"""
        return self.score >= PROBABLE


def telling(folded: str) -> frozenset[str]:
    """The words of a folded text that say what it is about."""
    return frozenset(word for word in folded.split() if word not in COMMON and (len(word) > 2 or word.isdigit()))


def likeness(new: Told, known: Told) -> Likeness:
    """Compare a complaint being typed with one on file; the same pair always gives the same score and reasons."""
    found = [
        part for part in (_customer(new, known), _purchase(new, known), _said(new, known), _facts(new, known)) if part
    ]
    score = sum(points for points, _why in found)
    score += _when(new, known) if score else 0
    return Likeness(min(score, 100), tuple(why for _points, why in found))


def _customer(new: Told, known: Told) -> tuple[int, Words] | None:
    same = new.customer_id is not None and new.customer_id == known.customer_id
    return (15, SAME_CUSTOMER) if same else None


def _purchase(new: Told, known: Told) -> tuple[int, Words] | None:
    same = new.purchase_id is not None and new.purchase_id == known.purchase_id
    return (30, SAME_PURCHASE) if same else None


def _said(new: Told, known: Told) -> tuple[int, Words] | None:
    shared = new.words & known.words
    fewest = min(len(new.words), len(known.words))
    if len(shared) < 2 or not fewest:
        return None
    points = int(Fraction(45 * len(shared), max(fewest, 4)))
    longest = sorted(shared, key=lambda word: (-len(word), word))[:5]
    shown = tuple(new.written.get(word, word) for word in longest)
    return min(points, 45), SHARED.fill(words=shown)


def _facts(new: Told, known: Told) -> tuple[int, Words] | None:
    category = new.category == known.category and new.category != "other"
    amount = new.amount_minor == known.amount_minor and new.amount_minor > 0
    if category and amount:
        return 20, SAME_BOTH
    return (10, SAME_CATEGORY) if category else (10, SAME_AMOUNT) if amount else None


def _when(new: Told, known: Told) -> int:
    apart = abs((new.received_on - known.received_on).days)
    return 10 if apart <= NEAR_DAYS else 5 if apart <= CLOSE_DAYS else 0


def ranked(new: Told, known: Iterable[tuple[str, Told]], least: int = WORTH_SHOWING) -> list[tuple[str, Likeness]]:
    """The complaints on file that are worth showing, the most alike first."""
    scored = [(name, likeness(new, told)) for name, told in known]
    return sorted((pair for pair in scored if pair[1].score >= least), key=lambda pair: (-pair[1].score, pair[0]))


SAME_CUSTOMER = words("même client", "same customer")
SAME_PURCHASE = words("même achat", "same purchase")
SHARED = words("mots communs : {words}", "shared words: {words}")
SAME_BOTH = words("même catégorie et même montant", "same category and same amount")
SAME_CATEGORY = words("même catégorie", "same category")
SAME_AMOUNT = words("même montant", "same amount")
