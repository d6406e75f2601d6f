"""docs/costs.md shows the parameters that ship: regenerate it with `AMIABLE_RENEW=1`."""

from __future__ import annotations

import os
from pathlib import Path

from app.costs.rules import default_tariff
from app.costs.rules.document import parameter_table, refreshed

PAGE = Path(__file__).parents[2] / "docs" / "costs.md"


def test_the_page_shows_the_parameters_that_ship() -> None:
    page = PAGE.read_text(encoding="utf-8")
    fresh = refreshed(page, default_tariff())
    if os.environ.get("AMIABLE_RENEW"):
        PAGE.write_text(fresh, encoding="utf-8")
        page = fresh
    assert page == fresh, "docs/costs.md is stale: run this test with AMIABLE_RENEW=1"


def test_every_parameter_has_its_row() -> None:
    rows = parameter_table(default_tariff()).splitlines()[2:]
    assert len(rows) == len(default_tariff().parameters)
    page = PAGE.read_text(encoding="utf-8")
    assert all(row in page for row in rows)
