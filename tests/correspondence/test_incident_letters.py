"""The proactive letters of an incident: one each to buyers who have not complained, seen before, held back, spared, forgotten."""

from __future__ import annotations

import email
import email.policy
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.cases import actions as cases
from app.cases.models import Case, Incident, Warned
from app.cases.queries import cases_of_incident, incident_of
from app.cases.queries.warning import perhaps_of, proposed_to
from app.correspondence import actions
from app.correspondence.actions import delivery
from app.correspondence.models import IncidentLetter
from app.correspondence.queries.incidents import letters_about, letters_to, recipients
from app.correspondence.rules import UNDO_FOR, Channel, LetterKind, Standing, contact, require_no_amount
from app.correspondence.rules.wording import DRAFTS
from app.exhibits.queries import store
from app.journal.queries import entries_of, verify
from app.kernel import Refused, words
from app.people import actions as people
from app.people.models import Customer
from app.people.queries import purchases_of
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.worker import rounds
from tests.client import Browser, said
from tests.conftest import NOW
from tests.correspondence.test_actions import mails
from tests.factories.house import Company, a_case, a_complaint, company

GONE = NOW + UNDO_FOR
FR = (
    "{greeting},\n\nVous avez acheté {bought} le {bought_on}.\n\nUn joint peut fuir.\n\nNous le remplaçons chez vous.\n\n"
    "Écrivez-nous : {contact}, référence {ref}."
)
EN = "{greeting},\n\nYou bought {bought} on {bought_on}.\n\nA seal may leak.\n\nWe replace it.\n\nWrite to {contact}, ref. {ref}."
WORDING = words(FR, EN)


class World:
    """A case, its incident, and three who bought the same: by mail, by post in English, by no way at all."""

    def __init__(self, firm: Company, case: Case, incident: Incident) -> None:
        self.firm, self.case, self.incident = firm, case, incident
        self.by = firm.quality.actor
        self.paul = self.buys("Paul Roux", title="M.", email="paul@example.org")
        self.helen = self.buys(
            "Helen Mercer", title="Ms", street="12 High St", postcode="YO1", city="York", country="GB", lang="en"
        )
        self.zoe = self.buys("Zoé Blin", phone="06 00 00 00 00")

    def buys(self, name: str, **more: str) -> int:
        """Somebody who bought the same thing; their number."""
        with unit_of_work.writing():
            row = people.add_customer(name, by=SYSTEM, at=NOW, **more)
            bought = self.firm.purchase
            people.add_purchase(row, f"CMD-{name}", bought.label, bought.bought_on, bought.price, by=SYSTEM, at=NOW)
            return row.id

    def write(self, *customers: int) -> list[IncidentLetter]:
        with unit_of_work.writing():
            return actions.write_to_buyers(self.incident, WORDING, customers, by=self.by, at=NOW).letters

    def complains(self, customer: int) -> Case:
        """They complain of the same purchase."""
        with unit_of_work.writing():
            row = db.session.get_one(Customer, customer)
            bought = purchases_of(customer)[0]
            return cases.log_case(
                a_complaint(), row, self.firm.after_sales, by=self.firm.agent.actor, at=NOW, purchase=bought
            )

    def standings(self) -> list[Standing]:
        db.session.expire_all()
        return [row.standing for row in letters_about(self.incident)]


@pytest.fixture
def world(app: Flask) -> World:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        people.present_house(name="Maison Essai", contact_email="litiges@maison-essai.example", by=SYSTEM, at=NOW)
        incident = cases.open_incident(
            "Joint qui fuit", "Un lot de joints", firm.quality, by=firm.quality.actor, at=NOW
        )
        cases.attach_to_incident(case, incident, by=firm.quality.actor, at=NOW)
        cases.decide_incident(incident, "Remplacer le joint", [case], by=firm.quality.actor, at=NOW)
    return World(firm, case, incident)


def test_who_bought_the_same_and_has_not_complained_is_reached_as_we_can(world: World) -> None:
    who = recipients(world.incident, NOW.date())
    assert [(one.reach.name, one.channel) for one in who.reached] == [
        ("Ms Helen Mercer", Channel.POST),
        ("M. Paul Roux", Channel.EMAIL),
    ]
    assert [one.customer.name for one in who.unreached] == ["Zoé Blin"]
    assert who.langs == ["fr", "en"]


