"""The whole journey in a real browser: logged, escalated, a gesture refused, final answer, mediator notified, file ready."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import func, select

from app.cases.models import Case
from app.cases.rules.states import State
from app.plumbing.db import db
from app.plumbing.jobs import Job
from tests.journeys.conftest import House

pytestmark = pytest.mark.browser
WHAT = "Mon lave-linge est tombé en panne pour la troisième fois depuis mars, et la réparation n’a rien changé."
AGAINST_ADVICE = "Troisième panne : un geste en attendant la décision."
REFUSED_REPAIR = "Le client refuse une quatrième réparation."
"""Written between us: no file for an outsider may hold either."""


def log_complaint(house: House) -> str:
    page = house.as_("alice")
    page.goto(f"{house.address}/log")
    page.get_by_label("Qui se plaint").fill("Awa Diallo")
    page.get_by_text("Mme Awa Diallo").first.click()
    page.get_by_label("Que s’est-il passé").fill(WHAT)
    page.get_by_text("Courriel", exact=True).first.click()
    page.get_by_label("Que demande le client").fill("Le remboursement du lave-linge")
    page.get_by_label("Montant demandé").fill("549,00")
    page.get_by_label("Que s’est-il passé").press("Control+Enter")
    page.wait_for_url(re.compile(r"/cases/AM-\d{4}-\d{5}"))
    return page.url.split("/cases/")[1].split("?")[0].split("#")[0]


def act(page: Page, house: House, ref: str, name: str, button: str, **fields: str) -> None:
    page.goto(f"{house.address}/cases/{ref}/act/{name}")
    for label, value in fields.items():
        page.locator(f"[name={label}]").first.fill(value)
    page.get_by_role("button", name=button).click()
    page.wait_for_url(re.compile(rf"/cases/{ref}$"))


def test_from_the_first_mail_to_the_mediators_file(house: House) -> None:
    ref = log_complaint(house)
    expect(house.as_("alice").get_by_role("heading", level=1)).to_contain_text("Awa Diallo")
    goes_all_the_way(house, ref, "Médiateur Brume", ["Awa Diallo", WHAT[:40]])


def test_an_imported_complaint_goes_the_same_way(house: House, shared_data: Path, tmp_path: Path) -> None:
    whole = (shared_data / "complaints" / "cfpb_2023_sample_1000.csv").read_bytes().decode("utf-8-sig")
    records = list(csv.reader(io.StringIO(whole)))[:21]
    sample = tmp_path / "sample.csv"
    with sample.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(records)
    assert bring_in(house, sample) == {"created": 20, "duplicates": 0}
    bring_in(house, sample)
    with house.app.app_context():
        case = db.session.scalars(select(Case).where(Case.state == State.RECEIVED).order_by(Case.id)).first()
        assert case is not None
        assert db.session.scalar(select(func.count()).select_from(Case)) == 20
        ref, subject = case.ref, case.subject
    goes_all_the_way(house, ref, "we will close this case on", [subject[:40]])


def bring_in(house: House, sample: Path) -> dict[str, int]:
    page = house.as_("sophie")
    page.goto(f"{house.address}/import")
    page.locator("input[type=file]").set_input_files(sample)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("button", name="Reprendre tout le fichier").click()
    page.wait_for_url(re.compile(r"/import/\d+"))
    house.work()
    with house.app.app_context():
        job = db.session.scalars(select(Job).where(Job.kind == "intake.import").order_by(Job.id.desc())).first()
        assert job is not None
        return {name: job.result[name] for name in ("created", "duplicates")}


def goes_all_the_way(house: House, ref: str, answer_says: str, told: list[str]) -> None:
    """From its first reader to the mediator's file; where the law knows no consumer mediator the answer names none."""
    alice, sophie = house.as_("alice"), house.as_("sophie")
    act(alice, house, ref, "take_charge", "Prendre en charge et accuser réception")
    act(alice, house, ref, "escalate", "Escalader", reason=REFUSED_REPAIR)
    expect(alice.locator("ol.ladder li[aria-current=step]")).to_contain_text("Supervision")

    offer_a_gesture(house, ref, sophie)
    the_customer_refuses(house, ref, sophie)

    act(sophie, house, ref, "escalate", "Escalader", reason="L’offre est refusée.")
    final_answer(house, ref, answer_says)
    mediator_notifies(house, ref)
    file_is_built(house, ref, told)


