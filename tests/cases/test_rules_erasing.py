"""Which words of a case may be erased, and until when they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.cases.rules.entries import ENTRIES as CASE_ENTRIES
from app.cases.rules.erasing import (
    ALREADY,
    ANSWERS,
    EXCHANGES,
    KEEPING,
    NO_WORDS,
    NOTES,
    OWN_WORDS,
    PROCEEDINGS,
    STANDS_ELSEWHERE,
    STILL_OPEN,
    ErasureFacts,
    Ground,
    Keeping,
    require_erasable,
    why_kept,
)
from app.cases.rules.states import State
from app.correspondence.rules import ENTRIES as LETTER_ENTRIES
from app.feedback.rules import ENTRIES as FEEDBACK_ENTRIES
from app.kernel import Refused

TODAY = date(2026, 11, 20)
FACTS = ErasureFacts("case.note", True, State.IN_PROGRESS, TODAY, author="staff:1", by="staff:2")
NEVER_OURS = (Ground.WRONG_CASE, Ground.SOMEBODY_ELSE, Ground.NOT_NEEDED)


def test_every_kind_in_the_table_is_a_kind_the_journal_knows() -> None:
    assert set(KEEPING) <= set(CASE_ENTRIES) | set(LETTER_ENTRIES) | set(FEEDBACK_ENTRIES)
    assert len(KEEPING) == len(NOTES) + len(EXCHANGES) + len(ANSWERS)


@pytest.mark.parametrize("kind", NOTES)
@pytest.mark.parametrize("ground", Ground)
def test_our_own_notes_go_on_any_ground(kind: str, ground: Ground) -> None:
    assert why_kept(replace(FACTS, kind=kind), ground) is None


@pytest.mark.parametrize("kind", EXCHANGES)
def test_an_exchange_goes_at_once_only_when_it_never_belonged_to_the_dispute(kind: str) -> None:
    facts = replace(FACTS, kind=kind)
    assert [why_kept(facts, ground) for ground in NEVER_OURS] == [None, None, None]
    assert why_kept(facts, Ground.REQUEST) == STILL_OPEN
    assert why_kept(facts) is None, "before a ground is given, the page opens"


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("ground", Ground)
def test_an_answer_is_kept_on_any_ground_while_it_may_have_to_be_proved(kind: str, ground: Ground) -> None:
    facts = replace(FACTS, kind=kind)
    assert why_kept(facts, ground) == STILL_OPEN
    closed = replace(facts, state=State.CLOSED, kept_until=TODAY, kept_rule="FR-MED-05")
    kept = why_kept(closed, ground)
    assert kept is not None
    assert dict(kept.values) == {"until": TODAY, "rule": "FR-MED-05"}
    assert why_kept(replace(closed, kept_until=TODAY - timedelta(days=1)), ground) is None
    assert why_kept(replace(closed, kept_until=None), ground) is None


@pytest.mark.parametrize("state", [State.IN_MEDIATION, State.IN_COURT])
@pytest.mark.parametrize("kind", ["case.note", "case.contact", "case.answer"])
def test_nothing_goes_while_a_mediator_or_a_court_has_the_case(state: State, kind: str) -> None:
    assert {why_kept(replace(FACTS, state=state, kind=kind), ground) for ground in Ground} == {PROCEEDINGS}


@pytest.mark.parametrize(
    "kind", ["case.logged", "exhibit.added", "gesture.proposed", "case.promised", "mediation.asked"]
)
def test_what_was_asked_and_agreed_is_not_erased_entry_by_entry(kind: str) -> None:
    assert why_kept(replace(FACTS, kind=kind, state=State.CLOSED), Ground.REQUEST) == STANDS_ELSEWHERE


def test_nobody_erases_their_own_words_nor_the_same_twice_nor_nothing() -> None:
    assert why_kept(replace(FACTS, by="staff:1"), Ground.WRONG_CASE) == OWN_WORDS
    assert why_kept(replace(FACTS, erased=True), Ground.WRONG_CASE) == ALREADY
    assert why_kept(replace(FACTS, has_words=False), Ground.WRONG_CASE) == NO_WORDS


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason_missing"), ("  ", "reason_missing"), ("x" * 301, "reason_long")]
)
def test_an_erasure_says_why_in_a_sentence(reason: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        require_erasable(FACTS, Ground.WRONG_CASE, reason)
    assert (refused.value.code, refused.value.field) == (code, "reason")
    require_erasable(FACTS, Ground.WRONG_CASE, "Note d’un autre dossier")


def test_keeping_is_one_of_three() -> None:
    assert {KEEPING[kind] for kind in KEEPING} == set(Keeping)
