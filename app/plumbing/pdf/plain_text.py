"""Inside the sandbox: WeasyPrint sets plain text faster, and to the same place.

WeasyPrint shapes a paragraph again for each of its lines, four times to lay the line out and once to draw it. Here a
paragraph is shaped once, in one long line; lines are cut from it by adding widths up, and drawn from the same glyphs.
Only plain text is set so: one run of one typeface, written from left to right, without letter spacing, soft hyphens,
hyphenation, underlines and justification. Whatever is not plain takes WeasyPrint's own way.

The pages are the same, byte for byte (`tests/plumbing/test_pdf_setting.py`). What is replaced here is WeasyPrint's inner
life, so this belongs to one release of it, and stands aside in any other.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import Any, NamedTuple

import weasyprint
from weasyprint.draw import text as drawing
from weasyprint.layout import inline, preferred
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango
from weasyprint.text.fonts import get_pango_font_key

MADE_FOR = "70.0"
PLAIN = re.compile(r"[ -~\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u202f-\u203a\u20ac\u2116\u2122\u2190-\u2193\u2212]+")
"""Letters of Western languages, their signs and spaces: no character here joins, breaks a line or turns the direction."""
SET_AS_USUAL = {
    "letter_spacing": "normal",
    "word_spacing": 0,
    "overflow_wrap": "normal",
    "word_break": "normal",
    "direction": "ltr",
    "text_decoration_line": "none",
}
HYPHENS = ("none", "manual")
WRAPPED, UNWRAPPED = "normal", "nowrap"
SPACE = ord(" ")
WIDEST = 2**21
"""Pixels from which on WeasyPrint takes a line to be endless."""
GLYPH = 5
"""Words of 32 bits that tell of a glyph: number, width, two offsets, flags (`PangoGlyphInfo`)."""
OLD_SIZES = 14802
"""The version of Pango before which sizes of fonts could not be asked for."""

_stock = {
    "split": line_break.split_first_line,
    "strut": line_break.strut,
    "box": inline.split_text_box,
    "least": inline.inline_min_content_width,
    "draw": drawing.draw_first_line,
}


def _mask_of_a_break() -> int:
    one = ffi.new("PangoLogAttr *", {"is_line_break": 1})
    return int(array("I", bytes(ffi.buffer(one))[:4])[0])


BREAK = _mask_of_a_break()
STRIDE = ffi.sizeof("PangoLogAttr") // 4


class Span(NamedTuple):
    """A line: its first and last glyph, bytes of text, where the next begins (None: there is none), its width in units."""

    first: int
    last: int
    length: int
    resume: int | None
    units: int


class Measure:
    """Everything shaped in one style: Pango's layout for it, the typeface, how each glyph is written."""

    def __init__(self, style: Any) -> None:
        self.layout = line_break.Layout(style)
        self.wraps = style["white_space"] == WRAPPED
        self.font: Any = None
        self.keep: list[Any] = []
        self.paragraphs: dict[str, Paragraph | None] = {}
        self.last: Paragraph | None = None
        self.written: dict[tuple[int, int], str] = {}
        self.size = 0.0
        self.key: Any = None

    def paragraph(self, text: str) -> Paragraph | None:
        """The text, shaped; None when it is not plain."""
        try:
            return self.paragraphs[text]
        except KeyError:
            found = self.paragraphs[text] = self._shaped(text) if PLAIN.fullmatch(text) else None
            if found is not None:
                self.last = found
            return found

    def _shaped(self, text: str) -> Paragraph | None:
        self.layout.set_text(text)
        line = pango.pango_layout_get_line_readonly(self.layout.layout, 0)
        run = line.runs[0]
        if run == ffi.NULL or run.next != ffi.NULL or run.data.item.analysis.level % 2:
            return None
        font = run.data.item.analysis.font
        if self.font is None:
            self.font, self.keep = font, [line_break.Layout(self.layout.style)]
            self.keep[0].set_text(text)
            pango.pango_layout_get_line_readonly(self.keep[0].layout, 0)
            self.key, _, self.size = get_pango_font_key(font)
        if font != self.font:
            return None
        return _paragraph(text, run.data.glyphs, line, self.layout)


