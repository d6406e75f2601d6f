"""Rules of mediation: admissibility as advice, the steps of a referral."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import Refused
from app.mediation.rules import (
    ENTRIES,
    MEDIATORS_STEPS,
    STEPS,
    Advice,
    Answer,
    Entry,
    Finding,
    MediationFacts,
    Mode,
    Outcome,
    ReferralState,
    Standing,
    assess,
    may_send_file,
    may_send_pack,
    possible_steps,
    require_step,
    state_of,
)
from app.mediation.rules.mediator_access import IN_THEIR_WORDS, WHAT_FOLLOWS
from app.plumbing.typography import say
from app.regimes.queries import packs_named

GROUNDS = packs_named("FR-GEN")[0].admissibility
FACTS = MediationFacts(
    as_of=date(2026, 11, 20), in_scope=True, sector="retail", written_on=date(2026, 9, 10), opens_on=date(2026, 10, 31),
    closes_on=date(2027, 9, 10), mediator="M", field_fits=True, complaint_exhibits=(1,), contract_exhibits=(2,), claims=1,
)  # fmt: skip


def finding(facts: MediationFacts, code: str) -> Finding:
    return {ground.code: ground.finding for ground in assess(GROUNDS, facts).grounds}[code]


def test_the_five_closed_grounds_are_those_of_the_law() -> None:
    codes = [ground.code for ground in assess(GROUNDS, FACTS).grounds]
    assert codes == [
        "no_prior_complaint", "unfounded_or_abusive", "examined_elsewhere", "over_one_year", "outside_field",
    ]  # fmt: skip


def test_a_case_with_everything_is_ready() -> None:
    found = assess(GROUNDS, FACTS)
    assert (found.advice, found.open_now, found.to_complete()) == (Advice.READY, True, ())


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"written_on": None, "opens_on": None, "closes_on": None}, Advice.RISK),
        ({"opens_on": date(2026, 12, 1)}, Advice.TOO_EARLY),
        ({"closes_on": date(2026, 11, 19)}, Advice.TOO_LATE),
        ({"court_on": date(2026, 10, 1)}, Advice.RISK),
        ({"earlier_mediation_on": date(2026, 10, 1)}, Advice.RISK),
        ({"earlier_mediation_on": date(2026, 10, 1), "sector": "energy"}, Advice.READY),
        ({"field_fits": False}, Advice.RISK),
        ({"mediator": ""}, Advice.INCOMPLETE),
        ({"complaint_exhibits": ()}, Advice.INCOMPLETE),
        ({"in_scope": False}, Advice.OTHER_ROUTE),
    ],
)
def test_each_circumstance_changes_the_advice(change: dict[str, object], advice: Advice) -> None:
    assert assess(GROUNDS, replace(FACTS, **change)).advice is advice  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({}, Advice.OUTSIDE),
        ({"in_scope": False}, Advice.OUTSIDE),
        ({"opens_on": None, "closes_on": None}, Advice.UNKNOWN),
        ({"closes_on": date(2026, 11, 19)}, Advice.TOO_LATE),
    ],
)
def test_abroad_nobody_is_sent_to_a_french_conciliator(change: dict[str, object], advice: Advice) -> None:
    found = assess((), replace(FACTS, **change))  # type: ignore[arg-type]
    assert found.advice is advice
    assert "conciliat" not in say(found.theirs, "fr") + say(found.words, "en")


def test_the_last_day_of_the_year_still_counts_and_the_window_is_judged_on_the_day_of_the_referral() -> None:
    last = replace(FACTS, as_of=date(2027, 9, 10))
    assert finding(last, "over_one_year") is Finding.CLEAR
    assert finding(replace(last, as_of=date(2027, 9, 11)), "over_one_year") is Finding.STANDS
    assert finding(replace(last, as_of=date(2028, 1, 1), seised_on=date(2027, 9, 10)), "over_one_year") is Finding.CLEAR


@given(st.dates(date(2026, 9, 10), date(2028, 12, 31)))
def test_whether_a_request_is_abusive_is_never_ours_to_say(on: date) -> None:
    assert finding(replace(FACTS, as_of=on), "unfounded_or_abusive") is Finding.OPEN


def test_every_sentence_exists_in_both_languages_and_fills() -> None:
    for change in ({}, {"written_on": None}, {"court_on": date(2026, 1, 1)}, {"mediator": ""}):
        found = assess(GROUNDS, replace(FACTS, **change))  # type: ignore[arg-type]
        for sentence in (found.words, found.theirs, found.competence, *found.to_complete()):
            assert sentence.fr
            assert sentence.en
            assert str(sentence)


NOTIFIED = Standing(Mode.CONSUMER, date(2026, 11, 18))


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (Standing(Mode.CONCILIATOR), ReferralState.REFERRED),
        (NOTIFIED, ReferralState.NOTIFIED),
        (replace(NOTIFIED, entry=Entry.ACCEPTED), ReferralState.ENTERED),
        (replace(NOTIFIED, admissible=True), ReferralState.ADMISSIBLE),
        (replace(NOTIFIED, proposal_on=date(2026, 11, 19)), ReferralState.PROPOSED),
        (replace(NOTIFIED, outcome=Outcome.AGREED), ReferralState.CARRYING_OUT),
        (replace(NOTIFIED, outcome=Outcome.AGREED, carried_out_on=date(2026, 12, 1)), ReferralState.CLOSED),
        (replace(NOTIFIED, outcome=Outcome.FAILED), ReferralState.CLOSED),
    ],
)
def test_the_state_follows_from_what_happened(standing: Standing, state: ReferralState) -> None:
    assert state_of(standing) is state


def test_nothing_can_be_recorded_of_a_referral_that_is_over() -> None:
    over = replace(NOTIFIED, outcome=Outcome.FAILED)
    assert list(possible_steps(over)) == []
    for name in STEPS:
        with pytest.raises(Refused, match="step_not_now"):
            require_step(name, over)


def test_an_agreement_needs_that_nobody_refused() -> None:
    proposed = replace(NOTIFIED, proposal_on=date(2026, 11, 19), our_answer=Answer.REFUSED)
    assert "agreed" not in {step.name for step in possible_steps(proposed)}


def test_every_step_has_its_words_in_the_journal() -> None:
    own = {f"mediation.{name}" for name in STEPS if name != "notified"}
    assert own <= set(ENTRIES)
    for kind in ENTRIES.values():
        assert kind.title({"until_on": "2026-12-01", "amount": 100, "mediator": "M", "answer": "accepted"}).fr


def test_only_a_notification_lets_our_file_go_to_a_consumer_mediator() -> None:
    assert may_send_file(Mode.CONSUMER, notified=False) is not None
    assert may_send_file(None, notified=False) is not None
    assert may_send_file(Mode.CONSUMER, notified=True) is None
    assert all(may_send_file(mode, notified=False) is None for mode in Mode if mode.ours_to_refer)
    assert may_send_pack(informed=False) is not None
    assert may_send_pack(informed=True) is None


def test_every_step_of_a_mediator_says_what_it_is_and_what_follows() -> None:
    assert set(IN_THEIR_WORDS) == set(WHAT_FOLLOWS) == set(MEDIATORS_STEPS)
