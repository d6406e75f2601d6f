"""Inside the sandbox: Word, Excel and PowerPoint files (OOXML) rebuilt with what is seen and nothing else.

The file is walked from its main part along its relationships. Each kind of relationship is on one of two lists: kept
(what draws the pages) or dropped (what nobody sees: properties, comments, notes, caches, links to other files). Anything
else that would be seen and cannot be vouched for (embedded objects, charts, controls, films) stops the work: such a file
is not handed on. In kept parts, hidden text, tracked changes, hidden sheets, rows, columns and slides, formulas and
identifiers are taken out; words that are there and that no eye finds stop the work too.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as Tree

from PIL import Image

from app.kernel import Refused, words
from app.plumbing.pictures.hidden_words import book_legible, slides_legible
from app.plumbing.pictures.metadata import DAMAGED, jpeg_without_notes
from app.plumbing.pictures.ooxml import (
    NOTED,
    STRICT,
    P,
    R,
    S,
    W,
    legible,
    parsed,
    scrub,
    styles_of,
    unlink,
    unsure,
    used,
    visible_cells,
)

MOST_BYTES = 200 * 1024 * 1024
MOST_PARTS = 5000
STYLES = re.compile(r"word/styles\w*\.xml")
WRITTEN = tuple(
    f"wordprocessingml.{what}+xml" for what in ("document.main", "header", "footer", "footnotes", "endnotes")
)
"""Parts that hold the words of a Word document."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
TYPES = "[Content_Types].xml"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "http://schemas.openxmlformats.org/package/2006/content-types"

BOMB = words("le document se déplie au-delà de la limite", "the document unfolds beyond the limit")
ALL_HIDDEN = words("tout ce que contient le document est masqué", "everything in the document is hidden")

MAIN_TYPE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
KEPT = {
    "officeDocument", "styles", "numbering", "fontTable", "theme", "header", "footer", "footnotes", "endnotes", "image",
    "hyperlink", "worksheet", "sharedStrings", "drawing", "slide", "slideLayout", "slideMaster", "tableStyles",
}  # fmt: skip
"""Relationships to what is seen, by the last word of their type."""
UNNAMED = {
    "styles", "numbering", "fontTable", "theme", "footnotes", "endnotes", "sharedStrings", "tableStyles", "slideLayout",
    "slideMaster",
}  # fmt: skip
"""Those that nothing in the part needs to name."""
DROPPED = {
    "core-properties", "extended-properties", "custom-properties", "thumbnail", "customXml", "customXmlProps", "comments",
    "commentsExtended", "commentsIds", "commentsExtensible", "people", "person", "threadedComment", "settings", "webSettings",
    "glossaryDocument", "attachedTemplate", "printerSettings", "calcChain", "externalLink", "externalLinkPath", "connections",
    "queryTable", "pivotCacheDefinition", "pivotCacheRecords", "pivotTable", "slicer", "slicerCache", "timeline",
    "timelineCache", "vmlDrawing", "table", "notesSlide", "notesMaster", "handoutMaster", "commentAuthors", "authors", "tags",
    "presProps", "viewProps", "revisionInfo", "changesInfo", "classificationlabels", "origin", "signature", "customData",
    "sheetMetadata", "stylesWithEffects", "font", "xmlMaps", "volatileDependencies", "revisionHeaders", "usernames",
    "customProperty", "rdRichValue", "rdRichValueStructure", "rdRichValueTypes", "smartTags", "keyMapCustomizations",
    "recipientData", "mailMergeSource", "webextensiontaskpanes", "webextension", "documenttasks",
}  # fmt: skip
"""Relationships to what nobody sees."""


