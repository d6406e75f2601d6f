"""Several PDFs as one, each page of the later ones stamped; archives of files. Joining happens in the sandbox."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.plumbing.pdf.drawing import house_fonts
from app.plumbing.pdf.sandbox import Limits, Parcel, run_sandboxed

JOINING = Limits(cpu_seconds=120, wall_seconds=300, memory_mib=4096)
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
LONGEST_NAME = 120


@dataclass(frozen=True)
class Part:
    """A PDF to append: its bytes, its bookmark, its stamp, a page to put in its place when it does not open.

    `{page}` and `{pages}` in `stamp` become the page and the number of pages of this part. `anchor` names a
    destination of the first PDF which is moved to the first page of this part. A `span` (first, last page from 1)
    takes these pages only.
    """

    pdf: bytes
    bookmark: str
    stamp: str = ""
    anchor: str = ""
    span: tuple[int, int] | None = None
    instead: bytes = b""
    instead_span: tuple[int, int] | None = None


@dataclass(frozen=True)
class Joined:
    """The joined PDF, its pages, the page (from 1) on which each part starts, the parts replaced by their page."""

    pdf: bytes
    pages: int
    starts: tuple[int, ...] = field(default=())
    replaced: tuple[int, ...] = field(default=())


def merge_and_stamp(
    first: bytes,
    parts: Sequence[Part],
    *,
    title: str,
    lang: str,
    made_at: datetime,
    heading: str,
    limits: Limits = JOINING,
) -> Joined:
    """`first`, then each part with its stamp on every page; bookmarks of `first` stay, the parts go under `heading`.

    The result claims no standard. A part that does not open is replaced by its `instead` page; one without such a
    page raises `SandboxError`.
    """
    head: dict[str, Any] = {
        "title": title,
        "lang": lang,
        "made_at": made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ"),
        "heading": heading,
    }
    pieces = list(dict.fromkeys(piece for part in parts for piece in (part.pdf, part.instead)))
    head["parts"] = [
        {
            "bookmark": part.bookmark,
            "stamp": part.stamp,
            "anchor": part.anchor,
            "sources": [(pieces.index(part.pdf), part.span), (pieces.index(part.instead), part.instead_span)],
        }
        for part in parts
    ]
    answer = run_sandboxed(
        "app.plumbing.pdf.merging:join", Parcel(head, [first, house_fonts()["semibold.ttf"], *pieces]), limits
    )
    said = answer.head
    return Joined(answer.blobs[0], said["pages"], tuple(said["starts"]), tuple(said["replaced"]))


def zip_of(entries: Sequence[tuple[str, bytes]], made_at: datetime) -> bytes:
    """A ZIP of named files, dated `made_at`; the same entries give the same bytes.

    Names are made safe (no path, no control, none twice).
    """
    out = io.BytesIO()
    seen: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(_unused(safe_name(name), seen), made_at.astimezone(UTC).timetuple()[:6])
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o600 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def safe_name(name: str) -> str:
    """A file name without path, controls, leading dots or direction marks, at most 120 characters."""
    plain = "".join(char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char)[0] != "C")
    plain = UNSAFE.sub("-", plain).strip(" .-")
    stem, dot, extension = plain.rpartition(".")
    if dot and len(extension) <= 8:
        return f"{stem[: LONGEST_NAME - 9]}.{extension}"
    return plain[:LONGEST_NAME] or "file"


def _unused(name: str, seen: set[str]) -> str:
    stem, dot, extension = name.rpartition(".")
    stem, number, chosen = stem or extension, 2, name
    while chosen.casefold() in seen:
        chosen, number = f"{stem}-{number}{dot}{extension if dot else ''}", number + 1
    seen.add(chosen.casefold())
    return chosen
