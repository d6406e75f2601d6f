"""Inside the sandbox: words of books and slides that no eye finds: white on white, a point tall or less, or shown by a format as nothing.

Such a file is not handed on: what it says to a machine, it does not say to its reader. Where something is laid under the words,
or under the slide, they may be seen and are let through. Word has its own way of saying all this (`ooxml.legible`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree import ElementTree as Tree

from app.plumbing.pictures.ooxml import A, P, S, unsure

LOWEST_POINTS = 1.0
WHITE = re.compile(r"(FF)?FFFFFF", re.I)
WHITE_INDEXES = {"1", "9"}
"""White among the numbered colours of old books."""
DARKER = -0.1
"""A tint below this makes of white a grey that is seen."""
PALE = {"bg1", "lt1"}
SOLID_ENOUGH = {"gradFill", "blipFill", "pattFill"}
BUILT_IN_FORMATS = 164
"""Formats of a lower number are Excel's own: none of them hides."""


class Look(NamedTuple):
    """What the format of a cell does to what stands in it."""

    hides: bool
    white: bool
    grounded: bool


PLAIN = Look(hides=False, white=False, grounded=False)


# --- books -----------------------------------------------------------------------------------------------------------


def book_legible(sheets: Iterable[Tree.Element], styles: Tree.Element | None, strings: Tree.Element | None) -> None:
    """Refuses a book with a visible cell whose value no eye finds."""
    looks = _looks(styles) if styles is not None else []
    texts = strings.findall(f"{{{S}}}si") if strings is not None else []
    for cell in (each for sheet in sheets for each in sheet.iter(f"{{{S}}}c")):
        place = int(cell.get("s", "0"))
        if _unseen_value(cell, looks[place] if place < len(looks) else PLAIN, texts):
            raise unsure("texte invisible", "text that cannot be seen")


def _unseen_value(cell: Tree.Element, look: Look, texts: list[Tree.Element]) -> bool:
    value = cell.findtext(f"{{{S}}}v") or ""
    said = cell.find(f"{{{S}}}is")
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(texts):
        said = texts[int(value)]
    if said is None:
        return bool(value) and (look.hides or (look.white and not look.grounded))
    return any(_unseen_run(run, look) for run in _runs(said))


def _runs(said: Tree.Element) -> Iterator[Tree.Element]:
    """The pieces of a text that hold words, each with its own look; a text in one piece is itself one."""
    pieces = said.findall(f"{{{S}}}r") or [said]
    return (piece for piece in pieces if (piece.findtext(f"{{{S}}}t") or "").strip())


def _unseen_run(run: Tree.Element, look: Look) -> bool:
    own = run.find(f"{{{S}}}rPr")
    if own is None:
        return look.hides or (look.white and not look.grounded)
    return _is_tiny(own) or (_is_white(own) and not look.grounded)


def _looks(styles: Tree.Element) -> list[Look]:
    """The formats of cells, by their number."""
    fonts, fills = _all(styles, "fonts"), _all(styles, "fills")
    hiding = {each.get("numFmtId") for each in _all(styles, "numFmts") if not each.get("formatCode", "0").strip("; ")}
    return [_look(one, fonts, fills, hiding) for one in _all(styles, "cellXfs")]


def _look(one: Tree.Element, fonts: list[Tree.Element], fills: list[Tree.Element], hiding: set[str | None]) -> Look:
    font, fill = _numbered(fonts, one.get("fontId")), _numbered(fills, one.get("fillId"))
    nothing = one.get("numFmtId") in hiding and int(one.get("numFmtId") or 0) >= BUILT_IN_FORMATS
    return Look(
        hides=nothing or (font is not None and _is_tiny(font)),
        white=font is not None and _is_white(font),
        grounded=fill is not None and _is_ground(fill),
    )


def _all(styles: Tree.Element, name: str) -> list[Tree.Element]:
    found = styles.find(f"{{{S}}}{name}")
    return list(found) if found is not None else []


