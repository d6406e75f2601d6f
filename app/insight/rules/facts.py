"""What counting needs to know of one case: drawn from its journal and its rows, the same whenever it is drawn again.

Nothing here depends on the day on which it is asked: what only time changes (overdue) is asked with the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from app.cases.rules.states import Ended
from app.feedback.rules import Question
from app.feedback.rules.figures import DETRACTOR, PROMOTER, SATISFIED
from app.gestures.rules.authority import Rank
from app.gestures.rules.offers import OfferState
from app.kernel import day_of, zone
from app.mediation.rules import Answer, Outcome
from app.people.rules import Level
from app.regimes.rules.calendars import Calendar, DayCount
from app.regimes.rules.parts import Kind as DutyKind

SET_ASIDE = frozenset({Ended.MERGED, Ended.NOT_OURS})
"""Ends that make a case no complaint of its own: counted apart, in no other figure."""
ANSWERS = frozenset({"case.answer", "case.final_answer"})
INCOMING = frozenset({"case.logged", "case.customer_replied", "case.contest", "case.contest_final"})
OUTGOING = frozenset(
    {"case.ask_customer", "case.answer", "case.final_answer", "case.send_offer", "case.send_offer_aside", "correspondence.written"}
)  # fmt: skip
READ = (*sorted(INCOMING | OUTGOING), "case.contact", "case.assigned", "case.escalate", "case.reopen", "case.court_seized",
        "case.close_quietly")  # fmt: skip
"""The kinds of entries that are counted."""
WORKING_DAYS_WITHIN = 21
"""Working days are counted for disputes that ended within so many civil days: no return counts longer ones by them."""


@dataclass(frozen=True)
class Told:
    """One entry of the journal of a case: what, when, with which facts."""

    kind: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Promised:
    """A promise: when it was made, how it stands (open, kept, broken)."""

    made_at: datetime
    state: str


@dataclass(frozen=True)
class Offered:
    """An offer that reached the customer, and whose authority it needed; amounts in minor units of the case's currency."""

    sent_at: datetime
    state: OfferState
    rank: Rank
    cost: int = 0
    """Cost to us of what was accepted."""
    value: int = 0
    """Its value to the customer."""
    foreseen: int | None = None
    """What the dispute was expected to cost when it was sent, if it was not settled."""


@dataclass(frozen=True)
class Referred:
    """A referral to a mediator or conciliator, as far as it has come."""

    on: date
    admissible: bool | None = None
    outcome: Outcome | None = None
    our_answer: Answer | None = None


@dataclass(frozen=True)
class DutyDone:
    """A duty of ours: legal or house, by when, and the day it was done."""

    kind: DutyKind
    due_on: date | None
    met_on: date | None
    moot: bool = False


@dataclass(frozen=True)
class Surveyed:
    """A survey: when the customer was asked; question → score, once they answered."""

    made_at: datetime
    scores: Mapping[Question, int] | None = None


@dataclass(frozen=True)
class Known:
    """All that is read of one case."""

    case_id: int
    seq: int
    service_id: int
    category: str
    product: str
    channel: str
    currency: str
    regimes: tuple[str, ...]
    zone: str
    received_on: date
    logged_at: datetime
    closed_at: datetime | None = None
    ended: Ended | None = None
    verdict: str = "not_examined"
    imported: bool = False
    calendar: Calendar = field(default_factory=Calendar)
    entries: Sequence[Told] = ()
    promises: Sequence[Promised] = ()
    offers: Sequence[Offered] = ()
    referrals: Sequence[Referred] = ()
    duties: Sequence[DutyDone] = ()
    surveys: Sequence[Surveyed] = ()
    entitled: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class CaseFacts:
    """One case as figures count it: whose it is, the days that place it in a period, and one number per metric."""

    case_id: int
    seq: int
    """Entries of its journal that were read."""
    service_id: int
    category: str
    product: str
    channel: str
    currency: str
    regimes: str
    """The packs of its rules, each between spaces."""
    hours: tuple[int, ...]
    """Hours of the week in which the customer came to us, the complaint included, in the civil time of the case; Monday
    0:00 being 0. One for each time, in order."""
    received_on: date
    answered_on: date | None
    closed_on: date | None
    offered_on: date | None
    referred_on: date | None
    promised_on: date | None
    asked_on: date | None
    legal_due_on: date | None
    """The first legal date of ours still to be met, of an open case."""
    answer_days: int | None
    """Civil days from receipt to the first answer."""
    resolution_days: int | None
    resolution_working_days: int | None
    """Working days of the place's calendar, when it ended within three weeks."""
    counts: Counter[str] = field(default_factory=Counter)
    """One number for each metric (`metrics.COUNTED`); what is missing is nought."""


