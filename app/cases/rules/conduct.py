"""Unreasonable conduct: a dated decision of the quality officer that limits channels, never rights or clocks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from app.cases.rules.entries import CHANNELS
from app.kernel import Refused, Words, words

LIMITABLE = ("phone", "person", "chat", "sms", "social", "email")
"""Channels that may be limited; post and the customer's page stay open to everybody: rights are exercised through them."""
LONGEST = timedelta(days=366)
"""A decision is reviewed within a year; one that nobody reviewed holds no more from that day on."""
SOON = timedelta(days=14)
"""So long before its review the quality officers are alerted."""


def check_limit(channels: Collection[str], reason: str, from_on: date, review_on: date, today: date) -> None:
    """Refuse a decision without channel or reason, begun in the past, or that nobody would review within a year."""
    if not channels or not set(channels) <= set(LIMITABLE):
        raise Refused("no_channel", NO_CHANNEL, "channels")
    if not reason.strip():
        raise Refused("reason_missing", REASON, "reason")
    if from_on < today:
        raise Refused("past", PAST, "from_on")
    if not from_on < review_on <= from_on + LONGEST:
        raise Refused("review_date", REVIEW, "review_on")


def proposed(prefers: str, closed: Collection[str], offered: Sequence[str]) -> str:
    """Which channel a form proposes first: the one the customer prefers, else the first that no decision limits."""
    order = (prefers, *USUAL, *offered)
    return next((one for one in order if one in offered and one not in closed), offered[0])


USUAL = ("email", "phone", "post")
"""What is proposed where the preferred channel is limited, or is none of those offered."""


def holds(from_on: date, review_on: date, today: date) -> bool:
    """Does a decision that was not lifted hold on this day?"""
    return from_on <= today < review_on


def channel_words(channels: str) -> Words:
    """The channels of a decision, as they are kept, in words."""
    return words("{c}", "{c}", c=tuple(CHANNELS.get(one, words(one, one)) for one in channels.split(",") if one))


def limited(channels: str, review_on: date) -> Words:
    """What whoever works is told of a decision that holds: what is limited, until when, and what never is."""
    return LIMITED.fill(channels=channel_words(channels), d=review_on)


LIMITED = words(
    "Canaux limités jusqu’à la revue du {d} : {channels}. Le courrier et la page du client restent ouverts ; ses droits et "
    "les délais ne changent pas.",
    "Channels limited until the review of {d}: {channels}. Post and the customer’s page stay open; rights and clocks do "
    "not change.",
)
NO_CHANNEL = words(
    "Choisissez au moins un canal ; le courrier et la page du client restent ouverts.",
    "Choose at least one channel; post and the customer’s page stay open.",
)
REASON = words("Dites pourquoi : des faits, avec leurs dates.", "Say why: facts, with their dates.")
PAST = words("La décision vaut à partir d’aujourd’hui au plus tôt.", "The decision holds from today at the earliest.")
REVIEW = words(
    "La décision se revoit après son début et dans l’année.",
    "The decision is reviewed after it begins and within a year.",
)
