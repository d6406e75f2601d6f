"""Who else has a case open, asked for by the open page itself: one small answer, outside the page and its journal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import current_app, request, session

from app.cases import queries as cases
from app.correspondence.queries.meanwhile import Since, entries_so_far, meanwhile
from app.desk import actions
from app.desk.queries import Here, who_is_here
from app.desk.views.door import blueprint
from app.kernel import Words, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing import unit_of_work
from app.plumbing.sessions import KeptSession
from app.plumbing.typography import instant, say
from app.plumbing.web import clock, found, lang, number_of

DOING: dict[str, Words] = {
    "view": words("{who} regarde ce dossier", "{who} is looking at this case"),
    "note": words("{who} écrit une note", "{who} is writing a note"),
    "contact": words("{who} note un contact", "{who} is recording a contact"),
    "letter": words("{who} écrit au client", "{who} is writing to the customer"),
    "act": words("{who} remplit un acte sur ce dossier", "{who} is filling in an act on this case"),
}
"""What an open page says that its reader does; anything else is looking."""
LEFT = "left"
SAID_AGAIN = timedelta(seconds=20)
"""So long nothing is written for somebody who does what they did."""
NEWS = words("{what} — {who}, {when}", "{what} — {who}, {when}")


@blueprint.post("/cases/<ref>/here")
@needs(Permission.CASE_READ)
def here(ref: str) -> dict[str, Any]:
    """Say that one has this case open and what one does; who else has, and what others did since the page was opened."""
    cast(KeptSession, session).not_a_use()
    actor, at, doing = current_actor(), clock().now(), request.form.get("doing", "")
    case = found(lambda: cases.case_for(actor, ref))
    if doing == LEFT:
        with unit_of_work.writing():
            actions.leave(case.ref, by=actor)
        return {}
    doing = doing if doing in DOING else "view"
    people = who_is_here(case.ref, at)
    own = next((one for one in people if one.staff_id == actor.staff_id), None)
    if own is None or own.doing != doing or at - own.seen_at > SAID_AGAIN:
        with unit_of_work.writing():
            actions.be_here(case.ref, doing, by=actor, at=at)
    told, so_far = entries_so_far(case), number_of(request.form.get("so_far", ""))
    news = meanwhile(case, so_far, actor)
    others = [_other(one) for one in people if one.staff_id != actor.staff_id]
    return {"others": others, "so_far": told if so_far is None else so_far, "news": [_news(one) for one in news[-3:]]}


def _other(one: Here) -> dict[str, Any]:
    initials = "".join(part[0] for part in one.name.split()[:2]).upper()
    return {
        "initials": initials,
        "said": say(DOING[one.doing].fill(who=one.name), lang()),
        "writes": one.doing != "view",
    }


def _news(one: Since) -> str:
    when = instant(one.at, lang(), current_app.config["ZONE"], "time")
    return say(NEWS.fill(what=one.title, who=one.who or "Amiable", when=when), lang())
