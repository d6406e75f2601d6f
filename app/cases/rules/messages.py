"""What a customer writes of their own accord, by when somebody replies, and what counts as a reply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from app.kernel import Json

REPLY_WITHIN = timedelta(days=3)
"""House rule: a message is read and replied to within three civil days."""
READ = "case.message_read"
"""Somebody read what the customer wrote, and it asks for no reply."""
REPLIES = frozenset(
    {
        "case.ask_customer", "case.answer", "case.final_answer", "case.send_offer", "case.send_offer_aside",
        "correspondence.written", READ,
    }
)  # fmt: skip


def replies(kind: str, data: Mapping[str, Json]) -> bool:
    """Does this entry answer whatever the customer wrote before it?"""
    return kind in REPLIES or (kind == "case.contact" and data.get("direction") == "out")
