"""What the clock does about keeping: once a day, whole or not at all, and never to what something still keeps."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from app import reactions
from app.cases import actions as cases
from app.cases.models import Case, Hold
from app.cases.queries.keeping import keeping_of, perhaps_due, soon_due
from app.cases.rules.keeping import Standing
from app.correspondence.queries.linking import token_for
from app.exhibits import actions as exhibits
from app.exhibits.models import Exhibit
from app.intake.actions.importing import import_record
from app.intake.actions.jobs import ask_for_import, storage
from app.intake.queries import mapping_named
from app.intake.rules.records import Record
from app.journal.actions import HOUSE
from app.journal.models import Entry, EntryText
from app.journal.queries import entries_of, verify
from app.kernel import Refused
from app.people.models import Customer
from app.people.rules import SYSTEM
from app.plumbing import jobs, unit_of_work
from app.plumbing.db import db
from app.worker import rounds
from app.worker.keeping import erase_due
from config import Settings
from tests.client import Browser
from tests.conftest import NOW
from tests.documents.test_canaries import written_pdf
from tests.factories.house import Company, a_case, company
from tests.feedback.world import a_closed_case

ROOT = Path(__file__).resolve().parents[2]
YEARS = NOW + timedelta(days=5 * 366 + 400)
"""Past five years of archive, and past the windows."""


def again(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case.id)


def house(kind: str) -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.stream == HOUSE, Entry.kind == kind).order_by(Entry.seq)))


def test_a_case_that_closes_knows_until_when_it_is_kept(app: Flask) -> None:
    firm = company()
    case = a_closed_case(firm)
    assert case.kept_until_on == date(2031, 11, 20)
    assert keeping_of(case, date(2031, 11, 20)).standing is Standing.KEPT
    with unit_of_work.writing():
        cases.reopen(case, "Encore en panne.", by=firm.supervisor.actor, at=NOW)
    assert again(case).kept_until_on is None


def test_the_day_after_it_is_erased_once_and_the_house_keeps_the_certificate(app: Flask) -> None:
    case = a_closed_case(company())
    assert erase_due(NOW) == 0
    assert erase_due(YEARS) == 1
    case = again(case)
    assert case.erased_at == YEARS
    assert case.subject == "—"
    (told,) = house("house.case_erased")
    assert told.data == {"ref": case.ref, "kept_until_on": keeping_day(case)}
    assert [row.kind for row in entries_of(case.stream)][-1] == "case.erased"
    assert list(verify()) == []
    assert erase_due(YEARS + timedelta(days=2)) == 0


def keeping_day(case: Case) -> str:
    last = entries_of(case.stream)[-1]
    assert last.data["rules"] == ["GDPR-02/contract"]
    return str(last.data["kept_until_on"])


def test_it_looks_once_a_day_only(app: Flask) -> None:
    firm = company()
    erase_due(YEARS)
    a_closed_case(firm)
    assert erase_due(YEARS + timedelta(hours=1)) == 0
    assert erase_due(YEARS + timedelta(hours=25)) == 1
    assert len(house("house.keeping_looked")) == 2


def test_what_a_round_has_no_time_for_goes_in_the_next(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = company()
    a_closed_case(firm), a_closed_case(firm)
    monkeypatch.setattr("app.worker.keeping.SECONDS", -1.0)
    assert erase_due(YEARS) == 0
    assert house("house.keeping_looked") == []
    monkeypatch.undo()
    assert erase_due(YEARS) == 2


def test_killed_half_way_a_case_is_whole_and_goes_the_next_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = company()
    first, second = a_closed_case(firm), a_closed_case(firm)
    table = app.extensions["reactions"]
    last = table["case.erased"][-1]
    calls: list[str] = []

    def dies(event: object) -> None:
        calls.append(str(event))
        if len(calls) == 2:
            raise KeyboardInterrupt
        last(event)

    monkeypatch.setitem(table, "case.erased", (*table["case.erased"][:-1], dies))
    with pytest.raises(KeyboardInterrupt):
        erase_due(YEARS)
    first, second = again(first), again(second)
    assert sorted([first.erased_at is None, second.erased_at is None]) == [False, True]
    whole = first if first.erased_at is None else second
    assert whole.subject != "—"
    assert words_of(whole) > 0
    assert house("house.keeping_looked") == []
    monkeypatch.undo()
    assert erase_due(YEARS) == 1
    assert words_of(whole) == 0
    assert list(verify()) == []


def words_of(case: Case) -> int:
    wanted = select(EntryText.entry_id).join(Entry, Entry.id == EntryText.entry_id).where(Entry.stream == case.stream)
    return len(db.session.scalars(wanted).all())


def test_every_room_forgets_in_the_same_transaction(app: Flask) -> None:
    assert {react.__name__ for react in reactions.TABLE["case.erased"]} == {
        "forget_exhibits", "forget_letters", "forget_mails", "forget_gestures", "forget_referrals", "forget_case", "forget_invitations",
    }  # fmt: skip


def held(firm: Company, case: Case, review_on: date) -> None:
    with unit_of_work.writing():
        cases.hold_case(case, "Contrôle fiscal", review_on, by=firm.quality.actor, at=YEARS)


def test_a_hold_keeps_it_until_it_is_released(app: Flask) -> None:
    firm = company()
    case = a_closed_case(firm)
    held(firm, case, YEARS.date() + timedelta(days=90))
    assert erase_due(YEARS) == 0
    assert again(case).kept_until_on == YEARS.date() + timedelta(days=90)
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        cases.erase_case(case, by=firm.quality.actor, at=YEARS)
    assert refused.value.code == "case_kept"
    with unit_of_work.writing():
        cases.release_hold(case, by=firm.quality.actor, at=YEARS)
    assert erase_due(YEARS + timedelta(days=2)) == 1
    row = db.session.scalars(select(Hold)).one()
    assert (row.reason, row.released_by) == ("—", firm.quality.key)
    kinds = [entry.kind for entry in entries_of(again(case).stream)]
    assert kinds[-3:] == ["case.held", "case.hold_released", "case.erased"]


def test_only_the_quality_officer_holds_and_nobody_erases_before_the_date(app: Flask) -> None:
    firm = company()
    case = a_closed_case(firm)
    for act in (
        lambda: cases.hold_case(case, "Non", date(2026, 12, 1), by=firm.supervisor.actor, at=NOW),
        lambda: cases.hold_case(case, "Non", date(2026, 12, 1), by=SYSTEM, at=NOW),
        lambda: cases.erase_case(case, by=firm.supervisor.actor, at=YEARS),
        lambda: cases.release_hold(case, by=firm.director.actor, at=NOW),
    ):
        with pytest.raises(Refused) as refused, unit_of_work.writing():
            act()
        assert refused.value.code == "not_allowed"
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        cases.erase_case(case, by=firm.quality.actor, at=NOW + timedelta(days=700))
    assert refused.value.code == "case_kept"


def test_a_merged_case_stays_as_long_as_the_one_it_was_merged_into(app: Flask) -> None:
    firm = company()
    into, case = a_case(firm), a_case(firm)
    with unit_of_work.writing():
        cases.merge(case, into, by=firm.supervisor.actor, at=NOW)
    assert keeping_of(again(case), YEARS.date()).standing is Standing.HELD
    assert erase_due(YEARS) == 0


def test_an_erased_case_is_never_opened_again_nor_written_in(app: Flask) -> None:
    firm = company()
    case = a_closed_case(firm)
    erase_due(YEARS)
    for act in (
        lambda: cases.reopen(again(case), "Encore", by=firm.supervisor.actor, at=YEARS),
        lambda: cases.add_note(again(case), "Encore", by=firm.agent.actor, at=YEARS),
        lambda: cases.withdraw(again(case), "Encore", by=firm.quality.actor, at=YEARS),
    ):
        with pytest.raises(Refused) as refused, unit_of_work.writing():
            act()
        assert refused.value.code == "erased"
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
        db.session.execute(update(Case).where(Case.id == case.id).values(erased_at=None))


def test_the_database_gives_up_words_of_erased_cases_only(app: Flask) -> None:
    case = a_closed_case(company())
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
        db.session.execute(text("UPDATE claim SET label = '—'"))
    erase_due(YEARS)
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
        db.session.execute(text("UPDATE claim SET label = 'autre chose'"))
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work.writing():
        db.session.execute(text("UPDATE claim SET amount_minor = 1"))
    assert again(case).claims[0].label == "—"


def test_the_customer_goes_with_the_last_case_and_not_before_the_purchases_are_old(app: Flask) -> None:
    firm = company()
    first = a_closed_case(firm)
    second = a_case(firm)
    erase_due(YEARS)
    assert again(first).erased_at is not None
    assert not db.session.get_one(Customer, firm.customer.id).anonymous, "the second case runs"
    assert again(first).customer_id != firm.customer.id, "the erased case is nobody's any more"
    assert "Diallo" not in Browser(app).sign_in("claire").get(f"/cases/{first.ref}").text
    with unit_of_work.writing():
        second = again(second)
        cases.take_charge(second, by=firm.agent.actor, at=YEARS)
        cases.close(second, "close_solved", by=firm.agent.actor, at=YEARS, text="Oui")
    assert erase_due(YEARS + timedelta(days=5 * 366 + 400)) == 1
    customer = db.session.get_one(Customer, firm.customer.id)
    assert (customer.anonymous, customer.name, customer.email, customer.address) == (True, "", "", "")


def test_a_recent_purchase_keeps_its_customer_a_while(app: Flask) -> None:
    firm = company()
    case = a_closed_case(firm)
    with unit_of_work.writing():
        firm.purchase.bought_on = firm.purchase.delivered_on = YEARS.date() - timedelta(days=100)
    erase_due(YEARS)
    assert again(case).erased_at is not None
    assert not db.session.get_one(Customer, firm.customer.id).anonymous
    erase_due(YEARS + timedelta(days=5 * 366))
    assert db.session.get_one(Customer, firm.customer.id).anonymous


def test_imported_history_is_kept_from_the_day_its_file_says(app: Flask) -> None:
    firm = company()
    record = Record("A-1", "Colis perdu.", date(2020, 3, 1), closed=True, closed_on=date(2020, 4, 2))
    file = storage().put(b"numero;reclamation\nA-1;Colis perdu.\n")
    with unit_of_work.writing():
        case = import_record(record, mapping_named("generic-fr"), firm.after_sales, by=firm.supervisor.actor, at=NOW)
        job = ask_for_import(file, "a.csv", "generic-fr", firm.after_sales, by=firm.supervisor.actor, at=NOW)
        jobs.finish(job, at=NOW)
    assert case.kept_until_on == date(2025, 4, 2)
    assert case.id in perhaps_due(NOW.date(), 10)
    assert erase_due(NOW) == 1
    assert not storage().has(file), "the file it came in with is no longer kept either"


def test_closed_before_there_were_dates_a_case_gets_one(app: Flask) -> None:
    case = a_closed_case(company())
    with unit_of_work.writing():
        db.session.execute(update(Case).values(kept_until_on=None))
    erase_due(NOW)
    assert again(case).kept_until_on is not None
    assert again(case).kept_until_on >= date(2031, 11, 20)  # type: ignore[operator]


def test_what_is_due_soon_is_listed_for_whoever_may_see_it(app: Flask) -> None:
    firm = company()
    case = a_closed_case(firm)
    near = date(2031, 10, 1)
    assert [row.id for row in soon_due(firm.quality.actor, near, 90)] == [case.id]
    assert soon_due(firm.quality.actor, near, 10) == []
    assert soon_due(firm.biller.actor, near, 90) == []


def test_a_copy_that_was_being_made_meanwhile_goes_with_the_second_look(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    taken = exhibits.take_in([("a.pdf", written_pdf("panne"))])
    with unit_of_work.writing():
        number = exhibits.add_exhibits(case, taken, [exhibits.About()], by=firm.agent.actor, at=NOW)[0].id
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
        cases.close(case, "close_solved", by=firm.agent.actor, at=NOW, text="Oui")
    assert erase_due(YEARS) == 1
    assert not storage().has(taken[0].key)
    late = storage().put(b"a copy that came to its end after the erasure")
    with unit_of_work.writing():
        db.session.get_one(Exhibit, number).copy_key = late
    rounds.run_jobs(YEARS + timedelta(minutes=11))
    assert not storage().has(late)


@pytest.mark.parametrize("rooms", [1, 6])
def test_a_worker_killed_in_the_middle_leaves_the_case_whole(app: Flask, settings: Settings, rooms: int) -> None:
    case = a_closed_case(company())
    words = words_of(case)
    db.session.remove()
    env = {**os.environ, "AMIABLE_DATA": str(settings.data), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40}
    if not settings.on_sqlite:
        env |= {"DATABASE_URL": settings.database_url, "SINGLE_MACHINE": "1"}
    command = [sys.executable, "-m", "tests.worker.dying_worker", str(rooms)]
    died = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert died.returncode == 9, died.stderr[-2000:]
    case = again(case)
    assert (case.erased_at, words_of(case)) == (None, words)
    assert case.subject != "—"
    assert erase_due(YEARS) == 1
    assert words_of(again(case)) == 0
    assert list(verify()) == []


def test_the_customers_link_opens_nothing_any_more(app: Flask) -> None:
    firm = company()
    case = a_closed_case(firm)
    token = token_for(case, firm.customer.email)
    assert Browser(app).fetch(f"/c/{token}").status_code == 200
    erase_due(YEARS)
    assert Browser(app).fetch(f"/c/{token}").status_code == 404
