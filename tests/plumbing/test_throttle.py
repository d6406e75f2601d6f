"""Counting tries: within a window, across transactions, and when two are the first at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from app.plumbing import throttle, unit_of_work
from app.plumbing.db import db
from tests.conftest import NOW

A_MINUTE = timedelta(minutes=1)


def tried(key: str = "door", after: timedelta = timedelta(0)) -> bool:
    with unit_of_work.writing():
        return throttle.too_many(key, at=NOW + after, most=2, within=A_MINUTE)


def test_the_try_beyond_the_limit_is_refused_until_the_window_is_over(app: Flask) -> None:
    assert [tried() for _ in range(4)] == [False, False, True, True]
    assert not tried("another door")
    assert tried(after=A_MINUTE)
    assert not tried(after=A_MINUTE + timedelta(seconds=1))


def test_two_tries_of_one_transaction_are_two(app: Flask) -> None:
    with unit_of_work.writing():
        found = [throttle.too_many("door", at=NOW, most=1, within=A_MINUTE) for _ in range(2)]
    assert found == [False, True]


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_two_who_are_the_first_at_once_are_both_counted(app: Flask) -> None:
    both = threading.Barrier(2, timeout=30)

    def first(_turn: int) -> None:
        with app.app_context(), unit_of_work.writing():
            assert db.session.get(throttle.Try, "door") is None
            both.wait()
            throttle.too_many("door", at=NOW, most=9, within=A_MINUTE)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(first, range(2)))
    db.session.rollback()
    assert db.session.get_one(throttle.Try, "door").count == 2
