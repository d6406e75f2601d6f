"""Inside the sandbox: files opened, shown, cleaned and masked, with pdfium, Pillow and qpdf."""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pikepdf
import pillow_heif
import pypdfium2
from PIL import Image, ImageDraw, ImageOps, ImageSequence

from app.kernel import Refused, words
from app.plumbing.pdf.sandbox import Parcel
from app.plumbing.pictures import office
from app.plumbing.pictures.metadata import jpeg_without_notes, strip_objects, strip_page

MAX_PAGES = 3000
MAX_PIXELS = 120_000_000
"""A phone gives 12 to 50 million, a scanned A3 page at 600 dpi 70; more is a bomb."""
SHOWN_PIXELS = 16_000_000
QUALITY = 88
MASK_DPI = 150
INSIDE = "inside:"
"""Begins a note that names a file inside a PDF."""
MOST_NAMED, MOST_FILES, MOST_INSIDE, LONGEST_NAME = 20, 100, 200 * 1024 * 1024, 120
NO_SIGN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
TURNED = 0x0112
"""EXIF: how the camera was held."""

ENCRYPTED = words("le document est protégé par un mot de passe", "the document is protected by a password")
DAMAGED = words("le fichier est endommagé et ne s’ouvre pas", "the file is damaged and does not open")
EMPTY = words("le fichier ne contient aucune page", "the file has no page")
TOO_MANY = words(
    "le document compte {pages} pages, au-delà de la limite", "the document has {pages} pages, over the limit"
)
TOO_WIDE = words(
    "l’image est trop grande pour être ouverte ({width} × {height} points)",
    "the picture is too large to be opened ({width} × {height} pixels)",
)

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before any pixel is decoded
warnings.simplefilter("ignore")


# --- opening ---------------------------------------------------------------------------------------------------------


