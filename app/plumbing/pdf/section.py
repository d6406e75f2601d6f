"""Inside the sandbox: one part of a longer PDF, with all that is needed to join it to the others.

Pages, marks, structure and annotations are WeasyPrint's; anchors, bookmarks and typefaces are told beside the PDF,
because the whole draws them once. Its structure elements get identifiers that no other part has.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from weasyprint.matrix import Matrix
from weasyprint.text.fonts import get_hb_object_data

from app.plumbing.pdf import engine
from app.plumbing.pdf.sandbox import Parcel

POINTS = 0.75
"""Of a CSS pixel."""
NOWHERE = (0, 0, 0, 0)
PATIENCE = 400_000
"""Allocations between two looks for garbage: layout makes little of it, and looking takes a seventh of the time."""


def draw(parcel: Parcel) -> Parcel:
    """A part: its PDF, and in the head its pages, anchors, bookmarks, links and the glyphs it uses of each typeface."""
    gc.set_threshold(PATIENCE, 20, 100)
    with engine.heard() as said:
        page = engine.printable(parcel.head["html"])
        pdf, head = _drawn(page, parcel)
        if missing := engine.unheard_of(said):
            pdf, head = _drawn(page.translate(missing), parcel)
    return Parcel({**head, "warnings": list(dict.fromkeys(said))}, [pdf])


def _drawn(text: str, parcel: Parcel) -> tuple[bytes, dict[str, Any]]:
    document, fetcher = engine.laid_out(text, parcel)
    anchors = _anchors(document.pages)
    links = sorted({link[1] for page in document.pages for link in page.links if link[0] == "internal"})
    for name in links:
        if name not in anchors:
            document.pages[0].anchors[name] = NOWHERE  # it is in another part: the link stays, the place is told there
    faces = faces_of(parcel)
    fonts: dict[str, Any] = {}

    def finish(_: object, pdf: Any) -> None:
        engine.name_every_glyph(_, pdf)
        _identify(pdf, parcel.head["name"])
        fonts.update(glyphs_of(document, faces))
        _unload(pdf, fonts)

    pdf = engine.written(document, parcel, finish)
    head = {
        "pages": len(document.pages), "anchors": anchors, "bookmarks": _bookmarks(document.pages), "links": links,
        "fonts": fonts, "refused": fetcher.refused,
    }  # fmt: skip
    return pdf, head


def _anchors(pages: Sequence[Any]) -> dict[str, list[float]]:
    """Of each anchor its page (from 0), and its place on it."""
    found: dict[str, list[float]] = {}
    for number, page in enumerate(pages):
        for name, place in page.anchors.items():
            found.setdefault(name, [number, *_on_paper(page, place)])
    return found


def _bookmarks(pages: Sequence[Any]) -> list[list[Any]]:
    return [
        [level, label, number, *_on_paper(page, place)]
        for number, page in enumerate(pages)
        for level, label, place, _state in page.bookmarks
    ]


def _on_paper(page: Any, place: Sequence[float]) -> list[float]:
    """A place of a page in points from its lower left corner."""
    across, up = Matrix(POINTS, 0, 0, -POINTS, 0, page.height * POINTS).transform_point(*place[:2])
    return [round(across, 3), round(up, 3)]


def _identify(pdf: Any, name: str) -> None:
    """Identifiers of cells begin with the name of the part, and the tree of identifiers (ISO 32000-2, 14.7.2) has them."""
    held: list[Any] = [thing for thing in pdf.objects if isinstance(thing, dict) and "ID" in thing]
    for cell in held:
        cell["ID"].string = f"{name}.{cell['ID'].string}"  # the cells it heads hold the same string
    held.sort(key=lambda cell: str(cell["ID"].string))
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    a_list, a_dictionary = type(root["K"]), type(root)
    names = a_list([each for cell in held for each in (cell["ID"], cell.reference)])
    root["IDTree"] = a_dictionary({"Names": names})


def faces_of(parcel: Parcel) -> dict[str, str]:
    """Fingerprint → name of the typefaces handed in with the job."""
    count = len(parcel.head["resources"])
    given = zip(parcel.head["resources"], parcel.blobs[:count], strict=True)
    return {hashlib.sha256(content).hexdigest(): name for name, content in given if name.endswith(".ttf")}


def glyphs_of(document: Any, faces: Mapping[str, str]) -> dict[str, Any]:
    """Per font of the document: our typeface it is ("" when it is none of ours), and its glyphs as [text, width]."""
    found: dict[str, Any] = {}
    for font in document.fonts.values():
        digest = hashlib.sha256(get_hb_object_data(font.hb_face)).hexdigest()
        ours = "" if font.missing else faces.get(digest, "")
        known = found.setdefault(font.hash, {"face": ours, "glyphs": {}})
        known["face"] = known["face"] and ours
        for glyph, width in font.widths.items():
            known["glyphs"].setdefault(str(glyph), [font.to_unicode.get(glyph, ""), width])
    return found


def _unload(pdf: Any, fonts: Mapping[str, Any]) -> None:
    """Programs of our own typefaces are left out: the whole embeds each once."""
    ours = {name for name, font in fonts.items() if font["face"]}
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("Type") == "/FontDescriptor":
            name = thing["FontName"]
            if (name.decode() if isinstance(name, bytes) else name)[1:7] in ours and "FontFile2" in thing:
                pdf.objects[int(thing["FontFile2"].split()[0])].stream = [b""]
