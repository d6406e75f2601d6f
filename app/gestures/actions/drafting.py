"""Whether an offer is written and waits to leave: told to the case, whose next step it is."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.cases.actions import refresh
from app.cases.models import Case
from app.gestures.models import Offer
from app.gestures.rules.offers import OfferState
from app.kernel import Event
from app.plumbing.db import db


def keep_draft(event: Event) -> None:
    """Keep on the case whether an offer is in draft; its next step follows."""
    case = db.session.scalars(select(Case).where(Case.ref == event.stream.partition(":")[2])).one()
    drafts = select(exists().where(Offer.case_id == case.id, Offer.state == OfferState.DRAFT))
    waits = bool(db.session.scalar(drafts))
    if waits is not case.offer_draft:
        case.offer_draft = waits
        refresh(case, at=event.at)
