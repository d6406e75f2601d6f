"""Words as they are stored and looked for: without case and accents, œ and æ opened, French and English stems alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

OPENED = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "’": " "}
)  # fmt: skip
TOKEN = re.compile(r"[^\W_]+")
LONGEST_TOKEN = 60
LONGEST_TEXT = 60_000
_stemmer = Stemmer.Stemmer("french", 20_000)


class _Marks(dict[int, int | None]):
    """Drops combining marks; remembers what it has looked up."""

    def __missing__(self, code: int) -> int | None:
        kept = self[code] = None if unicodedata.combining(chr(code)) else code
        return kept


_marks = _Marks()


ODD = re.compile(r"[^\x00-\x7f]+")


def plain(value: str) -> str:
    """Lower case without accents, ligatures opened; positions are not kept.

    Most letters of most texts need nothing: only what is between them is looked at, each run of it once.
    """
    if value.isascii():
        return value.lower()
    return ODD.sub(_plain_run, value.lower())


def _plain_run(found: re.Match[str]) -> str:
    return _plain(found.group())


@lru_cache(maxsize=20_000)
def _plain(run: str) -> str:
    decomposed = unicodedata.normalize("NFKD", run.translate(OPENED))
    return decomposed.translate(_marks).lower().translate(OPENED)


@lru_cache(maxsize=50_000)
def stem(token: str) -> str:
    """The stem of one folded word; numbers and codes stay as they are."""
    return (str(_stemmer.stemWord(token)) or token) if token.isalpha() else token


def folded(value: str) -> str:
    """The words of a text as they are stored and looked for."""
    return " ".join(map(stem, [token[:LONGEST_TOKEN] for token in TOKEN.findall(plain(value[:LONGEST_TEXT]))]))
