"""What a body outside commonly awards in cases of this regime, beside what is weighed: help, never a limit (UK-GOOD-01)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.cases.models import Case
from app.cases.queries import packs_of
from app.kernel import Money, Words, day_of
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Source
from app.regimes.rules.sections import AwardTable


class AwardLine(NamedTuple):
    """One band: up to how much (the last has no end), for what, and whether the value weighed lies in it."""

    up_to: Money | None
    what: Words
    here: bool


class Awards(NamedTuple):
    """A table of bands, with where it comes from."""

    label: Words
    lines: tuple[AwardLine, ...]
    note: Words | None
    source: Source


def awards_beside(case: Case, value: Money | None, at: datetime) -> tuple[Awards, ...]:
    """The tables of a case's regimes in its own currency, in force that day; the band of this value is marked."""
    on = day_of(at, case.zone)
    return tuple(
        _table(pack, rule, value)
        for pack in packs_of(case)
        for rule in pack.awards
        if rule.valid_on(on) and pack.pack.currency == case.currency
    )


def _table(pack: Pack, rule: AwardTable, value: Money | None) -> Awards:
    lines, found = list[AwardLine](), value is None or not value
    for band in rule.bands:
        up_to = pack.money(band.up_to) if band.up_to is not None else None
        here = not found and (up_to is None or (value is not None and value.minor <= up_to.minor))
        found = found or here
        lines.append(AwardLine(up_to, band.what.words, here))
    return Awards(rule.label.words, tuple(lines), rule.note.words if rule.note else None, rule.source)
