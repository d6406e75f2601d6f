"""Inside the sandbox: the text of one part of a mail as it was meant, whatever it says of its letters and its lines."""

from __future__ import annotations

import re
from email.message import Message

from app.plumbing.pictures.reading import without_markup

LONGEST, LONGEST_LINE = 400_000, 1_000
"""Characters kept of a text and of a line of a head."""
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, invisible ones and halves of characters: they are no words."""
EURO, USUAL = "iso-8859-15", "cp1252"
LATIN = frozenset({"iso-8859-1", EURO, "latin-1", "latin1", "us-ascii", "ascii", "windows-1252", USUAL})
"""What programs say they wrote when they wrote another one of these, or UTF-8."""
ARMOUR = re.compile(
    r"\A\s*-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z-]+: .*\n)*\n(.*?)\n-----BEGIN PGP SIGNATURE-----.*?"
    r"-----END PGP SIGNATURE-----\s*",
    re.DOTALL,
)
"""A text signed with OpenPGP without being encrypted (RFC 9580, cleartext signatures): its words stand between the two."""


def clean(text: object, longest: int = LONGEST_LINE) -> str:
    """One line of readable characters."""
    return " ".join(UNSEEN.sub("", str(text).replace("\u2028", " ").replace("\u2029", " ")).split())[:longest]


def clean_text(text: str) -> str:
    """The same of many lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return UNSEEN.sub("", lines)[:LONGEST].strip()


def words_of(part: Message) -> str:
    """What a part of plain or rich text says, line by line."""
    text = decoded(part)
    if part.get_content_subtype() == "html":
        return clean_text(without_markup(text))
    text = clean_text(_joined(text, part))
    signed = ARMOUR.match(text)
    return re.sub(r"^- (?=-)", "", signed[1], flags=re.MULTILINE).strip() if signed else text


def decoded(part: Message) -> str:
    """The text in the letters that were meant: UTF-8 is no chance, and the bytes that Latin-1 leaves empty are those of Windows."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return str(raw or "")
    said = (part.get_content_charset() or "utf-8").lower()
    for charset in ("utf-8", said if said == EURO else USUAL) if said in LATIN else (said, "utf-8", USUAL):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("latin-1")


def _joined(text: str, part: Message) -> str:
    """Lines that were only broken to travel, made whole again (RFC 3676): a space at the end of one says so."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    cut = 1 if str(part.get_param("delsp", "")).lower() == "yes" else 0
    whole: list[str] = []
    open_at = None
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        if open_at == depth and line != "-- ":
            whole[-1] += words
        else:
            whole.append((">" * depth + " " if depth else "") + words)
        flows = words.endswith(" ") and words != "-- "
        open_at = depth if flows else None
        whole[-1] = whole[-1][: len(whole[-1]) - cut] if flows else whole[-1]
    return "\n".join(whole)
