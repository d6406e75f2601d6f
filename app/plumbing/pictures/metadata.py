"""What hides in pictures and PDFs, and how it is taken out without touching what is seen."""

from __future__ import annotations

from typing import Any

import pikepdf

from app.kernel import Refused, words

START, END, SCAN = 0xD8, 0xD9, 0xDA
KEPT_SEGMENTS = {0xE0, 0xE2, 0xEE}
"""Of the application segments of a JPEG: JFIF, the colour profile, the colour transform."""
DAMAGED = words("le fichier est endommagé et ne s’ouvre pas", "the file is damaged and does not open")

PAGE_KEPT = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources", "/Group"}
"""What draws a page and where."""
HIDING = ("/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/AF", "/AA", "/Thumb", "/StructParent", "/StructParents")


def jpeg_without_notes(content: bytes) -> bytes:
    """The same JPEG, bit for bit in its picture, without EXIF, XMP, comments, thumbnails or anything after its end."""
    kept = [b"\xff\xd8"]
    place = 2
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            raise Refused("damaged", DAMAGED)
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        size = 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        segment = content[place : place + size]
        place += size
        if marker == SCAN:
            return b"".join((*kept, segment, _scan(content, place)))
        if _stays(marker, segment):
            kept.append(segment)
    raise Refused("damaged", DAMAGED)


def _stays(marker: int, segment: bytes) -> bool:
    if marker == 0xE2:
        return segment[4:15] == b"ICC_PROFILE"
    if marker == 0xE0:
        return segment[4:8] == b"JFIF"
    return marker in KEPT_SEGMENTS or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _scan(content: bytes, place: int) -> bytes:
    """From the first scan to the true end mark (later scans of a progressive picture included)."""
    end = place
    while (end := content.find(b"\xff", end)) != -1 and end + 1 < len(content):
        marker = content[end + 1]
        if marker == END:
            return content[place : end + 2]
        if marker in (0x00, 0xFF) or 0xD0 <= marker <= 0xD7:
            end += 1 if marker == 0xFF else 2
        else:
            end += 2 + int.from_bytes(content[end + 2 : end + 4], "big")
    return content[place:] + b"\xff\xd9"


def strip_page(page: pikepdf.Page) -> None:
    """Keep what draws the page; drop notes, links, actions, thumbnails, private data."""
    for name in {str(key) for key in page.obj} - PAGE_KEPT:
        del page.obj[name]


def strip_objects(document: pikepdf.Pdf) -> None:
    """Drop hiding entries from every object, and notes from the photographs inside."""
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for name in HIDING:
            if name in thing:
                del thing[name]
        if isinstance(thing, pikepdf.Stream) and _is_photograph(thing):
            _strip_photograph(thing)


def _is_photograph(stream: pikepdf.Stream) -> bool:
    return bool(stream.get("/Subtype") == "/Image" and stream.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]))


def _strip_photograph(stream: pikepdf.Stream) -> None:
    raw = stream.read_raw_bytes()
    try:
        plain = jpeg_without_notes(raw)
    except Refused:
        return
    if len(plain) < len(raw):
        terms: Any = stream.get("/DecodeParms")
        stream.write(plain, filter=pikepdf.Name.DCTDecode, decode_parms=terms)
