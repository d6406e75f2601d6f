"""Files, bundles and archives as bytes. Nothing is written: the same facts and exhibits give the same bytes.

Slow (seconds): for the worker, never inside a write transaction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.documents.queries.case_document import case_json
from app.documents.queries.rendering import inserts_html, qr_drawing, qr_name
from app.documents.queries.sections import outline_of, sections_of
from app.documents.rules import NAMES, CaseFile, ExhibitLine
from app.kernel import Lang, Words, words
from app.plumbing.pdf import Attached, Colophon, Rendered, SandboxError, render
from app.plumbing.pdf.bundle import Joined, Part, merge_and_stamp, zip_of
from app.plumbing.pdf.parts import Made, Shelf, draw_in_parts
from app.plumbing.pictures import READABLE, Family, Kind, Reading, printable, readable, recognise
from app.plumbing.typography import say

AT_ONCE = 2
"""Exhibits drawn at the same time."""
NOT_SHOWN = words("Ce fichier ne se montre pas page par page.", "This file cannot be shown page by page.")
NOT_JOINED = words("Cette pièce n’est pas jointe à ce dossier.", "This exhibit is not joined to this file.")
BECAUSE = words("Cette pièce ne peut pas être montrée : {why}.", "This exhibit cannot be shown: {why}.")
Told = Callable[[int, int], None]
"""Hears how many parts are ready, of how many."""
Sheets = TypeVar("Sheets", bound=Rendered)
NOUN = {"fr": "piece", "en": "exhibit"}


@dataclass(frozen=True)
class Released:
    """The copy of an exhibit that its audience gets (cleaned or masked where needed)."""

    number: int
    content: bytes

    @property
    def kind(self) -> Kind:
        """What the copy is, by its content."""
        return recognise(self.content)


def build_file(doc: CaseFile, lang: Lang, exhibits: Iterable[Released]) -> bytes:
    """The file: PDF/A-3a and PDF/UA-1, with the case document in JSON and the released copies attached."""
    return draw_file(doc, lang, exhibits).pdf


def draw_file(
    doc: CaseFile, lang: Lang, exhibits: Iterable[Released], *, shelf: Shelf | None = None, told: Told | None = None
) -> Made:
    """The same with its number of pages, the engine's warnings and the parts that were not on the shelf."""
    lines = {line.number: line for line in doc.exhibits}
    copies = [
        Attached(copy_name(each, lang), each.content, _label(lines[each.number], lang))
        for each in sorted(exhibits, key=lambda each: each.number)
        if each.number in lines and each.kind.travels
    ]
    data = Attached("dossier.json" if lang == "fr" else "case.json", case_json(doc, lang), "", "Data")
    return _body(doc, lang, (data, *copies), in_bundle=False, shelf=shelf, told=told)


def build_bundle(doc: CaseFile, lang: Lang, exhibits: Iterable[Released]) -> bytes:
    """The bundle: the file, then every exhibit as stamped pages; it claims neither standard."""
    return join_bundle(doc, lang, exhibits).pdf


def join_bundle(
    doc: CaseFile, lang: Lang, exhibits: Iterable[Released], *, shelf: Shelf | None = None, told: Told | None = None
) -> Joined:
    """The same with its number of pages and where each exhibit starts."""
    released = {each.number: each for each in exhibits}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        shown = list(pool.map(lambda line: _show(released.get(line.number)), doc.exhibits))
    body = _body(doc, lang, (), in_bundle=True, shelf=shelf, told=told)
    parts = _parts(doc, lang, shown)
    heading = say(words("Pièces", "Exhibits"), lang)
    return merge_and_stamp(
        body.pdf, parts, title=_title(doc, lang), lang=lang, made_at=doc.imprint.made_at, heading=heading
    )


def exhibits_zip(doc: CaseFile, lang: Lang, exhibits: Iterable[Released]) -> bytes:
    """The numbered exhibits as a ZIP, named by number and title."""
    lines = {line.number: line for line in doc.exhibits}
    entries = [
        (f"{NOUN[lang]}-{each.number:02}-{_slug(lines[each.number].title)}.{each.kind.extension}", each.content)
        for each in sorted(exhibits, key=lambda each: each.number)
        if each.number in lines and each.kind.travels
    ]
    return zip_of(entries, doc.imprint.made_at)


