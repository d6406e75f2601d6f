"""What holds of every template, read without drawing it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from flask import Flask
from jinja2 import Environment, FileSystemLoader, meta, nodes

from config import ROOT

TEMPLATES = ROOT / "templates"
LAYOUT = "_layout/base.html"


def environment() -> Environment:
    """Templates are only parsed."""
    return Environment(loader=FileSystemLoader(TEMPLATES), trim_blocks=True, lstrip_blocks=True)


def parsed(name: str) -> nodes.Template:
    """One template as Jinja understands it."""
    source, _path, _fresh = environment().loader.get_source(environment(), name)
    return environment().parse(source)


def own_names(page: nodes.Template) -> set[str]:
    """What a page imports, sets or makes at its top: it hides what the layout was given under the same name."""
    found = set[str]()
    for one in page.body:
        if isinstance(one, nodes.FromImport):
            found |= {name if isinstance(name, str) else name[1] for name in one.names}
        if isinstance(one, nodes.Import):
            found.add(one.target)
        if isinstance(one, nodes.Macro):
            found.add(one.name)
        if isinstance(one, nodes.Assign) and isinstance(one.target, nodes.Name):
            found.add(one.target.name)
    return found


def extending(layout: str) -> list[str]:
    """The pages drawn in this layout."""
    names = [str(path.relative_to(TEMPLATES)) for path in Path(TEMPLATES).rglob("*.html")]
    return sorted(name for name in names if layout in meta.find_referenced_templates(parsed(name)))


def given_to(layout: str) -> set[str]:
    """What a layout takes from its context (`places` it takes, or makes empty)."""
    page = parsed(layout)
    return (meta.find_undeclared_variables(page) - own_names(page)) | {"places"}


def test_no_page_hides_what_its_layout_was_given() -> None:
    pages = extending(LAYOUT)
    assert len(pages) > 40
    given = given_to(LAYOUT)
    assert {"nav", "me", "query"} <= given
    hidden = {page: own_names(parsed(page)) & given for page in pages}
    assert not {page: names for page, names in hidden.items() if names}


def given_by_views() -> dict[str, set[str]]:
    """The names each module gives to the templates it draws."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "app").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "render_template":
                names = {keyword.arg for keyword in call.keywords if keyword.arg}
                found.setdefault(str(path.relative_to(ROOT)), set()).update(names)
    return found


def test_no_view_hides_what_every_page_is_given(app: Flask) -> None:
    with app.test_request_context("/"):
        everywhere: dict[str, object] = {}
        app.update_template_context(everywhere)
    assert {"drawn_for", "t", "say", "me"} <= everywhere.keys()
    given = given_by_views()
    assert len(given) > 20
    hidden = {module: names & everywhere.keys() for module, names in given.items()}
    assert not {module: names for module, names in hidden.items() if names}


def test_every_template_compiles(app: Flask) -> None:
    names = [name for name in app.jinja_env.list_templates() if name.endswith(".html")]
    assert len(names) > 100
    for name in names:
        app.jinja_env.get_template(name)


def test_a_hidden_name_would_be_seen() -> None:
    page = environment().parse(
        '{% from "a.html" import b as places with context %}{% set me = 1 %}{% macro nav() %}{% endmacro %}'
    )
    assert own_names(page) == {"places", "me", "nav"}


def test_no_page_shows_the_day_of_an_instant_as_greenwich_has_it() -> None:
    """A day is cut from an instant by `day_here`, in the zone of the reader: `.date()` alone is the day in UTC."""
    pages = {path.relative_to(TEMPLATES): path.read_text() for path in TEMPLATES.rglob("*.html")}
    assert [str(name) for name, text in pages.items() if re.search(r"\b(?:\w+_)?at\.date\(\)", text)] == []


def test_no_sentence_names_a_value_as_the_language_it_is_chosen_by() -> None:
    """`t` takes the language itself from `lang`: a value of that name in a sentence would be taken for it."""
    taken = re.compile(r"\{(?:lang|zone|fr|en)[:}]")
    said = {str(path.relative_to(TEMPLATES)): taken.findall(path.read_text()) for path in TEMPLATES.rglob("*.html")}
    assert {name: found for name, found in said.items() if found} == {}
