"""Search finds the same texts on both databases, newest first, and shows a true piece of each."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.plumbing import search, unit_of_work
from app.plumbing.db import db
from app.plumbing.search import finding, folding, snippets

WORDS = [
    "œuvre", "Œuvres", "OEUVRE", "déçu", "decu", "Deçus", "naïve", "12", "012", "1e5", "12e5", "0x1f", "CMD-2026-1187", "cmd", "2026", "a1b2",
    "1a2b", "l’été", "l'ete", "aujourd’hui", "Straße", "strasse", "łódź", "İstanbul", "rembourser", "remboursement", "remboursé", "refund", "refunds",
    "ﬁn", "m²", "½", "ne", "pas", "the", "القاهرة", "שלום", "Ελλάδα", "москва", "東京", "de\u0301ja\u0300", "foo_bar", "a.b@c.fr", "+33 6 01", "3,5 %",
]  # fmt: skip
SPACES = [
    " ",
    "\n",
    "\t",
    ", ",
    ". ",
    "-",
    "'",
    "’",
    "/",
    "\u202f",
    "\u00a0",
    "\0",
    " « ",
    "<b>",
    '"',
    "\\",
    " & ",
    " | ",
    ":*",
    "()",
    "!",
]
pieces = st.lists(
    st.tuples(st.sampled_from(WORDS) | st.text(max_size=6), st.sampled_from(SPACES)), min_size=1, max_size=8
)
texts = pieces.map(lambda parts: "".join(word + space for word, space in parts))


def meant(shown: str, asked: str) -> bool:
    """What a hit is, said in Python: every folded word of the query is among the folded words of the text."""
    wanted = set(search.folded(asked).split())
    return bool(wanted) and wanted <= set(
        search.folded(shown.replace("\0", " ").encode("utf-8", "replace").decode()).split()
    )


def store(*shown: str) -> None:
    """Store these texts, each of a subject of its own, numbered from 1."""
    with unit_of_work.writing():
        for number, one in enumerate(shown, start=1):
            search.put(number, "entry", "1", "internal", one)


def subjects(asked: str) -> list[int]:
    """The subjects found, over all batches."""
    return [place.subject_id for batch in search.batches(asked) for place in batch]


def test_both_databases_find_exactly_the_texts_that_hold_every_word(app: Flask) -> None:
    seen = itertools.count(1)

    @settings(max_examples=60)
    @given(st.lists(texts, min_size=1, max_size=6), st.lists(texts, min_size=1, max_size=4))
    def same(stored: list[str], queries: list[str]) -> None:
        base = next(seen) * 1000
        with unit_of_work.writing():
            for number, shown in enumerate(stored):
                search.put(base + number, "entry", "1", "internal", shown)
        for asked in [*queries, *WORDS[:6], *(one[:12] for one in stored)]:
            wanted = [base + number for number, shown in enumerate(stored) if meant(shown, asked)]
            assert [found for found in subjects(asked) if found >= base] == wanted[::-1]

    same()


def test_a_code_and_a_number_are_found_as_written(app: Flask) -> None:
    store("Commande CMD-2026-1187 du 12", "Commande CMD-2026-1188", "Douze: 12e5 et 1e5")
    assert subjects("cmd-2026-1187") == [1]
    assert subjects("12e5") == [3]
    assert subjects("12") == [1]
    assert subjects("#0") == []


def test_replaced_words_are_no_longer_found_and_an_empty_text_is_forgotten(app: Flask) -> None:
    store("zibeline")
    with unit_of_work.writing():
        search.put(1, "entry", "1", "internal", "hermine")
    assert (subjects("zibeline"), subjects("hermine")) == ([], [1])
    with unit_of_work.writing():
        search.put(1, "entry", "1", "internal", " … ")
    assert subjects("hermine") == []


@pytest.mark.parametrize("few", [-1, 3, 100, finding.FEW])
@pytest.mark.parametrize(("every", "batch"), [(1, 7), (3, 7), (40, 7), (1000, 7)])
def test_batches_give_every_hit_once_newest_first_whatever_its_frequency_and_whatever_is_expected(
    app: Flask, monkeypatch: pytest.MonkeyPatch, every: int, batch: int, few: int
) -> None:
    monkeypatch.setattr(finding, "MOST_RANKED", batch)
    monkeypatch.setattr(finding, "FEW", few)
    gaps = range(1, 60_000, 97)
    with unit_of_work.writing():
        for place, number in enumerate(gaps):
            word = "zibeline" if place % every == 0 else "hermine"
            row = {
                "id": number,
                "subject_id": number,
                "kind": "entry",
                "key": "1",
                "audience": "internal",
                "shown": word,
                "words": search.folded(word),
            }
            db.session.execute(search.SearchText.__table__.insert().values(**row))
    assert subjects("zibeline") == [number for place, number in enumerate(gaps) if place % every == 0][::-1]
    assert all(len(found) <= batch for found in search.batches("zibeline"))


@pytest.mark.parametrize("few", [0, finding.FEW])
def test_a_title_is_found_alone_however_many_newer_texts_hold_its_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(finding, "FEW", few)
    with unit_of_work.writing():
        search.put(1, "customer", "customer", "internal", "Mme Paule Zibeline", title=True)
        for number in range(2, 500):
            search.put(number, "entry", "1", "internal", "La housse en zibeline")
    assert [place.subject_id for batch in search.titles("ZIBELINES") for place in batch] == [1]
    assert [place.subject_id for batch in search.titles("paule zibeline") for place in batch] == [1]
    assert list(search.titles("housse")) == list(search.titles("…")) == []
    assert subjects("zibeline") == [*range(499, 1, -1), 1]
    with unit_of_work.writing():
        search.put(1, "customer", "customer", "internal", "Mme Paule Hermine", title=True)
    assert list(search.titles("zibeline")) == []


@given(texts)
def test_the_words_of_a_title_are_read_back_as_they_were_said(shown: str) -> None:
    said = search.folded(shown)
    assert search.words_of(search.titled(said)) == search.words_of(said) == said


@pytest.mark.parametrize(
    ("several", "gave", "missing", "next_several"),
    [(2, 985, 15, 1), (2, 400, 600, 4), (2, 10, 990, 8), (2, 0, 1000, 8), (8, 1000, 0, 1)],
)
def test_of_a_common_word_no_more_blocks_are_read_than_what_is_missing_asks_for(
    several: int, gave: int, missing: int, next_several: int
) -> None:
    assert finding._going_on(several, gave, missing) == next_several


def test_neither_database_reads_every_text_to_find_a_word(app: Flask) -> None:
    store(*["le canapé"] * 500, "le remboursement")
    if db.engine.dialect.name == "sqlite":
        plan, index = (
            "EXPLAIN QUERY PLAN SELECT rowid FROM search_index WHERE search_index MATCH '\"rembours\"'",
            "VIRTUAL TABLE INDEX",
        )
    else:
        db.session.execute(text("ANALYZE search_text"))
        plan = (
            "EXPLAIN SELECT id FROM search_text t WHERE search_vector(t.words, t.id) @@ CAST('''rembours''' AS tsquery)"
        )
        index = "ix_search_text_words"
    assert any(index in str(line[-1]) for line in db.session.execute(text(plan)))


HOSTILE = [
    "<script>alert('zibeline')</script> zibeline & <mark>faux</mark>", "\u202ezibeline\u202c à l’envers \u2066zibeline\u2069", "zib\0eline zibeline",
    "العربية zibeline שלום", "a\u0301" * 300 + " zibeline " + "\U0001f600" * 300, "zibeline" * 500, "&lt;zibeline&gt;", "]]> zibeline {{ 7 * 7 }} %s {0}",
]  # fmt: skip


@pytest.mark.parametrize("shown", HOSTILE)
def test_a_snippet_is_a_true_piece_of_the_text_with_its_hits_marked(shown: str) -> None:
    parts = search.snippet(shown, "zibeline")
    whole = snippets.TURNING.sub("", shown)
    assert "".join(piece for piece, _hit in parts).strip("…") in whole
    assert all(search.folded(piece) == search.folded("zibeline") for piece, hit in parts if hit)
    assert sum(len(piece) for piece, _hit in parts) <= 162
    assert not any(snippets.TURNING.search(piece) for piece, _hit in parts)


@given(texts, texts)
def test_snippets_of_any_text_for_any_query_are_pieces_of_it(shown: str, asked: str) -> None:
    parts = search.snippet(shown, asked)
    assert "".join(piece for piece, _hit in parts).strip("…") in snippets.TURNING.sub("", shown)
    wanted = set(search.folded(asked).split())
    assert all(set(search.folded(piece).split()) & wanted for piece, hit in parts if hit)


def test_accents_and_ligatures_are_marked_as_they_stand() -> None:
    assert ("Œuvres", True) in search.snippet("Les Œuvres de la maison", "oeuvre")
    assert ("de\u0301ja\u0300", True) in search.snippet("Il a de\u0301ja\u0300 écrit", "DÉJÀ")


def test_a_snippet_begins_at_a_word() -> None:
    parts = search.snippet("abcdefghijkl " * 30 + "zibeline " + "suite " * 60, "zibeline")
    assert parts[0] == ("…", False)
    assert parts[1][0].startswith("abcdefghijkl ")
    assert parts[-1] == ("…", False)


LETTERS = st.characters(
    exclude_categories=("Cs",),
    exclude_characters="".join(c for c in map(chr, range(0x110000)) if "\u03a3" in unicodedata.normalize("NFKD", c)),
)
"""All but what is, or opens into, the one letter whose small form depends on its neighbours."""


@given(st.lists(st.one_of(st.text(LETTERS, max_size=6), st.sampled_from(WORDS)), max_size=8).map("".join))
def test_a_text_is_folded_run_by_run_as_it_would_be_whole(value: str) -> None:
    opened = unicodedata.normalize("NFKD", value.lower().translate(folding.OPENED))
    whole = "".join(c for c in opened if not unicodedata.combining(c)).lower().translate(folding.OPENED)
    assert search.plain(value) == whole


@given(st.text())
def test_folding_is_stable_and_leaves_only_words(value: str) -> None:
    tokens = search.folded(value).split(" ") if search.folded(value) else []
    assert all(token and folding.TOKEN.fullmatch(token) and len(token) <= 60 for token in tokens)
    assert search.plain(search.plain(value)) == search.plain(value)


def test_words_that_no_text_holds_together_are_found_in_the_subject_that_holds_them_all(app: Flask) -> None:
    with unit_of_work.writing():
        search.put(1, "customer", "customer", "internal", "Mme Paulette Grandin")
        search.put(1, "complaint", "complaint", "customer", "Un aspirateur jamais livré")
        search.put(2, "complaint", "complaint", "customer", "Aspirateur bruyant")
        search.put(3, "customer", "customer", "internal", "M. Grandin")
    assert search.newest("grandin aspirateur") == []
    assert {place.subject_id for place in search.scattered("GRANDIN aspirateurs")} == {1}
    assert search.scattered("grandin") == []
    assert search.scattered("grandin vapeur") == []
