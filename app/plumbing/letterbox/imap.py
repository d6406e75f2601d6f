"""A mail box over IMAP: what waits in it, and moving a mail to the folder of those that were taken.

`imaps://user:password@host:993/FOLDER`, or `imap://…?starttls=1`; nothing is marked as read, nothing is deleted.
"""

from __future__ import annotations

import ssl
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from imaplib import IMAP4
from urllib.parse import parse_qs, unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

PATIENCE = 30
"""Seconds to wait for a server."""


@dataclass(frozen=True)
class Address:
    """Where a box is, and by which name it is told (never its password)."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    taken: str
    way: str

    @property
    def name(self) -> str:
        """As a page may show it."""
        return f"{self.user} · {self.host} · {self.folder}"


def box_of(url: str) -> Address:
    """The parts of a `MAIL_BOX`; `ValueError` when one is missing."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    way = parts.scheme if parts.scheme == "imaps" or asked.get("starttls") != ["1"] else "starttls"
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username or not parts.password:
        raise ValueError("not imaps://user:password@host/FOLDER")
    port = parts.port or (993 if parts.scheme == "imaps" else 143)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    taken = (asked.get("taken") or ["taken"])[0]
    return Address(parts.hostname, port, unquote(parts.username), unquote(parts.password), folder, taken, way)


@contextmanager
def _opened(address: Address) -> Iterator[BaseMailBox]:
    where = {"host": address.host, "port": address.port, "timeout": PATIENCE}
    box: BaseMailBox
    if address.way == "imaps":
        box = MailBox(**where, ssl_context=ssl.create_default_context())
    elif address.way == "starttls":
        box = MailBoxStartTls(**where, ssl_context=ssl.create_default_context())
    else:
        box = MailBoxUnencrypted(**where)
    try:
        box.login(address.user, address.password, initial_folder=address.folder)
        yield box
    finally:  # whatever the server does, nothing of the connection stays open
        with suppress(OSError, IMAP4.error, ImapToolsError):
            box.logout()
        with suppress(OSError):
            box.client.shutdown()


@dataclass
class Waiting:
    """One mail that waits in the box; `taken()` moves it, once it is kept."""

    content: bytes
    _box: BaseMailBox
    _uid: str
    _to: str

    def taken(self) -> None:
        """Move it to the folder of those that were taken."""
        self._box.move(self._uid, self._to)


def waiting(address: Address, most: int) -> Generator[Waiting, None, None]:
    """The mails that wait, oldest first, one at a time; each stays where it is until it is told to be taken."""
    with _opened(address) as box:
        uids = sorted(box.uids(), key=int)[:most]
        if uids and not box.folder.exists(address.taken):
            box.folder.create(address.taken)
        for uid in uids:
            content = _content(box, uid)
            if content is not None:
                yield Waiting(content, box, uid, address.taken)


def _content(box: BaseMailBox, uid: str) -> bytes | None:
    """The bytes of one mail, without marking it as read and without reading it."""
    _state, answer = box.client.uid("fetch", uid, "(BODY.PEEK[])")
    return next((part[1] for part in answer if isinstance(part, tuple)), None)
