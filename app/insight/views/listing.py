"""The cases behind a figure, page by page."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from app.insight.queries.figures import figures_for
from app.insight.queries.listing import PAGE, cases_behind
from app.insight.rules.metrics import Metric, Unit, metric
from app.insight.views.door import blueprint, chosen, narrowed
from app.kernel import Money
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.web import found, number_of

KEPT = ("by", "value", "slot", "return", "band")


@blueprint.get("/insight/cases")
@needs(Permission.INSIGHT_READ)
def cases() -> str:
    """As many cases as the figure says, with what each adds to it."""
    actor, asked = current_actor(), chosen()
    of = found(lambda: metric(request.args.get("metric", "received")))
    wanted, said = found(lambda: narrowed(asked.asked))
    number = min(max(number_of(request.args.get("page")) or 1, 1), 100_000)
    listed = cases_behind(actor, wanted, of, number)
    kept = {name: request.args[name] for name in KEPT if request.args.get(name) is not None}
    return render_template(
        "insight/cases.html",
        c=asked,
        of=of,
        figure=figures_for(actor, wanted, (of,))[of.code],
        listed=listed,
        last=listed.first + len(listed.rows),
        amount=lambda row: amount_words(of, row),
        chips=[{"label": one, "remove_url": _without(asked.query, of, kept, name)} for name, one in said],
        prev_url=_page(asked.query, of, kept, number - 1) if number > 1 else None,
        next_url=_page(asked.query, of, kept, number + 1) if listed.first + PAGE < listed.cases else None,
        kept=kept,
    )


def amount_words(of: Metric, row: Any) -> Any:
    """What one case adds to a figure."""
    return Money(row.amount, row.currency) if of.unit is Unit.MONEY else row.amount


def _page(query: Any, of: Metric, kept: dict[str, Any], number: int) -> str:
    return url_for("insight.cases", metric=of.code, **query, **kept, page=number)


def _without(query: Any, of: Metric, kept: dict[str, Any], name: str) -> str:
    gone = {"by": {"by", "value"}, "return": {"return", "band"}}.get(name, {name})
    kept = {key: one for key, one in kept.items() if key not in gone}
    return url_for("insight.cases", metric=of.code, **query, **kept)
