"""Reading one line about somebody."""

from __future__ import annotations

import pytest

from app.people.rules.looking_up import LONGEST_LINE, Named, named


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Mme Nathalie Bréchard, 06 39 98 77 01", Named("Nathalie Bréchard", "Mme", phone="06 39 98 77 01")),
        ("M. Rey", Named("Rey", "M.")),
        ("monsieur  rey", Named("rey", "M.")),
        ("Mrs Jane Doe <jane@example.org>", Named("Jane Doe", "Mme", email="jane@example.org")),
        ("M. et Mme Durand", Named("M. et Mme Durand")),
        ("Marie Mme", Named("Marie Mme")),
        ("+33 (0)6 39 98 77 01 Awa Diallo", Named("Awa Diallo", phone="+33 (0)6 39 98 77 01")),
        ("jean@exemple.fr", Named("jean@exemple.fr", email="jean@exemple.fr")),
        ("0639987701", Named("0639987701", phone="0639987701")),
        ("CMD-2026-0639987701", Named("CMD-2026-0639987701")),
        ("Martin 75011", Named("Martin 75011")),
        ("M.", Named("M.")),
        ("", Named("")),
    ],
)
def test_title_email_and_telephone_are_taken_out_of_what_is_typed(typed: str, read: Named) -> None:
    assert named(typed) == read


@pytest.mark.parametrize("typed", ["06 39 98 77 01", "06.39.98.77.01", "+33639987701", "0033 6 39 98 77 01"])
def test_a_telephone_is_the_same_however_it_is_written(typed: str) -> None:
    assert named(typed).digits == "639987701"


@pytest.mark.parametrize("typed", ["N 1 000 000.00", "!@#$%^&*()`~", "a@b", "n° 0 812", "Dupont 0123456789012345"])
def test_what_only_resembles_an_address_or_a_telephone_stays_in_the_name(typed: str) -> None:
    assert named(typed) == Named(typed)


@pytest.mark.parametrize(
    "typed", ["à" * 200_000, "a b " * 50_000, " " * 200_000 + "Rey", "a@b.fr " * 30_000, "06 " * 60_000]
)
def test_of_a_page_pasted_into_the_line_only_its_beginning_is_read(typed: str) -> None:
    read = named(typed)
    assert len(read.name) <= LONGEST_LINE
    assert len(read.words) <= LONGEST_LINE


def test_a_title_is_shown_as_the_reader_writes_it() -> None:
    typed = named("Ms Ann Lee")
    assert (typed.name_in("en"), typed.name_in("fr"), named("Ann Lee").name_in("en")) == (
        "Ms Ann Lee",
        "Mme Ann Lee",
        "Ann Lee",
    )
