"""The table for people: the help page, and docs/api.md."""

from __future__ import annotations

from flask import render_template
from pydantic import BaseModel

from app.api.forms.shapes import Who
from app.api.views.describing import IDEMPOTENCY, ONCE, curl, fields_of, names_of
from app.api.views.door import TABLE, Endpoint, blueprint
from app.people.guards import needs
from app.people.rules import Permission
from app.plumbing.errors import SAID
from app.plumbing.installation import settings

AT_HOME = "https://amiable.example"


@blueprint.get("/help/api")
@needs(Permission.HELP_READ)
def reference() -> str:
    """Every address with its fields and an example."""
    base = settings().base_url
    return render_template(
        "api/reference.html",
        chapters=[_chapter_of(one, base) for one in TABLE],
        who=fields_of(Who),
        refusals=[[str(status), *SAID[status]] for status in sorted({code for one in TABLE for code in one.refusals})],
        once=ONCE,
    )


def _chapter_of(one: Endpoint, base: str) -> dict[str, object]:
    """One address as the page draws it."""
    gives = ", ".join(names_of(one.gives))
    asked = [*fields_of(one.query), *fields_of(one.body)]
    return {"one": one, "fields": asked, "gives": gives, "curl": curl(one, base)}


def markdown() -> str:
    """The reference as it stands in the documentation, in English."""
    return INTRODUCTION + "\n".join(_chapter(one) for one in TABLE) + "\n## Who complains\n\n" + _fields(Who) + ENDING


INTRODUCTION = """# The API

Other systems (web shop, telephony, CRM, BI) log complaints, append contacts and notes, and read where cases stand. A key acts as the person
who made it (`/me/keys`): their role, their services, their cases. It is sent as `Authorization: Bearer amk_…`; no cookie counts here, no key
elsewhere. Amounts are whole minor units; `_on` are civil dates, `_at` instants in UTC. Sentences come in the language of `Accept-Language`.
A case one may not see is a 404 like one that does not exist. Gestures, answers and closing stay with people. The same for programs:
`GET /api/v1/openapi.json`.

"""
ENDING = """
## Refusals

`{"type": "about:blank", "title": "…", "status": 422, "detail": "…", "refused": {"code": "…", "message": "…", "field": "…"}}`, sent as
`application/problem+json` (RFC 9457); `refused` is what the command line prints. Where a document has several faults, the others stand
beside the first, in the same form: `"also": [{"code": "…", "message": "…", "field": "…"}]`, twenty at most. A 429 and a 503 say in
`Retry-After` how many seconds to wait. What each answer holds, field by field, is in `openapi.json`.

| status | code where nothing better is known | sentence |
|---|---|---|
""" + "".join(f"| {status} | `{code}` | {said.en} |\n" for status, (code, said) in SAID.items())


def _chapter(one: Endpoint) -> str:
    heading = f"## {one.method} /api/v1{one.path}\n\n{one.about.en} Permission: `{one.needs.value}`.\n\n"
    headers = f"Header `{IDEMPOTENCY}`: {ONCE.en}.\n\n" if one.appends else ""
    gives = ", ".join(f"`{name}`" for name in names_of(one.gives))
    asked = "".join(_fields(shape) + "\n" for shape in (one.query, one.body) if fields_of(shape))
    answers = (
        f"Answers {', '.join(map(str, one.given))} with {gives}; refuses with {', '.join(map(str, one.refusals))}.\n"
    )
    return f"{heading}{headers}{asked}```sh\n{curl(one, AT_HOME)}\n```\n\n{answers}"


def _fields(shape: type[BaseModel] | None) -> str:
    rows = "".join(
        f"| `{each.name}` | {'yes' if each.required else ''} | {each.kind} | {each.about.en if each.about else ''} |\n"
        for each in fields_of(shape)
    )
    return f"| field | needed | type | what it is |\n|---|---|---|---|\n{rows}"
