"""Merged cases count as one, however many times; a fact about one of them is kept and takes it out again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.cases import actions, queries
from app.cases.actions.applying import apply
from app.cases.actions.telling import Happening
from app.cases.models import Case
from app.cases.queries.judges import judging
from app.cases.rules.independence import Bar, bar_on
from app.cases.rules.states import State
from app.gestures.queries.held import held_by
from app.journal.queries import verify
from app.plumbing import unit_of_work
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import Company, a_case

OLDEST, OLD, OWN = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 19)


@pytest.fixture
def firm(app: Flask) -> Company:
    return stocked()


def merged(case: Case, into: Case, firm: Company) -> None:
    with unit_of_work.writing():
        actions.merge(case, into, by=firm.supervisor.actor, at=NOW)


def window_ends(case: Case) -> date | None:
    """The last day on which the customer may turn to a mediator: a year after the first written complaint."""
    return {row.rule: row for row in queries.duties_of(case)}["FR-MED-05"].due_on


def chain(firm: Company) -> tuple[Case, Case, Case]:
    """The oldest case merged into an old one, and that one into the newest."""
    oldest, old, new = (a_case(firm, received_on=day) for day in (OLDEST, OLD, OWN))
    merged(oldest, old, firm)
    merged(old, new, firm)
    return oldest, old, new


def test_the_earliest_complaint_counts_through_two_merges(firm: Company) -> None:
    _oldest, _old, new = chain(firm)
    assert (new.first_written_on, window_ends(new)) == (OLDEST, date(2027, 9, 1))


def test_undoing_a_merge_gives_each_case_its_own_first_complaint_again(firm: Company) -> None:
    oldest, old, new = chain(firm)
    with unit_of_work.writing():
        actions.undo_merge(oldest, "Autre affaire", by=firm.supervisor.actor, at=NOW)
    assert [case.first_written_on for case in (oldest, old, new)] == [OLDEST, OLD, OLD]
    assert window_ends(new) == date(2027, 10, 1)
    with unit_of_work.writing():
        actions.undo_merge(old, "Autre affaire", by=firm.supervisor.actor, at=NOW)
    assert [case.first_written_on for case in (oldest, old, new)] == [OLDEST, OLD, OWN]


def test_a_complaint_told_only_is_oral_again_when_the_written_one_leaves(firm: Company) -> None:
    written = a_case(firm, received_on=OLD)
    told = a_case(firm, channel="phone", written=False)
    merged(written, told, firm)
    assert queries.facts_of(told)["complaint.form"] == "written"
    with unit_of_work.writing():
        actions.undo_merge(written, "Autre affaire", by=firm.supervisor.actor, at=NOW)
    assert (told.first_written_on, queries.facts_of(told)["complaint.form"]) == (None, "oral")


@pytest.mark.parametrize(
    ("fact", "state"), [("court_seized", State.IN_COURT), ("mediation_notified", State.IN_MEDIATION)]
)
def test_what_a_court_or_a_mediator_does_about_a_merged_case_is_recorded_and_takes_it_out(
    firm: Company, fact: str, state: State
) -> None:
    old, new = a_case(firm, received_on=OLD), a_case(firm)
    merged(old, new, firm)
    with unit_of_work.writing():
        apply(old, fact, Happening(), by=firm.supervisor.actor, at=NOW)
    assert (old.state, old.merged_into, old.is_open) == (state, None, True)
    assert (new.first_written_on, window_ends(new)) == (OWN, date(2027, 11, 19))
    assert list(verify()) == []


def test_a_summons_is_recorded_on_the_page_of_a_merged_case(firm: Company, app: Flask) -> None:
    old, new = a_case(firm), a_case(firm)
    merged(old, new, firm)
    desk, path = Browser(app).sign_in("claire"), f"/cases/{old.ref}/act/court_seized"
    sent = {**desk.get(path).values(), "on": "2026-11-20", "court": "Tribunal de proximité de Lyon"}
    assert desk.post(path, sent).status_code == 302
    assert queries.case_named(firm.quality.actor, old.ref).state is State.IN_COURT


def test_whoever_took_part_in_a_case_merged_twice_judges_nothing(firm: Company) -> None:
    oldest, old, new = a_case(firm), a_case(firm), a_case(firm)
    with unit_of_work.writing():
        actions.recuse(oldest, firm.other_quality, "Un ami du client", by=firm.other_quality.actor, at=NOW)
        actions.add_note(oldest, "Je m’en suis occupée.", by=firm.quality.actor, at=NOW)
    assert bar_on(firm.quality.key, judging(oldest)) is Bar.TOOK_PART
    merged(oldest, old, firm)
    merged(old, new, firm)
    assert bar_on(firm.quality.key, judging(new)) is Bar.TOOK_PART
    assert bar_on(firm.other_quality.key, judging(new)) is Bar.RECUSED


def test_gestures_add_up_over_two_merges(firm: Company) -> None:
    oldest, old, new = a_case(firm), a_case(firm), a_case(firm)
    with unit_of_work.writing():
        actions.take_charge(oldest, by=firm.agent.actor, at=NOW)
    a_sent(oldest, firm.agent, ("voucher", 40), at=NOW + timedelta(minutes=1))
    merged(oldest, old, firm)
    merged(old, new, firm)
    assert held_by([new])[new.id].together == {oldest.id, old.id, new.id}
