"""Editions of the packs: a case keeps the one it was given; a newer one is proposed; a person decides; nothing else moves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases import actions
from app.cases.models import Case, DutyRow, Upgrade
from app.cases.queries import duties_of, packs_of
from app.journal.queries import entries_of, verify
from app.kernel import Refused
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.regimes import queries
from app.regimes.models import PackEdition
from app.regimes.rules.duties import DutyState
from app.worker.rounds import work_once
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.house import Company, a_case, company

LATER = NOW + timedelta(days=1)


class Release:
    """The packs of a release that tests may change, as a new release would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        forget()


def forget() -> None:
    for cached in (queries.shipped, queries.shipped_editions, queries._kept):
        cached.cache_clear()


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Release]:
    folder = tmp_path / "packs"
    shutil.copytree(queries.FOLDER, folder)
    monkeypatch.setattr(queries, "FOLDER", folder)
    forget()
    yield Release(folder)
    monkeypatch.undo()
    forget()


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


def dates(case: Case) -> dict[str, date | None]:
    db.session.expire_all()
    return {row.key: row.opens_on or row.due_on for row in duties_of(case) if row.state != "moot"}


ANSWER_15, ANSWER_10 = "add: {days: 15, count: ouvre}", "add: {days: 10, count: ouvre}"


def newer(release: Release) -> None:
    """ISO-10002 as a later release ships it: ten days to answer, hence earlier."""
    release.change("iso-10002.yaml", ANSWER_15, ANSWER_10)
    release.change("iso-10002.yaml", 'version: "2026.11.1"', 'version: "2027.01"')


def open_proposals() -> list[Upgrade]:
    return list(db.session.scalars(select(Upgrade).where(Upgrade.state == "open")).unique())


def test_a_case_keeps_the_edition_it_was_given_whatever_ships_later(firm: Company, release: Release) -> None:
    case = a_case(firm)
    before = dates(case)
    newer(release)
    with unit_of_work.writing():
        actions.add_note(case, "Une note.", by=firm.agent.actor, at=LATER)
        actions.refresh(case, at=LATER)
    assert dates(case) == before
    assert {pack.id: pack.pack.version for pack in packs_of(case)}["ISO-10002"] == "2026.11.1"
    young = a_case(firm)
    assert {pack.id: pack.pack.version for pack in packs_of(young)}["ISO-10002"] == "2027.01"


def test_a_pack_changed_without_raising_its_version_is_seen_all_the_same(firm: Company, release: Release) -> None:
    case = a_case(firm)
    before = dates(case)
    release.change("iso-10002.yaml", ANSWER_15, ANSWER_10)
    work_once(LATER)
    assert dates(case) == before
    assert len(open_proposals()) == 1


def test_a_comment_in_a_pack_changes_nothing(firm: Company, release: Release) -> None:
    a_case(firm)
    release.change("iso-10002.yaml", "# House targets", "# Targets of the house")
    work_once(LATER)
    assert open_proposals() == []


def test_the_worker_proposes_once_and_moves_nothing(firm: Company, release: Release) -> None:
    case = a_case(firm)
    before = dates(case)
    newer(release)
    for hours in (1, 2, 30):
        work_once(NOW + timedelta(hours=hours))
    assert dates(case) == before
    [proposal] = open_proposals()
    assert [
        (each["key"], each["change"], each["before"], each["after"], each["earlier"]) for each in proposal.changes
    ] == [("ISO-10002-77/answer", "moves", "2026-12-10", "2026-12-03", True)]


def test_accepting_moves_the_dates_and_the_journal_says_by_whom(firm: Company, release: Release) -> None:
    case = a_case(firm)
    newer(release)
    work_once(LATER)
    browser = Browser(_app()).sign_in("sophie")
    page = browser.get("/regimes/proposals")
    assert "passerait du 10 décembre 2026 au 3 décembre 2026" in page.text.replace("\xa0", " ").replace("\u202f", " ")
    answer = browser.post("/regimes/proposals/accept", {"proposal": str(open_proposals()[0].id)})
    assert answer.status_code == 302
    assert dates(case)["ISO-10002-77/answer"] == date(2026, 12, 3)
    entry = next(entry for entry in entries_of(case.stream) if entry.kind == "case.rules_changed")
    assert (entry.by, entry.data["packs"], entry.data["after"]) == (firm.supervisor.key, ["ISO-10002"], ["2027.01"])
    assert "Règles mises à jour" in browser.get(f"/cases/{case.ref}").text.replace("\u202f", " ")
    assert list(verify(case.stream)) == []


def _app() -> Flask:
    from flask import current_app

    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_the_journal_says_which_date_moved_from_which_day_to_which(firm: Company, release: Release) -> None:
    case = a_case(firm)
    newer(release)
    work_once(LATER)
    browser = Browser(_app()).sign_in("sophie")
    browser.post("/regimes/proposals/accept", {"proposal": str(open_proposals()[0].id)})
    page = plain(browser.get(f"/cases/{case.ref}").text)
    assert (
        "Règles mises à jour : ISO-10002 2026.11.1 → 2027.01. Répondre : du 10 décembre 2026 au 3 décembre 2026" in page
    )
    assert "Answer: from 10 December 2026 to 3 December 2026" in plain(
        browser.speak("en").get(f"/cases/{case.ref}").text
    )


