"""The whole story: every script and every file, in one place."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from app.cli.story import (
    full_cellar,
    full_fridge,
    full_restaurant,
    full_screen,
    full_subscription,
    full_washer,
    short_after_sales,
    short_billing,
    short_delivery,
)
from app.cli.story.days import Days
from app.cli.story.evidence import take_in_all
from app.cli.story.script import House, Script
from app.cli.story.teller import opened, tell

FULL = (full_washer, full_fridge, full_screen, full_subscription, full_cellar, full_restaurant)
SCRIPTS: tuple[Script, ...] = (
    *(module.SCRIPT for module in FULL), *short_after_sales.SCRIPTS, *short_delivery.SCRIPTS, *short_billing.SCRIPTS,
)  # fmt: skip


def tell_all(at: datetime, hashed: str) -> House:
    """Tell every case of the story, with `at` as its today: the people, then the files (outside any transaction), then the acts."""
    days = Days(at, current_app.config["ZONE"])
    house = opened(days, hashed)
    house.taken = take_in_all(days, tuple(module.fill for module in FULL), at)
    return tell(house, SCRIPTS, days)
