"""The dates that answers and resolutions must keep, as the rules of the complaints received state them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.kernel import Words
from app.regimes.queries import packs_named, shipped
from app.regimes.rules.parts import Kind
from app.regimes.rules.sections import Deadline

ANSWERING = frozenset({"reply.sent", "final_reply.sent"})
FROM = ("complaint.", "first_written_complaint.")


@dataclass(frozen=True)
class Limit:
    """One limit: its rule, what is to be done, within how long, legal or house."""

    rule: str
    label: Words
    within: Words
    legal: bool


def limits_in(regimes: Iterable[str]) -> tuple[Limit, ...]:
    """What we must do with a complaint counted from its receipt, by the rules of these packs; legal ones first."""
    found = {}
    for pack in packs_named(*sorted(set(regimes) & shipped().keys())):
        for line in pack.deadlines:
            if _answers(line):
                found[line.id, line.key] = Limit(line.id, _said(line), line.add.span.words(), line.kind is Kind.LEGAL)
    return tuple(sorted(found.values(), key=lambda one: (not one.legal, one.rule)))


def _answers(line: Deadline) -> bool:
    ours = line.kind in (Kind.LEGAL, Kind.HOUSE) and line.gives == "due"
    return ours and bool(ANSWERING & set(line.met_by)) and any(name.startswith(FROM) for name in line.starts)


def _said(line: Deadline) -> Words:
    return Words(line.label.fr, line.label.en)
