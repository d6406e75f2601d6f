"""Rules of exhibits: names, kinds, who reads, how a piece travels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exhibits.rules import (
    ENTRIES,
    ExhibitKind,
    From,
    Piece,
    caution,
    guessed_kind,
    may_read,
    shown_name,
    title_of,
    travels,
)
from app.kernel import Audience, words
from app.plumbing.typography import say

MEDIATOR = Audience.MEDIATOR


@given(st.text(max_size=600))
def test_any_name_becomes_one_printable_line_without_a_path(name: str) -> None:
    shown = shown_name(name)
    assert 0 < len(shown) <= 160
    assert shown.isprintable()
    assert "/" not in shown
    assert "\\" not in shown
    assert shown_name(shown) == shown


DOCUMENT = words("document PDF", "PDF document")


@pytest.mark.parametrize("name", ["a.pdf", "A.PDF", "a", "a.b", ".pdf", "facture"])
def test_a_file_that_is_what_its_name_says_needs_no_caution(name: str) -> None:
    assert caution(name, "pdf", DOCUMENT, active=False) is None


def test_a_document_under_a_wrong_extension_is_said_to_be_what_it_is() -> None:
    found = caution("scan.jpeg", "pdf", DOCUMENT, active=False)
    assert found is not None
    assert say(found, "en") == "The extension “.jpeg” does not match the content: PDF document. The content counts."
    assert caution("scan.jpeg", "jpg", DOCUMENT, active=False) is None


def test_every_naughty_string_can_be_shown_as_a_name(shared_data: Path) -> None:
    for name in json.loads((shared_data / "naughty" / "blns.json").read_text("utf-8")):
        assert shown_name(name).isprintable()
        assert title_of(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\eve\\facture.pdf", "facture.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("\u200b.pdf", "pdf"),
        ("", "sans nom"),
        ("...", "sans nom"),
        ("a\nb.pdf", "a b.pdf"),
    ],
)
def test_names_are_cleaned(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_a_long_name_keeps_its_extension() -> None:
    assert shown_name("x" * 300 + ".pdf").endswith("….pdf")


def test_the_proposed_title_opens_dashes_and_drops_the_extension() -> None:
    assert title_of("facture_de-juillet.pdf") == "facture de juillet"
    assert title_of("facture_CMD-2026-1187.pdf") == "facture CMD-2026-1187"


def test_the_kind_is_proposed_from_the_name_else_from_the_content() -> None:
    assert guessed_kind("Facture n°3.pdf", "pages", "application/pdf") is ExhibitKind.INVOICE
    assert guessed_kind("IMG_0001.jpg", "pages", "image/jpeg") is ExhibitKind.PHOTO
    assert guessed_kind("re.eml", "mail", "message/rfc822") is ExhibitKind.EXCHANGE


def test_who_reads_what_is_a_ladder_from_us_to_the_mediator() -> None:
    assert may_read(Audience.INTERNAL, Audience.INTERNAL)
    assert not may_read(Audience.INTERNAL, Audience.CUSTOMER)
    assert not may_read(Audience.CUSTOMER, MEDIATOR)
    assert may_read(MEDIATOR, Audience.CUSTOMER)


def piece(family: str, **terms: object) -> Piece:
    return Piece(**{"family": family, "brought_by": From.CUSTOMER, "audience": MEDIATOR, "pages": 1, **terms})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("which", "shown", "attached"),
    [
        (piece("pages"), True, True),
        (piece("pages", audience=Audience.CUSTOMER), False, False),
        (piece("pages", withdrawn=True), False, False),
        (piece("active"), False, False),
        (piece("mail"), True, True),
        (piece("mail", brought_by=From.US), True, False),
        (piece("office"), False, True),
        (piece("office", brought_by=From.US), False, False),
        (piece("other"), False, True),
    ],
)
def test_how_a_piece_travels_to_the_mediator(which: Piece, shown: bool, attached: bool) -> None:
    how = travels(which, MEDIATOR)
    assert (how.shown, how.attached) == (shown, attached)
    assert (how.why is None) == (shown and attached)


def test_the_journal_names_one_exhibit_or_a_range() -> None:
    title = ENTRIES["exhibit.added"].title
    assert str(title({"number": 3, "last": 3})) == "Exhibit no. 3 added"
    assert str(title({"number": 3, "last": 5})) == "Exhibits no. 3 to 5 added"
