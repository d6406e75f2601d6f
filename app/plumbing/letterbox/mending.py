"""Inside the sandbox: what programs break of a mail on its way (its parts, its date), made whole where it can be told what was meant."""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import quopri
import re
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime

LATEST = 2100
MONTHS = {
    "janv": "Jan", "févr": "Feb", "fevr": "Feb", "mars": "Mar", "avr": "Apr", "mai": "May", "juin": "Jun", "juil": "Jul",
    "août": "Aug", "aout": "Aug", "sept": "Sep", "oct": "Oct", "nov": "Nov", "déc": "Dec", "dec": "Dec",
}  # fmt: skip
"""How programs that speak French begin a month."""
SPELT = re.compile(r"(\d{1,2})\s+([a-zéû]{3,10})\.?\s+(\d{4}\s+\d{1,2}:\d{2}.*)", re.IGNORECASE)
DIVIDER = re.compile(rb"^--([^\r\n]{1,70}?)[ \t]*\r?\n(?:content-|mime-)", re.IGNORECASE | re.MULTILINE)


def instant_of(said: str) -> datetime | None:
    """When a mail says it was sent, UTC; without a zone it is read as UTC. None where that is no date of our times."""
    found = _read(said)
    try:
        at = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None
    return at if at and at.year < LATEST else None


def _read(said: str) -> datetime | None:
    for way in (parsedate_to_datetime, datetime.fromisoformat, _spelt):
        try:
            return way(said.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _spelt(said: str) -> datetime:
    found = SPELT.search(said)
    month = next((MONTHS[name] for name in MONTHS if found and found[2].lower().startswith(name)), "")
    if found is None:
        raise ValueError
    return parsedate_to_datetime(f"{found[1]} {month} {found[3]}")


def parted(mail: EmailMessage, content: bytes) -> EmailMessage:
    """A mail whose head names no divider of its parts, or another than they have: read with the one they have, else as plain words."""
    if mail.get_content_maintype() != "multipart" or mail.is_multipart():
        return mail
    head, gap, body = (*re.split(rb"(\r?\n\r?\n)", content, maxsplit=1), b"", b"")[:3]
    divider = DIVIDER.search(body)
    kind = b'multipart/mixed; boundary="%s"' % divider[1] if divider and b'"' not in divider[1] else b"text/plain"
    lines = re.sub(rb"(?im)^content-(?:type|transfer-encoding):[^\n]*\n?(?:[ \t][^\n]*\n?)*", b"", head).rstrip()
    again = email.message_from_bytes(
        lines + b"\r\nContent-Type: " + kind + (gap or b"\r\n\r\n") + body, policy=email.policy.default
    )
    assert isinstance(again, EmailMessage)
    return again


def unpack_inner(mail: Message) -> None:
    """A mail inside a mail that was packed for its way, which the rule forbids (RFC 2046) and programs do."""
    for part in mail.walk():
        how = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
        held = part.get_payload()
        if (
            part.get_content_type() != "message/rfc822"
            or how not in {"base64", "quoted-printable"}
            or not isinstance(held, list)
        ):
            continue
        packed = held[0] if held else None
        if isinstance(packed, Message) and not packed.keys():
            raw = str(packed.get_payload()).encode("utf-8", "surrogateescape")
            try:
                plain = base64.b64decode(raw) if how == "base64" else quopri.decodestring(raw)
            except (binascii.Error, ValueError):
                continue
            part.set_payload([email.message_from_bytes(plain, policy=email.policy.default)])
            del part["Content-Transfer-Encoding"]
