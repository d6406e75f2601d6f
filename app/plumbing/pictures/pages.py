"""Outside the sandbox: ask for pages, copies and masked copies of a file somebody sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.plumbing.pdf.sandbox import Limits, Parcel, SandboxError, run_sandboxed
from app.plumbing.pictures.kinds import KINDS, TEXT, Family, Kind, as_text, recognise
from app.plumbing.pictures.reading import LONGEST

LOOKING = Limits(cpu_seconds=10, wall_seconds=30, memory_mib=1536)
WORKING = Limits(cpu_seconds=90, wall_seconds=180, memory_mib=2560)
SCREEN_DPI = 110


@dataclass(frozen=True)
class Look:
    """What a file is: its kind, its pages (0 when it is not shown by page), why not, and what to know about it."""

    kind: Kind
    pages: int
    problem: SandboxError | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copy:
    """A copy made for somebody: bytes, kind, pages."""

    content: bytes
    kind: Kind
    pages: int


@dataclass(frozen=True)
class Mask:
    """A region to hide: page from 1; left, top, right, bottom as shares of the page (0 to 1); none: all of it."""

    page: int
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Reading:
    """A text or mail as plain words: the fields of its head, its text, the names of what came with it."""

    fields: tuple[tuple[str, str], ...] = ()
    text: str = ""
    attached: tuple[str, ...] = field(default=())


def look(content: bytes, limits: Limits = LOOKING) -> Look:
    """Kind and pages of a file; a file that cannot be shown has a `problem` with words, never an exception."""
    kind = recognise(content)
    if kind.family is not Family.PAGES:
        return Look(kind, 0)
    try:
        said = _ask("rendering:look", kind, content, limits).head
    except SandboxError as problem:
        return Look(kind, 0, problem)
    return Look(kind, said["pages"], None, tuple(said["notes"]))


def page_images(content: bytes, first: int = 1, last: int = 1, dpi: int = SCREEN_DPI) -> tuple[bytes, ...]:
    """Pages `first` to `last` (from 1) as JPEG."""
    asked = {"first": first, "last": last, "dpi": dpi}
    return tuple(_ask("rendering:draw_pages", recognise(content), content, WORKING, asked).blobs)


def files_inside(content: bytes) -> list[tuple[str, bytes]]:
    """The files that a PDF holds, each with its name; raises `SandboxError` when it cannot be opened."""
    found = _ask("rendering:inside", recognise(content), content, WORKING)
    return list(zip(found.head["names"], found.blobs, strict=True))


def cleaned(content: bytes) -> Copy:
    """The same pages or picture with nothing hidden: no metadata, script, attachment, note or earlier revision."""
    return _copy(_ask("rendering:clean", recognise(content), content, WORKING))


def printable(content: bytes) -> Copy:
    """The cleaned copy as PDF pages."""
    return _copy(_ask("rendering:printable", recognise(content), content, WORKING))


def masked(content: bytes, masks: Sequence[Mask]) -> Copy:
    """A PDF copy with regions or pages hidden; nothing lies beneath, a masked page being a picture."""
    if not masks:
        raise ValueError("nothing to mask")
    asked = {"masks": [{"page": each.page, "box": each.box} for each in masks]}
    return _copy(_ask("rendering:mask", recognise(content), content, WORKING, asked))


def readable(content: bytes) -> Reading:
    """The words of a text or mail; raises `SandboxError` when it cannot be read. A text is only decoded: no sandbox is needed."""
    plain = as_text(content) if recognise(content) is TEXT else None
    if plain is not None:
        return Reading(text=plain[:LONGEST])
    said = _ask("reading:read", recognise(content), content, LOOKING).head
    fields = tuple((name, value) for name, value in said["fields"])
    return Reading(fields, said["text"], tuple(said["attached"]))


def _copy(parcel: Parcel) -> Copy:
    return Copy(parcel.blobs[0], KINDS[parcel.head["kind"]], parcel.head["pages"])


def _ask(job: str, kind: Kind, content: bytes, limits: Limits, more: Mapping[str, Any] | None = None) -> Parcel:
    parcel = Parcel({"kind": kind.code, **(more or {})}, [content])
    return run_sandboxed(f"app.plumbing.pictures.{job}", parcel, limits)
