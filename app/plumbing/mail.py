"""Mail out: to a server named by one URL, or as files in a folder where there is none. At least once, same Message-ID.

`smtp://user:password@host:587?starttls=1`, `smtps://user:password@host`; empty: `.eml` files under the data folder.
"""

from __future__ import annotations

import os
import secrets
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from app.kernel import words
from app.plumbing import installation
from app.plumbing.typography import say

PATIENCE = 20
"""Seconds to wait for a server."""
FOR_GOOD = range(500, 600)


TOO_LARGE = 552
"""What a server answers, before it has heard who it is for, to a mail that it will never take."""


HEARD, TAKEN = 250, (250, 251)
GOODBYE = 3
"""Seconds to wait for a server that has our mail already."""
UNANSWERED = words(
    "Le serveur de courriel n’a pas dit s’il a gardé cette lettre ({why}). Elle lui sera donnée encore une fois : au pire, elle "
    "arrive deux fois.",
    "The mail server did not say whether it kept this letter ({why}). It will be given to it once more: at worst it arrives twice.",
)


class UnansweredError(OSError):
    """The server was given the mail, and did not say that it has it."""


class BouncedError(Exception):
    """The server said no to this mail, and will say so again."""


@dataclass(frozen=True)
class Enclosed:
    """A PDF that goes with a mail."""

    name: str
    content: bytes


def composed(
    *,
    message_id: str,
    sender: tuple[str, str],
    to: tuple[str, str],
    subject: str,
    body: str,
    lang: str,
    at: datetime,
    enclosed: Enclosed | None = None,
    reply_to: str = "",
    automatic: bool = False,
) -> bytes:
    """The mail as it travels; the same arguments give the same bytes. `automatic`: no machine is to answer it (RFC 3834)."""
    mail = EmailMessage(policy=policy.SMTP.clone(max_line_length=998, cte_type="8bit"))
    mail["Message-ID"], mail["Date"] = message_id, format_datetime(at.replace(microsecond=0))
    mail["From"], mail["To"] = _mailbox(*sender), _mailbox(*to)
    mail["Subject"] = " ".join(subject.split())
    mail["Content-Language"] = lang
    if reply_to:
        mail["Reply-To"] = _mailbox(sender[0], reply_to)
    if automatic:
        mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"] = "auto-generated", "All"
    mail.set_content(body, charset="utf-8", cte="quoted-printable")
    if enclosed is not None:
        mail.add_attachment(enclosed.content, maintype="application", subtype="pdf", filename=enclosed.name)
        mail.set_boundary("=_" + message_id.strip("<>").partition("@")[0][:40])
    return mail.as_bytes()


def _mailbox(name: str, address: str) -> str:
    from email.headerregistry import Address  # noqa: PLC0415  slow to import, and only needed here

    local, _, domain = address.rpartition("@")
    return str(Address(" ".join(name.split()), local, domain))


def folder() -> Path:
    """Where mail goes when no server is set."""
    return installation.settings().data / "mail"


def to_server() -> bool:
    """Does mail really leave?"""
    return bool(installation.settings().mail_url)


def sender_host() -> str:
    """The host that Message-IDs and an unset sender carry."""
    host = urlsplit(installation.settings().base_url).hostname or ""
    return host if "." in host and not host.replace(".", "").isdigit() else "amiable.localhost"


def deliver(content: bytes, *, sender: str, to: str, message_id: str) -> None:
    """Hand a mail over; raises `BouncedError` when the server refuses it for good, `OSError` when it may do later.

    What it says of us (a password, a sender it does not know, a door that is closed) says nothing of this mail: once that is
    set right, it leaves.
    """
    url = installation.settings().mail_url
    if not url:
        _into_folder(content, message_id)
        return
    try:
        _through(url, content, sender, to)
    except smtplib.SMTPRecipientsRefused as refused:
        (code, said), *_rest = refused.recipients.values()
        _raise(code, said, refused)
    except smtplib.SMTPDataError as refused:
        _raise(refused.smtp_code, refused.smtp_error, refused)
    except smtplib.SMTPResponseException as refused:
        _raise(refused.smtp_code, refused.smtp_error, refused, ours=refused.smtp_code != TOO_LARGE)


def _raise(code: int, said: bytes | str, cause: Exception, *, ours: bool = False) -> None:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    if code in FOR_GOOD and not ours:
        raise BouncedError(f"{code} {text}") from cause
    raise OSError(f"{code} {text}") from cause


def _through(url: str, content: bytes, sender: str, to: str) -> None:
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE)
    try:
        if parts.scheme == "smtp" and parse_qs(parts.query).get("starttls") == ["1"]:
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        _hand_over(server, content, sender, to)
    finally:
        _part(server)


def _hand_over(server: smtplib.SMTP, content: bytes, sender: str, to: str) -> None:
    """Say whose the mail is and for whom, and give it; raises `UnansweredError` when the server does not say that it has it."""
    server.ehlo_or_helo_if_needed()
    size = [f"size={len(content)}"] if server.does_esmtp and server.has_extn("size") else []
    code, said = server.mail(sender, size)
    if code != HEARD:
        raise smtplib.SMTPSenderRefused(code, said, sender)
    code, said = server.rcpt(to)
    if code not in TAKEN:
        raise smtplib.SMTPRecipientsRefused({to: (code, said)})
    try:
        code, said = server.data(content)
    except (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError) as silent:
        raise UnansweredError(say(UNANSWERED.fill(why=str(silent) or type(silent).__name__), "fr")) from silent
    if code != HEARD:
        raise smtplib.SMTPDataError(code, said)


def _part(server: smtplib.SMTP) -> None:
    """Say goodbye. Whatever the server answers to that, or does not, says nothing of the mail."""
    with suppress(OSError, smtplib.SMTPException):
        if server.sock is not None:
            server.sock.settimeout(GOODBYE)
            server.docmd("QUIT")
    server.close()


def forget(message_id: str) -> None:
    """Remove a mail that was written to the folder; what a server took has left."""
    _place_of(message_id).unlink(missing_ok=True)


def forget_about(ref: str) -> None:
    """Remove the mails of the folder whose subject names this reference (codes are mailed without being kept anywhere else)."""
    for file in folder().glob("*.eml"):
        with suppress(FileNotFoundError):
            if ref in str(BytesHeaderParser(policy=policy.default).parsebytes(file.read_bytes())["Subject"]):
                file.unlink(missing_ok=True)


def _place_of(message_id: str) -> Path:
    name = "".join(char if char.isalnum() or char in "-_@." else "_" for char in message_id.strip("<>"))[:120]
    return folder() / f"{name}.eml"


def _into_folder(content: bytes, message_id: str) -> None:
    """One file per Message-ID: a second delivery writes the same file again, whole or not at all."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place / f".part-{secrets.token_hex(8)}"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(_place_of(message_id))
