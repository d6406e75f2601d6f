"""Bringing complaints in: each line whole or absent, nothing twice, nothing sent, cases like any other."""

from __future__ import annotations

import io
import itertools
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases import actions as cases
from app.cases.models import Alert, Case, SignalRow
from app.cases.queries import duties_of, happened
from app.cases.queries.judges import judging
from app.cases.rules.independence import Bar, bar_on
from app.cases.rules.states import State
from app.costs.models import FrozenEstimate
from app.intake import actions, queries
from app.intake.actions import importing
from app.intake.actions.importing import Outcome, import_rows, service_for
from app.intake.actions.jobs import run_import, storage
from app.journal.models import Entry
from app.journal.queries import verify
from app.kernel import Refused
from app.people.models import Customer, Staff
from app.people.rules import SYSTEM, Level
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.worker.rounds import work_once
from tests.conftest import NOW
from tests.factories.house import Company, company
from tests.intake import files

JUNE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AMERICAN = (
    b"complaint_id,date_received,date_sent_to_company,product,issue,sub_issue,complaint_what_happened,submitted_via,company_response\r\n"
    b'7045179,2023-05-31T12:00:00-05:00,2023-06-01T12:00:00-05:00,Mortgage,Trouble,Fees,"They took\ntwo payments, ""by mistake"".",Web,Closed with explanation\r\n'
    b"7045180,2023-06-02T12:00:00-05:00,2023-06-02T12:00:00-05:00,Debt collection,Attempts to collect,Debt is not yours,,Phone,In progress\r\n"
)


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def _import(firm: Company, content: bytes, name: str = "generic-fr", at: datetime = NOW) -> Outcome:
    return import_rows(
        queries.opened(io.BytesIO(content)), queries.mapping_named(name), firm.after_sales, by=SYSTEM, at=at
    )


def _cases() -> list[Case]:
    db.session.rollback()
    return list(db.session.scalars(select(Case).order_by(Case.id)))


def test_each_line_becomes_a_case_with_the_dates_of_the_file(firm: Company) -> None:
    done = _import(firm, files.french())
    assert (done.read, done.created, done.duplicates, done.refused) == (3, 3, 0, [])
    first, second, _closed = _cases()
    assert (first.received_on, first.logged_at, first.customer.name) == (date(2026, 9, 3), NOW, "Jeanne Roux")
    assert first.first_written_on == date(2026, 9, 3)
    assert second.first_written_on is None
    assert (first.source, first.external_id, first.imported) == ("generic-fr", "R-1", True)


def test_a_complaint_the_source_had_closed_is_closed_as_history(firm: Company) -> None:
    _import(firm, files.french())
    closed = _cases()[-1]
    assert (closed.state, closed.customer.anonymous) == (State.CLOSED, True)
    assert "case.imported" in db.session.scalars(select(Entry.kind).where(Entry.stream == closed.stream)).all()


def test_a_second_run_creates_nothing(firm: Company) -> None:
    _import(firm, files.french())
    again = _import(firm, files.french())
    assert (again.read, again.created, again.duplicates) == (3, 0, 3)


def test_records_without_a_number_are_known_by_their_contents(firm: Company) -> None:
    line = ";03/09/2026;Jeanne Roux;jeanne@example.org;La machine fuit.;;;;\r\n"
    done = _import(firm, files.french(line, line, line.replace("fuit", "fume")))
    assert (done.created, done.duplicates) == (2, 1)
    assert _import(firm, files.french(line)).duplicates == 1


def test_the_same_customer_twice_is_one_customer(firm: Company) -> None:
    lines = (
        "R-1;03/09/2026;Jeanne Roux;jeanne@example.org;Fuite;;;;\r\n",
        "R-2;04/09/2026;JEANNE ROUX;Jeanne@Example.org;Panne;;;;\r\n",
    )
    _import(firm, files.french(*lines))
    assert len({case.customer_id for case in _cases()}) == 1


def test_a_bad_line_is_refused_with_its_line_and_the_others_come_in(firm: Company) -> None:
    done = _import(
        firm,
        files.french(files.LINES[0], "R-9;31/12/2027;J;;Demain;;;;\r\n", "R-8;;J;;Sans date;;;;\r\n", files.LINES[2]),
    )
    assert (done.read, done.created) == (4, 2)
    assert [(refusal.line, str(refusal.reasons[0])) for refusal in done.refused] == [
        (3, "Neither a complaint nor its closing can be dated in the future."),
        (4, "The column “Reçue le” is empty."),
    ]


