"""The numbers that one case adds to the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from app.feedback.rules import Question
from app.feedback.rules.figures import DETRACTOR, PROMOTER, SATISFIED
from app.gestures.rules.authority import Rank
from app.gestures.rules.offers import OfferState
from app.insight.rules.known import DutyDone, Known, Offered, Promised, Referred, Surveyed, Told, comes_in, goes_out
from app.mediation.rules import Answer, Outcome
from app.people.rules import Level

TAKEN = (OfferState.ACCEPTED, OfferState.PARTLY)
YES = 2
"""The score of a reply “yes”."""


def counts_of(known: Known, closed_on: date | None) -> dict[str, int]:
    """One number for each metric (`metrics.COUNTED`) of a case that is counted; what is missing is nought."""
    return {
        "received": 1,
        "incoming": sum(map(comes_in, known.entries)),
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
    incoming = [one for one in entries if comes_in(one)]
    channels = [str(one.data["channel"]) for one in incoming if one.data.get("channel")]
    owners = [
        one.data["owner"] for one in entries if one.kind in ("case.logged", "case.assigned") and "owner" in one.data
    ]
    return {
        "contacts": len(incoming) + sum(goes_out(one) for one in entries),
        "contacts_in": len(incoming),
        "channel_changes": _changes(channels),
        "transfers": _changes(owners),
    }


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
