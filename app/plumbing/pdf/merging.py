"""Inside the sandbox: PDFs joined with pikepdf, pages stamped in the house typeface."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from app.kernel import Refused, words
from app.plumbing.pdf.sandbox import Parcel
from app.plumbing.pdf.typefaces import reduced

BROKEN = words("une des pièces ne s’ouvre pas", "one of the parts does not open")
INK = "0.114 0.145 0.188"
SIZE = 8.5
MARGIN = 14.0
A4_WIDTH = 595.0
LETTERS = [bytes([code]).decode("cp1252", "ignore") or " " for code in range(32, 256)]
"""The characters of WinAnsiEncoding, 32 to 255."""
CLAIMS = ("/Metadata", "/OutputIntents", "/AF")


def join(parcel: Parcel) -> Parcel:
    """The first PDF with all parts behind it."""
    logging.disable(logging.WARNING)
    first, program, *pieces = parcel.blobs
    parts: Sequence[Mapping[str, Any]] = parcel.head["parts"]
    target = pikepdf.open(io.BytesIO(first))
    font, width_of = _font(target, program)
    starts, replaced = [], []
    for number, part in enumerate(parts):
        sources = [(pieces[place], span) for place, span in part["sources"]]
        source, span, is_wanted = _opened(sources)
        starts.append(len(target.pages) + 1)
        replaced.extend([] if is_wanted else [number])
        _append(target, source, span)
        for page, sheet in enumerate(range(starts[-1], len(target.pages) + 1), 1):
            text = part["stamp"].format(page=page, pages=len(target.pages) + 1 - starts[-1])
            _stamp(target, target.pages[sheet - 1], text, font, width_of)
    _entitle(target, parcel.head)
    _bookmark(target, parcel.head, starts)
    _aim(target, [part["anchor"] for part in parts], starts)
    out = io.BytesIO()
    target.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return Parcel({"pages": len(target.pages), "starts": starts, "replaced": replaced}, [out.getvalue()])


def _opened(sources: Sequence[tuple[bytes, Any]]) -> tuple[pikepdf.Pdf, Any, bool]:
    """The wanted source, or the one in its place; with the span of pages to take."""
    for number, (content, span) in enumerate(sources):
        try:
            source = pikepdf.open(io.BytesIO(content))
            if len(source.pages) and all(page.obj is not None for page in source.pages):
                return source, span, number == 0
        except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError):
            continue
    raise Refused("damaged", BROKEN)


def _append(target: pikepdf.Pdf, source: pikepdf.Pdf, span: tuple[int, int] | None) -> None:
    """The pages of a source (those of its span), without notes, links and places in a reading order."""
    before = len(target.pages)
    if span:
        del source.pages[span[1] :]
        del source.pages[: span[0] - 1]
    target.add_pages_from(source)
    for page in list(target.pages)[before:]:
        for name in ("/Annots", "/StructParents", "/Tabs", "/AA", "/B"):
            if name in page.obj:
                del page.obj[name]


def _stamp(
    target: pikepdf.Pdf, page: pikepdf.Page, text: str, font: pikepdf.Object, width_of: Callable[[str], float]
) -> None:
    """The page becomes a drawing of its own under the stamp, so that its operators cannot reach it."""
    if not text:
        return
    drawing = _drawing(target, page)
    resources = {"/XObject": pikepdf.Dictionary({"/Page": drawing}), "/Font": pikepdf.Dictionary({"/Stamp": font})}
    page.obj.Resources = pikepdf.Dictionary(resources)
    page.obj.Contents = target.make_stream(b"q /Page Do Q " + _mark(page, text, width_of(text)))


def _drawing(target: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Object:
    """What the page shows, as a form of its own (ISO 32000-2, 8.10)."""
    old: Any = page.obj.get("/Contents", target.make_stream(b""))
    terms = {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Form,
        "/BBox": page.cropbox,
        "/Resources": page.obj.get("/Resources", pikepdf.Dictionary()),
    }
    if "/Group" in page.obj:
        terms["/Group"] = page.obj.Group
    if isinstance(old, pikepdf.Array):
        return pikepdf.Stream(target, b"\n".join(piece.read_bytes() for piece in old), terms)
    form = pikepdf.Stream(target, b"", terms)
    form.write(old.read_raw_bytes(), filter=old.get("/Filter"), decode_parms=old.get("/DecodeParms"))
    return form


def _mark(page: pikepdf.Page, text: str, width: float) -> bytes:
    """The stamp at the top right of the page as it is seen, on white, with a hairline."""
    left, low, right, high = (float(edge) for edge in page.cropbox.as_list())
    turn = int(page.obj.get("/Rotate", 0)) % 360
    seen_wide, seen_high = (high - low, right - left) if turn in (90, 270) else (right - left, high - low)
    scale = max(1.0, min(seen_wide, seen_high) / A4_WIDTH)
    frames = {
        0: f"1 0 0 1 {left:.2f} {low:.2f} cm",
        90: f"0 1 -1 0 {right:.2f} {low:.2f} cm",
        180: f"-1 0 0 -1 {right:.2f} {high:.2f} cm",
        270: f"0 -1 1 0 {left:.2f} {high:.2f} cm",
    }
    wide, tall = (width * SIZE / 1000 + 10) * scale, (SIZE + 7) * scale
    across, up = max(seen_wide - MARGIN * scale - wide, 0), max(seen_high - MARGIN * scale - tall, 0)
    shown = text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    box = f"1 1 1 rg {INK} RG {0.5 * scale:.2f} w {across:.2f} {up:.2f} {wide:.2f} {tall:.2f} re B"
    place = f"BT /Stamp {SIZE * scale:.2f} Tf {INK} rg {across + 5 * scale:.2f} {up + 4.6 * scale:.2f} Td"
    return f"q {frames.get(turn, frames[0])} {box} {place} (".encode() + shown + b") Tj ET Q"


def _font(target: pikepdf.Pdf, program: bytes) -> tuple[pikepdf.Object, Callable[[str], float]]:
    """The typeface reduced to the Windows-1252 letters and embedded once; and the width of a text in it."""
    small = reduced(program, text="".join(LETTERS))
    face = TTFont(io.BytesIO(small), recalcTimestamp=False)
    units, letters, metrics = face["head"].unitsPerEm, face.getBestCmap(), face["hmtx"]
    widths = [round(metrics[letters.get(ord(letter), ".notdef")][0] * 1000 / units) for letter in LETTERS]
    made = target.make_indirect(_font_object(target, small, face, widths))
    return made, lambda text: float(sum(widths[code - 32] for code in text.encode("cp1252", "replace") if code >= 32))


def _font_object(target: pikepdf.Pdf, program: bytes, face: Any, widths: list[int]) -> pikepdf.Dictionary:
    name, scale = pikepdf.Name("/AAAAAA+SourceSans3-Semibold"), 1000 / face["head"].unitsPerEm
    bounds = [round(face["head"].__dict__[edge] * scale) for edge in ("xMin", "yMin", "xMax", "yMax")]
    descriptor = {
        "/Type": pikepdf.Name.FontDescriptor,
        "/FontName": name,
        "/Flags": 32,
        "/FontBBox": bounds,
        "/ItalicAngle": 0,
        "/Ascent": round(face["hhea"].ascent * scale),
        "/Descent": round(face["hhea"].descent * scale),
        "/CapHeight": 660,
        "/StemV": 100,
        "/FontFile2": target.make_stream(program, Length1=len(program)),
    }
    return pikepdf.Dictionary(
        {
            "/Type": pikepdf.Name.Font,
            "/Subtype": pikepdf.Name.TrueType,
            "/BaseFont": name,
            "/FirstChar": 32,
            "/LastChar": 255,
            "/Widths": widths,
            "/Encoding": pikepdf.Name.WinAnsiEncoding,
            "/FontDescriptor": target.make_indirect(pikepdf.Dictionary(descriptor)),
        }
    )


def _entitle(target: pikepdf.Pdf, head: Mapping[str, Any]) -> None:
    """Title, language and date; no claim to a standard that foreign pages may not keep."""
    for name in CLAIMS:
        if name in target.Root:
            del target.Root[name]
    target.Root.Lang = pikepdf.String(head["lang"])
    target.Root.PageMode = pikepdf.Name.UseOutlines
    for name in {str(key) for key in target.docinfo}:
        del target.docinfo[name]
    for name, value in (("/Title", head["title"]), ("/Creator", "Amiable"), ("/CreationDate", head["made_at"])):
        target.docinfo[name] = pikepdf.String(value)


def _bookmark(target: pikepdf.Pdf, head: Mapping[str, Any], starts: Sequence[int]) -> None:
    if not starts:
        return
    with target.open_outline() as outline:
        heading = pikepdf.OutlineItem(head["heading"], starts[0] - 1)
        for part, start in zip(head["parts"], starts, strict=True):
            heading.children.append(pikepdf.OutlineItem(part["bookmark"], start - 1))
        outline.root.append(heading)


def _aim(target: pikepdf.Pdf, anchors: Sequence[str], starts: Sequence[int]) -> None:
    """Move the named destinations of the first PDF to the pages of the parts."""
    pages = dict(zip(anchors, starts, strict=True))
    root: Any = target.Root
    names = root.Names.Dests.Names if "/Names" in root and "/Dests" in root.Names else []
    for place in range(0, len(names), 2):
        start = pages.get(str(names[place]))
        if start:
            page = target.pages[start - 1]
            names[place + 1] = pikepdf.Array([page.obj, pikepdf.Name.XYZ, 0, float(page.mediabox[3]), 0])
