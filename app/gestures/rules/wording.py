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


def each_line(lines: Sequence[Words]) -> Words:
    """A line each, as a letter lists them."""
    places = "\n".join(f"– {{line{n}}}" for n in range(len(lines)))
    return Words(places, places, tuple((f"line{n}", line) for n, line in enumerate(lines)))


def promised_words(wording: Words, value: Money, due_on: date) -> Words:
    """An accepted gesture as the letter that confirms it says it: its value where its own sentence does not name it, its day."""
    named = not value.minor or "{value}" in wording.fr
    worth = wording if named else words("{what} ({value})", "{what} ({value})", what=wording, value=value)
    return words("{what}, au plus tard le {day:full}", "{what}, by {day:full} at the latest", what=worth, day=due_on)


def declined_words(lines: Words) -> Words:
    """What the customer did not take of an offer, and that it stays open."""
    return words(
        "Vous n’avez pas retenu :\n\n{lines}\n\nSur ces points, votre demande reste ouverte : écrivez-nous si vous attendez autre chose.",
        "You did not take:\n\n{lines}\n\nOn these points your claim stays open: write to us if you expect something else.",
        lines=lines,
    )


def due_words(what: str, amount: Money, rule: str, due_on: date) -> Words:
    """What is due by law as the customer reads it: what, how much, paid by when, on which rule as it was written."""
    return words(
        "{what} : {amount}, au plus tard le {day:full} ({rule})",
        "{what}: {amount}, by {day:full} at the latest ({rule})",
        what=what, amount=amount, rule=rule, day=due_on,
    )  # fmt: skip


def refused_words(subject: str, mediator: bool = False, name: str = "") -> Words:
    """That the customer refuses an offer, as the letter that confirms it says it; what that changes, and what it does not.

    `mediator`: is one open to this complainant; `name`: theirs, where we have it.
    """
    door = (DOOR_NAMED.fill(name=name) if name else DOOR) if mediator else words("", "")
    return words(
        "vous refusez notre offre ({subject}).\n\nCe refus ne clôt pas votre dossier et ne vous retire aucun droit, ni {door}celui de "
        "saisir un juge",
        "you refuse our offer ({subject}).\n\nThis refusal does not close your case and takes away none of your rights, nor {door}that "
        "of going to court",
        subject=subject, door=door,
    )  # fmt: skip


DOOR = words(
    "celui de saisir le médiateur compétent, ni ", "that of going to the competent mediator or ombudsman, nor "
)
DOOR_NAMED = words(
    "celui de saisir gratuitement le médiateur compétent, {name}, ni ",
    "that of going free of charge to the competent mediator or ombudsman, {name}, nor ",
)


def countered_words(asked: str, amount: Money | None, valid_until_on: date) -> Words:
    """What the customer asks instead of an offer, as the letter that confirms it says it; the offer stands."""
    what = (
        words("{asked} ({amount})", "{asked} ({amount})", asked=asked, amount=amount)
        if amount
        else words("{a}", "{a}", a=asked)
    )
    return words(
        "vous demandez autre chose que notre offre : {what}.\n\nNous vous répondons. Notre offre reste valable jusqu’au {day:full} "
        "inclus ; vous pouvez toujours l’accepter",
        "you ask for something other than our offer: {what}.\n\nWe will reply. Our offer stands until the end of {day:full}; you may "
        "still accept it",
        what=what, day=valid_until_on,
    )  # fmt: skip


REPORTED = words(
    "{greeting},\n\nVoici par écrit ce que nous avons noté de votre réponse du {on} ({channel}) : {said}.\n\nSi ce n’est pas ce que "
    "vous nous avez dit, faites-le-nous savoir : {contact}. Rappelez le numéro {ref}.",
    "{greeting},\n\nHere in writing is what we noted of your answer of {on} ({channel}): {said}.\n\nIf this is not what you told us, "
    "let us know: {contact}. Please give the number {ref}.",
)
"""What confirms in writing an answer that one of us recorded for the customer (told by telephone, or on paper)."""
OTHERWISE = words("reçue par nous", "received by us")
