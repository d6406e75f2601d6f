"""What stands beside the time line: each room that knows something of a case gives its panel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for

from app.cases.models import Case
from app.cases.rules.mediators_door import TO_US, told
from app.correspondence.queries import newest_letters
from app.costs.queries import prices_panel
from app.desk.views.door import known
from app.exhibits.queries import exhibits_of
from app.feedback.queries import invitations_of, will_never_be_asked
from app.feedback.rules import standing_of
from app.gestures.queries import entitlements_of, offers_of, status_of
from app.gestures.rules.approvals import Status
from app.gestures.rules.offers import LineState, OfferState
from app.kernel import Refused, Words, day_of, words
from app.mediation.queries import admissibility_of, current_referral, door_of, ground_said
from app.people.rules import Actor, Permission

ON_OFFER = words("offre n° {number}, envoyée", "offer no. {number}, sent")
READY = words("offre n° {number}, préparée", "offer no. {number}, prepared")
WEIGHED = words("La réponse du client est attendue.", "The customer’s answer is awaited.")
NOT_LEFT = words("Elle n’est pas encore partie.", "It has not left yet.")
TO_APPROVE = words("Elle attend un accord.", "It awaits approval.")


def panels(case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The panels of a case for this actor, in the order they are drawn."""
    return {
        "prices": _prices(case, actor, at),
        "offers": _offers(case),
        "results": results_of(case),
        "exhibits": _exhibits(case, actor),
        "mediation": _mediation(case, actor, at),
        "letters": {"rows": newest_letters(case)},
        "opinions": _opinions(case, at),
        "documents": known("documents.files"),
        "may_build": actor.may(Permission.DOCUMENT_BUILD),
    }


def _prices(case: Case, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """The two prices while the case is open, or why there are none: what the dispute costs is ours to know, staff only."""
    if not case.is_open:
        return None
    url = (
        url_for("gestures.offer", ref=case.ref)
        if known("gestures.offer") and actor.may(Permission.GESTURE_OFFER)
        else None
    )
    try:
        return prices_panel(case, at, offer_url=url) | _on_offer(case)
    except Refused as why:
        return {"none": why.message, "offer_url": url}


def _on_offer(case: Case) -> dict[str, Any]:
    """While an offer is weighed by the customer, or prepared, its cost stands beside the dispute’s in place of advice."""
    offers = offers_of(case)
    sent = next((each for each in offers if each.state is OfferState.SENT), None)
    offer = sent or next((each for each in offers if each.state is OfferState.DRAFT), None)
    standing = [status_of(row) for row in offer.approvals] if offer is not None else []
    if offer is None or Status.REFUSED in standing:
        return {}
    name, advice = (ON_OFFER, WEIGHED) if sent else (READY, TO_APPROVE if Status.PENDING in standing else NOT_LEFT)
    return {"gesture": offer.cost, "name": name.fill(number=offer.number), "saving": None, "advice": advice}


def _offers(case: Case) -> dict[str, Any]:
    return {
        "rows": [(offer, [status_of(row) for row in offer.approvals]) for offer in offers_of(case)],
        "entitlements": entitlements_of(case),
        "url": url_for("gestures.offers", ref=case.ref) if known("gestures.offers") else None,
    }


def results_of(case: Case) -> dict[int, Words]:
    """What became of each claim for which something was offered by name: settled by an offer, or an offer stands."""
    found: dict[int, Words] = {}
    for offer, line in ((one, line) for one in offers_of(case) for line in one.lines):
        said = RESULTS.get(line.state)
        if (
            line.claim_id is not None
            and said is not None
            and (line.state is not LineState.OPEN or line.claim_id not in found)
        ):
            found[line.claim_id] = said.fill(number=offer.number)
    return found


RESULTS = {
    LineState.OPEN: words("offre n° {number} en cours", "offer no. {number} stands"),
    LineState.ACCEPTED: words(
        "réglée par l’offre n° {number}, à exécuter", "settled by offer no. {number}, to be carried out"
    ),
    LineState.CARRIED_OUT: words(
        "réglée par l’offre n° {number}, exécutée", "settled by offer no. {number}, carried out"
    ),
}


def _opinions(case: Case, at: datetime) -> dict[str, Any] | None:
    """What the customer was asked and answered, and whether they never will be; no panel where there is nothing to say."""
    rows = [
        (row, standing_of(row.answer.said if row.answer else None, open_=row.open_at(at)))
        for row in invitations_of(case)
    ]
    never = not rows and will_never_be_asked(case, at)
    return {"rows": rows, "never": never} if rows or never else None


def _exhibits(case: Case, actor: Actor) -> dict[str, Any]:
    page = url_for("exhibits.exhibits", ref=case.ref) if known("exhibits.exhibits") else None
    rows = [
        {
            "no": row.number,
            "name": row.title,
            "audience": row.audience.value,
            "withdrawn": row.withdrawn_at is not None,
            "url": page or "#",
        }
        for row in exhibits_of(case)
    ]
    return {
        "rows": rows,
        "url": page,
        "may_add": actor.may(Permission.EXHIBIT_ADD),
    }


def _mediation(case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    page = url_for("mediation.case", ref=case.ref) if known("mediation.case") else None
    advice, on = admissibility_of(case, at=at), day_of(at, case.zone)
    at_door = door_of(case, [advice.closes_on], on)
    return {
        "referral": current_referral(case),
        "standing": told(TO_US, at_door, ground_said(case)) or advice.words,
        "url": page,
    }
