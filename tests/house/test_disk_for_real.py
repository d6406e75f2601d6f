"""A small disk of its own that is filled again and again under web and worker: refusals are clean, and what was said is kept."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import html5lib
import pytest
from sqlalchemy import select

from app.cases.models import Case
from app.exhibits.models import Exhibit
from app.factory import create_app
from app.journal.queries import verify
from app.people.models import Customer
from app.plumbing import faults
from app.plumbing.db import db
from app.plumbing.typography import say
from app.worker.tables import CHECKS
from config import Settings, settings_from
from tests.client import said
from tests.exhibits import files
from tests.factories.house import a_case, company
from tests.house.served import Person, served

LEVELS = 25
SIZE = 48 * 2**20


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own; skipped where nobody may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def filled(folder: Path, leaving: int) -> Iterator[None]:
    """All but so many bytes of the disk are taken."""
    filler = folder / "filler"
    free = os.statvfs(folder)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free.f_bavail * free.f_frsize - leaving))
    try:
        yield
    finally:
        filler.unlink()


@pytest.mark.long
def test_a_disk_that_fills_up_under_the_house_loses_nothing_and_says_so(small: Path, sqlite_template: Path) -> None:
    data = small / "data"
    data.mkdir()
    shutil.copy(sqlite_template, data / "amiable.sqlite3")
    settings: Settings = settings_from({"AMIABLE_DATA": str(data), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40})
    draw, sentence = random.Random(7), " ".join(say(faults.FULL, "fr").split())
    kept, pieces, seen = list[str](), list[str](), Counter[str]()
    with create_app(settings).app_context():
        ref = a_case(company()).ref
        with served(settings) as house:
            alice = Person(house).sign_in("alice")
            for level in range(LEVELS):
                forms = {f"{level}-{number}": alice.complaint(f"{level}-{number}") for number in range(4)}
                token = alice.fields(f"/cases/{ref}/exhibits")["csrf_token"]
                with filled(small, draw.choice([0, 4096, 20_000, 60_000, 200_000])):
                    for what, form in forms.items():
                        answer = alice.post("/log", form)
                        seen[f"log {answer.status_code}"] += 1
                        if answer.status_code == 302:
                            kept.append(what)
                        else:
                            assert answer.status_code in {422, 503}, answer.text[:500]
                            assert sentence in said(html5lib.parse(answer.text, namespaceHTMLElements=False))
                            assert what in answer.text, "what was typed is given back"
                    upload = {"files": ("a.jpg", io.BytesIO(files.photo(str(level))))}
                    sent = alice.post(f"/cases/{ref}/exhibits", {"csrf_token": token}, files=upload)
                    seen[f"upload {sent.status_code}"] += 1
                    assert sent.status_code in {200, 422, 503}, sent.text[:500]
                    assert alice.get("/queue").status_code == 200, "reading goes on"
                for what, form in forms.items():
                    assert alice.post("/log", form).status_code == 302, "with room again it is taken, without a restart"
                    kept.append(what)
            assert not any('"status": 500' in line for line in house.said)
            assert house.process.poll() is None
        print(dict(seen))
        assert seen["log 503"] + seen["log 422"] > LEVELS, "the disk was full indeed"
        named = Counter(db.session.scalars(select(Customer.name).join(Case, Case.customer_id == Customer.id)))
        assert [what for what in kept if named[f"Client {what}"] != 1] == []
        assert pieces == list(db.session.scalars(select(Exhibit.file_name)))
        assert [*verify(), *(problem for check in CHECKS for problem in check())] == []
        db.session.remove()
        db.engine.dispose()