def offer_a_gesture(house: House, ref: str, page: Page) -> None:
    page.goto(f"{house.address}/cases/{ref}/gestures/new")
    page.locator("label.gcard").filter(has_text="Avoir sur la prochaine facture").click()
    page.locator("[name=amount]").fill("40,00")
    page.locator("[name=amount]").press("Tab")
    expect(page.locator("#weigh")).to_contain_text(re.compile(r"40,00|40"))
    go = page.locator("button[name=do][value=go]")
    expect(go).to_contain_text("Accorder et envoyer")
    against = page.locator("[name=deviation]")
    if against.count():
        against.fill(AGAINST_ADVICE)
    go.click()
    page.wait_for_url(re.compile(rf"/cases/{ref}/offers"))


def the_customer_refuses(house: House, ref: str, page: Page) -> None:
    page.goto(f"{house.address}/cases/{ref}/offers")
    form = page.locator("form[action*='/answer']").first
    if not form.is_visible():
        form.evaluate(
            "node => { for (let d = node.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }"
        )
    form.locator("[value=refused]").first.check(force=True)
    form.locator("[name=proof]").fill("Appel du 20 novembre")
    form.get_by_role("button").last.click()
    expect(page.locator("main")).to_contain_text(re.compile("refus", re.IGNORECASE))


def final_answer(house: House, ref: str, says: str) -> None:
    claire = house.as_("claire")
    claire.goto(f"{house.address}/cases/{ref}/act/final_answer")
    letter = claire.locator("[name=text]")
    expect(letter).to_have_value(re.compile(says))
    letter.fill(re.sub(r"[\[\]]", "", letter.input_value()))  # as if what is asked between brackets had been written
    claire.get_by_text("Non fondée", exact=True).click()
    claire.get_by_role("button", name="Envoyer la réponse définitive au client").click()
    claire.wait_for_url(re.compile(rf"/cases/{ref}$"))
    expect(claire.locator("main")).to_contain_text("Répondu")


def mediator_notifies(house: House, ref: str) -> None:
    house.later(days=20)
    claire = house.as_("claire")
    claire.goto(f"{house.address}/cases/{ref}/mediation/notify")
    claire.locator("[name=on]").fill("2026-12-09")
    claire.locator("[name=their_ref]").fill("MB-2026-77")
    claire.locator("[name=mediator]").select_option(label="Médiateur Brume")
    claire.locator("main form button[type=submit]").last.click()
    claire.wait_for_url(re.compile(rf"/cases/{ref}/mediation"))
    claire.goto(f"{house.address}/cases/{ref}")
    expect(claire.locator("main")).to_contain_text("En médiation")


def file_is_built(house: House, ref: str, told: list[str]) -> None:
    claire = house.as_("claire")
    claire.goto(f"{house.address}/cases/{ref}/files")
    claire.locator("input[name=reader][value=mediator]").check(force=True)
    claire.get_by_role("button", name="Établir").click()
    expect(claire.locator("#files-state")).to_contain_text("Mise en page du dossier")
    house.work()
    claire.reload()
    with claire.expect_download() as download:
        claire.locator(f"#files-state a[href^='/cases/{ref}/files/']").first.click()
    written = re.sub(r"\s+", " ", "".join(page.extract_text() for page in PdfReader(download.value.path()).pages))
    for each in (ref, "Médiateur Brume", *told):
        assert each in written
    for internal in (AGAINST_ADVICE, REFUSED_REPAIR):
        assert internal not in written