def facts_of(known: Known) -> CaseFacts:
    """One case as figures count it."""
    aside = known.ended in SET_ASIDE
    answered_on, closed_on = _answered_on(known), _closed_on(known)
    counts = Counter({"set_aside": 1} if aside else _counts(known, closed_on))
    return CaseFacts(
        case_id=known.case_id,
        seq=known.seq,
        service_id=known.service_id,
        category=known.category,
        product=known.product,
        channel=known.channel,
        currency=known.currency,
        regimes=f" {' '.join(known.regimes)} ",
        hours=() if aside else _hours(known),
        received_on=known.received_on,
        answered_on=None if aside else answered_on,
        closed_on=closed_on,
        offered_on=None if aside else _first(day_of(one.sent_at, known.zone) for one in known.offers),
        referred_on=None if aside else _first(one.on for one in known.referrals),
        promised_on=None if aside else _first(day_of(one.made_at, known.zone) for one in known.promises),
        asked_on=None if aside else _first(day_of(one.made_at, known.zone) for one in known.surveys),
        legal_due_on=None if closed_on else _first(_pending(known.duties)),
        answer_days=None if aside else _days(known.received_on, answered_on),
        resolution_days=None if aside else _days(known.received_on, closed_on),
        resolution_working_days=None if aside else _working_days(known, closed_on),
        counts=counts,
    )


def _hours(known: Known) -> tuple[int, ...]:
    """When the customer came to us; what was brought in from a file has no hour of its own, but that of its logging."""
    came = [one.at for one in known.entries if _comes_in(one)]
    local = [at.astimezone(zone(known.zone)) for at in came]
    return tuple(sorted(at.weekday() * 24 + at.hour for at in local))


def _first(days: Iterable[date]) -> date | None:
    return min(days, default=None)


def _days(start: date, end: date | None) -> int | None:
    """Civil days; a case answered before it was received (a date typed wrong) counts as answered that day."""
    return None if end is None else max((end - start).days, 0)


def _working_days(known: Known, closed_on: date | None) -> int | None:
    days = _days(known.received_on, closed_on)
    if days is None or days > WORKING_DAYS_WITHIN:
        return None
    start = known.received_on.toordinal()
    each = (date.fromordinal(start + n) for n in range(1, days + 1))
    return sum(known.calendar.day_off(day, DayCount.BUSINESS) is None for day in each)


def _answered_on(known: Known) -> date | None:
    """The civil day of the first answer; of a case brought in, the day its file names."""
    for one in known.entries:
        if one.kind in ANSWERS:
            stated = one.data.get("happened", {}).get("reply.sent") if known.imported else None
            return date.fromisoformat(str(stated)[:10]) if stated else day_of(one.at, known.zone)
    return None


def _closed_on(known: Known) -> date | None:
    if known.closed_at is None:
        return None
    stated = [one.data["closed_on"] for one in known.entries if known.imported and "closed_on" in one.data]
    return date.fromisoformat(stated[-1]) if stated else day_of(known.closed_at, known.zone)


def _pending(duties: Iterable[DutyDone]) -> Iterable[date]:
    return (
        one.due_on
        for one in duties
        if one.kind is DutyKind.LEGAL and not one.moot and one.met_on is None and one.due_on is not None
    )


def _counts(known: Known, closed_on: date | None) -> dict[str, int]:
    return {
        "received": 1,
        "incoming": sum(map(_comes_in, known.entries)),
        "open_now": int(closed_on is None),
        "closed": int(closed_on is not None),
        "upheld": int(known.verdict in ("founded", "partly")),
        "rejected": int(known.verdict == "unfounded"),
        "entitled": known.entitled,
        "minutes": known.minutes,
        **_contacts(known.entries),
        **_ladder(known),
        **_promises(known.promises),
        **_offers(known.offers),
        **_mediation(known.referrals),
        **_duties(known.duties, closed_on),
        **_surveys(known.surveys),
    }


def _contacts(entries: Sequence[Told]) -> dict[str, int]:
    """Contacts in both directions, the complaint included; how often the customer had to change channel, or owner."""
    incoming = [one for one in entries if _comes_in(one)]
    channels = [str(one.data["channel"]) for one in incoming if one.data.get("channel")]
    owners = [
        one.data["owner"] for one in entries if one.kind in ("case.logged", "case.assigned") and "owner" in one.data
    ]
    return {
        "contacts": len(incoming) + sum(_goes_out(one) for one in entries),
        "contacts_in": len(incoming),
        "channel_changes": _changes(channels),
        "transfers": _changes(owners),
    }


