"""Warning buyers of an incident who have not complained: each once, and nobody who has complained by then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from app.cases.actions.links import require_open
from app.cases.models import Incident, Warned
from app.cases.queries.warning import MOST, to_warn
from app.kernel import Refused, words
from app.people.rules import Actor, Permission
from app.plumbing.db import db


def warn(incident: Incident, customers: Collection[int], *, by: Actor, at: datetime) -> list[Warned]:
    """Note that these customers are written to; who has complained or was written to meanwhile is left out.

    The incident is locked until the end of the unit of work: of two who write at once, the second finds nobody left.
    """
    if not by.may(Permission.INCIDENT_WARN):
        raise Refused("not_allowed", NOT_ALLOWED, "to")
    db.session.scalars(select(Incident.id).where(Incident.id == incident.id).with_for_update()).one()
    require_open(incident)
    if not incident.decision:
        raise Refused("undecided", UNDECIDED, "to")
    rows = [
        Warned(incident_id=incident.id, customer_id=one.customer_id, purchase_id=one.id, at=at, by=by.key)
        for one in to_warn(incident, MOST) if one.customer_id in customers
    ]  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()  # letters hang on their numbers
    return rows


NOT_ALLOWED = words(
    "Seule la qualité écrit aux clients d’un incident qui n’ont pas réclamé.",
    "Only the quality officer writes to customers of an incident who have not complained.",
)
UNDECIDED = words(
    "Écrivez d’abord la décision commune de l’incident : la lettre dit ce que nous faisons.",
    "First write the common decision of the incident: the letter says what we do.",
)
