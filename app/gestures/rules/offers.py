"""The life of an offer: draft → sent → one final answer, in the version seen, to the end of a civil day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.kernel import Refused, Words, day_ends_at, words

DEFAULT_VALIDITY = timedelta(days=15)
"""House rule: an offer stands for 15 civil days unless said otherwise."""
LONGEST_VALIDITY = timedelta(days=180)


class OfferState(StrEnum):
    """Where an offer stands. Waiting for approval is computed from the decisions, never stored."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return OFFER_WORDS[self]

    @property
    def final(self) -> bool:
        """Has it had its one final answer?"""
        return self not in (OfferState.DRAFT, OfferState.SENT)


OFFER_WORDS = {
    OfferState.DRAFT: words("Préparée", "Prepared"),
    OfferState.SENT: words("Envoyée", "Sent"),
    OfferState.ACCEPTED: words("Acceptée", "Accepted"),
    OfferState.PARTLY: words("Acceptée en partie", "Partly accepted"),
    OfferState.REFUSED: words("Refusée", "Refused"),
    OfferState.EXPIRED: words("Expirée", "Expired"),
    OfferState.SUPERSEDED: words("Remplacée", "Superseded"),
    OfferState.WITHDRAWN: words("Abandonnée", "Withdrawn"),
}


class LineState(StrEnum):
    """Where one gesture of an offer stands."""

    DRAFT = "draft"
    OPEN = "open"
    ACCEPTED = "accepted"
    CARRIED_OUT = "carried_out"
    REVERSED = "reversed"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return LINE_WORDS[self]


LINE_WORDS = {
    LineState.DRAFT: words("préparé", "prepared"),
    LineState.OPEN: words("proposé", "offered"),
    LineState.ACCEPTED: words("accepté, à exécuter", "accepted, to be carried out"),
    LineState.CARRIED_OUT: words("exécuté", "carried out"),
    LineState.REVERSED: words("exécuté puis repris", "carried out, then reversed"),
    LineState.REFUSED: words("refusé", "refused"),
    LineState.EXPIRED: words("expiré", "expired"),
    LineState.SUPERSEDED: words("remplacé", "superseded"),
    LineState.WITHDRAWN: words("abandonné", "withdrawn"),
}
DENIED = words("exécuté selon nous, pas selon le client", "carried out as we see it, not as the customer does")
"""A gesture with its proof, of which the customer answers that nothing came: its promise is broken until it is kept."""


