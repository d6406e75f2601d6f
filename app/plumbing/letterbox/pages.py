"""What a mail says, as the rest of the house gets it: read in a sandbox, under limits of time and memory."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.kernel import words
from app.plumbing.pdf.sandbox import Limits, Parcel, Sandbox, SandboxError

JOB = "app.plumbing.letterbox.reading:read"
LIMITS = Limits(cpu_seconds=10, wall_seconds=60, memory_mib=1024)
LARGEST = 40 * 1024 * 1024
"""Bytes of a mail that is read; a larger one is kept unread."""
TOO_LARGE = words("il dépasse 40 Mo", "it is over 40 MB")


@dataclass(frozen=True)
class Part:
    """One thing attached to a mail."""

    name: str
    type: str
    small: bool
    """Is it a small picture set inside the text (the logo of a signature)?"""
    content: bytes
    locked: str = ""
    """How it is encrypted, so that nobody here can read it: `smime`, `pgp`, or not at all."""


@dataclass(frozen=True)
class Read:
    """A mail that was read. Everything in it is what somebody wrote there: nothing of it is known to be true."""

    message_id: str = ""
    subject: str = ""
    senders: tuple[tuple[str, str], ...] = ()
    """(name, address) of everybody it says it is from."""
    to: tuple[str, ...] = ()
    replies_to: tuple[str, ...] = ()
    """Where it asks answers to go, where that is not its sender."""
    answers: tuple[str, ...] = ()
    """The Message-IDs it says it answers."""
    sent_at: datetime | None = None
    flags: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    rest: str = ""
    report: Mapping[str, Any] | None = None
    body: str = ""
    """Digest of all below its head."""
    parts: tuple[Part, ...] = ()

    @property
    def sender(self) -> tuple[str, str]:
        """The one it is from; nobody where it names none, or several."""
        return self.senders[0] if len(self.senders) == 1 else ("", "")


def digest(content: bytes) -> str:
    """The fingerprint of a mail as it came."""
    return hashlib.sha256(content).hexdigest()


class Reader:
    """Reads mails one after the other in one sandbox; a mail that breaks it gets the next one a new sandbox."""

    def __init__(self) -> None:
        self.sandbox: Sandbox | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()

    def _let_go(self) -> None:
        if self.sandbox is not None:
            self.sandbox.close()
        self.sandbox = None

    def read(self, content: bytes) -> Read:
        """Read a mail; `SandboxError` says why one cannot be read."""
        if len(content) > LARGEST:
            raise SandboxError("too_large", TOO_LARGE)
        self.sandbox = self.sandbox or Sandbox(LIMITS, JOB.partition(":")[0])
        try:
            return _opened(self.sandbox.ask(JOB, Parcel({}, [content])))
        except BaseException:
            self._let_go()
            raise


def read(content: bytes) -> Read:
    """Read one mail; `SandboxError` says why it cannot be read."""
    with Reader() as reader:
        return reader.read(content)


def _opened(found: Parcel) -> Read:
    said = dict(found.head)
    parts = tuple(Part(**about, content=blob) for about, blob in zip(said.pop("parts"), found.blobs, strict=True))
    sent = said.pop("sent_at")
    return Read(
        **{name: _fixed(value) for name, value in said.items()},
        parts=parts,
        sent_at=datetime.fromisoformat(sent) if sent else None,
    )


def _fixed(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    return tuple(map(_fixed, value)) if isinstance(value, list) else value
