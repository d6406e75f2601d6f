"""The mediator's space: in by link and code, nothing else reachable, every opening on record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.cases.queries import duties_of, next_step_of
from app.documents import actions as documents
from app.documents.models import Product, Reader
from app.exhibits.rules import ExhibitKind
from app.journal.models import Entry
from app.kernel import Audience, FixedClock, Money, Refused
from app.mediation import actions, queries
from app.mediation.actions import Letter
from app.mediation.models import MediatorLink, Referral
from app.mediation.rules import MEDIATORS_STEPS, Outcome, ReferralState
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker import rounds
from tests.client import Browser
from tests.client import said as words_of
from tests.conftest import NOW
from tests.factories.house import a_case
from tests.mediation.world import World, a_world, exhibit, notified, refuse_finally

CODE = re.compile(r"(\d{4}) (\d{4})")


@dataclass
class Door:
    app: Flask
    world: World
    row: Referral
    link: MediatorLink
    token: str
    clock: FixedClock

    def ask(self, browser: Browser) -> str:
        """A fresh code, read in the mediator's own mail."""
        before = set(self._mails())
        browser.send(f"/m/{self.token}/code", {}, status=200)
        rounds.run_jobs(self.clock.now())
        (fresh,) = set(self._mails()) - before
        text = fresh.read_bytes().decode()
        assert "To: " in text
        assert self.link.email in text
        found = CODE.search(text)
        assert found is not None
        return "".join(found.groups())

    def _mails(self) -> list[Path]:
        every = (self.app.extensions["settings"].data / "mail").glob("*.eml")
        return [mail for mail in every if self.link.email.encode() in mail.read_bytes()]

    def come_in(self) -> Browser:
        browser = Browser(self.app)
        browser.get(f"/m/{self.token}")
        browser.send(f"/m/{self.token}/enter", {"code": self.ask(browser)}, status=302)
        return browser


@pytest.fixture
def door(app: Flask, clock: FixedClock) -> Door:
    world = a_world()
    refuse_finally(world)
    row = notified(world)
    with unit_of_work.writing():
        link, token = actions.give_link(row, "greffe@mediateur.example", 30, by=world.firm.quality.actor, at=NOW)
    return Door(app, world, row, link, token, clock)


def openings(kind: str = "access.mediator_opened") -> list[Entry]:
    return list(
        db.session.scalars(select(Entry).where(Entry.stream == "access", Entry.kind == kind).order_by(Entry.seq))
    )


def test_a_link_and_a_code_open_one_referral_and_every_opening_is_on_record(door: Door) -> None:
    number = exhibit(door.world, "reclamation.pdf", ExhibitKind.COMPLAINT)
    browser = door.come_in()
    with unit_of_work.writing():
        job = documents.ask_for(
            door.world.case, Reader.MEDIATOR, Product.FILE, "fr", by=door.world.firm.quality.actor, at=NOW
        )
    rounds.run_jobs(NOW)
    assert job.state == "done"
    for code in ("fr", "en"):
        browser.speak(code)
        page = browser.get("/m/space")
        assert door.world.case.ref in page.text
    (href,) = [each.get("href") for each in page.find_all("a") if "/m/space/files/" in (each.get("href") or "")]
    assert browser.fetch(href).data.startswith(b"%PDF")
    assert browser.fetch(f"/m/space/exhibits/{number}").status_code == 200
    told = [entry.data["what"] for entry in openings()]
    assert told == ["entered", "space", "space", "file", "exhibit"]
    assert {entry.by for entry in openings()} == {door.link.key}
    assert door.link.openings == 5
    browser.send("/m/leave", {}, status=200, token_from="/m/space")
    assert browser.fetch("/m/space").status_code == 404


def test_nothing_else_is_reachable_with_a_mediators_session(door: Door) -> None:
    """Every address of the house, by GET and by POST, filled with what exists."""
    other = a_case(door.world.firm)
    exhibit(door.world, "interne.pdf", ExhibitKind.OTHER, audience=Audience.INTERNAL)
    with unit_of_work.writing():
        job = documents.ask_for(
            door.world.case, Reader.INTERNAL, Product.FILE, "fr", by=door.world.firm.quality.actor, at=NOW
        )
    rounds.run_jobs(NOW)
    assert job.state == "done"
    browser = door.come_in()
    reached, walked, token = [], 0, browser.token("/m/space")
    for rule in door.app.url_map.iter_rules():
        if rule.endpoint in {
            "static",
            "people.language",
            "portal.mediator_space",
            "portal.mediator_leave",
            "api.v1.openapi",
        }:
            continue
        if rule.endpoint.startswith("portal.mediator_") and "token" in rule.arguments:
            continue
        for ref in (door.world.case.ref, other.ref):
            values = {name: _value(name, ref) for name in rule.arguments}
            with door.app.test_request_context():
                from flask import url_for

                path = url_for(rule.endpoint, **values)
            for method in {"GET", "POST"} & (rule.methods or set()):
                walked += 1
                answer = browser.fetch(path) if method == "GET" else browser.push(path, {"csrf_token": token})
                if answer.status_code != 401 if path.startswith("/api/") else answer.status_code not in (403, 404):
                    reached.append((method, path, answer.status_code))
    assert reached == []
    assert walked > 150


