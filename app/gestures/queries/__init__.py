"""Reading gestures: the ground of a verdict, offers, approvals, precedents."""

from app.gestures.queries.contested import untold_contests
from app.gestures.queries.decided import decisions_for
from app.gestures.queries.declined import declined_for, declined_tariffs_for
from app.gestures.queries.grounds import (
    catalogue,
    catalogue_history,
    commitments,
    delegations,
    grid_now,
    grid_rows,
    ground_for,
    lines_in_force,
    people_on,
    preview_ground,
    proposals,
)
from app.gestures.queries.money import gesture_money_problems
from app.gestures.queries.offers import (
    approval,
    approvals_of,
    entitlements_of,
    inbox,
    is_refused,
    latest_offer,
    line_of,
    offer_of,
    offers_of,
    offers_past,
    past_offers,
    recognisable,
    requests_without_answer,
    status_of,
)
from app.gestures.queries.precedents import fairness, missed_commitments, precedents_for

__all__ = [
    "approval",
    "approvals_of",
    "catalogue",
    "catalogue_history",
    "commitments",
    "decisions_for",
    "declined_for",
    "declined_tariffs_for",
    "delegations",
    "entitlements_of",
    "fairness",
    "gesture_money_problems",
    "grid_now",
    "grid_rows",
    "ground_for",
    "inbox",
    "is_refused",
    "latest_offer",
    "line_of",
    "lines_in_force",
    "missed_commitments",
    "offer_of",
    "offers_of",
    "offers_past",
    "past_offers",
    "people_on",
    "precedents_for",
    "preview_ground",
    "proposals",
    "recognisable",
    "requests_without_answer",
    "status_of",
    "untold_contests",
]
