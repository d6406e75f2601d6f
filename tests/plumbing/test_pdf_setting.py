"""Text set once a paragraph stands where WeasyPrint itself would put it, glyph for glyph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint.layout import inline

from app.plumbing.pdf import engine, plain_text
from app.plumbing.pdf.drawing import DRAWN_DPI, house_fonts
from app.plumbing.pdf.engine import SCHEME
from app.plumbing.pdf.sandbox import Parcel

FACES = "".join(
    f'@font-face {{ font-family: "Source Sans 3"; {more} src: url({SCHEME}{face}.ttf) }}'
    for face, more in (("regular", ""), ("it", "font-style: italic;"), ("semibold", "font-weight: 600;"))
)
TELLING = (
    "Le 3 mars, l’appareil s’est arrêté ; la cliente écrit : « il ne chauffe plus », puis rappelle deux fois. "
    "Nous avons répondu (pièce n° 4) qu’un technicien passerait — ce qu’il a fait, office 24/7, jean-marc@béranger.fr. "
)
ODD = (
    "Un mot à cou\u00adpure dou\u00adce et encore quel\u00adques mots pour arriver jusqu’au bord de la ligne",
    "Un mot de الجزائر au milieu d’une phrase assez longue pour aller à la ligne une fois au moins",
    "Une marque composée : e\u0301cole, nai\u0308f, et la suite de la phrase pour aller à la ligne",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvereinigung fin",
    "Ni Ελληνικά ni Кириллица ni 漢字 ne manquent, et la ligne continue encore un peu plus loin",
    "Espaces\u00a0fines\u202f!\u200bEt une coupure possible sans espace, puis un   blanc   plus   large",
    "office difficile fjord affluent — fi fl ffi ffl, AVATAR To. Ve, WA 1/2 100\u202f000,00\u00a0€",
)
SHAPES = (
    "p { width: 61mm }",
    "p { width: 34mm; text-align: right }",
    "p { width: 60mm; text-align: justify }",
    "p { width: 52mm; hyphens: auto }",
    "p { width: 52mm; overflow-wrap: anywhere }",
    "p { width: 52mm; letter-spacing: 0.3pt }",
    "p { width: 52mm; word-spacing: 2pt }",
    "p { width: 52mm; text-decoration: underline }",
    "p { width: 52mm; white-space: pre-wrap }",
    "p { width: 3mm }",
    "p { width: 52mm; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }",
    "p { width: 52mm; text-transform: uppercase; font-variant-numeric: tabular-nums }",
    "p { width: 70mm } p::first-letter { font-size: 20pt; font-weight: 600 }",
    "p { width: 70mm; font-style: italic; text-indent: 6mm } p:nth-child(2n) { direction: rtl }",
)


@pytest.fixture(autouse=True)
def _set_our_way_afterwards() -> Iterator[None]:
    yield
    plain_text.install()


def drawn(html: str, *, ours: bool) -> bytes:
    plain_text.install() if ours else plain_text.uninstall()
    fonts = house_fonts()
    head = {
        "html": html, "title": "Essai", "lang": "fr", "made_at": "2026-03-03T00:00:00+00:00", "authors": [], "variant": "pdf/ua-1",
        "identifier": "0" * 32, "dpi": DRAWN_DPI, "resources": list(fonts), "attachments": [],
    }  # fmt: skip
    return engine.render(Parcel(head, list(fonts.values()))).blobs[0]


def page(body: str, style: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="fr"><head><title>Essai</title><style>{FACES}'
        f'html {{ font: 10.5pt/15pt "Source Sans 3" }} {style}</style></head><body>{body}</body></html>'
    )


@pytest.mark.parametrize("style", SHAPES)
def test_pages_are_the_same_byte_for_byte(style: str) -> None:
    inside = "".join(f"<p>{text}</p>" for text in (TELLING * 3, TELLING.replace(" ", " <b>et</b> ", 4), *ODD))
    html = page(inside, style)

    assert drawn(html, ours=True) == drawn(html, ours=False)


def test_floats_tables_and_boxes_in_lines_stay_where_they_were() -> None:
    entry = (
        '<div class="entry"><span class="when"><span class="no">12</span>3 mars 2026</span><h3>Échange</h3>'
        f"<p>{TELLING} Voir <a href='#x'>la pièce n° 3</a>, <em>toujours</em>.</p></div>"
    )
    table = f"<table><tr><th>Demande</th><td>{TELLING}</td><td>120,00 €</td></tr><tr><td colspan=2>x</td></tr></table>"
    style = (
        ".when { float: left; width: 32mm } .no { display: inline-block; width: 7mm } .entry { break-inside: avoid }"
        "td { border: 1pt solid } h3 { break-after: avoid }"
    )

    html = page(f"<h1 id=x>Essai</h1>{entry * 14}{table}", style)

    assert drawn(html, ours=True) == drawn(html, ours=False)


def test_plain_text_takes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, asked = TELLING.replace("24/7, jean-marc@béranger.fr", "le matin"), list[str]()

    def usual(_: Any, box: Any, *__: Any, **___: Any) -> Any:
        asked.append(box.text)
        raise AssertionError(box.text)

    monkeypatch.setitem(plain_text._stock, "box", usual)

    assert drawn(page(f"<p>{plain * 3}</p>", "p { width: 61mm }"), ours=True)
    assert asked == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([*TELLING.split(), "à", "l’", "«", "»", "-", "mi-temps", "a/b", "10\u202f%", "fi"]), min_size=1, max_size=60),
    st.integers(1, 90),
)  # fmt: skip
def test_any_words_break_in_the_same_places_at_any_width(words: list[str], width: int) -> None:
    html = page(f"<p>{' '.join(words)}</p>", f"p {{ width: {width}mm }}")

    assert drawn(html, ours=True) == drawn(html, ours=False)


def test_the_release_we_use_is_the_one_this_was_made_for() -> None:
    plain_text.install()

    assert inline.split_text_box is plain_text.split_text_box


def test_another_release_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    plain_text.uninstall()
    monkeypatch.setattr("weasyprint.__version__", "71.0")

    plain_text.install()

    assert inline.split_text_box is plain_text._stock["box"]
