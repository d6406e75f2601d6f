"""Wording that we must not write. Quotations are left alone: what others wrote stays as they wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.kernel import Lang, Words
from app.regimes.rules.conditions import Context, holds
from app.regimes.rules.facts import with_defaults
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Status
from app.regimes.rules.sections import Forbidden, compiled

QUOTED = re.compile(r"«[^»]*»|“[^”]*”|^[ \t]*>.*$", re.MULTILINE)


@dataclass(frozen=True)
class Finding:
    """Forbidden words found: where, under which rule, what to say to the author."""

    rule: str
    key: str
    start: int
    end: int
    excerpt: str
    effect: Literal["block", "warn"]
    message: Words
    source: str
    status: Status


def lint(
    text: str, packs: Sequence[Pack], lang: Lang, *, facts: Mapping[str, object] | None = None, on: date | None = None
) -> tuple[Finding, ...]:
    """What must not be written in a text of ours, in the order of the text."""
    ours = blanked(text)
    known = with_defaults(facts or {})
    replaced = {name for pack in packs for rule in pack.forbidden for name in rule.replaces}
    rules = [rule for pack in packs for rule in pack.forbidden if _speaks(rule, known, on)]
    rules = [rule for rule in rules if not {rule.id, rule.full} & replaced]
    found = {finding for rule in rules for finding in _found(rule, text, ours, lang)}
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.rule, finding.key)))


def blanked(text: str) -> str:
    """The text with quotations replaced by spaces, so that places stay the same."""
    return QUOTED.sub(lambda quote: " " * len(quote[0]), text)


def _speaks(rule: Forbidden, facts: Mapping[str, object], on: date | None) -> bool:
    context = Context(facts, {}, on or date.max)
    return (on is None or rule.valid_on(on)) and holds(rule.when, context) is True


def _found(rule: Forbidden, text: str, ours: str, lang: Lang) -> list[Finding]:
    patterns = (*rule.patterns.get(lang, ()), *rule.patterns.get("any", ()))
    hits = [hit.span() for pattern in patterns for hit in compiled(pattern).finditer(ours)]
    if rule.absent:
        hits = [] if hits or not patterns else [(len(text), len(text))]
    return [_finding(rule, text, start, end) for start, end in hits]


def _finding(rule: Forbidden, text: str, start: int, end: int) -> Finding:
    said = rule.message.words
    source = rule.source
    return Finding(rule.id, rule.key, start, end, text[start:end], rule.effect, said, source.cite, source.status)
