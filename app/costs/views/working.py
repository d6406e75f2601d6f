"""The working of a case: every line with its formula and source, drawn, and what was really spent so far."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.cases.models import Case
from app.cases.queries import case_for
from app.costs import actions, queries
from app.costs.forms import BookForm
from app.costs.models import FrozenEstimate
from app.costs.rules.booking import Actual, Cost, actual_lines
from app.costs.rules.drawing import steps_of_tree, swings_shown
from app.costs.rules.ranking import zone_of
from app.costs.views.door import blueprint
from app.kernel import Money, day_of, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, refusals_shown_on


@blueprint.get("/cases/<ref>/cost")
@needs(Permission.CASE_READ)
def working(ref: str) -> str:
    """What this dispute is expected to cost if it is not settled, line by line."""
    return _page(found(lambda: case_for(current_actor(), ref)), BookForm())


def _page(case: Case, form: BookForm) -> str:
    at = clock().now()
    tariff = queries.tariff_at(at)
    facts = queries.case_facts(case)
    estimate = queries.estimate_on(facts, tariff, working=True)
    frozen = queries.frozen_of(case)
    spent = actual_lines(queries.books_of([case])[case.id], tariff, tuple(case.regimes))
    return render_template(
        "costs/working.html",
        case=case,
        e=estimate,
        facts=facts,
        tariff=tariff,
        agreement=zone_of(facts, estimate, tariff) if estimate.mean else None,
        swings=swings_shown(estimate),
        steps=steps_of_tree(estimate),
        exposure=[
            (one.label, words("{m:trim} ({source})", "{m:trim} ({source})", m=one.amount, source=one.source))
            for one in estimate.exposure
        ],
        spent_rows=[[one.label, one.how, one.amount] for one in spent],
        spent_total=_sum(spent, case.currency),
        frozen=frozen,
        frozen_rows=[_kept(row, case.zone) for row in frozen],
        form=form,
        may_book=current_actor().may(Permission.CASE_WORK),
    )


DECISIONS = {
    "offer": words("Offre faite", "Offer made"),
    "answer": words("Réponse faite", "Answer given"),
}


def _kept(row: FrozenEstimate, zone: str) -> list[object]:
    low, high = Money(row.p10_minor, row.currency), Money(row.p90_minor, row.currency)
    what = DECISIONS.get(row.cause.split(":")[0], words("Décision", "Decision"))
    shown = words("{a:round} à {b:round}", "{a:round} to {b:round}", a=low, b=high)
    return [day_of(row.at, zone), what, Money(row.mean_minor, row.currency), shown, row.model]


def _sum(lines: Sequence[Actual], currency: str) -> Money:
    return sum((one.amount for one in lines), Money(0, currency))


def _in(form: BookForm, case: Case) -> Money:
    typed = form.amount.data or Money(0)
    return Money.parse(str(typed.decimal), case.currency, "amount")


@blueprint.post("/cases/<ref>/cost/book")
@needs(Permission.CASE_WORK)
@commits
def book(ref: str) -> Response | tuple[str, int]:
    """Book what the dispute really cost, with its proof."""
    case = found(lambda: case_for(current_actor(), ref))
    form = BookForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.book_cost(
                case, Cost(form.cost.data), _in(form, case), form.proof.data or "", by=current_actor(), at=clock().now()
            )
            return redirect(url_for("costs.working", ref=case.ref, _anchor="spent"))
    return _page(case, form), 422
