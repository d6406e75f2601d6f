"""Who may grant what: the authority grid, proposed by one person and confirmed by another."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_wtf import FlaskForm

from app.gestures import actions, queries
from app.gestures.forms import LineForm
from app.gestures.rules.authority import Ceilings, Rank
from app.gestures.rules.kinds import Kind
from app.gestures.rules.who import who_may_grant
from app.gestures.views.door import Answer, blueprint, proposing, sure, told
from app.gestures.views.waiting import Wrong, proposals_of
from app.kernel import Words, words
from app.people.guards import current_actor, needs
from app.people.queries import all_services, service_numbered
from app.people.rules import Permission
from app.plumbing.fields import options
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, number_of, today


def service_choices() -> list[tuple[str, Words]]:
    """Every service, and all of them."""
    names = [(str(one.id), Words(one.name_fr, one.name_en)) for one in all_services()]
    return [("", words("tous", "all")), *names]


@blueprint.route("/settings/authority", methods=["GET", "POST"])
@needs(Permission.SETTINGS_READ)
@commits
def authority() -> Answer:
    """The grid in force, as people read it; the director proposes a line here."""
    form = LineForm()
    form.service.choices = options(service_choices())
    return proposing(form, _propose, authority_page, "gestures.authority")


def _propose(form: LineForm) -> None:
    service = service_numbered(number_of(form.service.data) or 0) if form.service.data else None
    kind = Kind(form.kind.data) if form.kind.data else None
    ceilings = Ceilings(sure(form.gesture.data), sure(form.case.data), sure(form.customer.data))
    given: dict[str, Any] = {"by": current_actor(), "at": clock().now()}
    actions.propose_line(
        Rank(form.rank.data),
        service,
        kind,
        ceilings,
        form.reason.data,
        compromise=form.compromise.data,
        valid_from=form.valid_from.data,
        valid_until=form.valid_until.data,
        **given,
    )
    told(
        words(
            "Ligne proposée : une autre personne doit la confirmer.", "Line proposed: another person has to confirm it."
        )
    )


def authority_page(form: FlaskForm, wrong: Wrong = None) -> str:
    """The page; `wrong`: a decision on a proposed line that was refused."""
    chosen = request.args.get("service", "")
    service_id = number_of(chosen)
    tabs = [
        {"label": label, "url": url_for("gestures.authority", service=value or None), "active": value == chosen}
        for value, label in service_choices()
    ]
    return render_template(
        "gestures/authority.html",
        form=form,
        rows=who_may_grant(queries.grid_now(), service_id, today()),
        ranks=list(Rank),
        tabs=tabs,
        history=list(reversed(queries.grid_rows())),
        proposals=proposals_of("grid", wrong),
        actor=current_actor(),
        services={one.id: Words(one.name_fr, one.name_en) for one in all_services()},
    )
