"""Sentences as they are kept in a row: both languages and their values, dates and amounts marked as such."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.kernel import Json, Money, Words


def kept(sentence: Words) -> dict[str, Json]:
    """A sentence as a row keeps it."""
    return _both(sentence, {name: _value(value) for name, value in sentence.values})


def _both(sentence: Words, values: Mapping[str, Any]) -> dict[str, Any]:
    """Both languages, and the values if there are any: most words have none, and rows are full of them."""
    both: dict[str, Any] = {"fr": sentence.fr, "en": sentence.en}
    if values:
        both["values"] = values
    return both


def _value(value: object) -> Json:
    keep = KEEPERS.get(type(value))
    return keep(value) if keep is not None else _of_a_kind(value)


def _of_a_kind(value: object) -> Json:
    """What derives from a kind that is kept is kept as that kind; anything else as its text."""
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    keep = next((keep for kind, keep in KEEPERS.items() if isinstance(value, kind)), str)
    return keep(value)


def _as_it_is(value: Any) -> Json:
    kept_value: Json = value
    return kept_value


def _listed(values: Any) -> Json:
    return {"list": [_value(item) for item in values]}


KEEPERS: dict[type[Any], Callable[[Any], Json]] = {
    str: _as_it_is,
    int: _as_it_is,
    Words: lambda sentence: {"words": kept(sentence)},
    Money: lambda amount: {"money": [amount.minor, amount.currency]},
    datetime: lambda instant: {"instant": instant.isoformat()},
    date: lambda day: {"day": day.isoformat()},
    list: _listed,
    tuple: _listed,
}
"""How a value is kept, by its type; an instant comes before a day, which it also is."""


def written(sentence: Words) -> str:
    """A sentence as a row keeps it, written out as JSON: the encoder itself walks through its values."""
    return _encode(_opened(sentence))


def written_all(sentences: Iterable[Words]) -> str:
    """A list of sentences, written out as JSON."""
    return _encode([_opened(sentence) for sentence in sentences])


def _opened(sentence: Words) -> dict[str, object]:
    """A sentence whose values the encoder knows, or asks about."""
    values = {name: value if type(value) in KNOWN else _value(value) for name, value in sentence.values}
    return _both(sentence, values)


def _asked(value: object) -> object:
    """What the encoder makes of a value that is no JSON by itself."""
    if type(value) is Words:
        return {"words": _opened(value) if value.values else {"fr": value.fr, "en": value.en}}
    return {"day": value.isoformat()} if type(value) is date else _value(value)


KNOWN = frozenset({str, int, Words, date})
"""The kinds of value that sentences are full of; any other is kept first, as `kept` does."""
_encode = json.JSONEncoder(default=_asked, ensure_ascii=False, separators=(",", ":")).encode


def said(row: Mapping[str, Any]) -> Words:
    """The sentence that a row keeps."""
    values = row.get("values")
    if not values:
        return Words(row["fr"], row["en"])
    return Words(row["fr"], row["en"], tuple([(name, _read(value)) for name, value in values.items()]))


def _read(value: Any) -> object:
    if type(value) is not dict:
        return value
    ((kind, inner),) = value.items()
    return READERS[kind](inner)


READERS: dict[str, Callable[[Any], object]] = {
    "words": said,
    "money": lambda pair: Money(pair[0], pair[1]),
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "list": lambda items: tuple(_read(item) for item in items),
}
