"""One act is one line of the time line, however many entries the journal keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.cases.rules.grouping import told_once
from app.exhibits.rules import ENTRIES, runs_of

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime = AT
    by: str = "staff:1"
    commitment: str = ""


def kinds(*entries: Told) -> list[str]:
    return [entry.kind for entry, _data in told_once(entries)]


def test_a_refusal_is_told_once() -> None:
    assert kinds(Told("gesture.refused", {"offer": 1}), Told("case.offer_lapsed", {"offer": 1})) == ["gesture.refused"]


def test_an_acceptance_is_told_once_and_what_follows_stays() -> None:
    told = kinds(
        Told("gesture.accepted", {"offer": 1}), Told("case.offer_accepted", {"offer": 1}), Told("case.promised")
    )
    assert told == ["gesture.accepted", "case.promised"]


def test_another_offer_another_instant_or_words_of_their_own_stay() -> None:
    first = Told("gesture.refused", {"offer": 1})
    assert len(kinds(first, Told("case.offer_lapsed", {"offer": 2}))) == 2
    assert len(kinds(first, Told("case.offer_lapsed", {"offer": 1}, AT + timedelta(seconds=1)))) == 2
    assert len(kinds(first, Told("case.offer_lapsed", {"offer": 1}, commitment="c0ffee"))) == 2
    assert kinds(Told("case.offer_lapsed", {"offer": 1})) == ["case.offer_lapsed"]


def released(number: int, to: str = "mediator", at: datetime = AT, by: str = "staff:1") -> Told:
    return Told("exhibit.released", {"number": number, "to": to}, at, by)


def test_exhibits_released_together_are_one_line_that_names_them() -> None:
    [(first, data)] = told_once([released(n) for n in (1, 2, 3, 4, 7)])
    assert (first.data["number"], data["numbers"]) == (1, (1, 2, 3, 4, 7))
    title = ENTRIES["exhibit.released"].title(data)
    assert title.fr.startswith("Pièces n°")
    assert [str(run) for run in runs_of([1, 2, 3, 4, 7])] == ["1 to 4", "7"]


def test_exhibits_released_to_others_later_or_by_another_person_are_lines_of_their_own() -> None:
    one = released(1)
    assert len(told_once([one, released(2, to="customer")])) == 2
    assert len(told_once([one, released(2, at=AT + timedelta(hours=1))])) == 2
    assert len(told_once([one, released(2, by="staff:2")])) == 2


def test_one_exhibit_alone_keeps_its_own_words() -> None:
    [(_entry, data)] = told_once([released(5)])
    assert str(ENTRIES["exhibit.released"].title(data)) == "Exhibit no. 5 released"
