"""A store over the network that errs, goes silent, stops half-way or lies: it is an error with a sentence, never a file that is not there."""

from __future__ import annotations

import hashlib
import http.server
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from obstore.exceptions import BaseError
from sqlalchemy import func, select

from app.exhibits import actions
from app.exhibits.actions import About
from app.exhibits.models import Exhibit
from app.journal.queries import verify
from app.plumbing import faults, unit_of_work
from app.plumbing.db import db
from app.plumbing.storage import DamagedError, Storage
from tests.conftest import NOW
from tests.exhibits import files
from tests.factories.house import a_case, company
from tests.plumbing.test_storage import S3_OPTIONS

CONTENT = b"evidence " * 50_000
STORE_ERRS = (BaseError, OSError)
"""What the client raises of a store; each is said to be the store's fault."""
KEY = hashlib.sha256(CONTENT).hexdigest()


class _Store(http.server.BaseHTTPRequestHandler):
    """Speaks as much of S3 as the client asks for, and fails as it is told."""

    server: FailingStore

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def _answer(self, code: int, body: bytes = b"", length: int | None = None) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("ETag", '"x"')
        self.send_header("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        how = self.server.how
        if how in ("500", "503"):
            self._answer(int(how))
        elif how == "hangs":
            time.sleep(60)
        elif how == "hangs up":
            self.close_connection = True
        else:
            self.server.kept[self.path] = {"lies": None, "shortens": body[:1000]}.get(how, body)
            self._answer(200)

    def do_GET(self) -> None:
        body = self.server.kept.get(self.path)
        if self.server.how in ("500", "503"):
            self._answer(int(self.server.how))
        elif body is None:
            self._answer(404)
        elif self.server.how == "cuts" and self.command == "GET":
            self._answer(200, body[:100_000], len(body))
            self.close_connection = True
        else:
            self._answer(200, body, len(body))

    do_HEAD = do_GET  # noqa: N815


class FailingStore(http.server.ThreadingHTTPServer):
    """A store of a bucket that is called pieces."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Store)
        self.how, self.kept = "", dict[str, bytes | None]()

    @property
    def storage(self) -> Storage:
        return Storage.at(
            "s3://pieces/here", S3_OPTIONS | {"aws_endpoint": f"http://127.0.0.1:{self.server_address[1]}"}
        )


@pytest.fixture
def store() -> Iterator[FailingStore]:
    server = FailingStore()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


PUTS = ["500", "503", "hangs up", "lies", "shortens"]


@pytest.mark.parametrize("how", PUTS)
def test_nothing_is_taken_for_kept_that_is_not(store: FailingStore, how: str) -> None:
    store.how, began = how, time.monotonic()
    with pytest.raises(STORE_ERRS) as caught:
        store.storage.put(CONTENT)
    assert faults.said_of(caught.value) is faults.STORE, repr(caught.value)
    assert time.monotonic() - began < 25
    store.how, store.kept = "", {}
    assert store.storage.put(CONTENT) == KEY
    assert store.storage.get(KEY) == CONTENT


@pytest.mark.parametrize("how", ["500", "503", "cuts"])
def test_what_cannot_be_read_whole_is_not_read(store: FailingStore, how: str) -> None:
    store.storage.put(CONTENT)
    store.how = how
    with pytest.raises(STORE_ERRS) as caught:
        store.storage.get(KEY)
    assert faults.said_of(caught.value) is faults.STORE, repr(caught.value)
    store.how = ""
    assert store.storage.get(KEY) == CONTENT


def test_what_was_altered_there_is_found(store: FailingStore) -> None:
    store.storage.put(CONTENT)
    for path in store.kept:
        store.kept[path] = b"x" * len(CONTENT)
    with pytest.raises(DamagedError):
        store.storage.get(KEY)


@pytest.mark.long
def test_a_silent_store_is_given_up_within_two_minutes(store: FailingStore) -> None:
    store.how, began = "hangs", time.monotonic()
    with pytest.raises(STORE_ERRS) as caught:
        store.storage.put(CONTENT)
    assert faults.said_of(caught.value) is faults.STORE
    assert time.monotonic() - began < 120


@pytest.mark.parametrize("how", PUTS)
def test_no_exhibit_without_its_file(app: Flask, store: FailingStore, how: str) -> None:
    firm = company()
    case = a_case(firm)
    app.extensions["storage"] = store.storage
    store.how = how
    with pytest.raises(STORE_ERRS) as caught:
        _uploaded(case, firm.agent)
    assert faults.said_of(caught.value) is faults.STORE
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Exhibit)) == 0
    assert not list(verify())
    store.how, store.kept = "", {}
    _uploaded(case, firm.agent)
    (row,) = db.session.scalars(select(Exhibit))
    assert store.storage.has(row.file_key)


def _uploaded(case: object, by: object) -> None:
    taken = actions.take_in([("photo.jpg", files.photo())])
    with unit_of_work.writing():
        actions.add_exhibits(case, taken, [About()], by=by.actor, at=NOW)  # type: ignore[arg-type, attr-defined]
