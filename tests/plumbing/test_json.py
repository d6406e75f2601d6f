"""What a column of JSON keeps: what was given, on either database, in few bytes."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from app.plumbing.db import as_json, read_json

TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)


@given(VALUES)
def test_what_is_kept_is_read_back_and_can_be_stored(value: object) -> None:
    written = as_json(value)
    assert read_json(written.encode()) == value == json.loads(written)


def test_letters_stand_as_they_are() -> None:
    assert as_json({"fr": "l’échéance", "n": [1, 2]}) == '{"fr":"l’échéance","n":[1,2]}'
