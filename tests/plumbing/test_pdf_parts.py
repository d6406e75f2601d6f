"""Parts joined into one PDF: one structure tree in which every mark has its place, links and bookmarks that arrive."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import page
import pikepdf
import pypdf
import pytest

from app.plumbing.pdf import Colophon, Limits, SandboxError
from app.plumbing.pdf.assembly import chapter_on
from app.plumbing.pdf.parts import Made, Outline, Section, draw_in_parts

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
STYLE = """<style>@font-face { font-family: S; src: url(inside:regular.ttf) }
@font-face { font-family: S; font-weight: 700; src: url(inside:bold.ttf) }
@page { size: A4; margin: 30mm 24mm 28mm 56mm } body { font: 11pt S } section { break-before: page }
h1 { bookmark-level: 1 } h2 { bookmark-level: 2 }</style>"""
TABLE = "<table><thead><tr><th scope='col'>Quoi</th><th scope='col'>Combien</th></tr></thead><tbody>{}</tbody></table>"
ROWS = "".join(f"<tr><td>Ligne {n}</td><td>{n}</td></tr>" for n in range(60))


def sheet(body: str) -> str:
    return f"<html lang='fr'><head><title>Essai</title>{STYLE}</head><body>{body}</body></html>"


SECTIONS = (
    Section("one", sheet(f"<section><h1 id='one'>Un</h1><p>Voir <a href='#two'>le deux</a> et <a href='#end'>la fin</a>.</p>{TABLE.format(ROWS)}</section>")),
    Section("two", sheet(f"<section><h1 id='two'>Deux</h1><h2>Mars</h2><p>Retour <a href='#one'>au un</a>.</p>{TABLE.format(ROWS)}</section>")),
    Section("two-2", sheet("<section><h2>Avril</h2><p id='end'>La <b>fin</b>, <a href='https://example.org'>dehors</a>.</p></section>")),
)  # fmt: skip


class Shelf(dict[str, bytes]):
    def put(self, key: str, part: bytes) -> None:
        self[key] = part


def front(pages: Mapping[str, int]) -> str:
    lines = "".join(f"<li><a href='#{name}'>{name} {pages[name]}</a></li>" for name in ("one", "two"))
    return sheet(f"<p>Couverture</p><section><h1 id='contents'>Sommaire</h1><ul>{lines}</ul></section>")


def outline(tops: tuple[str, ...] = ("Sommaire", "Un", "Deux")) -> Outline:
    heads = "".join(
        f"<style>@page h{n} {{ @top-left {{ content: 'Tête {top}'; font: 9pt S }} }} #h{n} {{ page: h{n} }}</style><div id='h{n}'></div>"
        for n, top in enumerate(tops)
    )
    return Outline(front, sheet(heads), ("contents", "one", "two"))


def made(
    sections: tuple[Section, ...] = SECTIONS, shelf: Shelf | None = None, frame: Outline | None = None, **terms: Any
) -> Made:
    said = {name: terms.pop(name) for name in ("title", "lang", "made_at", "attachments", "resources") if name in terms}
    colophon = Colophon(**{"title": "Essai", "lang": "fr", "made_at": AT} | said)
    return draw_in_parts(sections, frame or outline(), colophon, shelf=shelf, **terms)


@lru_cache(maxsize=1)
def whole() -> Made:
    return made()


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def elements(element: Any, parent: Any) -> Iterator[Any]:
    """Every structure element below, checking on the way that each knows its parent."""
    assert element.P.objgen == parent.objgen
    yield element
    for child in element.get("/K", ()):
        if isinstance(child, pikepdf.Dictionary) and child.get("/Type") == pikepdf.Name.StructElem:
            yield from elements(child, element)


def of_tree(pdf: pikepdf.Pdf) -> list[Any]:
    tree: Any = pdf.Root.StructTreeRoot
    assert [str(each.S) for each in tree.K] == ["/Document"]
    return list(elements(tree.K[0], tree))


def marks_of(sheet_of_paper: pikepdf.Page) -> list[int]:
    """The numbers of marked content that the page's operators bear."""
    found = []
    for operands, operator in pikepdf.parse_content_stream(sheet_of_paper):
        if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
            found.append(int(operands[1].MCID))
    return found


