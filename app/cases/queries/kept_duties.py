"""The duties of a case as they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, Text, bindparam, func, or_, select
from sqlalchemy import cast as as_text

from app.cases.models import Case, DutyRow, DutyWording
from app.cases.rules.stored_words import said
from app.kernel import words
from app.plumbing.db import columns_of, db, read_json
from app.plumbing.memo import read_once
from app.regimes.rules.duties import Duty, DutyState, Start
from app.regimes.rules.events import EVENTS
from app.regimes.rules.parts import Kind, Status
from app.regimes.rules.reckoning import Pause


class KeptDuty(NamedTuple):
    """A duty as pages and commands read it: what is kept of it, without the row; its sentences still as they are written."""

    key: str
    rule: str
    pack: str
    kind: Kind
    state: DutyState
    ours: bool
    label_json: str
    explanation_json: str
    steps_json: str
    opens_on: date | None
    due_on: date | None
    due_at: datetime | None
    starts_from: str
    source: str
    status: str
    met_on: date | None
    pauses_json: str
    thresholds_json: str

    @property
    def label(self) -> Mapping[str, Any]:
        """Its name."""
        return cast(Mapping[str, Any], read_json(self.label_json))

    @property
    def explanation(self) -> Mapping[str, Any]:
        """Its sentence."""
        return cast(Mapping[str, Any], read_json(self.explanation_json))

    @property
    def steps(self) -> Sequence[Mapping[str, Any]]:
        """How it was reckoned."""
        return cast(Sequence[Mapping[str, Any]], read_json(self.steps_json))

    @property
    def pauses(self) -> Sequence[tuple[str, str | None]]:
        """From when to when it stood still."""
        return cast(Sequence[tuple[str, str | None]], read_json(self.pauses_json))

    @property
    def thresholds(self) -> Sequence[int]:
        """How many days before it is told of."""
        return cast(Sequence[int], read_json(self.thresholds_json))


UNSAID = {"explanation": '{"fr":"","en":""}', "steps": "[]", "source": ""}
"""What stands on a page where the words of a duty are missing (`flask verify` tells of it): the duty itself stays."""


def _kept_column(name: str) -> ColumnElement[Any]:
    plain, is_json, _rest = name.partition("_json")
    column: ColumnElement[Any] = getattr(DutyWording if plain in UNSAID else DutyRow, plain)
    column = as_text(column, Text).label(name) if is_json else column
    return func.coalesce(column, UNSAID[plain]).label(name) if plain in UNSAID else column


DUTIES_READ = 4096
"""How many duties a process remembers as they were read."""
AnyDuty = DutyRow | KeptDuty | Duty
"""A duty kept, or just derived."""
DUTIES: Select[Any] = (
    select(*(_kept_column(name) for name in KeptDuty._fields))
    .outerjoin(DutyWording, DutyWording.key == DutyRow.wording_key)
    .where(DutyRow.case_id == bindparam("case"))
    .order_by(func.coalesce(DutyRow.due_on, DutyRow.opens_on), DutyRow.key)
)


@read_once
def duties_of(case: Case) -> list[KeptDuty]:
    """The duties of a case, by date."""
    return [KeptDuty._make(row) for row in columns_of(DUTIES, {"case": case.id})]


@read_once
def told_duties(case: Case) -> list[Duty]:
    """The duties of a case, by date, as the regimes’ rules take them."""
    return [told_duty(row) for row in duties_of(case)]


@lru_cache(maxsize=DUTIES_READ)
def told_duty(row: KeptDuty) -> Duty:
    """A duty as the regimes’ rules take it: read once, as whoever works on a case comes back to it many times."""
    return as_duty(row)


def as_duty(row: DutyRow | KeptDuty) -> Duty:
    """A kept duty as the regimes’ rules take it."""
    event, _space, day = row.starts_from.rpartition(" ")
    of = (row.wording or NO_WORDING) if isinstance(row, DutyRow) else row
    label = EVENTS[event].label if event in EVENTS else PROMISED
    return Duty(
        rule=row.rule, key=row.key, kind=row.kind, label=said(row.label), opens_on=row.opens_on, due_on=row.due_on,
        due_at=row.due_at, state=row.state, starts_from=Start(event, label, date.fromisoformat(day)),
        steps=tuple(said(step) for step in of.steps), explanation=said(of.explanation), source=of.source,
        status=STATUSES.get(row.status, Status.VERIFIED), checked_on=date.min, ours=row.ours,
        thresholds=tuple(row.thresholds), met_on=row.met_on, pack=row.pack,
    )  # fmt: skip


def pauses_of(row: DutyRow | KeptDuty) -> tuple[Pause, ...]:
    """The stretches during which a kept duty did not run."""
    return tuple(
        Pause(date.fromisoformat(start), date.fromisoformat(end) if end else None) for start, end in row.pauses
    )


STATUSES = {status.value: status for status in Status}
NO_WORDING = DutyWording(explanation={"fr": "", "en": ""}, steps=[], source="")
PROMISED = words("l’engagement", "the promise")


def duty_problems() -> list[dict[str, Any]]:
    """Duties whose words are missing, and cases that would be looked at too late to tell of an alert, for `verify`."""
    mute = select(Case.ref, DutyRow.key).join(Case, Case.id == DutyRow.case_id).where(
        ~select(DutyWording.key).where(DutyWording.key == DutyRow.wording_key).exists()
    )  # fmt: skip
    late = select(Case.ref, DutyRow.key).join(Case, Case.id == DutyRow.case_id).where(
        DutyRow.alert_at.is_not(None),
        or_(Case.look_at.is_(None), Case.look_at > DutyRow.alert_at),
    )  # fmt: skip
    told = {
        "words_missing": (mute, "the words of {key} are missing"),
        "looked_at_late": (late, "{key} would be told of too late"),
    }
    return [
        {"kind": kind, "ref": ref, "seq": 0, "message": f"{ref}: {sentence.format(key=key)}"}
        for kind, (wanted, sentence) in told.items()
        for ref, key in db.session.execute(wanted.order_by(Case.id, DutyRow.key))
    ]
