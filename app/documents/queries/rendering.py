"""From facts to HTML for the PDF engine: one environment, everything escaped, both languages in the templates."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from typing import Any

import segno
from markupsafe import Markup, escape

from app.documents.rules import NAMES, CaseFile, chapters_of, shortened, totals
from app.kernel import Lang
from app.plumbing.pdf.templates import sheet
from app.plumbing.typography import PARIS, jinja_tools

NO_BREAK = "\u00a0"
MENTION = {
    "fr": re.compile(r"([Pp]ièce n°)\s*(\d{1,4})\b"),
    "en": re.compile(r"([Ee]xhibit (?:no\.|No\.)?)\s*(\d{1,4})\b"),
}
NOUNS = {"fr": ("pièce n°", "pièces n°", " et "), "en": ("exhibit no.", "exhibits no.", " and ")}
WITHHELD = {"fr": "non communiquée", "en": "not disclosed"}


def front_html(
    doc: CaseFile, lang: Lang, pages: Mapping[str, int], *, in_bundle: bool = False, zone: str = PARIS
) -> str:
    """Cover and contents, once it is known on which page each chapter begins."""
    return _render("pdf/front.html", doc, lang, zone, chapters=chapters_of(doc), pages=pages, in_bundle=in_bundle)


def heads_html(doc: CaseFile, lang: Lang, heads: Collection[str], zone: str = PARIS) -> str:
    """A sheet for each head: what hangs in the margins of the pages of a chapter."""
    return _render("pdf/heads.html", doc, lang, zone, heads=heads)


def section_html(
    doc: CaseFile, lang: Lang, stretches: Collection[Mapping[str, Any]], *, in_bundle: bool = False, zone: str = PARIS
) -> str:
    """Chapters, or stretches of them, that are laid out together. In a bundle the list of exhibits leads to their pages."""
    return _render(
        "pdf/section.html",
        doc,
        lang,
        zone,
        stretches=stretches,
        in_bundle=in_bundle,
        totals=totals(getattr(doc, "claims", ())),
    )


def inserts_html(doc: CaseFile, lang: Lang, inserts: Collection[Mapping[str, Any]], zone: str = PARIS) -> str:
    """Pages that stand for exhibits without pages of their own; each starts at the anchor `insert-N`."""
    return _render("pdf/inserts.html", doc, lang, zone, inserts=inserts)


def _render(template: str, doc: CaseFile, lang: Lang, zone: str, **more: object) -> str:
    known = {line.number for line in doc.exhibits}
    _, title, subtitle = NAMES[type(doc)]
    tools = {
        **jinja_tools(lang, zone, doc.imprint.made_on),
        "refs": partial(references, lang=lang, known=known),
        "prose": partial(prose, lang=lang, known=known),
        "grouped": grouped,
        "celled": celled,
        "shortened": shortened,
        "qr": qr,
    }
    return sheet(template, doc=doc, imprint=doc.imprint, title=title, subtitle=subtitle, **tools, **more)


def references(numbers: Collection[int], lang: Lang, known: Collection[int]) -> Markup:
    """`(pièces n° 3 et 5)` with links; a number the reader does not get is marked as such, never a dead link."""
    if not numbers:
        return Markup("")
    one, several, last = NOUNS[lang]
    each = [_reference(number, lang, known) for number in sorted(set(numbers))]
    head, tail = each[:-1], each[-1]
    listed = Markup(", ").join(head) + (last if head else "") + tail
    return Markup('<span class="refs">({}{}{})</span>').format(several if head else one, NO_BREAK, listed)


def _reference(number: int, lang: Lang, known: Collection[int]) -> Markup:
    if number in known:
        return Markup('<a href="#exhibit-{0}">{0}</a>').format(number)
    return Markup("{}, {}").format(number, WITHHELD[lang])


ENDLESS = re.compile(r"(\S{28,})")
"""So many characters without a space do not fit a column."""


def celled(text: str) -> Markup:
    """Text of a cell: escaped; an endless word may break anywhere there, lest it push the amounts off the page."""
    return Markup("").join(
        Markup('<span class="endless">{}</span>').format(part) if i % 2 else escape(part)
        for i, part in enumerate(ENDLESS.split(text))
    )


def prose(text: str, lang: Lang, known: Collection[int]) -> Markup:
    """People's words as paragraphs: escaped, their line breaks kept, exhibits they mention linked."""
    paragraphs = [part.strip("\n") for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(_linked(part, lang, known)) for part in paragraphs)


def _linked(text: str, lang: Lang, known: Collection[int]) -> Markup:
    def link(found: re.Match[str]) -> str:
        if int(found[2]) not in known:
            return found[0]
        return f'<a href="#exhibit-{found[2]}">{found[1]}{NO_BREAK}{found[2]}</a>'

    return Markup(MENTION[lang].sub(link, str(escape(text))).replace("\n", "<br>"))  # noqa: S704  escaped just above


def grouped(digest: str, size: int = 8) -> str:
    """A fingerprint in groups that an eye can compare."""
    return " ".join(digest[start : start + size] for start in range(0, len(digest), size))


def qr(address: str) -> str:
    """The QR code of an address as an image address of the document (`inside:qr.svg` holds the drawing)."""
    return f"inside:{qr_name(address)}"


def qr_name(address: str) -> str:
    """The name under which the drawing of this code is handed to the engine."""
    return f"qr-{base64.urlsafe_b64encode(address.encode()).decode().rstrip('=')[-24:]}.svg"


def qr_drawing(address: str) -> bytes:
    """The code as SVG, black on white, colours written out."""
    draw: Callable[..., str] = segno.make(address, error="m", micro=False).svg_inline
    drawn = draw(scale=4, border=0, dark="#1d2530", light=None)
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()


def page_of(template: str, lang: Lang, zone: str, on: date, **facts: object) -> str:
    """A document that is no case file (an agreement) as HTML, in the same environment."""
    return sheet(template, **jinja_tools(lang, zone, on), **facts)
