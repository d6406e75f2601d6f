"""Sentences as they are kept in a row: both languages and their values, dates and amounts marked as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from app.kernel import Json, Money, Words


def kept(sentence: Words) -> dict[str, Json]:
    """A sentence as a row keeps it."""
    return {"fr": sentence.fr, "en": sentence.en, "values": {name: _value(value) for name, value in sentence.values}}


def _value(value: object) -> Json:
    if isinstance(value, Words):
        return {"words": kept(value)}
    if isinstance(value, Money):
        return {"money": [value.minor, value.currency]}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, list | tuple):
        return {"list": [_value(item) for item in value]}
    return value if isinstance(value, bool | int | float | str) or value is None else str(value)


def said(row: Mapping[str, Any]) -> Words:
    """The sentence that a row keeps."""
    values = row.get("values")
    return Words(
        row["fr"], row["en"], tuple([(name, _read(value)) for name, value in values.items()]) if values else ()
    )


def _read(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    (kind, inner), *_rest = value.items()
    return READERS[kind](inner)


READERS: dict[str, Callable[[Any], object]] = {
    "words": said,
    "money": lambda pair: Money(pair[0], pair[1]),
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "list": lambda items: tuple(_read(item) for item in items),
}
