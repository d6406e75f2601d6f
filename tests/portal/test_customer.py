"""The customer's page: in by link (or reference) and code, only their own case, and what they do there counts."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfWriter
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.cases import actions as case_actions
from app.cases.models import Case
from app.cases.queries import duties_of, next_step_of
from app.cases.rules.messages import reply_by
from app.cases.rules.states import Ended, State
from app.correspondence.models import CustomerAccess
from app.correspondence.queries.linking import link_for, token_for
from app.exhibits.queries import exhibits_of
from app.exhibits.rules import From
from app.gestures.rules.offers import OfferState
from app.journal.models import Entry
from app.journal.queries import verify
from app.kernel import Audience, FixedClock, day_of
from app.people.models import Customer
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.one_time_codes import CODE_HOLDS, CODES_AN_HOUR, MOST_TRIES
from app.worker import rounds
from tests.client import Browser, Page, said
from tests.conftest import NOW
from tests.exhibits import files
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import Company, a_case
from tests.mediation.world import FINAL, a_world, refuse_finally

CODE = re.compile(rb"(\d{4}) (\d{4})")
WRITING = "/c/case/do/message"
INTERNAL = "Client pénible, ne rien lâcher."


@dataclass
class Door:
    app: Flask
    firm: Company
    case: Case
    clock: FixedClock
    seen: set[Path] = field(default_factory=set)

    @property
    def token(self) -> str:
        return token_for(self.case, self.case.customer.email)

    def codes(self) -> list[str]:
        """The codes of the mails that have come since the last look."""
        rounds.run_jobs(self.clock.now())
        every = set((self.app.extensions["settings"].data / "mail").glob("*.eml")) - self.seen
        self.seen |= every
        found = [CODE.search(path.read_bytes()) for path in every]
        return [b"".join(one.groups()).decode() for one in found if one is not None]

    def ask(self, browser: Browser) -> str:
        browser.send(f"/c/{self.token}/code", {}, token_from="/c")
        (code,) = self.codes()
        return code

    def come_in(self) -> Browser:
        browser = Browser(self.app)
        self.codes()
        browser.get(f"/c/{self.token}")
        browser.send(f"/c/{self.token}/enter", {"code": self.ask(browser)}, status=302, token_from="/c")
        return browser


@pytest.fixture
def door(app: Flask, clock: FixedClock) -> Door:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        case_actions.take_charge(case, "Nous avons bien reçu votre réclamation.", by=firm.agent.actor, at=NOW)
        case_actions.add_note(case, INTERNAL, by=firm.agent.actor, at=NOW)
    return Door(app, firm, case, clock)


def answered(door: Door, *, verdict: str = "founded") -> None:
    with unit_of_work.writing():
        case_actions.answer(door.case, "Nous remboursons l’appareil.", verdict, by=door.firm.agent.actor, at=NOW)


def do(browser: Browser, name: str, text: str = "", status: int = 302) -> Page:
    return browser.send(f"/c/case/do/{name}", {"text": text}, status=status, token_from=WRITING)


def entries(case: Case, *kinds: str) -> list[Entry]:
    wanted = select(Entry).where(Entry.stream == case.stream, Entry.kind.in_(kinds)).order_by(Entry.seq)
    return list(db.session.scalars(wanted))


# --- the way in ------------------------------------------------------------------------------------------------------


def test_a_link_says_where_the_case_stands_and_not_a_word_of_what_is_in_it(door: Door) -> None:
    page = Browser(door.app).get(f"/c/{door.token}")
    assert door.case.ref in page.text
    assert "À l’étude" in page.text
    assert "aw…@example.org" in page.text
    for secret in (door.case.subject, "Diallo", "awa.diallo@example.org", "lave-linge", INTERNAL):
        assert secret not in page.html


def test_link_and_code_open_the_page_and_no_internal_word_is_on_it(door: Door) -> None:
    page = door.come_in().get("/c/case")
    assert page.titles() == [door.case.subject]
    assert "Mon lave-linge est tombé en panne pour la troisième fois." in page.text
    assert "Nous avons bien reçu votre réclamation." in page.text
    assert "Nous examinons votre réclamation et vous répondons par écrit." in page.text
    for secret in (INTERNAL, "Alice", door.firm.quality.name, "Enjeu", "Coût"):
        assert secret not in page.html


def test_a_link_that_was_altered_or_belongs_to_nobody_any_more_leads_nowhere(door: Door) -> None:
    browser, old = Browser(door.app), door.token
    browser.get(f"/c/{old[:-2]}xx", status=404)
    browser.get("/c/nothing", status=404)
    with unit_of_work.writing():
        db.session.get_one(Customer, door.case.customer_id).email = "autre@example.org"
    browser.get(f"/c/{old}", status=404)
    assert browser.get(f"/c/{door.token}").status == 200


def test_a_link_that_leads_nowhere_shows_the_way_by_reference(door: Door) -> None:
    lost = Browser(door.app).get(f"/c/{door.token[:-2]}", 404)
    assert "/c" in [link.get("href") for link in lost.find_all("a")]
    assert "/" not in [link.get("href") for link in lost.find_all("a")]


def test_a_date_that_has_gone_by_is_not_announced_as_the_next_one(door: Door) -> None:
    page = Browser(door.app).get(f"/c/{door.token}")
    assert "Prochaine date" in page.text
    door.clock.at = NOW + timedelta(days=90)
    page = Browser(door.app).get(f"/c/{door.token}")
    assert "Prochaine date" not in page.text
    assert "Elle est passée." in page.text


def test_what_is_still_owed_is_not_shown_as_settled(door: Door) -> None:
    offer = a_sent(door.case, door.firm.agent, ("voucher", 20))
    browser = door.come_in()
    assert "Réglée" in browser.get("/c/case").text
    path = f"/c/case/offers/{offer.number}"
    browser.send(path, {"version": str(offer.edition), "answer": "accepted"}, status=302, token_from=path)
    page = browser.get("/c/case")
    assert "En cours d’exécution" in page.text
    assert "Réglée" not in page.text


def test_whoever_is_inside_is_out_when_the_address_changes(door: Door) -> None:
    browser = door.come_in()
    with unit_of_work.writing():
        db.session.get_one(Customer, door.case.customer_id).email = "autre@example.org"
    assert browser.fetch("/c/case").headers["Location"].startswith("/c?again")


def test_a_code_opens_once_and_not_for_ever(door: Door) -> None:
    browser = Browser(door.app)
    code = door.ask(browser)
    door.clock.at += CODE_HOLDS
    browser.send(f"/c/{door.token}/enter", {"code": code}, status=422, token_from="/c")
    code = door.ask(browser)
    browser.send(f"/c/{door.token}/enter", {"code": f"{code[:4]} {code[4:]}"}, status=302, token_from="/c")
    page = Browser(door.app).send(f"/c/{door.token}/enter", {"code": code}, status=422, token_from="/c")
    assert "demandez un nouveau code." in page.text


def test_a_code_that_does_not_open_announces_no_other_and_one_cut_short_costs_no_try(door: Door) -> None:
    browser = Browser(door.app)
    code = door.ask(browser)
    for _ in range(MOST_TRIES):
        page = browser.send(f"/c/{door.token}/enter", {"code": code[:4]}, status=422, token_from="/c")
    assert "Un code a huit chiffres." in page.text
    page = browser.send(f"/c/{door.token}/enter", {"code": "00000000"}, status=422, token_from="/c")
    assert "cinq essais" in page.text
    assert "dans la minute" not in page.text
    browser.send(f"/c/{door.token}/enter", {"code": f" {code[:4]}\u00a0{code[4:]} "}, status=302, token_from="/c")


def test_guessing_a_code_closes_it_and_asking_too_often_waits(door: Door) -> None:
    browser = Browser(door.app)
    code = door.ask(browser)
    for _ in range(MOST_TRIES):
        browser.send(f"/c/{door.token}/enter", {"code": "00000000"}, status=422, token_from="/c")
    browser.send(f"/c/{door.token}/enter", {"code": code}, status=422, token_from="/c")
    for _ in range(CODES_AN_HOUR - 1):
        browser.send(f"/c/{door.token}/code", {}, token_from="/c")
    page = browser.send(f"/c/{door.token}/code", {}, status=429, token_from="/c")
    assert "Réessayez dans une heure" in page.text


def test_reference_and_address_bring_a_mail_only_where_both_are_right_and_the_page_never_tells(door: Door) -> None:
    asked = {"ref": f" {door.case.ref.lower()} ", "email": "Awa.Diallo@example.org"}
    right = Browser(door.app).send("/c", asked, token_from="/c")
    (code,) = door.codes()
    wrong = Browser(door.app).send("/c", {**asked, "email": "autre@example.org"}, token_from="/c")
    assert door.codes() == []
    assert right.text.replace("Awa.Diallo@example.org", "") == wrong.text.replace("autre@example.org", "")
    mails = [path.read_bytes().decode() for path in (door.app.extensions["settings"].data / "mail").glob("*.eml")]
    assert any(
        link_for(door.case, "awa.diallo@example.org") in mail.replace("=\n", "").replace("=\r\n", "") for mail in mails
    )
    Browser(door.app).send(f"/c/{door.token}/enter", {"code": code}, status=302, token_from="/c")


def test_asking_by_reference_again_and_again_sends_no_more_than_a_person_needs(door: Door) -> None:
    asked = {"ref": door.case.ref, "email": "awa.diallo@example.org"}
    sent = 0
    for number in range(CODES_AN_HOUR + 3):
        browser = Browser(door.app)
        browser.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        browser.send("/c", asked, token_from="/c")
        sent += len(door.codes())
    assert sent == CODES_AN_HOUR


def test_an_empty_request_says_what_is_missing(door: Door) -> None:
    page = Browser(door.app).send("/c", {"ref": "", "email": ""}, status=422, token_from="/c")
    assert "Saisissez la référence" in page.text
    assert "Saisissez l’adresse" in page.text


def test_every_mail_of_the_case_ends_with_its_link(door: Door) -> None:
    answered(door)
    door.clock.at += timedelta(minutes=5)
    rounds.run_jobs(door.clock.now())
    mails = [path.read_bytes().decode() for path in (door.app.extensions["settings"].data / "mail").glob("*.eml")]
    letters = [mail for mail in mails if "Suivre votre dossier" in mail]
    assert len(letters) >= 2
    for mail in letters:
        assert door.token in mail.replace("=\r\n", "").replace("=\n", "")


# --- nobody else's ---------------------------------------------------------------------------------------------------


def test_a_customers_session_reaches_nothing_else(door: Door) -> None:
    browser = door.come_in()
    for path in (
        "/",
        "/queue",
        f"/cases/{door.case.ref}",
        "/log",
        "/settings",
        "/sign-in",
        "/search?q=a",
        "/m/space",
        "/help",
    ):
        assert browser.fetch(path).status_code == 404, path
    assert browser.get("/c/case").status == 200


def test_a_customer_who_loses_the_way_is_led_back_to_their_page(door: Door) -> None:
    lost = door.come_in().get("/queue", 404)
    assert "/c/case" in [link.get("href") for link in lost.find_all("a")]
    assert "/" not in [link.get("href") for link in lost.find_all("a")]
    assert "Revenez à votre page" in lost.text


def test_nobody_comes_in_without_a_code(door: Door) -> None:
    stranger = Browser(door.app)
    for path in ("/c/case", WRITING, "/c/case/letters/1", "/c/case/exhibits/1", "/c/case/offers/1", "/c/case/pack/1"):
        answer = stranger.fetch(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/c?again=1"), path
    staff = Browser(door.app).sign_in("alice")
    assert staff.fetch("/c/case").status_code == 302


def test_the_pieces_of_another_case_and_our_own_are_not_there(door: Door) -> None:
    from app.exhibits import actions as exhibit_actions
    from app.exhibits.actions import About

    taken = exhibit_actions.take_in([("note.pdf", files.pdf()), ("facture.pdf", files.pdf())])
    with unit_of_work.writing():
        about = [About(title="Note interne"), About(title="Facture", audience=Audience.CUSTOMER)]
        exhibit_actions.add_exhibits(door.case, taken, about, by=door.firm.quality.actor, at=NOW)
    browser = door.come_in()
    page = browser.get("/c/case")
    assert "Facture" in page.text
    assert "Note interne" not in page.text
    assert browser.fetch("/c/case/exhibits/1").status_code == 404
    assert browser.fetch("/c/case/exhibits/2").data.startswith(b"%PDF")
    assert browser.fetch("/c/case/exhibits/3").status_code == 404


def test_the_row_that_lets_a_customer_in_cannot_be_moved_or_removed(door: Door) -> None:
    door.come_in()
    for change in ("UPDATE customer_access SET email = 'x@example.org'", "DELETE FROM customer_access"):
        with pytest.raises((DatabaseError, IntegrityError), match="append-only"), unit_of_work.writing():
            db.session.connection().exec_driver_sql(change)


def test_every_entry_and_reading_is_on_record(door: Door) -> None:
    browser = door.come_in()
    browser.get("/c/case")
    browser.send("/c/case/leave", {}, token_from=WRITING)
    assert browser.fetch("/c/case").status_code == 302
    opened = select(Entry).where(Entry.stream == "access", Entry.kind == "access.customer_opened").order_by(Entry.seq)
    told = list(db.session.scalars(opened))
    assert [entry.data["what"] for entry in told] == ["entered", "page", "left"]
    assert {entry.by for entry in told} == {door.case.customer.key}
    (access,) = db.session.scalars(select(CustomerAccess))
    assert access.openings == 3


# --- what they do there ----------------------------------------------------------------------------------------------


def test_a_message_becomes_somebodys_next_step_until_it_is_replied_to(door: Door) -> None:
    answered(door)
    browser = door.come_in()
    do(browser, "message", "Quand serai-je remboursée ?")
    assert "Votre message est arrivé." in browser.get("/c/case").text
    case, day = db.session.get_one(Case, door.case.id), day_of(NOW, door.case.zone)
    assert (case.wrote_on, case.next_code, case.next_on) == (day, "reply_message", reply_by(day))
    (entry,) = entries(case, "case.contact")
    assert (entry.by, entry.audience) == (case.customer.key, Audience.CUSTOMER)
    desk = Browser(door.app).sign_in("alice")
    assert "Lire le message du client et y répondre" in desk.get(f"/cases/{case.ref}").text
    with unit_of_work.writing():
        case_actions.record_contact(
            case, "phone", "out", "Rappelée : virement demain.", by=door.firm.agent.actor, at=NOW
        )
    assert (case.wrote_on, case.next_code) == (None, "await_reaction")


def test_a_message_that_asks_for_no_reply_is_noted_as_read(door: Door) -> None:
    answered(door)
    do(door.come_in(), "message", "Merci beaucoup.")
    desk = Browser(door.app).sign_in("alice")
    form = desk.get(f"/cases/{door.case.ref}/do/read")
    sent = {"version": form.value_of("version")}
    desk.send(f"/cases/{door.case.ref}/do/read", sent, status=302, token_from=f"/cases/{door.case.ref}")
    case = db.session.get_one(Case, door.case.id, populate_existing=True)
    assert (case.wrote_on, case.next_code) == (None, "await_reaction")
    assert entries(case, "case.message_read")


def test_a_complaint_told_by_telephone_is_put_in_writing_once(app: Flask, clock: FixedClock) -> None:
    firm = stocked()
    door = Door(app, firm, a_case(firm, channel="phone", written=False), clock)
    browser = door.come_in()
    assert "Écrire ma réclamation" in browser.get("/c/case").text
    do(browser, "written", "Mon lave-linge est encore en panne ; je demande le remboursement.")
    case = db.session.get_one(Case, door.case.id, populate_existing=True)
    assert case.first_written_on == day_of(NOW, case.zone)
    (entry,) = entries(case, "case.repeated")
    assert entry.data["happened"]["first_written_complaint.sent"] == day_of(NOW, case.zone).isoformat()
    page = browser.get("/c/case")
    assert "Écrire ma réclamation" not in page.text
    assert "je demande le remboursement" in page.text


def test_signals_raised_by_what_a_customer_writes_are_the_houses(door: Door) -> None:
    browser = door.come_in()
    for number in range(3):
        do(browser, "message", f"Toujours rien ({number}). Je vais saisir un avocat.")
    signals = entries(door.case, "case.signal")
    assert signals
    assert {entry.by for entry in signals} == {"system"}
    assert not browser.get("/c/case").text.count("Signal")


def test_what_we_asked_for_comes_as_the_reply(door: Door) -> None:
    with unit_of_work.writing():
        case_actions.ask_customer(door.case, "Envoyez-nous la facture.", by=door.firm.agent.actor, at=NOW)
    do(door.come_in(), "message", "La voici.")
    case = db.session.get_one(Case, door.case.id, populate_existing=True)
    assert case.state is State.IN_PROGRESS
    assert entries(case, "case.customer_replied")


def test_pieces_come_with_a_message_or_alone(door: Door) -> None:
    browser = door.come_in()
    sent = {"text": "", "files": (io.BytesIO(files.photo()), "fuite.jpg")}
    assert browser.post(WRITING, sent, token_from=WRITING).status_code == 302
    (row,) = exhibits_of(db.session.get_one(Case, door.case.id), Audience.CUSTOMER)
    assert (row.brought_by, row.audience, row.added_by) == (From.CUSTOMER, Audience.CUSTOMER, door.case.customer.key)
    assert db.session.get_one(Case, door.case.id, populate_existing=True).wrote_on is not None
    assert "fuite" in browser.get("/c/case").text


def test_a_piece_that_is_not_handed_out_says_why_instead_of_leading_nowhere(door: Door) -> None:
    browser = door.come_in()
    for content, name in ((b"MZ" + b"\0" * 400, "programme.exe"), (files.photo(), "fuite.jpg")):
        sent = {"text": "Voici.", "files": (io.BytesIO(content), name)}
        assert browser.post(WRITING, sent, token_from=WRITING).status_code == 302
    page = browser.get("/c/case")
    assert "ce fichier peut exécuter quelque chose" in page.text
    linked = [to for to in (link.get("href") or "" for link in page.find_all("a")) if "/c/case/exhibits/" in to]
    assert linked == ["/c/case/exhibits/2"]
    assert browser.fetch(linked[0]).status_code == 200


def test_a_file_that_nobody_can_open_is_asked_for_again(door: Door) -> None:
    locked = PdfWriter()
    locked.add_blank_page(200, 200)
    locked.encrypt("secret")
    content = io.BytesIO()
    locked.write(content)
    sent = {
        "text": "Voici.",
        "files": [(io.BytesIO(content.getvalue()), "facture.pdf"), (io.BytesIO(files.photo()), "fuite.jpg")],
    }
    browser = door.come_in()
    assert browser.post(WRITING, sent, token_from=WRITING).status_code == 302
    page = browser.get("/c/case")
    assert "Nous ne pouvons pas ouvrir « facture »" in page.text
    assert "Renvoyez ce document sans mot de passe" in page.text
    assert "ouvrir « fuite »" not in page.text


def test_an_empty_file_is_refused_with_a_sentence_and_the_words_are_kept(door: Door) -> None:
    sent = {"text": "Voici la photo de la fuite.", "files": (io.BytesIO(b""), "fuite.jpg")}
    page = door.come_in().send(WRITING, sent, status=422, token_from=WRITING)
    assert "« fuite.jpg » est vide." in page.text.replace("\u202f", " ")
    assert page.value_of("text") == "Voici la photo de la fuite."
    assert exhibits_of(door.case) == []


def test_an_empty_file_does_not_keep_the_others_out(door: Door) -> None:
    several = [(io.BytesIO(b""), "vide.jpg"), (io.BytesIO(files.photo()), "fuite.jpg")]
    browser = door.come_in()
    assert browser.post(WRITING, {"text": "Voici.", "files": several}, token_from=WRITING).status_code == 302
    page = browser.get("/c/case").text.replace("\u202f", " ")
    assert "« vide.jpg » est vide. Ce document n’est donc pas arrivé" in page.replace("\u00a0", " ")
    assert [row.title for row in exhibits_of(door.case)] == ["fuite"]


@pytest.mark.parametrize("name", ["message", "contest", "withdraw"])
def test_saying_nothing_is_refused_with_what_to_do(door: Door, name: str) -> None:
    answered(door)
    page = do(door.come_in(), name, "   ", status=422)
    assert page.find_all("textarea")
    assert re.search(r"(Écrivez|Dites)", page.text)


def test_contesting_an_answer_moves_the_case_up(door: Door) -> None:
    answered(door)
    do(door.come_in(), "contest", "Le remboursement ne couvre pas la livraison.")
    case = db.session.get_one(Case, door.case.id, populate_existing=True)
    assert (case.state, case.level.value) == (State.IN_PROGRESS, "supervisor")
    (entry,) = entries(case, "case.contest")
    assert entry.by == case.customer.key


def test_contesting_in_writing_what_was_told_by_telephone_is_the_first_written_complaint(
    app: Flask, clock: FixedClock
) -> None:
    firm = stocked()
    door = Door(app, firm, a_case(firm, channel="phone", written=False), clock)
    answered(door)
    browser = door.come_in()
    do(browser, "contest", "Les pieds du téléviseur manquent toujours.")
    case = db.session.get_one(Case, door.case.id, populate_existing=True)
    assert case.first_written_on == day_of(NOW, case.zone)
    page = browser.get("/c/case")
    assert "Écrire ma réclamation" not in page.text
    assert page.text.count("Les pieds du téléviseur manquent toujours.") == 1


def test_a_final_answer_is_contested_once_and_the_page_announces_no_closing(app: Flask, clock: FixedClock) -> None:
    world = a_world()
    refuse_finally(world)
    door = Door(app, world.firm, world.case, clock)
    browser = door.come_in()
    assert "se clôt de lui-même" in browser.get("/c/case").text
    assert "Nous vous avons donné notre réponse définitive." in browser.get("/c/case").text
    assert "Aucun autre niveau" in browser.get("/c/case/do/contest_final").text
    do(browser, "contest_final", "La panne est la même : je saisirai le médiateur.")
    page = browser.get("/c/case")
    assert "Nous lisons ce que vous nous avez écrit" in page.text
    with unit_of_work.writing():
        case_actions.message_read(db.session.get_one(Case, world.case.id), by=world.firm.quality.actor, at=NOW)
    page = browser.get("/c/case")
    assert "Votre dossier ne se clôt pas" in page.text
    assert "se clôt de lui-même" not in page.text
    assert "Contester la réponse" not in page.text


def test_the_customer_closes_and_may_reopen(door: Door) -> None:
    answered(door)
    browser = door.come_in()
    do(browser, "solved")
    case = db.session.get_one(Case, door.case.id, populate_existing=True)
    assert (case.state, case.ended) == (State.CLOSED, Ended.SOLVED)
    assert entries(case, "case.close_solved")[0].data["reported_by_staff"] is False
    first = case.first_written_on
    do(browser, "reopen", "La panne est revenue.")
    case = db.session.get_one(Case, door.case.id, populate_existing=True)
    assert (case.state, case.first_written_on) == (State.IN_PROGRESS, first)
    page = browser.get("/c/case")
    for line in ("Vous nous avez dit que c’est résolu", "Vous avez rouvert votre dossier", "La panne est revenue."):
        assert line in page.text


def test_the_reason_for_which_one_of_us_reopens_is_not_read_to_the_customer(door: Door) -> None:
    answered(door)
    with unit_of_work.writing():
        case_actions.close(door.case, "close_solved", by=door.firm.agent.actor, at=NOW)
        case_actions.reopen(door.case, INTERNAL, by=door.firm.supervisor.actor, at=NOW)
    page = door.come_in().get("/c/case")
    assert "Votre dossier a été rouvert" in page.text
    assert INTERNAL not in page.html


@pytest.mark.parametrize(
    ("act", "how", "last"),
    [("solved", "le problème est résolu", "Réglée"), ("withdraw", "vous avez retiré votre réclamation", "Close")],
)
def test_a_closed_case_says_since_when_and_how_it_ended(door: Door, act: str, how: str, last: str) -> None:
    answered(door)
    browser = door.come_in()
    do(browser, act, "C’est bon.")
    page = browser.get("/c/case")
    assert f"Votre dossier est clos depuis le 20 novembre 2026 : {how}." in page.text
    assert said(next(node for node in page.find_all("ol") if node.get("class") == "steps")[-1]) == last
    assert "n’arrête aucun délai" in page.text


def test_withdrawing_closes_and_takes_nothing_due_away(door: Door) -> None:
    do(door.come_in(), "withdraw", "J’ai trouvé la facture.")
    case = db.session.get_one(Case, door.case.id, populate_existing=True)
    assert (case.state, case.ended) == (State.CLOSED, Ended.WITHDRAWN)


def test_a_case_that_was_withdrawn_or_is_not_ours_names_and_dates_no_mediator(app: Flask, clock: FixedClock) -> None:
    world = a_world()
    refuse_finally(world)
    door = Door(app, world.firm, world.case, clock)
    browser = door.come_in()
    before = browser.get("/c/case").text
    assert "Le médiateur" in before
    assert "Dernier jour pour saisir le médiateur" in before
    do(browser, "withdraw", "Je renonce.")
    after = browser.get("/c/case").text
    assert world.mediator.name not in after.replace(FINAL, "").split("L’histoire de votre dossier")[0]
    assert "Dernier jour pour saisir le médiateur" not in after


def test_what_is_no_longer_possible_is_not_done(door: Door) -> None:
    answered(door)
    browser = door.come_in()
    do(browser, "solved")
    do(browser, "contest")
    assert "Ce n’est plus possible" in browser.get("/c/case").text
    assert not entries(door.case, "case.contest")
    browser.get("/c/case/do/anything", status=404)


def test_words_of_an_act_that_came_too_late_are_kept_in_the_one_that_is_open(door: Door) -> None:
    answered(door)
    browser = door.come_in()
    do(browser, "solved")
    page = do(browser, "contest", "Il manque encore la notice.", status=409)
    assert "Vos mots sont gardés" in page.text
    assert "Il manque encore la notice." in page.text
    assert "Rouvrir mon dossier" in page.text
    assert not entries(door.case, "case.contest", "case.reopen")


def test_the_same_act_sent_twice_is_done_once_and_says_so(door: Door) -> None:
    answered(door)
    browser = door.come_in()
    do(browser, "contest", "Ce n’est pas ce qui était convenu.")
    browser.get("/c/case")
    do(browser, "contest", "Ce n’est pas ce qui était convenu.")
    assert "Votre contestation est enregistrée." in browser.get("/c/case").text
    assert len(entries(door.case, "case.contest")) == 1


def test_a_promise_that_was_missed_stays_on_the_page_until_it_is_kept(door: Door) -> None:
    by = door.firm.agent.actor
    with unit_of_work.writing():
        made = case_actions.promise(door.case, "Livrer la pièce", NOW + timedelta(hours=2), by=by, at=NOW)
    door.clock.at = NOW + timedelta(days=1)
    rounds.break_due_promises(door.clock.now())
    page = door.come_in().get("/c/case")
    assert "promis pour le 20 novembre 2026, pas encore fait" in page.text
    assert "nous vous le devons toujours" in page.text
    with unit_of_work.writing():
        case_actions.keep_promise(door.case, made, "bon 12", by=by, at=door.clock.now())
    page = door.come_in().get("/c/case")
    assert "pas encore fait" not in page.text
    assert "Nous avons tenu un engagement, après sa date" in page.text
    assert "Livrer la pièce" in page.text
    assert "bon 12" not in page.text


def test_the_window_of_the_mediator_is_told_once(door: Door) -> None:
    page = door.come_in().get("/c/case")
    assert "Dernier jour pour saisir le médiateur" in page.text
    assert page.text.count("novembre 2027") == 1, "its end is told by its own line alone"


# --- offers ----------------------------------------------------------------------------------------------------------


def an_offer(door: Door) -> tuple[Browser, str]:
    a_sent(door.case, door.firm.agent, ("voucher", 40))
    return door.come_in(), "/c/case/offers/1"


def test_an_offer_is_accepted_once_in_the_version_that_was_read(door: Door) -> None:
    browser, path = an_offer(door)
    page = browser.get(f"{path}?answer=accepted")
    assert "sans reconnaissance de responsabilité" in page.text
    sent = {"version": page.value_of("version"), "answer": "accepted"}
    for wrong in ("7", "²", "9" * 6000):
        other = browser.send(path, {**sent, "version": wrong}, status=422, token_from=WRITING)
        assert other.value_of("answer") == "accepted"
    browser.send(path, sent, status=302, token_from=WRITING)
    case = db.session.get_one(Case, door.case.id, populate_existing=True)
    assert case.state is State.SETTLING
    (entry,) = entries(case, "gesture.accepted")
    assert (entry.by, entry.data["reported_by_staff"], entry.data["channel"]) == (case.customer.key, False, "web")
    page = browser.get("/c/case")
    assert "Vous avez accepté notre offre" in page.text
    assert "Nos engagements" in page.text
    assert "Accepter" not in page.text
    again = browser.send(path, sent, status=422, token_from=WRITING)
    assert "Cette offre a reçu sa réponse" in again.text


def test_a_refused_offer_closes_nothing_and_somebody_reads_it(door: Door) -> None:
    browser, path = an_offer(door)
    sent = {"version": browser.get(path).value_of("version"), "answer": "refused", "text": "Ce n’est pas assez."}
    browser.send(path, sent, status=302, token_from=WRITING)
    case = db.session.get_one(Case, door.case.id, populate_existing=True)
    assert case.is_open
    assert case.wrote_on is not None
    assert entries(case, "gesture.refused")


def test_asking_for_something_else_leaves_the_offer_standing(door: Door) -> None:
    browser, path = an_offer(door)
    sent = {"version": "1", "answer": "other", "amount": "120,50", "text": "Je demande aussi la livraison."}
    missing = browser.send(path, {**sent, "text": ""}, status=422, token_from=WRITING)
    assert missing.value_of("amount") == "120,50"
    browser.send(path, sent, status=302, token_from=WRITING)
    from app.gestures.queries import offers_of

    (offer,) = offers_of(db.session.get_one(Case, door.case.id, populate_existing=True))
    assert offer.state is OfferState.SENT
    assert [(row.amount_minor, row.by) for row in offer.counters] == [(12050, door.case.customer.key)]
    assert next_step_of(offer.case, duties_of(offer.case), NOW).code == "reply_message"


def test_an_offer_that_has_not_left_is_nobodys_but_ours(door: Door) -> None:
    from tests.factories.gestures import a_draft

    a_draft(door.case, door.firm.agent, ("voucher", 40))
    browser = door.come_in()
    browser.get("/c/case/offers/1", status=404)
    assert "Notre offre" not in browser.get("/c/case").text


# --- letters, language, our own eyes -----------------------------------------------------------------------------------


def test_our_letters_can_be_read_again_once_they_have_left(door: Door) -> None:
    answered(door)
    browser = door.come_in()
    browser.get("/c/case/letters/2", status=404)
    door.clock.at += timedelta(minutes=5)
    rounds.run_jobs(door.clock.now())
    page = browser.get("/c/case/letters/2")
    assert "Nous remboursons l’appareil." in page.text
    browser.send("/c/case/letters/2/pdf", {}, status=302, token_from=WRITING)
    rounds.run_jobs(door.clock.now())
    assert browser.fetch("/c/case/letters/2/pdf").data.startswith(b"%PDF")


def test_the_page_speaks_english_to_whoever_asks(door: Door) -> None:
    browser = door.come_in()
    browser.post("/language/en", {}, token_from=WRITING)
    page = browser.get("/c/case")
    assert "What happens now" in page.text
    assert "Ce qui se passe" not in page.text


def test_a_link_speaks_the_language_of_the_case_before_anybody_chose(app: Flask, clock: FixedClock) -> None:
    firm = stocked()
    case = a_case(firm, lang="en")
    page = Browser(app).get(f"/c/{token_for(case, case.customer.email)}")
    assert page.titles() == ["Your case"]


def test_staff_see_what_the_customer_sees_and_can_do_nothing_there(door: Door) -> None:
    page = Browser(door.app).sign_in("alice").get(f"/cases/{door.case.ref}/as-customer")
    assert "Voici ce que voit le client" in page.text
    assert INTERNAL not in page.html
    assert not [form for form in page.find_all("form") if "/c/" in (form.get("action") or "")]
    assert not [link for link in page.find_all("a") if (link.get("href") or "").startswith("/c/")]


def test_the_page_of_letters_gives_the_link_and_who_came(door: Door) -> None:
    desk = Browser(door.app).sign_in("alice")
    before = desk.get(f"/cases/{door.case.ref}/letters")
    assert door.token in before.text
    assert "Pas encore venu" in before.text
    door.come_in()
    assert "Dernière visite : Mme Awa Diallo" in desk.get(f"/cases/{door.case.ref}/letters").text


def test_the_journals_hold_after_all_that(door: Door) -> None:
    answered(door)
    browser = door.come_in()
    do(browser, "message", "Bonjour")
    do(browser, "contest", "Non.")
    assert list(verify()) == []
