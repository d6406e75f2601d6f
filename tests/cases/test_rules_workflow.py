"""The workflow table: every state × every transition, and what it promises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.states import State
from app.cases.rules.transitions import Standing, arrival, mermaid, possible
from app.cases.rules.workflow import BY_NAME, TRANSITIONS, Intent, Target, Who
from app.kernel import Refused
from tests.golden_files import assert_golden

STANDINGS = [
    Standing(state, answered, final)
    for state in State
    for answered, final in ((False, False), (True, False), (True, True))
]


def outcome(name: str, standing: Standing) -> str:
    try:
        return arrival(name, standing).value
    except Refused as refused:
        return f"({refused.code})"


def test_golden_matrix_of_every_state_and_transition() -> None:
    lines = []
    for arrow in TRANSITIONS:
        for standing in STANDINGS:
            given_ = "final" if standing.final else "answered" if standing.answered else "unanswered"
            lines.append(f"{arrow.name:22} {standing.state.value:13} {given_:11} -> {outcome(arrow.name, standing)}")
    assert_golden("workflow_matrix.txt", "\n".join(lines) + "\n")


def test_golden_diagram() -> None:
    assert_golden("workflow.mermaid", mermaid())


def test_every_state_is_reached_and_left() -> None:
    reached = {State.RECEIVED} | {
        outcome for a in TRANSITIONS for s in STANDINGS if (outcome := _state(a.name, s)) is not None
    }
    assert reached == set(State)
    assert all(list(possible(Standing(state))) for state in State)


def _state(name: str, standing: Standing) -> State | None:
    try:
        return arrival(name, standing)
    except Refused:
        return None


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("fact", ["mediation_notified", "court_seized", "withdraw"])
def test_facts_of_others_can_be_recorded_from_every_state(fact: str, state: State) -> None:
    assert BY_NAME[fact].fact
    assert arrival(fact, Standing(state)) in {State.IN_MEDIATION, State.IN_COURT, State.CLOSED}


@given(st.sampled_from(STANDINGS))
def test_a_lapsed_offer_never_closes_a_case(standing: Standing) -> None:
    assert _state("offer_lapsed", standing) in {None, State.IN_PROGRESS, State.ANSWERED}


def test_quiet_closing_happens_only_from_answered() -> None:
    assert BY_NAME["close_quietly"].sources == {State.ANSWERED}


def test_what_we_do_needs_a_permission_and_what_others_did_is_a_fact() -> None:
    for arrow in TRANSITIONS:
        assert arrow.needs is not None
        assert arrow.fact == (arrow.intent is Intent.RECORD), arrow.name


@given(st.lists(st.sampled_from([a.name for a in TRANSITIONS]), max_size=40))
def test_whatever_is_tried_a_case_is_always_in_one_known_state(names: list[str]) -> None:
    standing = Standing(State.RECEIVED)
    for name in names:
        after = _state(name, standing)
        if after is None:
            continue
        answered = standing.answered or name in {"answer", "final_answer"}
        merged = (name == "merge") or (standing.merged and name != "undo_merge")
        before = standing.state if name == "merge" else standing.state_before_merge
        standing = Standing(after, answered, standing.final or name == "final_answer", merged, before)
        assert isinstance(after, State)
        if standing.final:
            assert _state("contest", standing) is None, "contesting a final answer opens no level of ours"


def test_a_merged_case_takes_only_facts_and_the_undoing() -> None:
    merged = Standing(State.CLOSED, merged=True, state_before_merge=State.WAITING)
    assert {a.name for a in possible(merged) if not a.fact} == {"undo_merge"}
    assert arrival("undo_merge", merged) is State.WAITING


def test_no_customer_or_clock_button_is_without_its_arrow() -> None:
    assert {a.name for a in TRANSITIONS if Who.CUSTOMER in a.who} >= {
        "contest",
        "offer_accepted",
        "withdraw",
        "close_solved",
    }
    assert all(a.target is not Target.BACK or a.name == "offer_lapsed" for a in TRANSITIONS)
    assert len({a.name for a in TRANSITIONS}) == len(TRANSITIONS)
