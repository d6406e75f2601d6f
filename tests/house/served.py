"""The real thing: web server and worker in processes of their own, on a port of this machine, for tests that hurt them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests

from app.plumbing.db import db
from config import ROOT, Settings
from tests.client import Page
from tests.factories.house import PASSWORD

PATIENCE = 60.0
ENDS = 100.0
"""Seconds in which it begins to answer; and ends, what is under way being finished first, on a busy machine."""


@dataclass
class Served:
    """Where it answers, and its processes."""

    port: int
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def alive(self) -> list[psutil.Process]:
        """All of its processes."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number: int = probe.getsockname()[1]
        return number


@contextmanager
def served(settings: Settings, **more: str) -> Iterator[Served]:
    """Serve the house of these settings until the block ends."""
    db.session.remove()
    db.engine.dispose()
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "FLASK_RUN_FROM_CLI"}}
    env = {"AMIABLE_DATA": str(settings.data), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40, "PORT": str(port), **more}
    if not settings.on_sqlite:
        env |= {"DATABASE_URL": settings.database_url, "SINGLE_MACHINE": "1"}
    command = [str(Path(sys.executable).with_name("flask")), "serve"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=kept | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    house, up = Served(port, process), threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            house.said.append(line)
            if line.startswith("Amiable: "):
                up.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        assert up.wait(PATIENCE), "".join(house.said)
        yield house
    finally:
        process.terminate()
        try:
            process.wait(ENDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        listener.join(5)
        assert process.stdout is not None
        process.stdout.close()


class Person:
    """Somebody with a browser, over the network."""

    def __init__(self, house: Served) -> None:
        self.house, self.web = house, requests.Session()

    def get(self, path: str, **how: Any) -> requests.Response:
        """Fetch a page, its redirects not followed."""
        return self.web.get(f"{self.house.address}{path}", **{"timeout": 30, "allow_redirects": False, **how})

    def post(self, path: str, data: Any, **how: Any) -> requests.Response:
        """Send a form as it is given."""
        sent = {"timeout": 30, "allow_redirects": False, **how}
        return self.web.post(f"{self.house.address}{path}", data=data, **sent)

    def fields(self, path: str, form: str | None = None) -> dict[str, str]:
        """What a form of a page would send as it stands, its token and the key of this showing among it."""
        answer: Any = self.get(path)
        answer.get_data = lambda as_text: answer.text
        return Page(answer, path).values(form)

    def sign_in(self, login: str) -> Person:
        token = self.fields("/sign-in")["csrf_token"]
        answer = self.post("/sign-in", {"csrf_token": token, "login": login, "password": PASSWORD})
        assert answer.status_code == 302, answer.text[:300]
        return self

    def complaint(self, what: str) -> dict[str, str]:
        """The form of a complaint, filled in: sent twice it is one complaint."""
        typed = {"do": "log", "who": f"Client {what}", "what": what}
        return {**self.fields("/log", "log"), **typed}


def until(asked: Any, patience: float = 30.0) -> float:
    """Ask again and again until it is so; the seconds that it took."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        try:
            if asked():
                return time.monotonic() - began
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise AssertionError("it never came")
