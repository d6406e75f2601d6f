"""Letters written with their cause, delivered at least once, held back, bounced, printed; on both databases."""

from __future__ import annotations

import dataclasses
import email
import email.policy
import hashlib
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.cases import actions as cases
from app.cases.models import Case, Party
from app.correspondence import actions, queries
from app.correspondence.models import Message
from app.correspondence.rules import UNDO_FOR, Channel, LetterKind, Standing
from app.exhibits.queries import store
from app.journal.models import Entry
from app.kernel import Event, Refused
from app.people import actions as people
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.worker import rounds
from tests.client import Browser
from tests.conftest import NOW
from tests.correspondence.mail_server import mail_server
from tests.factories.house import Company, a_case, company

GONE = NOW + UNDO_FOR
TEXT = "Madame,\n\nNous avons bien reçu votre réclamation."


def acknowledged(firm: Company) -> Case:
    case = a_case(firm)
    with unit_of_work.writing():
        people.present_house(
            name="Maison Essai", contact_email="litiges@maison-essai.example", signatory_name="Claire Morel",
            signatory_capacity_fr="responsable qualité", by=SYSTEM, at=NOW,
        )  # fmt: skip
        cases.take_charge(case, TEXT, by=firm.agent.actor, at=NOW)
    return case


def only(case: Case) -> Message:
    (row,) = queries.letters_of(case)
    return row


def mails(app: Flask) -> list[Path]:
    return sorted((app.extensions["settings"].data / "mail").glob("*.eml"))


def told(case: Case, kind: str) -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.stream == case.stream, Entry.kind == kind)))


def test_an_act_that_writes_brings_its_letter_in_the_same_transaction(app: Flask) -> None:
    case = acknowledged(company())
    row = only(case)
    assert (row.kind, row.channel, row.standing) == (LetterKind.ACKNOWLEDGEMENT, Channel.EMAIL, Standing.WAITING)
    assert (row.to_email, row.body, row.cause) == ("awa.diallo@example.org", TEXT, "case.take_charge")
    ended = "Nous vous prions d’agréer, Madame, nos salutations distinguées."
    assert row.signature == f"{ended}\n\nClaire Morel\nresponsable qualité\nMaison Essai"
    assert row.leaves_at == GONE


def test_no_cause_no_letter(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with pytest.raises(ZeroDivisionError), unit_of_work.writing():
        cases.take_charge(case, TEXT, by=firm.agent.actor, at=NOW)
        raise ZeroDivisionError
    assert db.session.scalars(select(Message)).all() == []
    assert db.session.scalars(select(Job).where(Job.kind == "correspondence.leave")).all() == []
    with pytest.raises(Refused), unit_of_work.writing():
        cases.answer(case, "Non.", "unfounded", by=firm.agent.actor, at=NOW)  # the gate: the mediator is not named
    assert db.session.scalars(select(Message)).all() == []


def test_it_leaves_after_the_delay_once_and_is_kept_as_it_left(app: Flask) -> None:
    case = acknowledged(company())
    rounds.run_jobs(NOW + timedelta(seconds=119))
    assert mails(app) == []
    rounds.run_jobs(GONE)
    (file,) = mails(app)
    row = only(case)
    assert row.standing is Standing.SENT
    kept = store().get(row.file_key)
    assert kept == file.read_bytes()
    assert hashlib.sha256(kept).hexdigest() == row.file_key
    mail = email.message_from_bytes(kept, policy=email.policy.default)
    assert mail["Message-ID"] == row.message_id
    assert mail["From"] == "Maison Essai <litiges@maison-essai.example>"
    assert mail["To"] == "Mme Awa Diallo <awa.diallo@example.org>"
    assert TEXT in mail.get_content().replace("\r\n", "\n")
    (entry,) = told(case, "correspondence.sent")
    assert (entry.data["direction"], entry.data["channel"], entry.audience) == ("out", "email", "customer")
    rounds.run_jobs(GONE + timedelta(hours=1))
    assert len(mails(app)) == len(told(case, "correspondence.sent")) == 1


def test_a_worker_that_dies_after_handing_over_sends_the_same_bytes_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = acknowledged(company())
    from app.correspondence.actions import delivery

    delivered: list[bytes] = []

    def dies(content: bytes, **_more: str) -> None:
        delivered.append(content)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivery.mail, "deliver", dies)
        with pytest.raises(KeyboardInterrupt):
            rounds.run_jobs(GONE)
    db.session.rollback()
    assert only(case).standing is Standing.LEAVING
    rounds.run_jobs(GONE + timedelta(minutes=6))  # the lease is over
    (file,) = mails(app)
    assert file.read_bytes() == delivered[0]
    assert only(case).standing is Standing.SENT


