"""Changing the tariff: one person proposes, another confirms; every version is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.costs.models import TariffChange, TariffDecision
from app.costs.queries.tariffs import tariff_at
from app.costs.rules.adopting import check_change, check_confirmer, check_declined, check_withdrawer, parameter_as_kept
from app.costs.rules.parameters import Parameter
from app.journal.actions import record
from app.kernel import Event, Json, Refused, words
from app.people.rules import Actor, Permission
from app.plumbing.db import NOT_KEYS, db

SETTINGS = "settings"
NOT_ALLOWED = words("Votre rôle ne le permet pas.", "Your role does not allow it.")


def propose_parameters(
    changed: Sequence[Parameter], reason: str, *, by: Actor, at: datetime, learnt: bool = False
) -> TariffChange:
    """Propose new values; they hold once somebody else confirms them."""
    if by.staff_id is None or not by.may(Permission.AUTHORITY_PROPOSE):
        raise Refused("not_allowed", NOT_ALLOWED, "reason")
    check_change(tariff_at(at), changed, reason)
    row = TariffChange(
        parameters=[parameter_as_kept(one) for one in changed],
        reason=reason.strip(),
        learnt=learnt,
        by_id=by.staff_id,
        at=at,
    )
    db.session.add(row)
    db.session.flush()  # its number goes into the history
    data: dict[str, Json] = {"change": row.id, "parameters": [one.code for one in changed], "learnt": learnt}
    record(Event("tariff.proposed", SETTINGS, at, by.key, data, {"reason": reason.strip()}))
    return row


def decide_parameters(
    change: TariffChange, confirmed: bool, *, by: Actor, at: datetime, reason: str = ""
) -> TariffDecision:
    """Confirm or decline a change that somebody else proposed; checked again against the tariff of today."""
    if not by.may(Permission.AUTHORITY_CONFIRM):
        raise Refused("not_allowed", NOT_ALLOWED, "change")
    fresh = _locked(change)
    check_confirmer(fresh.by_id, by.staff_id, fresh.decision is not None)
    check_declined(confirmed, reason)
    assert by.staff_id is not None
    if confirmed:
        check_change(tariff_at(at), fresh.changed, fresh.reason)
    row = TariffDecision(change_id=fresh.id, confirmed=confirmed, reason=reason.strip(), by_id=by.staff_id, at=at)
    db.session.add(row)
    fresh.decision = row
    data: dict[str, Json] = {
        "change": fresh.id,
        "confirmed": confirmed,
        "parameters": [one["code"] for one in fresh.parameters],
    }
    record(Event("tariff.decided", SETTINGS, at, by.key, data, {"reason": row.reason} if row.reason else {}))
    return row


def withdraw_parameters(change: TariffChange, reason: str, *, by: Actor, at: datetime) -> TariffDecision:
    """Take back a change that one proposed oneself, with a reason, before somebody decides; kept as declined by its author."""
    fresh = _locked(change)
    check_withdrawer(fresh.by_id, by.staff_id, reason, fresh.decision is not None)
    row = TariffDecision(change_id=fresh.id, confirmed=False, reason=reason.strip(), by_id=fresh.by_id, at=at)
    db.session.add(row)
    fresh.decision = row
    data: dict[str, Json] = {"change": fresh.id, "parameters": [one["code"] for one in fresh.parameters]}
    record(Event("tariff.withdrawn", SETTINGS, at, by.key, data, {"reason": row.reason}))
    return row


def _locked(change: TariffChange) -> TariffChange:
    return db.session.get_one(
        TariffChange, change.id, populate_existing=True, with_for_update={"of": TariffChange, **NOT_KEYS}
    )
