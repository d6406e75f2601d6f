"""Keys of the door for other systems: how long they live, what they open, and why one is not let in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.cases.rules.entries import EntryKind, said
from app.kernel import Refused, words

VIA = "api"
"""How the journal calls this door."""
PREFIX = "amk_"
"""Every key begins so: whoever finds one in a file knows what it opens."""
LONGEST_LIFE = timedelta(days=366)
USUAL_LIFE = timedelta(days=90)
MOST_KEYS = 20
"""Live keys of one person."""
CALLS = 600
"""Calls of one person, all keys together, within `CALLS_WITHIN`."""
CALLS_WITHIN = timedelta(minutes=1)
WRONG_KEYS = 60
"""Wrong keys from one address, within `WRONG_WITHIN`."""
WRONG_WITHIN = timedelta(minutes=15)
USE_KEPT_EVERY = timedelta(minutes=1)
"""A use is written down once in so long."""


@dataclass(frozen=True)
class KeyFacts:
    """What is known of a key that somebody shows."""

    until_on: date
    revoked_at: datetime | None
    account_open: bool


def check_open(key: KeyFacts | None, on: date) -> None:
    """Let a key in on a civil day of the house; refuses, with the reason that its holder can act upon."""
    if key is None:
        raise Refused("key_unknown", UNKNOWN)
    if key.revoked_at is not None:
        raise Refused("key_revoked", REVOKED)
    if key.until_on < on:
        raise Refused("key_expired", EXPIRED.fill(on=key.until_on))
    if not key.account_open:
        raise Refused("account_closed", CLOSED)


def check_new(until_on: date, live: int, on: date) -> None:
    """May a key be made that holds to the end of that civil day, beside so many live ones?"""
    if until_on < on:
        raise Refused("until_past", PAST, "until_on")
    if until_on > on + LONGEST_LIFE:
        raise Refused("until_too_far", TOO_FAR, "until_on")
    if live >= MOST_KEYS:
        raise Refused("too_many_keys", TOO_MANY.fill(most=MOST_KEYS), "name")


STATUS: Mapping[str, int] = {
    "key_missing": 401, "key_unknown": 401, "key_revoked": 401, "key_expired": 401, "account_closed": 401,
    "key_only_reads": 403, "not_allowed": 403, "no_such_case": 404, "key_reused": 409, "too_many_calls": 429,
}  # fmt: skip
"""The status that goes with a refusal; any other is 422."""


def wait_of(refused: Refused) -> timedelta:
    """How long whoever called too often is to wait: as long as the sentence says."""
    return WRONG_WITHIN if refused.message == WRONG_OFTEN else CALLS_WITHIN


MISSING = words(
    "Envoyez une clé : « Authorization: Bearer amk_… ». Une clé se crée dans vos réglages.",
    "Send a key: “Authorization: Bearer amk_…”. Keys are made in your settings.",
)
UNKNOWN = words("Cette clé n’existe pas.", "There is no such key.")
REVOKED = words("Cette clé a été révoquée.", "This key was revoked.")
EXPIRED = words("Cette clé a expiré le {on}.", "This key expired on {on}.")
CLOSED = words("Le compte de cette clé est fermé.", "The account of this key is closed.")
ONLY_READS = words("Cette clé ne peut que lire.", "This key may only read.")
NOT_ALLOWED = words(
    "Le rôle de cette personne ne permet pas ceci : {what}.", "The role of this person does not allow this: {what}."
)
SLOWER = words("Trop d’appels en peu de temps. Attendez une minute.", "Too many calls in a short time. Wait a minute.")
WRONG_OFTEN = words(
    "Trop de clés fausses viennent de cette adresse. Attendez un quart d’heure.",
    "Too many wrong keys come from this address. Wait a quarter of an hour.",
)
PAST = words("Ce jour est passé.", "That day has gone by.")
TOO_FAR = words("Une clé dure un an au plus.", "A key lasts a year at most.")
TOO_MANY = words(
    "Vous avez déjà {most} clés en service : révoquez-en une.", "You have {most} live keys already: revoke one."
)


ENTRIES = {
    "key.made": EntryKind(said("Clé d’API « {name} » créée pour {login}", "API key “{name}” made for {login}")),
    "key.revoked": EntryKind(said("Clé d’API « {name} » de {login} révoquée", "API key “{name}” of {login} revoked")),
}