def test_each_gets_one_letter_in_their_language_with_what_they_bought(app: Flask, world: World) -> None:
    helen, paul = world.write(world.paul, world.helen, world.zoe)
    assert (paul.to_email, paul.lang, paul.channel, paul.leaves_at) == ("paul@example.org", "fr", Channel.EMAIL, GONE)
    plain = paul.body.replace("\u00a0", " ")
    assert plain.startswith("Monsieur,\n\nVous avez acheté Lave-linge Brume 8 kg le 2 mars 2026.")
    assert f"litiges@maison-essai.example, référence {world.incident.ref}." in paul.body
    assert "ne vous retire aucun droit" in paul.body
    assert helen.body.replace("\u00a0", " ").startswith(
        "Dear Ms Mercer,\n\nYou bought Lave-linge Brume 8 kg on 2 March 2026."
    )
    assert "takes away none of your rights" in helen.body
    rounds.run_jobs(GONE)
    assert world.standings() == [Standing.TO_PRINT, Standing.SENT]
    (file,) = mails(app)
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert mail["Message-ID"] == paul.message_id
    assert mail["To"].addresses[0].addr_spec == "paul@example.org"
    assert "/c/" not in mail.get_content()
    assert [entry.kind for entry in entries_of(world.incident.stream)] == [
        "incident.letters_written",
        "correspondence.sent",
    ]
    assert list(verify(world.incident.stream)) == []


def test_nobody_is_written_to_twice(world: World) -> None:
    world.write(world.paul)
    with pytest.raises(Refused) as twice:
        world.write(world.paul)
    assert twice.value.code == "nobody_left"
    bought = world.firm.purchase.id
    with pytest.raises(IntegrityError), unit_of_work.writing():
        db.session.add(
            Warned(incident_id=world.incident.id, customer_id=world.paul, purchase_id=bought, at=NOW, by="x")
        )
    assert len(letters_to(world.paul)) == 1


def test_whoever_complained_by_then_is_not_written_to(world: World) -> None:
    world.complains(world.paul)
    with unit_of_work.writing():
        written = actions.write_to_buyers(world.incident, WORDING, [world.paul, world.helen], by=world.by, at=NOW)
        assert [row.to_name for row in written.letters] == ["Ms Helen Mercer"]
        assert written.left_out == 1


def test_whoever_complains_before_it_leaves_is_spared(app: Flask, world: World) -> None:
    world.write(world.paul)
    case = world.complains(world.paul)
    rounds.run_jobs(GONE)
    assert world.standings() == [Standing.STOPPED]
    assert mails(app) == []
    assert entries_of(world.incident.stream)[-1].kind == "correspondence.spared"
    with pytest.raises(Refused) as late, unit_of_work.writing():
        actions.send_again(letters_about(world.incident)[0], by=world.by, at=GONE)
    assert late.value.code == "complained"
    assert [row.ref for row in perhaps_of(world.firm.quality.actor, world.incident)] == [case.ref]


def test_letters_are_held_back_together_and_one_goes_on(app: Flask, world: World) -> None:
    world.write(world.paul, world.helen)
    with unit_of_work.writing():
        assert actions.hold_back(world.incident, by=world.by, at=NOW) == 2
    rounds.run_jobs(GONE)
    assert (world.standings(), mails(app)) == ([Standing.STOPPED] * 2, [])
    with unit_of_work.writing():
        actions.send_again(letters_about(world.incident)[1], by=world.by, at=GONE)
    rounds.run_jobs(GONE)
    assert world.standings() == [Standing.STOPPED, Standing.SENT]


def test_a_worker_that_dies_sends_the_same_bytes_again(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.write(world.paul)
    delivered: list[bytes] = []

    def dies(content: bytes, **_more: str) -> None:
        delivered.append(content)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivery.mail, "deliver", dies)
        with pytest.raises(KeyboardInterrupt):
            rounds.run_jobs(GONE)
    db.session.rollback()
    rounds.run_jobs(GONE + timedelta(minutes=6))
    (file,) = mails(app)
    assert file.read_bytes() == delivered[0]
    assert world.standings() == [Standing.SENT]


@pytest.mark.parametrize(
    ("fr", "code"),
    [
        (FR.replace("{contact}", ""), "field_missing"),
        (FR.replace("{bought}", "{produit}"), "field_unknown"),
        (DRAFTS[LetterKind.PROACTIVE].fr, "text_unfinished"),
        (FR + "\n\nVous recevrez 50 € en bon d’achat.", "gesture_announced"),
        (FR + "\n\nUne remise de 10 % vous attend.", "gesture_announced"),
        ("", "text_missing"),
    ],
)
def test_what_the_letter_may_not_be(world: World, fr: str, code: str) -> None:
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        actions.write_to_buyers(world.incident, words(fr, EN), [world.paul], by=world.by, at=NOW)
    assert (refused.value.code, refused.value.field) == (code, "fr")
    assert db.session.scalars(select(Warned)).all() == []
    assert db.session.scalars(select(Job).where(Job.kind == "correspondence.leave_incident")).all() == []


