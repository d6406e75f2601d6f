"""Inside the sandbox: parts become one PDF/A-3a and PDF/UA-1 file: one structure tree, one set of bookmarks, one of each typeface.

What a part tells of itself (`section.draw`) is renumbered, never trusted to fit: two parts use the same numbers for
different things. The front, with its contents and the claims of the file, is drawn here, when the pages are counted;
heads and page numbers are drawn on every page but the cover as artifacts (ISO 32000-2, 14.8.2.2).
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import pikepdf

from app.plumbing.pdf import engine, section
from app.plumbing.pdf.sandbox import Parcel
from app.plumbing.pdf.typefaces import Faces

UNTAGGED = "pdf/a-3u"
MARGIN_RIGHT, BASELINE = 68.03, 48.2
"""Points: where a page number ends, and how high it stands (the same as in the sheet of the heads)."""
TOP = 700
"""Points: a chapter whose title stands higher begins its page."""
NUMBER_FACE, NUMBER_SIZE, INK = "semibold.ttf", 8.5, "0.113725 0.145098 0.188235"
Place = tuple[int, float, float]
"""Page (from 0), and the point on it."""


def assemble(parcel: Parcel) -> Parcel:
    """The whole; or, under `front`, how many pages the front takes when that is not what its contents were told."""
    logging.disable(logging.WARNING)
    head = parcel.head
    count = len(head["resources"]) + len(head["attachments"])
    drawing = Parcel({**head, "html": head["front"], "name": "front"}, parcel.blobs[:count])
    front = section.draw(drawing)
    if front.head["pages"] != head["expected"]:
        return Parcel({"front": front.head["pages"]})
    whole = _Whole(front, parcel)
    for told, pdf in zip(head["parts"], parcel.blobs[count:], strict=True):
        whole.add(told, pdf)
    return whole.finished(engine.printable(head["heads"]), head["chapters"])


class _Whole:
    """A file to which parts are added."""

    def __init__(self, front: Parcel, parcel: Parcel) -> None:
        self.parcel = parcel
        self.target = pikepdf.open(io.BytesIO(front.blobs[0]))
        resources = zip(parcel.head["resources"], parcel.blobs, strict=False)
        self.faces = Faces(self.target, dict(resources))
        self.tree: Any = self.target.Root.StructTreeRoot
        self.document = self.tree.K[0]
        self.marks = self.tree.ParentTree.Nums
        self.next_mark = len(self.marks) // 2
        self.identifiers: list[tuple[bytes, Any]] = []
        self.anchors: dict[str, Place] = {}
        self.bookmarks: list[tuple[int, str, Place]] = []
        self.refused: list[str] = []
        self.warnings: list[str] = []
        self.links: set[str] = set()
        self._identifiers(self.tree)
        self._told(front.head, 0)
        self.faces.take(front.head["fonts"], self.target.pages[0].obj.Resources)

    def add(self, told: Mapping[str, Any], pdf: bytes) -> None:
        """The pages of a part behind those that are there, its structure behind theirs."""
        before, source = len(self.target.pages), pikepdf.open(io.BytesIO(pdf))
        _renumber(source, self.next_mark)
        self.faces.release(told["fonts"], source.pages[0].obj.Resources)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # destinations are told beside the parts
            self.target.pages.extend(source.pages)
        tree: Any = self.target.copy_foreign(source.Root.StructTreeRoot)
        for child in tree.K[0].K:
            child.P = self.document
            self.document.K.append(child)
        for place, thing in enumerate(tree.ParentTree.Nums):
            self.marks.append(thing if place % 2 else int(thing) + self.next_mark)
        self.next_mark += len(tree.ParentTree.Nums) // 2
        self._identifiers(tree)
        self.faces.take(told["fonts"], self.target.pages[before].obj.Resources)
        self._told(told, before)

    def finished(self, heads: str, chapters: Sequence[str]) -> Parcel:
        """The file, with heads, page numbers, bookmarks and destinations."""
        self._heads(heads, chapters)
        self.tree.ParentTreeNextKey = self.next_mark
        names = [
            thing for name, element in sorted(self.identifiers, key=lambda each: each[0]) for thing in (name, element)
        ]
        self.tree.IDTree = pikepdf.Dictionary(Names=pikepdf.Array(_as_names(names)))
        self._destinations()
        self._outlines()
        self.faces.embed()
        out = io.BytesIO()
        self.target.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        said = {
            "pages": len(self.target.pages),
            "anchors": {name: page + 1 for name, (page, _, _) in self.anchors.items()},
            "refused": self.refused,
            "warnings": [*self.warnings, *(f"no anchor #{name}" for name in sorted(self.links - set(self.anchors)))],
        }
        return Parcel(said, [out.getvalue()])

    def _told(self, told: Mapping[str, Any], before: int) -> None:
        for name, (page, across, up) in told["anchors"].items():
            self.anchors.setdefault(name, (page + before, across, up))
        for level, label, page, across, up in told["bookmarks"]:
            self.bookmarks.append((level, label, (page + before, across, up)))
        self.refused += told["refused"]
        self.warnings += told["warnings"]
        self.links.update(told["links"])

    def _identifiers(self, tree: Any) -> None:
        names = list(tree.IDTree.Names) if "/IDTree" in tree else []
        self.identifiers += [(bytes(name), element) for name, element in zip(names[::2], names[1::2], strict=True)]

    # --- heads and numbers -------------------------------------------------------------------------------------------

    def _heads(self, html: str, chapters: Sequence[str]) -> None:
        """Each page bears the head of its chapter and its number; the cover bears none."""
        document, fetcher = engine.laid_out(
            html, Parcel({**self.parcel.head, "attachments": []}, self.parcel.blobs), UNTAGGED
        )
        found: dict[str, Any] = {}

        def finish(_: object, pdf: Any) -> None:
            engine.name_every_glyph(_, pdf)
            found.update(section.glyphs_of(document, section.faces_of(self.parcel)))

        count = len(self.parcel.head["resources"])
        bare = Parcel({**self.parcel.head, "attachments": []}, self.parcel.blobs[:count])
        source = pikepdf.open(io.BytesIO(engine.written(document, bare, finish, UNTAGGED)))
        self.refused += fetcher.refused
        self.faces.release(found, source.pages[0].obj.Resources)
        forms = [self.target.copy_foreign(page.as_form_xobject()) for page in source.pages]
        self.faces.take(found, forms[0].Resources)
        places = [self.anchors[chapter] for chapter in chapters]
        face = self.faces.for_writing(NUMBER_FACE)
        for number, page in enumerate(self.target.pages):
            standing = chapter_on(number, places)
            if standing is not None:
                self._mark(page, forms[standing], f"{number + 1} / {len(self.target.pages)}", face)

    def _mark(self, page: pikepdf.Page, form: Any, number: str, face: Any) -> None:
        resources: Any = page.obj.Resources
        name = page.add_resource(
            form, pikepdf.Name.XObject, pikepdf.Name(f"/Head{form.objgen[0]}"), replace_existing=True
        )
        if "/Amiable" not in resources.Font:
            resources.Font["/Amiable"] = face.font
        glyphs, width = face.written(number)
        across = float(page.mediabox[2]) - MARGIN_RIGHT - width * NUMBER_SIZE / 1000
        text = f"BT /Amiable {NUMBER_SIZE} Tf {INK} rg {across:.3f} {BASELINE} Td <{glyphs}> Tj ET"
        drawn = f"/Artifact <</Type /Pagination>> BDC q {name} Do Q q {text} Q EMC\n"
        page.contents_add(drawn.encode("ascii"), prepend=True)

    # --- bookmarks and destinations ----------------------------------------------------------------------------------

    def _at(self, place: Place) -> pikepdf.Array:
        page, across, up = place
        return pikepdf.Array([self.target.pages[page].obj, pikepdf.Name.XYZ, across, up, 0])

    def _destinations(self) -> None:
        names: list[Any] = []
        for name, place in sorted((name.encode(), place) for name, place in self.anchors.items()):
            names += [pikepdf.String(name), self._at(place)]
        root: Any = self.target.Root
        if "/Names" not in root:
            root.Names = pikepdf.Dictionary()
        root.Names.Dests = self.target.make_indirect(pikepdf.Dictionary(Names=pikepdf.Array(names)))

    def _outlines(self) -> None:
        with self.target.open_outline() as outline:
            outline.root.clear()
            above: list[tuple[int, list[pikepdf.OutlineItem]]] = [(0, outline.root)]
            for level, label, place in self.bookmarks:
                item = pikepdf.OutlineItem(label, self._at(place))
                while above[-1][0] >= level:
                    above.pop()
                above[-1][1].append(item)
                above.append((level, item.children))


def _as_names(names: Sequence[Any]) -> list[Any]:
    return [pikepdf.String(thing) if isinstance(thing, bytes) else thing for thing in names]


def _renumber(source: pikepdf.Pdf, first: int) -> None:
    """Marks of pages and annotations count on from those of the parts before."""
    for page in source.pages:
        page.obj.StructParents = int(page.obj.StructParents) + first
        for note in page.obj.get("/Annots", ()):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + first


def chapter_on(number: int, places: Sequence[Place]) -> int | None:
    """The chapter whose head a page bears: the one in which the page begins; none before the first."""
    begun = [at for at, (page, _across, up) in enumerate(places) if page < number or (page == number and up > TOP)]
    here = [at for at, (page, _across, _up) in enumerate(places) if page == number]
    return begun[-1] if begun else here[0] if here else None
