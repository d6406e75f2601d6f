"""Taking back a change of the grid, the palette or a budget that one proposed and nobody has decided yet."""

from __future__ import annotations

from datetime import datetime

from app.gestures.models import Proposal, ProposalDecision
from app.gestures.rules.proposals import check_withdrawer
from app.gestures.rules.settings_entries import SETTINGS
from app.journal.actions import record
from app.kernel import Event, Json
from app.people.rules import Actor
from app.plumbing.db import NOT_KEYS, db


def withdraw_change(proposal: Proposal, reason: str, *, by: Actor, at: datetime) -> None:
    """Withdraw one's own proposal, with a reason: it waits on nobody's page any more, and the history says so.

    Its end is its one decision, by whoever proposed it: a decision that came first stands, none can come after.
    """
    fresh = db.session.get(Proposal, proposal.id, populate_existing=True, with_for_update={"of": Proposal, **NOT_KEYS})
    assert fresh is not None
    check_withdrawer(by, fresh.by_id, reason, decided=fresh.decision is not None)
    row = ProposalDecision(proposal_id=fresh.id, by_id=fresh.by_id, confirmed=False, reason=reason.strip(), at=at)
    db.session.add(row)
    fresh.decision = row
    data: dict[str, Json] = {"proposal": fresh.id, **fresh.payload}
    record(Event(f"{fresh.kind}.withdrawn", SETTINGS, at, by.key, data, {"reason": row.reason}))
