"""Anything anybody may try, through the real actions, on both databases: I1–I12 hold after every step."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import date

import pytest
from flask import Flask

from app.costs.queries import money_problems
from app.journal.queries import verify
from tests.factories.gestures import stocked
from tests.gestures.house_world import HouseWorld
from tests.gestures.script import Script, seeded

START = date(2026, 11, 20)
LIFE = 75


def drive(seed: int, steps: int) -> Counter[str]:
    """Lives of new customers in one house, each from its own seed: amounts of earlier lives stay on the books."""
    tally: Counter[str] = Counter()
    world = HouseWorld(START)
    tally += Script(world, seeded(seed)).run(steps)
    assert money_problems() == []
    assert list(verify()) == []
    return tally


def test_steps_through_the_real_actions_keep_every_invariant(app: Flask) -> None:
    tally = drive(seed=11, steps=300)
    assert sum(tally.values()) >= 300


@pytest.mark.parametrize("seed", range(21, 25))
def test_other_lives_keep_every_invariant(app: Flask, seed: int) -> None:
    tally = drive(seed, 300)
    assert tally["propose"] > 10


@pytest.mark.long
def test_fifty_thousand_steps_keep_every_invariant(app: Flask) -> None:
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    print(f"seed {seed}")
    firm = stocked()
    done = 0
    while done < 50_000:
        done += sum(Script(HouseWorld(START, firm=firm), seeded(seed + done)).run(300).values())
