"""Settlement agreements: each step, each refusal; on both databases."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.cases import actions as cases
from app.cases.models import Case, Party
from app.cases.rules.states import State
from app.correspondence import queries as letters
from app.correspondence.rules import LetterKind
from app.documents import actions
from app.documents.models import Settlement, SettlementState
from app.documents.queries.settling import power_to_compromise, settlements_of
from app.documents.rules.settlement import Deal
from app.exhibits.queries import store
from app.exhibits.rules import ExhibitKind
from app.gestures.actions import seed_catalogue
from app.journal.models import Entry
from app.kernel import Money, Refused
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker import rounds
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company
from tests.mediation.world import World, exhibit

TODAY, LATER = date(2026, 11, 20), NOW + timedelta(minutes=1)
S = SettlementState


@dataclass
class Table:
    firm: Company
    case: Case

    @property
    def row(self) -> Settlement:
        return settlements_of(self.case)[0]


@pytest.fixture
def table(app: Flask) -> Table:
    firm = company()
    case = a_case(firm)
    with unit_of_work.writing():
        seed_catalogue(by=SYSTEM, at=NOW)
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
    return Table(firm, case)


def deal(case: Case, euros: int = 300, **more: Any) -> Deal:
    first = case.claims[0].position
    found = Deal(
        "Le lave-linge est tombé trois fois en panne.", "Nous versons une somme.", "Le client renonce à toute autre demande.",
        Money(euros * 100), (first,), date(2026, 12, 15),
    )  # fmt: skip
    return replace(found, **more)


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as raised, unit_of_work.writing():
        act()
    assert raised.value.code == code


def drafted(table: Table, euros: int = 300) -> Settlement:
    with unit_of_work.writing():
        return actions.draft(table.case, deal(table.case, euros), by=table.firm.supervisor.actor, at=NOW)


def approved(table: Table) -> Settlement:
    row = drafted(table)
    with unit_of_work.writing():
        actions.approve(row, by=table.firm.quality.actor, at=NOW)
    return row


def sent(table: Table) -> Settlement:
    row = approved(table)
    rounds.run_jobs(NOW)
    with unit_of_work.writing():
        actions.send(table.row, by=table.firm.supervisor.actor, at=NOW)
    return row


def signed(table: Table, side: str, number: int | None, **more: Any) -> Any:
    terms = {"name": "Awa Diallo", "capacity": "client", "signed_on": TODAY} | more
    return lambda: actions.sign(table.row, side, exhibit=number, by=table.firm.agent.actor, at=LATER, **terms)


def test_from_draft_to_carried_out(table: Table) -> None:
    sent(table)
    row = table.row
    assert set(row.files) == {"fr", "en"}
    letter = letters.letters_of(table.case)[0]
    assert (letter.kind, letter.enclosed_key) == (LetterKind.AGREEMENT, row.files["fr"])
    text = _words(store().get(row.files["fr"]))
    for said in ("Protocole transactionnel", "300,00 €", "15 décembre 2026", "2052", "Awa Diallo"):
        assert said in text
    assert "the French version is the one that counts" in _words(store().get(row.files["en"]))
    copy = exhibit(World(table.firm, table.case, None), "signe.pdf", ExhibitKind.OTHER)  # type: ignore[arg-type]
    with unit_of_work.writing():
        signed(table, "customer", copy)()
    assert (table.row.state, table.case.state) == (S.SENT, State.IN_PROGRESS), "one signature concludes nothing"
    with unit_of_work.writing():
        signed(table, "house", copy, name="Claire Morel", capacity="responsable qualité")()
    assert (table.row.state, table.case.state) == (S.SIGNED, State.SETTLING)
    (promise,) = [each for each in table.case.promises if each.origin == "settlement:1"]
    with unit_of_work.writing():
        actions.carry_out(table.row, TODAY, "virement n° 12", by=table.firm.agent.actor, at=LATER)
    assert (table.row.state, promise.state) == (S.CARRIED_OUT, "kept")
    kinds = [
        entry.kind for entry in db.session.scalars(select(Entry).where(Entry.stream == table.case.stream).order_by(Entry.seq))
    ]  # fmt: skip
    told = [kind.removeprefix("settlement.") for kind in kinds if kind.startswith("settlement.")]
    assert told == ["drafted", "approved", "sent", "signed", "signed", "concluded", "carried_out"]


def test_who_acts_for_the_customer_is_named_among_the_parties_and_at_the_signature(table: Table) -> None:
    with unit_of_work.writing():
        db.session.add(
            Party(case_id=table.case.id, role="representative", name="Anne-Laure Fabre, curatrice", mandate_signed=True,
                     mandate_from=date(2026, 1, 1))
        )  # fmt: skip
    db.session.refresh(table.case)
    approved(table)
    rounds.run_jobs(NOW)
    assert _words(store().get(table.row.files["fr"])).count("pour qui agit Anne-Laure Fabre, curatrice") == 2
    assert "represented by Anne-Laure Fabre, curatrice" in _words(store().get(table.row.files["en"]))


def _concluded(table: Table) -> None:
    copy = exhibit(World(table.firm, table.case, None), "signe.pdf", ExhibitKind.OTHER)  # type: ignore[arg-type]
    for side in ("customer", "house"):
        with unit_of_work.writing():
            signed(table, side, copy)()


def test_an_agreement_signed_while_we_wait_for_the_customer_settles_the_case(table: Table) -> None:
    sent(table)
    with unit_of_work.writing():
        cases.ask_customer(table.case, "Une photo, s’il vous plaît ?", by=table.firm.agent.actor, at=NOW)
    assert table.case.state is State.WAITING
    _concluded(table)
    assert (table.case.state, table.case.next_code) == (State.SETTLING, "keep_promise")


def test_an_agreement_carried_out_late_keeps_its_broken_promise(table: Table) -> None:
    sent(table)
    _concluded(table)
    (made,) = [each for each in table.case.promises if each.origin == "settlement:1"]
    late = made.due_at + timedelta(hours=30)
    rounds.break_due_promises(late)
    assert db.session.get_one(type(made), made.id).state == "broken"
    with unit_of_work.writing():
        actions.carry_out(table.row, late.date(), "virement n° 12", by=table.firm.agent.actor, at=late)
    assert (table.row.state, made.state) == (S.CARRIED_OUT, "kept")


def test_the_customers_page_tells_of_the_agreement(table: Table, app: Flask) -> None:
    sent(table)
    _concluded(table)
    text = Browser(app).sign_in("alice").get(f"/cases/{table.case.ref}/as-customer").text
    for said in (
        "Nous vous avons envoyé un protocole transactionnel à signer", "Vous avez signé le protocole transactionnel",
        "Nous avons signé le protocole transactionnel", "Le protocole transactionnel est conclu",
    ):  # fmt: skip
        assert said in text


def _words(pdf: bytes) -> str:
    from pypdfium2 import PdfDocument

    with PdfDocument(io.BytesIO(pdf)) as document:
        pages = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    return " ".join(" ".join(pages).split()).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ours": " "}, "ours_missing"),
        ({"theirs": ""}, "theirs_missing"),
        ({"facts": ""}, "facts_missing"),
        ({"claims": ()}, "claims_missing"),
        ({"claims": (77,)}, "no_such_claim"),
        ({"amount": Money(-1)}, "negative"),
        ({"carry_out_by_on": date(2026, 11, 19)}, "past"),
    ],
)
def test_terms_that_settle_nothing_are_refused(table: Table, change: dict[str, Any], code: str) -> None:
    by = table.firm.supervisor.actor
    refused(code, lambda: actions.draft(table.case, deal(table.case, **change), by=by, at=NOW))


def test_what_is_due_by_law_is_refused_when_drafted_approved_and_sent(table: Table) -> None:
    by, claim = table.firm.supervisor.actor, table.case.claims[0]
    row = approved(table)
    rounds.run_jobs(NOW)
    with unit_of_work.writing():
        claim.due_minor = 2990
    refused("due_by_law", lambda: actions.draft(table.case, deal(table.case), by=by, at=NOW))
    refused("due_by_law", lambda: actions.send(table.row, by=by, at=NOW))
    with unit_of_work.writing():
        claim.due_minor = 0
        other = actions.draft(table.case, deal(table.case), by=by, at=NOW)
    with unit_of_work.writing():
        claim.due_minor = 2990
    refused("due_by_law", lambda: actions.approve(other, by=table.firm.quality.actor, at=NOW))
    assert row.state is S.APPROVED


def test_only_the_power_to_compromise_approves_and_never_ones_own(table: Table) -> None:
    firm = table.firm
    assert power_to_compromise(table.case, firm.quality.actor, TODAY) == Money(150_000)
    row = drafted(table, 2000)
    refused("own_draft", lambda: actions.approve(row, by=firm.supervisor.actor, at=NOW))
    refused("not_allowed", lambda: actions.approve(row, by=firm.agent.actor, at=NOW))
    refused("above_power", lambda: actions.approve(row, by=firm.quality.actor, at=NOW))
    with unit_of_work.writing():
        other = actions.draft(table.case, deal(table.case), by=firm.quality.actor, at=NOW)
    refused("no_power", lambda: actions.approve(other, by=firm.supervisor.actor, at=NOW))
    with unit_of_work.writing():
        actions.approve(row, by=firm.director.actor, at=NOW)
    assert row.state is S.APPROVED


def test_nothing_is_sent_before_it_is_approved_and_drawn(table: Table) -> None:
    by = table.firm.supervisor.actor
    row = drafted(table)
    refused("not_now", lambda: actions.send(row, by=by, at=NOW))
    with unit_of_work.writing():
        actions.approve(row, by=table.firm.quality.actor, at=NOW)
    refused("not_drawn", lambda: actions.send(row, by=by, at=NOW))
    refused("not_now", lambda: actions.redraft(row, deal(table.case), by=by, at=NOW))
    assert letters.letters_of(table.case) == []


def test_a_signature_needs_a_hand_a_copy_a_day_and_a_capacity(table: Table) -> None:
    sent(table)
    copy = exhibit(World(table.firm, table.case, None), "signe.pdf", ExhibitKind.OTHER)  # type: ignore[arg-type]
    refused("copy_missing", signed(table, "customer", None))
    refused("no_such_exhibit", signed(table, "customer", 99))
    refused("capacity_missing", signed(table, "customer", copy, capacity=""))
    refused("name_missing", signed(table, "customer", copy, name=" "))
    refused("signed_before", signed(table, "customer", copy, signed_on=date(2026, 11, 19)))
    refused("future", signed(table, "customer", copy, signed_on=date(2026, 11, 21)))
    refused("no_mandate", signed(table, "customer", copy, as_representative=True))
    with unit_of_work.writing():
        db.session.add(
            Party(case_id=table.case.id, role="representative", name="Me Roy", mandate_signed=True, mandate_from=date(2026, 1, 1))
        )  # fmt: skip
    db.session.expire_all()
    with unit_of_work.writing():
        signed(table, "customer", copy, as_representative=True)()
    refused("signed_twice", signed(table, "customer", copy))
    refused("not_now", lambda: actions.carry_out(table.row, TODAY, "x", by=table.firm.agent.actor, at=LATER))


def test_approved_terms_and_signatures_cannot_be_changed_even_in_the_database(table: Table) -> None:
    row = approved(table)
    for name, value in (("ours", "Rien."), ("amount_minor", 1), ("theirs", "Tout.")):
        with pytest.raises((IntegrityError, DatabaseError)), unit_of_work.writing():
            setattr(row, name, value)
        db.session.rollback()
        db.session.expire_all()
    with pytest.raises((IntegrityError, DatabaseError)), unit_of_work.writing():
        db.session.delete(table.row)


def test_the_pages_from_draft_to_signature(table: Table, app: Flask) -> None:
    base = f"/cases/{table.case.ref}/settlements"
    sophie, claire = Browser(app).sign_in("sophie"), Browser(app).sign_in("claire")
    terms = {
        "facts": "Pannes", "ours": "Nous versons 300 €.", "theirs": "Il renonce.", "amount": "300", "carry_out_by_on": "2026-12-15",
        "claims": str(table.case.claims[0].position),
    }  # fmt: skip
    sophie.send(f"{base}/new", terms | {"theirs": ""}, status=422)
    sophie.send(f"{base}/new", terms, status=302)
    sophie.send(f"{base}/1/approve", {}, status=422)
    claire.send(f"{base}/1/approve", {}, status=302)
    rounds.run_jobs(NOW)
    assert sophie.fetch(f"{base}/1/fr.pdf").data.startswith(b"%PDF")
    sophie.send(f"{base}/1/send", {}, status=302)
    page = sophie.send(
        f"{base}/1/sign",
        {"side": "customer", "signer": "Awa", "capacity": "client", "signed_on": "2026-11-20"},
        status=422,
    )
    assert "Un clic n’est pas une signature" in page.text
    for code in ("fr", "en"):
        sophie.speak(code)
        for path in (base, f"{base}/new", f"{base}/1", f"/cases/{table.case.ref}"):
            sophie.get(path)
    assert Browser(app).sign_in("bruno").fetch(base).status_code == 404


def test_a_draft_names_who_can_approve_it_and_waits_in_their_inbox(table: Table, app: Flask) -> None:
    row = drafted(table)
    path = f"/cases/{table.case.ref}/settlements/1"
    author, judge = Browser(app).sign_in("sophie"), Browser(app).sign_in("claire")
    page = author.get(path).text
    assert "À approuver par l’une de ces personnes" in page
    assert table.firm.quality.name in page
    assert table.firm.agent.name not in page.split("À approuver par")[1].split("Abandonner")[0]
    assert f"{table.case.ref}, protocole n° 1" in judge.get("/approvals").text
    assert "protocole n° 1" not in author.get("/approvals").text
    judge.send(f"{path}/approve", {}, status=302)
    done = judge.get("/approvals").text
    assert "Protocole approuvé" in done
    assert "Protocoles à approuver" not in done
    assert row.author_id == table.firm.supervisor.id


def test_a_draft_that_nobody_can_approve_says_so(table: Table, app: Flask) -> None:
    with unit_of_work.writing():
        actions.draft(table.case, deal(table.case, 900_000), by=table.firm.supervisor.actor, at=NOW)
    page = Browser(app).sign_in("sophie").get(f"/cases/{table.case.ref}/settlements/1").text
    assert "Personne de présent n’a le pouvoir de transiger jusque-là" in page


def test_only_the_side_that_has_not_signed_is_offered(table: Table, app: Flask) -> None:
    sent(table)
    copy = exhibit(World(table.firm, table.case, None), "signe.pdf", ExhibitKind.OTHER)  # type: ignore[arg-type]
    alice, path = Browser(app).sign_in("alice"), f"/cases/{table.case.ref}/settlements/1"
    assert alice.get(path).value_of("side") == "customer"
    with unit_of_work.writing():
        signed(table, "customer", copy)()
    page = alice.get(path)
    assert page.value_of("side") == "house"
    assert [node.get("value") for node in page.find_all("input") if node.get("name") == "side"] == ["house"]


def test_a_draft_without_a_day_asks_for_the_date_by_its_name(table: Table, app: Flask) -> None:
    page = Browser(app).sign_in("sophie").send(f"/cases/{table.case.ref}/settlements/new", {}, status=422)
    assert "À exécuter au plus tard le — Donnez la date." in page.text


def test_a_new_draft_ends_every_claim_unless_one_is_unticked(table: Table, app: Flask) -> None:
    page = Browser(app).sign_in("sophie").get(f"/cases/{table.case.ref}/settlements/new")
    ticks = [node for node in page.by_id("claims").iter("input") if node.get("type") == "checkbox"]
    assert len(ticks) == len(table.case.claims) > 0
    assert all(node.get("checked") is not None for node in ticks)
