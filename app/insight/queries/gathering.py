"""Reading what is counted of cases: many at a time, each kind of row in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from app.cases.models import Case, DutyRow, Promise, TimeSpent
from app.costs.models import FrozenEstimate
from app.feedback.models import Answer, Invitation
from app.gestures.models import ApprovalDecision, EntitlementRow, Offer, OfferLine
from app.gestures.rules.authority import RANK_OF_ROLE, Rank
from app.gestures.rules.offers import LineState
from app.insight.models import CaseFactsRow, Snapshot
from app.insight.rules.facts import CaseFacts, facts_of
from app.insight.rules.known import READ, DutyDone, Known, Offered, Promised, Referred, Surveyed, Told
from app.journal.models import Entry, Head
from app.kernel import day_of
from app.mediation.models import Referral
from app.people.models import Staff
from app.plumbing.db import db
from app.regimes.queries import our_calendar, packs_named
from app.regimes.rules.calendars import Calendar
from app.regimes.rules.duties import DutyState
from app.regimes.rules.parts import Kind as DutyKind

FACTS = CaseFactsRow.__table__
GRANTED = (LineState.ACCEPTED, LineState.CARRIED_OUT)
Found = dict[int, list[Any]]


def snapshot() -> Snapshot | None:
    """How far cases were counted; None in a house that was never counted."""
    return db.session.get(Snapshot, 1, populate_existing=True)


def last_entry() -> int:
    """The number of the last entry of all journals."""
    return db.session.scalar(select(func.max(Entry.id))) or 0


OVERLAP = 1_000
"""Entries looked at again: one that was numbered earlier may have been committed later."""


def stale_cases(limit: int, since: int = 0) -> list[int]:
    """Cases that were never counted, or whose journal has grown since: oldest first.

    `since`: only those with an entry after this number (or little before); asked of all cases this takes a while.
    """
    wanted = (
        select(Case.id)
        .join(Head, Head.stream == "case:" + Case.ref)
        .outerjoin(FACTS, FACTS.c.case_id == Case.id)
        .where((FACTS.c.case_id.is_(None)) | (FACTS.c.seq != Head.seq))
    )
    if since:
        grown = select(func.substr(Entry.stream, len("case:") + 1)).where(
            Entry.id > since - OVERLAP, Entry.stream.startswith("case:", autoescape=True)
        )
        wanted = wanted.where(Case.ref.in_(grown))
    return list(db.session.scalars(wanted.order_by(Case.id).limit(limit)))


def cases_after(number: int, limit: int | None) -> list[int]:
    """The next cases by number (all of them without a limit)."""
    return list(db.session.scalars(select(Case.id).where(Case.id > number).order_by(Case.id).limit(limit)))


def facts_of_cases(numbers: Sequence[int]) -> list[CaseFacts]:
    """These cases as figures count them, drawn from their journals and rows."""
    return [facts_of(known) for known in known_of(numbers)]


def known_of(numbers: Sequence[int]) -> list[Known]:
    """All that is counted of these cases."""
    cases = _cases(numbers)
    entries = _entries(cases)
    promises, offers, referrals = _promises(numbers), _offers(cases, numbers), _referrals(cases, numbers)
    surveys = _surveys(numbers)
    duties, entitled, minutes = _duties(numbers), _entitled(numbers), _sums(TimeSpent, "minutes", numbers)  # fmt: skip
    calendars: dict[tuple[str, ...], Calendar] = {}
    found = []
    for case in cases:
        regimes = tuple(str(one) for one in case.regimes)
        calendar = calendars.get(regimes) or calendars.setdefault(regimes, our_calendar(packs_named(*regimes)).public())
        found.append(
            Known(
                case_id=case.id, seq=case.seq, service_id=case.service_id, category=case.category, product=case.product,
                channel=case.channel, currency=case.currency, regimes=regimes, zone=case.zone, received_on=case.received_on,
                logged_at=case.logged_at, closed_at=case.closed_at, ended=case.ended, verdict=case.verdict,
                imported=case.imported, calendar=calendar, entries=entries[case.ref], promises=promises[case.id],
                offers=offers[case.id], referrals=referrals[case.id], duties=duties[case.id], surveys=surveys[case.id],
                entitled=entitled.get(case.id, 0), minutes=minutes.get(case.id, 0),
            )
        )  # fmt: skip
    return found


def _cases(numbers: Sequence[int]) -> Sequence[Row[Any]]:
    wanted = select(
        Case.id, Case.ref, Case.service_id, Case.category, Case.product, Case.channel, Case.currency, Case.regimes, Case.zone,
        Case.received_on, Case.logged_at, Case.closed_at, Case.ended, Case.verdict, Case.imported, Head.seq,
    ).join(Head, Head.stream == "case:" + Case.ref)  # fmt: skip
    return db.session.execute(wanted.where(Case.id.in_(numbers)).order_by(Case.id)).all()


def _entries(cases: Iterable[Row[Any]]) -> dict[str, list[Told]]:
    refs = {f"case:{case.ref}": case.ref for case in cases}
    wanted = select(Entry.stream, Entry.kind, Entry.at, Entry.data).where(Entry.stream.in_(refs), Entry.kind.in_(READ))
    found: dict[str, list[Told]] = defaultdict(list)
    for stream, kind, at, data in db.session.execute(wanted.order_by(Entry.stream, Entry.seq)):
        found[refs[stream]].append(Told(kind, at, data))
    return found


def _promises(numbers: Sequence[int]) -> Found:
    wanted = select(Promise.case_id, Promise.made_at, Promise.state).where(Promise.case_id.in_(numbers))
    found: Found = defaultdict(list)
    for number, made_at, state in db.session.execute(wanted):
        found[number].append(Promised(made_at, state))
    return found


def _duties(numbers: Sequence[int]) -> Found:
    wanted = select(DutyRow.case_id, DutyRow.kind, DutyRow.due_on, DutyRow.met_on, DutyRow.state).where(
        DutyRow.case_id.in_(numbers), DutyRow.kind.in_((DutyKind.LEGAL, DutyKind.HOUSE)), DutyRow.ours
    )
    found: Found = defaultdict(list)
    for number, kind, due_on, met_on, state in db.session.execute(wanted):
        found[number].append(DutyDone(kind, due_on, met_on, state is DutyState.MOOT))
    return found


def _surveys(numbers: Sequence[int]) -> Found:
    wanted = select(Invitation.case_id, Invitation.made_at, Answer).outerjoin(
        Answer, Answer.invitation_id == Invitation.id
    )
    found: Found = defaultdict(list)
    for number, made_at, answer in db.session.execute(
        wanted.where(Invitation.case_id.in_(numbers)).order_by(Invitation.id)
    ):
        found[number].append(Surveyed(made_at, answer.scores if answer is not None else None))
    return found


def _sums(model: Any, column: str, numbers: Sequence[int], *only: ColumnElement[bool]) -> dict[int, int]:
    wanted = select(model.case_id, func.sum(getattr(model, column))).where(model.case_id.in_(numbers), *only)
    return {number: int(total) for number, total in db.session.execute(wanted.group_by(model.case_id))}


def _entitled(numbers: Sequence[int]) -> dict[int, int]:
    """What became due by law (it has its promise then): not what still waits for a second person to confirm its facts."""
    return _sums(EntitlementRow, "amount_minor", numbers, EntitlementRow.promise_id.is_not(None))


def _referrals(cases: Iterable[Row[Any]], numbers: Sequence[int]) -> Found:
    wanted = select(Referral).where(Referral.case_id.in_(numbers)).order_by(Referral.number)
    found: Found = defaultdict(list)
    zones = {case.id: case.zone for case in cases}
    for row in db.session.scalars(wanted).unique():
        on = row.referred_on or row.notified_on or day_of(row.opened_at, zones[row.case_id])
        found[row.case_id].append(Referred(on, row.admissible, row.outcome, row.our_answer))
    return found


def _offers(cases: Iterable[Row[Any]], numbers: Sequence[int]) -> Found:
    """Offers that reached the customer; amounts only in the currency of the case, which offers are made in."""
    wanted = (
        select(Offer.id, Offer.case_id, Offer.sent_at, Offer.state, Staff.role, ApprovalDecision.rank)
        .join(Staff, Staff.id == Offer.author_id)
        .outerjoin(ApprovalDecision, ApprovalDecision.approval_id == Offer.approval_id)
        .where(Offer.case_id.in_(numbers), Offer.sent_at.is_not(None))
        .order_by(Offer.sent_at, Offer.id)
    )
    rows = db.session.execute(wanted).all()
    amounts, foreseen = _amounts([row.id for row in rows]), _foreseen(numbers) if rows else {}
    found: Found = defaultdict(list)
    for row in rows:
        rank = row.rank or RANK_OF_ROLE.get(row.role, Rank.FRONT)
        cost, value = amounts.get(row.id, (0, 0))
        estimate = foreseen.get((row.case_id, f"offer:{row.id}"))
        found[row.case_id].append(Offered(row.sent_at, row.state, rank, cost, value, estimate))
    return found


def _amounts(offers: Sequence[int]) -> dict[int, tuple[int, int]]:
    """What was accepted of each offer: cost to us, value to the customer."""
    wanted = (
        select(OfferLine.offer_id, func.sum(OfferLine.cost_minor), func.sum(OfferLine.value_minor))
        .where(OfferLine.offer_id.in_(offers), OfferLine.state.in_(GRANTED))
        .group_by(OfferLine.offer_id)
    )
    return {number: (int(cost), int(value)) for number, cost, value in db.session.execute(wanted)} if offers else {}


def _foreseen(numbers: Sequence[int]) -> dict[tuple[int, str], int]:
    wanted = select(FrozenEstimate.case_id, FrozenEstimate.cause, FrozenEstimate.mean_minor).where(
        FrozenEstimate.case_id.in_(numbers), FrozenEstimate.cause.like("offer:%")
    )
    return {(number, cause): mean for number, cause, mean in db.session.execute(wanted)}
