"""A return to outsiders: on a page, and as a file."""

from __future__ import annotations

from flask import Response, render_template

from app.insight.queries.returns import Filled, filled
from app.insight.rules.causes import By
from app.insight.rules.metrics import Unit
from app.insight.rules.presenting import cause_words
from app.insight.rules.sheets import Cell, Sheet
from app.insight.views.door import Chosen, blueprint, chosen
from app.insight.views.exporting import HEADINGS, UNITS, lines_of
from app.insight.views.sheets import as_file
from app.kernel import words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.web import found, lang
from app.regimes.rules.wording import STATUS_WORDS

BANDS = words("Clos, par durée", "Closed, by time")
FIGURES = words("Chiffres", "Figures")


def _filled(name: str) -> tuple[Chosen, Filled]:
    asked = chosen()
    return asked, found(lambda: filled(current_actor(), asked.asked, name))


@blueprint.get("/insight/returns/<name>")
@needs(Permission.INSIGHT_READ)
def return_page(name: str) -> str:
    """A return over the chosen period, each figure leading to its cases."""
    asked, made = _filled(name)
    bands = list(zip(made.of.band_words, made.bands, strict=True))
    return render_template(
        "insight/return.html",
        c=asked,
        made=made,
        bands=bands,
        By=By,
        status_words=STATUS_WORDS,
        cause=lambda by, value: cause_words(by, value, {}),
    )


@blueprint.get("/insight/returns/<name>/export.<kind>")
@needs(Permission.INSIGHT_READ)
def return_file(name: str, kind: str) -> Response:
    """The same for a spreadsheet."""
    asked, made = _filled(name)
    period = asked.asked.period
    rows: list[tuple[Cell, ...]] = [line for one in made.figures for line in lines_of(one, FIGURES)]
    closed = next((one.metric.basis.words for one in made.figures if one.metric.code == "closed"), None)
    rows += [
        (BANDS, label, n, UNITS[Unit.CASES], n, closed) for label, n in zip(made.of.band_words, made.bands, strict=True)
    ]
    for by, causes in ((By.CATEGORY, made.causes), (By.PRODUCT, made.products)):
        rows += [(by.words, cause_words(by, one.value, {}), one.n, UNITS[Unit.CASES], one.n, None) for one in causes]
    return as_file(Sheet(f"{made.of.id}-{period.from_on}-{period.to_on}", HEADINGS, tuple(rows)), kind, lang())
