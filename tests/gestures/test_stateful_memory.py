"""Anything anybody may try, thousands of times, in memory: I1–I12 hold after every step; and each guard is needed."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.costs.rules import ledger
from app.gestures.rules import approvals, authority, offers, proposals, verdict, weighing
from app.gestures.rules.counting import Counted
from tests.gestures import memory
from tests.gestures.memory import MemoryWorld
from tests.gestures.script import MENU, STEPS, Script, seeded

START = date(2026, 11, 20)


LENDING = ("propose", "decide", "decide", "delegate", "delegate", "revoke", "advance")
"""A life of borrowed power, for the guards that only it needs."""


def drive(seed: int, steps: int, length: int = 150, menu: Sequence[str] = MENU) -> Counter[str]:
    """Several lives of a house, each from its own seed."""
    tally: Counter[str] = Counter()
    for life in range(-(-steps // length)):
        tally += Script(MemoryWorld(START), seeded(seed * 1000 + life), menu).run(min(length, steps))
    return tally


def test_twenty_thousand_steps_keep_every_invariant() -> None:
    tally = drive(seed=1, steps=20_000)
    assert sum(tally.values()) >= 20_000
    assert {name for name, _weight in STEPS} <= set(tally), "every kind of step succeeded at least once"


class Drawn:
    """Choices drawn by the test-case generator, so that a failure shrinks to a short story."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data

    def choice(self, options: Any) -> Any:
        return self.data.draw(st.sampled_from(list(options)))


@settings(max_examples=25)
@given(st.data())
def test_short_stories_keep_every_invariant(data: st.DataObject) -> None:
    Script(MemoryWorld(START), Drawn(data)).run(30)


@pytest.mark.long
def test_a_million_steps_keep_every_invariant() -> None:
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    steps = int(os.environ.get("STEPS") or 1_000_000)
    print(f"seed {seed}")
    assert sum(drive(seed, steps).values()) >= steps


# --- each guard removed in turn: the oracle must notice ---------------------------------------------------------------


def _nothing_counts(self: weighing.Ground, without: int = 0) -> Counted:
    from app.kernel import Money

    return Counted(Money(0), Money(0))


def _own_too(asked: Any, counted: Any, who: Any, author_id: int, grid: Any, on: Any) -> Any:
    return COVERING(asked, counted, who, -1, grid, on)


def _no_excess_by_gesture(asked: Any, counted: Any, ceilings: Any) -> Any:
    found = EXCESS(asked, counted, ceilings)
    return None if found is not None and found.code == "over_gesture" else found


def _no_excess_by_customer(asked: Any, counted: Any, ceilings: Any) -> Any:
    found = EXCESS(asked, counted, ceilings)
    return None if found is not None and found.code == "over_customer" else found


def _any_digest(asked: Any, counted: Any, own: Any, decisions: Any, digest: str) -> Any:
    return EFFECTIVE(asked, counted, own, [replace(one, digest=digest) for one in decisions], digest)


def _approved_without_sums(asked: Any, counted: Any, own: Any, decisions: Any, digest: str) -> Any:
    rows = list(decisions)
    return (
        rows[0]
        if any(one.granted and one.digest == digest for one in rows)
        else EFFECTIVE(asked, counted, own, rows, digest)
    )


def _no_bottom(self: ledger.Pots, move: ledger.Move, amount: Any) -> ledger.Pots:
    signs = ledger.EFFECT[move]
    pots = [pot + sign * amount.minor for pot, sign in zip((self.limit, self.reserved, self.spent), signs, strict=True)]
    return ledger.Pots(*pots)


def _answer_again(offer: Any, reply: Any, edition: int, received_at: Any, taken: Any) -> Any:
    again = offer.state.final and offer.state is not offers.OfferState.SUPERSEDED
    return REPLY(replace(offer, state=offers.OfferState.SENT) if again else offer, reply, edition, received_at, taken)


def _any_version(offer: Any, reply: Any, edition: int, received_at: Any, taken: Any) -> Any:
    return REPLY(offer, reply, offer.edition, received_at, taken)


def _any_time(offer: Any, reply: Any, edition: int, received_at: Any, taken: Any) -> Any:
    return REPLY(replace(offer, expires_at=None), reply, edition, received_at, taken)


def _forever(self: authority.Delegation, day: date) -> bool:
    return True


def _approver_whatever_role(self: authority.Grantor) -> bool:
    return True


def _decide_for_oneself(asked: Any, counted: Any, decider: Any, author_id: int, grid: Any, **more: Any) -> Any:
    return DECISION(asked, counted, decider, -1, grid, **more)


COVERING, EXCESS, EFFECTIVE, REPLY = verdict.covering, verdict.excess, approvals.effective, offers.check_reply
DECISION = approvals.check_decision

GUARDS: list[tuple[str, list[tuple[Any, str, Any]]]] = [
    ("authors cannot approve themselves (I1)", [(approvals, "check_decision", _decide_for_oneself)]),
    ("an approver's role is asked again (I1)", [(authority.Grantor, "may_approve", _approver_whatever_role)]),
    ("a ceiling per gesture (I1)", [(verdict, "excess", _no_excess_by_gesture), (approvals, "excess", _no_excess_by_gesture)]),
    ("sums over all authors (I2)", [(weighing.Ground, "counted", _nothing_counts)]),
    ("a ceiling per customer over 12 months (I2)", [(verdict, "excess", _no_excess_by_customer), (approvals, "excess", _no_excess_by_customer)]),
    ("an approval counts for its own digest only (I3)", [(approvals, "effective", _any_digest)]),
    ("sums are judged again when the offer leaves (I2)", [(approvals, "effective", _approved_without_sums)]),
    ("a refusal sticks (I4)", [(approvals, "refused_before", lambda *_: False)]),
    ("a delegation has dates and is revoked (I5)", [(authority.Delegation, "in_force_on", _forever)]),
    ("nobody lends more than they have (I5)", [(memory, "check_delegation", lambda *_: None)]),
    ("the proposer of a line does not confirm it (I5)", [(proposals, "check_confirmer", lambda *_, **__: None)]),
    ("only the director proposes, never about themselves (I5)", [(proposals, "check_proposer", lambda *_: None)]),
    ("a budget is never overspent (I6)", [(ledger.Pots, "after", _no_bottom), (weighing, "_budget", lambda *_: [])]),
    ("an offer is answered once (I9)", [(offers, "check_reply", _answer_again)]),
    ("only the version seen is answered (I10)", [(offers, "check_reply", _any_version)]),
    ("acceptance only to the end of the last day (I12)", [(offers, "check_reply", _any_time)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "patches"), GUARDS, ids=[name for name, _patches in GUARDS])
def test_without_this_guard_the_oracle_objects(
    name: str, patches: list[tuple[Any, str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for target, attribute, instead in patches:
        monkeypatch.setattr(target, attribute, instead)
    with pytest.raises(AssertionError, match=r"I\d"):
        drive(seed=7, steps=12_000, menu=LENDING if "delegation" in name else MENU)