def test_it_can_be_held_back_in_time_and_put_on_its_way_again(app: Flask) -> None:
    firm = company()
    case = acknowledged(firm)
    with unit_of_work.writing():
        actions.stop(only(case), by=firm.agent.actor, at=NOW)
    rounds.run_jobs(GONE)
    assert (only(case).standing, mails(app)) == (Standing.STOPPED, [])
    with unit_of_work.writing():
        actions.send_again(only(case), by=firm.agent.actor, at=GONE)
    rounds.run_jobs(GONE)
    assert only(case).standing is Standing.SENT
    with pytest.raises(Refused) as late, unit_of_work.writing():
        actions.stop(only(case), by=firm.agent.actor, at=GONE)
    assert late.value.code == "gone"
    assert len(told(case, "correspondence.stopped")) == len(told(case, "correspondence.resumed")) == 1


def over_smtp(app: Flask, url: str) -> None:
    app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], mail_url=url)


def test_a_busy_server_is_tried_again_and_the_letter_stays_in_sight(app: Flask) -> None:
    firm = company()
    case = acknowledged(firm)
    with mail_server() as server:
        over_smtp(app, server.url)
        server.answers = ["451 come back later"]
        rounds.run_jobs(GONE)
        assert only(case).standing is Standing.RETRIED
        assert queries.on_their_way(firm.agent.actor) == [only(case)]
        rounds.run_jobs(GONE + timedelta(minutes=2))
        assert only(case).standing is Standing.SENT
        (mail,) = server.received
        assert mail.rstrip() == store().get(only(case).file_key).rstrip()


def test_a_refusal_for_good_is_a_dead_letter_that_is_told_and_can_be_sent_otherwise(app: Flask) -> None:
    firm = company()
    case = acknowledged(firm)
    with mail_server() as server:
        over_smtp(app, server.url)
        server.answers = ["550 no such person"]
        rounds.run_jobs(GONE)
    row = only(case)
    assert row.standing is Standing.FAILED
    assert row.job is not None
    assert "550 no such person" in row.job.error
    assert len(told(case, "correspondence.failed")) == 1
    with unit_of_work.writing():
        actions.reroute(row, Channel.REGISTERED, by=firm.agent.actor, at=GONE)
    rounds.run_jobs(GONE)
    row = only(case)
    assert row.standing is Standing.TO_PRINT
    assert store().get(row.copy_key).startswith(b"%PDF-1.7")
    for on, tracking, code in (
        (date(2026, 11, 21), "1A", "day_wrong"),
        (date(2026, 11, 19), "1A", "day_wrong"),
        (date(2026, 11, 20), "", "tracking_missing"),
    ):
        with pytest.raises(Refused) as refused, unit_of_work.writing():
            actions.mark_sent(row, on, tracking, by=firm.agent.actor, at=GONE)
        assert refused.value.code == code
    with unit_of_work.writing():
        actions.mark_sent(row, date(2026, 11, 20), "1A 000", by=firm.agent.actor, at=GONE)
    row = only(case)
    assert (row.standing, row.file_key) == (Standing.SENT, row.copy_key)


