"""Commands about keeping: what is due to be erased, one case erased (a preview unless told otherwise), a hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import click

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.queries.keeping import keeping_of, soon_due
from app.cases.rules.keeping import Keeping
from app.cli.conventions import Told, command
from app.documents.queries.keeping import goes_with, stays_of
from app.kernel import Words, day_of
from app.plumbing.typography import say

DAY = click.DateTime(formats=["%Y-%m-%d"])
SOON = 90


@command("retention")
@click.option("--due-on", type=DAY, help="What is due by this civil day (default: within 90 days).")
def retention(told: Told, due_on: datetime | None) -> list[dict[str, Any]]:
    """List the closed cases whose keeping ends by a day: until when, by which rules, and what holds them beyond it."""
    today = day_of(told.at, "Europe/Paris")
    last = due_on.date() if due_on is not None else today + timedelta(days=SOON)
    cases = soon_due(told.by, today, (last - today).days, most=100_000)
    return [{"ref": case.ref, **verdict(keeping_of(case, today))} for case in cases]


def verdict(found: Keeping) -> dict[str, Any]:
    """A verdict as a document."""
    return {
        "standing": found.standing.value, "until_on": found.until_on.isoformat() if found.until_on else None,
        "rules": list(found.rules), "working": list(map(_both, found.working)), "holds": list(map(_both, found.holds)),
    }  # fmt: skip


def _both(sentence: Words) -> dict[str, str]:
    return {"fr": say(sentence, "fr"), "en": say(sentence, "en")}


@command("erase", writes=True)
@click.argument("ref")
@click.option("--for-good", is_flag=True, help="Erase it; without this, only tell what would go and what would stay.")
def erase(told: Told, ref: str, for_good: bool) -> dict[str, Any]:
    """Erase the words of a whole case whose date has passed; by default only a preview, whatever the date."""
    case = queries.case_for(told.by, ref)
    answer = _preview(case, told.at)
    if not for_good:
        return {**answer, "erased": False}
    return {**answer, "erased": True, "told_in": actions.erase_case(case, by=told.by, at=told.at).seq}


def _preview(case: Case, at: datetime) -> dict[str, Any]:
    today = day_of(at, case.zone)
    goes = {part.code: part.n for part in goes_with(case, today)}
    return {
        "ref": case.ref,
        **verdict(keeping_of(case, today)),
        "goes": goes,
        "stays": [_both(each) for each in stays_of(case, today)],
    }


@command("hold", writes=True)
@click.argument("ref")
@click.option("--reason", default="", help="Why the case must stay.")
@click.option("--review-on", type=DAY, help="When the decision is looked at again, within a year.")
@click.option("--release", is_flag=True, help="Hold it no longer.")
def hold(told: Told, ref: str, reason: str, review_on: datetime | None, release: bool) -> dict[str, Any]:
    """Hold a case beyond its date, with a reason and a day of review; or release it."""
    case = queries.case_for(told.by, ref)
    if release:
        actions.release_hold(case, by=told.by, at=told.at)
    else:
        on = review_on.date() if review_on is not None else day_of(told.at, case.zone)
        actions.hold_case(case, reason, on, by=told.by, at=told.at)
    return {"ref": case.ref, **verdict(keeping_of(case, day_of(told.at, case.zone)))}


COMMANDS = [retention, erase, hold]
