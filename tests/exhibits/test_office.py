"""Office files of ours are rebuilt with what is seen and nothing else; what cannot be vouched for is not attached."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from app.cases.models import Case
from app.exhibits import actions
from app.exhibits.actions import About, add_exhibits, take_in
from app.exhibits.models import Exhibit
from app.exhibits.queries import exhibits_of, received
from app.exhibits.rules import From, caution
from app.kernel import Audience, Refused
from app.plumbing import pictures, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.pictures import office
from app.plumbing.typography import say
from tests.conftest import NOW, SHARED
from tests.exhibits import files, office_files
from tests.exhibits.office_files import CANARY, SHOWN, everything_in, excel, shared_strings, slides, unpacked, word
from tests.factories.house import Company, a_case, company

SAMPLES = {"docx": word, "xlsx": excel, "pptx": slides}


@pytest.mark.parametrize("kind", SAMPLES)
def test_nothing_hidden_is_left_and_what_is_seen_stays(kind: str) -> None:
    dirty = SAMPLES[kind]()
    assert everything_in(dirty).count(CANARY.encode()) >= 8, "the sample hides something"
    assert pictures.recognise(dirty).code == kind
    clean = pictures.cleaned(dirty)
    assert clean.kind.code == pictures.recognise(clean.content).code == kind
    assert CANARY.encode() not in everything_in(clean.content)
    assert SHOWN.encode() in everything_in(clean.content)
    assert pictures.cleaned(dirty).content == clean.content, "the same file gives the same bytes"
    assert pictures.cleaned(clean.content).content == clean.content, "a clean file stays as it is"


def test_tracked_changes_are_accepted_and_fields_show_their_result() -> None:
    parts = unpacked(office.clean("docx", word()))
    text = parts["word/document.xml"].decode()
    for seen in ("inséré visible", "pas caché", "résultat du champ", "ligne gardée", "le site", "le partage"):
        assert seen in text
    assert "note gardée" in parts["word/footnotes.xml"].decode()
    assert "https://example.org/aide" in parts["word/_rels/document.xml.rels"].decode()
    assert set(parts) == {
        "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml", "word/footnotes.xml",
        "word/media/image1.png", "word/styles.xml",
    }  # fmt: skip


def test_a_cleaned_book_opens_with_its_values() -> None:
    book = openpyxl.load_workbook(io.BytesIO(office.clean("xlsx", excel())))
    assert book.sheetnames == ["Comptes"]
    assert [[cell.value for cell in row] for row in book.active.iter_rows()] == [[SHOWN, 12]]
    shared = openpyxl.load_workbook(io.BytesIO(office.clean("xlsx", shared_strings())))
    assert shared.active["A1"].value == SHOWN
    assert CANARY.encode() not in everything_in(office.clean("xlsx", shared_strings()))


WHITE = '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>invisible</w:t></w:r>'
BLUE = '<w:shd w:val="clear" w:fill="1F3864"/>'
OBJECT = "<w:p><w:r><w:object/></w:r></w:p>"
CHART = (
    '<w:p><w:r><w:drawing><a:graphicData xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:drawing></w:r></w:p>'
)


@pytest.mark.parametrize(
    ("dirty", "code", "why"),
    [
        (word(OBJECT), "unsure", "objet incorporé"),
        (word(CHART), "unsure", "chart"),
        (word(f"<w:p>{WHITE}</w:p>"), "unsure", "texte invisible"),
        (word(f'<w:p><w:pPr><w:shd w:val="clear" w:fill="auto"/></w:pPr>{WHITE}</w:p>'), "unsure", "texte invisible"),
        (word(f"<w:tbl><w:tr><w:tc><w:tcPr>{BLUE}</w:tcPr><w:p>{WHITE}</w:p></w:tc></w:tr></w:tbl>"), "", ""),
        (word(f"<w:p><w:pPr>{BLUE}</w:pPr>{WHITE}</w:p>"), "", ""),
        (
            word(
                f'<w:tbl><w:tblPr><w:tblStyle w:val="Bleu"/></w:tblPr><w:tr><w:tc><w:p>{WHITE}</w:p></w:tc></w:tr></w:tbl>'
            ),
            "",
            "",
        ),
        (
            word('<w:p><w:r><w:rPr><w:rStyle w:val="Pale"/></w:rPr><w:t>invisible</w:t></w:r></w:p>'),
            "unsure",
            "texte invisible",
        ),
        (
            word('<w:p><w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>invisible</w:t></w:r></w:p>'),
            "unsure",
            "texte invisible",
        ),
        (word('<w:p><w:r><w:rPr><w:sz w:val="22"/></w:rPr><w:t>lisible</w:t></w:r></w:p>'), "", ""),
        (word("<w:altChunk/>"), "unsure", "fichier inclus"),
        (word("", ("rO", "oleObject", "embeddings/o.bin", False)), "unsure", "oleObject"),
        (word("", ("rI", "image", "http://tracker.example/x.png", True)), "unsure", "image"),
        (word("", **{"word/media/image1.png": b"\xd7\xcd\xc6\x9aWMF"}), "", ""),
        (word(**{"word/media/image1.png": b"\xd7\xcd\xc6\x9aWMF"}), "unsure", "image"),
        (word(**{"word/styles.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "unsure", "DOCTYPE"),
        (word(**{"word/document.xml": "<broken"}), "damaged", "endommagé"),
        (excel(formula=True), "unsure", "formule"),
        (slides(hide_all=True), "all_hidden", "masqué"),
    ],
)
def test_what_cannot_be_vouched_for_is_refused_with_its_reason(dirty: bytes, code: str, why: str) -> None:
    kind = pictures.recognise(dirty).code
    if not code:
        office.clean(kind, dirty)  # words that can be read; a picture that nothing shows is simply left out
        return
    with pytest.raises(Refused) as refused:
        office.clean(kind, dirty)
    assert refused.value.code == code
    assert why in str(refused.value.message.fr)


def test_a_document_that_unfolds_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MOST_BYTES", 50_000)
    with pytest.raises(Refused) as refused:
        office.clean("docx", word(**{"word/bomb.xml": "x" * 100_000}))
    assert refused.value.code == "too_large"


# --- in a case -------------------------------------------------------------------------------------------------------


def added(case: Case, firm: Company, name: str, content: bytes, brought_by: From) -> Exhibit:
    taken = take_in([(name, content)])
    with unit_of_work.writing():
        about = About(brought_by=brought_by, audience=Audience.MEDIATOR, dated_on=date(2026, 9, 10))
        return add_exhibits(case, taken, [about], by=firm.quality.actor, at=NOW)[0]


def prepare_all() -> None:
    for job in db.session.query(Job).filter(Job.kind == "exhibit.prepare").all():
        actions.HANDLERS["exhibit.prepare"](job, NOW)


@pytest.mark.parametrize("prepared", [False, True])
def test_ours_is_attached_clean_and_the_customers_untouched(app: Flask, prepared: bool) -> None:
    firm = company()
    case = a_case(firm)
    samples = {kind: sample() for kind, sample in SAMPLES.items()}
    for who in (From.US, From.CUSTOMER):
        for kind, dirty in samples.items():
            added(case, firm, f"{who}.{kind}", dirty, who)
    if prepared:
        prepare_all()
    rows = exhibits_of(case)
    ours, theirs = rows[:3], rows[3:]
    for row in ours:
        assert bool(row.copy_key) is prepared
        got = received(row, Audience.MEDIATOR)
        assert (got.travelling.attached, got.travelling.shown) == (True, row.type_code == "docx")
        assert got.copy is not None
        assert got.reading is None or CANARY not in got.reading.text
        assert CANARY.encode() not in everything_in(got.copy.content)
        assert "nettoyée" in str(got.travelling.why.fr)
    for row, dirty in zip(theirs, samples.values(), strict=True):
        got = received(row, Audience.MEDIATOR)
        assert got.copy is not None
        assert (got.copy.content, row.copy_key) == (dirty, "")


@pytest.mark.parametrize("prepared", [False, True])
@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("devis.docx", word(OBJECT), "objet incorporé"),
        ("devis.docx", files.word("X"), "endommagé"),
        ("note.odt", office_files.packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "PDF"),
        ("fiche.ods", office_files.packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "PDF"),
        ("salon.odp", office_files.packed({"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<x/>"}), "PDF"),
        ("sons.zip", office_files.packed({"a.txt": "a"}), "nettoyer"),
        ("macro.docm", word("", **{"word/vbaProject.bin": b"macro"}), "exécuter"),
    ],
)  # fmt: skip
def test_what_cannot_be_cleaned_is_listed_and_explained_not_attached(
    app: Flask, name: str, content: bytes, why: str, prepared: bool
) -> None:
    firm = company()
    case = a_case(firm)
    added(case, firm, name, content, From.US)
    if prepared:
        prepare_all()
    (row,) = exhibits_of(case)
    got = received(row, Audience.MEDIATOR)
    assert (got.travelling.attached, got.travelling.shown, got.copy) == (False, False, None)
    assert got.travelling.why is not None
    assert why in say(got.travelling.why, "fr")


@pytest.mark.skipif(not (SHARED / "exhibits").is_dir(), reason="the real files are not here")
@pytest.mark.parametrize(
    "file", sorted((SHARED / "exhibits").glob("*")) if SHARED.is_dir() else [], ids=lambda file: file.name
)
def test_no_real_file_breaks_whoever_brought_it(app: Flask, file: Path) -> None:
    firm = company()
    case = a_case(firm)
    row = added(case, firm, file.name, file.read_bytes(), From.US)
    got = received(row, Audience.MEDIATOR)
    assert got.travelling.shown or got.travelling.attached or got.travelling.why is not None


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
def test_an_opendocument_file_is_taken_for_what_it_is_and_told_how_to_become_a_pdf(kind: str) -> None:
    label = f"application/vnd.oasis.opendocument.{kind}"
    found = pictures.recognise(office_files.packed({"mimetype": label, "content.xml": "<x/>"}))
    assert (found.mime, found.family, found.code in pictures.CLEANABLE) == (label, pictures.Family.OFFICE, False)
    warned = caution(f"a.{found.extension}", found.code, found.name, active=False, uncleaned=True)
    assert warned is not None
    assert "enregistrez-le en PDF" in say(warned, "fr")
    assert "save it as PDF" in say(warned, "en")
    macros = office_files.packed({"mimetype": label, "Basic/Standard/Module1.xml": "<x/>"})
    assert pictures.recognise(macros).code == "macros"


def test_a_customers_opendocument_file_travels_as_it_was_handed_in(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    content = office_files.packed(
        {"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<x/>"}
    )
    got = received(added(case, firm, "salon.odp", content, From.CUSTOMER), Audience.MEDIATOR)
    assert got.copy is not None
    assert (got.copy.content, got.travelling.attached) == (content, True)