def test_forbidden_wording_is_refused_as_in_letters_of_cases(world: World) -> None:
    text = FR + "\n\nVous pouvez aussi saisir la plateforme européenne de règlement des litiges."
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        actions.write_to_buyers(world.incident, words(text, EN), [world.paul], by=world.by, at=NOW)
    assert refused.value.code.startswith("gate:")


def test_only_quality_writes_once_it_is_decided_and_while_it_is_open(world: World) -> None:
    with pytest.raises(Refused) as rank, unit_of_work.writing():
        actions.write_to_buyers(world.incident, WORDING, [world.paul], by=world.firm.supervisor.actor, at=NOW)
    assert rank.value.code == "not_allowed"
    with unit_of_work.writing():
        cases.close_incident(world.incident, [world.case], by=world.by, at=NOW)
    with pytest.raises(Refused) as over:
        world.write(world.paul)
    assert over.value.code == "incident_closed"


@pytest.mark.parametrize("column", ["body", "to_name", "subject", "message_id"])
def test_the_database_lets_nobody_rewrite_a_letter(world: World, column: str) -> None:
    world.write(world.paul)
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
        setattr(letters_about(world.incident)[0], column, "—" if column != "message_id" else "<other@x>")


def test_a_printed_letter_is_posted_and_kept(world: World) -> None:
    world.write(world.helen)
    rounds.run_jobs(GONE)
    (row,) = letters_about(world.incident)
    assert store().get(row.copy_key).startswith(b"%PDF")
    with unit_of_work.writing():
        actions.mark_sent(row, date(2026, 11, 20), by=world.by, at=GONE)
    assert world.standings() == [Standing.SENT]
    assert letters_about(world.incident)[0].file_key == row.copy_key


def test_the_words_go_with_the_customer(app: Flask, world: World) -> None:
    world.write(world.paul, world.helen)
    rounds.run_jobs(GONE)
    keys = [key for row in letters_about(world.incident) for key in (row.file_key, row.copy_key) if key]
    with unit_of_work.writing():
        for number in (world.paul, world.helen):
            people.forget_customer(db.session.get_one(Customer, number), by=SYSTEM, at=GONE)
    rounds.run_jobs(GONE + timedelta(hours=1))
    rows = letters_about(world.incident)
    assert {(row.to_name, row.body, row.to_postal, row.signature) for row in rows} == {("—", "—", "", "")}
    assert {row.forgotten_on for row in rows} == {date(2026, 11, 20)}
    assert rows[1].sent_at is not None
    assert mails(app) == []
    assert len(keys) == 2
    assert not any(store().has(key) for key in keys)
    with pytest.raises(Refused) as gone, unit_of_work.writing():
        actions.send_again(rows[0], by=world.by, at=GONE)
    assert gone.value.code == "erased"


