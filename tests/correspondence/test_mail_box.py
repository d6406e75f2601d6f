"""A box read over IMAP, and the command for a mail server's pipe: nothing leaves the box before it is kept."""

from __future__ import annotations

import dataclasses
import io
import json
import mailbox
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.correspondence.actions.mails import read_box, taking
from app.correspondence.models import IncomingMail, MailBoxState
from app.correspondence.queries.mails import box_trouble
from app.plumbing.db import db
from app.plumbing.letterbox.imap import Waiting, box_of
from app.worker.rounds import work_once
from config import SettingError, settings_from
from tests.client import Browser
from tests.conftest import NOW
from tests.correspondence.imap_server import PASSWORD, ImapServer, imap_server
from tests.correspondence.mails_world import a_mail
from tests.factories.house import company


@pytest.fixture
def box(app: Flask) -> Iterator[ImapServer]:
    with imap_server() as server:
        app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], mail_box=server.url)
        yield server


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(IncomingMail)) or 0


def test_what_waits_is_taken_and_moved_and_nothing_is_marked_as_read(app: Flask, box: ImapServer) -> None:
    company()
    box.put(a_mail("1"), a_mail("2"), a_mail("1"))
    done = work_once(NOW)
    assert (done["mails_taken"], done["mails_opened"]) == (2, 2)
    assert kept() == 2
    assert not box.folders["INBOX"]
    assert len(box.folders["taken"]) == 3
    assert not box.seen
    box.put(a_mail("3"))
    assert read_box(NOW + timedelta(seconds=30)) == 0, "the box is asked once a minute"
    assert read_box(NOW + timedelta(seconds=61)) == 1


