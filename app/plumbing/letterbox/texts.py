"""Inside the sandbox: the text of one part of a mail as it was meant, whatever it says of its letters and its lines."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from email.message import Message

from app.plumbing.pictures.reading import without_markup
from app.plumbing.pictures.rtf import words_of_rtf

LONGEST, LONGEST_LINE = 400_000, 1_000
"""Characters kept of a text and of a line of a head."""
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
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
    kind = part.get_content_subtype()
    if kind in {"rtf", "richtext"} and _bytes(part).lstrip().startswith(b"{\\rtf"):
        return clean_text(words_of_rtf(_bytes(part)))
    text = decoded(part)
    if kind == "html" or (kind == "plain" and PAGE.match(text) and PAGE_ENDS.search(text)):
        return clean_text(without_markup(text))
    if kind == "enriched":
        text = ENRICHED.sub("", ENRICHED_PARAM.sub("", text.replace("<<", "\x00"))).replace("\x00", "<")
    text = clean_text(_joined(text, part))
    signed = ARMOUR.match(text)
    return re.sub(r"^- (?=-)", "", signed[1], flags=re.MULTILINE).strip() if signed else text


PAGE = re.compile(r"\s*<(?:!doctype html|html|body|div|p)\b[^>]*>", re.IGNORECASE)
PAGE_ENDS = re.compile(r"</(?:html|body|div|p)>", re.IGNORECASE)
"""A page that was sent as plain text."""
ENRICHED_PARAM = re.compile(r"<param>.*?</param>", re.IGNORECASE | re.DOTALL)
ENRICHED = re.compile(r"</?[a-z][a-z0-9-]*>", re.IGNORECASE)
"""RFC 1896: what is between angles is said of the words."""


def decoded(part: Message) -> str:
    """The text in the letters that were meant: UTF-8 is no chance, and the bytes that Latin-1 leaves empty are those of Windows."""
    raw = _bytes(part)
    return _plain_of(_lettered(raw, _charset(part, raw)))


def _charset(part: Message, raw: bytes) -> str:
    """What the part says, else what the page says of itself; by the name that has all letters of the family."""
    told = part.get_content_charset()
    if not told and part.get_content_subtype() == "html":
        found = META.search(raw[:4000])
        told = found[1].decode("ascii").lower() if found else None
    said = (told or "utf-8").lower()
    return WIDER.get(said, said.removesuffix("-i").removesuffix("-e"))


META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
}
"""Programs name the older list of signs and write the newer."""


def _lettered(raw: bytes, said: str) -> str:
    for charset in ("utf-8", said if said == EURO else USUAL) if said in LATIN else (said, "utf-8", USUAL):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("latin-1")


def _bytes(part: Message) -> bytes:
    """The bytes of a part; where it only says that it is in base64, or a footer was added below it, what can be read."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return str(raw or "").encode("utf-8", "surrogateescape")
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return raw
    lines = str(part.get_payload()).encode("utf-8", "surrogateescape").splitlines()
    packed = [line for line in lines if BASE64.fullmatch(line.strip())]
    rest = [line for line in lines if line.strip() and not BASE64.fullmatch(line.strip())]
    if not any(b" " in line.strip() for line in rest):
        return raw  # signs that do not belong there are passed over
    if not packed:
        return b"\n".join(lines)
    try:
        return base64.b64decode(b"".join(packed) + b"==") + b"\n\n" + b"\n".join(rest)
    except (binascii.Error, ValueError):
        return raw


BASE64 = re.compile(rb"[A-Za-z0-9+/]{4,}={0,2}")


def _plain_of(text: str) -> str:
    """Words that were made safe for travelling without saying so, or twice over."""
    if not text.isascii() or not ESCAPED.search(text):
        return text
    try:
        return quopri.decodestring(text.encode()).decode("utf-8")
    except (UnicodeDecodeError, ValueError):
        return text


ESCAPED = re.compile(r"=C3=[89AB][0-9A-F]|=E2=8[0-9A-F]=[89AB][0-9A-F]")
"""An accented letter or a typographic sign, as quoted-printable writes it."""


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
