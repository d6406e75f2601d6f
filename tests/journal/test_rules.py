"""The chain finds every alteration, loss, swap and insertion."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.journal.rules import GENESIS, Fault, Sealed, check, commitment_to, reseal

START = datetime(2026, 1, 1, tzinfo=UTC)


def chain(length: int) -> list[Sealed]:
    entries: list[Sealed] = []
    previous = GENESIS
    for seq in range(1, length + 1):
        blank = Sealed(
            "case:AM-1",
            seq,
            "case.note",
            START + timedelta(minutes=seq),
            "staff:1",
            "internal",
            {"n": seq},
            "",
            previous,
            "",
        )
        entries.append(replace(blank, seal=reseal(blank)))
        previous = entries[-1].seal
    return entries


@given(st.integers(0, 30))
def test_an_untouched_chain_is_whole(length: int) -> None:
    assert check(chain(length)) == []


@given(st.data(), st.integers(1, 20))
def test_any_altered_field_is_named(data: st.DataObject, length: int) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    change = data.draw(
        st.sampled_from(
            [
                {"by": "staff:2"},
                {"kind": "case.answer"},
                {"at": START},
                {"audience": "customer"},
                {"data": {"n": -1}},
                {"commitment": "x"},
            ]
        )
    )
    entries[place] = replace(entries[place], **change)
    assert (Fault.ALTERED, place + 1) in {(p.kind, p.seq) for p in check(entries)}


@given(st.data(), st.integers(3, 20))
def test_a_lost_entry_is_found(data: st.DataObject, length: int) -> None:
    entries = chain(length)
    del entries[data.draw(st.integers(0, length - 2))]
    assert check(entries)


@given(st.data(), st.integers(2, 20))
def test_swapped_entries_are_found(data: st.DataObject, length: int) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 2))
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    assert check(entries)


@given(st.data(), st.integers(1, 20))
def test_an_altered_entry_sealed_again_no_longer_links(data: st.DataObject, length: int) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    forged = replace(entries[place], by="staff:666")
    entries[place] = replace(forged, seal=reseal(forged))
    problems = check(entries)
    assert place == length - 1 or (Fault.UNLINKED, place + 2) in {(p.kind, p.seq) for p in problems}


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_commitment_says_nothing_without_its_salt_and_binds_the_words(words: str, other: str) -> None:
    kept = commitment_to({"body": words}, "salt")
    assert kept == commitment_to({"body": words}, "salt")
    assert kept != commitment_to({"body": words}, "other salt")
    assert (words == other) == (kept == commitment_to({"body": other}, "salt"))
