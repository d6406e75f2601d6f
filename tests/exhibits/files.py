"""Small real files made on the spot."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pikepdf
from PIL import Image


def pdf(pages: int = 2, text: str = "", author: str = "") -> bytes:
    """A PDF of blank A4 pages, with an author in its metadata."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    if author:
        document.docinfo["/Author"] = author
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def photo(artist: str = "", colour: str = "teal") -> bytes:
    """A JPEG with EXIF."""
    picture = Image.new("RGB", (640, 480), colour)
    exif = picture.getexif()
    if artist:
        exif[0x013B] = artist
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def mail(body: str = "Bonjour", bcc: str = "", sender: str = "a@example.org") -> bytes:
    """An e-mail, with a blind copy."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "service@example.com", "Lave-linge"
    message["Date"] = "Thu, 19 Nov 2026 09:00:00 +0100"
    if bcc:
        message["Bcc"] = bcc
    message.set_content(body)
    return message.as_bytes()


def word(creator: str) -> bytes:
    """A minimal Word document with its author's name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document>Bonjour</document>")
        archive.writestr("docProps/core.xml", f"<creator>{creator}</creator>")
    return out.getvalue()
