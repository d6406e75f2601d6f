"""Mails that staff bring as files: dragged out of Outlook, saved by another program."""

from __future__ import annotations

from flask import flash, redirect, url_for

from app.correspondence.actions import mails as actions
from app.correspondence.forms import BringForm
from app.correspondence.queries import mails as queries
from app.correspondence.views.door import Answer, blueprint
from app.correspondence.views.mails import listed
from app.exhibits.views import whole
from app.kernel import Refused, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.web import clock, lang, refusals_shown_on


@blueprint.post("/mail")
@needs(Permission.MAIL_SORT)
def bring() -> Answer:
    """Keep the mails of these files and open them; one alone is shown, several are listed."""
    form = BringForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            sent = [whole(file) for file in form.files.data or [] if file and file.filename]
            return _shown(actions.bring(sent, by=current_actor(), at=clock().now()))
    return listed(form), 422


def _shown(brought: list[actions.Brought]) -> Answer:
    new = sum(each.new for each in brought)
    if len(brought) > 1:
        flash(say(SEVERAL.fill(new=new, known=len(brought) - new), lang()))
        return redirect(url_for("correspondence.mails"))
    flash(say(OPENED if new else KNOWN, lang()))
    try:
        queries.mail_for(current_actor(), brought[0].number)
    except Refused:
        return redirect(url_for("correspondence.mails"))
    return redirect(url_for("correspondence.mail", number=brought[0].number))


OPENED = words("Courriel gardé. Dites où il va.", "Mail kept. Say where it goes.")
KNOWN = words(
    "Ce courriel était déjà arrivé : rien n’est gardé deux fois.",
    "This mail had arrived already: nothing is kept twice.",
)
SEVERAL = words(
    "{new} {new:courriel gardé|courriels gardés}, {known} déjà là.",
    "{new} {new:mail|mails} kept, {known} there already.",
)