def test_a_letter_that_is_handed_over_is_not_posted(app: Flask) -> None:
    firm = company()
    case = acknowledged(firm)
    with unit_of_work.writing():
        actions.reroute(only(case), Channel.HAND, by=firm.agent.actor, at=NOW)
    rounds.run_jobs(GONE)
    row = only(case)
    assert (row.standing, queries.stuck(case)) == (Standing.TO_HAND, [row])
    alice = Browser(app).sign_in("alice")
    page = alice.get(f"/cases/{case.ref}/letters/{row.number}").text
    assert "à imprimer et à remettre" in page
    assert "Remise le" in page
    assert "poster" not in page
    with unit_of_work.writing():
        actions.mark_sent(row, date(2026, 11, 20), by=firm.agent.actor, at=GONE)
    assert only(case).standing is Standing.SENT


def test_a_letter_on_paper_has_the_spaces_of_french_whatever_was_typed(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        cases.take_charge(case, "Nous vous rendons 86 € : voici pourquoi.", by=firm.agent.actor, at=NOW)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(queries.pdf_of(only(case)))).pages)
    assert "€\u202f: voici pourquoi" in text
    assert "86 € : voici pourquoi" in only(case).body


@pytest.mark.parametrize("before", [56, 64])
def test_a_letter_on_paper_never_parts_an_address_at_its_hyphens(app: Flask, before: int) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        said = f"{'mot ' * (before // 4)}litiges@service-apres-vente-ardoine.example pour toute question."
        cases.take_charge(case, said, by=firm.agent.actor, at=NOW)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(queries.pdf_of(only(case)))).pages)
    assert "litiges@service-apres-vente-ardoine.example" in text


def test_the_same_letter_draws_the_same_pdf(app: Flask) -> None:
    case = acknowledged(company())
    assert queries.pdf_of(only(case)) == queries.pdf_of(only(case))


