"""A whole case was erased: of its referrals the steps, dates and amounts stay, and the mediators of the directory."""

from __future__ import annotations

from sqlalchemy import select, update

from app.cases.queries.keeping import erased_case
from app.kernel import Event
from app.mediation.models import MediatorLink, Referral
from app.plumbing.db import db
from app.plumbing.triggers import NOTHING


def forget_referrals(event: Event) -> None:
    """Take out third parties named by hand, the mediator's own reference, and who was given a link; links open nothing."""
    case = erased_case(event)
    for row in db.session.scalars(select(Referral).where(Referral.case_id == case.id)):
        row.third_party, row.their_ref = (NOTHING if row.third_party else ""), ""
    mine = MediatorLink.referral_id.in_(select(Referral.id).where(Referral.case_id == case.id))
    db.session.execute(update(MediatorLink).where(mine).values(email=NOTHING, name=NOTHING))
    db.session.execute(update(MediatorLink).where(mine, MediatorLink.revoked_at.is_(None)).values(revoked_at=event.at))
