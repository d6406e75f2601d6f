"""Reading what programs send: whatever does not fit is refused in a sentence, with its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.kernel import Refused, Words, words

S = TypeVar("S", bound=BaseModel)
MOST_TOLD = 20
"""Faults told beside the first."""


def body_of(shape: type[S], sent: bytes) -> S:
    """The document that was sent, in this shape."""
    try:
        return shape.model_validate_json(sent)
    except ValidationError as wrong:
        raise _refusal(wrong) from wrong


def query_of(shape: type[S], sent: Mapping[str, str]) -> S:
    """What the address says, in this shape."""
    try:
        return shape.model_validate(dict(sent))
    except ValidationError as wrong:
        raise _refusal(wrong) from wrong


def _refusal(wrong: ValidationError) -> Refused:
    """Everything that is wrong, names that nobody knows before all: a slip there explains the rest."""
    found = wrong.errors(include_url=False, include_input=False)
    known_last = sorted(found, key=lambda each: each["type"] != "extra_forbidden")[: MOST_TOLD + 1]
    first, *others = (_refused(each["type"], each["loc"], each.get("ctx", {})) for each in known_last)
    return Refused(first.code, first.message, first.field, tuple(others))


def _refused(kind: str, where: tuple[int | str, ...], context: Mapping[str, Any]) -> Refused:
    field = ".".join(str(part) for part in where)[:80] or None
    code, sentence = SAID.get(kind, ODD)
    return Refused(code, sentence.fill(field=field or "—", **_limits(context)), field)


def _limits(context: Mapping[str, Any]) -> dict[str, object]:
    """What the sentence says of limits: numbers, choices, dates."""
    return {
        NAMES[name]: value if isinstance(value, int) else str(value).replace("'", "").replace(" or ", ", ")
        for name, value in context.items()
        if name in NAMES
    }


NAMES = {
    "max_length": "most", "le": "most", "ge": "least", "choices": "choices", "expected": "choices", "pattern": "pattern",
}  # fmt: skip
"""What pydantic calls a limit: what our sentences call it."""


def _kind(fr: str, en: str) -> tuple[str, Words]:
    return "wrong_type", words(f"« {{field}} » attend {fr}.", f"“{{field}}” needs {en}.")


UNREADABLE = (
    "json_unreadable",
    words("Ce qui a été envoyé n’est pas du JSON lisible, en UTF-8.", "What was sent is not readable JSON, in UTF-8."),
)
OBJECT = ("not_an_object", words("Envoyez un objet JSON, entre accolades.", "Send a JSON object, in braces."))
TEXT = _kind("un texte", "a text")
NUMBER = _kind("un nombre entier, sans guillemets", "a whole number, without quotes")
DAY = _kind("une date, par exemple 2026-11-21", "a date, such as 2026-11-21")
INSTANT = _kind(
    "un instant avec son fuseau, par exemple 2026-11-21T09:00:00Z",
    "an instant with its zone, such as 2026-11-21T09:00:00Z",
)
YES_NO = _kind("true ou false", "true or false")
CHOICE = ("not_offered", words("« {field} » est l’un de : {choices}.", "“{field}” is one of: {choices}."))
MISSING = ("missing", words("« {field} » manque.", "“{field}” is missing."))
ODD = ("unreadable", words("« {field} » ne convient pas.", "“{field}” does not fit."))
SAID: Mapping[str, tuple[str, Words]] = {
    "json_invalid": UNREADABLE,
    "json_type": UNREADABLE,
    "recursion_loop": UNREADABLE,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "extra_forbidden": ("unknown_field", words("Le champ « {field} » n’existe pas.", "There is no field “{field}”.")),
    "missing": MISSING,
    "string_too_short": MISSING,
    "string_type": TEXT,
    "string_unicode": TEXT,
    "string_too_long": ("too_long", words("« {field} » a {most} signes au plus.", "“{field}” has {most} characters at most.")),
    "int_type": NUMBER,
    "int_parsing": NUMBER,
    "int_parsing_size": NUMBER,
    "int_from_float": NUMBER,
    "bool_type": YES_NO,
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY,
    "datetime_type": INSTANT,
    "datetime_parsing": INSTANT,
    "datetime_from_date_parsing": INSTANT,
    "timezone_aware": INSTANT,
    "greater_than_equal": ("too_small", words("« {field} » est d’au moins {least}.", "“{field}” is at least {least}.")),
    "less_than_equal": ("too_great", words("« {field} » est d’au plus {most}.", "“{field}” is at most {most}.")),
    "string_pattern_mismatch": ("wrong_form", words("« {field} » suit la forme {pattern}.", "“{field}” has the form {pattern}.")),
    "enum": CHOICE,
    "literal_error": CHOICE,
    "not_offered": CHOICE,
    "no_address": (
        "no_address", words("« {field} » n’a pas la forme nom@domaine.", "“{field}” is not of the form name@domain.")
    ),
    "nobody": ("who_missing", words("Dites qui se plaint : « id », ou « name ».", "Say who complains: “id”, or “name”.")),
    "two_people": (
        "two_people",
        words(
            "Donnez « id » seul, ou le nom sans « id » : une fiche se change dans Amiable.",
            "Give “id” alone, or the name without “id”: a record is changed in Amiable.",
        ),
    ),
}  # fmt: skip
"""By what pydantic calls it: our code, and the sentence."""
