"""HTML to PDF/A-3a and PDF/UA-1 in one file, in the sandbox, with the same bytes for the same input."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from app.plumbing.pdf.sandbox import Limits, Parcel, run_sandboxed

Variant = Literal["pdf/a-3a", "pdf/ua-1", "plain"]
Relationship = Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"]
FONTS = Path(__file__).resolve().parents[2] / "static" / "vendor"
FACES = ("regular", "it", "semibold", "bold")
RENDERING = Limits(cpu_seconds=120, wall_seconds=240, memory_mib=2048)
DRAWN_DPI = 200
"""Pictures are embedded at this resolution at most."""


@dataclass(frozen=True)
class Attached:
    """A file embedded in the PDF: an ASCII name, its bytes, a line about it, its date (ISO 32000-2, 14.13)."""

    name: str
    content: bytes
    description: str = ""
    relationship: Relationship = "Supplement"
    made_at: datetime | None = None


@dataclass(frozen=True)
class Rendered:
    """A finished PDF, the page (from 1) of each anchor, what was refused, what could not be drawn as asked."""

    pdf: bytes
    pages: int
    anchors: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Colophon:
    """What a PDF says of itself (title, language, instant, authors), what it carries, and what its text may show.

    `inside:NAME` in the text reaches `resources` and the house fonts, nothing else.
    """

    title: str
    lang: str
    made_at: datetime
    authors: Sequence[str] = ()
    attachments: Sequence[Attached] = ()
    resources: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def stamp(self) -> datetime:
        """The instant in whole seconds, UTC."""
        return self.made_at.astimezone(UTC).replace(microsecond=0)

    @property
    def inside(self) -> dict[str, bytes]:
        """Everything the text may show: house fonts and resources, by name."""
        return house_fonts() | dict(self.resources)

    def head(self, variant: Variant, identifier: str) -> dict[str, Any]:
        """What the engine is told."""
        return {
            "title": self.title,
            "lang": self.lang,
            "made_at": self.stamp.isoformat(),
            "authors": list(self.authors),
            "variant": None if variant == "plain" else variant,
            "identifier": identifier,
            "dpi": DRAWN_DPI,
            "resources": list(self.inside),
            "attachments": [_note_of(attached, self.stamp) for attached in self.attachments],
        }

    def blobs(self) -> list[bytes]:
        """What goes with the head, in its order."""
        return [*self.inside.values(), *(attached.content for attached in self.attachments)]


def render(html: str, colophon: Colophon, *, variant: Variant = "pdf/a-3a", limits: Limits = RENDERING) -> Rendered:
    """Draw `html` as a PDF.

    The same arguments give the same bytes. Raises `SandboxError` when the job breaks or meets a limit.
    """
    identifier = hashlib.sha256(f"{colophon.title}{colophon.stamp}{html}".encode()).hexdigest()[:32]
    parcel = Parcel({"html": html, **colophon.head(variant, identifier)}, colophon.blobs())
    answer = run_sandboxed("app.plumbing.pdf.engine:render", parcel, limits)
    said = answer.head
    return Rendered(answer.blobs[0], said["pages"], said["anchors"], tuple(said["refused"]), tuple(said["warnings"]))


def _note_of(attached: Attached, stamp: datetime) -> dict[str, str]:
    """What the engine is told about an attachment; one without a date of its own bears that of the file."""
    return {
        "name": attached.name,
        "description": attached.description,
        "relationship": attached.relationship,
        "made_at": (attached.made_at or stamp).astimezone(UTC).isoformat(),
    }


@lru_cache(maxsize=1)
def house_fonts() -> dict[str, bytes]:
    """The four faces of Source Sans 3, by the names the stylesheets use (`regular.ttf`, `it.ttf`, …).

    Unpacked once per process: unpacking WOFF2 takes longer than drawing ten pages.
    """
    return {f"{face}.ttf": _unpacked(FONTS / f"source-sans-3-{face}.woff2") for face in FACES}


def _unpacked(packed: Path) -> bytes:
    from fontTools.ttLib import woff2  # type: ignore[import-untyped]  # noqa: PLC0415  every sandboxed job would import it

    plain = io.BytesIO()
    woff2.decompress(io.BytesIO(packed.read_bytes()), plain)
    return plain.getvalue()
