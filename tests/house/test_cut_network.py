"""Connections that break, and clients that are slow: the others go on, and what is sent again is done once."""

from __future__ import annotations

import io
import socket
import time
import urllib.parse

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select

from app.cases.models import Case
from app.exhibits.models import Exhibit
from app.journal.queries import verify
from app.plumbing.db import db
from app.worker.tables import CHECKS
from config import Settings
from tests.factories.house import a_case, company
from tests.house.served import Person, Served, served

SLOW = 3
"""Clients that begin a request and never end it: fewer than one process has threads. More than that is a proxy’s to gather (README)."""


def cookies(person: Person) -> str:
    return "; ".join(f"{name}={value}" for name, value in person.web.cookies.items())


def raw(house: Served, sent: bytes) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", house.port), timeout=30)
    line.sendall(sent)
    return line


def posted(person: Person, path: str, form: dict[str, str]) -> bytes:
    body = urllib.parse.urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies(person)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@pytest.fixture(params=["sqlite"])
def settings(request: pytest.FixtureRequest, tmp_path: object) -> Settings:
    """One database is enough: what breaks here lies before it."""
    import shutil
    from pathlib import Path

    from config import settings_from

    assert isinstance(tmp_path, Path)
    shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "amiable.sqlite3")
    return settings_from({"AMIABLE_DATA": str(tmp_path), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40})


def test_cut_and_slow_connections_stop_nobody_else_and_double_nothing(app: Flask, settings: Settings) -> None:
    ref = a_case(company()).ref
    with served(settings) as house:
        alice = Person(house).sign_in("alice")
        for turn in range(12):  # the line breaks at some point of the request, or of the answer
            form = alice.complaint(f"coupure {turn}")
            whole = posted(alice, "/log", form)
            line = raw(house, whole[: len(whole) * (turn + 1) // 10])
            if turn >= 10:
                time.sleep(0.05 * (turn - 10))
            line.close()
            again = [alice.post("/log", form) for _time in range(2)]
            assert [answer.status_code for answer in again] == [302, 302], (
                "sent again, it is answered as the first time"
            )
            assert len({answer.headers["Location"] for answer in again}) == 1
        upload = io.BytesIO(b"%PDF-1.4 " + b"x" * 300_000)
        half = requests.Request(
            "POST", f"{house.address}/cases/{ref}/exhibits", files={"files": ("a.pdf", upload)}
        ).prepare()
        head = f"POST /cases/{ref}/exhibits HTTP/1.1\r\nHost: x\r\nCookie: {cookies(alice)}\r\nContent-Type: {half.headers['Content-Type']}\r\n"
        assert isinstance(half.body, bytes)
        raw(house, f"{head}Content-Length: {len(half.body)}\r\n\r\n".encode() + half.body[:100_000]).close()
        slow = [raw(house, b"POST /log HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n") for _each in range(SLOW)]
        began = time.monotonic()
        assert alice.get("/queue").status_code == 200
        print(f"{SLOW} slow clients: a page after {time.monotonic() - began:.2f} s")
        for line in slow:
            line.close()
        assert alice.get("/health").status_code == 200
        assert not any('"status": 500' in line for line in house.said)
    assert db.session.scalar(select(func.count()).select_from(Case)) == 13
    assert db.session.scalar(select(func.count()).select_from(Exhibit)) == 0
    assert [*verify(), *(problem for check in CHECKS for problem in check())] == []
