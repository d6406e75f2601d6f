"""Upgrading an installation: migrated on demand, and the worker then brings dates up to what the new version says."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.plumbing import migrations
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.worker.rounds import work_once
from config import Settings
from tests.conftest import NOW
from tests.factories.house import a_case, company


def test_an_upgraded_house_derives_every_living_case_again(app: Flask, settings: Settings) -> None:
    case = a_case(company())
    db.session.remove()
    db.engine.dispose()
    migrations.migrate_url(settings.database_url, "0002")
    answered = app.test_cli_runner().invoke(args=["migrate"])
    assert answered.exit_code == 0, answered.output
    assert "Migrated from 0002" in answered.output
    work_once(NOW)
    job = db.session.scalars(select(Job).where(Job.kind == "cases.derive_again")).one()
    assert (job.state, job.result) == ("done", {"cases": 1})
    assert case.ref


def test_migrating_twice_asks_nothing_more(app: Flask) -> None:
    company()
    answered = app.test_cli_runner().invoke(args=["migrate"])
    assert "already" in answered.output
    assert db.session.scalars(select(Job)).all() == []
