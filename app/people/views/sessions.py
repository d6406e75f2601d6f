"""Who is signed in, since when; end a session."""

from __future__ import annotations

import hashlib

from flask import flash, redirect, render_template, session, url_for

from app.kernel import words
from app.people import actions, queries
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.people.views.door import Answer, blueprint
from app.plumbing import unit_of_work
from app.plumbing.sessions import KeptSession
from app.plumbing.typography import say
from app.plumbing.web import clock, found, lang

ENDED = words(
    "La session est fermée : il faudra se reconnecter.", "The session has ended: its person must sign in again."
)


@blueprint.get("/settings/sessions")
@needs(Permission.SETTINGS_READ)
def sessions() -> str:
    """Every session that can still be used."""
    rows = queries.live_sessions(clock().now())
    numbers = {row.person: int(row.person.rpartition(":")[2]) for row in rows if row.person.startswith("staff:")}
    people = queries.staff_named(sorted(set(numbers.values())))
    named = {key: people[number] for key, number in numbers.items() if number in people}
    return render_template(
        "people/sessions.html",
        rows=rows,
        people=named,
        shown=queries.MARK,
        mine=_mine(),
        may=current_actor().may(Permission.SETTINGS_WRITE),
    )


def _mine() -> str:
    kept = session._get_current_object()  # type: ignore[attr-defined]
    known = isinstance(kept, KeptSession) and kept.name
    return hashlib.sha256(kept.name.encode()).hexdigest()[: queries.MARK] if known else ""


@blueprint.post("/settings/sessions/<mark>/end")
@needs(Permission.SETTINGS_WRITE)
def session_end(mark: str) -> Answer:
    """End one session."""
    with unit_of_work.writing():
        found(lambda: actions.end_session(mark, by=current_actor(), at=clock().now()))
    flash(say(ENDED, lang()), "success")
    return redirect(url_for("people.sessions"))
