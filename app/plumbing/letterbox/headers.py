"""Inside the sandbox: heads as programs write them against the rules: in bare 8-bit letters (RFC 5322), in broken encoded words (RFC 2047)."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
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
    """Give heads in bare letters, or in words that were cut amid a letter, the letters that were meant; all others stay as they are."""
    for part in parts:
        heads = [(name, str(value)) for name, value in part.raw_items()]
        meant = [(name, _mended(name, value, charset)) for name, value in heads]
        if meant != heads:
            for name, _value in heads:
                del part[name]
            for name, value in meant:
                part.set_raw(name, value)


def _mended(name: str, value: str, charset: str) -> str:
    value = value if _is_text(value) else _meant(value, charset)
    if name.lower() not in SAID or "=?" not in value:
        return value
    return (CUT_WORDS if name.lower() == "subject" else WORDS).sub(_joined, value)


SAID = frozenset({"from", "to", "cc", "sender", "reply-to", "subject"})
CLOSED = r"=\?([\w.:-]{2,40})(?:\*[\w-]*)?\?([QqBb])\?([^?\r\n]*)\?="
CUT = CLOSED.removesuffix(r"\?=") + r"(?:\?=|\s*$)"
"""An encoded word; in a subject it may be cut short."""
CUT_WORD = re.compile(CUT)
WORDS, CUT_WORDS = (re.compile(rf"{one}(?:\s+{one})*") for one in (CLOSED, CUT))
"""Several one after the other."""


def _joined(found: re.Match[str]) -> str:
    """The same as one word in UTF-8: bytes of one charset are put together before they are read."""
    said, held, last = "", b"", ""
    for charset, how, text in CUT_WORD.findall(found[0]):
        raw = _raw(how.lower(), text)
        if charset.lower() != last:
            said, held = said + _lettered(held, last), b""
        held, last = held + raw, charset.lower()
    said += _lettered(held, last)
    return f"=?utf-8?B?{base64.b64encode(said.encode('utf-8', 'replace')).decode()}?="


def _raw(how: str, text: str) -> bytes:
    plain = text.encode("utf-8", "surrogateescape")
    if how == "q":
        return quopri.decodestring(plain.replace(b"_", b" "), header=True)
    try:
        return base64.b64decode(re.sub(rb"[^A-Za-z0-9+/]", b"", plain) + b"==")
    except (binascii.Error, ValueError):
        return b""


def _lettered(raw: bytes, charset: str) -> str:
    for name in dict.fromkeys((charset or USUAL, "utf-8", USUAL)):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


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
