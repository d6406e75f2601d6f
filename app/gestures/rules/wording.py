"""What the customer reads of an offer. Goodwill waives nothing and admits nothing; what is due by law is never a favour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel import Money, Words, words


@dataclass(frozen=True)
class OfferedLine:
    """One gesture as it is read: its sentence and what it is worth."""

    wording: Words
    value: Money


def line_words(wording: Words, value: Money) -> Words:
    """The sentence of one gesture with its amount."""
    return wording.fill(value=value)


def opening(subject: str) -> Words:
    """How an offer begins, below the greeting."""
    return words(
        "À la suite de votre réclamation « {subject} », nous vous proposons, à titre purement commercial et sans "
        "reconnaissance de responsabilité :",
        "Following your complaint “{subject}”, we offer you, purely as a goodwill gesture and without admission of liability:",
        subject=subject,
    )


def closing(valid_until_on: date, separable: bool, lines: int, rights: Words) -> tuple[Words, ...]:
    """How an offer ends: until when, whether it may be split, what stays untouched whatever the answer."""
    split = SPLIT if separable else WHOLE
    return (UNTIL.fill(day=valid_until_on), *((split,) if lines > 1 else ()), rights)


def rights_words(mediator: bool, name: str = "") -> Words:
    """What the answer to an offer leaves untouched: the judge for everybody; the mediator only for whom the regimes name one."""
    if not mediator:
        return COURT
    return MEDIATOR_NAMED.fill(name=name) if name else MEDIATOR


def offer_words(
    greeting: Words,
    subject: str,
    lines: Sequence[OfferedLine],
    valid_until_on: date,
    separable: bool,
    message: str = "",
    *,
    rights: Words,
) -> tuple[Words, ...]:
    """The whole offer, a paragraph each; `greeting` is how any letter to its reader begins, `rights` is the sentence for this kind of complainant."""
    ours = (words("{text}", "{text}", text=message),) if message.strip() else ()
    each = tuple(words("– {line}", "– {line}", line=line_words(one.wording, one.value)) for one in lines)
    hello = words("{greeting},", "{greeting},", greeting=greeting)
    return (hello, opening(subject), *each, *ours, *closing(valid_until_on, separable, len(lines), rights))


UNTIL = words("Cette offre est valable jusqu’au {day:full} inclus.", "This offer stands until the end of {day:full}.")
SPLIT = words("Vous pouvez accepter tout ou partie de cette offre.", "You may accept all or part of this offer.")
WHOLE = words(
    "Cette offre forme un tout : elle s’accepte ou se refuse en entier.",
    "This offer is a whole: it is accepted or refused as one.",
)
COURT = words(
    "L’accepter ou la refuser ne vous retire aucun droit, ni celui de saisir le juge.",
    "Accepting or refusing it takes away none of your rights, nor that of going to court.",
)
MEDIATOR = words(
    "L’accepter ou la refuser ne vous retire aucun droit, ni celui de saisir le médiateur compétent, ni celui de saisir le juge.",
    "Accepting or refusing it takes away none of your rights, nor that of going to the competent mediator or ombudsman, nor that of "
    "going to court.",
)
MEDIATOR_NAMED = words(
    "L’accepter ou la refuser ne vous retire aucun droit, ni celui de saisir le médiateur compétent, {name}, ni celui de saisir le "
    "juge.",
    "Accepting or refusing it takes away none of your rights, nor that of going to the competent mediator or ombudsman, {name}, nor "
    "that of going to court.",
)
