"""Inside the sandbox: what a text or a mail says, as plain lines."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser

from app.kernel import Refused
from app.plumbing.pdf.sandbox import Parcel
from app.plumbing.pictures.kinds import as_text
from app.plumbing.pictures.metadata import DAMAGED
from app.plumbing.pictures.outlook import as_mail

FIELDS = ("From", "To", "Cc", "Date", "Subject")
"""Of a mail's head, what a reader is shown; never blind copies, routes or identifiers."""
LONGEST = 400_000
SILENT = {"script", "style", "head", "title", "template"}
BREAKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table"}
CELLS = {"td", "th"}
SPACES = re.compile(r"[ \t\r\n\f]+")
"""What counts as one space in a page; a no-break space is a letter of its own."""


class _Words(HTMLParser):
    """The words of a page, without markup, scripts or styles."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent += tag in SILENT
        if tag in BREAKS:
            self.pieces.append("\n- " if tag == "li" else "\n")
        elif tag in CELLS:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0

        if tag in BREAKS - {"br"}:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(SPACES.sub(" ", data))


def read(parcel: Parcel) -> Parcel:
    """`fields` (of a mail), `text`, `attached` (names of what came with the mail)."""
    content = parcel.blobs[0]
    if parcel.head["kind"] in {"eml", "msg"}:
        return Parcel(_mail(as_mail(content)))
    text = as_text(content)
    if text is None:
        raise Refused("damaged", DAMAGED)
    return Parcel({"fields": [], "text": text[:LONGEST], "attached": []})


def _mail(content: bytes) -> dict[str, object]:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return {
        "fields": [(name, _field(message, name)) for name in FIELDS if _field(message, name)],
        "text": _body(message)[:LONGEST],
        "attached": [_name(part) for part in message.walk() if part.get_filename()],
    }


def _field(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())[:500]
    except (ValueError, IndexError, AttributeError, KeyError):
        return ""


def _name(part: EmailMessage) -> str:
    return " ".join(str(part.get_filename()).split())[:120]


def _body(message: EmailMessage) -> str:
    try:
        part = message.get_body(("plain", "html"))
        text = part.get_content() if part is not None else ""
    except (LookupError, ValueError, KeyError, AttributeError):
        raw = message.get_payload(decode=True)
        return (as_text(raw) or "") if isinstance(raw, bytes) else ""
    if not isinstance(text, str):
        return ""
    return without_markup(text) if part is not None and part.get_content_subtype() == "html" else text


def without_markup(page: str) -> str:
    """The words of a page, a line for each of its blocks."""
    words = _Words()
    words.feed(page[:LONGEST])
    lines = (SPACES.sub(" ", line).strip(" ") for line in "".join(words.pieces).split("\n"))
    return "\n".join(line for line in lines if line.strip() and line != "-")
