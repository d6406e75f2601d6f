"""A served house and a real browser; each role signs in for itself."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from app.cli.conventions import lay_reference
from app.factory import create_app
from app.kernel import FixedClock
from app.mediators.models import Mediator
from app.plumbing import unit_of_work
from app.plumbing.db import db
from config import settings_from
from tests.conftest import NOW
from tests.factories.house import PASSWORD, company


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without it browser tests are skipped, never in CI.

    It goes with its module: while it lives an event loop runs in this process, and nothing else may start one (sealing does).
    """
    path = _chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no chromium: CI must not skip browser tests")
        pytest.skip("no chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


class House:
    """A served house with its people, and the clock that the journey moves."""

    def __init__(self, app: Flask, clock: FixedClock, address: str, browser: Browser, password: str = PASSWORD) -> None:
        self.app, self.clock, self.address, self.browser, self.password = app, clock, address, browser, password
        self.errors: list[str] = []
        self._contexts: dict[str, BrowserContext] = {}
        self._pages: dict[str, Page] = {}

    def visitor(self, dark: bool = False, width: int = 1280) -> Page:
        """A page of a browser that nobody signed in with."""
        context = self.browser.new_context(
            locale="fr-FR", color_scheme="dark" if dark else "light", viewport={"width": width, "height": 900}
        )
        context.set_default_timeout(15_000)
        self._contexts[f"{len(self._contexts)}"] = context
        page = context.new_page()
        page.on("console", self._heard)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        """What a browser complains of; a form that came back is none, nor that a page outlived its session when it was left."""
        left = str(message.location.get("url", "")).endswith("/here") and "400" in message.text
        if message.type == "error" and "422" not in message.text and not left:
            self.errors.append(message.text)

    def as_(self, login: str, lang: str = "fr", dark: bool = False, width: int = 1280) -> Page:
        """A page of somebody signed in (their own browser)."""
        name = f"{login}-{lang}-{dark}-{width}"
        if name not in self._pages:
            self._pages[name] = page = self.visitor(dark, width)
            page.goto(f"{self.address}/sign-in")
            page.get_by_label("Identifiant").fill(login)
            page.get_by_label("Mot de passe").fill(self.password)
            page.get_by_role("button", name="Se connecter").click()
            page.wait_for_url(lambda url: "/sign-in" not in url)
            if lang == "en":
                page.get_by_role("button", name="EN, in English").first.click()
        return self._pages[name]

    def later(self, **spent: int) -> None:
        """Let time pass, and let the worker do what falls due; whoever was signed in no longer is."""
        self.clock.at += timedelta(**spent)
        self.work()
        self.close()

    def work(self) -> None:
        """One round of the worker."""
        from app.worker.rounds import work_once

        with self.app.app_context():
            work_once(self.clock.now())

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()
        self._contexts.clear()
        self._pages.clear()


def answered_whole(app: Flask) -> Callable[[Any, Any], list[bytes]]:
    """The house, each answer read and closed before it is sent: the test server leaves files open where a browser hangs up."""

    def call(environ: Any, start_response: Any) -> list[bytes]:
        answer = app(environ, start_response)
        try:
            return list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()

    return call


@contextmanager
def served(app: Flask, clock: FixedClock, chromium: Browser, password: str = PASSWORD) -> Iterator[House]:
    """This house behind a real server on a free port, as long as the block lasts."""
    server = make_server("127.0.0.1", 0, answered_whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made = House(app, clock, f"http://127.0.0.1:{server.server_port}", chromium, password)
    yield made
    made.close()
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path, chromium: Browser) -> Iterator[House]:
    """Founded, with reference data and one mediator under contract; served on a free port."""
    shutil.copy(sqlite_template, tmp_path / "amiable.sqlite3")
    clock = FixedClock(NOW)
    app = create_app(
        settings_from({"AMIABLE_DATA": str(tmp_path), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40}), clock
    )
    with app.app_context():
        company()
        lay_reference(NOW)
        with unit_of_work.writing():
            db.session.add(Mediator(
                code="brume", name="Médiateur Brume", postal="1 rue de la Paix, 75002 Paris", site="https://www.mediateur-brume.example",
                sectors=["any"], contract_from=NOW.date() - timedelta(days=400), source="essai",
            ))  # fmt: skip
        db.session.remove()
    with served(app, clock, chromium) as made:
        yield made
    assert made.errors == []
