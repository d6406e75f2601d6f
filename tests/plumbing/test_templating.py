"""Templates compiled our way say what they say compiled Jinja's way."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment, UndefinedError
from markupsafe import Markup

from app.plumbing.templating import DirectCalls, OncePerReader, Reader, kept


def environments() -> tuple[Environment, Environment]:
    """The same templates, compiled by Jinja and by us."""
    shared = {
        "parts.html": "{% macro box(title, tone='plain') %}<b class={{ tone }}>{{ title }}{{ varargs|join }}"
        "{{ kwargs.get('k', '') }}{{ caller(title) if caller }}</b>{% endmacro %}",
        "layout.html": "<{% block outer %}[{% block inner %}{{ f('&') }}{% endblock %}]{% endblock %}>",
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
        "{% macro m(a, b='<', c=f(1)) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m() }}{{ m(1) }}{{ m(c=3, a='&') }}{{ m(1, 2, 3)|upper }}",
        "{% macro m(a) %}{{ a }}{{ caller() if caller else '-' }}{% endmacro %}{{ m(1) }}{% call m(a='<b>') %}<i>{{ f('&') }}{% endcall %}",
        "{% macro m() %}{{ caller(1, b=2) }}{% endmacro %}{% call(a, b, c='>') m() %}{{ a }}{{ b }}{{ c }}{% endcall %}",
        "{% macro m(a, caller=none) %}{{ a }}{{ caller() if caller }}{% endmacro %}{{ m(1) }}{% call m(2) %}in{% endcall %}",
        "{% autoescape false %}{% macro m(a) %}{{ a }}{% endmacro %}{{ m('<') }}{% endautoescape %}",
        "{% extends 'layout.html' %}{% block inner %}{{ super() }}{% for i in range(2) %}{{ f(i) }}{% endfor %}{% endblock %}",
        "{% for i in range(2) %}{% block one scoped %}{{ i }}{% endblock %}{% endfor %}",
        "{% set x %}{% block one %}<{{ f('a') }}>{% endblock %}{% endset %}{{ x }}{{ x }}",
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


@pytest.mark.parametrize("call", ["m(1, 2, 3)", "m(1, a=2)", "m(1, z=2)", "m(1, caller=f)"])
def test_a_macro_refuses_what_it_does_not_take(call: str) -> None:
    told = []
    for environment in environments():
        with pytest.raises(TypeError) as refused:
            environment.from_string("{% macro m(a, b=1) %}{{ a }}{% endmacro %}{{ " + call + " }}").render(f=str)
        told.append(str(refused.value))
    assert told[0] == told[1]


def test_a_missing_function_is_told() -> None:
    _usual, ours = environments()
    with pytest.raises(UndefinedError, match="nothing"):
        ours.from_string("{{ nothing(1) }}").render()


PAGE = (
    "{% from 'greeting.html' import greet with context %}{% from 'named.html' import sign with context %}"
    "{{ greet('Léa') }} {{ sign() }}"
)


def test_macros_are_made_once_for_a_reader_and_never_know_another_page() -> None:
    parts = {
        "greeting.html": "{% macro greet(who) %}{{ t }} {{ who }}{% endmacro %}",
        "named.html": "{% from 'greeting.html' import greet with context %}{% macro sign() %}{{ greet(me) }}{% endmacro %}",
        "page.html": PAGE,
    }
    ours = Environment(loader=DictLoader(parts), autoescape=True)
    ours.template_class, ours.code_generator_class = OncePerReader, DirectCalls
    readers = [Reader({"t": "Bonjour"}), Reader({"t": "Hello"})]

    def drawn(reader: Reader, me: str) -> str:
        return ours.get_template("page.html").render(
            {**reader.tools, "drawn_for": reader, "made_modules": {}, "me": me}
        )

    assert drawn(readers[0], "<Paul>") == "Bonjour Léa Bonjour &lt;Paul&gt;"
    kept = dict(readers[0].made)
    assert [template.name for template in kept] == ["greeting.html"]
    assert drawn(readers[0], "Anne") == "Bonjour Léa Bonjour Anne"
    assert readers[0].made == kept
    assert drawn(readers[1], "Anne") == "Hello Léa Hello Anne"


def test_macros_made_for_a_reader_cannot_see_what_a_page_was_given() -> None:
    ours = Environment(loader=DictLoader({"peeping.html": "{% macro peep() %}{{ self_made }}{% endmacro %}"}))
    ours.template_class, ours.code_generator_class = OncePerReader, DirectCalls
    reader = Reader({"self_made": "the reader’s"})
    page = ours.from_string("{% from 'peeping.html' import peep with context %}{{ peep() }}")
    given = {**reader.tools, "drawn_for": reader, "made_modules": {}}
    assert page.render({**given, "self_made": "the page’s"}) == "the reader’s"


def test_a_macro_that_is_kept_draws_each_thing_once_and_never_takes_text_for_html() -> None:
    drawn: list[str] = []
    ours = Environment(autoescape=True)
    ours.globals |= {"kept": kept, "Markup": Markup, "drawn": drawn}
    page = "{% macro sign(name) %}{% set _ = drawn.append(name) %}<i>{{ name }}</i>{% endmacro %}{% set sign = kept(sign) %}"
    shown = "{{ sign('a&b') }}{{ sign('a&b') }}{{ sign(Markup('a&b')) }}"
    assert ours.from_string(page + shown).render() == "<i>a&amp;b</i><i>a&amp;b</i><i>a&b</i>"
    assert drawn == ["a&b", Markup("a&b")]
