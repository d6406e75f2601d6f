"""Inside the sandbox: the words of rich text (RTF), as Outlook packs it into its mails (MS-OXRTFCP) or as a word processor writes it."""

from __future__ import annotations

import re
from struct import unpack_from

import compressed_rtf
from striprtf.striprtf import rtf_to_text

RTF = b"{\\rtf"
MOST_UNPACKED = 20 * 1024 * 1024
LONGEST = 4_000_000
"""Characters of rich text whose words are read."""
PICTURES = re.compile(rb"\\(?:pict|object)\b")
BINARY = re.compile(r"\\bin(\d{1,9}) ?")
HEX = re.compile(r"(?<![\w\\'])(?:[0-9a-fA-F]{2}\s?){400,}")
"""Pictures, in figures: no words, and most of a large file."""
CELLS = re.compile(r"\|(?=\n|$)")
BLANKS = re.compile(r"\n{3,}")


def unpacked(packed: bytes) -> bytes:
    """The rich text that Outlook packed; nothing where it is damaged."""
    if packed.startswith(RTF):
        return packed
    if len(packed) < 16 or unpack_from("<I", packed, 4)[0] > MOST_UNPACKED:
        return b""
    try:
        found: bytes = compressed_rtf.decompress(packed)
    except Exception:  # the library raises bare exceptions on damaged ones
        return b""
    return found if found.lstrip().startswith(RTF) else b""


def words_of_rtf(content: bytes) -> str:
    """What rich text says, line by line (where a page is kept in it, the words of the page); nothing where it cannot be read."""
    text = HEX.sub("", _without_bytes(content.decode("latin-1")))[:LONGEST]
    try:
        said = str(rtf_to_text(text, errors="replace"))  # type: ignore[no-untyped-call]
    except Exception:  # the library raises whatever the file provokes
        return ""
    lines = (line.strip() for line in CELLS.sub("", said).replace("\x00", "").split("\n"))
    return BLANKS.sub("\n\n", "\n".join(lines)).strip()


def _without_bytes(text: str) -> str:
    """The same without the bytes of pictures, which stand raw in it."""
    kept, place = [], 0
    while found := BINARY.search(text, place):
        kept.append(text[place : found.start()])
        place = found.end() + int(found[1])
    return "".join([*kept, text[place:]])


def shows_more(content: bytes) -> bool:
    """Does it hold pictures, or things of other programs, beside its words?"""
    return PICTURES.search(content) is not None
