"""Proposals to bring the rules of cases up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.cases.models import Case, DutyRow, Upgrade
from app.cases.queries.sight import visible
from app.kernel import Refused, words
from app.people.rules import Actor
from app.plumbing.db import db
from app.regimes.rules import editions


@dataclass(frozen=True)
class Wave:
    """The proposals of one move of the same packs: with dates that change, and without."""

    packs: tuple[tuple[str, str, str], ...]
    """(pack, edition before, edition after)."""
    moving: tuple[Upgrade, ...]
    still: tuple[Upgrade, ...]


MOST = 200
"""Proposals on one page; those behind them come as these are decided."""


def open_upgrades(actor: Actor) -> list[Wave]:
    """The open proposals on cases the actor may see, in waves; dates that come forward first."""
    wanted = (
        select(Upgrade).join(Case, Case.id == Upgrade.case_id).where(Upgrade.state == "open", visible(actor))
        .order_by(Upgrade.id).limit(MOST)
    )  # fmt: skip
    return _waves(db.session.scalars(wanted).unique())


def _waves(rows: Iterable[Upgrade]) -> list[Wave]:
    found: dict[tuple[tuple[str, str, str], ...], list[Upgrade]] = {}
    for row in rows:
        found.setdefault(tuple(editions.differing(row.before, row.after)), []).append(row)
    return [
        Wave(packs, tuple(sorted(filter(moves, some), key=_urgency)), tuple(r for r in some if not moves(r)))
        for packs, some in found.items()
    ]


def moves(row: Upgrade) -> bool:
    """Does the proposal change any date?"""
    return any(change["change"] != "reworded" for change in row.changes)


def _urgency(row: Upgrade) -> tuple[bool, int]:
    return not any(change["earlier"] for change in row.changes), row.id


def duties_told(rows: Iterable[Upgrade]) -> dict[tuple[int, str], DutyRow]:
    """The duties that these proposals speak of, as they stand, by case and key: one question for a whole page."""
    keys = {row.case_id: {change["key"] for change in row.changes} for row in rows}
    wanted = select(DutyRow).where(DutyRow.case_id.in_(keys), DutyRow.key.in_(set().union(*keys.values())))
    return {(duty.case_id, duty.key): duty for duty in db.session.scalars(wanted)} if keys else {}


def accepted_upgrades(actor: Actor, since: datetime) -> list[Upgrade]:
    """What was accepted since, on open cases the actor may see that still follow it, the latest first: it can be undone."""
    wanted = select(Upgrade).join(Case, Case.id == Upgrade.case_id).where(
        Upgrade.state == "accepted", Upgrade.decided_at >= since, Case.is_open, Case.editions == Upgrade.after, visible(actor)
    )  # fmt: skip
    return list(db.session.scalars(wanted.order_by(Upgrade.decided_at.desc(), Upgrade.id).limit(MOST)).unique())


def count_upgrades(actor: Actor) -> int:
    """How many open proposals wait on cases the actor may see."""
    wanted = select(func.count(Upgrade.id)).join(Case, Case.id == Upgrade.case_id)
    return db.session.scalar(wanted.where(Upgrade.state == "open", visible(actor))) or 0


def upgrade_for(actor: Actor, number: int) -> Upgrade:
    """This proposal; what concerns a case you may not see does not exist."""
    wanted = select(Upgrade).join(Case, Case.id == Upgrade.case_id).where(Upgrade.id == number, visible(actor))
    row = db.session.scalars(wanted).unique().one_or_none()
    if row is None:
        raise Refused("no_such_upgrade", words("Cette proposition n’existe pas.", "There is no such proposal."))
    return row