def _numbered(every: list[Tree.Element], number: str | None) -> Tree.Element | None:
    place = int(number or 0)
    return every[place] if place < len(every) else None


def _is_tiny(font: Tree.Element) -> bool:
    size = font.find(f"{{{S}}}sz")
    return size is not None and float(size.get("val", "11")) <= LOWEST_POINTS


def _is_white(font: Tree.Element) -> bool:
    colour = font.find(f"{{{S}}}color")
    return colour is not None and _is_pale(colour)


def _is_pale(colour: Tree.Element) -> bool:
    pale = colour.get("theme") == "0" or colour.get("indexed") in WHITE_INDEXES
    return (pale or bool(WHITE.fullmatch(colour.get("rgb", "")))) and float(colour.get("tint", "0")) > DARKER


def _is_ground(fill: Tree.Element) -> bool:
    if fill.find(f"{{{S}}}gradientFill") is not None:
        return True
    pattern = fill.find(f"{{{S}}}patternFill")
    if pattern is None or pattern.get("patternType", "none") == "none":
        return False
    colour = pattern.find(f"{{{S}}}fgColor")
    return pattern.get("patternType") != "solid" or (colour is not None and not _is_pale(colour))


# --- slides ----------------------------------------------------------------------------------------------------------


def slides_legible(slides: Iterable[Tree.Element], behind: Iterable[Tree.Element]) -> None:
    """Refuses a presentation with words that no eye finds; `behind`: its layouts and masters, which may be dark or drawn on."""
    dark = any(map(_is_dark, behind))
    for slide in slides:
        _legible(slide, grounded=dark or _is_dark(slide))


def _is_dark(part: Tree.Element) -> bool:
    """May words in white be seen here? A background, a picture or a shape that is no white one, or a theme turned round."""
    turned = any(each.get("bg1", "lt1") != "lt1" for each in part.iter(f"{{{P}}}clrMap"))
    drawn = next(part.iter(f"{{{P}}}pic"), None) is not None
    grounds = [*part.iter(f"{{{P}}}bgPr"), *part.iter(f"{{{P}}}spPr"), *part.iter(f"{{{P}}}grpSpPr")]
    themed = [each for one in part.iter(f"{{{P}}}bgRef") for each in one]
    return turned or drawn or any(map(_is_filled, grounds)) or any(not _is_white_ink(each) for each in themed)


def _is_filled(shape: Tree.Element) -> bool:
    """Is a colour other than white, or a drawing, laid there?"""
    for child in shape:
        name = str(child.tag).rpartition("}")[2]
        if name in SOLID_ENOUGH or (name == "solidFill" and not all(map(_is_white_ink, child))):
            return True
    return False


def _is_white_ink(colour: Tree.Element) -> bool:
    changed = any(str(child.tag).rpartition("}")[2] in {"lumMod", "shade"} for child in colour)
    return not changed and (bool(WHITE.fullmatch(colour.get("val", ""))) or colour.get("val") in PALE)


def _legible(element: Tree.Element, *, grounded: bool) -> None:
    for child in element:
        if child.tag == f"{{{A}}}r" and (child.findtext(f"{{{A}}}t") or "").strip():
            _check_run(child.find(f"{{{A}}}rPr"), grounded)
        cell = child.find(f"{{{A}}}tcPr") if child.tag == f"{{{A}}}tc" else None
        _legible(child, grounded=grounded or (cell is not None and _is_filled(cell)))


def _check_run(look: Tree.Element | None, grounded: bool) -> None:
    if look is None:
        return
    fill = look.find(f"{{{A}}}solidFill")
    white = fill is not None and len(fill) > 0 and all(map(_is_white_ink, fill))
    if int(look.get("sz", "1800")) <= LOWEST_POINTS * 100 or (white and not grounded):
        raise unsure("texte invisible", "text that cannot be seen")
