"""What only our own file tells: the kinds of entries that the case page knows, in words."""

from __future__ import annotations

from app.desk.queries import TABLES
from app.documents.queries.gathering import OWN
from app.documents.queries.internal_file import INSIDE


def test_the_internal_file_has_words_for_every_kind_of_entry_the_case_page_tells() -> None:
    assert {kind for kind in TABLES if not kind.startswith(OWN)} - set(INSIDE) == set()
