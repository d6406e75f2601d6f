"""Which channel a form proposes first: the one the customer prefers, unless a decision limits it."""

from __future__ import annotations

import pytest

from app.cases.rules.conduct import proposed
from app.cases.rules.entries import CHANNELS

ALL = tuple(CHANNELS)


@pytest.mark.parametrize(
    ("prefers", "limited", "first"),
    [
        ("post", set(), "post"),
        ("sms", set(), "sms"),
        ("phone", {"phone"}, "email"),
        ("email", {"email", "phone"}, "post"),
        ("pigeon", set(), "email"),
    ],
)
def test_the_preferred_channel_comes_first_unless_it_is_limited(prefers: str, limited: set[str], first: str) -> None:
    assert proposed(prefers, limited, ALL) == first
