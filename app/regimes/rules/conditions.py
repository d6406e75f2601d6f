"""Conditions of packs: `claim.total <= value('750-1') and amicable.attempt == 'none'`.

A small closed language, read with Python's own parser and never executed: facts by name, `known('fact')`, `happened('event')`,
`day_of('event')`, `due_on('RULE')`, `opens_on('RULE')`, `value('NAME')`, `today`, comparisons, `in`, and, or, not.
What is unknown stays unknown (three-valued logic), and says which fact is missing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from app.regimes.rules.events import EVENTS
from app.regimes.rules.facts import FACTS

Answer = object
"""A value of a condition; None means unknown."""

COMPARE: Mapping[type[ast.cmpop], Callable[[object, object], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,  # type: ignore[operator]
    ast.LtE: lambda a, b: a <= b,  # type: ignore[operator]
    ast.Gt: lambda a, b: a > b,  # type: ignore[operator]
    ast.GtE: lambda a, b: a >= b,  # type: ignore[operator]
    ast.In: lambda a, b: a in b,  # type: ignore[operator]
    ast.NotIn: lambda a, b: a not in b,  # type: ignore[operator]
}
CALLS = ("known", "happened", "day_of", "due_on", "opens_on", "value")


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

    def call(self, name: str, about: str) -> Answer:
        """The answer of one of the language's functions."""
        if name == "known":
            return self.facts.get(about) is not None
        if name == "happened":
            return about in self.days
        table: Mapping[str, object] = {
            "day_of": self.days,
            "due_on": self.dues,
            "opens_on": self.opens,
            "value": self.values,
        }[name]
        return table.get(about)


def holds(text: str | None, context: Context) -> bool | None:
    """Whether a condition holds: yes, no, or unknown (None). No condition always holds."""
    if text is None:
        return True
    answer = _value(parsed(text), context)
    return None if answer is None else bool(answer)


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


def _value(node: ast.expr, context: Context) -> Answer:
    if isinstance(node, ast.BoolOp):
        return _joined(node, context)
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, context)
        return None if inner is None else not inner
    if isinstance(node, ast.Compare):
        return _compared(node, context)
    if isinstance(node, ast.Call):
        return context.call(*_call(node))
    if isinstance(node, ast.List):
        return [_value(each, context) for each in node.elts]
    if isinstance(node, ast.Constant):
        return node.value
    return _named(_dotted(node), context)


def _named(name: str, context: Context) -> Answer:
    if name == "today":
        return context.today
    if context.facts.get(name) is None:
        context.missing.add(name)
        return None
    return context.facts[name]


def _compared(node: ast.Compare, context: Context) -> Answer:
    left, right = _value(node.left, context), _value(node.comparators[0], context)
    if left is None or right is None:
        return None
    return COMPARE[type(node.ops[0])](left, right)


def _joined(node: ast.BoolOp, context: Context) -> Answer:
    """Kleene: one "no" settles an `and`, one "yes" an `or`; otherwise one unknown leaves it unknown."""
    settles = isinstance(node.op, ast.Or)
    unknown = False
    for each in node.values:
        answer = _value(each, context)
        if answer is None:
            unknown = True
        elif bool(answer) is settles:
            return settles
    return None if unknown else not settles


def rules_named(text: str | None) -> set[str]:
    """The rules whose dates a condition looks at: checked when a pack loads."""
    if text is None:
        return set()
    calls = [_call(node) for node in _nodes(parsed(text)) if isinstance(node, ast.Call)]
    return {about for name, about in calls if name in ("due_on", "opens_on")}