def _pdfium(content: bytes) -> Any:
    """The document for drawing; refuses what is locked, broken, empty or endless."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as broken:
        if "password" in str(broken).lower():
            raise Refused("encrypted", ENCRYPTED) from broken
        raise Refused("damaged", DAMAGED) from broken
    _check_count(len(document))
    return document


def _qpdf(content: bytes) -> pikepdf.Pdf:
    """The document for rewriting; same refusals."""
    try:
        document = pikepdf.open(io.BytesIO(content))
        pages = len(document.pages)
    except pikepdf.PasswordError as locked:
        raise Refused("encrypted", ENCRYPTED) from locked
    except (pikepdf.PdfError, ValueError, RuntimeError) as broken:
        raise Refused("damaged", DAMAGED) from broken
    _check_count(pages)
    return document


def _check_count(pages: int) -> None:
    if pages == 0:
        raise Refused("empty", EMPTY)
    if pages > MAX_PAGES:
        raise Refused("too_many_pages", TOO_MANY.fill(pages=pages))


def _picture(content: bytes) -> Image.Image:
    """The picture, its size checked before a pixel is decoded."""
    try:
        picture = Image.open(io.BytesIO(content))
    except (OSError, ValueError, SyntaxError, RuntimeError) as broken:
        raise Refused("damaged", DAMAGED) from broken
    _check_size(picture)
    return picture


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise Refused("too_many_pixels", TOO_WIDE.fill(width=picture.width, height=picture.height))


def _frames(content: bytes) -> Iterator[Image.Image]:
    """Each picture of the file upright, on white, in grey or colour; of one that moves, the first alone."""
    try:
        picture = _picture(content)
        every = ImageSequence.Iterator(picture) if picture.format == "TIFF" else [picture]
        for number, frame in enumerate(every):
            _check_count(number + 1)
            _check_size(frame)
            yield _plain(ImageOps.exif_transpose(frame))
    except (OSError, ValueError, SyntaxError, EOFError) as broken:
        raise Refused("damaged", DAMAGED) from broken


def _plain(picture: Image.Image) -> Image.Image:
    """Two levels, grey or colour, nothing transparent, no notes attached."""
    if picture.mode in ("1", "L", "RGB"):
        plain = picture.copy()
    elif "A" in picture.getbands() or "transparency" in picture.info:
        plain = Image.new("RGB", picture.size, "white")
        plain.paste(picture.convert("RGBA"), mask=picture.convert("RGBA").getchannel("A"))
    elif picture.mode.startswith("I;16"):
        plain = picture.convert("I").point(lambda level: level / 256).convert("L")
    else:
        plain = picture.convert("RGB")
    plain.info = {}
    return plain


# --- looking ---------------------------------------------------------------------------------------------------------


def look(parcel: Parcel) -> Parcel:
    """How many pages, and what a reader should know about the file."""
    if parcel.head["kind"] == "pdf":
        pages = len(_pdfium(parcel.blobs[0]))
        return Parcel({"pages": pages, "notes": _peculiarities(parcel.blobs[0])})
    picture = _picture(parcel.blobs[0])
    frames = getattr(picture, "n_frames", 1) if parcel.head["kind"] == "tif" else 1
    _check_count(frames)
    try:
        picture.load()
    except (OSError, ValueError, SyntaxError) as broken:
        raise Refused("damaged", DAMAGED) from broken
    moves = parcel.head["kind"] != "tif" and getattr(picture, "n_frames", 1) > 1
    return Parcel({"pages": frames, "notes": ["moves"] if moves else []})


def _peculiarities(content: bytes) -> list[str]:
    """`scripts`, `attachments`, `signed`, `restricted`, `layers`: as found in the catalogue of the PDF."""
    try:
        document = _qpdf(content)
    except Refused:
        return ["repaired"]
    opening: Any = document.Root.get("/OpenAction")
    held = [f"{INSIDE}{name}" for name, _content in list(_inside(document))[:MOST_NAMED]]
    found = {
        "scripts": any("/JS" in each for each in (*_dictionaries(document), opening or {})),
        "attachments": bool(held)
        or any(str(each.get("/Type", "")) == "/EmbeddedFile" for each in _dictionaries(document)),
        "signed": any(str(each.get("/FT", "")) == "/Sig" and "/V" in each for each in _dictionaries(document)),
        "restricted": document.is_encrypted,
        "layers": _hides_layers(document),
    }
    return [*(name for name, present in found.items() if present), *held]


def _inside(document: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """The files that a PDF holds (a portfolio, files pinned to a page): each name, and the stream that is its content."""
    for each in _dictionaries(document):
        held: Any = each.get("/EF")
        if isinstance(held, pikepdf.Dictionary):
            content = held.get("/UF", held.get("/F"))
            if isinstance(content, pikepdf.Stream):
                name = str(each.get("/UF", each.get("/F", "")))
                yield NO_SIGN.sub(" ", name).strip()[:LONGEST_NAME] or "?", content


def inside(parcel: Parcel) -> Parcel:
    """The files that a PDF holds, by their names, as they are; one that is too large, or cannot be unpacked, is left where it is."""
    names, contents, room = list[str](), list[bytes](), MOST_INSIDE
    for name, stream in _inside(_qpdf(parcel.blobs[0])):
        try:
            content = stream.read_bytes()
        except (pikepdf.PdfError, ValueError, RuntimeError):
            continue
        if len(names) < MOST_FILES and len(content) <= room:
            room -= len(content)
            names.append(name)
            contents.append(content)
    return Parcel({"names": names}, contents)


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    return (each for each in document.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream))


def _hides_layers(document: pikepdf.Pdf) -> bool:
    """Whether some layer is off: rewriting would make it visible, so such pages are drawn instead."""
    layers: Any = document.Root.get("/OCProperties")
    if layers is None:
        return False
    default: Any = layers.get("/D", {})
    return str(default.get("/BaseState", "/ON")) != "/ON" or len(default.get("/OFF", [])) > 0


def draw_pages(parcel: Parcel) -> Parcel:
    """Pages `first` to `last` as JPEG, at most `dpi` and `SHOWN_PIXELS`."""
    head = parcel.head
    span = range(head["first"], head["last"] + 1)
    if head["kind"] == "pdf":
        document = _pdfium(parcel.blobs[0])
        drawn = [_jpeg(_draw(document, number, head["dpi"])) for number in span if number <= len(document)]
    else:
        numbered = enumerate(_frames(parcel.blobs[0]), 1)
        drawn = [_jpeg(_shrunk(frame, head["dpi"])) for number, frame in numbered if number in span]
    return Parcel({}, drawn)


def _draw(document: Any, number: int, dpi: int) -> Image.Image:
    if document.formenv is None:
        document.init_forms()  # before its page is loaded: what was filled in is drawn with it
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(dpi / 72, math.sqrt(SHOWN_PIXELS / max(width * height, 1)))
    try:
        drawn: Image.Image = page.render(scale=scale, fill_color=(255, 255, 255, 255)).to_pil()
    except pypdfium2.PdfiumError as broken:
        raise Refused("damaged", DAMAGED) from broken
    return drawn.convert("RGB")


def _shrunk(picture: Image.Image, dpi: int) -> Image.Image:
    """A photograph as large as an A4 page at that resolution."""
    picture = picture.convert("RGB") if picture.mode == "1" else picture
    picture.thumbnail((round(11.7 * dpi), round(11.7 * dpi)))
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


# --- copies without anything hidden ----------------------------------------------------------------------------------


def clean(parcel: Parcel) -> Parcel:
    """The audience's copy: same pages or pixels, no metadata, no script, no attachment, no earlier revision."""
    kind, content = parcel.head["kind"], parcel.blobs[0]
    if kind in office.MAIN_TYPE:
        return Parcel({"kind": kind, "pages": 0}, [office.clean(kind, content)])
    if kind == "pdf":
        copy, pages = _clean_pdf(content)
        return Parcel({"kind": "pdf", "pages": pages}, [copy])
    if kind == "tif":
        frames = list(_frames(content))
        return Parcel({"kind": "pdf", "pages": len(frames)}, [_as_pdf(frames)])
    if kind in {"png", "gif", "bmp"}:
        return Parcel({"kind": "png", "pages": 1}, [_png(next(_frames(content)))])
    return Parcel({"kind": "jpg", "pages": 1}, [_clean_jpeg(kind, content)])


