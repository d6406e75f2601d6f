"""The next step of a case and its date, from what stands open: no duty hides behind a later date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.cases.rules.messages import replies, reply_by
from app.cases.rules.recorded import recorded_facts
from app.cases.rules.states import State
from app.cases.rules.steps import FOLLOW_UP, OURS, StepFacts, next_step, urgency
from app.cases.rules.steps_in_short import SHORT
from app.kernel import Json, Money, Refused, words
from app.people.rules import Level

TODAY = date(2026, 11, 20)
REFUND = words("Rembourser après rétractation", "Refund after withdrawal")


def facts(state: State, **more: object) -> StepFacts:
    return StepFacts(state=state, level=Level.FRONT, today=TODAY, **more)  # type: ignore[arg-type]


def test_a_closed_case_has_no_next_step_and_no_date() -> None:
    step = next_step(facts(State.CLOSED, answer_due_on=TODAY, duty=REFUND, promise_due_on=TODAY))
    assert (step.code, step.due_on) == ("none", None)


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_a_duty_of_ours_that_comes_first_sets_the_date_in_every_state(state: State) -> None:
    due = date(2026, 11, 10)  # already missed
    later = date(2026, 12, 24)
    found = next_step(
        facts(
            state, answer_due_on=due, duty=REFUND, waiting_until_on=later, offer_valid_until_on=later,
            settle_due_on=later, quiet_close_on=later, mediator_due_on=later,
        )
    )  # fmt: skip
    assert found.due_on == due
    assert found.code in OURS
    assert urgency(found.code, found.due_on, TODAY) == "missed"


def test_a_duty_that_comes_later_leaves_the_date_of_the_state() -> None:
    found = next_step(
        facts(State.OFFER_OPEN, answer_due_on=date(2026, 12, 20), duty=REFUND, offer_valid_until_on=date(2026, 12, 5))
    )
    assert (found.code, found.due_on) == ("await_offer", date(2026, 12, 5))


@pytest.mark.parametrize(
    ("asked", "code"), [("entry", "enter_mediation"), ("accept_by", "answer_proposal"), ("reply", "reply_mediator")]
)
def test_what_the_mediator_waits_for_from_us_is_the_next_step(asked: str, code: str) -> None:
    found = next_step(
        facts(
            State.IN_MEDIATION, asked_by_mediator=asked, answer_due_on=date(2026, 12, 3), duty=REFUND,
            mediator_due_on=date(2026, 12, 1),
        )
    )  # fmt: skip
    assert (found.code, found.due_on) == (code, date(2026, 12, 3))
    assert code in OURS
    assert code in SHORT


def test_an_offer_in_draft_is_the_next_step() -> None:
    found = next_step(facts(State.IN_PROGRESS, offer_draft=True, answer_due_on=date(2026, 11, 25), duty=REFUND))
    assert (found.code, found.due_on, found.transition) == ("send_offer", date(2026, 11, 25), "send_offer")


def test_without_any_date_somebody_looks_again_in_a_fortnight_and_the_date_stands() -> None:
    first = next_step(facts(State.IN_PROGRESS))
    assert (first.due_on, first.follow_up) == (TODAY + FOLLOW_UP, True)
    kept = next_step(facts(State.IN_PROGRESS, kept_code="answer", kept_on=date(2026, 11, 10)))
    assert (kept.due_on, kept.follow_up) == (date(2026, 11, 10), True)
    assert urgency(kept.code, kept.due_on, TODAY) == "missed"


def test_a_contested_final_answer_announces_no_closing() -> None:
    closes = next_step(facts(State.ANSWERED, quiet_close_on=date(2026, 12, 21)))
    assert "closes by itself" in str(closes.why)
    contested = next_step(facts(State.ANSWERED))
    assert (contested.code, contested.follow_up) == ("await_reaction", True)
    assert "does not close" in str(contested.why)
    assert "You contest our final answer" in str(contested.theirs)


def test_the_date_of_another_step_is_not_kept() -> None:
    found = next_step(facts(State.IN_PROGRESS, kept_code="judge", kept_on=date(2026, 11, 10)))
    assert found.due_on == TODAY + FOLLOW_UP


def test_where_we_only_wait_a_date_gone_by_is_set_again() -> None:
    kept = facts(State.IN_COURT, kept_code="court", kept_on=date(2026, 11, 27))
    gone = facts(State.IN_COURT, kept_code="court", kept_on=date(2026, 11, 19))
    assert next_step(kept).due_on == date(2026, 11, 27)
    assert next_step(gone).due_on == TODAY + FOLLOW_UP


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_a_message_of_the_customer_is_read_within_three_days_in_every_state(state: State) -> None:
    later = date(2026, 12, 24)
    found = next_step(
        facts(
            state, wrote_on=TODAY, answer_due_on=later, waiting_until_on=later, offer_valid_until_on=later,
            settle_due_on=later, quiet_close_on=later, mediator_due_on=later, promise_due_on=later,
        )
    )  # fmt: skip
    assert (found.code, found.due_on) == ("reply_message", reply_by(TODAY))
    assert urgency(found.code, found.due_on, reply_by(TODAY) + timedelta(days=1)) == "missed"


def test_a_message_hides_no_date_of_ours_that_comes_before_it() -> None:
    due = TODAY + timedelta(days=1)
    assert next_step(facts(State.IN_PROGRESS, wrote_on=TODAY, answer_due_on=due)).due_on == due
    assert (
        next_step(facts(State.ANSWERED, wrote_on=TODAY, promise_due_on=due, promise="Rappeler")).code == "keep_promise"
    )


def test_a_date_of_the_customer_does_not_put_their_message_off() -> None:
    due = TODAY + timedelta(days=1)
    assert next_step(facts(State.OFFER_OPEN, wrote_on=TODAY, offer_valid_until_on=due)).code == "reply_message"


@pytest.mark.parametrize(
    ("wrote_on", "by"),
    [
        (date(2026, 11, 16), date(2026, 11, 19)), (date(2026, 11, 17), date(2026, 11, 20)), (date(2026, 11, 18), date(2026, 11, 23)),
        (date(2026, 11, 19), date(2026, 11, 23)), (date(2026, 11, 20), date(2026, 11, 23)), (date(2026, 11, 22), date(2026, 11, 25)),
    ],
)  # fmt: skip
def test_a_message_is_replied_to_within_three_days_and_never_on_a_weekend(wrote_on: date, by: date) -> None:
    assert reply_by(wrote_on) == by


@pytest.mark.parametrize(
    ("kind", "data", "is_one"),
    [
        ("case.contact", {"direction": "out"}, True), ("case.contact", {"direction": "in"}, False), ("case.answer", {}, True),
        ("correspondence.written", {}, True), ("case.message_read", {}, True), ("case.note", {}, False), ("case.escalate", {}, False),
    ],
)  # fmt: skip
def test_what_replies_to_a_message(kind: str, data: dict[str, Json], is_one: bool) -> None:
    assert replies(kind, data) is is_one


def test_a_promise_of_the_same_day_comes_first() -> None:
    found = next_step(
        facts(State.IN_PROGRESS, answer_due_on=TODAY, duty=REFUND, promise_due_on=TODAY, promise="rappeler Mme Diallo")
    )
    assert found.code == "keep_promise"
    assert str(found.ours) == "Keep the promise: rappeler Mme Diallo"


# --- what the journal states ------------------------------------------------------------------------------------------


def test_the_last_word_of_the_journal_counts_and_days_are_days() -> None:
    told = [{"facts": {"mediator.extended_to": "2026-12-01"}}, {}, {"facts": {"mediator.extended_to": "2026-12-31"}}]
    assert recorded_facts(told) == {"mediator.extended_to": date(2026, 12, 31)}


def test_a_new_mediation_starts_without_the_dates_of_the_one_before() -> None:
    told = [
        {"facts": {"mediator.extended_to": "2026-12-01"}},
        {"facts": {"mediator.accept_by": "2026-12-02"}, "happened": {"mediator.proposal": "2026-11-20"}},
        {"happened": {"mediator.notified": "2027-01-10"}},
    ]
    assert recorded_facts(told[:2]).keys() == {"mediator.extended_to", "mediator.accept_by"}
    assert recorded_facts(told) == {}


def test_a_new_proposal_without_a_date_forgets_the_date_of_the_one_before() -> None:
    told = [{"facts": {"mediator.accept_by": "2026-12-02"}}, {"happened": {"mediator.proposal": "2026-12-20"}}]
    assert recorded_facts(told) == {}


def test_amounts_are_minor_units_of_the_case_and_unknown_facts_are_refused() -> None:
    assert recorded_facts([{"facts": {"claim.total": 4990}}], "GBP") == {"claim.total": Money(4990, "GBP")}
    with pytest.raises(Refused, match="Unknown fact"):
        recorded_facts([{"facts": {"weather": "fine"}}])
    with pytest.raises(Refused, match="another type"):
        recorded_facts([{"facts": {"mediator.own": "perhaps"}}])


MEDIATION = StepFacts(State.IN_MEDIATION, Level.QUALITY, date(2026, 11, 20), mediator_due_on=date(2027, 2, 16))


@pytest.mark.parametrize(
    ("asked", "duty_on", "letter_on", "expected"),
    [
        ("", None, date(2026, 12, 5), ("reply_mediator", date(2026, 12, 5))),
        ("reply", date(2026, 12, 17), date(2026, 12, 5), ("reply_mediator", date(2026, 12, 5))),
        ("reply", date(2026, 12, 3), date(2026, 12, 5), ("reply_mediator", date(2026, 12, 3))),
        ("entry", date(2026, 12, 3), date(2026, 12, 5), ("enter_mediation", date(2026, 12, 3))),
        ("entry", date(2026, 12, 8), date(2026, 12, 5), ("reply_mediator", date(2026, 12, 5))),
        ("", None, None, ("mediation", date(2027, 2, 16))),
    ],
)
def test_the_date_in_the_mediators_letter_drives_the_next_step_when_it_comes_first(
    asked: str, duty_on: date | None, letter_on: date | None, expected: tuple[str, date]
) -> None:
    facts = replace(MEDIATION, asked_by_mediator=asked, answer_due_on=duty_on, mediator_asks_on=letter_on)
    step = next_step(facts)
    assert (step.code, step.due_on) == expected


def test_where_nothing_is_left_to_carry_out_the_next_step_is_to_close() -> None:
    found = next_step(facts(State.SETTLING))
    assert (found.code, found.due_on, found.transition) == ("close", TODAY + FOLLOW_UP, "close_carried_out")
    assert found.code in OURS
    assert next_step(facts(State.SETTLING, settle_due_on=TODAY)).code == "carry_out"
    promised = next_step(facts(State.SETTLING, promise_due_on=TODAY, promise="Rembourser"))
    assert promised.code == "keep_promise"


def test_after_a_final_answer_nobody_is_told_that_another_level_examines_it() -> None:
    given = next_step(facts(State.ANSWERED, final=True, quiet_close_on=date(2026, 12, 20)))
    plain = next_step(facts(State.ANSWERED, quiet_close_on=date(2026, 12, 20)))
    assert (given.code, given.due_on) == (plain.code, plain.due_on)
    assert "réponse définitive" in given.theirs.fr
    assert "final answer" in given.theirs.en


@pytest.mark.parametrize("level", list(Level))
def test_a_case_reopened_after_its_final_answer_promises_no_fresh_look(level: Level) -> None:
    found = next_step(replace(facts(State.IN_PROGRESS, final=True), level=level))
    assert "n’a pas traité" not in found.theirs.fr
    assert "indépendant" not in found.why.fr
    assert found.transition == "final_answer"


def test_once_the_mediator_proposed_nobody_is_told_that_the_case_is_still_examined() -> None:
    found = next_step(facts(State.IN_MEDIATION, proposed=True))
    assert "proposition" in found.theirs.fr
    assert found.code == "mediation"
    asked = next_step(facts(State.IN_MEDIATION, proposed=True, asked_by_mediator="accept_by", answer_due_on=TODAY))
    assert asked.code == "answer_proposal"


def test_an_agreement_without_a_date_is_still_to_be_carried_out() -> None:
    found = next_step(facts(State.SETTLING, agreed=True))
    assert (found.code, found.due_on) == ("carry_out", TODAY + FOLLOW_UP)
    assert next_step(facts(State.SETTLING)).code == "close"
