"""The processes of the web server are replaced while people work: nothing is lost, nothing twice, and no error page."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import psutil
import requests
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.journal.queries import verify
from app.plumbing.db import db
from config import Settings
from tests.factories.house import company
from tests.house.served import Person, Served, served, until

T = TypeVar("T")
LOGGED_SINCE = 4
"""Complaints that the new processes must have taken before it is enough."""


@dataclass
class Clerk:
    """Logs one complaint after the other; a line that was cut is answered by sending the same form again, as a browser offers to."""

    name: str
    house: Served
    logged: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    again: int = 0

    def work(self, over: threading.Event) -> None:
        person = Person(self.house).sign_in("alice")
        while not over.is_set():
            what = f"Panne {self.name}{len(self.logged)}"
            form = self._sure(lambda what=what: person.complaint(what))
            answer = self._sure(lambda form=form: person.post("/log", form))
            self.answers[answer.status_code] += 1
            self.logged.append(what)

    def _sure(self, ask: Callable[[], T]) -> T:
        while True:
            try:
                return ask()
            except requests.ConnectionError:
                self.again += 1


def _master(house: Served) -> psutil.Process:
    return next(
        one for one in house.alive() if one.ppid() == house.process.pid and "gunicorn" in " ".join(one.cmdline())
    )


def _pids(master: psutil.Process) -> set[int]:
    return {one.pid for one in master.children()}


def test_processes_are_replaced_while_people_log(app: Flask, settings: Settings) -> None:
    company()
    over = threading.Event()
    with served(settings) as house:
        clerks = [Clerk(name, house) for name in "ab"]
        threads = [threading.Thread(target=clerk.work, args=(over,)) for clerk in clerks]
        for thread in threads:
            thread.start()
        try:
            master = _master(house)
            until(lambda: all(clerk.logged for clerk in clerks), 60)
            before = _pids(master)
            master.send_signal(signal.SIGHUP)
            until(lambda: len(master.children()) == len(before) and not _pids(master) & before, 60)
            done = sum(len(clerk.logged) for clerk in clerks)
            until(lambda: sum(len(clerk.logged) for clerk in clerks) >= done + LOGGED_SINCE, 60)
        finally:
            over.set()
            for thread in threads:
                thread.join(60)
    assert all(set(clerk.answers) == {302} for clerk in clerks), clerks
    said = sorted(what for clerk in clerks for what in clerk.logged)
    db.session.rollback()
    kept = sorted(row for row in db.session.scalars(select(Case.subject)) if row.startswith("Panne "))
    assert kept == said, "each once"
    assert list(verify()) == []