class Paragraph:
    """A text as glyphs in one long line."""

    __slots__ = ("ascent", "breaks", "data", "edges", "ends", "glyphs", "height", "starts", "sums", "text", "widths")

    def __init__(self, text: str, data: bytes, glyphs: Any, widths: Any, starts: Any) -> None:
        self.text, self.data = text, data
        self.glyphs, self.widths, self.starts = glyphs, widths, starts
        self.sums = array("q", accumulate(widths, initial=0))
        self.breaks: list[int] = []
        self.ends: list[int] = []
        self.edges: list[int] = []
        self.height = self.ascent = 0.0

    def break_at(self, places: list[int]) -> None:
        """Lines may end before these bytes: which glyph is then the last that shows, and how far right it reaches."""
        self.breaks = places
        for place in places:
            end = place
            while end and self.data[end - 1] == SPACE:
                end -= 1
            glyph = bisect_left(self.starts, end)
            self.ends.append(glyph)
            self.edges.append(self.sums[glyph])

    def cut(self, skip: int, limit: int | None) -> Span | None:
        """As much as fits within the limit from this byte on; None where that is not plain to see."""
        first = bisect_left(self.starts, skip)
        if first == len(self.starts) or self.starts[first] != skip:
            return None
        begin, end = self.sums[first], self.sums[-1]
        if limit is None or end - begin <= limit:
            return Span(first, len(self.glyphs), len(self.data) - skip, None, end - begin)
        least = bisect_right(self.breaks, skip)
        if least == len(self.breaks) or self._trailing(begin, limit):
            return None
        place = max(bisect_right(self.edges, begin + limit) - 1, least)
        last, resume = self.ends[place], self.breaks[place]
        if last <= first or self.data[resume - 1] != SPACE:
            return None  # a line of nothing, or one whose last letter was shaped with the next line's first
        stop = self.starts[last] if last < len(self.starts) else len(self.data)
        return Span(first, last, stop - skip, resume - skip, self.edges[place] - begin)

    def _trailing(self, begin: int, limit: int) -> bool:
        """Is the last space the only thing that does not fit?"""
        stripped = len(self.data.rstrip(b" "))
        return stripped < len(self.data) and self.sums[bisect_left(self.starts, stripped)] - begin <= limit


def _paragraph(text: str, string: Any, line: Any, layout: Any) -> Paragraph | None:
    count = string.num_glyphs
    info = array("i", bytes(ffi.buffer(string.glyphs, count * GLYPH * 4)))
    glyphs, widths = info[0::GLYPH], info[1::GLYPH]
    if any(info[2::GLYPH]) or any(info[3::GLYPH]) or min(glyphs) < 0 or max(glyphs) >= pango.PANGO_GLYPH_EMPTY:
        return None
    starts = array("i", bytes(ffi.buffer(string.log_clusters, count * 4)))
    data = text.encode()
    found = Paragraph(text, data, glyphs, widths, starts)
    told = pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL)
    marks = array("I", bytes(ffi.buffer(told, (len(text) + 1) * STRIDE * 4)))
    places = [place for place, mark in enumerate(marks[::STRIDE]) if mark & BREAK and 0 < place < len(text)]
    if len(data) != len(text):
        far = [0, *accumulate(len(letter.encode()) for letter in text)]
        places = [far[place] for place in places]
    found.break_at(places)
    extents = ffi.new("PangoRectangle *")
    pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
    if extents.width != found.sums[-1]:
        return None
    found.height = extents.height * FROM_UNITS
    found.ascent = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    return found


