"""Carrying out what was accepted, with its proof, once; and taking it back when it has to be."""

from __future__ import annotations

from datetime import datetime

from app.cases import actions as case_actions
from app.cases.actions.telling import Happening, tell
from app.costs.actions import move
from app.costs.rules.ledger import Move
from app.gestures.actions.locking import lock
from app.gestures.actions.telling import told
from app.gestures.models import OfferLine, Payout
from app.gestures.rules.offers import LineState
from app.kernel import Audience, Json, Refused, words
from app.people.rules import Actor, Permission
from app.plumbing.db import db

NOT_ALLOWED = words("Votre rôle ne permet pas d’exécuter un geste.", "Your role does not carry out gestures.")
PROOF = words(
    "Indiquez ce qui prouve l’exécution (numéro d’avoir, de virement, d’envoi).",
    "Give what proves it was carried out (number of the credit note, transfer or parcel).",
)
NOT_DUE = words("Ce geste n’est pas à exécuter : {state}.", "This gesture is not to be carried out: {state}.")


def carry_out(line: OfferLine, proof: str, *, by: Actor, at: datetime) -> Payout:
    """Record that one accepted gesture was carried out, with its proof: the money is spent, the promise kept, once."""
    if not by.may(Permission.GESTURE_CARRY_OUT):
        raise Refused("not_allowed", NOT_ALLOWED, "line")
    if not proof.strip():
        raise Refused("proof_missing", PROOF, "proof")
    offer = line.offer
    budgets = lock(offer.case_id, [offer.budget_id], [offer.id])
    db.session.refresh(line)
    if line.state is not LineState.ACCEPTED:
        raise Refused("not_due", NOT_DUE.fill(state=line.state.words), "line")
    row = Payout(line_id=line.id, proof=proof.strip()[:300], by=by.key, at=at)
    db.session.add(row)
    db.session.flush()  # the database lets a line be carried out only with its proof
    line.state = LineState.CARRIED_OUT
    if line.cost_minor and offer.budget_id is not None:
        move(budgets[offer.budget_id], Move.SPEND, line.cost, f"spend:line:{line.id}", by=by, at=at, case=offer.case)
    _tell_done(line, proof, by, at)
    if line.promise is not None and line.promise.state in {"open", "broken"}:
        case_actions.keep_promise(offer.case, line.promise, proof.strip(), by=by, at=at)
    return row


def _tell_done(line: OfferLine, proof: str, by: Actor, at: datetime) -> None:
    offer = line.offer
    data: dict[str, Json] = {
        "offer": offer.number,
        "line": line.position,
        "value": line.value_minor,
        "currency": line.currency,
        "code": line.code,
    }
    last = all(one.state is not LineState.ACCEPTED for one in offer.lines)
    what = Happening(data, {"proof": proof}, Audience.CUSTOMER, happened={"offer_carried_out": at} if last else {})
    tell(offer.case, "gesture.carried_out", what, by=by, at=at)


def reverse(line: OfferLine, reason: str, *, by: Actor, at: datetime) -> None:
    """Take back a gesture that was carried out (money returned, parcel refused): its whole cost, once, with a reason."""
    if not by.may(Permission.GESTURE_APPROVE):
        raise Refused("not_allowed", NOT_ALLOWED, "line")
    if not reason.strip():
        raise Refused("reason_missing", words("Dites pourquoi.", "Say why."), "reason")
    offer = line.offer
    budgets = lock(offer.case_id, [offer.budget_id], [offer.id])
    db.session.refresh(line)
    if line.state is not LineState.CARRIED_OUT:
        raise Refused("not_due", NOT_DUE.fill(state=line.state.words), "line")
    line.state = LineState.REVERSED
    if line.cost_minor and offer.budget_id is not None:
        move(
            budgets[offer.budget_id], Move.REVERSE, line.cost, f"reverse:line:{line.id}", by=by, at=at, case=offer.case
        )
    told(offer, "gesture.refunded", by=by, at=at, text={"reason": reason}, value=line.value, line=line.position)
