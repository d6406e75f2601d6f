"""Where bytes are kept: a folder, an S3-compatible service or memory, chosen by one URL.

The name of an object is the SHA-256 of its content, so the same content is kept once, a name says nothing about its
owner, and what comes back is checked against its name. Objects are created, never changed. On disk an object is
complete and on the platter (file and folder synchronised) before `put` returns.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from app.kernel import Refused, words

KEY = re.compile(r"[0-9a-f]{64}")
CHUNK = 1024 * 1024
PATIENCE: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
"""A dead service is an error after seconds, not minutes."""
UNKNOWN = words(
    "Stockage inconnu : {url}. Écrivez file:///dossier ou s3://seau.",
    "Unknown storage: {url}. Write file:///folder or s3://bucket.",
)


class DamagedError(Exception):
    """What is stored under this key is no longer what was put there."""


class MissingError(DamagedError, KeyError):
    """Nothing is stored under this key."""


class NotKeptError(OSError):
    """The service said that it had kept this, and has not."""


class UnreadableError(DamagedError):
    """What is stored under this key cannot be read: the disk gives an error, or takes the right to read away."""


class Storage:
    """A store of unchangeable objects named by their SHA-256."""

    def __init__(self, store: ObjectStore, root: Path | None = None) -> None:
        self.store = store
        self.root = root

    @classmethod
    def at(cls, url: str, options: Mapping[str, Any] | None = None) -> Storage:
        """The store of `file:///folder`, `s3://bucket/prefix` or `memory:///`; `options` go to the S3 client.

        Keys, region and endpoint of S3 may also come from the usual `AWS_…` variables.
        """
        scheme = urlsplit(url).scheme
        if scheme == "memory":
            return cls(MemoryStore())
        if scheme == "s3":
            return cls(_s3(url, dict(options or {})))
        if scheme == "file":
            return cls.in_folder(Path(unquote(urlsplit(url).path)))
        raise Refused("unknown_storage", UNKNOWN.fill(url=url[:60]), "STORAGE_URL")

    @classmethod
    def in_folder(cls, root: Path) -> Storage:
        """The store in this folder, which is made if missing and readable by its owner only."""
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(LocalStore(root), root.resolve())

    @property
    def is_local(self) -> bool:
        """Whether the objects lie on this machine's disk."""
        return self.root is not None

    def put(self, content: bytes) -> str:
        """Keep `content`; its key. The same content again changes nothing."""
        key = hashlib.sha256(content).hexdigest()
        if self.root is not None:
            _write_durably(self.root / _path(key), content)
        else:
            with suppress(AlreadyExistsError):
                obstore.put(self.store, _path(key), content, mode="create")
            self._require_kept(key, len(content))
        return key

    def _require_kept(self, key: str, size: int) -> None:
        """A service that says it has kept something is asked for it: nothing is taken for kept on its word alone."""
        try:
            kept = self.size(key)
        except MissingError as absent:
            raise NotKeptError(key) from absent
        if kept != size:
            raise NotKeptError(key)

    def get(self, key: str) -> bytes:
        """The content of `key`; raises `KeyError` if absent, `DamagedError` if it cannot be read or does not match its name."""
        content = b"".join(self.chunks(key))
        if hashlib.sha256(content).hexdigest() != key:
            raise DamagedError(key)
        return content

    def chunks(self, key: str) -> Iterator[bytes]:
        """The content of `key` piece by piece, for a download.

        A disk of this machine that cannot read it makes it unreadable, as one that altered it; a service that does not answer
        does not: it will.
        """
        path = _path(key)
        try:
            for piece in obstore.get(self.store, path).stream(CHUNK):
                yield bytes(piece)
        except FileNotFoundError as absent:
            raise MissingError(key) from absent
        except (BaseError, OSError) as unread:
            if not self.is_local:
                raise
            raise UnreadableError(key) from unread

    def size(self, key: str) -> int:
        """Bytes under `key`; raises `KeyError` if absent."""
        try:
            return int(obstore.head(self.store, _path(key))["size"])
        except FileNotFoundError as absent:
            raise MissingError(key) from absent

    def has(self, key: str) -> bool:
        """Whether something is kept under `key`."""
        try:
            return self.size(key) >= 0
        except KeyError:
            return False

    def wrong_with(self, key: str) -> str:
        """Whether what is kept under `key` is missing, unreadable or altered (only missing, where reading it is not cheap)."""
        if not self.is_local:
            return "" if self.has(key) else "file_missing"
        try:
            self.get(key)
        except MissingError:
            return "file_missing"
        except UnreadableError:
            return "file_unreadable"
        except DamagedError:
            return "file_altered"
        return ""

    def keys(self) -> Iterator[str]:
        """Every key, in order of name."""
        found = (item["path"].replace("/", "") for page in obstore.list(self.store) for item in page)
        yield from sorted(name for name in found if KEY.fullmatch(name))

    def delete(self, key: str) -> None:
        """Remove what is kept under `key`, for erasure and retention only; absent is fine."""
        with suppress(FileNotFoundError):
            obstore.delete(self.store, _path(key))
        if self.root is not None:
            _sync_folder((self.root / _path(key)).parent)


def _s3(url: str, options: dict[str, Any]) -> S3Store:
    """An S3 client; an endpoint given as `http://…` (a service on the same network) is allowed as written."""
    plain = str(options.get("aws_endpoint", "")).startswith("http://")
    client: Any = {"allow_http": True} if plain else None
    config: Any = options
    return S3Store.from_url(url, config=config, client_options=client, retry_config=PATIENCE)


def _path(key: str) -> str:
    """Two letters of the key make the folder; anything that is not a key is refused before it becomes a path."""
    if not KEY.fullmatch(key):
        raise KeyError(key)
    return f"{key[:2]}/{key[2:]}"


def _write_durably(path: Path, content: bytes) -> None:
    """Write beside, synchronise, then link into place: the name appears only on a complete file."""
    fresh = not path.parent.is_dir()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.parent / f".part-{secrets.token_hex(8)}"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink()
    _sync_folder(path.parent)
    if fresh:
        _sync_folder(path.parent.parent)


def _sync_folder(folder: Path) -> None:
    if not folder.is_dir():
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