class Line(line_break.Layout):  # type: ignore[misc]
    """What WeasyPrint takes for a layout of its own: a stretch of a paragraph."""

    def __init__(self, measure: Measure, paragraph: Paragraph, span: Span, skip: int, max_width: float | None) -> None:
        self.measure, self.paragraph, self.span = measure, paragraph, span
        self.text = paragraph.data[skip : skip + span.length].decode()
        self.max_width, self.justification_spacing, self.first_line_direction = max_width, 0, 0

    def deactivate(self) -> None:
        """Nothing to let go of."""

    def reactivate(self, style: Any) -> None:
        """Nothing to set up again."""

    def usual(self, style: Any) -> None:
        """Become a layout as WeasyPrint knows it."""
        super().reactivate(style)


def measure_of(style: Any) -> Measure | None:
    """The measure of a style; None when text of this style is not plain."""
    known = style.__dict__
    if "_measure" not in known:
        known["_measure"] = _measured(style)
    found: Measure | None = known["_measure"]
    return found


def _measured(style: Any) -> Measure | None:
    plain = all(style[name] == value for name, value in SET_AS_USUAL.items())
    if not plain or style["hyphens"] not in HYPHENS or style["white_space"] not in (WRAPPED, UNWRAPPED):
        return None
    if style["font_size"] <= 0:
        return None
    measures = style.font_config.__dict__.setdefault("measures", {})
    key = (line_break._font_style_cache_key(style), style["font_size"], style["font_kerning"], style["white_space"])
    if key not in measures:
        measures[key] = Measure(style)
    found: Measure = measures[key]
    return found


def split_first_line(
    text: str, style: Any, context: Any, max_width: float | None, justification_spacing: float, is_line_start: bool = True, minimum: bool = False,
) -> Any:  # fmt: skip
    """WeasyPrint's function of this name: as much of the text as fits."""
    measure = None if justification_spacing else measure_of(style)
    if measure is not None and text:
        paragraph, skip = _place_of(text, measure)
        found = None if paragraph is None else _cut(measure, paragraph, skip, max_width)
        if found is not None:
            return found
    return _stock["split"](text, style, context, max_width, justification_spacing, is_line_start, minimum)


def _place_of(text: str, measure: Measure) -> tuple[Paragraph | None, int]:
    """The paragraph that ends with this text, and where in it the text begins (in bytes)."""
    last = measure.last
    if last is not None and last.text.endswith(text):
        return last, len(last.data) - len(text.encode())
    return measure.paragraph(text), 0


def _cut(measure: Measure, paragraph: Paragraph, skip: int, max_width: float | None) -> Any:
    limit = None
    if measure.wraps and max_width is not None and max_width < WIDEST:
        limit = int(max(0, max_width) * TO_UNITS)
    span = paragraph.cut(skip, limit)
    if span is None:
        return None
    line = Line(measure, paragraph, span, skip, max_width)
    return line, span.length, span.resume, span.units * FROM_UNITS, paragraph.height, paragraph.ascent


def split_text_box(context: Any, box: Any, available_width: float | None, skip: int, is_line_start: bool = True) -> Any:
    """WeasyPrint's function of this name: the part of a box of text that fits, and where the rest begins."""
    measure = None if box.justification_spacing else measure_of(box.style)
    paragraph = measure.paragraph(box.text) if measure is not None and box.text else None
    if measure is None or paragraph is None or not 0 <= (skip or 0) < len(paragraph.data):
        return _stock["box"](context, box, available_width, skip, is_line_start)
    found = _cut(measure, paragraph, skip or 0, available_width)
    if found is None:
        return _stock["box"](context, box, available_width, skip, is_line_start)
    line, _, resume, width, height, ascent = found
    new = box.copy_with_text(line.text)
    new.width, new.height, new.pango_layout = width, height, line
    line_height, _ = strut(box.style)
    new.margin_top = new.margin_bottom = (line_height - height) / 2
    new.baseline = ascent + new.margin_top
    return new, None if resume is None else resume + (skip or 0), False


