"""A long PDF drawn in parts, each in a sandbox, two at a time; parts that were drawn before are taken from a shelf.

The same arguments give the same bytes, whether the shelf held everything or nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Any, Protocol

from app.plumbing.pdf.drawing import DRAWN_DPI, RENDERING, Colophon, Rendered, Variant, house_fonts
from app.plumbing.pdf.sandbox import Limits, Parcel, Sandbox, opened, packed
from app.plumbing.pdf.slots import PLACES, place

MADE_WITH = "parts 1, weasyprint 70.0"
"""Another engine or another way of drawing gives other parts: change this with it."""
MODULE = "app.plumbing.pdf.assembly"
DRAW, ASSEMBLE = "app.plumbing.pdf.section:draw", f"{MODULE}:assemble"
VARIANT: Variant = "pdf/a-3a"
UNNAMED, UNDATED = "0" * 32, datetime(2000, 1, 1, tzinfo=UTC)
"""Identifier and date of a part: the same in every version."""
FRONT = 2
"""Pages that cover and contents take, as a rule."""
FEW = 60_000
"""Characters of HTML under which a second process costs more than it saves."""


@dataclass(frozen=True)
class Section:
    """A part: a name that no other part of the file has, and its HTML; it begins on a new page."""

    name: str
    html: str


@dataclass(frozen=True)
class Outline:
    """The frame of the whole: its front once the page of each anchor is known, and one page per head.

    `chapters` are the anchors from which on each head holds.
    """

    front: Callable[[Mapping[str, int]], str]
    heads: str
    chapters: tuple[str, ...]


class Shelf(Protocol):
    """Where drawn parts are kept, by a digest of all that went into them."""

    def get(self, key: str) -> bytes | None:
        """The part of that digest, if it is there."""

    def put(self, key: str, part: bytes) -> None:
        """Keep a part."""


class Bare:
    """A shelf that keeps nothing."""

    def get(self, key: str) -> bytes | None:
        """Never there."""
        return None

    def put(self, key: str, part: bytes) -> None:
        """Let go."""


@dataclass(frozen=True)
class Made(Rendered):
    """A finished file, and how many of its parts were drawn for it."""

    drawn: tuple[str, ...] = field(default=())


def draw_in_parts(
    sections: Sequence[Section],
    outline: Outline,
    colophon: Colophon,
    *,
    shelf: Shelf | None = None,
    told: Callable[[int, int], None] | None = None,
    limits: Limits = RENDERING,
) -> Made:
    """The file: PDF/A-3a and PDF/UA-1. `told` hears how many parts are ready, of how many. Raises `SandboxError`."""
    shelf, lang = Bare() if shelf is None else shelf, colophon.lang
    keys = [key_of(section, lang) for section in sections]
    with ExitStack() as stack:
        found = {key: part for key in dict.fromkeys(keys) if (part := shelf.get(key)) is not None}
        missing = {key: section for key, section in zip(keys, sections, strict=True) if key not in found}
        weight = sum(len(section.html) for section in missing.values())
        count = PLACES if len(missing) > 1 and weight > FEW else 1
        sandboxes = [stack.enter_context(Sandbox(limits, MODULE)) for _ in range(count)]
        for key, part in _drawn(missing, sandboxes, lang):
            found[key] = part
            shelf.put(key, part)
            if told is not None:
                told(len(found), len(set(keys)))
        for spare in sandboxes[1:]:
            spare.close()
        parts = [opened(found[key]) for key in keys]
        blobs = [*colophon.blobs(), *(part.blobs[0] for part in parts)]
        head = {**colophon.head(VARIANT, UNNAMED), "parts": [part.head for part in parts]}
        answer = _assembled(sandboxes[0], outline, head, blobs)
    said = answer.head
    return Made(
        answer.blobs[0], said["pages"], said["anchors"], tuple(said["refused"]), tuple(said["warnings"]),
        tuple(section.name for section in missing.values()),
    )  # fmt: skip


def key_of(section: Section, lang: str) -> str:
    """The digest of all that goes into a part: its text and rules of style, our typefaces, the way it is drawn."""
    faces = {name: hashlib.sha256(content).hexdigest() for name, content in house_fonts().items()}
    whole = json.dumps([MADE_WITH, lang, DRAWN_DPI, faces, section.name, section.html], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _drawn(missing: Mapping[str, Section], sandboxes: Sequence[Sandbox], lang: str) -> Iterator[tuple[str, bytes]]:
    """Each missing part as it becomes ready, the longest first."""
    free: SimpleQueue[Sandbox] = SimpleQueue()
    for sandbox in sandboxes:
        free.put(sandbox)
    order = sorted(missing, key=lambda key: -len(missing[key].html))
    with ThreadPoolExecutor(len(sandboxes)) as pool:
        work: dict[Future[bytes], str] = {pool.submit(_draw, missing[key], free, lang): key for key in order}
        try:
            for done in as_completed(work):
                yield work[done], done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for sandbox in sandboxes:
                sandbox.stop()
            raise


def _draw(section: Section, free: SimpleQueue[Sandbox], lang: str) -> bytes:
    colophon = Colophon(section.name, lang, UNDATED)
    head = {"html": section.html, "name": section.name, **colophon.head(VARIANT, UNNAMED)}
    sandbox = free.get()
    try:
        with place():
            return packed(sandbox.ask(DRAW, Parcel(head, colophon.blobs())))
    finally:
        free.put(sandbox)


def _assembled(sandbox: Sandbox, outline: Outline, head: dict[str, Any], blobs: Sequence[bytes]) -> Parcel:
    """The whole; drawn again when the front turns out longer than its contents were told."""
    expected = FRONT
    while True:
        front = outline.front(_pages(head["parts"], expected))
        asked = {
            **head,
            "front": front,
            "heads": outline.heads,
            "chapters": list(outline.chapters),
            "expected": expected,
        }
        with place():
            answer = sandbox.ask(ASSEMBLE, Parcel(asked, blobs))
        if "front" not in answer.head:
            return answer
        expected = answer.head["front"]


def _pages(parts: Sequence[Mapping[str, Any]], before: int) -> dict[str, int]:
    """The page (from 1) of each anchor of the parts behind a front of `before` pages."""
    found: dict[str, int] = {}
    for part in parts:
        for name, (page, _, _) in part["anchors"].items():
            found.setdefault(name, page + before + 1)
        before += part["pages"]
    return found
