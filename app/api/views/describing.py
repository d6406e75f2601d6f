"""What a shape is made of and how an address is called, drawn from the table: for the help page, the documents and OpenAPI."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode

from pydantic import BaseModel

from app.api.views.door import Endpoint
from app.kernel import Words, words

EXAMPLE_REF = "AM-2026-00042"
IDEMPOTENCY = "Idempotency-Key"
ONCE = words(
    "de votre choix : la même demande sous la même clé n’est faite qu’une fois",
    "of your choice: the same request under the same key is done only once",
)


@dataclass(frozen=True)
class FieldTold:
    """One field as people read of it."""

    name: str
    kind: str
    required: bool
    about: Words | None


def fields_of(shape: type[BaseModel] | Words | None) -> list[FieldTold]:
    """The fields of a shape."""
    if shape is None or isinstance(shape, Words):
        return []
    schema = shape.model_json_schema()
    return [
        FieldTold(name, _kind(each, schema.get("$defs", {})), name in schema.get("required", ()), about(shape, name))
        for name, each in schema.get("properties", {}).items()
    ]


def names_of(gives: type[BaseModel] | Words) -> list[str]:
    """What stands in an answer: its fields, or those of each line of a list."""
    if isinstance(gives, Words):
        return []
    fields = gives.model_fields
    line: Any = fields["root"].annotation if "root" in fields else None
    (item,) = get_args(line) or (None,)
    return list(item.model_fields if item is not None else fields)


def about(shape: type[BaseModel], name: str) -> Words | None:
    """What a field is, in words."""
    return next((each for each in shape.model_fields[name].metadata if isinstance(each, Words)), None)


def _kind(schema: dict[str, Any], known: dict[str, Any]) -> str:
    """What stands in a field: its type, or the choices it has (what may be left out may be null as well)."""
    if "anyOf" in schema and "enum" not in schema:
        return " | ".join(_kind(each, known) for each in schema["anyOf"] if each.get("type") != "null")
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _kind(known[name], known) if "enum" in known[name] else name
    if "enum" in schema:
        return ", ".join(filter(None, schema["enum"]))
    if "items" in schema:
        return f"[{_kind(schema['items'], known)}]"
    return str(schema.get("format") or schema["type"])


def curl(one: Endpoint, base: str) -> str:
    """A call that may be tried as it stands, once the key is in `AMIABLE_KEY`."""
    path = f"{base}/api/v1{one.path.replace('<ref>', EXAMPLE_REF)}"
    asked = f"?{urlencode(one.query.example, safe=':')}" if one.query.example else ""
    lines = ['curl -H "Authorization: Bearer $AMIABLE_KEY"', f'"{path}{asked}"']
    if one.body:
        sent = json.dumps(one.body.example, ensure_ascii=False)
        lines[1:1] = ['-H "Content-Type: application/json"', f"-d '{sent}'"]
    return " \\\n  ".join(lines)