def check_structure(content: bytes) -> None:
    """Marks ↔ elements one to one over the whole file, in both directions; identifiers and numbers used once."""
    with opened(content) as pdf:
        held = of_tree(pdf)
        pages = {sheet_of_paper.obj.objgen: number for number, sheet_of_paper in enumerate(pdf.pages)}
        placed = [
            (pages[each.Pg.objgen], int(kid), each.objgen)
            for each in held
            if "/K" in each
            for kid in each.K
            if isinstance(kid, int)
        ]
        drawn = [(number, mark) for number, sheet_of_paper in enumerate(pdf.pages) for mark in marks_of(sheet_of_paper)]
        assert sorted((number, mark) for number, mark, _ in placed) == sorted(drawn)
        assert len(set(drawn)) == len(drawn)
        nums: Any = pdf.Root.StructTreeRoot.ParentTree.Nums
        numbers = [int(nums[n]) for n in range(0, len(nums), 2)]
        assert numbers == sorted(set(numbers))
        parents = {int(nums[n]): nums[n + 1] for n in range(0, len(nums), 2)}
        used = [int(each.obj.StructParents) for each in pdf.pages]
        for number, mark, element in placed:
            assert parents[used[number]][mark].objgen == element
        notes = [note for each in pdf.pages for note in each.obj.get("/Annots", ())]
        references = {
            kid.Obj.objgen: each.objgen
            for each in held
            for kid in each.get("/K", ())
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
        }
        for note in notes:
            assert parents[int(note.StructParent)].objgen == references[note.objgen]
        used += [int(note.StructParent) for note in notes]
        assert sorted(used) == numbers
        assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) > max(numbers)
        identifiers = [bytes(each.ID) for each in held if "/ID" in each]
        assert len(set(identifiers)) == len(identifiers)
        named = pdf.Root.StructTreeRoot.IDTree.Names
        assert [bytes(named[n]) for n in range(0, len(named), 2)] == sorted(identifiers)
        for each in held:
            for header in each.get("/A", {}).get("/Headers", ()):
                assert bytes(header) in identifiers


def test_every_mark_has_one_place_in_one_tree() -> None:
    check_structure(whole().pdf)
    with opened(whole().pdf) as pdf:
        assert len(pdf.pages) > 6
        assert sum(str(each.S) == "/TH" and "/ID" in each for each in of_tree(pdf)) >= 4


def test_the_check_finds_parts_that_were_only_put_side_by_side() -> None:
    """The control: pages appended without their structure reuse the marks of others."""
    with opened(whole().pdf) as pdf:
        wrong = opened(made(SECTIONS[:2]).pdf)
        pdf.add_pages_from(wrong)
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises((AssertionError, KeyError)):
        check_structure(out.getvalue())


def test_the_whole_keeps_both_standards() -> None:
    for profile in ("PDF/A-3A", "PDF/UA-1"):
        report = page.validate_pdf_bytes(whole().pdf, profile=profile)
        rules = [each.rule_id for each in report.failures]
        assert [rule for rule in rules if not rule.endswith(("METADATA-FILTER-001", "STREAM-LENGTH-001"))] == []


def test_links_lead_to_pages_of_other_parts() -> None:
    reader = pypdf.PdfReader(io.BytesIO(whole().pdf))
    places = {name: reader.get_destination_page_number(place) + 1 for name, place in reader.named_destinations.items()}
    assert places == whole().anchors
    assert "Deux" in reader.pages[places["two"] - 1].extract_text()
    assert "La fin" in reader.pages[places["end"] - 1].extract_text().replace("\n", " ")
    with opened(whole().pdf) as pdf:
        aimed = {str(note.Dest) for each in pdf.pages for note in each.obj.get("/Annots", ()) if "/Dest" in note}
    assert aimed == {"one", "two", "end"}
    assert whole().warnings == ()


