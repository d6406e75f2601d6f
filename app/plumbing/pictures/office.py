"""Inside the cage: Word, Excel and PowerPoint files (OOXML) rebuilt with what is seen and nothing else.

The file is walked from its main part along its relationships. Each kind of relationship is on one of two lists: kept
(what draws the pages) or dropped (what nobody sees: properties, comments, notes, caches, links to other files). Anything
else that would be seen and cannot be vouched for (embedded objects, charts, controls, films) stops the work: such a file
is not handed on. In kept parts, hidden text, tracked changes, hidden sheets, rows, columns and slides, formulas and
identifiers are taken out.
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
from app.plumbing.pictures.metadata import DAMAGED, jpeg_without_notes

MOST_BYTES = 200 * 1024 * 1024
MOST_PARTS = 5000
LONG_AGO = (1980, 1, 1, 0, 0, 0)
TYPES = "[Content_Types].xml"

UNSURE_FR = "le document contient un élément qu’on ne sait pas nettoyer ({what}) ; joignez-le en PDF"
UNSURE_EN = "the document holds something that cannot be cleaned ({what}); attach it as PDF"
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

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "http://schemas.openxmlformats.org/package/2006/content-types"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
STRICT = "http://purl.oclc.org/ooxml/"
SPACES = {
    "w": W, "p": P, "a": A, "r": R,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
}  # fmt: skip
SEEN = {*SPACES.values(), S, MC, "http://www.w3.org/XML/1998/namespace"}
"""Vocabularies that draw; elements and attributes of any other are dropped."""
REFUSED_SPACES = {
    "urn:schemas-microsoft-com:vml": ("VML", "VML"),
    "http://schemas.openxmlformats.org/drawingml/2006/chart": ("graphique", "chart"),
}
for _prefix, _vocabulary in SPACES.items():
    Tree.register_namespace(_prefix, _vocabulary)
Tree.register_namespace("", S)


def _names(space: str, *names: str) -> frozenset[str]:
    return frozenset(f"{{{space}}}{name}" for name in names)


GONE = (
    _names(
        W, "del", "moveFrom", "delText", "delInstrText", "commentRangeStart", "commentRangeEnd", "commentReference",
        "annotationRef", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange", "trPrChange",
        "tblGridChange", "numberingChange", "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "sdtPr",
        "sdtEndPr", "instrText", "fldChar", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlPr",
        "smartTagPr", "attachedTemplate", "cellDel", "embedRegular", "embedBold", "embedItalic", "embedBoldItalic",
    )
    | _names(
        S, "f", "extLst", "definedNames", "externalReferences", "fileVersion", "fileSharing", "workbookProtection", "bookViews",
        "customWorkbookViews", "pivotCaches", "calcPr", "webPublishing", "fileRecoveryPr", "webPublishObjects", "functionGroups",
        "workbookPr", "oleSize", "smartTagPr", "smartTagTypes", "rPh", "phoneticPr",
    )
    | _names(
        P, "extLst", "custDataLst", "timing", "transition", "notesMasterIdLst", "handoutMasterIdLst", "custShowLst",
        "modifyVerifier", "smartTags", "photoAlbum", "embeddedFontLst",
    )
    | _names(A, "extLst")
)  # fmt: skip
"""Elements that go with all they hold."""
UNWRAPPED = _names(W, "ins", "moveTo", "smartTag", "customXml", "fldSimple", "sdt", "sdtContent", "cellIns")
"""Elements whose contents stay in their place."""
STOPS = {
    **dict.fromkeys(_names(W, "altChunk", "subDoc"), ("fichier inclus", "included file")),
    **dict.fromkeys(_names(W, "object", "control", "pict"), ("objet incorporé", "embedded object")),
    **dict.fromkeys(_names(P, "oleObj", "control", "contentPart"), ("objet incorporé", "embedded object")),
}
NOTED = _names(W, "footnoteReference", "endnoteReference")
SHEET = _names(
    S, "sheetFormatPr", "cols", "sheetData", "mergeCells", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "drawing",
)  # fmt: skip
"""What is kept of a worksheet."""
NAMELESS = ("descr", "title", "tooltip", "codeName", "display", "location", "uniqueName")
GRAPHICS = ("/picture", "/wordprocessingShape", "/wordprocessingGroup", "/table")


def clean(kind: str, content: bytes) -> bytes:
    """The same document as it is seen, with nothing hidden; refuses what cannot be vouched for. The same gives the same."""
    return _Rebuilt(kind, _unpacked(content)).packed()


def _unsure(fr: str, en: str = "") -> Refused:
    return Refused("unsure", words(UNSURE_FR.format(what=fr), UNSURE_EN.format(what=en or fr)))


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            every = archive.infolist()
            if len(every) > MOST_PARTS or sum(each.file_size for each in every) > MOST_BYTES:
                raise Refused("too_large", BOMB)
            return {each.filename: archive.read(each) for each in every if not each.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        raise Refused("damaged", DAMAGED) from broken


def _parsed(content: bytes) -> Tree.Element:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _unsure("DOCTYPE")
    try:
        return Tree.fromstring(content)  # noqa: S314  caged, and without a document type
    except (Tree.ParseError, ValueError, LookupError) as broken:
        raise Refused("damaged", DAMAGED) from broken


class _Rebuilt:
    """One document on its way from the main part outwards."""

    def __init__(self, kind: str, parts: Mapping[str, bytes]) -> None:
        self.kind, self.parts = kind, parts
        self.types = _types(parts)
        self.made: dict[str, bytes] = {}
        self.rels: dict[str, dict[str, tuple[str, str, bool]]] = {}
        self.hidden_styles = self._vanishing()
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
        root = _parsed(self.parts[name])
        if STRICT in root.tag:
            raise _unsure("Strict Open XML")
        relations = self._leading(name)
        self._hide(name, root, relations)
        _scrub(root, self.hidden_styles)
        used = _used(root)
        kept = {key: one for key, one in relations.items() if key in used or one[0] in UNNAMED}
        _unlink(root, set(kept))
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
                raise _unsure(what)
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
            _visible_cells(root)

    def _list(
        self, root: Tree.Element, relations: dict[str, tuple[str, str, bool]], space: str, name: str,
        hidden: Callable[[Tree.Element, Tree.Element], bool],
    ) -> None:  # fmt: skip
        every = root.find(f"{{{space}}}{name}")
        for one in list(every) if every is not None else []:
            key = one.get(f"{{{R}}}id", "")
            if key not in relations:
                raise Refused("damaged", DAMAGED)
            if hidden(one, _parsed(self.parts.get(relations[key][1], b""))):
                assert every is not None
                every.remove(one)
                del relations[key]
        if every is None or not len(every):
            raise Refused("all_hidden", ALL_HIDDEN)

    def _vanishing(self) -> set[str]:
        """The styles of a Word document that hide their text."""
        found = set()
        for name, content in self.parts.items():
            if re.fullmatch(r"word/styles\w*\.xml", name):
                for style in _parsed(content).iter(f"{{{W}}}style"):
                    if any(_on(each) for each in style.iter(f"{{{W}}}vanish")):
                        found.add(style.get(f"{{{W}}}styleId", ""))
        return found

    def _forget_unused_strings(self) -> None:
        """Texts of a book lie in one list: those that no visible cell shows are emptied."""
        sheets = [_parsed(body) for name, body in self.made.items() if self.types[name].endswith("worksheet+xml")]
        shown = {
            int(value.text or -1)
            for sheet in sheets
            for cell in sheet.iter(f"{{{S}}}c")
            if cell.get("t") == "s" and (value := cell.find(f"{{{S}}}v")) is not None and (value.text or "").isdigit()
        }
        for name in [each for each in self.made if self.types[each].endswith("sharedStrings+xml")]:
            root = _parsed(self.made[name])
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
            for each in _parsed(body).iter() if str(each.tag) in NOTED
        }  # fmt: skip
        for name in [each for each in self.made if self.types[each].endswith(("footnotes+xml", "endnotes+xml"))]:
            root = _parsed(self.made[name])
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
    root = _parsed(parts.get(TYPES, b""))
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
    for one in _parsed(body).iter(f"{{{REL}}}Relationship") if body else ():
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
        raise _unsure("image", "picture") from unknown
    if frames > 1:
        raise _unsure("image animée", "moving picture")
    picture.info = {name: value for name, value in picture.info.items() if name == "transparency"}
    out = io.BytesIO()
    picture.save(out, what)
    return out.getvalue()


# --- inside a part -------------------------------------------------------------------------------------------------------


def _on(mark: Tree.Element) -> bool:
    return mark.get(f"{{{W}}}val", "1") not in ("0", "false", "off", "none")


def _space(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def _scrub(root: Tree.Element, hidden_styles: set[str]) -> None:
    """Take out of a part what nobody sees; refuses what would be seen and cannot be vouched for."""
    _attributes(root)
    kept: list[Tree.Element] = []
    for child in root:
        kept += _survivors(child, hidden_styles)
    root[:] = kept


def _survivors(element: Tree.Element, hidden_styles: set[str]) -> list[Tree.Element]:
    """What stands in the place of this element: itself scrubbed, its contents, or nothing."""
    tag = str(element.tag)
    if tag in STOPS:
        raise _unsure(*STOPS[tag])
    if _space(tag) in REFUSED_SPACES:
        raise _unsure(*REFUSED_SPACES[_space(tag)])
    if tag in GONE or _space(tag) not in SEEN or _vanishes(element, hidden_styles):
        return []
    if tag == f"{{{MC}}}AlternateContent":
        choice = element.find(f"{{{MC}}}Choice")
        return [] if choice is None else [each for child in choice for each in _survivors(child, hidden_styles)]
    if tag in UNWRAPPED:
        return [each for child in element for each in _survivors(child, hidden_styles)]
    if tag == f"{{{A}}}graphicData" and not element.get("uri", "").endswith(GRAPHICS):
        raise _unsure(element.get("uri", "").rpartition("/")[2] or "?")
    _scrub(element, hidden_styles)
    return [element]


def _vanishes(element: Tree.Element, hidden_styles: set[str]) -> bool:
    """A run or paragraph that Word does not show; a shape that a slide does not show."""
    if element.find(f"{{{W}}}trPr/{{{W}}}del") is not None or element.find(f"{{{W}}}tcPr/{{{W}}}cellDel") is not None:
        return True
    for how, style in ((f"{{{W}}}rPr", f"{{{W}}}rStyle"), (f"{{{W}}}pPr", f"{{{W}}}pStyle")):
        said = element.find(how)
        if said is None:
            continue
        if element.tag == f"{{{W}}}r" and any(_on(each) for each in said.findall(f"{{{W}}}vanish")):
            return True
        named = said.find(style)
        if named is not None and named.get(f"{{{W}}}val") in hidden_styles:
            return True
    return any(each.get("hidden") in ("1", "true") for each in _described(element))


def _described(element: Tree.Element) -> Iterator[Tree.Element]:
    """The head of a shape: its name and whether it is hidden."""
    for child in element:
        if str(child.tag).rpartition("}")[2].startswith("nv"):
            yield from (each for each in child if str(each.tag).endswith("}cNvPr"))
        elif str(child.tag).endswith("}docPr"):
            yield child


def _attributes(element: Tree.Element) -> None:
    """Drop identifiers, alternative texts (they hold paths of files) and whatever other vocabularies say."""
    for name in list(element.attrib):
        plain, space = name.rpartition("}")[2], _space(name)
        foreign = space not in SEEN and space != ""
        if (
            foreign
            or space == MC
            or plain in NAMELESS
            or plain.startswith("rsid")
            or plain in ("author", "date", "initials")
        ):
            del element.attrib[name]
    if str(element.tag).endswith(("}cNvPr", "}docPr")):
        element.set("name", "")


def _used(root: Tree.Element) -> set[str]:
    """The keys of relationships that a part still names."""
    return {value for element in root.iter() for name, value in element.attrib.items() if _space(name) == R}


def _unlink(root: Tree.Element, known: set[str]) -> None:
    """Forget references to relationships that are gone."""
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if _space(name) == R and value not in known:
                del element.attrib[name]
    for parent in list(root.iter()):
        for child in list(parent):
            lost = str(child.tag).rpartition("}")[2] in (
                "hlinkClick",
                "hlinkHover",
                "hlinkMouseOver",
                "hyperlink",
                "drawing",
            )
            if lost and _space(str(child.tag)) != W and not child.attrib.keys() & {f"{{{R}}}id"}:
                parent.remove(child)


def _visible_cells(root: Tree.Element) -> None:
    """Keep the rows and columns of a sheet that are shown, and of each cell its value."""
    root[:] = [child for child in root if child.tag in SHEET]
    hidden = [(int(c.get("min", 0)), int(c.get("max", 0))) for c in root.iter(f"{{{S}}}col") if _unseen(c, "width")]
    for data in root.findall(f"{{{S}}}sheetData"):
        for row in list(data):
            if _unseen(row, "ht"):
                data.remove(row)
                continue
            row[:] = [cell for cell in row if not any(first <= _column(cell) <= last for first, last in hidden)]
            if any(_unreckoned(cell) for cell in row):
                raise _unsure("formule sans valeur gardée", "formula without a kept value")


def _unreckoned(cell: Tree.Element) -> bool:
    """Does a formula stand there whose value the file does not hold? Without the formula nothing would be seen."""
    value = cell.find(f"{{{S}}}v")
    return cell.find(f"{{{S}}}f") is not None and cell.get("t") != "str" and (value is None or not value.text)


def _unseen(element: Tree.Element, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def _column(cell: Tree.Element) -> int:
    number = 0
    for letter in re.sub(r"[^A-Z]", "", cell.get("r", "").upper()):
        number = number * 26 + ord(letter) - 64
    return number
