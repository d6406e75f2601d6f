"""Conditions of packs in words, so that a lawyer can check them without reading code."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from app.kernel import Words, words
from app.regimes.rules.choices import choice_words
from app.regimes.rules.conditions import parsed
from app.regimes.rules.events import EVENTS
from app.regimes.rules.facts import FACTS

IS = words("{a} : {b}", "{a}: {b}")
IS_NOT = words("{a} : autre que {b}", "{a}: other than {b}")
LESS = words("{a} inférieur à {b}", "{a} below {b}")
UP_TO = words("{a} d’au plus {b}", "{a} of at most {b}")
MORE = words("{a} supérieur à {b}", "{a} above {b}")
FROM = words("{a} d’au moins {b}", "{a} of at least {b}")
OPERATORS: Mapping[type[ast.cmpop], Words] = {
    ast.Eq: IS, ast.In: IS, ast.NotEq: IS_NOT, ast.NotIn: IS_NOT, ast.Lt: LESS, ast.LtE: UP_TO, ast.Gt: MORE, ast.GtE: FROM,
}  # fmt: skip
DATES: Mapping[type[ast.cmpop], Words] = {
    ast.Lt: words("{a} avant {b}", "{a} before {b}"),
    ast.LtE: words("{a} au plus tard {b}", "{a} no later than {b}"),
    ast.Gt: words("{a} après {b}", "{a} after {b}"),
    ast.GtE: words("{a} au plus tôt {b}", "{a} no earlier than {b}"),
}
CALLS: Mapping[str, Words] = {
    "known": words("« {about} » est connu", "“{about}” is known"),
    "happened": words("{about} a eu lieu", "{about} has happened"),
    "day_of": words("le jour de l’évènement suivant : {about}", "the day of {about}"),
    "due_on": words("la date de la règle {about}", "the date of the rule {about}"),
    "opens_on": words("l’ouverture selon la règle {about}", "the opening under the rule {about}"),
    "value": words("le seuil « {about} »", "the threshold “{about}”"),
}
BOTH = words("{a} ; et {b}", "{a}; and {b}")
EITHER = words("{a} ; ou bien {b}", "{a}; or else {b}")
NOT = words("non ({a})", "not ({a})")
NOT_HAPPENED = words("{about} n’a pas eu lieu", "{about} has not happened")
TODAY = words("aujourd’hui", "today")
YES, NO = words("oui", "yes"), words("non", "no")


def in_words(condition: str) -> Words:
    """ "Qualité du réclamant : consommateur ; et Secteur : autre que …"."""
    return _node(parsed(condition))


def _node(node: ast.expr) -> Words:
    if isinstance(node, ast.BoolOp):
        return _joined(node)
    if isinstance(node, ast.UnaryOp):
        return _not(node.operand)
    if isinstance(node, ast.Compare):
        return _compared(node)
    if isinstance(node, ast.Call):
        name, about = _call(node)
        return CALLS[name].fill(about=_about(name, about))
    if isinstance(node, ast.List):
        return words("{all}", "{all}", all=tuple(_node(each) for each in node.elts))
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    name = ast.unparse(node)
    return TODAY if name == "today" else FACTS[name].label


def _joined(node: ast.BoolOp) -> Words:
    sentence = BOTH if isinstance(node.op, ast.And) else EITHER
    said = _node(node.values[0])
    for each in node.values[1:]:
        said = sentence.fill(a=said, b=_node(each))
    return said


def _not(inner: ast.expr) -> Words:
    if isinstance(inner, ast.Call) and _call(inner)[0] == "happened":
        return NOT_HAPPENED.fill(about=EVENTS[_call(inner)[1]].label)
    return NOT.fill(a=_node(inner))


def _compared(node: ast.Compare) -> Words:
    left, right, operator = node.left, node.comparators[0], type(node.ops[0])
    table = DATES if _is_date(left) or _is_date(right) else OPERATORS
    return table.get(operator, OPERATORS[operator]).fill(a=_node(left), b=_node(right))


def _is_date(node: ast.expr) -> bool:
    name = ast.unparse(node)
    if isinstance(node, ast.Call):
        return _call(node)[0] in {"day_of", "due_on", "opens_on"}
    return name == "today" or (name in FACTS and FACTS[name].type == "date")


def _call(node: ast.Call) -> tuple[str, str]:
    assert isinstance(node.func, ast.Name)
    about = node.args[0]
    assert isinstance(about, ast.Constant)
    return node.func.id, str(about.value)


def _about(name: str, about: str) -> Words | str:
    if name in {"happened", "day_of"}:
        return EVENTS[about].label
    return FACTS[about].label if name == "known" else about


def _constant(value: object) -> Words:
    if isinstance(value, bool):
        return YES if value else NO
    return choice_words(value) if isinstance(value, str) else words("{n}", "{n}", n=value)
