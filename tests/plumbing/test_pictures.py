"""Files people send: recognised by content, shown, cleaned, masked, or refused with a reason."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, PngImagePlugin

from app.plumbing.pdf import Limits, SandboxError
from app.plumbing.pictures import Mask, cleaned, look, masked, page_images, printable, readable, recognise


@pytest.fixture(autouse=True, scope="module")
def _in_a_hurry() -> Iterator[None]:
    """Tests are waited for: sandboxed jobs run at normal priority."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.plumbing.pdf.sandbox.COURTESY", 0)
        yield


EXHIBITS = Path(__file__).resolve().parents[3] / "shared" / "data" / "exhibits"
CANARY = b"CANARI-51"


def exhibit(name: str) -> bytes:
    path = EXHIBITS / name
    if not path.exists():
        pytest.skip("the shared exhibits are not here")
    return path.read_bytes()


def jpeg(size: tuple[int, int] = (60, 40), orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x8298] = orientation, CANARY.decode(), CANARY.decode()
    out = io.BytesIO()
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    picture.save(out, "JPEG", exif=exif, comment=CANARY, quality=95)
    return out.getvalue() + CANARY


def png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", CANARY.decode())
    notes.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    out = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 0, 255, 128)).save(out, "PNG", pnginfo=notes)
    return out.getvalue()


def tiff(frames: int = 3) -> bytes:
    out = io.BytesIO()
    pages = [Image.new("1", (200, 280), 1) for _ in range(frames)]
    pages[0].save(
        out, "TIFF", save_all=True, append_images=pages[1:], compression="group4", description=CANARY.decode()
    )
    return out.getvalue()


def nasty_pdf() -> bytes:
    """Metadata, script, attachment, note, private data, an earlier revision and a photograph with EXIF."""
    document = pikepdf.new()
    sheet = document.add_blank_page(page_size=(300, 400))
    photo = document.make_stream(
        jpeg()[: -len(CANARY)], Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=60, Height=40,
        ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=photo))
    sheet.obj.Contents = document.make_stream(b"q 100 0 0 100 50 50 cm /Im Do Q")
    text = CANARY.decode()
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[9, 9, 29, 29], Contents=text)
    sheet.obj.Annots = document.make_indirect(pikepdf.Array([document.make_indirect(note)]))
    sheet.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=text))
    document.attachments["a.txt"] = CANARY
    document.docinfo["/Author"] = text
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [text]
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{text}')")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue() + CANARY


def everything_in(content: bytes) -> bytes:
    if content[:4] != b"%PDF":
        return content
    with pikepdf.open(io.BytesIO(content)) as document:
        raw = [each.read_raw_bytes() for each in document.objects if isinstance(each, pikepdf.Stream)]
        strings = repr([each for each in document.objects if not isinstance(each, pikepdf.Stream)]).encode()
        plain = [each.read_bytes() for each in document.objects if isinstance(each, pikepdf.Stream) and _opens(each)]
    return b"".join((content, strings, *raw, *plain))


def _opens(stream: pikepdf.Stream) -> bool:
    try:
        stream.read_bytes()
    except pikepdf.PdfError:
        return False
    return True


def office(name: str, *more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for entry in ("[Content_Types].xml", name, *more):
            archive.writestr(entry, "x")
    return out.getvalue()


MAIL = (
    "From: Léa <lea@exemple.fr>\r\nTo: sav@exemple.fr\r\nBcc: CANARI-51@exemple.fr\r\nSubject: =?utf-8?q?R=C3=A9clamation?=\r\n"
    "Date: Mon, 2 Nov 2026 10:00:00 +0100\r\nMessage-ID: <CANARI-51@x>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/html; charset=utf-8\r\n\r\n<style>x{}</style><p>Bonjour,</p><script>bad()</script><p>la machine fuit.</p>"
).encode()


def moving(form: str, number: int = 4) -> bytes:
    """A picture that moves: the first all white, the others black."""
    frames = [Image.new("RGB", (120, 80), "white" if n == 0 else "black") for n in range(number)]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def bitmap() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 80), "white").save(out, "BMP")
    return out.getvalue()


KINDS = {
    "pdf": nasty_pdf,
    "jpg": jpeg,
    "png": png,
    "tif": tiff,
    "gif": lambda: moving("GIF"),
    "webp": lambda: moving("WEBP"),
    "bmp": bitmap,
    "eml": lambda: MAIL,
    "txt": "Bonjour, voilà l’été.".encode,
    "svg": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "html": lambda: b"<!DOCTYPE html><p>x",
    "script": lambda: b"#!/bin/sh\nrm -rf /",
    "exe": lambda: b"MZ\x90\x00" + bytes(200) + b"%PDF-1.4",
    "docx": lambda: office("word/document.xml"),
    "xlsx": lambda: office("xl/workbook.xml"),
    "macros": lambda: office("word/document.xml", "word/vbaProject.bin"),
    "zip": lambda: office("a.txt"),
    "bin": lambda: bytes(range(256)) * 4,
}


