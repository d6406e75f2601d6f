"""Reading figures and the cases behind them."""

from app.insight.queries.conditions import Asked
from app.insight.queries.figures import Figure, Figures, counted_figures
from app.insight.queries.tallied import tallied_figures
from app.people.rules import Actor

__all__ = ["Asked", "Figure", "Figures", "all_figures", "counted_figures", "tallied_figures"]


def all_figures(actor: Actor, asked: Asked) -> Figures:
    """Everything the page shows: from the tallies where they can tell, else counted case by case; the same either way."""
    plain = asked.by is None and asked.slot is None and not asked.regime and asked.band is None
    return tallied_figures(actor, asked) if plain and asked.period.whole_months else counted_figures(actor, asked)
