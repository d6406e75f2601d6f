"""Figures, and the cases behind one, as files for a spreadsheet."""

from __future__ import annotations

from flask import Response, request

from app.insight.queries import Figures, all_figures
from app.insight.queries.figures import Figure
from app.insight.queries.listing import cases_behind
from app.insight.rules.causes import By
from app.insight.rules.metrics import Unit, metric
from app.insight.rules.presenting import GROUPS, cause_words
from app.insight.rules.sheets import Cell, Sheet
from app.insight.views.door import blueprint, chosen, narrowed, service_words
from app.insight.views.listing import amount_words
from app.insight.views.sheets import as_file
from app.kernel import Words, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.web import found, lang

HEADINGS = (
    words("Rubrique", "Group"), words("Chiffre", "Figure"), words("Valeur", "Value"), words("Unité", "Unit"),
    words("Dossiers", "Cases"), words("Sur quoi", "Over what"),
)  # fmt: skip
UNITS = {
    Unit.CASES: words("dossiers", "cases"),
    Unit.TIMES: words("fois", "times"),
    Unit.MINUTES: words("minutes", "minutes"),
}
DAYS = words("jours", "days")
LONG = words("Durées", "Durations")
DURATIONS = (
    ("answer", words("Première réponse, médiane", "First answer, median"), words("Première réponse, 9 sur 10", "First answer, 9 in 10")),
    ("resolution", words("Résolution, médiane", "Resolution, median"), words("Résolution, 9 sur 10", "Resolution, 9 in 10")),
)  # fmt: skip


@blueprint.get("/insight/export.<kind>")
@needs(Permission.INSIGHT_READ)
def export(kind: str) -> Response:
    """Every figure of the page."""
    asked = chosen()
    figures = all_figures(current_actor(), asked.asked)
    period = asked.asked.period
    name = f"amiable-{period.from_on}-{period.to_on}"
    return as_file(Sheet(name, HEADINGS, (*_figures(figures), *_durations(figures), *_causes(figures))), kind, lang())


def _figures(figures: Figures) -> list[tuple[Cell, ...]]:
    return [row for group in GROUPS for one in group.metrics for row in lines_of(figures[one.code], group.title)]


def lines_of(figure: Figure, title: Words) -> list[tuple[Cell, ...]]:
    """A figure as lines: one, or one for each currency."""
    of = figure.metric
    if of.unit is Unit.MONEY:
        return [(title, of.label, one, one.currency, figure.cases, of.basis.words) for one in figure.money] or [
            (title, of.label, 0, None, 0, of.basis.words)
        ]
    return [(title, of.label, figure.total, UNITS[of.unit], figure.cases, of.basis.words)]


def _durations(figures: Figures) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    for name, median, most in DURATIONS:
        spread = getattr(figures, name)
        found += [(LONG, median, spread.median, DAYS, spread.n, None), (LONG, most, spread.p90, DAYS, spread.n, None)]
    return found


def _causes(figures: Figures) -> list[tuple[Cell, ...]]:
    names = service_words()
    return [
        (by.words, cause_words(by, one.value, names), one.n, UNITS[Unit.CASES], one.n, metric("received").basis.words)
        for by in By
        for one in figures.causes[by]
    ]


LISTED = (
    words("Dossier", "Case"), words("Objet", "Subject"), words("Service", "Service"), words("Catégorie", "Category"),
    words("Produit", "Product"), words("Reçu le", "Received on"), words("Première réponse, jours", "First answer, days"),
    words("Résolution, jours", "Resolution, days"), words("État", "State"), words("Valeur", "Value"),
)  # fmt: skip


@blueprint.get("/insight/cases.<kind>")
@needs(Permission.INSIGHT_READ)
def export_cases(kind: str) -> Response:
    """The cases behind a figure, all of them."""
    asked = chosen()
    of = found(lambda: metric(request.args.get("metric", "received")))
    wanted, _said = found(lambda: narrowed(asked.asked))
    listed = cases_behind(current_actor(), wanted, of, most=None)
    rows = tuple(
        (
            row.ref, row.subject, Words(row.name_fr, row.name_en), cause_words(By.CATEGORY, row.category, {}), row.product,
            row.received_on, row.answer_days, row.resolution_days, row.state.words, amount_words(of, row),
        )
        for row in listed.rows
    )  # fmt: skip
    return as_file(Sheet(f"amiable-{of.code}", LISTED, rows), kind, lang())
