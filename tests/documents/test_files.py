"""The mediator's file and its sisters, built: text, standards, links, attachments, canaries, hostile content."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import page
import pikepdf
import pypdf
import pytest

from app.documents.queries import Released, build_file, case_document, draw_file, exhibits_zip, join_bundle
from app.documents.queries.rendering import prose, references
from app.documents.queries.sections import sections_of
from app.documents.rules import CaseFile, Entry
from app.kernel import Lang, words
from app.plumbing.pdf.bundle import Joined
from tests.documents import washing_machine as story

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
NAUGHTY = Path(__file__).resolve().parents[3] / "shared" / "data" / "naughty" / "blns.json"
EXHIBITS = Path(__file__).resolve().parents[3] / "shared" / "data" / "exhibits"
CANARIES = ("CANARI-NOTE", "CANARI-ACCORD", "CANARI-COUT", "CANARI-MEDIATION", "CANARI-EXIF")
FILES = {
    "mediator": story.mediator_file,
    "consumer": story.consumer_pack,
    "reply": story.reply_pack,
    "court": story.court_bundle,
    "internal": story.internal_file,
}


@lru_cache(maxsize=16)
def built(name: str, lang: Lang = "fr") -> bytes:
    return build_file(FILES[name](), lang, story.released())


@lru_cache(maxsize=1)
def bundle() -> Joined:
    return join_bundle(story.mediator_file(), "fr", story.released())


def text_of(pdf: bytes) -> str:
    return (
        "\n".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(pdf)).pages)
        .replace("\u202f", " ")
        .replace("\xa0", " ")
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def everything_in(pdf: bytes) -> bytes:
    """Page text, metadata, outlines, every stream unpacked, every attachment and what is packed inside those."""
    found = [pdf, text_of(pdf).encode()]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Stream):
                found.append(_unpacked(each))
            else:
                found.append(repr(each).encode())
        for name in document.attachments:
            content = document.attachments[name].get_file().read_bytes()
            found.append(content)
            if content[:2] == b"PK":
                with zipfile.ZipFile(io.BytesIO(content)) as packed:
                    found.extend(packed.read(item) for item in packed.namelist())
            if content[:4] == b"%PDF" and b"/Encrypt" not in content:
                found.append(everything_in(content))
    return b"\n".join(found)


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def failures(pdf: bytes, profile: str) -> list[str]:
    """What the quick validator finds, without two things it is wrong about: metadata that is compressed, and packed
    data that happens to end in a carriage return, which it takes for the end of the line."""
    report = page.validate_pdf_bytes(pdf, profile=profile)
    wrong = ("METADATA-FILTER-001", *(["STREAM-LENGTH-001"] if lengths_hold(pdf) else []))
    return [each.rule_id for each in report.failures if not each.rule_id.endswith(wrong)]


def lengths_hold(pdf: bytes) -> bool:
    """Every stream is as long as it says."""
    starts = re.finditer(rb"/Length (\d+)\b(?! 0 R)[^\n]{0,2000}?>>\s?stream\r?\n", pdf)
    ends = [pdf[start.end() + int(start[1]) :][:12] for start in starts]
    return bool(ends) and all(end.lstrip(b"\r\n").startswith(b"endstream") for end in ends)


# --- standards and bytes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_every_file_keeps_both_standards(name: str) -> None:
    assert failures(built(name), "PDF/A-3A") == []
    assert failures(built(name), "PDF/UA-1") == []


def test_the_english_file_keeps_them_too() -> None:
    assert failures(built("mediator", "en"), "PDF/A-3A") == []
    assert failures(built("mediator", "en"), "PDF/UA-1") == []


def test_the_same_case_at_the_same_head_gives_the_same_bytes() -> None:
    again = build_file(story.mediator_file(), "fr", story.released())
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(built("mediator")).hexdigest()


def test_the_same_bundle_and_archive_too() -> None:
    again = join_bundle(story.mediator_file(), "fr", reversed(story.released()))
    assert hashlib.sha256(again.pdf).hexdigest() == hashlib.sha256(bundle().pdf).hexdigest()
    assert exhibits_zip(story.mediator_file(), "fr", story.released()) == exhibits_zip(
        story.mediator_file(), "fr", story.released()
    )


def test_only_our_typeface_is_in_the_file() -> None:
    with pikepdf.open(io.BytesIO(built("mediator"))) as document:
        fonts = {
            str(each.BaseFont)
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == pikepdf.Name.Font
        }
    assert fonts
    assert all("Source-Sans" in name for name in fonts), fonts


# --- what a reader finds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler's pdftotext is not installed")
def test_the_text_of_the_mediators_file_is_the_golden_one(lang: Lang, tmp_path: Path) -> None:
    """Set UPDATE_GOLDEN=1 to write it again after looking at it."""
    doc = replace(story.mediator_file(), exhibits=story.fixed_lines())
    (tmp_path / "file.pdf").write_bytes(build_file(doc, lang, ()))
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(tmp_path / "file.pdf"), "-"]
    text = re.sub(r"[ \t]+\n", "\n", subprocess.run(command, capture_output=True, check=True).stdout.decode())
    golden = GOLDEN / f"mediator_file_{lang}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text)
    assert text == golden.read_text()


def test_the_summary_stands_on_one_page() -> None:
    long = replace(
        story.SUMMARY, customer_says="Une phrase. " * 400, company_says="Une autre. " * 400, in_dispute="Encore. " * 400
    )
    drawn = draw_file(replace(story.mediator_file(), summary=long, exhibits=story.fixed_lines()), "fr", ())
    assert drawn.anchors["parties"] == drawn.anchors["summary"] + 1


def test_the_contents_name_the_page_of_each_chapter() -> None:
    drawn = draw_file(story.mediator_file(), "fr", ())
    contents = pypdf.PdfReader(io.BytesIO(drawn.pdf)).pages[1].extract_text().replace("\n", " ")
    for key, title in (
        ("chronology", "Chronologie"),
        ("exhibits", "Bordereau des pièces"),
        ("fingerprints", "Empreintes"),
    ):
        assert re.search(rf"{title}\s+{drawn.anchors[key]}\b", contents), contents


def test_every_page_but_the_cover_carries_reference_date_and_number() -> None:
    pages = [each.extract_text().replace("\xa0", " ") for each in pypdf.PdfReader(io.BytesIO(built("mediator"))).pages]
    for number, text in enumerate(pages[1:], 2):
        assert "AM-2026-00412" in text
        assert "21 novembre 2026" in text
        assert f"{number} / {len(pages)}" in text


def test_exhibit_references_are_links_that_lead_somewhere() -> None:
    with pikepdf.open(io.BytesIO(built("mediator"))) as document:
        names = document.Root.Names.Dests.Names
        known = {str(names[i]) for i in range(0, len(names), 2)}
        aimed = [str(note.Dest) for sheet in document.pages for note in sheet.obj.get("/Annots", []) if "/Dest" in note]
    assert {f"exhibit-{number}" for number in range(1, 13)} <= set(aimed)
    assert set(aimed) <= known


def test_bookmarks_follow_the_chapters() -> None:
    with pikepdf.open(io.BytesIO(built("mediator"))) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[0] == "Sommaire"
    assert any("Chronologie" in title for title in titles)
    assert "Empreintes" in titles[-1]


def test_the_case_document_and_the_copies_are_attached() -> None:
    with pikepdf.open(io.BytesIO(built("mediator"))) as document:
        held = {name: document.attachments[name].get_file().read_bytes() for name in document.attachments}
    data = json.loads(held.pop("dossier.json"))
    assert data["schema"] == "amiable/mediator-file/1"
    assert data["claims"][1]["recognised"] == {"minor": 5460, "currency": "EUR"}
    assert data["imprint"]["head"] == story.HEAD
    copies = {each.number: each.content for each in story.released()}
    assert sorted(held) == sorted(
        f"piece-{number:02}.{Released(number, content).kind.extension}" for number, content in copies.items()
    )
    printed = re.sub(r"\s", "", text_of(built("mediator")))
    for line in story.lines():
        assert line.sha256 in printed
        if line.copy_sha256:
            assert hashlib.sha256(copies[line.number]).hexdigest() == line.copy_sha256
            assert line.copy_sha256 in printed


def test_the_case_document_says_what_the_file_prints_in_both_languages() -> None:
    data = case_document(story.mediator_file(), "fr")
    assert data["chronology"][0]["title"] == {"fr": "Achat en magasin", "en": "Purchase in the shop"}
    assert data["chronology"][0]["on"] == "2025-02-14"


def test_conditions_are_dates_without_a_verdict() -> None:
    sheets = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(built("mediator"))).pages]
    [part] = [_flat(text) for text in sheets if "un tribunal est-il saisi" in _flat(text)]
    assert "l’appréciation de la recevabilité appartient au seul médiateur" in part
    assert not re.search(r"\b(recevable|irrecevable|rempli[es]*|satisfait[es]*)\b", part)


# --- what must not be there ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mediator", "consumer", "reply", "court"])
def test_no_canary_of_the_house_is_in_a_file_for_outside(name: str) -> None:
    found = everything_in(built(name))
    assert [canary for canary in CANARIES if canary.encode() in found] == []


def test_the_control_the_internal_file_shows_them() -> None:
    found = everything_in(built("internal"))
    assert [canary for canary in CANARIES if canary.encode() not in found] == ["CANARI-EXIF"]


def test_the_bundle_is_clean_and_claims_nothing() -> None:
    found = everything_in(bundle().pdf)
    assert [canary for canary in CANARIES if canary.encode() in found] == []
    assert b"pdfaid" not in found


def test_a_program_or_macro_never_travels_even_when_released_by_mistake() -> None:
    wrong = [
        Released(1, b"MZ\x90\x00" + bytes(100)),
        Released(4, b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        Released(99, b"unknown number"),
    ]
    with pikepdf.open(io.BytesIO(build_file(story.mediator_file(), "fr", wrong))) as document:
        assert list(document.attachments) == ["dossier.json"]
    with zipfile.ZipFile(io.BytesIO(exhibits_zip(story.mediator_file(), "fr", wrong))) as archive:
        assert archive.namelist() == []


# --- the bundle ------------------------------------------------------------------------------------------------------


def test_every_exhibit_has_its_stamped_pages_in_order() -> None:
    texts = [each.extract_text().replace("\xa0", " ") for each in pypdf.PdfReader(io.BytesIO(bundle().pdf)).pages]
    assert len(bundle().starts) == 12
    for number, start in enumerate(bundle().starts, 1):
        assert re.search(rf"Pièce n° {number} — p. 1/\d", texts[start - 1]), texts[start - 1][-80:]
    assert "Pièce n° 2 — p. 2/2" in texts[bundle().starts[1]]
    assert bundle().replaced == ()


def test_what_cannot_be_shown_is_explained_on_its_page() -> None:
    texts = [_flat(each.extract_text()) for each in pypdf.PdfReader(io.BytesIO(bundle().pdf)).pages]
    assert "mot de passe" in texts[bundle().starts[10] - 1]
    assert "ne se montre pas page par page" in texts[bundle().starts[11] - 1]
    assert "Je vous demande de le réparer" in texts[bundle().starts[4] - 1]


def test_hostile_exhibits_never_stop_a_bundle() -> None:
    if not EXHIBITS.is_dir():
        pytest.skip("the shared exhibits are not here")
    contents = [path.read_bytes() for path in sorted(EXHIBITS.iterdir())]
    base = story.fixed_lines()[0]
    lines = tuple(replace(base, number=number, title=f"Pièce {number}") for number in range(1, len(contents) + 1))
    doc = replace(story.mediator_file(), exhibits=lines)
    made = join_bundle(doc, "fr", [Released(number, content) for number, content in enumerate(contents, 1)])
    assert len(made.starts) == len(contents)
    assert made.replaced == ()


# --- people's words --------------------------------------------------------------------------------------------------


def test_peoples_words_are_escaped_and_exhibits_they_mention_are_linked() -> None:
    made = str(prose("<b>Voir</b> la pièce n° 3 & la pièce n° 9.\n\nFin\nici", "fr", {3}))
    assert made == (
        '<p>&lt;b&gt;Voir&lt;/b&gt; la <a href="#exhibit-3">pièce n°\xa03</a> &amp; la pièce n° 9.</p><p>Fin<br>ici</p>'
    )


def test_a_reference_to_a_withheld_exhibit_is_told_not_linked() -> None:
    assert str(references((9, 3), "fr", {3})) == (
        '<span class="refs">(pièces n°\xa0<a href="#exhibit-3">3</a> et 9, non communiquée)</span>'
    )
    assert str(references((), "fr", set())) == ""


HOSTILE = '<img src="file:///etc/passwd"><link rel=attachment href="file:///etc/passwd"></style><style>@import "http://x/";</style>{{ 7*7 }} {a} \'"'


def hostile_doc(texts: list[str]) -> CaseFile:
    """A file whose every text field is what an enemy would write."""
    first, second, *rest = texts
    told = tuple(
        Entry(date(2026, 1, 1 + number % 28), words("Fait", "Fact"), text) for number, text in enumerate(texts)
    )
    return replace(
        story.mediator_file(),
        imprint=replace(story.IMPRINT, company=first, ref=second),
        parties=(replace(story.PARTIES[0], name=first, address=(second,), email=first, phone=second, reference=first),),
        summary=replace(
            story.SUMMARY,
            subject=first,
            purchase=second,
            customer_says=" ".join(rest),
            company_says=first,
            in_dispute=second,
        ),
        claims=(replace(story.CLAIMS[0], asked=first, basis=second),),
        clauses=(replace(story.CLAUSES[0], terms=first, number=second, text=first),),
        chronology=told,
        exhibits=(replace(story.fixed_lines()[0], title=first, author=second),),
    )


def test_markup_in_any_text_field_is_only_text() -> None:
    doc = hostile_doc([HOSTILE] * 4)
    assert not any('<img src="file' in section.html for section in sections_of(doc, "fr"))
    drawn = draw_file(doc, "fr", ())
    assert drawn.refused == ()
    assert b"root:x:0" not in everything_in(drawn.pdf)
    assert "7*7" in text_of(drawn.pdf)


@pytest.mark.long
def test_the_big_list_of_naughty_strings_makes_a_valid_file() -> None:
    if not NAUGHTY.exists():
        pytest.skip("the naughty strings are not here")
    drawn = draw_file(hostile_doc([each for each in json.loads(NAUGHTY.read_text()) if each]), "fr", ())
    assert drawn.refused == ()
    assert failures(drawn.pdf, "PDF/A-3A") == []
    assert failures(drawn.pdf, "PDF/UA-1") == []


def test_a_long_list_of_exhibits_shows_its_head_once_a_page() -> None:
    lines = story.lines()
    many = replace(
        story.mediator_file(), exhibits=tuple(replace(lines[n % len(lines)], number=n + 1) for n in range(70))
    )

    read = pypdf.PdfReader(io.BytesIO(build_file(many, "fr", ())))
    pages = [_flat(each.extract_text()) for each in read.pages]

    lists = [text.count("N° Pièce Date Nature Pages") for text in pages if text.startswith("7 Bordereau des pièces")]
    prints = [text.count("N° SHA-256") for text in pages if text.startswith("8 Empreintes")]
    assert min(len(lists), len(prints)) > 3
    assert set(lists) == set(prints) == {1}


def test_the_reply_says_what_was_offered_before_and_how_it_was_answered() -> None:
    text = _flat(text_of(built("reply")))
    assert "Ce qui a été tenté à l’amiable" in text
    assert any(_flat(attempt.step.fr) in text for attempt in story.ATTEMPTS)


def test_a_request_that_nobody_decided_yet_ends_in_no_comma() -> None:
    file = story.internal_file()
    waiting = replace(file.inside.approvals[0], verdict=words("en attente", "pending"), decided_by="", reason="")
    pdf = build_file(replace(file, inside=replace(file.inside, approvals=(waiting,))), "fr", story.released())
    assert "en attente" in text_of(pdf)
    assert "en attente," not in text_of(pdf)
