"""Addresses are written as Flask writes them, whatever is remembered of earlier ones."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import Rule
from werkzeug.routing.converters import IntegerConverter, UnicodeConverter

from app.factory import create_app
from app.plumbing.web import House, LateRule, _plain
from config import settings_from


class ByName(UnicodeConverter):
    """Writes what it is given otherwise than it reads."""

    def to_url(self, value: str) -> str:
        return super().to_url(value.upper())


def made() -> House:
    house = House("house")
    house.url_rule_class = LateRule
    house.url_map.converters["name"] = ByName
    for rule, endpoint in (
        ("/cases/<ref>", "case"),
        ("/cases/<ref>/<name>", "act"),
        ("/offers/<int:number>", "offer"),
        ("/files/<path:key>", "file"),
        ("/one/<any(this, that):which>", "one"),
        ("/page", "first"),
        ("/said/<name:who>", "said"),
        ("/100%25/<ref>", "percent"),
    ):
        house.add_url_rule(rule, endpoint, view_func=lambda **_values: "")
    return house


TEXTS = st.one_of(st.from_regex(r"[A-Za-z0-9_.~-]{1,12}", fullmatch=True), st.text(min_size=1, max_size=12))
VALUES = st.one_of(TEXTS, st.integers(-5, 10**15), st.none(), st.booleans(), st.lists(TEXTS, max_size=2))
ENDPOINTS = st.sampled_from(["case", "act", "offer", "file", "one", "first", "said", "percent", ".case", "nowhere"])
GIVEN = st.dictionaries(
    st.sampled_from(["ref", "name", "number", "key", "which", "who", "q", "page", "_anchor", "_external"]),
    VALUES,
    max_size=4,
)
HOUSE = made()


def written(write: Any, endpoint: str, values: dict[str, Any]) -> str:
    try:
        return str(write(endpoint, **values))
    except Exception as wrong:
        return type(wrong).__name__


@given(st.lists(st.tuples(ENDPOINTS, GIVEN), min_size=1, max_size=12))
def test_an_address_is_what_flask_writes(asked: list[tuple[str, dict[str, Any]]]) -> None:
    with HOUSE.test_request_context("/cases/AM-1"):
        for endpoint, values in asked:
            expected = written(lambda e, **v: Flask.url_for(HOUSE, e, **v), endpoint, values)
            assert written(HOUSE.url_for, endpoint, values) == expected
            assert written(HOUSE.url_for, endpoint, values) == expected


@pytest.mark.parametrize("root", ["", "/amiable"])
def test_every_address_of_the_house_is_what_flask_writes(root: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    keys = {"SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40, "AMIABLE_DATA": str(tmp_path_factory.mktemp("addresses"))}
    house = create_app(settings_from(keys))
    with house.test_request_context("/", base_url=f"http://house{root}"):
        for rule in house.url_map.iter_rules():
            for n in (1, 2):
                values = {name: _value(rule, name, n) for name in rule.arguments}
                for more in ({}, {"show": "all"}, {"q": "deux mots"}):
                    assert written(house.url_for, rule.endpoint, values | more) == written(
                        lambda e, **v: Flask.url_for(house, e, **v), rule.endpoint, values | more
                    )


def _value(rule: Rule, name: str, n: int) -> object:
    return n if isinstance(rule._converters[name], IntegerConverter) else f"AM-2026-{n:05}"


def test_shapes_are_used() -> None:
    with HOUSE.test_request_context("/"):
        assert HOUSE.url_for("act", ref="AM-1", name="answer") == "/cases/AM-1/answer"
        assert "/cases/%(ref)s/%(name)s" in HOUSE._shapes.values()
        assert _plain("AM-1")
        assert not _plain(True)
