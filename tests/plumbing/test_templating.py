"""Templates compiled our way say what they say compiled Jinja's way."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment, UndefinedError

from app.plumbing.templating import DirectCalls


def environments() -> tuple[Environment, Environment]:
    """The same templates, compiled by Jinja and by us."""
    shared = {
        "parts.html": "{% macro box(title, tone='plain') %}<b class={{ tone }}>{{ title }}{{ varargs|join }}"
        "{{ kwargs.get('k', '') }}{{ caller(title) if caller }}</b>{% endmacro %}",
    }
    usual, ours = (Environment(loader=DictLoader(shared), autoescape=True) for _ in range(2))
    ours.code_generator_class = DirectCalls
    return usual, ours


@pytest.mark.parametrize(
    "source",
    [
        "{{ f('a<b', n=2) }}",
        "{{ f(*args, **named) }}",
        "{{ f(1, as='x', class=2) }}{% call f2(for=1) %}in{% endcall %}",
        "{{ d.get('x', 'none') }}{{ d.items()|list }}",
        "{% from 'parts.html' import box %}{{ box('<i>') }}{{ box('t', 'bad', 1, 2, k='z') }}",
        "{% from 'parts.html' import box with context %}{% call(said) box('t') %}{{ said }}{{ f('&') }}{% endcall %}",
        "{% for i in range(3) %}{% set x = f(i) %}{{ loop.cycle('a', 'b') }}{{ x }}{% endfor %}",
        "{% macro again(n) %}{{ n }}{{ again(n - 1) if n }}{% endmacro %}{{ again(3) }}",
        "{% for x in [[1, [2]], 3] recursive %}{{ loop(x) if x is iterable else x }}{% endfor %}",
        "{% set n = namespace(a=1) %}{{ n.a }}{{ dict(a=f(1)) }}",
        "{% block one %}{{ f('in') }}{% endblock %}{{ self.one() }}",
    ],
)
def test_both_ways_say_the_same(source: str) -> None:
    said = []
    for environment in environments():
        given = {
            "f": lambda *a, **k: f"{a}{k}",
            "f2": lambda **k: f"{k.pop('caller')()}{k}",
            "args": (1, 2),
            "named": {"n": 3},
            "d": {"x": "<y>"},
        }
        said.append(environment.from_string(source).render(given))
    assert said[0] == said[1]


def test_a_missing_function_is_told() -> None:
    _usual, ours = environments()
    with pytest.raises(UndefinedError, match="nothing"):
        ours.from_string("{{ nothing(1) }}").render()
