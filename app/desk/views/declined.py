"""What was declined of one's proposals, as the alerts show it: what, by whom, why, and where to propose anew."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import url_for

from app.gestures.queries import declined_for, declined_tariffs_for
from app.gestures.views.waiting import said
from app.kernel import Words, words
from app.people.rules import Actor, Permission

PAGES = {"grid": "gestures.authority", "budget": "gestures.budgets", "catalogue": "gestures.catalogue"}
TARIFF = words("Changement de paramètres n° {n}", "Change of parameters no. {n}")


class Declined(NamedTuple):
    """One proposal that somebody else declined."""

    what: Words
    url: str
    who: str
    at: datetime
    reason: str


def declined(actor: Actor, at: datetime) -> list[Declined]:
    """Those of this person, the latest first; most people propose nothing, and nothing is asked for them."""
    if not actor.may(Permission.AUTHORITY_PROPOSE):
        return []
    found = [
        Declined(said(row), url_for(PAGES[row.kind]), row.decision.decider.name, row.decision.at, row.decision.reason)
        for row in declined_for(actor, at)
        if row.decision is not None
    ] + [
        Declined(
            TARIFF.fill(n=row.id), url_for("costs.change", number=row.id), row.decision.by.name, row.decision.at,
            row.decision.reason,
        )
        for row in declined_tariffs_for(actor, at)
        if row.decision is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at, reverse=True)