def test_a_representative_is_written_to_only_under_a_valid_mandate(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        db.session.add(
            Party(case_id=case.id, role="representative", name="Me Roy", email="roy@avocats.example", mandate_signed=True,
                  mandate_from=date(2026, 1, 1), mandate_until=date(2026, 10, 31))
        )  # fmt: skip
    reach = queries.reach_of(case, date(2026, 10, 31))
    assert reach is not None
    assert (reach.email, reach.for_whom) == ("roy@avocats.example", "Mme Awa Diallo")
    greeted = queries.greeting_in(case, date(2026, 10, 31))
    assert (greeted.fr, str(greeted)) == ("Madame, Monsieur", "Dear Me Roy")
    assert str(queries.greeting_in(case, date(2026, 11, 1))) == "Dear Ms Diallo"
    lapsed = queries.reach_of(case, date(2026, 11, 1))
    assert lapsed is not None
    assert lapsed.email == "awa.diallo@example.org"


def test_nobody_is_written_to_in_a_nameless_case_until_somebody_says_who_complains(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        case.customer = people.anonymous_customer("un-fichier", "R4", "FR", "fr", at=NOW)
        case.purchase, case.imported = None, True
    with unit_of_work.writing():
        cases.take_charge(case, TEXT, by=firm.agent.actor, at=NOW)
    assert queries.letters_of(case) == []
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        actions.send_letter(case, LetterKind.HOLDING, TEXT, Channel.EMAIL, by=firm.agent.actor, at=NOW)
    assert refused.value.code == "nobody_to_write_to"
    alice = Browser(app).sign_in("alice")
    where = f"/customers/{case.customer_id}"
    assert where in alice.get(f"/cases/{case.ref}").html
    page = alice.get(where)
    assert "ne disait pas qui se plaint" in page.text
    alice.send(where, {**page.values(), "do": "save", "name": "Odile Brun", "email": "odile@ex.example"}, 302)
    assert "Odile Brun" in alice.get(f"/cases/{case.ref}").text
    with unit_of_work.writing():
        case = db.session.get_one(Case, case.id)
        actions.send_letter(case, LetterKind.HOLDING, TEXT, Channel.EMAIL, by=firm.agent.actor, at=NOW)
    assert [row.to_email for row in queries.letters_of(case)] == ["odile@ex.example"]


def test_whoever_was_forgotten_is_not_named_again(app: Flask) -> None:
    firm = company()
    with unit_of_work.writing():
        gone = people.anonymous_customer("erased", "AM-2020-00001", "FR", "fr", at=NOW)
    page = Browser(app).sign_in("alice").send(f"/customers/{gone.id}", {"do": "save", "name": "Odile Brun"})
    assert "Odile Brun" not in page.text
    assert firm.customer.nameless is False


def test_an_open_case_of_a_file_is_answered_and_its_closed_history_writes_to_nobody(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        case.imported = True
        cases.take_charge(case, TEXT, by=firm.agent.actor, at=NOW)
    assert [row.kind for row in queries.letters_of(case)] == [LetterKind.ACKNOWLEDGEMENT]
    told = Event("case.close_quietly", case.stream, NOW, SYSTEM.key, {"imported": True})
    with unit_of_work.writing():
        actions.letter_with(told)
    assert len(queries.letters_of(case)) == 1, "what the source closed is history"


def test_an_answer_is_never_written_around_its_gate(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    for kind in (LetterKind.ANSWER, LetterKind.FINAL_ANSWER, LetterKind.OFFER, LetterKind.CLOSING):
        with pytest.raises(Refused) as refused, unit_of_work.writing():
            actions.send_letter(case, kind, TEXT, Channel.EMAIL, by=firm.agent.actor, at=NOW)
        assert refused.value.code == "not_here"


def test_a_plain_letter_keeps_its_locked_parts_and_refuses_forbidden_wording(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        actions.send_letter(case, LetterKind.HOLDING, TEXT, Channel.POST, by=firm.agent.actor, at=NOW)
    row = only(case)
    assert row.body.endswith("ne vous retire aucun droit.")
    (entry,) = told(case, "correspondence.written")
    assert (entry.data["direction"], entry.data["channel"], entry.audience) == ("out", "post", "customer")
    bad = "Voyez https://ec.europa.eu/consumers/odr pour un règlement en ligne."
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        actions.send_letter(case, LetterKind.LETTER, bad, Channel.EMAIL, by=firm.agent.actor, at=NOW)
    assert refused.value.code.startswith("gate:")


def test_what_was_written_cannot_be_changed_even_in_the_database(app: Flask) -> None:
    case = acknowledged(company())
    rounds.run_jobs(GONE)
    for change in ({"body": "Autre."}, {"to_email": "x@y.z"}, {"sent_at": None}, {"file_key": "0" * 64}):
        row = only(case)
        with pytest.raises((IntegrityError, DatabaseError)), unit_of_work.writing():
            for name, value in change.items():
                setattr(row, name, value)
        db.session.rollback()
    with pytest.raises((IntegrityError, DatabaseError)), unit_of_work.writing():
        db.session.delete(only(case))


def test_a_closing_is_written_with_what_it_does_not_take_away(app: Flask) -> None:
    firm = company()
    case = acknowledged(firm)
    with unit_of_work.writing():
        cases.close(case, "close_solved", text="Tout va bien, merci.", by=firm.agent.actor, at=NOW)
    row = queries.letters_of(case)[0]
    assert row.kind is LetterKind.CLOSING
    assert "Tout va bien" not in row.body
    assert "n’arrête aucun délai" in row.body


def test_a_hostile_name_or_subject_cannot_add_a_header(app: Flask) -> None:
    firm = company()
    case = a_case(firm, subject="Bonjour\r\nBcc: tous@example.org")
    with unit_of_work.writing():
        people.change_customer(case.customer, name='Awa "\r\nBcc: x@y.z', by=SYSTEM, at=NOW)
        cases.take_charge(case, TEXT, by=firm.agent.actor, at=NOW)
    rounds.run_jobs(GONE)
    mail = email.message_from_bytes(store().get(only(case).file_key), policy=email.policy.default)
    assert mail["Bcc"] is None
    assert len(mail.get_all("To")) == 1
