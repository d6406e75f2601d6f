"""What a file is, by its content: never by its name, never by what the sender said.

A closed list. `pages` kinds are shown page by page; `text` and `mail` can be read; the rest is described. `travels`
says whether the file itself may leave the house (a program or a macro never does).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from struct import unpack_from
from uuid import UUID

import filetype

from app.kernel import Words, words

HEAD = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OUTLOOK_CLASS = UUID("00020d0b-0000-0000-c000-000000000046").bytes_le
"""What the root of a mail that Outlook saved says it is (MS-OXMSG 2.1)."""


class Family(StrEnum):
    """How a kind of file is handled."""

    PAGES = "pages"
    TEXT = "text"
    MAIL = "mail"
    OFFICE = "office"
    OTHER = "other"
    ACTIVE = "active"


@dataclass(frozen=True)
class Kind:
    """A kind of file: its code, media type, usual extension, family and name."""

    code: str
    mime: str
    extension: str
    family: Family
    name: Words

    @property
    def travels(self) -> bool:
        """Whether a file of this kind may be handed on as it is or cleaned."""
        return self.family is not Family.ACTIVE


def _kind(code: str, mime: str, family: Family, fr: str, en: str, *, extension: str = "") -> Kind:
    return Kind(code, mime, extension or code, family, words(fr, en))


PDF = _kind("pdf", "application/pdf", Family.PAGES, "document PDF", "PDF document")
JPEG = _kind("jpg", "image/jpeg", Family.PAGES, "photographie (JPEG)", "photograph (JPEG)")
PNG = _kind("png", "image/png", Family.PAGES, "image (PNG)", "image (PNG)")
HEIC = _kind("heic", "image/heic", Family.PAGES, "photographie (HEIC)", "photograph (HEIC)")
AVIF = _kind("avif", "image/avif", Family.PAGES, "photographie (AVIF)", "photograph (AVIF)")
TIFF = _kind("tif", "image/tiff", Family.PAGES, "image numérisée (TIFF)", "scanned image (TIFF)")
GIF = _kind("gif", "image/gif", Family.PAGES, "image (GIF)", "image (GIF)")
WEBP = _kind("webp", "image/webp", Family.PAGES, "image (WebP)", "image (WebP)")
BITMAP = _kind("bmp", "image/bmp", Family.PAGES, "image (BMP)", "image (BMP)")
TEXT = _kind("txt", "text/plain", Family.TEXT, "texte", "text")
MAIL = _kind("eml", "message/rfc822", Family.MAIL, "courriel", "e-mail")
OUTLOOK = _kind("msg", "application/vnd.ms-outlook", Family.MAIL, "courriel Outlook", "Outlook e-mail")
SVG = _kind("svg", "image/svg+xml", Family.ACTIVE, "dessin SVG", "SVG drawing")
HTML = _kind("html", "text/html", Family.ACTIVE, "page web", "web page")
SCRIPT = _kind("script", "text/plain", Family.ACTIVE, "programme", "program", extension="bin")
PROGRAM = _kind("exe", "application/octet-stream", Family.ACTIVE, "programme", "program", extension="bin")
MACROS = _kind(
    "macros", "application/octet-stream", Family.ACTIVE, "document avec macros", "document with macros", extension="bin"
)
ARCHIVE = _kind("zip", "application/zip", Family.OTHER, "archive", "archive")
UNKNOWN = _kind(
    "bin", "application/octet-stream", Family.OTHER, "fichier d’un type non reconnu", "file of unknown type"
)
WORD = _kind(
    "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Family.OFFICE,
    "document Word",
    "Word document",
)
EXCEL = _kind(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Family.OFFICE,
    "classeur Excel",
    "Excel workbook",
)
SLIDES = _kind(
    "pptx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Family.OFFICE,
    "présentation PowerPoint",
    "PowerPoint slides",
)
ODT = _kind(
    "odt", "application/vnd.oasis.opendocument.text", Family.OFFICE, "document OpenDocument", "OpenDocument text"
)
ODS = _kind(
    "ods",
    "application/vnd.oasis.opendocument.spreadsheet",
    Family.OFFICE,
    "classeur OpenDocument",
    "OpenDocument spreadsheet",
)
ODP = _kind(
    "odp",
    "application/vnd.oasis.opendocument.presentation",
    Family.OFFICE,
    "présentation OpenDocument",
    "OpenDocument slides",
)
DOC = _kind("doc", "application/msword", Family.OFFICE, "document Word ancien", "old Word document")
XLS = _kind("xls", "application/vnd.ms-excel", Family.OFFICE, "classeur Excel ancien", "old Excel workbook")
RTF = _kind("rtf", "application/rtf", Family.OFFICE, "document RTF", "RTF document")
SOUND = _kind(
    "sound", "application/octet-stream", Family.OTHER, "enregistrement sonore", "sound recording", extension="bin"
)
FILM = _kind("film", "application/octet-stream", Family.OTHER, "vidéo", "video", extension="bin")

KINDS = {
    kind.code: kind
    for kind in (
        PDF, JPEG, PNG, HEIC, AVIF, TIFF, GIF, WEBP, BITMAP, TEXT, MAIL, OUTLOOK, SVG, HTML, SCRIPT, PROGRAM, MACROS, ARCHIVE, UNKNOWN,
        WORD, EXCEL, SLIDES, ODT, ODS, ODP, DOC, XLS, RTF, SOUND, FILM,
    )
}  # fmt: skip

CLEANABLE = frozenset({WORD.code, EXCEL.code, SLIDES.code})
"""Office files that can be rebuilt with what is seen and nothing else."""
READABLE = frozenset({WORD.code, ODT.code, RTF.code})
"""Documents of which the words are shown, though not their pages."""
PICTURES = {
    "image/jpeg": JPEG,
    "image/png": PNG,
    "image/apng": PNG,
    "image/heic": HEIC,
    "image/avif": AVIF,
    "image/tiff": TIFF,
    "image/gif": GIF,
    "image/webp": WEBP,
    "image/bmp": BITMAP,
}
PROGRAMS = {"exe", "elf", "swf", "crx", "rpm", "deb", "wasm", "nes"}
PACKED = {"tar", "rar", "gz", "bz2", "7z", "cab", "xz", "Z", "lzo", "lz", "lz4", "zst", "br", "ar"}
MAIL_FIELD = re.compile(rb"\A(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}")
MAIL_MARKS = re.compile(rb"^(?:from|date|message-id|received|mime-version|return-path|subject):", re.I | re.M)
MARKUP = re.compile(r"<\s*(?:!doctype\s+html|html|head|body|script|iframe|object|embed)\b", re.I)
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def recognise(content: bytes) -> Kind:
    """The kind of these bytes; what fits nothing on the list is `UNKNOWN`."""
    if b"%PDF-" in content[:1024] and content[:2] != b"MZ":
        return PDF
    if content[:4] == b"PK\x03\x04":
        return _inside_zip(content)
    if content[:8] == OLE:
        return _inside_ole(content)
    if content[:5] == b"{\\rtf":
        return RTF
    guess = filetype.guess(content[:HEAD])
    if guess is None:
        return _text(content)
    return _listed(guess.extension, guess.mime)


def _listed(extension: str, mime: str) -> Kind:
    """What the table of signatures said, through our own list."""
    if mime in PICTURES:
        return PICTURES[mime]
    if extension in PROGRAMS:
        return PROGRAM
    if extension in PACKED:
        return ARCHIVE
    return SOUND if mime.startswith("audio/") else FILM if mime.startswith("video/") else UNKNOWN


def _inside_zip(content: bytes) -> Kind:
    """Office files are ZIP archives: the table of contents tells which; nothing is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist()[:5000])
            label = archive.read("mimetype")[:100].decode("ascii", "replace") if _has_label(archive) else ""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        return ARCHIVE
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        return MACROS
    for start, kind in (("word/", WORD), ("xl/", EXCEL), ("ppt/", SLIDES)):
        if "[Content_Types].xml" in names and any(name.startswith(start) for name in names):
            return kind
    return {kind.mime: kind for kind in (ODT, ODS, ODP)}.get(label.strip(), ARCHIVE)


