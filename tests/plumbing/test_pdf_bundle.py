"""Joining, stamping, archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import img2pdf
import pikepdf
import pypdf
import pytest
from PIL import Image

from app.plumbing.pdf import Colophon, SandboxError, render
from app.plumbing.pdf.bundle import Joined, Part, merge_and_stamp, safe_name, zip_of


@pytest.fixture(autouse=True, scope="module")
def _in_a_hurry() -> Iterator[None]:
    """Tests are waited for: sandboxed jobs run at normal priority."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.plumbing.pdf.sandbox.COURTESY", 0)
        yield


AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
STAMP = "Pièce n° {n} — p. {{page}}/{{pages}}"


def sheets(count: int, size: tuple[int, int] = (595, 842), rotate: int = 0, contents: bytes = b"") -> bytes:
    document = pikepdf.new()
    for _ in range(count):
        added = document.add_blank_page(page_size=size)
        added.obj.Contents = document.make_stream(contents)
        if rotate:
            added.obj.Rotate = rotate
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def body() -> bytes:
    html = "<html lang='fr'><body><h1>Dossier</h1><a href='#pages-1'>pièce n° 1</a><p id='pages-1'>Bordereau</p></body></html>"
    return render(html, Colophon("Dossier", "fr", AT)).pdf


def joined(body: bytes, *parts: Part) -> Joined:
    return merge_and_stamp(body, parts, title="Liasse", lang="fr", made_at=AT, heading="Pièces")


def part(number: int, pdf: bytes, **more: object) -> Part:
    return Part(pdf, f"Pièce n° {number}", STAMP.format(n=number), anchor=f"pages-{number}", **more)  # type: ignore[arg-type]


def test_every_page_of_a_part_carries_its_stamp(body: bytes) -> None:
    made = joined(body, part(1, sheets(2)), part(2, sheets(3)))
    texts = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(made.pdf)).pages]
    assert made.pages == 6
    assert made.starts == (2, 4)
    assert "Pièce" not in texts[0].split("Bordereau")[1]
    assert [text.strip() for text in texts[1:]] == [
        "Pièce n° 1 — p. 1/2",
        "Pièce n° 1 — p. 2/2",
        "Pièce n° 2 — p. 1/3",
        "Pièce n° 2 — p. 2/3",
        "Pièce n° 2 — p. 3/3",
    ]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_stamp_stands_upright_at_the_top_right_of_the_page_as_seen(body: bytes, rotate: int) -> None:
    import pypdfium2

    made = joined(body, part(1, sheets(1, rotate=rotate)))
    shown = pypdfium2.PdfDocument(made.pdf)[1].render(scale=1).to_pil().convert("L")
    left, top, right, bottom = Image.eval(shown, lambda level: 255 - level).getbbox() or (0, 0, 0, 0)
    assert shown.width - right < 20
    assert top < 20
    assert right - left > 3 * (bottom - top)


def test_what_a_page_draws_stays_and_cannot_reach_the_stamp(body: bytes) -> None:
    """A page that ends with an unclosed clip and a hostile matrix still shows its stamp."""
    made = joined(body, part(1, sheets(1, contents=b"Q Q 1 0 0 rg 50 50 100 100 re f q 0 0 1 1 re W n 9 0 0 9 0 0 cm")))
    import pypdfium2

    shown = pypdfium2.PdfDocument(made.pdf)[1].render(scale=1).to_pil().convert("RGB")
    assert shown.getpixel((100, 842 - 100)) == (255, 0, 0)
    assert shown.crop((450, 0, 595, 60)).convert("L").getextrema()[0] < 80


def test_bookmarks_mirror_the_list_and_links_reach_the_pages(body: bytes) -> None:
    made = joined(body, part(1, sheets(1)), part(2, sheets(1)))
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        with document.open_outline() as outline:
            titles = [(item.title, [child.title for child in item.children]) for item in outline.root]
        assert ("Pièces", ["Pièce n° 1", "Pièce n° 2"]) in titles
        names = document.Root.Names.Dests.Names
        target = {str(names[i]): names[i + 1] for i in range(0, len(names), 2)}["pages-1"]
        assert target[0].objgen == document.pages[1].obj.objgen


def test_a_bundle_claims_no_standard(body: bytes) -> None:
    made = joined(body, part(1, sheets(1)))
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert "/Metadata" not in document.Root
        assert "/OutputIntents" not in document.Root
    assert b"pdfaid" not in made.pdf


def test_a_broken_part_becomes_its_page_and_the_rest_goes_on(body: bytes) -> None:
    locked = io.BytesIO()
    pikepdf.open(io.BytesIO(sheets(1))).save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    made = joined(
        body,
        part(1, b"%PDF-1.7 rubbish", instead=sheets(1)),
        part(2, locked.getvalue(), instead=sheets(1)),
        part(3, sheets(2)),
    )
    assert made.replaced == (0, 1)
    assert made.pages == 5


def test_a_broken_part_without_a_page_is_an_error(body: bytes) -> None:
    with pytest.raises(SandboxError) as broken:
        joined(body, part(1, b"rubbish"))
    assert broken.value.code == "damaged"


def test_the_same_parts_give_the_same_bytes(body: bytes) -> None:
    assert joined(body, part(1, sheets(3))).pdf == joined(body, part(1, sheets(3))).pdf


def test_a_photograph_is_not_drawn_again(body: bytes) -> None:
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 60).save(out, "JPEG")
    made = joined(body, part(1, img2pdf.convert(out.getvalue())))
    assert out.getvalue() in made.pdf


def test_an_archive_is_the_same_twice_and_keeps_its_files() -> None:
    entries = [("piece-01-facture.pdf", b"a"), ("piece-02-photo.jpg", b"b" * 5000)]
    made = zip_of(entries, AT)
    assert made == zip_of(entries, AT)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == entries
        assert archive.comment == b""


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/abs",
        "C:\\x.exe",
        "a\x00b",
        ".htaccess",
        "a\u200b.pdf",
        "photo\u202egpj.exe",
        "",
        "..",
        "x" * 900,
    ],
)
def test_no_name_leaves_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 130
    assert not set(safe) & set("/\\:\x00\u200b\u202e")
    assert not safe.startswith(".")


def test_two_files_of_one_name_both_stay() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_of([("a.pdf", b"1"), ("A.pdf", b"2")], AT))) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"1", b"2"]
        assert len(set(archive.namelist())) == 2