def clean(kind: str, content: bytes) -> bytes:
    """The same document as it is seen, with nothing hidden; refuses what cannot be vouched for. The same gives the same."""
    return _Rebuilt(kind, _unpacked(content)).packed()


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            every = archive.infolist()
            if len(every) > MOST_PARTS or sum(each.file_size for each in every) > MOST_BYTES:
                raise Refused("too_large", BOMB)
            return {each.filename: archive.read(each) for each in every if not each.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        raise Refused("damaged", DAMAGED) from broken


class _Rebuilt:
    """One document on its way from the main part outwards."""

    def __init__(self, kind: str, parts: Mapping[str, bytes]) -> None:
        self.kind, self.parts = kind, parts
        self.types = _types(parts)
        self.made: dict[str, bytes] = {}
        self.rels: dict[str, dict[str, tuple[str, str, bool]]] = {}
        self.styles = styles_of([parsed(body) for name, body in parts.items() if STYLES.fullmatch(name)])
        main = [
            target
            for what, target, outside in _relations(parts, "").values()
            if what == "officeDocument" and not outside
        ]
        if len(main) != 1 or main[0] not in parts:
            raise Refused("damaged", DAMAGED)
        self.main = main[0]
        self._part(self.main)
        if kind == "xlsx":
            self._forget_unused_strings()
            book_legible(
                self._made("worksheet"), next(self._made("styles"), None), next(self._made("sharedStrings"), None)
            )
        elif kind == "pptx":
            slides_legible(self._made("slide"), [*self._made("slideLayout"), *self._made("slideMaster")])
        elif kind == "docx":
            self._forget_unused_notes()

    # --- parts ---------------------------------------------------------------------------------------------------------

    def _part(self, name: str) -> None:
        """Clean one part and whatever it leads to."""
        if name in self.made:
            return
        if name not in self.parts:
            raise Refused("damaged", DAMAGED)
        if not self.types.get(name, "").endswith("xml"):
            self.made[name] = _picture(self.parts[name])
            return
        self.made[name] = b""
        root = parsed(self.parts[name])
        if STRICT in root.tag:
            raise unsure("Strict Open XML")
        relations = self._leading(name)
        self._hide(name, root, relations)
        scrub(root, self.styles.hiding)
        if self.types[name].endswith(WRITTEN):
            legible(root, self.styles)
        named = used(root)
        kept = {key: one for key, one in relations.items() if key in named or one[0] in UNNAMED}
        unlink(root, set(kept))
        self.rels[name] = kept
        self.made[name] = Tree.tostring(root, encoding="UTF-8", xml_declaration=True)
        for _what, target, outside in kept.values():
            if not outside:
                self._part(target)

    def _leading(self, name: str) -> dict[str, tuple[str, str, bool]]:
        """The relationships of a part that are kept; refuses one that would be seen and is on no list."""
        found = {}
        for key, (what, target, outside) in _relations(self.parts, name).items():
            if what in DROPPED:
                continue
            if what not in KEPT or (outside and what != "hyperlink"):
                raise unsure(what)
            if what == "hyperlink" and not (outside and urlsplit(target).scheme in ("http", "https", "mailto")):
                continue
            found[key] = (what, target, outside)
        return found

    def _hide(self, name: str, root: Tree.Element, relations: dict[str, tuple[str, str, bool]]) -> None:
        """Take hidden sheets and slides out of the list of a book or a presentation, hidden cells out of a sheet."""
        if name == self.main and self.kind == "xlsx":
            self._list(root, relations, S, "sheets", lambda one, _part: one.get("state", "visible") != "visible")
        elif name == self.main and self.kind == "pptx":
            self._list(root, relations, P, "sldIdLst", lambda _one, part: part.get("show", "1") in ("0", "false"))
        elif root.tag == f"{{{S}}}worksheet":
            visible_cells(root)

    def _list(
        self, root: Tree.Element, relations: dict[str, tuple[str, str, bool]], space: str, name: str,
        hidden: Callable[[Tree.Element, Tree.Element], bool],
    ) -> None:  # fmt: skip
        every = root.find(f"{{{space}}}{name}")
        for one in list(every) if every is not None else []:
            key = one.get(f"{{{R}}}id", "")
            if key not in relations:
                raise Refused("damaged", DAMAGED)
            if hidden(one, parsed(self.parts.get(relations[key][1], b""))):
                assert every is not None
                every.remove(one)
                del relations[key]
        if every is None or not len(every):
            raise Refused("all_hidden", ALL_HIDDEN)

    def _made(self, what: str) -> Iterator[Tree.Element]:
        """The cleaned parts of a kind."""
        return (parsed(body) for name, body in self.made.items() if self.types[name].endswith(f".{what}+xml"))

    def _forget_unused_strings(self) -> None:
        """Texts of a book lie in one list: those that no visible cell shows are emptied."""
        sheets = [parsed(body) for name, body in self.made.items() if self.types[name].endswith("worksheet+xml")]
        shown = {
            int(value.text or -1)
            for sheet in sheets
            for cell in sheet.iter(f"{{{S}}}c")
            if cell.get("t") == "s" and (value := cell.find(f"{{{S}}}v")) is not None and (value.text or "").isdigit()
        }
        for name in [each for each in self.made if self.types[each].endswith("sharedStrings+xml")]:
            root = parsed(self.made[name])
            for number, item in enumerate(root.findall(f"{{{S}}}si")):
                if number not in shown:
                    item.clear()
                    Tree.SubElement(item, f"{{{S}}}t")
            self.made[name] = Tree.tostring(root, encoding="UTF-8", xml_declaration=True)

    def _forget_unused_notes(self) -> None:
        """Footnotes to words that are gone go too."""
        said = {
            (str(each.tag), each.get(f"{{{W}}}id"))
            for name, body in self.made.items() if self.types[name].endswith("xml")
            for each in parsed(body).iter() if str(each.tag) in NOTED
        }  # fmt: skip
        for name in [each for each in self.made if self.types[each].endswith(("footnotes+xml", "endnotes+xml"))]:
            root = parsed(self.made[name])
            for note in list(root):
                asked = (f"{note.tag}Reference", note.get(f"{{{W}}}id"))
                if asked not in said and note.get(f"{{{W}}}type", "normal") == "normal":
                    root.remove(note)
            self.made[name] = Tree.tostring(root, encoding="UTF-8", xml_declaration=True)

    # --- the archive ---------------------------------------------------------------------------------------------------

    def packed(self) -> bytes:
        """The new archive: parts by name, all of one date."""
        files = {
            TYPES: self._content_types(),
            "_rels/.rels": _written({"rId1": ("officeDocument", self.main, False)}, ""),
        }
        for name, body in self.made.items():
            files[name] = body
            if self.rels.get(name):
                files[_rels_of(name)] = _written(self.rels[name], name)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (TYPES, *sorted(files.keys() - {TYPES})):
                archive.writestr(zipfile.ZipInfo(name, LONG_AGO), files[name], zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _content_types(self) -> bytes:
        root = Tree.Element(f"{{{CT}}}Types")
        Tree.SubElement(
            root,
            f"{{{CT}}}Default",
            Extension="rels",
            ContentType="application/vnd.openxmlformats-package.relationships+xml",
        )
        for name in sorted(self.made):
            said = MAIN_TYPE[self.kind] if name == self.main else self.types[name]
            Tree.SubElement(root, f"{{{CT}}}Override", PartName=f"/{name}", ContentType=said)
        return _plain(root, CT)


# --- the package ---------------------------------------------------------------------------------------------------------


def _types(parts: Mapping[str, bytes]) -> dict[str, str]:
    """What each part is said to be."""
    root = parsed(parts.get(TYPES, b""))
    by_extension = {e.get("Extension", "").lower(): e.get("ContentType", "") for e in root.iter(f"{{{CT}}}Default")}
    named = {e.get("PartName", "").lstrip("/"): e.get("ContentType", "") for e in root.iter(f"{{{CT}}}Override")}
    return {name: named.get(name) or by_extension.get(name.rpartition(".")[2].lower(), "") for name in parts}


def _rels_of(name: str) -> str:
    folder, _, last = name.rpartition("/")
    return f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels"


def _relations(parts: Mapping[str, bytes], name: str) -> dict[str, tuple[str, str, bool]]:
    """Relationships of a part by their key: what kind, to which part or address, does it lead outside?"""
    body = parts.get(_rels_of(name) if name else "_rels/.rels")
    found = {}
    for one in parsed(body).iter(f"{{{REL}}}Relationship") if body else ():
        outside = one.get("TargetMode") == "External"
        target = one.get("Target", "")
        if not outside:
            inside = unquote(target.partition("#")[0])
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), inside))
                if not inside.startswith("/")
                else inside[1:]
            )
        found[one.get("Id", "")] = (one.get("Type", "").rstrip("/").rpartition("/")[2], target, outside)
    return found


