"""A promise whose date has gone by is broken, and still owed: it stays the next step, and nothing closes over it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.cases import actions, queries
from app.cases.models import Case, Promise
from app.cases.rules.entries import ENTRIES
from app.cases.rules.states import State
from app.gestures import actions as gestures
from app.journal.queries import entries_of, lines_of
from app.kernel import Refused
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from tests.conftest import NOW
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import Company, a_case


def settling(firm: Company) -> tuple[Case, Promise]:
    """An offer that was accepted, and the promise that it made."""
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 40))
    with unit_of_work.writing():
        gestures.answer_offer(
            offer,
            "accepted",
            offer.edition,
            by=firm.agent.actor,
            at=NOW,
            channel="phone",
            proof="appel",
            received_on=None,
        )
    (made,) = case.promises
    return case, made


def test_what_was_not_carried_out_in_time_is_never_taken_for_done(app: Flask) -> None:
    firm = stocked()
    case, made = settling(firm)
    late = made.due_at + timedelta(minutes=1)
    with unit_of_work.writing():
        actions.break_promise(case, made, by=firm.supervisor.actor, at=late)
    assert (case.state, case.next_code) == (State.SETTLING, "keep_promise")
    step = queries.next_step_of(case, queries.duties_of(case), late)
    assert say(step.ours, "en").startswith("Keep the broken promise")
    with pytest.raises(Refused, match="promises_open"), unit_of_work.writing():
        actions.close(case, "close_carried_out", by=firm.agent.actor, at=late)
    with unit_of_work.writing():
        actions.keep_promise(case, made, "virement n° 3", by=firm.agent.actor, at=late)
    assert case.next_code == "close"


def test_the_journal_says_which_promise_was_kept_and_that_it_was_late(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    by = firm.agent.actor
    with unit_of_work.writing():
        soon = actions.promise(case, "Rappeler", NOW + timedelta(hours=1), by=by, at=NOW)
        later = actions.promise(case, "Envoyer le devis", NOW + timedelta(days=9), by=by, at=NOW)
    with unit_of_work.writing():
        for one in (soon, later):
            actions.keep_promise(case, one, "", by=by, at=NOW + timedelta(days=2))
    kept = [entry for entry in entries_of(case.stream) if entry.kind == "case.promise_kept"]
    titles = [say(ENTRIES["case.promise_kept"].title(entry.data), "en") for entry in kept]
    assert titles == ["Promise kept, after its date", "Promise kept"]
    told = [line.words or {} for line in lines_of(case.stream) if line.kind == "case.promise_kept"]
    assert [words["what"] for words in told] == ["Rappeler", "Envoyer le devis"]