def _comes_in(one: Told) -> bool:
    return one.kind in INCOMING or (one.kind == "case.contact" and one.data.get("direction") == "in")


def _goes_out(one: Told) -> bool:
    return one.kind in OUTGOING or (one.kind == "case.contact" and one.data.get("direction") == "out")


def _changes(values: Sequence[Any]) -> int:
    return sum(before != after for before, after in pairwise(values))


def _ladder(known: Known) -> dict[str, int]:
    """Which levels it reached, and how often it was opened again."""
    levels = {str(one.data.get("level")) for one in known.entries if one.kind == "case.escalate"}
    return {
        "to_supervisor": int(Level.SUPERVISOR in levels),
        "to_quality": int(Level.QUALITY in levels),
        "to_mediator": int(bool(known.referrals)),
        "to_court": int(any(one.kind == "case.court_seized" for one in known.entries)),
        "reopened": sum(one.kind == "case.reopen" for one in known.entries),
    }


def _promises(promises: Sequence[Promised]) -> dict[str, int]:
    states = [one.state for one in promises]
    return {
        "promises": len(states),
        "promises_kept": states.count("kept"),
        "promises_broken": states.count("broken"),
    }


TAKEN = (OfferState.ACCEPTED, OfferState.PARTLY)


def _offers(offers: Sequence[Offered]) -> dict[str, int]:
    """Offers and their answers; what was granted by whose authority, beside what the dispute would have cost."""
    taken = [one for one in offers if one.state in TAKEN]
    foreseen = [one.foreseen for one in taken if one.foreseen is not None]
    return {
        "offers": len(offers),
        "offers_accepted": len(taken),
        "offers_refused": sum(one.state is OfferState.REFUSED for one in offers),
        "offers_expired": sum(one.state is OfferState.EXPIRED for one in offers),
        **{f"granted_{rank.value}": sum(one.cost for one in taken if one.rank is rank) for rank in Rank},
        "granted": sum(one.cost for one in taken),
        "granted_value": sum(one.value for one in taken),
        "foreseen": foreseen[-1] if foreseen else 0,
    }


def _mediation(referrals: Sequence[Referred]) -> dict[str, int]:
    return {
        "referrals": len(referrals),
        "admissible": sum(one.admissible is True for one in referrals),
        "inadmissible": sum(one.admissible is False or one.outcome is Outcome.INADMISSIBLE for one in referrals),
        "mediation_agreed": sum(one.outcome is Outcome.AGREED for one in referrals),
        "mediation_failed": sum(one.outcome is Outcome.FAILED for one in referrals),
        "mediation_refused_by_us": sum(
            one.our_answer is Answer.REFUSED or one.outcome is Outcome.DECLINED for one in referrals
        ),
    }


def _duties(duties: Sequence[DutyDone], closed_on: date | None) -> dict[str, int]:
    """Dates kept and not kept, legal and house: one done after its date, or not at all before the case was closed, was not."""
    found = {"legal_kept": 0, "legal_late": 0, "house_kept": 0, "house_late": 0}
    for one in duties:
        end = one.met_on or closed_on
        if one.moot or one.due_on is None or end is None:
            continue
        if end > one.due_on:
            found[f"{one.kind.value}_late"] += 1
        elif one.met_on is not None:
            found[f"{one.kind.value}_kept"] += 1
    return found


def _surveys(surveys: Sequence[Surveyed]) -> dict[str, int]:
    """Surveys and their scores: satisfied, effort, recommendation and “is it solved” can be drawn from sums of these."""
    answered = [one.scores for one in surveys if one.scores is not None]

    def scores(question: Question) -> list[int]:
        return [given[question] for given in answered if question in given]

    satisfaction, effort = scores(Question.SATISFACTION), scores(Question.EFFORT)
    recommendation, solved = scores(Question.RECOMMENDATION), scores(Question.SOLVED)
    return {
        "surveys": len(surveys),
        "surveys_answered": len(answered),
        "satisfaction_given": len(satisfaction),
        "satisfied": sum(score >= SATISFIED for score in satisfaction),
        "effort_given": len(effort),
        "effort_sum": sum(effort),
        "recommendation_given": len(recommendation),
        "promoters": sum(score >= PROMOTER for score in recommendation),
        "detractors": sum(score <= DETRACTOR for score in recommendation),
        "solved_given": len(solved),
        "solved_confirmed": solved.count(YES),
    }


YES = 2
"""The score of a reply “yes”."""