def test_what_was_accepted_is_undone_with_a_reason_and_not_proposed_again(firm: Company, release: Release) -> None:
    case = a_case(firm)
    before = dates(case)
    newer(release)
    work_once(LATER)
    number = open_proposals()[0].id
    browser = Browser(_app()).sign_in("sophie")
    browser.post("/regimes/proposals/accept", {"proposal": str(number)})
    assert dates(case) != before
    assert case.ref in plain(browser.get("/regimes/proposals").text).split("Acceptées depuis trente jours")[1]
    back = f"/regimes/proposals/{number}/back"
    assert "Dites pourquoi" in browser.send(back, {"reason": " "}, 422).text
    assert Browser(_app()).sign_in("alice").post(back, {"reason": "Non."}).status_code == 403
    assert browser.post(back, {"reason": "La date était déjà dite au client."}).status_code == 302
    assert dates(case) == before
    page = plain(browser.get(f"/cases/{case.ref}").text)
    assert (
        "Retour aux règles d’avant : ISO-10002 2027.01 → 2026.11.1. Répondre : du 3 décembre 2026 au 10 décembre 2026"
        in page
    )
    assert "La date était déjà dite au client." in page
    assert "ne suit plus ces règles" in plain(browser.send(back, {"reason": "Encore."}, 422).text)
    work_once(LATER + timedelta(days=1))
    assert open_proposals() == []
    assert list(verify(case.stream)) == []


def test_a_date_that_would_have_passed_at_once_is_set_apart_from_those_taken_together(
    firm: Company, release: Release
) -> None:
    old, one, other = a_case(firm), a_case(firm), a_case(firm)
    newer(release)
    work_once(LATER)
    proposal = next(each for each in open_proposals() if each.case_id == old.id)
    with unit_of_work.writing():
        moved = db.session.get_one(Upgrade, proposal.id)
        moved.changes = [{**each, "after": "2026-11-02"} for each in moved.changes]
    page = plain(Browser(_app()).sign_in("sophie").get("/regimes/proposals").text)
    apart, together = page.split("2 dossiers où une date change")
    assert "1 dossier où une date serait déjà passée" in apart
    assert old.ref in apart
    assert "règle de la maison · serait aussitôt dépassée" in apart
    assert "Accepter ces 2 dossiers" in together
    assert [each.ref in together for each in (one, other, old)] == [True, True, False]


def done_on(case: Case, day: date) -> None:
    with unit_of_work.writing():
        wanted = select(DutyRow).where(DutyRow.case_id == case.id, DutyRow.key == "ISO-10002-77/answer")
        row = db.session.scalars(wanted).one()
        row.state, row.met_on = DutyState.MET, day


def test_what_is_done_already_is_said_to_ask_for_nothing(firm: Company, release: Release) -> None:
    case = a_case(firm)
    newer(release)
    work_once(LATER)
    done_on(case, date(2026, 11, 25))
    sophie = Browser(_app()).sign_in("sophie")
    assert "déjà fait : rien de plus à faire" in plain(sophie.get("/regimes/proposals").text)
    done_on(case, date(2026, 12, 5))
    page = plain(sophie.get("/regimes/proposals").text)
    assert "déjà fait, mais après ce jour : compterait en retard" in page
    assert "1 dossier où une date serait déjà passée" in page, (
        "what was done in time is not called late with all others"
    )


def test_declining_asks_why_keeps_the_dates_and_is_not_proposed_again(firm: Company, release: Release) -> None:
    case = a_case(firm)
    before = dates(case)
    newer(release)
    work_once(LATER)
    number = open_proposals()[0].id
    browser = Browser(_app()).sign_in("sophie")
    page = browser.send(f"/regimes/proposals/{number}/decline", {"reason": " "}, 422)
    assert "Dites pourquoi" in page.text
    assert browser.post(f"/regimes/proposals/{number}/decline", {"reason": "Dossier presque clos."}).status_code == 302
    work_once(LATER + timedelta(days=1))
    assert open_proposals() == []
    assert dates(case) == before


def test_a_newer_release_takes_the_place_of_an_open_proposal(firm: Company, release: Release) -> None:
    case = a_case(firm)
    newer(release)
    work_once(LATER)
    release.change("iso-10002.yaml", ANSWER_10, "add: {days: 8, count: ouvre}")
    work_once(LATER + timedelta(hours=1))
    [proposal] = open_proposals()
    assert proposal.changes[0]["after"] == "2026-12-01"
    states = sorted(db.session.scalars(select(Upgrade.state).where(Upgrade.case_id == case.id)))
    assert states == ["open", "superseded"]


def test_who_may_not_assign_cases_decides_nothing_and_sees_only_their_own(firm: Company, release: Release) -> None:
    case = a_case(firm)
    newer(release)
    work_once(LATER)
    number = open_proposals()[0].id
    agent = Browser(_app()).sign_in("alice")
    assert case.ref in agent.get("/regimes/proposals").text
    assert agent.post("/regimes/proposals/accept", {"proposal": str(number)}).status_code == 403
    assert case.ref not in Browser(_app()).sign_in("bruno").get("/regimes/proposals").text
    with pytest.raises(Refused, match="not_allowed"), unit_of_work.writing():
        actions.accept_upgrade(db.session.get_one(Upgrade, number), by=firm.agent.actor, at=LATER)


def test_an_edition_once_kept_is_never_changed(firm: Company) -> None:
    a_case(firm)
    with pytest.raises(Exception, match="append-only"), unit_of_work.writing():
        row = db.session.scalars(select(PackEdition)).first()
        assert row is not None
        row.body = "pack: {}"
        db.session.flush()
