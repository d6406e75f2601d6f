"""What each audience's file can hold at all, and how facts are arranged."""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import date

import pytest

from app.documents.rules import (
    ClaimLine,
    ConsumerPack,
    CourtBundle,
    Entry,
    ExhibitLine,
    InternalFile,
    MediatorFile,
    Note,
    ReplyPack,
    chapters_of,
    is_slight,
    periods,
    shortened,
    totals,
)
from app.documents.rules import facts as facts_module
from app.kernel import Money, words

INSIDE_ONLY = {"Note", "Approval", "CostLine", "RestrictedEntry", "Inside"}
OUTSIDE = (MediatorFile, ConsumerPack, ReplyPack, CourtBundle)
NEVER = {
    "cost",
    "costs",
    "budget",
    "authority",
    "approvals",
    "notes",
    "spent",
    "decided_by",
    "asked_by",
    "owner",
    "file_name",
    "bcc",
    "tags",
    "inside",
}


def reachable(kind: type) -> dict[str, type]:
    """Every dataclass that a file of this kind can hold, however deep."""
    found: dict[str, type] = {}
    todo: list[typing.Any] = [kind]
    while todo:
        each = todo.pop()
        todo.extend(typing.get_args(each))
        if isinstance(each, type) and dataclasses.is_dataclass(each) and each.__name__ not in found:
            found[each.__name__] = each
            todo.extend(typing.get_type_hints(each, vars(facts_module)).values())
    return found


@pytest.mark.parametrize("kind", OUTSIDE)
def test_no_file_for_outside_can_hold_what_stays_inside(kind: type) -> None:
    assert not INSIDE_ONLY & set(reachable(kind))
    names = {each.name for held in reachable(kind).values() for each in dataclasses.fields(held)}
    assert not NEVER & names


def test_the_control_the_internal_file_holds_it_all() -> None:
    assert set(reachable(InternalFile)) >= INSIDE_ONLY


def test_a_widened_allow_list_is_caught() -> None:
    widened = dataclasses.make_dataclass(
        "Widened", [("entries", tuple[Entry, ...]), ("remarks", tuple[Note, ...])], frozen=True
    )
    assert INSIDE_ONLY & set(reachable(widened)) == {"Note"}


@pytest.mark.parametrize("kind", OUTSIDE)
def test_a_file_for_outside_refuses_an_unknown_field(kind: typing.Any) -> None:
    with pytest.raises(TypeError):
        kind(notes=("secret",))


def test_no_field_is_of_any_type() -> None:
    """An untyped field would be a hole in the list."""
    for kind in (*OUTSIDE, InternalFile):
        for held in reachable(kind).values():
            for hint in typing.get_type_hints(held).values():
                assert hint not in (typing.Any, object, dict)
                assert not isinstance(hint, types.GenericAlias) or hint.__origin__ is tuple


def entry(day: date, name: str) -> Entry:
    return Entry(day, words(name, name))


def test_entries_are_numbered_in_time_and_grouped_by_month() -> None:
    told = (
        entry(date(2026, 3, 9), "c"),
        entry(date(2025, 3, 1), "a"),
        entry(date(2026, 3, 2), "b1"),
        entry(date(2026, 3, 2), "b2"),
    )
    made = periods(told)
    assert [period.month for period in made] == [date(2025, 3, 1), date(2026, 3, 1)]
    assert [(each.number, each.entry.title.fr) for period in made for each in period.entries] == [
        (1, "a"),
        (2, "b1"),
        (3, "b2"),
        (4, "c"),
    ]


def test_totals_leave_out_lines_without_amount() -> None:
    answer = words("", "")
    lines = (
        ClaimLine(1, "", "", Money(100), answer),
        ClaimLine(2, "", "", None, answer, Money(5)),
        ClaimLine(3, "", "", Money(1), answer),
    )
    assert totals(lines) == totals(reversed(lines))
    assert (totals(lines).asked, totals(lines).recognised, totals(lines).offered) == (Money(101), Money(5), None)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Court.", "Court."),
        ("Un  texte\nsur deux lignes", "Un texte sur deux lignes"),
        ("Première phrase. " + "mot " * 40, "Première phrase. " + "mot " * 15 + "[…]"),
        (
            "Une phrase assez longue pour faire la moitié. Une autre qui dépasse la limite, ici.",
            "Une phrase assez longue pour faire la moitié. […]",
        ),
        ("x" * 200, "x" * 78 + " […]"),
    ],
)
def test_a_text_is_cut_after_a_sentence_else_a_word(text: str, short: str) -> None:
    assert shortened(text, 78) == short


def test_every_file_has_its_list_of_exhibits_and_fingerprints() -> None:
    for kind in (*OUTSIDE, InternalFile):
        doc = object.__new__(kind)
        object.__setattr__(doc, "exhibits", ("one",))
        keys = [chapter.key for chapter in chapters_of(doc)]
        assert {"exhibits", "fingerprints"} <= set(keys)
        assert len(keys) == len(set(keys))


def test_a_file_without_exhibits_says_so_once_and_on_the_page_of_the_chapter_before() -> None:
    for kind in (*OUTSIDE, InternalFile):
        doc = object.__new__(kind)
        for name in ("exhibits", "attempts", "offers"):
            object.__setattr__(doc, name, ())
        if isinstance(doc, InternalFile):
            object.__setattr__(doc, "inside", facts_module.Inside("Alice Petit", "Après-vente"))
        chapters = chapters_of(doc)
        assert "fingerprints" not in [chapter.key for chapter in chapters]
        slight = {chapter.key for chapter in chapters if is_slight(doc, chapter)}
        assert slight == {"exhibits", "attempts", "offers", "approvals"} & {chapter.key for chapter in chapters}


def test_an_exhibit_line_has_no_place_for_the_sender_s_file_name() -> None:
    assert not {"name", "file_name", "path", "key"} & {each.name for each in dataclasses.fields(ExhibitLine)}
