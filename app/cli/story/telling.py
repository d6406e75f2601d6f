"""The whole story: every script, in one place."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from app.cli.story import full_fridge, short_after_sales, short_billing, short_delivery
from app.cli.story.days import Days
from app.cli.story.script import House, Script
from app.cli.story.teller import tell

SCRIPTS: tuple[Script, ...] = (
    full_fridge.SCRIPT, *short_after_sales.SCRIPTS, *short_delivery.SCRIPTS, *short_billing.SCRIPTS,
)  # fmt: skip


def tell_all(at: datetime, hashed: str) -> House:
    """Tell every case of the story, with `at` as its today."""
    return tell(SCRIPTS, Days(at, current_app.config["ZONE"]), hashed)