@pytest.mark.parametrize(("at_a_time", "stays"), [(1, ["R-1"]), (25, [])])
def test_an_interrupted_run_goes_on_where_it_stopped(
    firm: Company, monkeypatch: pytest.MonkeyPatch, at_a_time: int, stays: list[str]
) -> None:
    monkeypatch.setattr(importing, "AT_A_TIME", at_a_time)
    real, calls = importing.import_record, itertools.count(1)

    def stops(*args: object, **kwargs: object) -> Case:
        made = real(*args, **kwargs)  # type: ignore[arg-type]
        if next(calls) == 2:
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(importing, "import_record", stops)
    with pytest.raises(KeyboardInterrupt):
        _import(firm, files.french())
    monkeypatch.undo()
    assert [case.external_id for case in _cases()] == stays  # the second was whole in memory, and is wholly absent
    done = _import(firm, files.french())
    assert (done.created, done.duplicates) == (3 - len(stays), len(stays))
    assert list(verify()) == []


def test_history_raises_no_alert_no_mail_and_no_survey(firm: Company) -> None:
    threatening = "R-1;03/09/2026;Jeanne;j@example.org;Mon avocat saisit le tribunal et la presse.;;9 000,00;;\r\n"
    _import(firm, files.french(threatening))
    for table in (Alert, SignalRow, Job):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_nobody_reacts_to_history_and_the_customer_is_not_said_to_have_agreed(firm: Company) -> None:
    _import(firm, files.french())
    assert db.session.scalar(select(func.count()).select_from(FrozenEstimate)) == 0
    assert [case.is_open for case in _cases()] == [True, True, False]
    assert {case.stake_minor for case in _cases()} == {None}
    for case in _cases():
        assert "resolved" not in {event.name for event in happened(case)}
    work_once(NOW)
    db.session.expire_all()
    assert all(case.stake_minor is not None for case in _cases() if case.is_open)


def test_american_complaints_have_nameless_customers_house_targets_and_stay_open(firm: Company) -> None:
    done = _import(firm, AMERICAN, "cfpb")
    assert (done.created, done.refused) == (2, [])
    written, spoken = _cases()
    assert written.customer_id != spoken.customer_id
    assert written.customer.anonymous
    assert (written.currency, written.lang, written.country, written.zone) == ("EUR", "en", "US", "America/New_York")
    assert (written.sent_on, written.received_on) == (date(2023, 5, 31), date(2023, 6, 1))
    assert (written.state, written.category, spoken.category) == (State.RECEIVED, "loan", "debt")
    assert spoken.first_written_on is None
    assert {duty.pack.split()[0] for duty in duties_of(written)} == {"ISO-10002"}


def test_an_imported_case_works_like_any_other(firm: Company) -> None:
    _import(firm, AMERICAN, "cfpb")
    case = _cases()[0]
    later = NOW + timedelta(days=1)
    with unit_of_work.writing():
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
        cases.escalate(case, "The customer insists.", by=firm.agent.actor, at=NOW)
        cases.escalate(case, "Still not settled.", by=firm.supervisor.actor, at=later)
        judge = case.owner
        cases.answer(case, "We regret that we cannot accept.", "unfounded", final=True, by=judge.actor, at=later)
    assert (case.level, case.state) == (Level.QUALITY, State.ANSWERED)
    assert list(verify(case.stream)) == []


def test_whoever_brings_in_a_file_is_no_party_to_its_disputes(firm: Company) -> None:
    found = queries.opened(io.BytesIO(AMERICAN))
    import_rows(found, queries.mapping_named("cfpb"), firm.after_sales, by=firm.quality.actor, at=NOW)
    case = _cases()[0]
    later = NOW + timedelta(days=1)
    with unit_of_work.writing():
        assert bar_on(firm.quality.key, judging(case)) is None
        cases.take_charge(case, by=firm.agent.actor, at=NOW)
        cases.escalate(case, "The customer insists.", by=firm.agent.actor, at=NOW)
        cases.escalate(case, "Still not settled.", by=firm.supervisor.actor, at=later)
        cases.assign(case, firm.quality, by=firm.supervisor.actor, at=later)
        cases.add_note(case, "Lu.", by=firm.quality.actor, at=later)
        assert bar_on(firm.quality.key, judging(case)) is None
        assert bar_on(firm.agent.key, judging(case)) is Bar.TOOK_PART


def test_a_house_where_nobody_works_yet_takes_cases_in_the_name_of_a_standby(app: Flask) -> None:
    mapping = queries.mapping_named("cfpb")
    service, nobody = service_for(mapping, "", by=SYSTEM, at=NOW)
    done = import_rows(queries.opened(io.BytesIO(AMERICAN)), mapping, service, by=SYSTEM, at=NOW)
    assert nobody
    assert done.created == 2
    assert db.session.scalars(select(Staff.password_hash)).all() == [""]
    assert service_for(mapping, "", by=SYSTEM, at=NOW)[1] is False


def test_cases_are_shared_out_among_who_is_there(firm: Company) -> None:
    lines = [f"R-{n};03/09/2026;;;Fuite {n};;;;\r\n" for n in range(4)]
    _import(firm, files.french(*lines))
    assert sorted(case.owner.login for case in _cases()) == ["alice", "alice", "olivier", "olivier"]


