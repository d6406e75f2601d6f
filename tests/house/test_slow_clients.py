"""Clients that begin a request and say no more hold the threads of the web server for seconds, not for good."""

from __future__ import annotations

import shutil
import socket
import time
from pathlib import Path

import pytest
import requests
from flask import Flask

from config import Settings, settings_from
from tests.factories.house import company
from tests.house.served import served

THREADS, SILENT_SECONDS = 8, 15
HEAD = b"GET /sign-in HT"
BODY = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\nlogin=a"


@pytest.fixture(params=["sqlite"])
def settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    """One database is enough: what is held up lies before it."""
    shutil.copy(sqlite_template, tmp_path / "amiable.sqlite3")
    return settings_from({"AMIABLE_DATA": str(tmp_path), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40})


def test_clients_that_went_silent_are_let_go(app: Flask, settings: Settings) -> None:
    company()
    with served(settings) as house:
        lines = [socket.create_connection(("127.0.0.1", house.port), 60) for _ in range(2 * THREADS)]
        try:
            for number, line in enumerate(lines):
                line.sendall(BODY if number % 2 else HEAD)
            began = time.monotonic()
            for _ in range(THREADS):
                assert requests.get(f"{house.address}/sign-in", timeout=120).status_code == 200
            assert time.monotonic() - began < 5 * SILENT_SECONDS, "each of two lots of silent clients held them once"
            for line in lines:
                assert b" 200 " not in line.recv(20), "let go, or told that it is no request"
        finally:
            for line in lines:
                line.close()
        assert not [line for line in house.said if "Traceback" in line]
