"""Conditions of packs: `claim.total <= value('750-1') and amicable.attempt == 'none'`.

A small closed language, read with Python's own parser and never executed: facts by name, `known('fact')`, `happened('event')`,
`day_of('event')`, `due_on('RULE')`, `opens_on('RULE')`, `value('NAME')`, `today`, comparisons, `in`, and, or, not.
What is unknown stays unknown (three-valued logic), and says which fact is missing.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from app.kernel import Money
from app.regimes.rules.events import EVENTS
from app.regimes.rules.facts import FACTS

Answer = object
"""A value of a condition; None means unknown."""

Compare = Callable[[Any, Any], bool]
COMPARE: Mapping[type[ast.cmpop], Compare] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


class ConditionError(ValueError):
    """A condition that the language does not know; the pack that holds it does not load."""


@dataclass
class Context:
    """What a condition is judged against."""

    facts: Mapping[str, object]
    days: Mapping[str, date]
    today: date
    dues: Mapping[str, date | None] = field(default_factory=dict)
    opens: Mapping[str, date | None] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)


CALLS: Mapping[str, Callable[[Context, str], Answer]] = {
    "known": lambda context, about: context.facts.get(about) is not None,
    "happened": lambda context, about: about in context.days,
    "day_of": lambda context, about: context.days.get(about),
    "due_on": lambda context, about: context.dues.get(about),
    "opens_on": lambda context, about: context.opens.get(about),
    "value": lambda context, about: context.values.get(about),
}
"""The language's functions, each about one name."""
Judge = Callable[[Context], Answer]
"""A condition made ready: asked as often as there are cases, its tree is walked once."""


def holds(text: str | None, context: Context) -> bool | None:
    """Whether a condition holds: yes, no, or unknown (None). No condition always holds."""
    if text is None:
        return True
    answer = judge(text)(context)
    return None if answer is None else bool(answer)


@lru_cache(maxsize=1024)
def judge(text: str) -> Judge:
    """A condition as a function of what it is judged against."""
    return _made(parsed(text))


