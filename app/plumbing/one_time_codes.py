"""A code by mail that lets somebody in once: a quarter of an hour, five tries; only its hash is kept.

Whoever asks too often, or tries too often, waits an hour: counted per door and per address, in our own table.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import Refused, words
from app.plumbing import throttle

CODE_HOLDS = timedelta(minutes=15)
CODE_DIGITS = 8
MOST_TRIES = 5
"""Wrong entries of one code before another must be asked for."""
CODES_AN_HOUR, TRIES_AN_HOUR = 6, 20
AN_HOUR = timedelta(hours=1)
WRONG = words(
    "Ce code n’est pas le bon, ou il ne vaut plus : un code vaut un quart d’heure et cinq essais, et seul le dernier envoyé "
    "compte. Relisez le dernier courriel reçu, ou demandez un nouveau code.",
    "This code is wrong, or no longer holds: a code is good for a quarter of an hour and five tries, and only the last one sent "
    "counts. Read the latest mail again, or ask for a new code.",
)
SLOWER = words("Trop d’essais. Réessayez dans une heure.", "Too many tries. Try again in an hour.")


class OneTimeCode:
    """What the row of a door keeps of the code it sent last."""

    code_hash: Mapped[str] = mapped_column(String(64), default="")
    code_until_at: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)

    @property
    def door(self) -> str:
        """Which door this is: limits are counted by it, and no code of another opens it."""
        raise NotImplementedError


def new_code(door: OneTimeCode, *, at: datetime) -> str:
    """A fresh code for this door; the one before opens nothing any more."""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    door.code_hash, door.code_until_at, door.code_tries = _hash(door, code), at + CODE_HOLDS, 0
    return code


def grouped(code: str) -> str:
    """A code as it is read aloud: in two halves."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def spend(door: OneTimeCode) -> None:
    """Let the code that was sent open nothing any more."""
    door.code_hash, door.code_until_at = "", None


def count_request(door: str, *, at: datetime) -> None:
    """Count that a code is asked for; refuses too many of an hour."""
    if throttle.too_many(f"code:{door}", at=at, most=CODES_AN_HOUR, within=AN_HOUR):
        raise Refused("slower", SLOWER, "code")


def try_code(door: OneTimeCode, code: str, address: str, *, at: datetime) -> Refused | None:
    """Try a code; None when it opens, once. The try counts whether or not it is right: the caller commits, then refuses."""
    crowd = throttle.too_many(f"try:{door.door}", at=at, most=TRIES_AN_HOUR, within=AN_HOUR)
    crowd = throttle.too_many(f"try-from:{address}", at=at, most=TRIES_AN_HOUR, within=AN_HOUR) or crowd
    if crowd:
        return Refused("slower", SLOWER, "code")
    door.code_tries += 1
    alive = door.code_until_at is not None and at < door.code_until_at and door.code_tries <= MOST_TRIES
    right = hmac.compare_digest(door.code_hash, _hash(door, code.replace(" ", "")))
    if not (door.code_hash and alive and right):
        return Refused("wrong_code", WRONG, "code")
    spend(door)
    return None


def _hash(door: OneTimeCode, code: str) -> str:
    return hashlib.sha256(f"{door.door}:{code}".encode()).hexdigest()
