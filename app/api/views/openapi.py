"""The table as an OpenAPI 3.1 document: the door, for programs that write programs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from app.api.forms.given import Given, Refusals
from app.api.forms.kinds import Query, Shape
from app.api.views.describing import IDEMPOTENCY, ONCE, about
from app.api.views.door import TABLE, Endpoint, v1
from app.kernel import Lang, Words, words
from app.people.guards import public
from app.plumbing.errors import PROBLEM, SAID
from app.plumbing.installation import settings
from app.plumbing.typography import say
from app.plumbing.web import lang

SCHEMAS = "#/components/schemas/"
REF = words("la référence du dossier", "the reference of the case")


@v1.get("/openapi.json")
@public
def openapi() -> dict[str, Any]:
    """The document, in the language asked for; it tells nothing of anybody, so it asks for no key."""
    return described(lang(), settings().base_url)


@lru_cache(maxsize=4)
def described(spoken: Lang, base: str) -> dict[str, Any]:
    """The table as an OpenAPI document, in one language."""
    schemas = _schemas(spoken)
    paths: dict[str, dict[str, Any]] = {}
    for one in TABLE:
        paths.setdefault(one.path.replace("<ref>", "{ref}"), {})[one.method.lower()] = _operation(one, schemas, spoken)
    used = {name: schema for name, schema in schemas.items() if name not in {one.query.__name__ for one in TABLE}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Amiable", "version": "1"},
        "servers": [{"url": f"{base}/api/v1"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {"schemas": used, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


def _schemas(spoken: Lang) -> dict[str, Any]:
    """Every shape of the table, with the words of its fields."""
    told = {shape for one in TABLE for shape in (one.query, one.body, one.gives, Refusals) if isinstance(shape, type)}
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (shape, "validation" if issubclass(shape, Shape | Query) else "serialization")
        for shape in sorted(told, key=lambda each: each.__name__)
    ]
    _modes, found = models_json_schema(wanted, ref_template=f"{SCHEMAS}{{model}}")
    shapes = {shape.__name__: shape for base in (Shape, Query, Given) for shape in base.__subclasses__()}
    return {name: _in_words(schema, shapes.get(name), spoken) for name, schema in found["$defs"].items()}


def _in_words(schema: dict[str, Any], shape: type[BaseModel] | None, spoken: Lang) -> dict[str, Any]:
    """A schema without our notes to each other, its fields said in one language."""
    schema.pop("description", None)
    for name, each in schema.get("properties", {}).items():
        each.pop("title", None)
        said = about(shape, name) if shape else None
        if said:
            each["description"] = say(said, spoken)
    return schema


def _operation(one: Endpoint, schemas: dict[str, Any], spoken: Lang) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": one.name,
        "summary": say(one.about, spoken),
        "parameters": list(_parameters(one, schemas, spoken)),
        "responses": {
            **{str(status): _answer(one.gives, spoken) for status in one.given},
            **{str(status): _refusal(status, spoken) for status in one.refusals},
        },
        "x-permission": one.needs.value,
    }
    if one.body:
        content = {"schema": {"$ref": SCHEMAS + one.body.__name__}, "example": one.body.example}
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    return operation


def _parameters(one: Endpoint, schemas: dict[str, Any], spoken: Lang) -> Iterator[dict[str, Any]]:
    text = {"type": "string"}
    if one.about_a_case:
        yield {"name": "ref", "in": "path", "required": True, "schema": text, "description": say(REF, spoken)}
    if one.appends:
        yield {"name": IDEMPOTENCY, "in": "header", "required": False, "schema": text, "description": say(ONCE, spoken)}
    asked = schemas[one.query.__name__]
    for name, schema in asked.get("properties", {}).items():
        plain = {key: value for key, value in schema.items() if key != "description"}
        required = name in asked.get("required", ())
        said = schema.get("description", name)
        yield {"name": name, "in": "query", "required": required, "schema": plain, "description": said}


def _answer(gives: type[BaseModel] | Words, spoken: Lang) -> dict[str, Any]:
    if isinstance(gives, Words):
        return {"description": say(gives, spoken), "content": {"application/json": {"schema": {}}}}
    schema = {"$ref": SCHEMAS + gives.__name__}
    return {"description": gives.__name__, "content": {"application/json": {"schema": schema}}}


def _refusal(status: int, spoken: Lang) -> dict[str, Any]:
    schema = {"$ref": SCHEMAS + Refusals.__name__}
    return {"description": say(SAID[status][1], spoken), "content": {PROBLEM: {"schema": schema}}}
