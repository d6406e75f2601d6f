"""Clients that send slowly, or stop sending, hold no thread of the web server: the house on one machine needs no proxy for that."""

from __future__ import annotations

import http.client
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests
from flask import Flask

from app.plumbing import arriving
from app.plumbing.arriving import ArrivingError, Line
from config import Settings, settings_from
from tests.factories.house import company
from tests.house.served import served

THREADS = 8


@pytest.fixture(params=["sqlite"])
def settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    """One database is enough: what is held up lies before it."""
    shutil.copy(sqlite_template, tmp_path / "amiable.sqlite3")
    return settings_from({"AMIABLE_DATA": str(tmp_path), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40})


HEAD = b"GET /sign-in HT"
BODY = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\nlogin=a"
WHOLE = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@contextmanager
def waiting(port: int, said: bytes, many: int) -> Iterator[list[socket.socket]]:
    """So many clients who have said that much, and say no more."""
    lines = [socket.create_connection(("127.0.0.1", port), 30) for _ in range(many)]
    try:
        for line in lines:
            line.sendall(said)
        time.sleep(0.5)
        yield lines
    finally:
        for line in lines:
            line.close()


def test_slow_clients_hold_nobody_up(app: Flask, settings: Settings) -> None:
    company()
    with served(settings) as house:
        for said in (HEAD, BODY, b""):
            with waiting(house.port, said, 5 * THREADS) as lines:
                for _ in range(THREADS):
                    assert requests.get(f"{house.address}/sign-in", timeout=10).status_code == 200
                if said == BODY:  # who is slow is answered all the same, once they have said all
                    lines[0].sendall(b"x" * 43)
                    lines[0].settimeout(20)
                    assert lines[0].recv(12).startswith(b"HTTP/1.1 4"), "no token in it: refused, but read"
        _the_same_as_before(house.port)


def _the_same_as_before(port: int) -> None:
    """One line, several requests; bodies with a length, in chunks, too large; a client that does not wait for its answers."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(3):
        line.request("GET", "/health")
        answer = line.getresponse()
        assert answer.status == 200
        answer.read()
    line.request(
        "POST", "/sign-in", iter([b"login=a", b"&password=b"]), {"Content-Type": "text/plain"}, encode_chunked=True
    )
    assert line.getresponse().read()
    line.close()
    with waiting(port, WHOLE * 3, 1) as (eager,):
        eager.settimeout(5)
        heard = b""
        with suppress(TimeoutError):
            while heard.count(b"HTTP/1.1 200") < 3:
                heard += eager.recv(65536)
        assert heard.count(b"HTTP/1.1 200") == 3
    head = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n"
    with waiting(port, head, 1) as (greedy,):
        greedy.settimeout(20)
        assert b" 413 " in greedy.recv(100)
    expecting = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n"
    with waiting(port, expecting, 1) as (polite,):
        polite.settimeout(20)
        assert polite.recv(100).startswith(b"HTTP/1.1 100")


@pytest.fixture
def ends() -> Iterator[tuple[Line, socket.socket]]:
    ours, theirs = socket.socketpair()
    line = Line(ours)
    line.setblocking(False)
    yield line, theirs
    line.close()
    theirs.close()


def fed(line: Line, theirs: socket.socket, said: bytes) -> bool:
    """Is the request whole once this has come, byte by byte?"""
    whole = False
    for place in range(len(said)):
        assert not whole, said[place:]
        theirs.sendall(said[place : place + 1])
        whole = line.more()
    return whole


@pytest.mark.parametrize(
    "said",
    [
        WHOLE,
        b"POST / HTTP/1.1\r\ncontent-LENGTH: 5\r\nHost: x\r\n\r\nab\r\n\r"[:-1] + b"\r",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_a_request_is_whole_with_its_last_byte(ends: tuple[Line, socket.socket], said: bytes) -> None:
    line, theirs = ends
    assert fed(line, theirs, said)
    line.ready()
    assert b"".join(iter(lambda: line.recv(7) if line._given < line._size else b"", b"")) == said


def test_what_follows_a_request_is_kept_for_the_next(ends: tuple[Line, socket.socket]) -> None:
    line, theirs = ends
    theirs.sendall(WHOLE + b"GET /next")
    assert line.more()
    line.ready()
    assert line.recv(len(WHOLE)) == WHOLE
    assert line.left() == b"GET /next"
    line.again()
    assert fed(line, theirs, WHOLE)


def test_a_large_body_has_longer_and_a_head_without_end_is_no_request(
    ends: tuple[Line, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    line, theirs = ends
    assert line.deadline - time.monotonic() <= arriving.HEAD_WITHIN
    fed(line, theirs, b"POST / HTTP/1.1\r\nContent-Length: 8192000\r\n\r\n")
    assert 1000 < line.deadline - time.monotonic() < 1100
    line.again()
    monkeypatch.setattr(arriving, "LONGEST_HEAD", 100)
    theirs.sendall(b"x" * 101)
    with pytest.raises(ArrivingError):
        line.more()
    line.again()
    theirs.close()
    with pytest.raises(ArrivingError):
        line.more()


@pytest.mark.long
def test_who_says_nothing_more_is_let_go(app: Flask, settings: Settings) -> None:
    company()
    with served(settings) as house, waiting(house.port, HEAD, 2) as lines:
        lines[0].settimeout(arriving.HEAD_WITHIN + 15)
        began = time.monotonic()
        assert lines[0].recv(10) == b"", "closed"
        assert time.monotonic() - began >= arriving.HEAD_WITHIN - 2
