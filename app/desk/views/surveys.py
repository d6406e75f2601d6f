"""When customers are asked: the delays of surveys, with every earlier setting."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.desk.views.door import blueprint
from app.feedback.actions.timing import set_times
from app.feedback.forms import TimesForm
from app.feedback.queries.times import times_now, times_set
from app.feedback.rules.timing import LABELS, SHIPPED, Times
from app.kernel import words
from app.people.guards import current_actor, needs
from app.people.queries import staff_named
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, lang, refusals_shown_on

SAVED = words(
    "Enregistré : les prochaines enquêtes suivent ces délais.", "Saved: the next surveys follow these delays."
)


@blueprint.route("/settings/surveys", methods=["GET", "POST"])
@needs(Permission.SETTINGS_READ)
@commits
def surveys() -> str | Response | tuple[str, int]:
    """The delays as they stand, and what they were; change them."""
    form, may = TimesForm(obj=times_now()), current_actor().may(Permission.SETTINGS_WRITE)
    if request.method == "POST" and may and form.validate():
        with refusals_shown_on(form):
            given = Times(**{name: getattr(form, name).data for name in LABELS})
            set_times(given, by=current_actor(), at=clock().now())
            flash(say(SAVED, lang()), "success")
            return redirect(url_for("desk.surveys"))
    rows = times_set()
    people = staff_named([int(row.by[6:]) for row in rows if row.by.startswith("staff:")])
    names = {member.key: member.name for member in people.values()}
    page = render_template(
        "desk/surveys.html",
        form=form,
        may=may,
        rows=rows,
        names=names,
        labels=LABELS,
        standing=times_now(),
        shipped=SHIPPED,
    )
    return (page, 422) if request.method == "POST" else page
