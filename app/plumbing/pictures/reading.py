"""Inside the sandbox: what a text or a mail says, as plain lines."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser

from app.kernel import Refused
from app.plumbing.pdf.sandbox import Parcel
from app.plumbing.pictures.kinds import READABLE, as_text
from app.plumbing.pictures.metadata import DAMAGED
from app.plumbing.pictures.outlook import as_mail
from app.plumbing.pictures.written import words_of

FIELDS = ("From", "To", "Cc", "Date", "Subject")
"""Of a mail's head, what a reader is shown; never blind copies, routes or identifiers."""
LONGEST = 400_000
SILENT = {"script", "style", "head", "title", "template"}
UNENDED = {"head", "title"}
BREAKS = {
    "p",
    "div",
    "br",
    "tr",
    "li",
    "ul",
    "ol",
    "pre",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "table",
}
BODY = BREAKS | {"body", "center", "span"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:^|[;\s])font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)"
)
"""How mails hide what their readers are not to see."""
CELLS = {"td", "th"}
SPACES = re.compile(r"[ \t\r\n\f]+")
"""What counts as one space in a page; a no-break space is a letter of its own."""


class _Words(HTMLParser):
    """The words of a page that are seen: without markup, scripts, styles, and what is hidden."""

    def __init__(self, *, hiding: bool = True) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.silent: list[str] = []
        """Elements, open here, of which nothing is seen; behind one that hides all that it holds, every element in it."""
        self.hiding = hiding
        self.typed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BODY and self.silent and set(self.silent) <= UNENDED:
            self.silent.clear()  # a head that nobody closed ends where words begin
        if tag == "p" and self.silent[-1:] == ["p"]:
            self.silent.pop()
        if tag not in VOID and (self.silent or tag in SILENT or (self.hiding and _is_hidden(attrs))):
            self.silent.append(tag)
            return
        self.typed += tag == "pre"
        if tag in BREAKS and not self.silent:
            self.pieces.append("\n- " if tag == "li" else "\n")
        elif tag in CELLS and not self.silent:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            while self.silent.pop() != tag:
                pass
            return
        self.typed -= tag == "pre" and self.typed > 0
        if tag in BREAKS - {"br"} and not self.silent:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data.replace("\r\n", "\n") if self.typed else SPACES.sub(" ", data))


def _is_hidden(attrs: list[tuple[str, str | None]]) -> bool:
    said = {name: (value or "").lower() for name, value in attrs}
    return "hidden" in said or HIDING.search(said.get("style", "")) is not None


def read(parcel: Parcel) -> Parcel:
    """`fields` (of a mail), `text`, `attached` (names of what came with the mail)."""
    content = parcel.blobs[0]
    if parcel.head["kind"] in {"eml", "msg"}:
        return Parcel(_mail(as_mail(content)))
    if parcel.head["kind"] in READABLE:
        return Parcel({"fields": [], "text": words_of(parcel.head["kind"], content)[:LONGEST], "attached": []})
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
    """The words of a page that are seen, a line for each of its blocks; all of them where hiding would leave none."""
    return _seen(page, hiding=True) or _seen(page, hiding=False)


def _seen(page: str, *, hiding: bool) -> str:
    words = _Words(hiding=hiding)
    words.feed(page[:LONGEST])
    words.close()
    lines = (SPACES.sub(" ", line).strip(" ") for line in "".join(words.pieces).split("\n"))
    return "\n".join(line for line in lines if line.strip() and line != "-")