@pytest.mark.parametrize("code", KINDS)
def test_a_file_is_known_by_its_content(code: str) -> None:
    assert recognise(KINDS[code]()).code == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("example.heic", "heic"),
        ("SimpleMacro.docm", "macros"),
        ("attachment_msg_pdf.msg", "msg"),
        ("SSRF_url.svg", "svg"),
        ("SVG_XSS1.svg", "svg"),
        ("helloworld-bad.pdf", "pdf"),
    ],
)
def test_real_files_are_known_too(name: str, code: str) -> None:
    assert recognise(exhibit(name)).code == code


def test_programs_macros_and_drawings_with_scripts_never_travel() -> None:
    assert {code for code in KINDS if not recognise(KINDS[code]()).travels} == {
        "svg",
        "html",
        "script",
        "exe",
        "macros",
    }


@pytest.mark.parametrize("code", ["pdf", "jpg", "png", "tif", "gif", "webp", "bmp"])
def test_pages_are_counted_and_drawn(code: str) -> None:
    content = KINDS[code]()
    seen = look(content)
    assert seen.problem is None
    assert seen.pages == (3 if code == "tif" else 1)
    images = page_images(content, 1, seen.pages)
    assert len(images) == seen.pages
    assert {Image.open(io.BytesIO(image)).format for image in images} == {"JPEG"}


@pytest.mark.parametrize("code", ["pdf", "jpg", "png", "tif"])
@pytest.mark.parametrize("make", [cleaned, printable])
def test_no_copy_keeps_anything_hidden(code: str, make: object) -> None:
    content = KINDS[code]()
    assert CANARY in everything_in(content)
    copy = make(content)  # type: ignore[operator]
    assert CANARY not in everything_in(copy.content)
    assert recognise(copy.content) == copy.kind


def test_a_pdf_tells_what_it_carries() -> None:
    assert set(look(nasty_pdf()).notes) == {"scripts", "attachments", "inside:a.txt"}
    with pikepdf.open(io.BytesIO(cleaned(nasty_pdf()).content)) as document:
        assert {str(key) for key in document.Root} == {"/Type", "/Pages"}
        assert "/Annots" not in document.pages[0].obj


def test_a_cleaned_photograph_keeps_its_pixels_to_the_bit() -> None:
    before, after = (Image.open(io.BytesIO(content)) for content in (jpeg(), cleaned(jpeg()).content))
    assert before.tobytes() == after.tobytes()
    assert not after.getexif()


def test_a_photograph_held_sideways_is_turned_upright() -> None:
    after = Image.open(io.BytesIO(cleaned(jpeg(orientation=6)).content))
    assert after.size == (40, 60)
    assert after.convert("RGB").getpixel((20, 5))[1] < 60  # red, once on the left, is now on top
    assert after.convert("RGB").getpixel((20, 55))[1] > 200


def test_a_hidden_layer_stays_hidden() -> None:
    document = pikepdf.new()
    sheet = document.add_blank_page(page_size=(200, 200))
    layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="secret"))
    sheet.obj.Resources = pikepdf.Dictionary(Properties=pikepdf.Dictionary(L=layer))
    sheet.obj.Contents = document.make_stream(b"/OC /L BDC 1 0 0 rg 20 20 160 160 re f EMC")
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer], Order=[layer]))
    out = io.BytesIO()
    document.save(out)
    shown = pypdfium2.PdfDocument(cleaned(out.getvalue()).content)[0].render().to_pil().convert("RGB")
    assert shown.getpixel((shown.width // 2, shown.height // 2)) == (255, 255, 255)


def test_a_masked_region_is_gone_not_covered() -> None:
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 300))
    document.add_blank_page(page_size=(300, 300))
    for sheet in document.pages:
        sheet.obj.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                )
            )
        )
        sheet.obj.Contents = document.make_stream(
            b"BT /F 20 Tf 20 250 Td (IBAN CANARI-51) Tj ET 1 0 0 rg 20 20 50 50 re f"
        )
    out = io.BytesIO()
    document.save(out)
    copy = masked(out.getvalue(), [Mask(1, (0, 0, 1, 0.4))])
    pdf = pypdfium2.PdfDocument(copy.content)
    assert copy.pages == 2
    assert pdf[0].get_textpage().get_text_bounded() == ""
    assert "CANARI-51" in pdf[1].get_textpage().get_text_bounded()
    first = pdf[0].render().to_pil().convert("RGB")
    assert first.getpixel((60, 50)) == (0, 0, 0)
    assert first.getpixel((40, 260))[0] > 200
    assert first.size == (300, 300)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_of_a_picture_that_moves_the_first_alone_is_shown_handed_on_and_masked(form: str) -> None:
    content = moving(form)
    seen, copy, paper = look(content), cleaned(content), printable(content)
    assert (seen.pages, seen.notes) == (1, ("moves",))
    assert (getattr(Image.open(io.BytesIO(copy.content)), "n_frames", 1), paper.pages) == (1, 1)
    hidden = masked(content, [Mask(1, (0.0, 0.0, 0.5, 1.0))])
    assert (hidden.pages, len(pypdfium2.PdfDocument(hidden.content))) == (1, 1), "no other frame goes unmasked"


