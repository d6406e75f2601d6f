"""Offers, requests for approval, entitlements of a case; what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from app.cases.models import Case
from app.cases.queries import facts_of, happened, packs_of, visible
from app.costs.rules.acceptance import History, PastOffer
from app.gestures.models import Approval, EntitlementRow, Offer, OfferLine
from app.gestures.queries.grounds import ground_for
from app.gestures.rules.approvals import Status, status
from app.gestures.rules.authority import Power
from app.gestures.rules.offers import LineState, OfferState
from app.gestures.rules.verdict import Asked, AskedLine, covering
from app.kernel import Refused, day_of, words
from app.people.rules import Actor, Permission
from app.plumbing.db import db
from app.plumbing.memo import Lists, read_once
from app.regimes.rules.entitlements import Entitlement, entitlements

MOST_PAST = 2000
"""Past offers that the chance of acceptance learns from, the newest."""
NO_SUCH_OFFER = words("Cette offre n’existe pas.", "There is no such offer.")
NO_SUCH_REQUEST = words("Cette demande d’accord n’existe pas.", "There is no such approval request.")


OFFERS = (
    select(Offer)
    .where(Offer.case_id == bindparam("case"))
    .order_by(Offer.number.desc())
    .options(joinedload(Offer.ending), selectinload(Offer.approvals), selectinload(Offer.counters))
)
ENTITLEMENTS = select(EntitlementRow).where(EntitlementRow.case_id == bindparam("case")).order_by(EntitlementRow.id)


@read_once
def offers_of(case: Case) -> list[Offer]:
    """The offers of a case, newest first, with their answers and requests."""
    return list(db.session.scalars(OFFERS, {"case": case.id}).unique())


def latest_offer(case: Case) -> Offer | None:
    """The newest offer of a case."""
    return next(iter(offers_of(case)), None)


def offer_of(case: Case, number: int) -> Offer:
    """The offer of this number on a case; refuses an unknown one."""
    found = db.session.scalars(select(Offer).where(Offer.case_id == case.id, Offer.number == number)).one_or_none()
    if found is None:
        raise Refused("no_such_offer", NO_SUCH_OFFER, "offer")
    return found


def line_of(offer: Offer, position: int) -> OfferLine:
    """One gesture of an offer; refuses an unknown position."""
    found = next((line for line in offer.lines if line.position == position), None)
    if found is None:
        raise Refused("no_such_line", words("Ce geste n’existe pas.", "There is no such gesture."), "line")
    return found


def offers_past(at: datetime) -> list[int]:
    """Numbers of the open offers whose last day is over."""
    return list(
        db.session.scalars(
            select(Offer.id).where(Offer.state == OfferState.SENT, Offer.expires_at <= at).order_by(Offer.id)
        )
    )


def is_refused(offer: Offer) -> bool:
    """Was this draft refused by whoever had to approve it? A refusal sticks: it cannot leave any more."""
    found = {status_of(row) for row in offer.approvals}
    return offer.state is OfferState.DRAFT and Status.REFUSED in found and not found & {Status.GRANTED, Status.PENDING}


def status_of(approval: Approval) -> Status:
    """How a request stands: always computed."""
    decisions = [approval.decision.facts] if approval.decision else []
    found = status(approval.digest, approval.offer.terms.digest, decisions)
    if found is Status.PENDING and approval.offer.state is not OfferState.DRAFT:
        return Status.VOID
    return found


def approval(actor: Actor, approval_id: int) -> Approval:
    """This request, if the actor may see its case."""
    wanted = select(Approval).join(Offer, Offer.id == Approval.offer_id).join(Case, Case.id == Offer.case_id)
    wanted = wanted.where(Approval.id == approval_id, visible(actor)).options(joinedload(Approval.offer))
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise Refused("no_such_request", NO_SUCH_REQUEST, "approval")
    return found


def approvals_of(case: Case) -> list[Approval]:
    """Every request of a case, oldest first."""
    wanted = select(Approval).join(Offer, Offer.id == Approval.offer_id).where(Offer.case_id == case.id)
    return list(db.session.scalars(wanted.options(joinedload(Approval.offer)).order_by(Approval.id)))


def undecided(actor: Actor) -> list[Approval]:
    """Requests without a decision, on cases the actor may see, that still stand."""
    wanted = select(Approval).join(Offer, Offer.id == Approval.offer_id).join(Case, Case.id == Offer.case_id)
    wanted = wanted.where(Offer.state == OfferState.DRAFT, visible(actor)).order_by(Approval.at)
    rows = db.session.scalars(wanted.options(joinedload(Approval.offer))).all()
    return [row for row in rows if row.decision is None and status_of(row) is Status.PENDING]


def inbox(actor: Actor, at: datetime) -> list[Approval]:
    """The requests this person can decide now, the oldest first."""
    if not actor.may(Permission.GESTURE_APPROVE):
        return []
    return [row for row in undecided(actor) if power_over(row, actor, at) is not None]


def power_over(row: Approval, actor: Actor, at: datetime) -> Power | None:
    """By which power this person could grant the request now, or None."""
    ground = ground_for(row.offer.case, row.offer.author, at)
    who = next((one for one in ground.people if one.id == actor.staff_id), None)
    if who is None:
        return None
    counted = ground.counted(row.offer.replaces_id or 0)
    found = covering(asked_of(row.offer), counted, who, row.offer.author_id, ground.grid, ground.on)
    return found[0] if found else None


def asked_of(offer: Offer) -> Asked:
    """An offer as the verdict weighs it."""
    lines = tuple(AskedLine(one.code, one.kind, one.value, one.cost) for one in offer.lines)
    return Asked(lines, offer.case.service_id, offer.currency, offer.case.customer.email)


def requests_without_answer(before: datetime) -> list[Approval]:
    """Requests asked before an instant that still wait and were not passed up yet."""
    wanted = select(Approval).join(Offer, Offer.id == Approval.offer_id)
    wanted = wanted.where(Approval.at <= before, Approval.escalated_at.is_(None), Offer.state == OfferState.DRAFT)
    rows = db.session.scalars(wanted.options(joinedload(Approval.offer))).all()
    return [row for row in rows if status_of(row) is Status.PENDING]


def past_offers() -> History:
    """Our own answered offers, as the chance of acceptance learns from them."""
    answered = (OfferState.ACCEPTED, OfferState.PARTLY, OfferState.REFUSED)
    recent = select(Offer.id).where(Offer.state.in_(answered)).order_by(Offer.id.desc()).limit(MOST_PAST).subquery()
    rows = (
        select(Offer.id, Offer.state, Case.claimed_minor, OfferLine.code, OfferLine.value_minor)
        .join(Case, Case.id == Offer.case_id)
        .join(OfferLine, OfferLine.offer_id == Offer.id)
        .where(Offer.id.in_(select(recent.c.id)))
        .order_by(Offer.id)
    )
    found = groupby(db.session.execute(rows).all(), key=lambda row: row.id)
    return History([_past([tuple(line)[1:] for line in lines]) for _offer, lines in found])


def _past(lines: Sequence[tuple[Any, ...]]) -> PastOffer:
    """One offer, from its lines: (state, what was claimed, code, value)."""
    state, claimed, _code, _value = lines[0]
    worth = sum(line[3] for line in lines) / claimed if claimed else 1.0
    return PastOffer("+".join(sorted(line[2] for line in lines)), worth, state is not OfferState.REFUSED)


@read_once
def entitlements_of(case: Case) -> list[EntitlementRow]:
    """What was recognised as due by law on a case."""
    return list(db.session.scalars(ENTITLEMENTS, {"case": case.id}))


LISTS: Lists = {offers_of: OFFERS, entitlements_of: ENTITLEMENTS}
"""What many cases have none of: the query of each list, and the statement that tells whether it would find anything."""


def recognisable(case: Case, at: datetime) -> list[Entitlement]:
    """What the regimes say is due on this case and nobody has recognised yet."""
    known = {row.rule for row in entitlements_of(case)}
    on = day_of(at, case.zone)
    found = entitlements(facts_of(case), on, packs=packs_of(case), events=happened(case), zone=case.zone)
    return [one for one in found if one.done_on is None and one.rule not in known]


def lines_due(on: date) -> list[OfferLine]:
    """Accepted gestures to be carried out by a civil day."""
    wanted = select(OfferLine).where(OfferLine.state == LineState.ACCEPTED, OfferLine.due_on <= on)
    return list(db.session.scalars(wanted.order_by(OfferLine.due_on)))
