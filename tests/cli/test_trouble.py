"""What is read when the machine is at fault: a sentence, never a trace of the program."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.cli.machine_errors import check_free, said_plainly
from app.kernel import Refused
from app.plumbing import backups
from config import ROOT, SettingError, Settings, settings_from


def flask(*words: str, **told: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [str(Path(sys.executable).with_name("flask")), *words]
    return subprocess.run(command, cwd=ROOT, env=kept | told, capture_output=True, text=True, check=False)


def test_a_port_that_is_taken_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = flask("serve", AMIABLE_DATA=str(tmp_path), PORT=str(port))
    assert found.returncode == 1
    assert f"Le port {port} est déjà pris" in found.stderr
    assert "Amiable:" not in found.stdout


def test_a_host_of_another_machine_is_said_to_be_wrong() -> None:
    with pytest.raises(Refused, match="HOST") as wrong:
        check_free("192.0.2.1", 8000)
    assert wrong.value.field == "HOST"


def test_a_database_that_is_away_is_one_sentence_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://amiable:secret-word@127.0.0.1:1/none"
    found = flask("staff", AMIABLE_DATA=str(tmp_path), DATABASE_URL=url, SINGLE_MACHINE="1")
    assert found.returncode == 1
    assert "La base de données n’a pas répondu" in found.stderr
    assert "Traceback" not in found.stderr
    assert "secret-word" not in found.stderr


def test_a_full_disk_is_one_sentence_and_other_mistakes_pass() -> None:
    with pytest.raises(Refused, match="disk"), said_plainly():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/data/x")
    with pytest.raises(Refused, match="database or disk is full"), said_plainly():
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))
    with pytest.raises(OSError, match="reset"), said_plainly():
        raise OSError(errno.ECONNRESET, "reset")


def test_an_archive_never_takes_the_place_of_what_is_no_file(settings: Settings, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Refused, match="not_a_file"):
        backups.write(settings, pipe)
    assert pipe.is_fifo()


def test_a_data_folder_that_cannot_be_made_is_a_setting_to_change(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="AMIABLE_DATA"):
        settings_from({"AMIABLE_DATA": str(tmp_path / "file" / "data")})


def test_an_account_that_nobody_could_sign_in_to_is_refused_on_the_command_line(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(
        args=["add-staff", "zoé roux", "--role", "admin", "--password", "x" * 20, "--json"]
    )
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["refused"]["field"] == "login"


@pytest.mark.parametrize("at", ["0001-01-01", "9999-12-31T23:59", "1989-12-31", "2090-01-01"])
def test_an_instant_at_which_nothing_can_be_computed_is_refused(app: Flask, at: str) -> None:
    answer = app.test_cli_runner().invoke(args=["cases", "--at", at, "--json"])
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["refused"]["code"] == "at_too_far"


def test_a_login_that_is_taken_is_refused_before_a_password_is_asked_for(app: Flask) -> None:
    run = app.test_cli_runner()
    made = run.invoke(args=["add-staff", "zoe", "--role", "admin"], input="un long secret\nun long secret\n")
    assert made.exit_code == 0, made.output
    again = run.invoke(args=["add-staff", "zoe", "--role", "admin", "--json"])
    assert again.exit_code == 1
    assert json.loads(again.stdout)["refused"]["code"] == "login_taken"
