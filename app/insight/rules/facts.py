"""What counting needs to know of one case: drawn from its journal and its rows, the same whenever it is drawn again.

Nothing here depends on the day on which it is asked: what only time changes (overdue) is asked with the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.cases.rules.states import Ended
from app.insight.rules.counted import counts_of
from app.insight.rules.known import DutyDone, Known, comes_in
from app.kernel import day_of, zone
from app.regimes.rules.calendars import DayCount
from app.regimes.rules.parts import Kind as DutyKind

SET_ASIDE = frozenset({Ended.MERGED, Ended.NOT_OURS})
"""Ends that make a case no complaint of its own: counted apart, in no other figure."""
ANSWERS = frozenset({"case.answer", "case.final_answer"})
WORKING_DAYS_WITHIN = 21
"""Working days are counted for disputes that ended within so many civil days: no return counts longer ones by them."""


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
    counts = Counter({"set_aside": 1} if aside else counts_of(known, closed_on))
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
    came = [one.at for one in known.entries if comes_in(one)]
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