class Reply(StrEnum):
    """What the customer can answer."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"


@dataclass(frozen=True)
class Standing:
    """What decides whether an answer counts."""

    state: OfferState
    edition: int
    """The version the customer saw."""
    separable: bool
    lines: tuple[int, ...]
    """Positions of its lines."""
    expires_at: datetime | None
    """First instant that is too late."""


def expiry(valid_until_on: date, zone: str) -> datetime:
    """The first instant after the last civil day of validity, in the zone of the case."""
    return day_ends_at(valid_until_on, zone)


def check_validity(valid_until_on: date, today: date) -> None:
    """Refuse a validity that is past or endless."""
    if valid_until_on < today:
        raise Refused("validity_past", PAST, "valid_until_on")
    if valid_until_on > today + LONGEST_VALIDITY:
        raise Refused("validity_long", LONG.fill(days=LONGEST_VALIDITY.days), "valid_until_on")


def check_reply(
    offer: Standing, reply: Reply, edition: int, received_at: datetime, taken: Sequence[int]
) -> tuple[int, ...]:
    """The positions accepted; refuses an answer that comes twice, too late, to another version, or splits what stands together."""
    if offer.state is OfferState.SUPERSEDED:
        raise Refused("superseded", SUPERSEDED, "answer")
    if offer.state is OfferState.EXPIRED:
        in_time = offer.expires_at is not None and received_at < offer.expires_at and reply is not Reply.REFUSED
        raise Refused("expired", RECORDED_LATE if in_time else EXPIRED, "answer")
    if offer.state is OfferState.DRAFT:
        raise Refused("not_sent", NOT_SENT, "answer")
    if offer.state.final:
        raise Refused("already_answered", ANSWERED.fill(state=offer.state.words), "answer")
    if edition != offer.edition:
        raise Refused("other_version", OTHER_VERSION, "version")
    if offer.expires_at is not None and received_at >= offer.expires_at and reply is not Reply.REFUSED:
        raise Refused("expired", EXPIRED, "received_on")
    return _taken(offer, reply, taken)


def _taken(offer: Standing, reply: Reply, taken: Sequence[int]) -> tuple[int, ...]:
    if reply is Reply.REFUSED:
        return ()
    if reply is Reply.ACCEPTED:
        return offer.lines
    chosen = tuple(sorted(set(taken)))
    if not offer.separable:
        raise Refused("not_separable", NOT_SEPARABLE, "lines")
    if not chosen or len(chosen) == len(offer.lines) or not set(chosen) <= set(offer.lines):
        raise Refused("lines", WHICH_LINES, "lines")
    return chosen


@dataclass(frozen=True)
class Promised:
    """One gesture of an offer, as an improvement is compared with it."""

    code: str
    value: int


def check_improvement(old: Sequence[Promised], new: Sequence[Promised], old_until: date, new_until: date) -> None:
    """Refuse a replacement that takes anything back: each gesture stays, worth at least as much, for at least as long."""
    if new_until < old_until:
        raise Refused("worse", WORSE_DATE.fill(day=old_until), "valid_until_on")
    left = sorted(new, key=lambda one: one.value)
    for line in sorted(old, key=lambda one: -one.value):
        match = next((one for one in left if one.code == line.code and one.value >= line.value), None)
        if match is None:
            raise Refused("worse", WORSE, "lines")
        left.remove(match)
    if (
        sum(one.value for one in new) == sum(one.value for one in old)
        and len(new) == len(old)
        and new_until == old_until
    ):
        raise Refused("same", SAME, "lines")


PAST = words("La date de validité est passée.", "The date of validity is past.")
LONG = words("Une offre vaut au plus {days} jours.", "An offer stands for at most {days} days.")
SUPERSEDED = words(
    "Cette offre a été remplacée par une autre : répondez à la nouvelle.",
    "This offer was replaced by another: answer the new one.",
)
RECORDED_LATE = words(
    "Cette réponse est arrivée à temps, mais l’offre était déjà marquée expirée et ses sommes rendues au budget (trois jours "
    "après sa date). Elle nous engage : refaites la même offre, puis notez-y cet accord avec sa date et sa preuve.",
    "This answer came in time, but the offer was already marked expired and its sums given back to the budget (three days after "
    "its date). We are bound by it: make the same offer again, then record this acceptance on it with its date and its proof.",
)
EXPIRED = words(
    "Cette offre n’est plus valable : sa date est passée. Une nouvelle peut être faite.",
    "This offer no longer stands: its date is past. A new one can be made.",
)
NOT_SENT = words("Cette offre n’a pas encore été envoyée.", "This offer has not been sent yet.")
ANSWERED = words(
    "Cette offre a déjà sa réponse : {state}. On ne répond qu’une fois.",
    "This offer already has its answer: {state}. It is answered once.",
)
OTHER_VERSION = words(
    "L’offre a changé depuis la version que le client a vue : relisez-la.",
    "The offer changed since the version the customer saw: read it again.",
)
NOT_SEPARABLE = words("Cette offre s’accepte ou se refuse en entier.", "This offer is accepted or refused as a whole.")
WHICH_LINES = words("Indiquez ce qui est accepté et ce qui ne l’est pas.", "Say what is accepted and what is not.")
WORSE = words(
    "Une offre envoyée ne peut qu’être améliorée : chaque geste reste, pour au moins autant.",
    "An offer once sent can only be improved: each gesture stays, worth at least as much.",
)
WORSE_DATE = words(
    "Une offre envoyée ne peut qu’être améliorée : elle vaut au moins jusqu’au {day}.",
    "An offer once sent can only be improved: it stands at least until {day}.",
)
SAME = words("C’est la même offre.", "This is the same offer.")
