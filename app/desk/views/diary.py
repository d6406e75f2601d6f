"""One's duties in one's own diary: a feed (.ics) under a secret address that can be ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from icalendar import Calendar, Event
from werkzeug.wrappers import Response as Answered

from app.cases.queries import Dated, diary_of
from app.desk import actions
from app.desk.queries import feed_of, feed_reader
from app.desk.views.door import blueprint
from app.kernel import Lang, words
from app.people.guards import current_actor, needs, public
from app.people.rules import Permission
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, lang

ENDED = words("L’adresse ne répond plus.", "The address answers no more.")
NAME = words("Échéances Amiable", "Amiable duties")
LINE = words("{ref} · {label}", "{ref} · {label}")


@blueprint.route("/me/duties", methods=["GET", "POST"])
@needs(Permission.CASE_READ)
def diary() -> str:
    """What I have to do by when, and the address for my diary (shown once, when it is made)."""
    address = None
    if request.method == "POST":
        with unit_of_work.writing():
            secret = actions.open_feed(by=current_actor(), at=clock().now())
        address = url_for("desk.diary_feed", token=secret, _external=True)
    return render_template(
        "desk/diary.html", rows=diary_of(current_actor()), feed=feed_of(current_actor()), address=address
    )


@blueprint.post("/me/duties/end")
@needs(Permission.CASE_READ)
@commits
def end_feed() -> Answered:
    """End the feed."""
    actions.close_feed(by=current_actor(), at=clock().now())
    flash(say(ENDED, lang()), "success")
    return redirect(url_for("desk.diary"))


@blueprint.get("/me/duties.ics")
@public
def diary_feed() -> Response:
    """The feed: references, labels and dates, nothing personal; whoever holds the secret reads it."""
    member = feed_reader(actions.print_of(request.args.get("token", "")))
    if member is None:
        abort(404)
    spoken: Lang = "en" if member.lang == "en" else "fr"
    body = _calendar(diary_of(member.actor), spoken).to_ical()
    return Response(body, mimetype="text/calendar", headers={"Content-Disposition": "inline; filename=amiable.ics"})


def _calendar(rows: list[Dated], spoken: Lang) -> Any:
    calendar = Calendar()
    calendar.add("prodid", "-//Amiable//duties//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", say(NAME, spoken))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for row in rows:
        calendar.add_component(_event(row, spoken))
    return calendar


def _event(row: Dated, spoken: Lang) -> Any:
    event = Event()
    event.add("uid", f"{row.key}@amiable")
    event.add("dtstamp", clock().now())
    event.add("summary", say(LINE.fill(ref=row.ref, label=row.label), spoken))
    event.add("dtstart", row.at or row.on)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
