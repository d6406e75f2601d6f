"""The palette of commands: every page of the house that one's role may open, what can be done on the case one is at, a case by number.

It holds no list of its own: the header, the settings and the acts of a case are asked, each with who may do it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from flask import request, url_for

from app.cases import queries
from app.desk.views.advising import to_answer
from app.desk.views.case import acts_offered
from app.desk.views.door import LOG, PLACES, TOOLS, blueprint, known
from app.desk.views.search import NUMBER
from app.kernel import Refused, Words, words
from app.people.guards import current_actor, needs
from app.people.rules import PERMISSIONS, Actor, Permission, Role
from app.people.views.settings import PLACES as SETTINGS
from app.plumbing.typography import say
from app.plumbing.web import clock, lang

PAGE = words("page", "page")
SETTING = words("réglages", "settings")
CASE = words("dossier", "case")
OPEN = words("Ouvrir {ref}", "Open {ref}")
SEARCH = words("Chercher « {what} » dans les dossiers", "Search the cases for “{what}”")
MOST_CASES = 8


class Command(NamedTuple):
    """One line: what it is called, where it leads, and what kind of thing that is."""

    label: Words
    url: str
    kind: Words | str


@blueprint.get("/palette")
@needs(Permission.HELP_READ)
def palette() -> dict[str, list[dict[str, str]]]:
    """What can be gone to from here; with `q`, the cases of that number, and the way to search for it."""
    actor, typed = current_actor(), request.args.get("q", "").strip()[:200]
    found = _asked(actor, typed) if typed else [*_of_case(actor, request.args.get("case", "")), *_pages(actor)]
    return {"commands": [_drawn(one) for one in found]}


def _drawn(one: Command) -> dict[str, str]:
    kind = one.kind if isinstance(one.kind, str) else say(one.kind, lang())
    return {"label": say(one.label, lang()), "url": one.url, "kind": kind}


def _asked(actor: Actor, typed: str) -> list[Command]:
    """The cases of this number among those they may see, then the search for what was typed."""
    if not actor.may(Permission.CASE_READ):
        return []
    number = NUMBER.match(typed)
    refs = queries.refs_like(actor, number.group(1))[:MOST_CASES] if number else []
    cases = [Command(OPEN.fill(ref=ref), url_for("desk.case", ref=ref), CASE) for ref in refs]
    return [*cases, Command(SEARCH.fill(what=typed), url_for("desk.search", q=typed), CASE)]


def _of_case(actor: Actor, ref: str) -> list[Command]:
    """What may be done on the case one is at, the next step first; nothing on one that they may not see."""
    if not ref or not actor.may(Permission.CASE_READ):
        return []
    try:
        row = queries.case_to_show(actor, ref)
    except Refused:
        return [Command(label, url, ref.upper()) for label, url in to_answer(actor, ref)]
    return [Command(label, url, row.ref) for label, url in acts_offered(row, actor, clock().now())]


def _pages(actor: Actor) -> list[Command]:
    """Every page that this role may open, once."""
    if actor.role is None:
        return []
    asked = {endpoint: (label, kind) for endpoint, label, kind in reversed(_known(actor.role)) if known(endpoint)}
    return [Command(label, url_for(endpoint), kind) for endpoint, (label, kind) in reversed(asked.items())]


@cache
def _known(role: Role) -> tuple[tuple[str, Words, Words], ...]:
    """The header, its tools and the settings, as their own tables say them."""
    return tuple((endpoint, label, kind) for endpoint, label, kind, needed in _tables() if needed in PERMISSIONS[role])


def _tables() -> Iterator[tuple[str, Words, Words, Permission]]:
    yield LOG.endpoint, LOG.label, PAGE, LOG.needs
    yield from ((endpoint, label, PAGE, needed) for endpoint, _part, label, needed in PLACES)
    yield from ((tool.endpoint, tool.label, PAGE, tool.needs) for tool in TOOLS)
    yield from ((place.endpoint, place.title, SETTING, place.needs) for _group, places in SETTINGS for place in places)
