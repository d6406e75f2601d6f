"""Take the README's pictures again: tells the demo into a temporary folder, serves it, looks at it with Chromium.

`make pictures`, then look at docs/pictures before committing them.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from app.cases.models import Case
from app.cases.rules.states import State
from app.cli.conventions import ready_database
from app.cli.demo import tell_story
from app.cli.story.cast import PASSWORD
from app.correspondence.queries.linking import token_for
from app.factory import create_app
from app.kernel import FixedClock
from app.people.queries import staff_by_login
from app.worker import rounds
from config import settings_from

OUT = Path(__file__).resolve().parents[1] / "docs" / "pictures"
TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SHOTS = (
    ("queue", "sophie", "/queue?tab=all", "fr", False, 700),
    ("case", "claire", "/cases/{mediated}", "fr", False, 1000),
    ("gesture", "alice", "/cases/{mine}/gestures/new", "fr", False, 1000),
    ("customer", "", "/c/case", "fr", False, 1000),
    ("log-dark-en", "alice", "/log", "en", True, 900),
)
"""Name, who looks (nobody: the customer of a case with an open offer), at what, in which language and theme, how high (pixels)."""
CODE = re.compile(rb"(\d{4}) (\d{4})")


def main() -> None:
    """Tell, serve, take each picture."""
    folder = Path(tempfile.mkdtemp(prefix="amiable-pictures-"))
    app = create_app(settings_from({"AMIABLE_DATA": str(folder)}), FixedClock(TODAY))
    with app.app_context():
        ready_database()
        tell_story(TODAY)
        refs = _refs()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for shot in SHOTS:
            _take(app, browser, f"http://127.0.0.1:{server.server_port}", refs, *shot)
        browser.close()
    server.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


def _refs() -> dict[str, str]:
    from app.plumbing.db import db  # noqa: PLC0415  inside the application

    cases = select(Case.ref).order_by(Case.id)
    mine = cases.where(Case.owner_id == staff_by_login("alice").id, Case.state == State.IN_PROGRESS)
    found = {"mine": mine, "mediated": cases.where(Case.state == State.IN_MEDIATION)}
    offered = db.session.scalars(select(Case).where(Case.state == State.OFFER_OPEN).order_by(Case.id)).first()
    assert offered is not None
    link = token_for(offered, offered.customer.email)
    return {"link": link, **{name: str(db.session.scalars(wanted).first()) for name, wanted in found.items()}}


def _take(
    app: Flask,
    browser: Browser,
    base: str,
    refs: dict[str, str],
    name: str,
    login: str,
    path: str,
    lang: str,
    dark: bool,
    high: int,
) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": high}, color_scheme="dark" if dark else "light", locale="fr-FR"
    )
    page = context.new_page()
    if login:
        _sign_in(page, base, login)
    else:
        _come_in(app, page, f"{base}/c/{refs['link']}")
    if lang == "en":
        page.get_by_role("button", name="EN, in English").first.click()
    page.goto(base + path.format(**refs))
    page.screenshot(path=str(OUT / f"{name}.png"))
    context.close()


def _come_in(app: Flask, page: Page, link: str) -> None:
    """Enter the customer's page with the code of the mail."""
    mails = Path(app.extensions["settings"].data) / "mail"
    before = set(mails.glob("*.eml"))
    page.goto(link)
    page.get_by_role("button", name="Recevoir un code").click()
    with app.app_context():
        rounds.run_jobs(TODAY)
    codes = [CODE.search(mail.read_bytes()) for mail in set(mails.glob("*.eml")) - before]
    page.get_by_label("Code reçu").fill(next(code[0].decode() for code in codes if code))
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/case")


def _sign_in(page: Page, base: str, login: str) -> None:
    page.goto(f"{base}/sign-in")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


if __name__ == "__main__":
    main()
