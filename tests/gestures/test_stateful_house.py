"""Anything anybody may try, through the real actions, on both databases: I1–I12 hold after every step."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from datetime import date

import pytest
from flask import Flask

from app.costs.queries import money_problems
from app.gestures.queries import gesture_money_problems
from app.journal.queries import verify
from config import Settings
from tests.gestures.house_world import HouseWorld
from tests.gestures.renewing import Kept
from tests.gestures.script import STEPS, Script, seeded

START = date(2026, 11, 20)
LIFE = 125
"""Steps of one life: long enough for sums to grow and budgets to end, short enough for the next to begin afresh."""


def drive(settings: Settings, seed: int, steps: int, *, said: bool = False) -> Counter[str]:
    """Lives of one house, each begun where the house stood at first, each from its own seed."""
    tally: Counter[str] = Counter()
    world = HouseWorld(START)
    kept, began = Kept(settings), time.monotonic()
    lives = -(-steps // LIFE)
    for life in range(lives):
        kept.restore()
        world.begin(START)
        tally += Script(world, seeded(seed * 1000 + life)).run(min(LIFE, steps))
        assert money_problems() == [], f"seed {seed}, life {life}"
        assert gesture_money_problems() == [], f"seed {seed}, life {life}"
        assert list(verify()) == [], f"seed {seed}, life {life}"
        if said and life % 20 == 19:
            print(
                f"{(life + 1) * LIFE} steps, {60 * (life + 1) * LIFE / (time.monotonic() - began):.0f} a minute",
                flush=True,
            )
    kept.forget()
    return tally


def test_fifteen_hundred_steps_through_the_real_actions_keep_every_invariant(app: Flask, settings: Settings) -> None:
    tally = drive(settings, seed=11, steps=1_500)
    assert sum(tally.values()) >= 1_500
    assert {name for name, _weight in STEPS} <= set(tally), "every kind of step succeeded at least once"


@pytest.mark.long
def test_fifty_thousand_steps_through_the_real_actions_keep_every_invariant(app: Flask, settings: Settings) -> None:
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    steps = int(os.environ.get("STEPS") or 50_000)
    print(f"seed {seed}")
    assert sum(drive(settings, seed, steps, said=True).values()) >= steps
