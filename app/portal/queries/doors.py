"""What doors are open to a customer: the mediator, and the dates that are theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.cases.models import Case
from app.cases.queries import KeptDuty, facts_of, packs_of
from app.cases.rules.mediators_door import Door
from app.cases.rules.stored_words import said as kept_said
from app.kernel import Words, day_of
from app.mediation.queries import door_of, ends_windows, of_mediators_window, why_no_pack
from app.regimes.rules.duties import DutyState
from app.regimes.rules.parts import Kind


@dataclass(frozen=True)
class Mediator:
    """Whom the customer may turn to, as our answer names them."""

    name: str
    postal: str
    site: str


class Window(NamedTuple):
    """A date of the customer: from when, until when; either may be none."""

    label: Words
    opens_on: date | None
    due_on: date | None


def dates_of(case: Case, duties: Iterable[KeptDuty], at_door: Door) -> list[Window]:
    """The windows of the customer that are still open or to come; limitation is for a lawyer to explain, not for this page.

    An end that a line of its own tells is not told again with the opening.
    """
    limits = {rule.id for pack in packs_of(case) for rule in pack.limitation}
    open_ = (row for row in duties if row.kind is Kind.WINDOW and row.state is DutyState.PENDING)
    dated = (row for row in open_ if (row.due_on or row.opens_on) is not None and row.rule not in limits)
    rows = list(dated)
    rows = [row for row in rows if at_door.leads or not of_mediators_window(row.key)]
    ends = {row.due_on for row in rows if row.opens_on is None}
    windows = (
        Window(kept_said(row.label), row.opens_on, None if row.opens_on and row.due_on in ends else row.due_on)
        for row in rows
    )
    return sorted(windows, key=lambda window: window.opens_on or window.due_on or date.max)


def door_now(case: Case, duties: Iterable[KeptDuty], at: datetime) -> Door:
    """Whether a mediator can still be turned to."""
    return door_of(case, (row.due_on for row in duties if ends_windows(row.key)), day_of(at, case.zone))


def mediator_named(case: Case, at_door: Door) -> Mediator | None:
    """Named here once an answer of ours has named them, not before; nor any more where they can no longer be turned to."""
    if why_no_pack(case) is not None or not at_door.named:
        return None
    facts = facts_of(case)
    name, postal, site = (str(facts.get(f"mediator.{part}") or "") for part in ("name", "postal", "site"))
    return Mediator(name, postal, site) if name else None
