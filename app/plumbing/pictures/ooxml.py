"""Inside the sandbox: the vocabularies of Office documents, and what of a part nobody sees.

Hidden text, tracked changes, hidden rows and columns, formulas and identifiers go; what would be seen and cannot be vouched
for stops the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as Tree

from app.kernel import Refused, words
from app.plumbing.pictures.metadata import DAMAGED

UNSURE_FR = "le document contient un élément qu’on ne sait pas nettoyer ({what}) ; joignez-le en PDF"
UNSURE_EN = "the document holds something that cannot be cleaned ({what}); attach it as PDF"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
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
LOOKS = _names(W, "rPr", "pPr", "tcPr", "tblPr", "trPr")
NAMING = _names(W, "rStyle", "pStyle", "tblStyle")
FRAMES = frozenset(f"{{{SPACES['wps']}}}{name}" for name in ("wsp", "txbx"))
"""Shapes: what is laid under their words is drawn elsewhere."""
NAMELESS = ("descr", "title", "tooltip", "codeName", "display", "location", "uniqueName")
GRAPHICS = ("/picture", "/wordprocessingShape", "/wordprocessingGroup", "/table")


def unsure(fr: str, en: str = "") -> Refused:
    """The refusal of a document that holds this."""
    return Refused("unsure", words(UNSURE_FR.format(what=fr), UNSURE_EN.format(what=en or fr)))


def parsed(content: bytes) -> Tree.Element:
    """A part as a tree; refuses one with a document type, or that is no XML."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise unsure("DOCTYPE")
    try:
        return Tree.fromstring(content)  # noqa: S314  sandboxed, and without a document type
    except (Tree.ParseError, ValueError, LookupError) as broken:
        raise Refused("damaged", DAMAGED) from broken


def on(mark: Tree.Element) -> bool:
    """Does this mark of Word say yes?"""
    return mark.get(f"{{{W}}}val", "1") not in ("0", "false", "off", "none")


def _space(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""


class Styles(NamedTuple):
    """The styles of a Word document, by what they do to words: hide them, set them in white, or lay a ground under them."""

    hiding: set[str]
    white: set[str]
    grounding: set[str]


def styles_of(sheets: list[Tree.Element]) -> Styles:
    """What the style sheets of a document say."""
    found = Styles(set(), set(), set())
    for style in (each for sheet in sheets for each in sheet.iter(f"{{{W}}}style")):
        name = style.get(f"{{{W}}}styleId", "")
        if any(on(each) for each in style.iter(f"{{{W}}}vanish")):
            found.hiding.add(name)
        if any(_is_white(each) for each in style.iter(f"{{{W}}}color")):
            found.white.add(name)
        if any(_is_ground(each) for each in style.iter()):
            found.grounding.add(name)
    return found


def scrub(root: Tree.Element, hidden_styles: set[str]) -> None:
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
        raise unsure(*STOPS[tag])
    if _space(tag) in REFUSED_SPACES:
        raise unsure(*REFUSED_SPACES[_space(tag)])
    if tag in GONE or _space(tag) not in SEEN or _vanishes(element, hidden_styles):
        return []
    if tag == f"{{{MC}}}AlternateContent":
        choice = element.find(f"{{{MC}}}Choice")
        return [] if choice is None else [each for child in choice for each in _survivors(child, hidden_styles)]
    if tag in UNWRAPPED:
        return [each for child in element for each in _survivors(child, hidden_styles)]
    if tag == f"{{{A}}}graphicData" and not element.get("uri", "").endswith(GRAPHICS):
        raise unsure(element.get("uri", "").rpartition("/")[2] or "?")
    scrub(element, hidden_styles)
    return [element]


def _vanishes(element: Tree.Element, hidden_styles: set[str]) -> bool:
    """A run or paragraph that Word does not show; a shape that a slide does not show."""
    if element.find(f"{{{W}}}trPr/{{{W}}}del") is not None or element.find(f"{{{W}}}tcPr/{{{W}}}cellDel") is not None:
        return True
    for how, style in ((f"{{{W}}}rPr", f"{{{W}}}rStyle"), (f"{{{W}}}pPr", f"{{{W}}}pStyle")):
        said = element.find(how)
        if said is None:
            continue
        if element.tag == f"{{{W}}}r" and any(on(each) for each in said.findall(f"{{{W}}}vanish")):
            return True
        named = said.find(style)
        if named is not None and named.get(f"{{{W}}}val") in hidden_styles:
            return True
    return any(each.get("hidden") in ("1", "true") for each in _described(element))


def legible(root: Tree.Element, styles: Styles, *, grounded: bool = False) -> None:
    """Refuses a part with words that no eye finds: white where nothing is laid under them, or no taller than a point."""
    for element in root:
        looks = list(_looks(element))
        under = grounded or element.tag in FRAMES or any(_grounds(look, styles) for look in looks)
        written = element.tag == f"{{{W}}}r" and element.find(f"{{{W}}}t") is not None
        if written and any(_is_tiny(look) or (not under and _whitens(look, styles)) for look in looks):
            raise unsure("texte invisible", "text that cannot be seen")
        legible(element, styles, grounded=under)


def _grounds(look: Tree.Element, styles: Styles) -> bool:
    return _is_ground(look) or _named(look) in styles.grounding


def _whitens(look: Tree.Element, styles: Styles) -> bool:
    return _is_white(look) or _named(look) in styles.white


def _looks(element: Tree.Element) -> Iterator[Tree.Element]:
    """What is said of the look of a run, a paragraph, a cell or a table."""
    for child in element:
        if child.tag in LOOKS:
            yield from child


def _named(look: Tree.Element) -> str | None:
    """The style that is named, if one is."""
    return look.get(f"{{{W}}}val") if look.tag in NAMING else None


def _is_white(look: Tree.Element) -> bool:
    if look.tag != f"{{{W}}}color":
        return False
    return look.get(f"{{{W}}}val", "").upper() == "FFFFFF" or look.get(f"{{{W}}}themeColor") == "background1"


def _is_ground(look: Tree.Element) -> bool:
    """A colour laid under words."""
    if look.tag == f"{{{W}}}highlight":
        return look.get(f"{{{W}}}val") not in {"none", "white"}
    fill = look.get(f"{{{W}}}fill", "auto").upper() if look.tag == f"{{{W}}}shd" else "AUTO"
    return fill not in {"AUTO", "FFFFFF"} or look.get(f"{{{W}}}themeFill") is not None


def _is_tiny(look: Tree.Element) -> bool:
    """Sizes are in half points."""
    return look.tag == f"{{{W}}}sz" and look.get(f"{{{W}}}val", "") in {"0", "1", "2"}


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


def used(root: Tree.Element) -> set[str]:
    """The keys of relationships that a part still names."""
    return {value for element in root.iter() for name, value in element.attrib.items() if _space(name) == R}


def unlink(root: Tree.Element, known: set[str]) -> None:
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


def visible_cells(root: Tree.Element) -> None:
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
                raise unsure("formule sans valeur gardée", "formula without a kept value")


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
