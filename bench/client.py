"""A small HTTP client over plain sockets, so that what is measured is the server: one browser that stays signed in."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from multiprocessing import get_context
from urllib.parse import urlencode

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *(amiable_session=[^;\r]+)", re.IGNORECASE)


@dataclass
class Answer:
    """What a server sent back."""

    status: int
    head: bytes
    body: bytes

    @property
    def location(self) -> str:
        """Where it leads, if it redirects."""
        found = re.search(rb"\r\nlocation: *([^\r]+)", self.head, re.IGNORECASE)
        return found.group(1).decode() if found else ""


@dataclass
class Browser:
    """Keeps its cookie, and its connection as long as the server does."""

    port: int
    cookie: str = ""
    _socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask(
            f"GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: {self.cookie}\r\nAccept-Language: fr\r\n\r\n".encode()
        )

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        """Send a form."""
        body = urlencode(fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nCookie: {self.cookie}\r\nAccept-Language: fr\r\nReferer: http://bench/\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return self._ask(head.encode() + body)

    def _ask(self, request: bytes) -> Answer:
        reused = self._socket is not None
        try:
            return self._exchange(request)
        except (ConnectionError, TimeoutError):
            self.close()
            if not reused:
                raise
            return self._exchange(request)

    def _exchange(self, request: bytes) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=120)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        seen = b""
        while b"\r\n\r\n" not in seen:
            seen += self._receive()
        head, _, body = seen.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        while length is None or len(body) < int(length.group(1)):
            more = self._receive()
            body += more
        if b"connection: close" in head.lower():
            self.close()
        cookie = COOKIE.search(head)
        self.cookie = cookie.group(1).decode() if cookie else self.cookie
        return Answer(int(head.split(b" ", 2)[1]), head, body)

    def _receive(self) -> bytes:
        assert self._socket is not None
        found = self._socket.recv(262_144)
        if not found:
            raise ConnectionResetError("the server closed the connection")
        return found

    def close(self) -> None:
        """Let the connection go."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None


class Form(HTMLParser):
    """The fields of the form that has a field of this name, with the values a browser would send."""

    def __init__(self, page: str, having: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.action = ""
        self._here: list[tuple[str, str]] = []
        self._where = self._select = self._area = ""
        self._having, self._first = having, True
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "form":
            self._here, self._where = [], given.get("action", "")
        elif tag == "input" and name and (kind not in {"radio", "checkbox", "submit", "file"} or "checked" in given):
            self._here.append((name, given.get("value", "")))
        elif tag == "textarea":
            self._here.append((name, ""))
        elif tag == "select":
            self._select, self._first = name, True
        elif tag == "option" and self._select and (self._first or "selected" in given):
            self._here = [pair for pair in self._here if pair[0] != self._select] + [
                (self._select, given.get("value", ""))
            ]
            self._first = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "form" and any(name == self._having for name, _value in self._here):
            self.fields, self.action = self._here, self._where

    def filled(self, **values: str) -> list[tuple[str, str]]:
        """The same with these answers."""
        return [pair for pair in self.fields if pair[0] not in values] + list(values.items())


def sign_in(port: int, login: str, password: str) -> str:
    """Sign in through the real form; returns the cookie."""
    browser = Browser(port)
    form = Form(browser.get("/sign-in").body.decode(), "password")
    answer = browser.post("/sign-in", form.filled(login=login, password=password))
    browser.close()
    if answer.status != 302:
        raise RuntimeError(f"could not sign in: {answer.status}")
    return browser.cookie


@dataclass
class Page:
    """One thing to measure: the address (a new one each time if it varies), what the answer must hold."""

    name: str
    paths: list[str]
    holds: str
    form: list[tuple[str, str]] | None = None
    varies: Callable[[int], dict[str, str]] | None = field(default=None, repr=False)
    """For a form: what is different in each sending."""


@dataclass
class Run:
    """What one run of a page gave: milliseconds of each answer, bytes, seconds in all."""

    times: list[float]
    size: int
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds


def centile(times: list[float], share: float) -> float:
    """The time that this share of the answers kept under."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def one_client(port: int, cookie: str, page: Page, seconds: float, least: int, start: int) -> Run:
    """Ask for a page again and again; refuses a wrong answer."""
    browser, times, size = Browser(port, cookie), [], 0
    began = time.perf_counter()
    for number in _numbers(start):
        path = page.paths[number % len(page.paths)]
        fields = None if page.form is None else [*page.form, *(page.varies(number) if page.varies else {}).items()]
        before = time.perf_counter()
        answer = browser.get(path) if fields is None else browser.post(path, fields)
        times.append((time.perf_counter() - before) * 1000)
        size = len(answer.body)
        right = answer.location.startswith(page.holds) if fields is not None else page.holds.encode() in answer.body
        if answer.status != (200 if fields is None else 302) or not right:
            raise RuntimeError(f"{page.name}: {answer.status} {answer.location} {answer.body[:300]!r}")
        if time.perf_counter() - began > seconds and len(times) >= least:
            break
    browser.close()
    return Run(times, size, time.perf_counter() - began)


def _numbers(start: int) -> Iterator[int]:
    number = start
    while True:
        yield number
        number += 1


def _threads(port: int, cookie: str, page: Page, seconds: float, many: int, start: int) -> list[Run]:
    runs: list[Run] = []
    least = 3

    def work(n: int) -> None:
        runs.append(one_client(port, cookie, page, seconds, least, start + 10_000 * n))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(runs) != many:
        raise RuntimeError(f"{page.name}: a client failed")
    return runs


def many_clients(port: int, cookie: str, page: Page, seconds: float, many: int = 8) -> Run:
    """The same with several clients at once, in two processes."""
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        waiting = [pool.submit(_threads, port, cookie, page, seconds, many // 2, 1_000_000 * k) for k in range(2)]
        runs = [run for each in waiting for run in each.result()]
    return Run([t for run in runs for t in run.times], runs[0].size, max(run.seconds for run in runs))
