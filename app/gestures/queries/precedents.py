"""Like cases, the spread between teams, published commitments that were missed on a case."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from app.cases.models import Case, Promise
from app.cases.queries import visible
from app.cases.rules.states import Ended, State
from app.gestures.models import Offer, OfferLine
from app.gestures.queries.grounds import commitments
from app.gestures.rules.commitments import Metric, Missed, missed
from app.gestures.rules.offers import LineState, OfferState
from app.gestures.rules.precedents import Granted, LikeCases, Past, Precedents, find, spread_of
from app.kernel import day_of
from app.people.models import Service
from app.people.rules import Actor
from app.plumbing.db import db, in_chunks
from app.plumbing.search import SearchText, folded, words_of

NEWEST = 400
WORD = re.compile(r"\w+")
WORDS_OF = ("complaint", "subject")
GAVE = (LineState.ACCEPTED, LineState.CARRIED_OUT)


def precedents_for(case: Case, actor: Actor) -> Precedents:
    """Closed cases like this one; only those the actor may see are named, all are counted."""
    wanted = (
        select(Case)
        .where(Case.state == State.CLOSED, Case.category == case.category, Case.id != case.id)
        .where(Case.ended != Ended.MERGED, Case.imported.is_(False), Case.currency == case.currency)
    )
    closed = list(db.session.scalars(wanted.order_by(Case.closed_at.desc()).limit(NEWEST)))
    ids = [row.id for row in closed]
    texts, given = _texts([*ids, case.id]), _given(ids)
    seen = set(db.session.scalars(select(Case.id).where(Case.id.in_(ids), visible(actor)))) if ids else set()
    past = [_past(row, texts.get(row.id, ""), given.get(row.id, (0, (), None)), row.id in seen) for row in closed]
    found = find(texts.get(case.id, ""), case.category, case.regimes, case.claimed_minor, past)
    return _readable(found, case)


def _readable(found: Precedents, case: Case) -> Precedents:
    """Shared words as the customer wrote them, not as they are folded."""
    rows = select(SearchText.shown).where(SearchText.subject_id == case.id, SearchText.kind.in_(WORDS_OF))
    written = {folded(word): word.lower() for shown in db.session.scalars(rows) for word in WORD.findall(shown)}
    named = tuple(replace(one, shared=tuple(written.get(word, word) for word in one.shared)) for one in found.similar)
    return replace(found, similar=named)


def _past(case: Case, text: str, given: tuple[int, tuple[str, ...], bool | None], seen: bool) -> Past:
    value, codes, accepted = given
    return Past(
        ref=case.ref,
        category=case.category,
        regimes=tuple(case.regimes),
        claimed=case.claimed_minor,
        text=text,
        given=value,
        gestures=codes,
        ended=case.ended.value if case.ended else "",
        mediated=case.ended is Ended.MEDIATED,
        accepted=accepted,
        visible=seen,
    )


def _texts(ids: list[int]) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for chunk in in_chunks(ids):
        rows = select(SearchText.subject_id, SearchText.words).where(
            SearchText.subject_id.in_(chunk), SearchText.kind.in_(WORDS_OF)
        )
        for subject, text in db.session.execute(rows.order_by(SearchText.id)):
            found[subject].append(words_of(text))
    return {subject: " ".join(parts) for subject, parts in found.items()}


def _given(ids: list[int]) -> dict[int, tuple[int, tuple[str, ...], bool | None]]:
    found: dict[int, tuple[int, tuple[str, ...], bool | None]] = {}
    for chunk in in_chunks(ids):
        rows = select(Offer.case_id, OfferLine.code, OfferLine.value_minor, OfferLine.state, Offer.state)
        rows = rows.join(OfferLine, OfferLine.offer_id == Offer.id).where(
            Offer.case_id.in_(chunk), Offer.sent_at.is_not(None)
        )
        for case_id, code, value, line, offer in db.session.execute(rows):
            total, codes, accepted = found.get(case_id, (0, (), None))
            gave = line in GAVE
            answered = None if offer in (OfferState.SENT, OfferState.SUPERSEDED) else bool(accepted) or gave
            found[case_id] = (
                total + value * gave,
                (*codes, code) if gave else codes,
                answered if answered is not None else accepted,
            )
    return found


def fairness(actor: Actor) -> tuple[LikeCases, ...]:
    """The spread between services for like cases, over every offer answered on cases the actor may see."""
    rows = (
        select(Service.code, Case.category, Case.claimed_minor, Offer.id, Offer.state, func.sum(OfferLine.value_minor))
        .join(Case, Case.service_id == Service.id)
        .join(Offer, Offer.case_id == Case.id)
        .join(OfferLine, OfferLine.offer_id == Offer.id)
        .where(Offer.state.in_((OfferState.ACCEPTED, OfferState.PARTLY, OfferState.REFUSED)), visible(actor))
        .group_by(Service.code, Case.category, Case.claimed_minor, Offer.id, Offer.state)
    )
    return spread_of(
        Granted(team, category, claimed, int(value), state is not OfferState.REFUSED)
        for team, category, claimed, _id, state, value in db.session.execute(rows)
    )


def missed_commitments(case: Case, at: datetime) -> tuple[Missed, ...]:
    """Published commitments not kept on this case, with the credit to propose."""
    on = day_of(at, case.zone)
    broken = db.session.scalar(
        select(func.count()).where(
            Promise.case_id == case.id, (Promise.state == "broken") | (Promise.settled_at > Promise.due_at)
        )
    )
    measured = {
        Metric.ACKNOWLEDGED_HOURS: int(((case.acknowledged_at or at) - case.logged_at).total_seconds() // 3600),
        Metric.ANSWERED_DAYS: (
            (day_of(case.answered_at, case.zone) if case.answered_at else on) - case.received_on
        ).days,
        Metric.PROMISES_BROKEN: int(broken or 0),
    }
    bought = case.purchase
    if bought is not None and bought.promised_on is not None:
        measured[Metric.DELIVERED_LATE_DAYS] = ((bought.delivered_on or on) - bought.promised_on).days
    return missed(commitments(on), measured, case.customer.segment.value)
