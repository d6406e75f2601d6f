"""Starting a web server: alone it looks at the database first; and what is shared between its processes is safe to share."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.cli.conventions import require_revision
from app.cli.serve import _gunicorn, announce
from app.factory import create_app
from app.kernel import Refused
from app.plumbing import migrations
from app.plumbing.db import db
from config import ROOT, Settings


def load(**told: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"FLASK_RUN_FROM_CLI", "DATABASE_URL"}}
    return subprocess.run(
        [sys.executable, "-c", "import wsgi"], cwd=ROOT, env=kept | told, capture_output=True, text=True, check=False
    )


def test_a_web_server_refuses_an_empty_database_and_a_command_may_load_it(tmp_path: Path) -> None:
    alone = load(AMIABLE_DATA=str(tmp_path))
    assert alone.returncode == 1
    assert f"the program needs {migrations.wanted()}. Run “make migrate”." in alone.stderr
    assert load(AMIABLE_DATA=str(tmp_path), FLASK_RUN_FROM_CLI="true").returncode == 0


def test_a_web_server_refuses_another_revision_and_takes_its_own(app: Flask, settings: Settings) -> None:
    require_revision()
    db.session.remove()
    db.engine.dispose()
    migrations.migrate_url(settings.database_url, "0019")
    with pytest.raises(Refused, match=r"at revision 0019, the program needs"):
        require_revision()
    migrations.migrate_url(settings.database_url)


def test_nothing_is_open_when_the_processes_part(settings: Settings) -> None:
    """They share what was read before: no connection may be among it."""
    assert "--preload" in _gunicorn(settings)
    made = create_app(settings)
    with made.app_context():
        require_revision()
        assert db.engine.pool.checkedin() + db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def a_process(said: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", said])


def reachable(settings: Settings, port: int) -> Settings:
    return replace(settings, host="127.0.0.1", port=port)


def test_the_address_is_announced_when_it_answers(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    late = "import time, http.server as h; time.sleep(1); s = type('S', (h.BaseHTTPRequestHandler,), "
    late += "{'do_GET': lambda self: (self.send_response(200), self.end_headers())}); "
    web = a_process(f"{late}h.HTTPServer(('127.0.0.1', {port}), s).serve_forever()")
    try:
        announce(reachable(settings, port), web)
    finally:
        web.kill()
        web.wait()
    assert f"Amiable: http://127.0.0.1:{port}" in capsys.readouterr().out


def test_a_web_server_that_stops_is_no_address(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    web = a_process("raise SystemExit(3)")
    with pytest.raises(Refused, match="status 3"):
        announce(reachable(settings, 1), web)
    web.wait()
    assert "Amiable:" not in capsys.readouterr().out


def test_a_web_server_that_does_not_answer_is_said_not_to(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    web = a_process("import time; time.sleep(60)")
    try:
        announce(reachable(settings, 1), web, patience=0.5)
    finally:
        web.kill()
        web.wait()
    told = capsys.readouterr()
    assert "Amiable:" not in told.out
    assert "ne répond pas bien" in told.err
    assert "refused" in told.err
