"""Whether an offer is written and may still leave: told to the case, whose next step it is."""

from __future__ import annotations

from sqlalchemy import select

from app.cases.actions import refresh
from app.cases.models import Case
from app.gestures.models import Offer
from app.gestures.queries.offers import is_refused
from app.gestures.rules.offers import OfferState
from app.kernel import Event
from app.plumbing.db import db


def keep_draft(event: Event) -> None:
    """Keep on the case whether an offer in draft may still leave; its next step follows. One that was refused may not."""
    case = db.session.scalars(select(Case).where(Case.ref == event.stream.partition(":")[2])).one()
    drafts = db.session.scalars(select(Offer).where(Offer.case_id == case.id, Offer.state == OfferState.DRAFT))
    waits = any(not is_refused(offer) for offer in drafts)
    if waits is not case.offer_draft:
        case.offer_draft = waits
        refresh(case, at=event.at)
