"""Words of books and slides that no eye finds stop the cleaning; words that can be read on something do not."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill

from app.kernel import Refused
from app.plumbing.pictures import office
from app.plumbing.typography import say
from tests.exhibits.office_files import (
    SHOWN,
    A,
    P,
    R,
    excel,
    packed,
    relations,
    shared_strings,
    slides,
    types,
    unpacked,
)

DARK = PatternFill("solid", fgColor="FF1F3864")
PALE = PatternFill("solid", fgColor="FFFFFFFF")


def book(value: Any = "invisible", **style: Any) -> bytes:
    """A book that shows a line, and has one more cell in this style."""
    made = openpyxl.Workbook()
    made.active["A1"], made.active["A2"] = SHOWN, value
    for name, what in style.items():
        setattr(made.active["A2"], name, what)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rich(font: InlineFont, **style: Any) -> bytes:
    return book(CellRichText("lu ", TextBlock(font, "invisible")), **style)


UNSEEN_CELLS = {
    "white": book(font=Font(color="FFFFFFFF")),
    "white as in old books": book(font=Font(color=Color(indexed=9))),
    "white of the theme": book(font=Font(color=Color(theme=0))),
    "white on white laid there": book(font=Font(color="FFFFFFFF"), fill=PALE),
    "a number in white": book(42, font=Font(color="FFFFFFFF")),
    "a point tall": book(font=Font(size=1)),
    "a format that shows nothing": book(42, number_format=";;;"),
    "white in the middle of a text": rich(InlineFont(color="FFFFFFFF")),
    "tiny in the middle of a text": rich(InlineFont(sz=1), fill=DARK),
}
SEEN_CELLS = {
    "plain": book(),
    "white on blue": book(font=Font(color="FFFFFFFF"), fill=DARK),
    "a grey of the theme": book(font=Font(color=Color(theme=0, tint=-0.5))),
    "white where nothing stands": book(None, font=Font(color="FFFFFFFF")),
    "an amount in a format of ours": book(42, number_format='#,##0.00 "€"'),
    "small print": book(font=Font(size=6)),
    "white on blue in the middle of a text": rich(InlineFont(color="FFFFFFFF"), fill=DARK),
    "the sample": excel(),
    "the sample with its list of texts": shared_strings(),
}


@pytest.mark.parametrize("name", UNSEEN_CELLS)
def test_a_book_with_words_that_no_eye_finds_is_not_handed_on(name: str) -> None:
    with pytest.raises(Refused) as refused:
        office.clean("xlsx", UNSEEN_CELLS[name])
    assert refused.value.code == "unsure"
    assert "texte invisible" in say(refused.value.message, "fr")
    assert "text that cannot be seen" in say(refused.value.message, "en")


@pytest.mark.parametrize("name", SEEN_CELLS)
def test_a_book_whose_words_can_be_read_is_handed_on(name: str) -> None:
    assert SHOWN.encode() in b"".join(unpacked(office.clean("xlsx", SEEN_CELLS[name])).values())


def test_what_is_hidden_with_its_row_or_sheet_is_taken_out_and_stops_nothing() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(font=Font(color="FFFFFFFF"))))
    made.active.row_dimensions[2].hidden = True
    out = io.BytesIO()
    made.save(out)
    assert b"invisible" not in b"".join(unpacked(office.clean("xlsx", out.getvalue())).values())


WHITE_INK = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
BLUE = '<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'
THEMED = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'


def deck(
    look: str, *, attributes: str = "", shape: str = "", background: str = "", master: str = "", table: str = ""
) -> bytes:
    """A presentation of one slide with a run of this look."""
    run = f"<a:p><a:r><a:rPr{attributes}>{look}</a:rPr><a:t>{SHOWN}</a:t></a:r></a:p>"
    words = f"<p:sp><p:spPr>{shape}</p:spPr><p:txBody>{run}</p:txBody></p:sp>"
    if table:
        words = (
            '<p:graphicFrame><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tr>'
            f"<a:tc><a:txBody>{run}</a:txBody><a:tcPr>{table}</a:tcPr></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
        )
    spaces = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"'
    slide = f"<p:sld {spaces}><p:cSld>{background}<p:spTree>{words}</p:spTree></p:cSld></p:sld>"
    behind = f"<p:sldMaster {spaces}><p:cSld>{master}<p:spTree/></p:cSld></p:sldMaster>"
    return packed(
        {
            "[Content_Types].xml": types(
                **{
                    "ppt/presentation.xml": "presentationml.presentation.main", "ppt/slides/slide1.xml": "presentationml.slide",
                    "ppt/slideMasters/m.xml": "presentationml.slideMaster",
                }
            ),
            "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml", False)),
            "ppt/presentation.xml": f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" r:id="s1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(
                ("s1", "slide", "slides/slide1.xml", False), ("m1", "slideMaster", "slideMasters/m.xml", False)
            ),
            "ppt/slides/slide1.xml": slide,
            "ppt/slideMasters/m.xml": behind,
        }
    )  # fmt: skip


NAVY = f"<p:bg><p:bgPr>{BLUE}</p:bgPr></p:bg>"
PAPER = '<p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg>'
UNSEEN_WORDS = {
    "white": deck(WHITE_INK),
    "white of the theme": deck(THEMED),
    "white on a white master": deck(WHITE_INK, master=PAPER),
    "white on a white shape": deck(WHITE_INK, shape=WHITE_INK),
    "a point tall": deck("", attributes=' sz="100"'),
    "a point tall on a dark slide": deck("", attributes=' sz="100"', background=NAVY),
    "white in a white cell": deck(WHITE_INK, table=WHITE_INK),
}
SEEN_WORDS = {
    "plain": deck(""),
    "white on a blue shape": deck(WHITE_INK, shape=BLUE),
    "white on a dark slide": deck(WHITE_INK, background=NAVY),
    "white on a dark master": deck(THEMED, master=NAVY),
    "white in a blue cell": deck(WHITE_INK, table=BLUE),
    "a grey made of white": deck(
        '<a:solidFill><a:schemeClr val="bg1"><a:lumMod val="50000"/></a:schemeClr></a:solidFill>'
    ),
    "the sample": slides(),
}


@pytest.mark.parametrize("name", UNSEEN_WORDS)
def test_a_presentation_with_words_that_no_eye_finds_is_not_handed_on(name: str) -> None:
    with pytest.raises(Refused) as refused:
        office.clean("pptx", UNSEEN_WORDS[name])
    assert (refused.value.code, "texte invisible" in say(refused.value.message, "fr")) == ("unsure", True)


@pytest.mark.parametrize("name", SEEN_WORDS)
def test_a_presentation_whose_words_can_be_read_is_handed_on(name: str) -> None:
    assert SHOWN.encode() in b"".join(unpacked(office.clean("pptx", SEEN_WORDS[name])).values())
