"""Inside the sandbox: what a mail says of itself, its new words apart from what it quotes, and what is attached to it."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.utils import getaddresses
from typing import Any, NamedTuple

from app.plumbing.letterbox.headers import charset_of, mend_heads
from app.plumbing.letterbox.invitations import invited
from app.plumbing.letterbox.mending import instant_of, parted, unpack_inner
from app.plumbing.letterbox.quoting import divided
from app.plumbing.letterbox.smime import PGP_VERSION, SIGNATURES, locked_by, opened
from app.plumbing.letterbox.texts import LONGEST, LONGEST_LINE, clean, clean_text, decoded, words_of
from app.plumbing.letterbox.tnef import unwrapped, words_in
from app.plumbing.pdf.sandbox import Parcel
from app.plumbing.pictures.outlook import as_mail

MOST_PARTS, MOST_ADDRESSES, DEEPEST = 200, 50, 20
BEFORE = re.compile(rb"\A(?:\xef\xbb\xbf|\s)+")
"""What stands before the first head by mistake."""
SMALL_PICTURE = 12_000
"""Bytes: a smaller picture set inside the text is the logo of a signature."""
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
NOT_ATTACHED = (
    "multipart/", "message/", "text/plain", "text/html", "text/enriched", "text/richtext", "text/rfc822-headers",
    "text/x-amp-html", "text/watch-html",
)  # fmt: skip
"""What a mail is made of and says. Any other part is something that came with it, named or not (an invitation)."""
EXTENSIONS = {
    "octetstream": "bin", "pkcs7mime": "p7m", "vndmsexcel": "xls", "jpeg": "jpg", "svgxml": "svg", "plain": "txt", "xvcard": "vcf",
    "vcard": "vcf",
}  # fmt: skip
INVITATION = "text/calendar"
FORK = "application/applefile"
"""What a Mac knows of a file, beside the file."""
FLAGS = (
    "Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "List-Id",
    "List-Unsubscribe", "Return-Path", "Authentication-Results",
)  # fmt: skip
"""Heads that only ever make us more careful: none of them sets anything."""


def read(parcel: Parcel) -> Parcel:
    """The mail of the first blob: its heads, words and parts; the contents of its parts as blobs."""
    content = BEFORE.sub(b"", as_mail(parcel.blobs[0]), count=1)
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    mail = parted(mail, content)
    unpack_inner(mail)
    inside = opened(mail)
    mend_heads((mail, *_leaves(inside, 0)), charset_of(content))
    parts = list(_attached(inside))
    heads = _heads(mail)
    new, rest = divided(_text(inside), heads["subject"], replies=bool(heads["answers"]))
    head = {
        **heads, "text": new, "rest": rest, "report": _report(mail), "body": _body_digest(content),
        "parts": [
            {"name": each.name, "type": each.kind, "small": each.small, "locked": each.locked} for each in parts
        ],
    }  # fmt: skip
    return Parcel(head, [each.content for each in parts])


def _heads(mail: Message) -> dict[str, Any]:
    senders = _addresses(mail, "From")
    besides = {address for _name, address in _addresses(mail, "Reply-To")} - {address for _name, address in senders}
    return {
        "message_id": _first_id(mail, "Message-ID"), "subject": clean(_said(mail, "Subject"), 300),
        "senders": senders, "replies_to": sorted(besides), "to": [address for _name, address in _addresses(mail, "To", "Delivered-To")],
        "answers": _ids(mail, "In-Reply-To", "References"), "sent_at": _sent_at(mail),
        "flags": {name.lower(): clean(_said(mail, name)) for name in FLAGS if mail.get_all(name) is not None},
    }  # fmt: skip


def _said(mail: Message, *names: str) -> str:
    """All that heads of these names say; a head that cannot be read says nothing."""
    found = []
    for name in names:
        try:
            found += [str(value) for value in mail.get_all(name, [])]
        except Exception:
            found += [str(value) for key, value in mail.raw_items() if key.lower() == name.lower()]
    return " ".join(found)


def _addresses(mail: Message, *names: str) -> list[tuple[str, str]]:
    said = clean(_said(mail, *names), 10 * LONGEST_LINE).replace("\n", " ")
    found = [(clean(name, 160), clean(address, 200).lower()) for name, address in getaddresses([said])]
    return [pair for pair in found if pair[1].count("@") == 1 and " " not in pair[1]][:MOST_ADDRESSES]


def _ids(mail: Message, *names: str) -> list[str]:
    return list(dict.fromkeys(MESSAGE_ID.findall(_said(mail, *names))))[:MOST_ADDRESSES]


def _first_id(mail: Message, name: str) -> str:
    found = MESSAGE_ID.search(_said(mail, name))
    return clean(found.group(), 252) if found else ""


def _sent_at(mail: Message) -> str | None:
    found = instant_of(_said(mail, "Date"))
    return found.isoformat() if found else None


def _body_digest(content: bytes) -> str:
    """What tells a mail from another under the same Message-ID, whichever way each came: all below its head."""
    body = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[-1]
    return hashlib.sha256(body.replace(b"\r\n", b"\n").rstrip()).hexdigest()


# --- its words -------------------------------------------------------------------------------------------------------


def _text(mail: EmailMessage) -> str:
    invitations = [invited(_content(each)) for each in _leaves(mail, 0) if each.get_content_type() == INVITATION]
    texts = (
        *filter(None, invitations),
        *(words_of(each) for each in mail.walk() if each.get_content_maintype() == "text"),
    )  # a forwarded mail's, if need be
    return "\n\n".join(_said_in(mail, 0))[:LONGEST] or next(filter(None, texts), "") or _wrapped_words(mail)


def _wrapped_words(mail: EmailMessage) -> str:
    """The words of a mail that Outlook sent in one block only (`winmail.dat`)."""
    said = (clean_text(words_in(_content(part))) for part in _leaves(mail, 0))
    return next(filter(None, said), "")


def _said_in(part: Message, depth: int) -> Iterator[str]:
    """What is to be read in a part: all texts that follow one another (around a picture), one of those that say the same."""
    held = _held(part, depth)
    if part.get_content_type() == "multipart/alternative":
        yield from _one_of(held, depth)
    elif held:
        for each in held:
            yield from _said_in(each, depth + 1)
    elif part.get_content_type() in {"text/plain", "text/html"} and not _is_attached(part):
        yield from filter(None, [words_of(part)])


def _one_of(ways: list[Message], depth: int) -> list[str]:
    """The plain way to say it where there is one with words, else the richest."""
    plain = [each for each in ways if each.get_content_type() == "text/plain"]
    said = (list(_said_in(each, depth + 1)) for each in (*plain, *reversed(ways)))
    found = next(filter(None, said), [])
    if sum(map(len, found)) > LONGEST_EXCUSE or not EXCUSE.search(" ".join(found)):
        return found
    richer = next(filter(None, (list(_said_in(each, depth + 1)) for each in reversed(ways))), found)
    return richer if sum(map(len, richer)) else found


EXCUSE = re.compile(r"\bhtml\b", re.IGNORECASE)
LONGEST_EXCUSE = 300
"""“Your program cannot show HTML”: that is not what the mail says."""


def _held(part: Message, depth: int) -> list[Message]:
    """The parts that a part holds; a mail inside a mail is one, and is not opened."""
    if not part.is_multipart() or part.get_content_type() == "message/rfc822" or depth >= DEEPEST:
        return []
    return [each for each in part.get_payload() if isinstance(each, Message)]


# --- what came with it -----------------------------------------------------------------------------------------------


class _Attached(NamedTuple):
    name: str
    kind: str
    small: bool
    """Is it a small picture of the text?"""
    locked: str
    content: bytes


def _attached(mail: EmailMessage) -> Iterator[_Attached]:
    """Each part that is not the text itself; one without a name and without content is none."""
    parts = [(part, within) for part, within in _placed(mail, "", 0) if _is_attached(part)]
    for number, (part, within) in enumerate(parts[:MOST_PARTS], start=1):
        content, kind = _content(part), clean(part.get_content_type(), 100)
        if content or _file_name(part):
            inside = part.get_content_disposition() != "attachment" and part.get("Content-ID") is not None
            small = inside and kind.startswith("image/") and len(content) < SMALL_PICTURE
            held = unwrapped(content)
            if held:
                yield from (
                    _Attached(clean(name, 160), "application/octet-stream", False, "", each) for name, each in held
                )
            elif not words_in(content):
                yield _Attached(_name(part, number), kind, small, locked_by(part, within), content)


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """Parts that hold no others."""
    return (each for each, _within in _placed(part, "", depth))


def _placed(part: Message, within: str, depth: int) -> Iterator[tuple[Message, str]]:
    """The same, each with the kind of what holds it."""
    held = _held(part, depth)
    if held:
        for each in held:
            yield from _placed(each, part.get_content_type(), depth + 1)
    elif not part.is_multipart() or part.get_content_type() == "message/rfc822":
        yield part, within


def _is_attached(part: Message) -> bool:
    kind = part.get_content_type()
    if kind in {"message/delivery-status", "message/disposition-notification", PGP_VERSION, FORK, *SIGNATURES}:
        return False
    named = part.get_content_disposition() == "attachment" or bool(_file_name(part))
    return (named and kind != "text/rfc822-headers") or kind == "message/rfc822" or not kind.startswith(NOT_ATTACHED)


def _file_name(part: Message) -> str:
    try:
        return clean(part.get_filename() or "", 160)
    except Exception:
        return ""


def _name(part: Message, number: int) -> str:
    kind = part.get_content_type()
    if kind == INVITATION:
        return _file_name(part) or "invitation.ics"
    ending = re.sub(r"[^a-z0-9]", "", kind.partition("/")[2].lower())
    extension = "eml" if kind == "message/rfc822" else EXTENSIONS.get(ending, ending[:8]) or "bin"
    return _file_name(part) or f"{_inner_subject(part) or number}.{extension}"


def _inner_subject(part: Message) -> str:
    """What a mail inside a mail is about: it has no file name of its own."""
    inner = part.get_payload() if part.get_content_type() == "message/rfc822" else None
    first = inner[0] if isinstance(inner, list) and inner else None
    about = clean(_said(first, "Subject"), 80) if isinstance(first, Message) else ""
    return " ".join(re.sub(r'[\\/:*?"<>|]+', " ", about).split()).strip(" .")


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        return _as_bytes(inner[0]) if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _as_bytes(mail: Message) -> bytes:
    try:
        return mail.as_bytes()
    except Exception:
        return b""


# --- that a mail of ours came back -----------------------------------------------------------------------------------


def _report(mail: EmailMessage) -> dict[str, Any] | None:
    """What a delivery report (RFC 3464) says: action, status, and the Message-IDs it cites; None for any other mail."""
    status = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if status is None:
        return {"action": "read", "status": "", "cites": [], "why": ""} if _is_receipt(mail) else None
    said = " ".join(f"{name}: {value}" for block in _blocks(status) for name, value in block.raw_items())
    action = re.search(r"Action:\s*([a-z-]+)", said, re.IGNORECASE)
    code = re.search(r"Status:\s*([245]\.\d{1,3}\.\d{1,3})", said, re.IGNORECASE)
    return {
        "action": action[1].lower() if action else "", "status": code[1] if code else "",
        "cites": list(_cited(mail)), "why": clean(_diagnosis(said), 200),
    }  # fmt: skip


def _is_receipt(mail: EmailMessage) -> bool:
    """Does it only say that a mail was opened, or deleted unread (RFC 8098)?"""
    return any(part.get_content_type() == "message/disposition-notification" for part in mail.walk())


def _blocks(status: Message) -> list[Message]:
    inner = status.get_payload()
    return [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []


def _diagnosis(said: str) -> str:
    found = re.search(r"Diagnostic-Code:\s*(.{1,400})", said, re.IGNORECASE | re.DOTALL)
    return found[1] if found else ""


def _cited(mail: EmailMessage) -> Iterator[str]:
    """The Message-IDs of the mail that is returned: in its copy or its heads, never in the report's own head."""
    for part in mail.walk():
        if part is not mail and part.get_content_type() == "text/rfc822-headers":
            yield from re.findall(r"^Message-ID:\s*(<[^<>\s]{1,250}>)", decoded(part), re.IGNORECASE | re.MULTILINE)
        elif part is not mail and part.get("Message-ID") is not None:
            yield from MESSAGE_ID.findall(_said(part, "Message-ID"))