def _has_label(archive: zipfile.ZipFile) -> bool:
    return "mimetype" in archive.namelist()[:1] and archive.getinfo("mimetype").file_size < HEAD


def _inside_ole(content: bytes) -> Kind:
    """Old Office and Outlook files: the names of their streams, in UTF-16, tell which."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if _class_of(content) == OUTLOOK_CLASS:
        return OUTLOOK  # whatever is attached to it, looked at by itself
    if holds("_VBA_PROJECT") or holds("VBA"):
        return MACROS
    if holds("__nameid_version1.0") or holds("__properties_version1.0"):
        return OUTLOOK
    return DOC if holds("WordDocument") else XLS if holds("Workbook") else UNKNOWN


def _class_of(content: bytes) -> bytes:
    """What the root entry of an OLE file says it is: the first of its directory (MS-CFB 2.6)."""
    if len(content) < 512:
        return b""
    shift, first = unpack_from("<H", content, 30)[0], unpack_from("<I", content, 48)[0]
    root = (first + 1) << min(shift, 12)
    return content[root + 80 : root + 96]


def _text(content: bytes) -> Kind:
    """Text is what decodes and holds no control characters; mail, markup and scripts are told apart."""
    text = as_text(content)
    if text is None:
        return UNKNOWN
    start = text[:HEAD].lstrip("\ufeff \t\r\n")
    if start.startswith("#!"):
        return SCRIPT
    if re.search(r"<\s*(?:\w+:)?svg\b", text[:HEAD], re.I):
        return SVG
    fields = MAIL_FIELD.match(content[:HEAD])
    if fields and len(set(MAIL_MARKS.findall(fields[0]))) >= 2:
        return MAIL
    return HTML if MARKUP.search(start) else TEXT


def as_text(content: bytes) -> str | None:
    """The text of these bytes (UTF-8, UTF-16 with its mark, else Windows-1252), or None if they are not text."""
    if not content:
        return ""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if CONTROLS.search(text) else text
    return None
