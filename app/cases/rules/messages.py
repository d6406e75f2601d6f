"""What a customer writes of their own accord, by when somebody replies, and what counts as a reply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.kernel import Json

REPLY_WITHIN = timedelta(days=3)
"""House rule: a message is read and replied to within three civil days; a weekend moves that to Monday."""
SATURDAY = 5
READ = "case.message_read"
"""Somebody read what the customer wrote, and it asks for no reply."""
REPLIES = frozenset(
    {
        "case.ask_customer", "case.answer", "case.final_answer", "case.send_offer", "case.send_offer_aside",
        "correspondence.written", READ,
    }
)  # fmt: skip


def reply_by(wrote_on: date) -> date:
    """By which civil day somebody replies to what came on that day."""
    last = wrote_on + REPLY_WITHIN
    return last + timedelta(days=7 - last.weekday() if last.weekday() >= SATURDAY else 0)


def replies(kind: str, data: Mapping[str, Json]) -> bool:
    """Does this entry answer whatever the customer wrote before it?"""
    return kind in REPLIES or (kind == "case.contact" and data.get("direction") == "out")