def test_the_command_prints_one_document_and_refuses_in_a_sentence(app: Flask, firm: Company, tmp_path: Path) -> None:
    db.session.rollback()
    file = tmp_path / "plaintes.csv"
    file.write_bytes(files.french(*files.LINES, "R-9;hier;J;;Fuite;;;;\r\n"))
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["import-complaints", str(file), "--json"])
    assert answer.exit_code == 0, answer.stderr
    said = json.loads(answer.stdout)
    assert {name: said[name] for name in ("read", "created", "duplicates")} == {
        "read": 4,
        "created": 3,
        "duplicates": 0,
    }
    assert said["refused"][0]["line"] == 7
    assert "Reçue le" in said["refused"][0]["reason"]
    file.write_bytes(b"a,b\n1,2\n")
    refused = runner.invoke(args=["import-complaints", str(file), "--json"])
    assert (refused.exit_code, json.loads(refused.stdout)["refused"]["code"]) == (1, "no_mapping")
    missing = runner.invoke(args=["import-complaints", str(tmp_path / "nothing.csv"), "--json"])
    assert (missing.exit_code, json.loads(missing.stdout)["refused"]["code"]) == (1, "file_missing")
    unknown = runner.invoke(args=["import-complaints", str(file), "--mapping", "klingon", "--json"])
    assert json.loads(unknown.stdout)["refused"]["code"] == "unknown_mapping"


def test_the_job_of_the_worker_keeps_its_result_and_may_run_twice(firm: Company) -> None:
    key = storage().put(files.french(*files.LINES, "R-9;hier;J;;Fuite;;;;\r\n"))
    with unit_of_work.writing():
        job = actions.ask_for_import(
            key, "plaintes.csv", "generic-fr", firm.after_sales, by=firm.supervisor.actor, at=NOW
        )
    result = run_import(job)
    assert (result["created"], result["refused_in_all"], result["refused"][0]["line"]) == (3, 1, 7)
    assert "Reçue le" in result["refused"][0]["en"]
    db.session.rollback()
    again = run_import(db.session.get(Job, job.id))  # type: ignore[arg-type]
    assert (again["created"], again["duplicates"]) == (0, 3)
    assert db.session.get(Job, job.id, populate_existing=True).progress > 0  # type: ignore[union-attr]


def test_only_who_may_import_can_ask_for_it(firm: Company) -> None:
    with pytest.raises(Refused, match="not_allowed"), unit_of_work.writing():
        actions.ask_for_import("0" * 64, "x.csv", "cfpb", firm.after_sales, by=firm.agent.actor, at=NOW)


def test_the_start_of_the_real_sample_comes_in(firm: Company, shared_data: Path) -> None:
    whole = (shared_data / "complaints" / "cfpb_2023_sample_1000.csv").read_bytes()
    done = _import(firm, whole[:60_000].rsplit(b"\r\n", 1)[0] + b"\r\n", "cfpb")
    assert done.created > 10
    assert done.refused == []
    longest = max(_cases(), key=lambda case: len(case.subject))
    assert longest.subject


@pytest.mark.long
def test_the_whole_sample_comes_in_once(firm: Company, shared_data: Path) -> None:
    whole = (shared_data / "complaints" / "cfpb_2023_sample_1000.csv").read_bytes()
    done = _import(firm, whole, "cfpb")
    assert (done.read, done.created, done.duplicates, done.refused) == (1000, 1000, 0, [])
    again = _import(firm, whole, "cfpb")
    assert (again.created, again.duplicates) == (0, 1000)
    assert db.session.scalar(select(func.count()).select_from(Customer).where(Customer.anonymous)) == 1000
    assert list(verify()) == []


def test_a_file_that_cannot_be_read_on_ends_the_job_with_a_sentence(firm: Company) -> None:
    key = storage().put(b"Couleur;Forme\nrouge;rond\n")
    with unit_of_work.writing():
        job = actions.ask_for_import(
            key, "formes.csv", "generic-fr", firm.after_sales, by=firm.supervisor.actor, at=NOW
        )
    assert "Il manque au fichier" in run_import(job)["stopped"]["fr"]


def test_a_title_written_before_the_name_is_kept_as_a_title(firm: Company) -> None:
    rows = "Numéro;Client;Adresse e-mail;Reçu le;Texte de la réclamation;Montant (€);Type de client\n"
    rows += "T1;Mme Odile Brun;odile@ex.example;03/11/2026;Colis jamais arrivé;12,50;\n"
    rows += "T2;M. Bricolage;;03/11/2026;Carton vide;;Professionnel\n"
    assert _import(firm, rows.encode()).created == 2
    odile, shop = (case.customer for case in _cases()[-2:])
    assert (odile.title, odile.name, odile.email) == ("Mme", "Odile Brun", "odile@ex.example")
    assert (shop.title, shop.name) == ("", "M. Bricolage"), "a firm is called what it is called"
