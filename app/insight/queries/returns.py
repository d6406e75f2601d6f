"""Returns to outsiders, as their file states them, filled with our figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from app.insight.queries.conditions import Asked
from app.insight.queries.figures import Figure, causes, figures_for, in_bands
from app.insight.rules.causes import By, Cause
from app.insight.rules.returns import Return, return_of
from app.kernel import Refused, words
from app.people.rules import Actor

FILE = Path(__file__).resolve().parents[1] / "data" / "returns.yaml"
UNKNOWN = words("Cet état n’existe pas.", "There is no such return.")


@cache
def returns() -> dict[str, Return]:
    """Every return that ships with the product, by its name."""
    found = (return_of(kept) for kept in yaml.safe_load(FILE.read_text("utf-8")))
    return {one.id: one for one in found}


def return_named(name: str) -> Return:
    """This return; refuses an unknown one."""
    found = returns().get(name)
    if found is None:
        raise Refused("no_such_return", UNKNOWN, "return")
    return found


@dataclass(frozen=True)
class Filled:
    """A return over a period: its figures, cases closed by band, complaints by cause and product."""

    of: Return
    asked: Asked
    figures: tuple[Figure, ...]
    bands: tuple[int, ...]
    causes: tuple[Cause, ...]
    products: tuple[Cause, ...]


def filled(actor: Actor, asked: Asked, name: str) -> Filled:
    """A return over the cases that this reader may see."""
    of = return_named(name)
    asked = asked.narrowed(regime=of.regime, bands=of.bands)
    figures = figures_for(actor, asked, of.figures)
    return Filled(
        of,
        asked,
        tuple(figures[one.code] for one in of.figures),
        in_bands(actor, asked),
        causes(actor, asked, By.CATEGORY),
        causes(actor, asked, By.PRODUCT),
    )