def test_a_whole_page_can_be_masked_in_a_scan_too() -> None:
    copy = masked(tiff(), [Mask(2)])
    pages = [page.render().to_pil().convert("L").getextrema() for page in pypdfium2.PdfDocument(copy.content)]
    assert pages[0] == (255, 255)
    assert pages[1][0] < 240


def png_bomb(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")
    )


def pdf_bomb() -> bytes:
    """A form that draws itself ten times, nine levels deep: a thousand million rectangles from two kilobytes."""
    document = pikepdf.new()
    inner = document.make_stream(
        b"0 0 10 10 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 600, 800]
    )
    for _ in range(9):
        inner = document.make_stream(
            b"/F Do 1 0 0 1 1 0 cm " * 10, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 600, 800],
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner)),
        )  # fmt: skip
    sheet = document.add_blank_page()
    sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
    sheet.obj.Contents = document.make_stream(b"/F Do")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_picture_of_a_thousand_million_points_is_refused_with_its_size() -> None:
    seen = look(png_bomb(50_000, 40_000))
    assert seen.problem is not None
    assert seen.problem.code == "too_many_pixels"
    assert "50000" in seen.problem.words.fr


def test_a_pdf_that_draws_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.plumbing.pictures.pages.WORKING", Limits(cpu_seconds=1, wall_seconds=60))
    with pytest.raises(SandboxError) as broken:
        page_images(pdf_bomb())
    assert broken.value.code == "too_slow"


@pytest.mark.parametrize("cut", [20, 60, 200, 400])
@pytest.mark.parametrize("code", ["jpg", "png", "tif", "pdf"])
def test_a_file_cut_short_is_shown_or_explained_never_an_error(code: str, cut: int) -> None:
    seen = look(KINDS[code]()[:cut])
    assert seen.pages > 0 or seen.problem is not None or seen.kind.family != "pages"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("poppler-395-0-fuzzed.pdf", "damaged"),
        ("helloworld-bad.pdf", None),
        ("empty_protected.pdf", None),
        ("evaljs.pdf", None),
    ],
)
def test_real_damage_is_explained(name: str, problem: str | None) -> None:
    seen = look(exhibit(name))
    assert (seen.problem.code if seen.problem else None) == problem


def test_a_locked_pdf_says_that_it_wants_a_password() -> None:
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(nasty_pdf())).save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    problem = look(out.getvalue()).problem
    assert problem is not None
    assert problem.code == "encrypted"
    assert "mot de passe" in problem.words.fr


def test_every_real_exhibit_gives_pages_or_a_reason() -> None:
    if not EXHIBITS.is_dir():
        pytest.skip("the shared exhibits are not here")
    for path in sorted(EXHIBITS.iterdir()):
        seen = look(path.read_bytes())
        if seen.pages:
            assert printable(path.read_bytes()).pages == seen.pages
        else:
            assert seen.problem is not None or seen.kind.family != "pages", path.name


def test_a_mail_reads_as_plain_words_without_its_blind_copies() -> None:
    mail = readable(MAIL)
    assert dict(mail.fields) == {
        "From": "Léa <lea@exemple.fr>",
        "To": "sav@exemple.fr",
        "Date": "Mon, 02 Nov 2026 10:00:00 +0100",
        "Subject": "Réclamation",
    }
    assert mail.text == "Bonjour,\nla machine fuit."
    assert "CANARI" not in repr(mail)


def test_text_in_the_old_western_encoding_reads() -> None:
    assert readable("reçu l’été".encode("cp1252")).text == "reçu l’été"
