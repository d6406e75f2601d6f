"""Inside the sandbox: a mail as Outlook keeps it in a file (`.msg`, MS-OXMSG), made again the mail that it was.

Whoever drags a mail out of Outlook gets such a file. What it says of its way (head lines of servers) is kept where it is
there; where it is not (a mail never sent, a note), its head is made from what Outlook knows of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.message import EmailMessage
from email.parser import HeaderParser
from email.utils import format_datetime, formataddr
from struct import error, unpack_from
from typing import Any

import olefile

from app.kernel import Refused
from app.plumbing.pictures.metadata import DAMAGED
from app.plumbing.pictures.rtf import shows_more, unpacked, words_of_rtf

OLE = olefile.MAGIC
HEADS, SUBJECT, SENT, ARRIVED = 0x007D, 0x0037, 0x0039, 0x0E06
BODY, RICH, MARKUP = 0x1000, 0x1009, 0x1013
MESSAGE_ID, ANSWERS, CITES = 0x1035, 0x1042, 0x1039
SENDER_NAMES, SENDERS = (0x0042, 0x0C1A), (0x5D02, 0x5D01, 0x0065, 0x0C1F)
"""Whose name the mail bears, before whoever typed it; their addresses, those of the Internet first."""
NAME, ADDRESSES, ROLE = 0x3001, (0x39FE, 0x3003), 0x0C15
CONTENT, FILE_NAMES, TYPE, PICTURE, FLAGS, HIDDEN = 0x3701, (0x3707, 0x3704, 0x3001), 0x370E, 0x3712, 0x3714, 0x7FFE
CODEPAGES = (0x3FFD, 0x3FDE)
KIND = 0x001A
TO = {1: "To", 2: "Cc"}
"""Blind copies are not told."""
OUTER, INNER, PART = 32, 24, 8
"""Bytes before the list of what a mail, a mail inside a mail, and a part or a reader is."""
MOST, DEEPEST = 200, 5
OURS = re.compile(r"(?:content-|mime-version$|bcc$|x-unsent$)", re.IGNORECASE)
"""Head lines that say how the mail was wrapped, which is done anew."""
FOLDED = re.compile(r"\r?\n[ \t]+")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def as_mail(content: bytes) -> bytes:
    """The mail of an Outlook file, its parts and mails inside it; other bytes as they are. Refuses a damaged file."""
    if not content.startswith(OLE):
        return content
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            return _written(_Held(file, (), OUTER), 0)
    except (OSError, error, IndexError, ValueError, KeyError, TypeError, AttributeError, LookupError) as broken:
        raise Refused("damaged", DAMAGED) from broken


class _Held:
    """What Outlook knows of one thing: a mail, a reader of it, something attached."""

    def __init__(self, file: Any, place: tuple[str, ...], begins: int) -> None:
        self.file, self.place = file, place
        self.fixed: dict[int, bytes] = {}
        listed = self._stream("__properties_version1.0")
        for at in range(begins, len(listed) - 15, 16):
            _kind, tag = unpack_from("<HH", listed, at)
            self.fixed[tag] = listed[at + 8 : at + 16]

    def _stream(self, name: str) -> bytes:
        path = [*self.place, name]
        return bytes(self.file.openstream(path).read()) if self.file.get_type(path) == olefile.STGTY_STREAM else b""

    def number(self, tag: int) -> int:
        """A number; 0 where nothing is said."""
        return int(unpack_from("<i", self.fixed.get(tag, bytes(8)))[0])

    def instant(self, *tags: int) -> datetime | None:
        """The first of these instants that is said, UTC."""
        for tag in tags:
            ticks = int(unpack_from("<Q", self.fixed.get(tag, bytes(8)))[0])
            if 0 < ticks < 2**61:
                return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
        return None

    def text(self, *tags: int) -> str:
        """The first of these texts that says something."""
        for tag in tags:
            found = self._stream(f"__substg1.0_{tag:04X}001F").decode("utf-16-le", "replace")
            found = found or self.letters(self._stream(f"__substg1.0_{tag:04X}001E"))
            if found.rstrip("\x00"):
                return found.rstrip("\x00")
        return ""

    def line(self, *tags: int) -> str:
        """The same on one line."""
        return " ".join(CONTROLS.sub(" ", self.text(*tags)).split())

    def letters(self, raw: bytes) -> str:
        """Bytes as text, in the letters that the mail says it is written in."""
        for page in CODEPAGES:
            try:
                return raw.decode("utf-8" if self.number(page) == 65001 else f"cp{self.number(page)}")
            except (LookupError, UnicodeDecodeError):
                continue
        return raw.decode("cp1252", "replace")

    def raw(self, tag: int) -> bytes:
        """Bytes; none where nothing is said."""
        return self._stream(f"__substg1.0_{tag:04X}0102")

    def holds(self, start: str, begins: int) -> Iterator[_Held]:
        """The things of a kind that this one holds, in their order."""
        names = {path[len(self.place)] for path in self.file.listdir(streams=True, storages=True) if self._within(path)}
        for name in sorted(each for each in names if each.startswith(start))[:MOST]:
            yield _Held(self.file, (*self.place, name), begins)

    def _within(self, path: list[str]) -> bool:
        return len(path) > len(self.place) and tuple(path[: len(self.place)]) == self.place

    def inner(self) -> _Held | None:
        """The mail that is attached as this thing, if it is one."""
        place = (*self.place, f"__substg1.0_{CONTENT:04X}000D")
        held = self.file.exists([*place, "__properties_version1.0"])
        return _Held(self.file, place, INNER) if held else None


def _written(mail: _Held, depth: int) -> bytes:
    sealed = _sealed(mail)
    return "\r\n".join([*_head(mail), ""]).encode("utf-8", "replace") + (sealed or _wrapped(mail, depth))


def _sealed(mail: _Held) -> bytes:
    """The mail as it was signed, where Outlook keeps it whole as its only part (with its own `Content-Type`)."""
    if not mail.text(KIND).lower().startswith("ipm.note.smime"):
        return b""
    whole = [part.raw(CONTENT) for part in mail.holds("__attach_version1.0_", PART)]
    if len(whole) != 1 or not whole[0]:
        return b""
    if whole[0].lower().startswith(b"content-type:"):
        return whole[0]
    block = EmailMessage()
    block.set_content(whole[0], "application", "pkcs7-mime", filename="smime.p7m")
    return block.as_bytes()


def _head(mail: _Held) -> list[str]:
    kept = HeaderParser().parsestr(mail.text(HEADS).lstrip()).items()
    lines = [
        f"{name}: {CONTROLS.sub(' ', FOLDED.sub(' ', value)).strip()}" for name, value in kept if not OURS.match(name)
    ]
    said = {line.partition(":")[0].lower() for line in lines}
    return lines + [f"{name}: {value}" for name, value in _known(mail) if value and name.lower() not in said]


def _known(mail: _Held) -> Iterator[tuple[str, str]]:
    """What a head says, from what Outlook knows."""
    yield "From", _person(mail.line(*SENDER_NAMES), [mail.line(tag) for tag in SENDERS])
    readers: dict[str, list[str]] = {name: [] for name in TO.values()}
    for reader in mail.holds("__recip_version1.0_", PART):
        if reader.number(ROLE) in TO:
            who = _person(reader.line(NAME), [reader.line(tag) for tag in ADDRESSES])
            readers[TO[reader.number(ROLE)]].append(who)
    for name, people in readers.items():
        yield name, ", ".join(filter(None, people))
    at = mail.instant(SENT, ARRIVED)
    yield "Date", format_datetime(at) if at else ""
    yield "Subject", Header(mail.line(SUBJECT), "utf-8", maxlinelen=10_000).encode()
    yield "Message-ID", mail.line(MESSAGE_ID)
    yield "In-Reply-To", mail.line(ANSWERS)
    yield "References", mail.line(CITES)


def _person(name: str, addresses: list[str]) -> str:
    """A name and an address of the Internet; nothing for whoever has only one of a firm’s own directory."""
    address = next((each for each in addresses if each.count("@") == 1 and not each.startswith("/")), "")
    try:
        return formataddr((name if name != address else "", address)) if address else ""
    except UnicodeError:
        return address.encode("ascii", "ignore").decode()


def _wrapped(mail: _Held, depth: int) -> bytes:
    made, text, page = EmailMessage(), mail.text(BODY), mail.letters(mail.raw(MARKUP)) or mail.text(MARKUP)
    rich = mail.raw(RICH) if not text.strip() and not page.strip() else b""  # its words are nowhere else
    plain = unpacked(rich)
    text = words_of_rtf(plain) or text
    made.set_content(_plain(text))
    if page.strip():
        made.add_alternative(_plain(page), subtype="html")
    if rich and not plain:
        made.add_attachment(rich, "application", "rtf", filename="texte.rtf.lzfu")
    elif plain and (not text.strip() or shows_more(plain)):
        made.add_attachment(plain, "application", "rtf", filename="texte.rtf")
    for part in mail.holds("__attach_version1.0_", PART):
        _attach(made, part, depth)
    return made.as_bytes()


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()


def _attach(mail: EmailMessage, part: _Held, depth: int) -> None:
    name, inner = part.line(*FILE_NAMES)[:200], part.inner()
    if inner is not None and depth < DEEPEST:
        mail.add_attachment(
            _written(inner, depth + 1), "application", "octet-stream", filename=f"{name or 'message'}.eml"
        )
        return
    content, kind = part.raw(CONTENT), part.line(TYPE).lower()
    main, _, sub = (kind if MEDIA_TYPE.fullmatch(kind) else "application/octet-stream").partition("/")
    if main in {"text", "multipart", "message"}:
        main, sub = "application", "octet-stream"
    picture = re.sub(r"[^\w.@$-]", "", part.line(PICTURE), flags=re.ASCII)
    shown = bool(picture) and (part.number(FLAGS) & 4 or part.fixed.get(HIDDEN, b"\x00")[0] == 1)
    mail.add_attachment(
        content, main, sub, filename=name or "fichier", disposition="inline" if shown else "attachment",
        cid=f"<{picture}>" if shown else None,
    )  # fmt: skip
