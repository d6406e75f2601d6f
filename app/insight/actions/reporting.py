"""The quality report: asked for on a page, drawn by the worker, kept once drawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.exhibits.queries import store
from app.insight.queries.conditions import Asked
from app.insight.queries.reporting import draw
from app.insight.rules.periods import Period
from app.kernel import Lang
from app.people.queries import active_actor
from app.people.rules import Actor
from app.plumbing import jobs
from app.plumbing.jobs import Job

REPORT = "insight.report"


def ask_for_report(asked: Asked, lang: Lang, *, by: Actor, at: datetime) -> Job:
    """Ask for the report of a period, over the cases that whoever asks may see; the same twice in a minute is drawn once."""
    payload = {
        "from": asked.period.from_on.isoformat(),
        "to": asked.period.to_on.isoformat(),
        "today": asked.today.isoformat(),
        "service": asked.service_id,
        "lang": lang,
        "staff": by.staff_id,
    }
    key = ":".join(str(part) for part in (REPORT, *payload.values(), f"{at:%Y%m%d%H%M}"))
    return jobs.enqueue(REPORT, payload, at=at, key=key, cause=f"staff:{by.staff_id}")


def report(job: Job, at: datetime) -> dict[str, Any]:
    """Draw it, as whoever asked would see it now; nothing for somebody who left meanwhile."""
    told = job.payload
    reader = active_actor(int(told["staff"]))
    if reader is None:
        return {}
    period = Period(*(datetime.fromisoformat(told[name]).date() for name in ("from", "to")))
    asked = Asked(period, datetime.fromisoformat(told["today"]).date(), told["service"])
    lang: Lang = "en" if told["lang"] == "en" else "fr"
    return {"file": store().put(draw(reader, asked, lang, at))}
