"""Full text: words folded in Python, so that both databases find the same rows; FTS5 here, tsvector there.

A room stores text as (subject, kind, key, audience, folded words). Folding takes away case and accents, opens œ and æ,
and stems French and English alike, so that "Œuvres" finds "oeuvre". Both indexes hold exactly the folded words: neither
database's own parser has a say.
"""

from app.plumbing.search.finding import Place, batches, newest, scattered, titles
from app.plumbing.search.folding import folded, plain, stem
from app.plumbing.search.snippets import snippet
from app.plumbing.search.texts import SearchText, forget, purge, put, rebuild, titled, words_of

__all__ = [
    "Place",
    "SearchText",
    "batches",
    "folded",
    "forget",
    "newest",
    "plain",
    "purge",
    "put",
    "rebuild",
    "scattered",
    "snippet",
    "stem",
    "titled",
    "titles",
    "words_of",
]