@lru_cache(maxsize=1024)
def parsed(text: str) -> ast.expr:
    """The tree of a condition, checked against the closed lists of facts, events and functions."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as broken:
        raise ConditionError(f"not a condition: {text}") from broken
    for node in _nodes(tree):
        _check(node)
    return tree


def _nodes(node: ast.expr) -> Iterator[ast.expr]:
    yield node
    if not isinstance(node, ast.Attribute | ast.Call):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _nodes(child)


def _check(node: ast.expr) -> None:
    if isinstance(node, ast.Attribute | ast.Name):
        name = _dotted(node)
        if name not in FACTS and name != "today":
            raise ConditionError(f"unknown fact: {name}")
    elif isinstance(node, ast.Call):
        _check_call(node)
    elif isinstance(node, ast.Constant):
        if not isinstance(node.value, str | int | bool):
            raise ConditionError(f"only words and whole numbers: {node.value!r}")
    elif isinstance(node, ast.Compare):
        _check_compare(node)
    elif not isinstance(node, ast.BoolOp | ast.List) and not _is_not(node):
        raise ConditionError(f"not allowed here: {ast.unparse(node)}")


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _check_call(node: ast.Call) -> None:
    name, about = _call(node)
    if name == "known" and about not in FACTS:
        raise ConditionError(f"unknown fact: {about}")
    if name in ("happened", "day_of") and about not in EVENTS:
        raise ConditionError(f"unknown event: {about}")


def _check_compare(node: ast.Compare) -> None:
    if len(node.ops) != 1 or type(node.ops[0]) not in COMPARE:
        raise ConditionError(f"one comparison at a time: {ast.unparse(node)}")
    left, right = node.left, node.comparators[0]
    if isinstance(left, ast.Attribute | ast.Name) and _dotted(left) in FACTS:
        _check_choices(_dotted(left), right)


def _check_choices(fact: str, right: ast.expr) -> None:
    choices = FACTS[fact].choices
    constants = right.elts if isinstance(right, ast.List) else [right]
    for constant in constants:
        if choices and isinstance(constant, ast.Constant) and constant.value not in choices:
            raise ConditionError(f"{fact} is never {constant.value!r}: {', '.join(choices)}")


def _call(node: ast.Call) -> tuple[str, str]:
    if not isinstance(node.func, ast.Name) or node.func.id not in CALLS or node.keywords or len(node.args) != 1:
        raise ConditionError(f"unknown function: {ast.unparse(node)}")
    about = node.args[0]
    if not isinstance(about, ast.Constant) or not isinstance(about.value, str):
        raise ConditionError(f"a name in quotes is expected: {ast.unparse(node)}")
    return node.func.id, about.value


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Name):
        return node.id
    raise ConditionError(f"not a name: {ast.unparse(node)}")


# --- made ready -------------------------------------------------------------------------------------------------------


def _made(node: ast.expr) -> Judge:
    if isinstance(node, ast.BoolOp):
        return _joined([_made(each) for each in node.values], settles=isinstance(node.op, ast.Or))
    if isinstance(node, ast.UnaryOp):
        return _denied(_made(node.operand))
    if isinstance(node, ast.Compare):
        return _compared(_made(node.left), COMPARE[type(node.ops[0])], node.comparators[0])
    if isinstance(node, ast.Call):
        name, about = _call(node)
        asked = CALLS[name]
        return lambda context: asked(context, about)
    if isinstance(node, ast.List):
        listed = [_made(each) for each in node.elts]
        return lambda context: [each(context) for each in listed]
    if isinstance(node, ast.Constant):
        value = node.value
        return lambda _context: value
    return _named(_dotted(node))


def _named(name: str) -> Judge:
    if name == "today":
        return lambda context: context.today

    def fact(context: Context) -> Answer:
        value = context.facts.get(name)
        if value is None:
            context.missing.add(name)
        return value

    return fact


def _denied(inner: Judge) -> Judge:
    def denied(context: Context) -> Answer:
        answer = inner(context)
        return None if answer is None else not answer

    return denied


def _compared(left: Judge, compare: Compare, other: ast.expr) -> Judge:
    """Most conditions compare a fact with something written down: that side is read once."""
    try:
        fixed = ast.literal_eval(other)
    except ValueError:
        return _compared_anew(left, compare, _made(other))

    def compared(context: Context) -> Answer:
        answer = left(context)
        return None if answer is None else compare(answer, fixed)

    return compared


def _compared_anew(left: Judge, compare: Compare, right: Judge) -> Judge:
    def compared(context: Context) -> Answer:
        one, other = left(context), right(context)
        return None if one is None or other is None or _of_two_currencies(one, other) else compare(one, other)

    return compared


def _of_two_currencies(one: Answer, other: Answer) -> bool:
    """Which of two amounts is more, nobody knows without a rate: a limit in euros says nothing of a claim in dollars."""
    return isinstance(one, Money) and isinstance(other, Money) and one.currency != other.currency


def _joined(parts: Sequence[Judge], *, settles: bool) -> Judge:
    """Kleene: one "no" settles an `and`, one "yes" an `or`; otherwise one unknown leaves it unknown."""

    def joined(context: Context) -> Answer:
        unknown = False
        for each in parts:
            answer = each(context)
            if answer is None:
                unknown = True
            elif bool(answer) is settles:
                return settles
        return None if unknown else not settles

    return joined


def rules_named(text: str | None) -> set[str]:
    """The rules whose dates a condition looks at: checked when a pack loads."""
    if text is None:
        return set()
    calls = [_call(node) for node in _nodes(parsed(text)) if isinstance(node, ast.Call)]
    return {about for name, about in calls if name in ("due_on", "opens_on")}
