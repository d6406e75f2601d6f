"""A round of the worker: what fails is told and stops nothing else."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from app.cli import serve
from app.worker import rounds
from tests.conftest import NOW


def broken(_at: datetime) -> int:
    raise ZeroDivisionError


def test_what_fails_is_raised_after_the_rest_was_done(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setitem(rounds.CLOCKWORKS, "a_broken_one", broken)
    monkeypatch.setitem(rounds.CLOCKWORKS, "one_after", lambda _at: len(done) or done.append("after") or 1)
    with pytest.raises(ExceptionGroup) as raised:
        rounds.work_once(NOW)
    assert [type(fault) for fault in raised.value.exceptions] == [ZeroDivisionError]
    assert done == ["after"]


def test_the_house_stays_open_when_a_round_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rounds.CLOCKWORKS, "a_broken_one", broken)
    serve._one_round()
    monkeypatch.delitem(rounds.CLOCKWORKS, "a_broken_one")
    assert rounds.work_once(NOW)["jobs"] == 0
