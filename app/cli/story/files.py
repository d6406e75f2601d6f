"""Mails and workbooks of the story, the same bytes for the same story."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from openpyxl import Workbook
from openpyxl.styles import Font

EPOCH = (2020, 1, 1, 0, 0, 0)
SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def mail(sender: str, to: str, at: datetime, subject: str, text: str, name: str) -> bytes:
    """A mail as its file was saved."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{name.replace('/', '.')}@courriel.example>"
    message.set_content(text, cte="quoted-printable")
    return message.as_bytes()


def workbook(title: str, rows: Sequence[Sequence[str | int | float]], at: datetime) -> bytes:
    """A small workbook, its first row in bold."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(list(row))
    for cell in page[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEF", (28, 16, 16, 16, 16, 16), strict=True):
        page.column_dimensions[letter].width = width
    book.properties.creator, book.properties.title = "Maison Ardoine", title
    book.properties.created = book.properties.modified = at.replace(tzinfo=None, microsecond=0)
    out = io.BytesIO()
    book.save(out)
    return _undated(out.getvalue(), at)


def _undated(content: bytes, at: datetime) -> bytes:
    """The same workbook without the instant at which it was saved."""
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for item in read.infolist():
            inside = SAVED.sub(rb"\g<1>" + stamp, read.read(item.filename))
            written.writestr(zipfile.ZipInfo(item.filename, EPOCH), inside, zipfile.ZIP_DEFLATED)
    return out.getvalue()
