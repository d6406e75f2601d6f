"""A crowd for minutes, ten times as many for one: nothing is lost, nobody is shown an error, nothing grows without end."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.journal.queries import verify
from app.people.models import Customer
from app.plumbing.db import db
from app.worker.tables import CHECKS
from config import Settings
from tests.factories.house import a_case, company
from tests.house.served import Person, Served, served

MINUTES = float(os.environ.get("SOAK_MINUTES", "5"))
LOGINS = ("alice", "olivier", "bruno", "sophie", "claire", "diane")
LOGS = LOGINS[:4]
SPIKE, LASTS = 60, 60.0
"""Clients of the spike, and seconds that it lasts: ten times the six of the soak."""
FINE = {200, 302, 404, 422, 429}
MIB = 2**20


class Client(threading.Thread):
    """Somebody who opens pages, and now and then logs a complaint; how long each answer took, and what it was."""

    def __init__(
        self, house: Served, login: str, refs: list[str], seed: int, until: float, person: Person, pause: float
    ) -> None:
        super().__init__()
        self.login, self.refs, self.draw, self.until, self.pause = login, refs, Random(seed), until, pause
        self.person, self.took, self.seen = person, list[float](), Counter[int]()
        self.kept, self.broken = list[str](), list[str]()

    def run(self) -> None:
        while time.monotonic() < self.until:
            try:
                self._turn()
            except requests.RequestException as fault:
                self.broken.append(type(fault).__name__)
            time.sleep(self.draw.uniform(0, self.pause))

    def _turn(self) -> None:
        if self.login in LOGS and self.draw.random() < 0.1:
            what = secrets.token_hex(6)
            form = self.person.complaint(what)
            if self._timed(lambda: self.person.post("/log", form)).status_code == 302:
                self.kept.append(f"Client {what}")
            return
        ref = self.draw.choice(self.refs)
        path = self.draw.choice(
            ["/queue", f"/cases/{ref}", f"/cases/{ref}/exhibits", "/queue?q=panne", "/help", f"/cases/{ref}"]
        )
        self._timed(lambda: self.person.get(path))

    def _timed(self, ask: Callable[[], requests.Response]) -> requests.Response:
        began = time.perf_counter()
        answer = ask()
        self.took.append(time.perf_counter() - began)
        self.seen[answer.status_code] += 1
        return answer


def crowd(
    house: Served, people: dict[str, Person], refs: list[str], many: int, seconds: float, pause: float
) -> list[Client]:
    """So many clients for so long."""
    until = time.monotonic() + seconds
    clients = []
    for seed in range(many):
        login = LOGINS[seed % len(LOGINS)]
        own = Person(house)
        own.web.cookies.update(people[login].web.cookies)
        clients.append(Client(house, login, refs, seed, until, own, pause))
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return clients


def told(clients: list[Client], named: str) -> float:
    """The 99th percentile of what they waited, in seconds; printed with the rest."""
    took = sorted(each for client in clients for each in client.took)
    seen = sum((client.seen for client in clients), Counter[int]())
    broken = Counter(fault for client in clients for fault in client.broken)
    half, most = took[len(took) // 2], took[len(took) * 99 // 100]
    print(
        f"{named}: {len(took)} answers {dict(seen)}, p50 {half * 1000:.0f} ms, p99 {most * 1000:.0f} ms, broken {dict(broken)}"
    )
    assert set(seen) <= FINE
    assert not broken
    return most


def size_of(house: Served) -> tuple[int, int]:
    """Bytes of memory of its own, and open files, of all processes together."""
    alive = [each for each in house.alive() if each.is_running()]
    return sum(each.memory_full_info().uss for each in alive), sum(each.num_fds() for each in alive)


def log_of(settings: Settings) -> int:
    """Bytes of the embedded database's log."""
    log = Path(f"{settings.sqlite_file}-wal") if settings.on_sqlite else None
    return log.stat().st_size if log is not None and log.exists() else 0


@pytest.mark.long
def test_a_soak_and_a_spike_lose_nothing_and_grow_nothing(app: Flask, settings: Settings) -> None:
    firm = company()
    refs = [a_case(firm, what=f"Panne {number}").ref for number in range(30)]
    with served(settings) as house:
        people = {login: Person(house).sign_in(login) for login in LOGINS}
        clients = crowd(house, people, refs, len(LOGINS), 60, 0.3)  # warm: what is read once is read
        calm, before = told(clients, "warm"), size_of(house)
        clients += (soak := crowd(house, people, refs, len(LOGINS), MINUTES * 60, 0.3))
        after, log, soaked = size_of(house), log_of(settings), told(soak, "soak")
        clients += (spike := crowd(house, people, refs, SPIKE, LASTS, 0.3))
        told(spike, "spike")
        time.sleep(5)
        clients += (then := crowd(house, people, refs, len(LOGINS), 20, 0.3))
        again, last = told(then, "after the spike"), size_of(house)
        print(
            f"own memory {before[0] / MIB:.0f} → {after[0] / MIB:.0f} → {last[0] / MIB:.0f} MiB, open files {before[1]} → {after[1]} → {last[1]}"
        )
        print(f"log of the database {log / MIB:.1f} MiB")
        assert not any('"status": 500' in line for line in house.said)
    assert soaked < max(3 * calm, 1.0), "the slowest answers stay as they were"
    assert again < max(3 * calm, 1.0), "and are so again after the spike"
    assert after[0] - before[0] < 24 * MIB
    assert last[1] <= before[1] + 40
    assert log < 64 * MIB
    named = Counter(db.session.scalars(select(Customer.name).join(Case, Case.customer_id == Customer.id)))
    kept = [what for client in clients for what in client.kept]
    assert [what for what in kept if named[what] != 1] == []
    assert len(kept) > MINUTES * 10
    assert [*verify(), *(problem for check in CHECKS for problem in check())] == []
