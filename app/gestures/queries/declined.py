"""What was declined of the changes of the settings that somebody proposed, for a month."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.costs.models import TariffChange, TariffDecision
from app.gestures.models import Proposal, ProposalDecision
from app.people.rules import Actor
from app.plumbing.db import db

TOLD_FOR = timedelta(days=30)
"""So long their author is alerted to it; the history keeps it."""


def declined_for(actor: Actor, at: datetime) -> list[Proposal]:
    """Their changes of the grid, the palette and the budgets that were declined, the latest first."""
    wanted = (
        select(Proposal)
        .join(ProposalDecision, ProposalDecision.proposal_id == Proposal.id)
        .where(
            Proposal.by_id == actor.staff_id,
            ProposalDecision.by_id != Proposal.by_id,  # one's own withdrawal is no news
            ProposalDecision.confirmed.is_(False),
            ProposalDecision.at > at - TOLD_FOR,
        )
        .order_by(ProposalDecision.at.desc(), Proposal.id.desc())
    )
    return list(db.session.scalars(wanted))


def declined_tariffs_for(actor: Actor, at: datetime) -> list[TariffChange]:
    """Their changes of the tariff that were declined, the latest first."""
    wanted = (
        select(TariffChange)
        .join(TariffDecision, TariffDecision.change_id == TariffChange.id)
        .where(
            TariffChange.by_id == actor.staff_id,
            TariffDecision.by_id != TariffChange.by_id,  # one's own withdrawal is no news
            TariffDecision.confirmed.is_(False),
            TariffDecision.at > at - TOLD_FOR,
        )
        .order_by(TariffDecision.at.desc(), TariffChange.id.desc())
    )
    return list(db.session.scalars(wanted))