def _clean_jpeg(kind: str, content: bytes) -> bytes:
    """Lossless where the picture already stands upright, else drawn anew."""
    picture = _picture(content)
    upright = picture.getexif().get(TURNED, 1) == 1
    if kind == "jpg" and upright:
        next(_frames(content))
        return jpeg_without_notes(content)
    return _jpeg(next(_frames(content)))


def _clean_pdf(content: bytes) -> tuple[bytes, int]:
    """Pages rewritten without what hides; drawn as pictures where rewriting could show more or breaks."""
    try:
        source = _qpdf(content)
        if not _hides_layers(source):
            return _rewritten(source), len(source.pages)
    except Refused as no:
        if no.code != "damaged":
            raise
    except (pikepdf.PdfError, ValueError, RuntimeError):
        pass
    document = _pdfium(content)
    pages = [_draw(document, number, MASK_DPI) for number in range(1, len(document) + 1)]
    return _as_pdf(pages, MASK_DPI), len(document)


def _rewritten(source: pikepdf.Pdf) -> bytes:
    form = source.Root.get("/AcroForm")
    if form is not None and bool(form.get("/NeedAppearances", False)):
        source.generate_appearance_streams()
    source.flatten_annotations("all")
    target = pikepdf.new()
    for page in source.pages:
        strip_page(page)
    target.add_pages_from(source)
    for name in {str(key) for key in target.Root} - {"/Type", "/Pages"}:
        del target.Root[name]
    strip_objects(target)
    return _saved(target)


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.remove_unreferenced_resources()
    document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _as_pdf(pictures: Sequence[Image.Image], dpi: int | None = None) -> bytes:
    """Pictures as a PDF: full pages at `dpi`, or fitted on A4 inside a border."""
    return _laid([_png(picture) if picture.mode == "1" else _jpeg(picture) for picture in pictures], dpi)


def _laid(pictures: Sequence[bytes] | bytes, dpi: int | None = None) -> bytes:
    import img2pdf  # noqa: PLC0415  most jobs on a piece lay nothing on pages

    if dpi:
        layout = img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))
    else:
        paper = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
        border = (img2pdf.mm_to_pt(18), img2pdf.mm_to_pt(15))
        layout = img2pdf.get_layout_fun(paper, border=border, auto_orient=True, fit=img2pdf.FitMode.into)
    made: bytes = img2pdf.convert(pictures, layout_fun=layout, nodate=True, producer="", engine=img2pdf.Engine.internal)
    return made


def printable(parcel: Parcel) -> Parcel:
    """The audience's copy as PDF pages, ready to be stamped and joined."""
    copy = clean(parcel)
    if copy.head["kind"] == "pdf":
        return copy
    if copy.head["kind"] == "jpg":
        return Parcel({"kind": "pdf", "pages": 1}, [_laid(copy.blobs[0])])
    return Parcel({"kind": "pdf", "pages": 1}, [_as_pdf(list(_frames(copy.blobs[0])))])


# --- masking ---------------------------------------------------------------------------------------------------------


def mask(parcel: Parcel) -> Parcel:
    """Regions blackened or pages blanked in the pixels: a masked page is a picture, so nothing lies beneath."""
    masks: list[Mapping[str, Any]] = parcel.head["masks"]
    numbers = {each["page"] for each in masks}
    if parcel.head["kind"] != "pdf":
        frames = list(_frames(parcel.blobs[0]))
        done = [_blacken(frame, number, masks) for number, frame in enumerate(frames, 1)]
        return Parcel({"kind": "pdf", "pages": len(done)}, [_as_pdf(done)])
    copy, pages = _clean_pdf(parcel.blobs[0])
    drawn, target = _pdfium(copy), _qpdf(copy)
    for number in sorted(numbers & set(range(1, pages + 1))):
        picture = _blacken(_draw(drawn, number, MASK_DPI), number, masks)
        with pikepdf.open(io.BytesIO(_as_pdf([picture], MASK_DPI))) as single:
            target.pages[number - 1] = single.pages[0]
    return Parcel({"kind": "pdf", "pages": pages}, [_saved(target)])


def _blacken(picture: Image.Image, number: int, masks: Sequence[Mapping[str, Any]]) -> Image.Image:
    """Boxes are left, top, right, bottom as shares of the page; no box means the whole page."""
    canvas = picture.convert("RGB")
    pen = ImageDraw.Draw(canvas)
    wide, high = canvas.size
    for each in masks:
        if each["page"] != number:
            continue
        left, top, right, bottom = each["box"] or (0, 0, 1, 1)
        pen.rectangle(
            (left * wide, top * high, right * wide, bottom * high), fill="black" if each["box"] else "#e6e6e6"
        )
    return canvas