def _value(name: str, ref: str) -> str | int:
    known = {
        "ref": ref,
        "step": "our_answer",
        "name": "answer",
        "kind": "holding",
        "reader": "internal",
        "code": "cnpm",
        "deed": "stop",
    }
    return known.get(name, 1)


@pytest.mark.parametrize("name", sorted({"replied", "our_answer", "carried_out", "notified"}))
def test_what_is_ours_to_record_is_refused_to_the_mediator(door: Door, name: str) -> None:
    assert name not in MEDIATORS_STEPS
    with pytest.raises(Refused), unit_of_work.writing():
        actions.record_by_mediator(door.link, name, Letter(NOW.date()), at=NOW)


def test_the_mediator_records_their_steps_to_the_outcome(door: Door) -> None:
    browser = door.come_in()
    base = "/m/space/steps"
    browser.get(f"{base}/accept_entry")
    browser.send(f"{base}/accept_entry", {"on": "2026-11-19"}, status=302, token_from="/m/space")
    browser.send(f"{base}/admissible", {"on": "2026-11-19"}, status=302, token_from="/m/space")
    browser.send(
        f"{base}/requested",
        {"on": "2026-11-20", "until_on": "2026-12-04", "text": "Le rapport du réparateur ?"},
        status=302,
        token_from="/m/space",
    )
    empty = browser.send(f"{base}/proposal", {"on": "2026-11-20", "text": " "}, status=422, token_from="/m/space")
    assert "Écrivez votre proposition, ou la somme proposée." in empty.text
    browser.send(f"{base}/hearing", {"on": "2026-11-20"}, status=302, token_from="/m/space")
    browser.send(f"{base}/proposal", {"on": "2026-11-25"}, status=422, token_from="/m/space")
    browser.send(
        f"{base}/proposal",
        {"on": "2026-11-20", "amount": "200", "until_on": "2026-12-04"},
        status=302,
        token_from="/m/space",
    )
    assert "200,00 €" in browser.get("/m/space").text.replace("\u00a0", " ")
    row = queries.referral_numbered(door.world.case, 1)
    assert (row.state, row.proposal) == (ReferralState.PROPOSED, Money(20_000))
    browser.send(f"{base}/failed", {"on": "2026-11-20", "text": "Sans accord."}, status=302, token_from="/m/space")
    assert (row.outcome, door.world.case.state.value) == (Outcome.FAILED, "answered")
    told = [entry for entry in queries.story_of(row) if entry.by == door.link.key]
    assert [entry.kind for entry in told][-1] == "mediation.failed"
    assert browser.fetch(f"{base}/failed").status_code == 404, "it is over"


def test_the_mediator_is_told_that_a_step_is_kept_and_after_an_agreement_nobody_asks_about_admissibility(
    door: Door,
) -> None:
    browser, base, case = door.come_in(), "/m/space/steps", door.world.case
    claire = Browser(door.app).sign_in("claire")
    panel = "Recevabilité : ce que nous savons"
    assert panel in claire.get(f"/cases/{case.ref}/mediation").titles("h2")
    steps: tuple[tuple[str, dict[str, str]], ...] = (
        ("accept_entry", {}), ("admissible", {}), ("proposal", {"amount": "200"}), ("their_answer", {"answer": "accepted"}),
        ("agreed", {"until_on": "2026-12-20"}),
    )  # fmt: skip
    for step, said in steps:
        browser.send(f"{base}/{step}", {"on": "2026-11-20", **said}, status=302, token_from="/m/space")
        if step == "proposal":
            ours = claire.get(f"/cases/{case.ref}/mediation/1/our_answer")
            assert "200,00 €" in ours.text.replace("\u00a0", " ")
            assert "Réponse (facultatif)" not in " ".join(ours.text.split())
            claire.send(f"/cases/{case.ref}/mediation/1/our_answer", {"on": "2026-11-20", "answer": "accepted"}, 302)
    assert "Constater un accord : c’est noté" in browser.get("/m/space").text.replace("\u202f", " ")
    assert panel not in claire.get(f"/cases/{case.ref}/mediation").titles("h2")
    assert "motif d’irrecevabilité" not in claire.get(f"/cases/{case.ref}").text