def copy_name(copy: Released, lang: Lang) -> str:
    """The name of an attached copy, such as `piece-03.pdf`: never the sender's."""
    return f"{NOUN[lang]}-{copy.number:02}.{copy.kind.extension}"


# --- the body --------------------------------------------------------------------------------------------------------


def _body(
    doc: CaseFile,
    lang: Lang,
    attachments: Iterable[Attached],
    *,
    in_bundle: bool,
    shelf: Shelf | None,
    told: Told | None,
) -> Made:
    address = doc.imprint.verify_url
    colophon = replace(
        _colophon(doc, lang),
        attachments=tuple(attachments),
        resources={qr_name(address): qr_drawing(address)} if address else {},
    )
    sections, outline = sections_of(doc, lang, in_bundle=in_bundle), outline_of(doc, lang, in_bundle=in_bundle)
    return _nothing_refused(draw_in_parts(sections, outline, colophon, shelf=shelf, told=told))


def _colophon(doc: CaseFile, lang: Lang) -> Colophon:
    return Colophon(_title(doc, lang), lang, doc.imprint.made_at, authors=(doc.imprint.company,))


def _inserts(doc: CaseFile, lang: Lang, html: str) -> Rendered:
    return _nothing_refused(render(html, _colophon(doc, lang)))


def _nothing_refused(drawn: Sheets) -> Sheets:
    if drawn.refused:
        raise ValueError(f"the templates asked for {drawn.refused}")
    return drawn


def _title(doc: CaseFile, lang: Lang) -> str:
    return f"{say(NAMES[type(doc)][1], lang)} {doc.imprint.ref}"


def _label(line: ExhibitLine, lang: Lang) -> str:
    noun = {"fr": "Pièce n°", "en": "Exhibit no."}[lang]
    return f"{noun}\u00a0{line.number} — {line.title}"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.replace("œ", "oe")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "x"


# --- exhibits as pages -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Shown:
    """An exhibit as pages, or as words on a page of ours."""

    pdf: bytes = b""
    reading: Reading | None = None
    why: Words | None = None


def _show(copy: Released | None) -> _Shown:
    if copy is None:
        return _Shown(why=NOT_JOINED)
    try:
        if copy.kind.family is Family.PAGES:
            return _Shown(pdf=printable(copy.content).content)
        if copy.kind.family in (Family.TEXT, Family.MAIL) or copy.kind.code in READABLE:
            reading = readable(copy.content)
            return _Shown(reading=reading) if reading.text or reading.fields else _Shown(why=NOT_SHOWN)
    except SandboxError as broken:
        return _Shown(why=BECAUSE.fill(why=broken.words))
    return _Shown(why=NOT_SHOWN)


def _parts(doc: CaseFile, lang: Lang, shown: list[_Shown]) -> list[Part]:
    """Each exhibit as a part; those without pages get theirs from one document of inserts."""
    pairs = list(zip(doc.exhibits, shown, strict=True))
    inserts = [_insert(line, each) for line, each in pairs if not each.pdf]
    spare: dict[str, Any] = {"line": None, "reading": None, "why": NOT_SHOWN}
    drawn = _inserts(doc, lang, inserts_html(doc, lang, [*inserts, spare]))
    starts = [drawn.anchors[f"insert-{each['line'].number}"] for each in inserts] + [drawn.anchors["insert-0"]]
    spans = {each["line"].number: (starts[i], starts[i + 1] - 1) for i, each in enumerate(inserts)}
    last = (starts[-1], drawn.pages)
    return [_part(line, each, lang, drawn.pdf, spans.get(line.number), last) for line, each in pairs]


def _insert(line: ExhibitLine, shown: _Shown) -> Mapping[str, Any]:
    return {"line": line, "reading": shown.reading, "why": line.note or shown.why}


def _part(
    line: ExhibitLine, shown: _Shown, lang: Lang, inserts: bytes, span: tuple[int, int] | None, spare: tuple[int, int]
) -> Part:
    stamp = {"fr": f"Pièce n°\u00a0{line.number} — p.\u00a0", "en": f"Exhibit no.\u00a0{line.number} — p.\u00a0"}[lang]
    return Part(
        shown.pdf or inserts,
        _label(line, lang),
        stamp.replace("{", "").replace("}", "") + "{page}/{pages}",
        anchor=f"pages-{line.number}",
        span=span if not shown.pdf else None,
        instead=inserts,
        instead_span=spare,
    )
