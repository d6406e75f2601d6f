"""Sentences as rows keep them: read back as they were, and the same however they are written out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.signals import SignalKind
from app.cases.rules.stored_words import kept, said, written, written_all
from app.kernel import Money, Words
from app.plumbing.db import as_json

PLAIN = st.one_of(
    st.text(max_size=8),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.builds(Money, st.integers(-(10**9), 10**9), st.just("EUR")),
    st.sampled_from(SignalKind),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.lists(inner, max_size=3),
        st.builds(
            Words,
            st.text(max_size=5),
            st.text(max_size=5),
            st.lists(st.tuples(st.text(max_size=3), inner), max_size=3).map(tuple),
        ),
    ),
    max_leaves=6,
)
SENTENCES = st.builds(
    Words,
    st.text(max_size=20),
    st.text(max_size=20),
    st.lists(st.tuples(st.text(max_size=3), VALUES), max_size=4).map(tuple),
)


@given(st.lists(SENTENCES, max_size=3))
def test_what_is_written_out_is_what_is_kept(sentences: list[Words]) -> None:
    assert written_all(sentences) == as_json([kept(sentence) for sentence in sentences])
    assert [written(sentence) for sentence in sentences] == [as_json(kept(sentence)) for sentence in sentences]
    assert [said(json.loads(written(sentence))).fr for sentence in sentences] == [each.fr for each in sentences]


def test_a_sentence_is_read_back_with_its_values() -> None:
    inner = Words("le {jour}", "on {jour}", (("jour", date(2026, 11, 20)),))
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    sentence = Words(
        "{a} {b} {c} {d}", "{a} {b} {c} {d}", (("a", inner), ("b", Money(150)), ("c", at), ("d", (1, "x")))
    )
    assert said(json.loads(written(sentence))) == sentence