def strut(style: Any) -> Any:
    """WeasyPrint's function of this name: line height and baseline, asked for once a style."""
    known = style.__dict__
    if "_strut" not in known:
        known["_strut"] = _stock["strut"](style)
    return known["_strut"]


def inline_min_content_width(context: Any, box: Any, *args: Any, first_line: bool = False, **more: Any) -> Any:
    """WeasyPrint's function of this name; how narrow a line can be matters only beside a float."""
    if first_line and all(
        shape.position_y + shape.margin_height() < box.position_y for shape in context.excluded_shapes
    ):
        return 0
    return _stock["least"](context, box, *args, first_line=first_line, **more)


def draw_first_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
    """WeasyPrint's function of this name: the glyphs of a line."""
    line = textbox.pango_layout
    if isinstance(line, Line):
        if text_overflow != "ellipsis" and block_ellipsis == "none":
            return _drawn(stream, textbox, line, matrix)
        line.usual(textbox.style)
    return _stock["draw"](stream, textbox, text_overflow, block_ellipsis, matrix)


def _drawn(stream: Any, textbox: Any, line: Line, matrix: Any) -> Any:
    if not textbox.text.strip() or textbox.style["font_size"] < 1e-6:
        return []
    measure, paragraph, span = line.measure, line.paragraph, line.span
    font = stream._fonts.get(measure.key)
    if font is None:
        font, _ = stream.add_font(measure.font)
    if font.svg or font.png or font.colr or font.bitmap:
        line.usual(textbox.style)
        return _stock["draw"](stream, textbox, "clip", "none", matrix)
    size = textbox.style["font_size"] if pango.pango_version() < OLD_SIZES else measure.size
    stream.set_text_matrix(*matrix.values)
    stream.set_font_size(font.hash, size)
    pairs = list(zip(paragraph.glyphs[span.first : span.last], paragraph.widths[span.first : span.last], strict=True))
    written = measure.written
    for place, pair in enumerate(pairs, span.first):
        if pair not in written:
            written[pair] = _written(stream, font, measure, paragraph, place, size)
    shown = "<" + "".join([written[pair] for pair in pairs])
    stream.show_text(shown[:-1] if shown.endswith("<") else f"{shown}>")
    return []


def _written(stream: Any, font: Any, measure: Measure, paragraph: Paragraph, place: int, size: float) -> str:
    """A glyph as it stands in the page, with what moves the next one; the font learns its width and its letters."""
    glyph, width = paragraph.glyphs[place], paragraph.widths[place]
    if glyph not in font.to_unicode:
        end = paragraph.starts[place + 1] if place + 1 < len(paragraph.starts) else len(paragraph.data)
        font.to_unicode[glyph] = paragraph.data[paragraph.starts[place] : end].decode()
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(measure.font, glyph, stream.ink_rect, stream.logical_rect)
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    kerning = font.widths[glyph] - width * 1000 * FROM_UNITS / size
    return f"{glyph:04x}>{int(kerning)}<" if kerning else f"{glyph:04x}"


def install() -> None:
    """From here on WeasyPrint sets plain text this way, if it is the release this was made for."""
    if weasyprint.__version__ == MADE_FOR:
        inline.split_text_box, inline.inline_min_content_width, inline.strut = (
            split_text_box,
            inline_min_content_width,
            strut,
        )
        inline.split_first_line = preferred.split_first_line = split_first_line
        drawing.draw_first_line = draw_first_line


def uninstall() -> None:
    """WeasyPrint's own way again."""
    inline.split_text_box, inline.inline_min_content_width, inline.strut = (
        _stock["box"],
        _stock["least"],
        _stock["strut"],
    )
    inline.split_first_line = preferred.split_first_line = _stock["split"]
    drawing.draw_first_line = _stock["draw"]