def test_what_a_server_answered_goes_with_the_customer(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bounces(_content: bytes, **_more: str) -> None:
        raise delivery.mail.BouncedError("550 no such user paul@example.org")

    world.write(world.paul)
    with monkeypatch.context() as patch:
        patch.setattr(delivery.mail, "deliver", bounces)
        rounds.run_jobs(GONE)
    assert world.standings() == [Standing.FAILED]
    (failed,) = [entry for entry in entries_of(world.incident.stream) if entry.kind == "correspondence.failed"]
    assert failed.words is not None
    claire = Browser(app).sign_in("claire")
    assert "550 no such user" in claire.get("/letters").text
    with unit_of_work.writing():
        people.forget_customer(db.session.get_one(Customer, world.paul), by=SYSTEM, at=GONE)
    db.session.expire_all()
    (failed,) = [entry for entry in entries_of(world.incident.stream) if entry.kind == "correspondence.failed"]
    assert failed.words is None
    assert list(verify(world.incident.stream)) == []
    assert "550" not in claire.get("/letters").text
    (row,) = letters_about(world.incident)
    assert row.job is not None
    assert row.job.error == ""


def test_a_later_complaint_is_proposed_for_the_incident(app: Flask, world: World) -> None:
    world.write(world.paul)
    rounds.run_jobs(GONE)
    assert [one.ref for one in proposed_to(world.paul)] == [world.incident.ref]
    sophie = Browser(app).sign_in("sophie")
    page = sophie.get(f"/log?customer={world.paul}&incident={world.incident.ref}")
    assert world.incident.ref in said(page.by_id("warned"))
    values = page.values("log")
    assert (values["incident"], values["customer"]) == (world.incident.ref, str(world.paul))
    answer = sophie.post("/log", {**values, "what": "Le joint fuit aussi chez moi.", "do": "log"})
    ref = answer.headers["Location"].rpartition("/")[2]
    case = db.session.scalars(select(Case).where(Case.ref == ref)).one()
    assert incident_of(case) == world.incident
    assert case.purchase is not None
    assert case.ref in {row.ref for row in cases_of_incident(world.firm.quality.actor, world.incident)}
    told = [entry.kind for entry in entries_of(case.stream)]
    assert told[-2:] == ["case.incident", "case.incident_decided"]


def test_an_agent_is_told_and_the_case_page_proposes(app: Flask, world: World) -> None:
    world.write(world.paul)
    rounds.run_jobs(GONE)
    alice = Browser(app).sign_in("alice")
    page = alice.get(f"/log?customer={world.paul}")
    assert "sera proposé pour cet incident" in said(page.by_id("warned"))
    case = world.complains(world.paul)
    assert world.incident.ref in said(alice.get(f"/cases/{case.ref}").by_id("proposed"))
    sophie = Browser(app).sign_in("sophie")
    page = sophie.get(f"/incidents/{world.incident.ref}")
    assert case.ref in said(page.by_id("perhaps"))
    sophie.post(f"/incidents/{world.incident.ref}", {"ref": case.ref})
    assert 'id="proposed"' not in alice.get(f"/cases/{case.ref}").html


def test_it_is_seen_before_it_is_sent_and_what_changed_is_seen_again(app: Flask, world: World) -> None:
    claire, path = Browser(app).sign_in("claire"), f"/incidents/{world.incident.ref}/letter"
    first = claire.get(path)
    assert "Zoé Blin" in said(first.by_id("unreached"))
    unsigned = {"fr": FR, "en": EN, "to": [str(world.paul), str(world.helen)], "do": "send"}
    claire.send(path, unsigned, 422)
    seen = claire.send(path, {**unsigned, "do": "see"})
    assert "Envoyer à 2 clients" in seen.text
    assert "Monsieur, Vous avez acheté Lave-linge Brume 8 kg" in seen.text
    assert "Dear Ms Mercer" in seen.text
    mark = seen.value_of("seen")
    assert mark
    changed = claire.send(path, {**unsigned, "to": [str(world.paul)], "seen": mark}, 422)
    assert "ont changé" in changed.text
    assert letters_about(world.incident) == []
    answer = claire.post(path, {**unsigned, "seen": mark})
    assert answer.status_code == 302
    page = claire.get(f"/incidents/{world.incident.ref}")
    assert "part dans un instant · 2" in said(page.by_id("letters"))
    (paul,) = letters_to(world.paul)
    claire.get(f"/incidents/{world.incident.ref}/letters/{paul.id}")
    claire.post(f"/incidents/{world.incident.ref}/letters/hold", {})
    assert world.standings() == [Standing.STOPPED] * 2
    assert "Joint qui fuit" in said(claire.get(f"/customers/{world.paul}").by_id("letters"))
    sophie = Browser(app).sign_in("sophie")
    assert sophie.fetch(path).status_code == 403
    assert "La lettre est écrite par la qualité" not in sophie.get(f"/incidents/{world.incident.ref}").text
    assert sophie.post(f"/incidents/{world.incident.ref}/letters/{paul.id}/again", {}).status_code == 403


def test_what_left_is_kept_on_its_page_and_in_the_outbox(app: Flask, world: World) -> None:
    world.write(world.paul, world.helen)
    claire = Browser(app).sign_in("claire")
    assert claire.get("/letters").text.count(world.incident.ref) == 2
    rounds.run_jobs(GONE)
    assert claire.get("/letters").text.count(world.incident.ref) == 1
    (helen,) = letters_to(world.helen)
    base = f"/incidents/{world.incident.ref}/letters/{helen.id}"
    assert claire.fetch(f"{base}/file?paper=1").data.startswith(b"%PDF")
    assert claire.post(f"{base}/posted", {"on": "2026-11-20"}).status_code == 302
    assert "envoyée" in claire.get(base).text


def test_amounts_and_contacts() -> None:
    require_no_amount("10 % des appareils sont concernés, depuis 2024.", "fr")
    for text in ("50 €", "1 200,00 euros", "€50", "30 EUR", "10% off", "une réduction de 15 %"):
        with pytest.raises(Refused):
            require_no_amount(f"Voici {text}.", "fr")
    assert contact("Camille", " a@b ", "") == "Camille, a@b"
    assert contact("Camille", "", "") == ""
