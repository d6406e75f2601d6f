"""Every route says who may open it; every POST is one unit of work; plumbing is a closed list; modules say what they are for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask import Flask

from app.factory import create_app
from app.people.rules import PERMISSIONS, Permission, Role
from config import settings_from
from tests.golden_files import assert_golden

ROOT = Path(__file__).resolve().parents[2]
PLUMBING = {"__init__", "backups", "db", "drafts", "drawing", "errors", "faults", "fields", "idempotency", "installation", "jobs", "letterbox", "logs", "mail", "memo", "migrations", "one_time_codes", "pdf", "pictures", "rows", "search", "sessions", "stamped_cache", "storage", "templating", "throttle", "triggers", "typography", "unit_of_work", "web", "write_lock"}  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(
        settings_from(
            {"AMIABLE_DATA": str(tmp_path_factory.mktemp("routes")), "SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40}
        )
    )


def test_every_route_has_a_policy(house: Flask) -> None:
    open_doors = [
        rule.endpoint
        for rule in house.url_map.iter_rules()
        if rule.endpoint != "static"
        and not any(_mark(house, rule.endpoint, policy) for policy in ("needs", "own", "public"))
    ]
    assert open_doors == [], "say @needs(...), @signed_in_only or @public"


def test_every_post_is_a_unit_of_work(house: Flask) -> None:
    loose = [
        rule.endpoint
        for rule in house.url_map.iter_rules()
        if "POST" in (rule.methods or set())
        and not _mark(house, rule.endpoint, "commits")
        and not _writes_itself(house, rule.endpoint)
    ]
    assert loose == []


def _mark(house: Flask, endpoint: str, name: str) -> bool:
    view = house.view_functions[endpoint]
    while view is not None:
        if getattr(view, name, None):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


HANDED_ON = {"people.sign_out", "people.language", "desk.bulk", "correspondence.bring"}
"""POSTs that write no row of their own (the session), or open one unit of work per case or mail in an action."""


def _writes_itself(house: Flask, endpoint: str) -> bool:
    import inspect

    view = inspect.unwrap(house.view_functions[endpoint])
    module = inspect.getmodule(view)
    assert module is not None
    return endpoint in HANDED_ON or "writing()" in inspect.getsource(module)


def test_golden_routes(house: Flask) -> None:
    lines = sorted(
        f"{rule.rule:60} {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'})):10} {rule.endpoint}"
        for rule in house.url_map.iter_rules()
    )
    assert_golden("routes.txt", "\n".join(lines) + "\n")


def test_golden_permissions() -> None:
    head = f"{'':24}" + " ".join(f"{role.value:16}" for role in Role)
    lines = [
        f"{p.value:24}" + " ".join(f"{'yes' if p in PERMISSIONS[role] else '.':16}" for role in Role).rstrip()
        for p in Permission
    ]
    assert_golden("permissions.txt", "\n".join([head.rstrip(), *lines]) + "\n")


def test_plumbing_is_a_closed_list() -> None:
    found = {
        path.stem
        for path in (ROOT / "app" / "plumbing").iterdir()
        if path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")
    }
    assert found - PLUMBING == set()


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in (ROOT / "app").rglob("*.py")
        if not ast.get_docstring(ast.parse(p.read_text("utf-8")))
    ]
    assert silent == []


def test_nobody_reads_the_clock_in_rules_or_actions() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "app").rglob("*.py")
        if any(
            part in {"rules", "rules.py", "actions", "actions.py", "queries", "queries.py", "models.py"}
            for part in path.parts
        )
        and any(word in path.read_text("utf-8") for word in ("datetime.now(", "date.today(", "utcnow(", "time.time("))
    ]
    assert guilty == []


def test_no_junk_drawer() -> None:
    forbidden = {"utils", "helpers", "common", "misc", "base", "manager", "service"}
    assert [p for p in (ROOT / "app").rglob("*.py") if p.stem in forbidden] == []