def test_what_must_be_filled_in_is_not_called_optional(door: Door) -> None:
    browser = door.come_in()
    labels = {
        name: browser.get(f"/m/space/steps/{name}").text.count("facultatif") for name in ("requested", "extended")
    }
    assert labels == {"requested": 1, "extended": 1}, "the day of a request, the words of an extension"
    ours = Browser(door.app).sign_in("claire").get(f"/cases/{door.world.case.ref}/mediation/1/extended")
    assert "Au plus tard le (facultatif)" not in " ".join(ours.text.split())


def test_the_space_names_the_parties_and_says_each_thing_once(door: Door) -> None:
    page = door.come_in().get("/m/space")
    told = " ".join(page.text.split())
    assert "Mme Awa Diallo et" in told
    assert "Notifiée le" in told
    assert "Notifiée, notifiée" not in told
    assert "Interne" not in told
    assert not [node for node in page.find_all("article") if words_of(node).endswith("Médiateur")]


def test_what_is_internal_never_shows(door: Door) -> None:
    from app.cases import actions as cases

    hidden = exhibit(door.world, "interne.pdf", ExhibitKind.OTHER, audience=Audience.INTERNAL)
    with unit_of_work.writing():
        cases.add_note(door.world.case, "CANARI-NOTE", by=door.world.firm.quality.actor, at=NOW)
        actions.record_fee(door.row, Money(18_000), by=door.world.firm.quality.actor, at=NOW)
    browser = door.come_in()
    page = browser.get("/m/space")
    for canary in ("CANARI-NOTE", "180,00", "Claire Morel", "Alice Petit", "interne.pdf"):
        assert canary not in page.text
    assert browser.fetch(f"/m/space/exhibits/{hidden}").status_code == 404


def test_a_code_serves_once_for_a_quarter_of_an_hour_and_few_guesses(door: Door, clock: FixedClock) -> None:
    browser = Browser(door.app)
    code = door.ask(browser)
    wrong = f"{(int(code) + 1) % 10**8:08}"
    for _ in range(5):
        browser.send(f"/m/{door.token}/enter", {"code": wrong}, status=422)
    browser.send(f"/m/{door.token}/enter", {"code": code}, status=422)
    assert len(openings("access.refused")) == 6
    code = door.ask(browser)
    clock.at = NOW + timedelta(minutes=15)
    browser.send(f"/m/{door.token}/enter", {"code": code}, status=422)
    code = door.ask(browser)
    browser.send(f"/m/{door.token}/enter", {"code": f"{code[:4]} {code[4:]}"}, status=302)
    again = Browser(door.app)
    again.send(f"/m/{door.token}/enter", {"code": code}, status=422)


def test_guessing_is_slowed_down_whatever_the_number_of_codes(door: Door) -> None:
    browser = Browser(door.app)
    statuses = [browser.post(f"/m/{door.token}/enter", {"code": f"{n:08}"}).status_code for n in range(25)]
    assert statuses[:20] == [422] * 20
    assert set(statuses[20:]) == {429}
    asked = [browser.post(f"/m/{door.token}/code", {}).status_code for _ in range(8)]
    assert asked == [200] * 6 + [429] * 2


def test_expiry_and_revocation_end_even_an_open_session(door: Door, clock: FixedClock) -> None:
    browser = door.come_in()
    browser.get("/m/space")
    with unit_of_work.writing():
        actions.revoke(queries.link_numbered(door.link.id), by=door.world.firm.quality.actor, at=NOW)
    assert browser.fetch("/m/space").status_code == 404
    assert Browser(door.app).fetch(f"/m/{door.token}").status_code == 404
    with unit_of_work.writing():
        _link, token = actions.give_link(door.row, "a@b.example", 14, by=door.world.firm.quality.actor, at=NOW)
    assert Browser(door.app).fetch(f"/m/{token}").status_code == 200
    clock.at = NOW + timedelta(days=14)
    assert Browser(door.app).fetch(f"/m/{token}").status_code == 404
    assert Browser(door.app).fetch("/m/nonsense").status_code == 404