@pytest.mark.parametrize("step", ["fetched", "kept"])
def test_a_crash_between_fetching_and_moving_loses_nothing_and_doubles_nothing(
    app: Flask, box: ImapServer, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(a_mail("1"), a_mail("2"))

    class Killed(BaseException):
        pass

    def die(*_args: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(*((taking, "keep", die) if step == "fetched" else (Waiting, "taken", die)))
        with pytest.raises(Killed):
            read_box(NOW)
    assert len(box.folders["INBOX"]) == 2
    read_box(NOW + timedelta(minutes=2))
    assert kept() == 2
    assert not box.folders["INBOX"]


def test_one_that_cannot_be_kept_stays_and_stops_no_other(
    app: Flask, box: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, real = a_mail("mauvais"), taking.keep
    box.put(bad, a_mail("bon"))

    def keep(content: bytes, **terms: object) -> object:
        if content == bad:
            raise ValueError("no")
        return real(content, **terms)

    with monkeypatch.context() as patch:
        patch.setattr(taking, "keep", keep)
        assert read_box(NOW) == 1
    assert list(box.folders["INBOX"].values()) == [bad]
    assert read_box(NOW + timedelta(minutes=2)) == 1


@pytest.mark.parametrize("fault", ["LOGIN", "UID SEARCH", "UID FETCH", "UID MOVE"])
@pytest.mark.parametrize("how", ["refuses", "hangs up"])
def test_a_server_that_fails_is_noted_then_told_and_the_mail_is_taken_later(
    app: Flask, box: ImapServer, fault: str, how: str
) -> None:
    box.put(a_mail("1"))
    if how == "refuses":
        box.refuses = {fault}
    else:
        box.hangs_up_at = fault
    read_box(NOW)
    assert len(box.folders["INBOX"]) == 1
    if fault == "UID FETCH" and how == "refuses":
        return  # a mail that is gone meanwhile: nothing failed
    state = db.session.scalars(select(MailBoxState)).one()
    assert state.failed_at == NOW
    assert PASSWORD not in state.error
    assert box_trouble(NOW) is None
    read_box(NOW + timedelta(minutes=11))
    assert box_trouble(NOW + timedelta(minutes=11)) is not None
    box.refuses, box.hangs_up_at = set(), ""
    read_box(NOW + timedelta(minutes=13))
    assert not box.folders["INBOX"]
    assert kept() == 1
    assert box_trouble(NOW + timedelta(minutes=13)) is None


def test_a_box_that_is_silent_too_long_is_told_to_whoever_runs_the_house(app: Flask, box: ImapServer) -> None:
    company()
    box.put(a_mail("1"))
    read_box(NOW)  # a Friday
    assert box_trouble(NOW + timedelta(days=3)) is None, "a weekend is no silence"
    clock = app.extensions["clock"]
    clock.at = NOW + timedelta(days=5, hours=1)
    assert box_trouble(clock.now()) is not None
    assert "Aucun courriel dans la boîte" in Browser(app).sign_in("admin").get("/settings").text
    assert "Aucun courriel dans la boîte" in Browser(app).sign_in("alice").get("/mail").text
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], mail_quiet_days=0)
    assert box_trouble(clock.now()) is None


def test_the_password_of_a_box_is_shown_nowhere(app: Flask) -> None:
    address = box_of("imaps://a%40b:p%40ss@host.example/Litiges?taken=Pris")
    assert (address.user, address.password, address.folder, address.taken, address.port) == (
        "a@b",
        "p@ss",
        "Litiges",
        "Pris",
        993,
    )
    assert "p@ss" not in repr(address) + address.name


@pytest.mark.parametrize(("name", "value"), [
    ("MAIL_BOX", "imaps://host/INBOX"), ("MAIL_BOX", "pop://a:b@host/x"), ("MAIL_BOX", "imaps://a:b@host:0/x"), ("MAIL_BOX", "imaps://a:b@host:x/"),
    ("MAIL_BOX", "coucou"), ("MAIL_REPLY_TO", "a b@c"), ("MAIL_REPLY_TO", "a+b@c"), ("MAIL_REPLY_TO", "a"), ("MAIL_QUIET_DAYS", "-1"), ("MAIL_QUIET_DAYS", "x"),
    ("MAIL_URL", "http://a:b@host"), ("MAIL_URL", "smtp://"), ("MAIL_URL", "smtps://a:b@host:x"), ("AMIABLE_ZONE", "Europe/Pari"), ("AMIABLE_ZONE", "../x"),
    ("BASE_URL", "foo"), ("BASE_URL", "ftp://x"), ("BASE_URL", "https://"),
])  # fmt: skip
def test_a_setting_that_cannot_work_says_what_to_change(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=name) as wrong:
        settings_from({"AMIABLE_DATA": str(tmp_path), name: value})
    assert ":b@" not in str(wrong.value)


# --- the command -----------------------------------------------------------------------------------------------------


def test_a_pipe_keeps_a_mail_and_says_nothing(app: Flask) -> None:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["take-mail"], input=io.BytesIO(a_mail("1")))
    assert (done.exit_code, done.output) == (0, "")
    again = runner.invoke(args=["take-mail", "-", "--json"], input=io.BytesIO(a_mail("1")))
    assert json.loads(again.stdout)["new"] == 0
    assert kept() == 1


def test_what_cannot_be_kept_is_left_to_the_mail_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> str:
        raise OSError("no space left on device")

    monkeypatch.setattr("app.plumbing.storage.Storage.put", full)
    assert app.test_cli_runner().invoke(args=["take-mail"], input=io.BytesIO(a_mail("1"))).exit_code == 75
    assert kept() == 0


def test_a_file_a_folder_and_an_mbox_are_taken(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "cur"
    folder.mkdir(parents=True)
    (folder / "1.eml").write_bytes(a_mail("1"))
    box = mailbox.mbox(tmp_path / "in" / "old.mbox")
    for text in ("2", "3"):
        box.add(a_mail(text))
    box.close()
    done = app.test_cli_runner().invoke(args=["take-mail", str(tmp_path / "in"), "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["kept"], answer["new"], answer["failed"]) == (0, 3, 3, 0)
    assert app.test_cli_runner().invoke(args=["take-mail", str(tmp_path / "nothing")]).exit_code == 2