def _written(relations: Mapping[str, tuple[str, str, bool]], name: str) -> bytes:
    root = Tree.Element(f"{{{REL}}}Relationships")
    for key, (what, target, outside) in sorted(relations.items()):
        leads = target if outside else posixpath.relpath(target, posixpath.dirname(name) or ".") if name else target
        one = Tree.SubElement(root, f"{{{REL}}}Relationship", Id=key, Type=f"{R}/{what}", Target=leads)
        if outside:
            one.set("TargetMode", "External")
    return _plain(root, REL)


def _plain(root: Tree.Element, space: str) -> bytes:
    """A part of the package in its own vocabulary, without a prefix."""
    said = Tree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return re.sub(rb"(</?)ns0:", rb"\1", said).replace(b"xmlns:ns0=", b"xmlns=")


def _picture(content: bytes) -> bytes:
    """A picture of the document without notes; refuses drawings that are programs of their own (EMF, WMF, SVG)."""
    if content[:3] == b"\xff\xd8\xff":
        return jpeg_without_notes(content)
    try:
        picture = Image.open(io.BytesIO(content), formats=("PNG", "GIF", "BMP"))
        what = picture.format
        frames = getattr(picture, "n_frames", 1)
        picture.load()
    except (OSError, ValueError, SyntaxError) as unknown:
        raise unsure("image", "picture") from unknown
    if frames > 1:
        raise unsure("image animée", "moving picture")
    picture.info = {name: value for name, value in picture.info.items() if name == "transparency"}
    out = io.BytesIO()
    picture.save(out, what)
    return out.getvalue()
