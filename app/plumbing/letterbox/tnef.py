"""Inside the sandbox: what Outlook wraps into one `winmail.dat` (TNEF, MS-OXTNEF): its words, and the files attached, by their names."""

from __future__ import annotations

from collections.abc import Iterator
from struct import error, unpack_from

from app.plumbing.pictures.reading import without_markup
from app.plumbing.pictures.rtf import unpacked, words_of_rtf

SIGNATURE = b"\x78\x9f\x3e\x22"
BEGINS, FILE, TITLE, MORE = 0x00069002, 0x0006800F, 0x00018010, 0x00069005
"""The attributes that count (level attachment): a new file begins, its bytes, its short name, its properties."""
MAIL, BODY = 0x00069003, 0x0002800C
"""The attributes that count (level message): its properties, its plain words."""
PLAIN, RICH, MARKUP, PAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
"""PidTagBody, PidTagRtfCompressed, PidTagHtml, PidTagInternetCodepage."""
LONG_NAME = (0x3707, 0x3704)
"""PidTagAttachLongFilename, PidTagAttachFilename."""
FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Bytes of the values that have one length, padded to four."""
MOST = 100


def unwrapped(content: bytes) -> list[tuple[str, bytes]]:
    """The files of such a wrapping, each with its name; none where it is no wrapping, is damaged, or holds no file."""
    if not content.startswith(SIGNATURE):
        return []
    found: list[list[bytes]] = []
    try:
        for kind, data in _attributes(content):
            if kind == BEGINS:
                found.append([b"", b"", b""])
            elif found and kind in (FILE, TITLE, MORE):
                found[-1][(FILE, TITLE, MORE).index(kind)] = data
        held = [(_name(more, title), body) for body, title, more in found[:MOST]]
    except (error, IndexError):
        return []
    return [(name or f"{number}.bin", body) for number, (name, body) in enumerate(held, start=1) if body]


def words_in(content: bytes) -> str:
    """What the mail says that was wrapped so: its plain words, else those of its page or of its rich text."""
    if not content.startswith(SIGNATURE):
        return ""
    said = ""
    try:
        for kind, data in _attributes(content):
            if kind == BODY:
                said = said or data.rstrip(b"\x00").decode("cp1252", "replace")
            elif kind == MAIL:
                said = _words(dict(_properties(data))) or said
    except (error, IndexError):
        return said
    return said.strip()


def _words(told: dict[int, tuple[int, bytes]]) -> str:
    plain = _letters(*told.get(PLAIN, (0x1F, b"")))
    page = _letters(*told.get(MARKUP, (0x1F, b"")), told.get(PAGE, (0, b""))[1])
    rich = told.get(RICH, (0, b""))[1]
    return plain.strip() or without_markup(page) or words_of_rtf(unpacked(rich))


def _letters(kind: int, raw: bytes, page: bytes = b"") -> str:
    if kind == 0x1F:
        return raw.decode("utf-16-le", "replace").rstrip("\x00")
    number = int.from_bytes(page[:4], "little")
    for charset in ("utf-8" if number in (0, 65001) else f"cp{number}", "cp1252"):
        try:
            return raw.decode(charset).rstrip("\x00")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("cp1252", "replace").rstrip("\x00")


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    place = 6
    while place + 9 <= len(content):
        _level, kind, size = unpack_from("<BII", content, place)
        if place + 9 + size > len(content):
            return
        yield kind, content[place + 9 : place + 9 + size]
        place += 11 + size


def _name(more: bytes, title: bytes) -> str:
    try:
        long = _long_name(more) if more else ""
    except (error, IndexError):
        long = ""
    return long or title.partition(b"\x00")[0].decode("cp1252", "replace")


def _long_name(more: bytes) -> str:
    """The name among the properties of a file."""
    named = {tag: _letters(kind, raw) for tag, (kind, raw) in _properties(more) if tag in LONG_NAME}
    return next((named[tag] for tag in LONG_NAME if named.get(tag)), "")


def _properties(more: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """Each property, its kind and its bytes; they are read in order, for each says how long it is."""
    count, place = unpack_from("<I", more)[0], 4
    for _number in range(min(count, 500)):
        kind, tag = unpack_from("<HH", more, place)
        place += 4
        if tag >= 0x8000:
            place = _past_name(more, place)
        if kind in FIXED:
            yield tag, (kind, more[place : place + FIXED[kind]])
            place += FIXED[kind]
            continue
        if kind not in (0x1E, 0x1F, 0x102, 0x0D):
            break
        values, place = unpack_from("<I", more, place)[0], place + 4
        for _value in range(min(values, 100)):
            size = unpack_from("<I", more, place)[0]
            yield tag, (kind, more[place + 4 : place + 4 + size])
            place += 4 + size + (-size % 4)


def _past_name(more: bytes, place: int) -> int:
    """Where a property of a private name goes on."""
    (kind,) = unpack_from("<I", more, place + 16)
    if kind == 0:
        return place + 24
    size = unpack_from("<I", more, place + 20)[0]
    return int(place + 24 + size + (-size % 4))
