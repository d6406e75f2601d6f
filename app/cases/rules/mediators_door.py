"""Whether the customer can still turn to a consumer mediator, and why not; pure.

Sources: art. L. 612-2 C. conso: a mediator hears a dispute once, within a year of the written complaint, and rejects it on five
closed grounds. A premature referral may come back; one outside a mediator's field may go to another.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.cases.rules.states import Ended
from app.kernel import Words, words


class Door(StrEnum):
    """What the mediator still is to the customer of a case."""

    OPEN = "open"
    EARLY = "early"
    """The mediator rejected a referral that came too early: it may come back."""
    ELSEWHERE = "elsewhere"
    """That mediator held the dispute outside their field: another may be competent."""
    REJECTED = "rejected"
    """The mediator rejected it on a ground that no second referral changes."""
    EXAMINED = "examined"
    """A mediator examined it to the end."""
    TOO_LATE = "too_late"
    """The year has passed."""
    NOTHING_LEFT = "nothing_left"
    """No complaint of ours is left to bring before anybody."""

    @property
    def leads(self) -> bool:
        """Can any mediator still be turned to?"""
        return self in (Door.OPEN, Door.EARLY, Door.ELSEWHERE)

    @property
    def named(self) -> bool:
        """Is our mediator still the one to name?"""
        return self in (Door.OPEN, Door.EARLY)


NO_MEDIATOR = frozenset({Ended.WITHDRAWN, Ended.NOT_OURS, Ended.MERGED})
"""Ends after which no mediator is named nor dated: nothing of ours is left to bring before one."""
PREMATURE, OUTSIDE = "no_prior_complaint", "outside_field"
FOR_GOOD = frozenset({"unfounded_or_abusive", "examined_elsewhere", "over_one_year"})
"""Grounds of rejection that no second referral changes."""


def door(*, ended: Ended | None, examined: bool, ground: str, closes_on: date | None, on: date) -> Door:
    """What the mediator is on a day; `ground`: on which the last referral was rejected, `closes_on`: the last day to refer."""
    if ended in NO_MEDIATOR:
        return Door.NOTHING_LEFT
    if examined:
        return Door.EXAMINED
    if ground in FOR_GOOD:
        return Door.REJECTED
    if closes_on is not None and closes_on < on:
        return Door.TOO_LATE
    return {OUTSIDE: Door.ELSEWHERE, PREMATURE: Door.EARLY}.get(ground, Door.OPEN)


TO_US = {
    Door.NOTHING_LEFT: words(
        "Il ne reste pas de réclamation à porter devant un médiateur.",
        "No complaint is left to bring before a mediator.",
    ),
    Door.EXAMINED: words(
        "Un médiateur a examiné ce litige : reste la voie du juge.",
        "A mediator examined this dispute: the court is left.",
    ),
    Door.REJECTED: words(
        "Le médiateur a rejeté la saisine ({ground}) : reste la voie du juge.",
        "The mediator rejected the referral ({ground}): the court is left.",
    ),
    Door.ELSEWHERE: words(
        "Le médiateur a rejeté la saisine ({ground}) : un autre médiateur est peut-être compétent.",
        "The mediator rejected the referral ({ground}): another mediator may be competent.",
    ),
    Door.EARLY: words(
        "Le médiateur a rejeté la saisine ({ground}) : elle peut lui revenir une fois la réclamation écrite faite.",
        "The mediator rejected the referral ({ground}): it may come back once the complaint is made in writing.",
    ),
}
"""What we read of it, where there is something to say beyond the advice on admissibility."""
STANDS = words(
    "Notre réponse demeure, et le recours au juge vous est ouvert. Vous pouvez aussi nous écrire, ou nous dire que c’est résolu.",
    "Our answer stands, and the court is open to you. You may also write to us, or tell us it is solved.",
)
TO_CUSTOMER = {
    Door.REJECTED: words(
        "Le médiateur a déclaré votre saisine irrecevable ({ground}). {stands}",
        "The mediator held your referral inadmissible ({ground}). {stands}",
        stands=STANDS,
    ),
    Door.ELSEWHERE: words(
        "Le médiateur a déclaré votre saisine irrecevable ({ground}) ; un autre médiateur est peut-être compétent. {stands}",
        "The mediator held your referral inadmissible ({ground}); another mediator may be competent. {stands}",
        stands=STANDS,
    ),
    Door.EARLY: words(
        "Le médiateur a déclaré votre saisine irrecevable ({ground}) : une fois votre réclamation faite par écrit, vous pourrez le "
        "saisir de nouveau. {stands}",
        "The mediator held your referral inadmissible ({ground}): once your complaint is made in writing, you may refer to them "
        "again. {stands}",
        stands=STANDS,
    ),
}
"""What the customer reads of where the case is, once a mediator rejected the referral."""


def told(said: dict[Door, Words], at: Door, ground: Words | None) -> Words | None:
    """The sentence for this door, with the ground; none where there is nothing to say."""
    return said[at].fill(ground=ground or "") if at in said else None