def test_contents_bookmarks_heads_and_numbers_tell_the_same_pages() -> None:
    reader = pypdf.PdfReader(io.BytesIO(whole().pdf))
    texts = [" ".join(each.extract_text().split()) for each in reader.pages]
    starts = whole().anchors
    assert f"one {starts['one']}" in texts[1]
    assert f"two {starts['two']}" in texts[1]
    [contents, one, two, below] = reader.outline
    assert [each.title for each in (contents, one, two)] == ["Sommaire", "Un", "Deux"]
    assert [each.title for each in below] == ["Mars", "Avril"]
    shown = [reader.get_destination_page_number(each) + 1 for each in (contents, one, two, below[0], below[1])]
    assert shown == [2, starts["one"], starts["two"], starts["two"], starts["end"]]
    assert "Tête" not in texts[0]
    for number, text in enumerate(texts[1:], 2):
        top = "Deux" if number >= starts["two"] else "Un" if number >= starts["one"] else "Sommaire"
        assert f"Tête {top}" in text
        assert f"{number} / {len(texts)}" in text


def test_each_typeface_is_embedded_once() -> None:
    with opened(whole().pdf) as pdf:
        programs = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/FontFile2" in each]
        assert len(programs) == len({str(each.FontName) for each in programs}) == 3, (
            "regular, bold, and the one of the numbers"
        )


def test_the_same_bytes_from_a_full_an_empty_and_a_half_full_shelf() -> None:
    shelf = Shelf()
    first = made(shelf=shelf)
    assert (first.drawn, len(shelf)) == (("one", "two", "two-2"), 3)
    assert made(shelf=shelf).drawn == ()
    del shelf[next(iter(shelf))]
    half = made(shelf=shelf)
    assert len(half.drawn) == 1
    assert first.pdf == whole().pdf == made(shelf=shelf).pdf == half.pdf


def test_one_process_and_two_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.plumbing.pdf.parts.FEW", 0)
    assert made().pdf == whole().pdf


def test_a_change_draws_only_its_part_again() -> None:
    shelf = Shelf()
    made(shelf=shelf)
    newer = (*SECTIONS[:2], Section("two-2", SECTIONS[2].html.replace("dehors", "ailleurs")))
    again = made(newer, shelf=shelf, frame=outline(("Contenu", "Un", "Deux")))
    assert again.drawn == ("two-2",)
    check_structure(again.pdf)


def test_a_letter_that_only_another_font_has_is_kept_apart() -> None:
    strange = Section("strange", sheet("<section><p>Ⴀ 漢 ﷺ Zoé</p></section>"))
    check_structure(made((*SECTIONS, strange)).pdf)


def test_a_part_that_never_ends_is_killed_at_its_limit() -> None:
    bomb = "<div style='display:flex'>" * 25 + "x"
    with pytest.raises(SandboxError) as broken:
        made((SECTIONS[0], Section("bomb", sheet(bomb))), limits=Limits(cpu_seconds=3, wall_seconds=60))
    assert broken.value.code == "too_slow"


def test_nothing_is_fetched_for_a_part() -> None:
    drawn = made(
        (Section("x", sheet("<section><img src='file:///etc/passwd' alt='x'></section>")),),
        frame=Outline(front_only, outline().heads, ("contents",)),
    )
    assert drawn.refused == ("file:///etc/passwd",)


def front_only(pages: Mapping[str, int]) -> str:
    return sheet("<p>Couverture</p><section><h1 id='contents'>Sommaire</h1></section>")


def test_a_front_of_three_pages_moves_everything() -> None:
    def long_front(pages: Mapping[str, int]) -> str:
        return front(pages).replace("</section>", "</section><section><p>Encore</p></section>")

    drawn = made(frame=Outline(long_front, outline().heads, ("contents", "one", "two")))
    assert drawn.anchors["one"] == whole().anchors["one"] + 1
    text = " ".join(pypdf.PdfReader(io.BytesIO(drawn.pdf)).pages[1].extract_text().split())
    assert re.search(rf"one {drawn.anchors['one']}\b", text)


def test_a_page_bears_the_head_of_the_chapter_it_begins_with() -> None:
    places = [(0, 160.0, 750.0), (2, 160.0, 750.0), (2, 160.0, 300.0), (4, 160.0, 400.0), (5, 160.0, 750.0)]
    assert [chapter_on(page, places) for page in range(7)] == [0, 0, 1, 2, 2, 4, 4]
    assert chapter_on(0, [(1, 160.0, 750.0)]) is None
    assert chapter_on(1, [(1, 160.0, 300.0)]) == 0
