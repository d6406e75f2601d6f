"""Opening a file of complaints: CSV in whatever encoding and delimiter it has, a workbook or JSON; refuses what is none of them."""

from __future__ import annotations

import codecs
import io
import re
import tempfile
import weakref
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from app.intake.queries.json_files import Objects
from app.intake.queries.mappings import all_mappings, mapping_named
from app.intake.queries.workbooks import LOCKED, OtherWorkbook, Workbook
from app.intake.rules.guessing import guessed
from app.intake.rules.headings import MOST_TITLES
from app.intake.rules.mapping import fitting
from app.intake.rules.tables import LONGEST_LINE, Line, Records, Row, delimiter_among
from app.kernel import Refused, words

FEW = 64
JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*[{\]]|\{\s*[\"}])")
CONTROL = bytes({*range(1, 32)} - {*b"\t\n\v\f\r"})
LARGEST_FILE = 500 * 1024 * 1024
EMPTY = words("Le fichier est vide.", "The file is empty.")
NEITHER = words(
    "Ce fichier n’est ni un texte CSV, ni un classeur XLSX, ni du JSON.",
    "This file is neither CSV text, nor an XLSX workbook, nor JSON.",
)
TOO_BIG = words("Le fichier dépasse 500 Mo.", "The file is larger than 500 MB.")
WIDEST = words(
    "Ce texte est en UTF-32, que rien n’écrit plus : enregistrez-le en UTF-8 (CSV) ou en XLSX.",
    "This text is in UTF-32, which nothing writes any more: save it as UTF-8 (CSV) or XLSX.",
)
WEB_PAGE = words(
    "Ce fichier est une page web ou du XML sous un nom de tableau : ouvrez-le dans votre tableur, enregistrez-le en XLSX ou en CSV, "
    "puis recommencez.",
    "This file is a web page or XML under the name of a table: open it in your spreadsheet, save it as XLSX or CSV, then retry.",
)
NOT_SHEETS = words(
    "Ce fichier n’a pas de feuilles : seul un classeur en a.", "This file has no sheets: only a workbook has."
)
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|!--|html|table|meta|head|style|div)\b", re.IGNORECASE)
OLD = b"\xd0\xcf\x11\xe0"
OPEN_SHEET = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
PLAIN = "generic-fr"


class Rows(Protocol):
    """What both kinds of file give."""

    headings: list[str]
    whole: Callable[[dict[str, str]], bool]

    def rows(self) -> Iterator[Row]:
        """The records, one by one."""
        ...


@dataclass
class Table:
    """An open file: its headings, its records, how far it was read (0 to 1), and how it was understood."""

    source: Rows
    far: Callable[[], float]
    encoding: str = ""
    delimiter: str = ""
    format: str = ""
    """Of a workbook: XLSX, XLS, XLSB, ODS."""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    since_1904: bool = False
    """A workbook that counts its days from 1904: a bare number in it is no day."""

    @property
    def headings(self) -> list[str]:
        """The columns."""
        return self.source.headings

    def rows(self, whole: Callable[[dict[str, str]], bool] | None = None) -> Iterator[Row]:
        """The records; `whole` says whether values look like one (used after an unclosed quote)."""
        if whole is not None:
            self.source.whole = whole
        return self.source.rows()


