"""What was acknowledged is kept, whenever its writer is killed: rows, journal and files, none of them by half."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.cases.models import Case
from app.documents.queries.kept_files import file_problems
from app.exhibits.queries import exhibits_of, store
from app.journal.queries import entries_of_kind, verify
from app.plumbing.db import db
from config import Settings
from tests.factories.house import a_case, company

ROOT = Path(__file__).resolve().parents[2]


def killed(settings: Settings, case: Case, staff: int, kills: int) -> list[int]:
    number, seed = case.id, random.randrange(1_000_000)
    print("seed", seed)
    db.session.remove()
    env = {**os.environ, "AMIABLE_DATA": str(settings.data), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40}
    if not settings.on_sqlite:
        env |= {"DATABASE_URL": settings.database_url, "SINGLE_MACHINE": "1"}
    command = [sys.executable, "-m", "tests.worker.killed_writer", *map(str, (number, staff, kills, seed))]
    run = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    found: list[int] = json.loads(run.stdout.strip().splitlines()[-1])
    return found


def keeps_all(settings: Settings, kills: int) -> None:
    firm = company()
    case = a_case(firm)
    acknowledged = killed(settings, case, firm.agent.id, kills)
    assert len(acknowledged) > 1, "somebody was told something"
    case = db.session.get_one(Case, case.id)
    heard = {str(entry.words.body.get("body")) for entry in entries_of_kind(case.stream, "case.contact")}
    shown = {row.file_name: row for row in exhibits_of(case)}
    assert {f"appel {number}" for number in acknowledged} <= heard, "acknowledged and lost"
    assert {f"piece-{number}.txt" for number in acknowledged} <= set(shown), "acknowledged and lost"
    assert len(heard) == len(shown), "a contact and its exhibit are kept together, or neither"
    for name, row in shown.items():
        assert store().get(row.file_key) == f"preuve {name[6:-4]}".encode()
    assert list(verify()) == []
    assert file_problems() == []
    if settings.on_sqlite:
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
    print(f"kills {kills}, acknowledged {len(acknowledged)}, kept {len(heard)}")


def test_a_writer_killed_at_any_moment_loses_nothing_it_was_told_is_kept(app: Flask, settings: Settings) -> None:
    keeps_all(settings, 12)


@pytest.mark.long
def test_three_hundred_writers_killed_lose_nothing(app: Flask, settings: Settings) -> None:
    keeps_all(settings, 300)
