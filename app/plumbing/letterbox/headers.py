"""Inside the sandbox: heads in bare 8-bit letters, which the rule forbids (RFC 5322) and old programs write all the same."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from email.message import Message

DECLARED = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
WITHIN = 200_000
"""Bytes of a mail in which a charset is looked for."""
TELLS_NOTHING = frozenset({"ascii", "utf-8"})
USUAL = "cp1252"


def charset_of(content: bytes) -> str:
    """The first charset named in a mail that tells how bare letters were meant; that of Western Europe where none does."""
    for found in DECLARED.findall(content[:WITHIN]):
        try:
            name = codecs.lookup(found.decode("ascii")).name
        except LookupError:
            continue
        if name not in TELLS_NOTHING:
            return name
    return USUAL


def mend_heads(parts: Iterable[Message], charset: str) -> None:
    """Give heads in bare letters the letters that were meant; all others stay as they are."""
    for part in parts:
        heads = [(name, str(value)) for name, value in part.raw_items()]
        if any(not _is_text(value) for _name, value in heads):
            for name, _value in heads:
                del part[name]
            for name, value in heads:
                part.set_raw(name, value if _is_text(value) else _meant(value, charset))


def _is_text(value: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in value)


def _meant(value: str, charset: str) -> str:
    raw = value.encode("utf-8", "surrogateescape")
    for name in ("utf-8", charset, USUAL):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")
