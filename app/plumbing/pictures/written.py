"""Inside the sandbox: the words of documents that are not drawn by page (DOCX, ODT, RTF), without what is hidden in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as Tree

from app.kernel import Refused
from app.plumbing.pictures.metadata import DAMAGED
from app.plumbing.pictures.ooxml import W, on, parsed
from app.plumbing.pictures.rtf import words_of_rtf

MOST = 60 * 1024 * 1024
"""Bytes of the unpacked text of a document."""
WORDS_IN = {"docx": "word/document.xml", "odt": "content.xml"}
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
UNSEEN = {
    *(f"{{{W}}}{name}" for name in ("del", "moveFrom", "instrText", "delText", "sectPr", "pPr", "tblPr")),
    *(f"{{{TEXT}}}{name}" for name in ("tracked-changes", "hidden-text", "hidden-paragraph", "sequence-decls", "user-field-decls")),
    f"{{{OFFICE}}}annotation", f"{{{OFFICE}}}scripts",
}  # fmt: skip
"""What is deleted, said beside the text, or told to the program."""
BLOCKS = {f"{{{W}}}p", f"{{{W}}}tr", f"{{{TEXT}}}p", f"{{{TEXT}}}h", f"{{{TABLE}}}table-row"}
CELLS = {f"{{{W}}}tc", f"{{{TABLE}}}table-cell"}
BREAKS = {
    f"{{{W}}}br": "\n",
    f"{{{W}}}cr": "\n",
    f"{{{W}}}tab": "\t",
    f"{{{TEXT}}}line-break": "\n",
    f"{{{TEXT}}}tab": "\t",
}
ITEM = f"{{{TEXT}}}list-item"
BLANKS = re.compile(r"\n{3,}")


def words_of(kind: str, content: bytes) -> str:
    """What the document says, a line for each paragraph; a row of a table is one line."""
    if kind == "rtf":
        return words_of_rtf(content)
    body = parsed(_part(content, WORDS_IN[kind]))
    return BLANKS.sub("\n\n", "".join(_said(body, in_row=False))).strip()


def _part(content: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(name).file_size > MOST:
                raise Refused("damaged", DAMAGED)
            return archive.read(name)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        raise Refused("damaged", DAMAGED) from broken


def _said(element: Tree.Element, *, in_row: bool) -> Iterator[str]:
    tag = str(element.tag)
    if tag in UNSEEN or _vanishes(element):
        return
    if tag in BREAKS:
        yield BREAKS[tag]
    if tag == f"{{{TEXT}}}s":
        yield " " * min(_count(element), 200)
    if tag == ITEM:
        yield "- "
    if tag == f"{{{W}}}t" or tag.startswith(f"{{{TEXT}}}"):
        yield element.text or ""
    row = in_row or tag in CELLS
    for child in element:
        yield from _said(child, in_row=row)
        if tag.startswith(f"{{{TEXT}}}") and child.tail:
            yield child.tail
    if tag in CELLS:
        yield "\t"
    elif tag in BLOCKS:
        yield " " if in_row else "\n"


def _count(element: Tree.Element) -> int:
    said = element.get(f"{{{TEXT}}}c", "1")
    return int(said) if said.isdigit() and len(said) < 6 else 1


def _vanishes(element: Tree.Element) -> bool:
    """A run that Word does not show."""
    said = element.find(f"{{{W}}}rPr") if element.tag == f"{{{W}}}r" else None
    return said is not None and any(on(each) for each in said.findall(f"{{{W}}}vanish"))