def test_a_link_is_given_by_the_quality_officer_once_notified_and_kept_as_a_fingerprint(door: Door) -> None:
    firm = door.world.firm
    assert door.token not in str([door.link.token_hash, door.link.code_hash])
    for by, email, days, code in (
        (firm.agent.actor, "a@b.example", 30, "not_allowed"),
        (firm.quality.actor, "nonsense", 30, "email_missing"),
        (firm.quality.actor, "a@b.example\nBcc: x@y.z", 30, "email_missing"),
        (firm.quality.actor, "a@b.example", 31, "days"),
    ):
        with pytest.raises(Refused) as refused, unit_of_work.writing():
            actions.give_link(door.row, email, days, by=by, at=NOW)
        assert refused.value.code == code
    for name, value in (("email", "x@y.z"), ("token_hash", "0" * 64), ("expires_at", NOW + timedelta(days=900))):
        with pytest.raises((IntegrityError, DatabaseError)), unit_of_work.writing():
            setattr(queries.link_numbered(door.link.id), name, value)
        db.session.rollback()
        db.session.expire_all()


def test_the_staffs_page_shows_the_link_once_and_takes_it_back(door: Door) -> None:
    claire = Browser(door.app).sign_in("claire")
    base = f"/cases/{door.world.case.ref}/mediation/1/links"
    claire.get(base)
    page = claire.send(base, {"email": "a@b.example", "days": "30"}, status=200)
    found = re.search(r"/m/([\w-]{40,})", page.text)
    assert found is not None
    assert found.group(1) not in claire.get(base).text
    number = queries.links_of(door.row)[0].id
    claire.send(f"{base}/{number}/revoke", {}, status=302)
    assert Browser(door.app).fetch(f"/m/{found.group(1)}").status_code == 404
    alice = Browser(door.app).sign_in("alice")
    assert alice.fetch(base).status_code == 403


def test_the_space_says_how_it_ended_once_and_the_customer_reads_the_same_end(door: Door) -> None:
    browser = door.come_in()
    with unit_of_work.writing():
        actions.record_step(
            door.row, "proposal", Letter(NOW.date(), text="400 €"), by=door.world.firm.quality.actor, at=NOW
        )
    browser.speak("en")
    page = browser.get("/m/space").text
    assert "Proposal made" in page
    assert "Accept or decline to enter mediation" not in page, "nobody asks that once a proposal is made"
    with unit_of_work.writing():
        later = NOW + timedelta(minutes=5)
        actions.record_step(door.row, "failed", Letter(NOW.date()), by=door.world.firm.quality.actor, at=later)
    page = browser.get("/m/space").text
    assert "Over since 20 November 2026: no agreement" in page.replace("\u00a0", " ")
    assert "Mediation ended without agreement" in page
    assert "End of the mediation" not in page
    assert "nothing is left to record here" in page
    seen = Browser(door.app).sign_in("claire").get(f"/cases/{door.world.case.ref}/as-customer").text
    assert "La médiation s’est terminée sans accord" in seen
    assert "vous pouvez saisir gratuitement un médiateur" not in seen, "a mediator has examined it"
    assert "notre réponse demeure, et le recours au juge vous est ouvert" in seen
    assert "à qui vous pouvez vous adresser" not in seen


def test_once_a_proposal_is_made_the_next_step_is_to_answer_it(door: Door) -> None:
    with unit_of_work.writing():
        letter = Letter(NOW.date(), text="400 €", until_on=NOW.date() + timedelta(days=20))
        actions.record_step(door.row, "proposal", letter, by=door.world.firm.quality.actor, at=NOW)
    assert next_step_of(door.world.case, duties_of(door.world.case), NOW).code == "answer_proposal"


@pytest.mark.parametrize(
    ("who", "theirs", "customers"),
    [
        ("customer", "Le client s’est retiré de la médiation", "Vous vous êtes retiré de la médiation"),
        ("us", "L’entreprise s’est retirée de la médiation", "Nous nous sommes retirés de la médiation"),
    ],
)
def test_a_withdrawal_says_who_withdrew_on_every_page(door: Door, who: str, theirs: str, customers: str) -> None:
    browser, later = door.come_in(), NOW + timedelta(minutes=5)
    with unit_of_work.writing():
        actions.record_step(
            door.row, "withdrawn", Letter(NOW.date(), who=who), by=door.world.firm.quality.actor, at=later
        )
    assert theirs in browser.get("/m/space").text
    staff = Browser(door.app).sign_in("claire")
    assert theirs in staff.get(f"/cases/{door.world.case.ref}").text
    assert customers in staff.get(f"/cases/{door.world.case.ref}/as-customer").text
