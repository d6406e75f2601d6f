"""All open disputes together, and whether forecasts hold."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.costs import actions, queries
from app.costs.rules.adopting import together_with
from app.costs.rules.calibration import Slice
from app.costs.rules.calibration_words import CHECK_WORDS, SLICE_WORDS, model_words
from app.costs.views.door import blueprint, tabs
from app.intake.rules.choices import CATEGORIES
from app.kernel import Money, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock

LEARNT = words("Appris de nos propres dossiers clos.", "Learnt from our own closed cases.")


@blueprint.get("/costs/portfolio")
@needs(Permission.INSIGHT_READ)
def portfolio() -> str:
    """What all open disputes are expected to cost, and which to settle first."""
    together = queries.portfolio_for(current_actor(), clock().now())
    return render_template("costs/portfolio.html", tabs=tabs("costs.portfolio"), together=together, p=together.found)


@blueprint.get("/costs/calibration")
@needs(Permission.INSIGHT_READ)
def calibration() -> str:
    """Forecasts against what happened."""
    learnt = queries.calibration_for(current_actor(), clock().now())
    return render_template(
        "costs/calibration.html",
        tabs=tabs("costs.calibration"),
        learnt=learnt,
        all=learnt.calibration.overall,
        bias=Money(round(learnt.calibration.overall.bias)),
        slices=[_row(one) for one in learnt.calibration.slices],
        checks=CHECK_WORDS,
        may_propose=current_actor().may(Permission.AUTHORITY_PROPOSE),
    )


def _row(one: Slice) -> dict[str, object]:
    by, name = one.name
    which = CATEGORIES.get(name, name) if by == "category" else model_words(name) if by == "version" else name
    return {"by": SLICE_WORDS[by], "which": which, "slice": one, "bias": Money(round(one.bias))}


@blueprint.post("/costs/calibration/propose")
@needs(Permission.AUTHORITY_PROPOSE)
@commits
def propose_learnt() -> Response:
    """Propose what our history says of one parameter (and of those that only change with it)."""
    at, actor = clock().now(), current_actor()
    codes = together_with(request.form.get("code", ""))
    found = [one.parameter for one in queries.calibration_for(actor, at).proposals if one.parameter.code in codes]
    if not found:
        return redirect(url_for("costs.calibration"))
    reason = LEARNT.fr if actor.lang == "fr" else LEARNT.en
    row = actions.propose_parameters(found, reason, by=actor, at=at, learnt=True)
    return redirect(url_for("costs.change", number=row.id))
