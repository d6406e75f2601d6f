"""Limiting the channels of a customer whose conduct passes the bounds; reviewing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.cases import actions
from app.cases.queries.conduct import conduct_limit, conduct_limits
from app.cases.rules.conduct import channel_words, holds
from app.intake.forms import ConductForm
from app.intake.views.door import Answer, blueprint
from app.kernel import words
from app.people.guards import current_actor, needs
from app.people.models import Customer
from app.people.queries import customer as customer_numbered
from app.people.queries import staff_named
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, refusals_shown_on, today

LIMITED = words(
    "Décision enregistrée : écrivez-la au client, avec ce qui reste ouvert et quand elle sera revue.",
    "Decision recorded: write it to the customer, with what stays open and when it is reviewed.",
)
LIFTED = words("Décision levée : tous les canaux sont ouverts.", "Decision lifted: all channels are open.")


def limits_of(number: int) -> list[dict[str, Any]]:
    """The decisions about a customer, as pages show them: channels in words, who decided, whether it holds."""
    rows = conduct_limits(number)
    names = {key: member.name for key, member in staff_named(sorted({row.by_id for row in rows})).items()}
    return [
        {
            "row": row,
            "channels": channel_words(row.channels),
            "by": names.get(row.by_id, "—"),
            "holds": row.lifted_at is None and holds(row.from_on, row.review_on, today()),
            "lapsed": row.lifted_at is None and row.review_on <= today(),
        }
        for row in rows
    ]


@blueprint.route("/customers/<int:number>/conduct", methods=["GET", "POST"])
@needs(Permission.CASE_LIMIT)
@commits
def conduct(number: int) -> Answer:
    """Every decision about this customer; take a new one, which lifts the one that stands."""
    row: Customer = found(lambda: customer_numbered(number))
    form = ConductForm()
    if form.from_on.data is None and not form.is_submitted():
        form.from_on.data = today()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            given: dict[str, Any] = {name: form[name].data for name in ("channels", "reason", "from_on", "review_on")}
            actions.limit_conduct(row, **given, by=current_actor(), at=clock().now())
            flash(say(LIMITED, lang()), "success")
            return redirect(url_for("intake.customer", number=number))
    page = render_template("intake/conduct.html", row=row, form=form, limits=limits_of(number))
    return (page, 422) if request.method == "POST" else page


@blueprint.post("/customers/<int:number>/conduct/<int:limit>/lift")
@needs(Permission.CASE_LIMIT)
@commits
def lift(number: int, limit: int) -> Answer:
    """Open all channels again."""
    row = found(lambda: conduct_limit(number, limit))
    if row.lifted_at is None:
        actions.lift_conduct(row, by=current_actor(), at=clock().now())
        flash(say(LIFTED, lang()), "success")
    return redirect(url_for("intake.customer", number=number))