def opened(stream: BinaryIO, sheet: str = "") -> Table:
    """Open a file for reading from its start (the stream must be seekable); of a workbook this sheet, else the first with a table."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if size > LARGEST_FILE:
        raise Refused("file_too_big", TOO_BIG, "file")
    start = stream.read(128)
    stream.seek(0)
    if not start:
        raise Refused("file_empty", EMPTY, "file")
    if start.startswith((b"PK\x03\x04", OLD)):
        return _workbook(stream, start, sheet)
    if sheet:
        raise Refused("no_sheets", NOT_SHEETS, "file")
    if JSON.match(start):
        objects = Objects(stream)
        return Table(objects, lambda: 1.0, encoding="JSON")
    if MARKUP.match(start):
        raise Refused("file_web_page", WEB_PAGE, "file")
    if start.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK", b"\x1f\x8b", b"7z\xbc\xaf", b"MZ", b"\x7fELF")
    ):
        raise Refused("file_not_table", NEITHER, "file")
    return _text(stream, size)


def _workbook(stream: BinaryIO, start: bytes, sheet: str) -> Table:
    form = _form(stream, start)
    opens = Workbook if form == "XLSX" else OtherWorkbook
    book = opens(stream, sheet, _fits, _knows)
    return Table(book, book.far, format=form, sheet=book.sheet, other_sheets=book.others, since_1904=book.since_1904)


def _form(stream: BinaryIO, start: bytes) -> str:
    """Which kind of workbook: those of before 2007 and those under a password begin alike; the name of the locked part tells them apart."""
    if start.startswith(OLD):
        held = stream.read(LONGEST_LINE * 100)
        stream.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in held:
            raise Refused("file_locked", LOCKED, "file")
        return "XLS"
    if start[30:].startswith(OPEN_SHEET):
        return "ODS"
    try:
        with zipfile.ZipFile(stream) as archive:
            binary = "xl/workbook.bin" in archive.namelist()
    except Exception:  # a damaged archive: whoever reads it says so
        binary = False
    stream.seek(0)
    return "XLSB" if binary else "XLSX"


def _text(stream: BinaryIO, size: int) -> Table:
    given = stream
    stream, size = _plain_lines(stream, size)
    encoding = _encoding(stream)
    stream.seek(0)
    delimiter = delimiter_among(_first_lines(stream, encoding), _fits)
    stream.seek(0)
    records = Records(_lines(stream, encoding), delimiter, _fits, _knows)
    if stream is not given:
        weakref.finalize(records, stream.close)
    if not records.read_headings():
        raise Refused("file_empty", EMPTY, "file")
    return Table(records, lambda: min(1.0, stream.tell() / max(size, 1)), encoding, delimiter)


def _fits(cells: list[str]) -> bool:
    return fitting(all_mappings(), cells) is not None


def _knows(cells: list[str]) -> int:
    return len(guessed(mapping_named(PLAIN), cells))


def _first_lines(stream: BinaryIO, encoding: str) -> list[str]:
    return [_decoded(stream.readline(LONGEST_LINE).removeprefix(codecs.BOM_UTF8), encoding) for _ in range(MOST_TITLES)]


def _plain_lines(stream: BinaryIO, size: int) -> tuple[BinaryIO, int]:
    """The same text with line feeds in an 8-bit encoding: UTF-16 (with its mark) and old Mac files are rewritten once."""
    start = stream.read(65_536)
    stream.seek(0)
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Refused("file_not_table", WIDEST, "file")
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    old_mac = b"\r" in start and b"\n" not in start
    if not wide and not old_mac:
        if start.count(b"\x00") > len(start) // 10 or _signs_of_control(start) > FEW + len(start) // 20:
            raise Refused("file_not_table", NEITHER, "file")
        return stream, size
    copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  read until the import ends
    if wide:
        try:
            for piece in codecs.getreader("utf-16")(stream):
                copy.write(piece.replace("\r\n", "\n").encode("utf-8", "surrogatepass"))
        except UnicodeError as broken:
            copy.close()
            raise Refused("file_not_table", NEITHER, "file") from broken
    else:
        macs = _is_mac_roman(start)
        while block := stream.read(1 << 20):
            block = block.replace(b"\r", b"\n")
            copy.write(block.decode("mac_roman").encode() if macs else block)
    return copy, copy.tell()


def _is_mac_roman(start: bytes) -> bool:
    """Are the accented letters those of old Macs? (é is 8E there, where Windows has next to nothing)"""
    try:
        start[: start.rfind(b"\r") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return sum(0x80 <= byte <= 0x9F for byte in start) > sum(byte >= 0xC0 for byte in start)
    return False


def _signs_of_control(start: bytes) -> int:
    """How many bytes of a text no typewriter has: a file with more than a few of them is none."""
    return len(start) - len(start.translate(None, CONTROL))


def _encoding(stream: BinaryIO) -> str:
    """UTF-8 when that is what the accented lines are in, else Windows-1252 (of which Latin-1 is a part)."""
    stream.seek(0)
    good = bad = 0
    while line := stream.readline(LONGEST_LINE):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
    return "utf-8" if good >= bad else "cp1252"


def _decoded(line: bytes, encoding: str) -> str:
    if encoding == "cp1252":
        try:
            return line.decode("cp1252")
        except UnicodeDecodeError:
            return line.decode("latin-1")
    return line.decode("utf-8", "surrogateescape")


def _lines(stream: BinaryIO, encoding: str) -> Iterator[Line]:
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, _decoded(line, encoding)
