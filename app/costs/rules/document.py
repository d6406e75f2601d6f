"""The generated parts of docs/costs.md: parameters, segments, bearers, read from the data so that they cannot drift."""

from __future__ import annotations

import re

from app.costs.rules.bearers import COURT_ITEMS, OWN_ITEMS
from app.costs.rules.parameters import MONEY_UNITS, Parameter
from app.costs.rules.tariff import Tariff

PARAMETER_HEAD = (
    "| parameter | what | for | unit | low | likely | high | mean | status | source, year |\n" + "|---" * 10 + "|"
)
BEARER_HEAD = "| cost | parameter | advanced by | borne if we win | borne if we lose | source |\n" + "|---" * 6 + "|"


def parameter_table(tariff: Tariff) -> str:
    """Every parameter with its values, its scope and its source, as a Markdown table."""
    ordered = sorted(tariff.parameters, key=lambda one: (one.code, repr(one.scope)))
    return "\n".join([PARAMETER_HEAD, *(_row(one) for one in ordered)])


def _row(one: Parameter) -> str:
    unit = one.unit.replace("money", one.currency) if one.unit in MONEY_UNITS else one.unit.value
    scope = ", ".join(part for part in (one.scope.regime, one.scope.sector, one.scope.segment) if part) or "all"
    figures = " | ".join(f"{value:g}" for value in (one.low, one.likely, one.high, round(one.mean, 5)))
    source = f"{one.source.replace('|', '/')}, {one.year}"
    return f"| `{one.code}` | {one.label.en} | {scope} | {unit} | {figures} | {one.status} | {source} |"


def bearer_table() -> str:
    """Who advances and who bears each cost in each ending, as a Markdown table."""
    rows = (
        f"| {item.label.en} | `{item.parameter}` | {item.advanced_by} | {item.if_won} | {item.if_lost} | {item.source} |"
        for item in (*OWN_ITEMS, *COURT_ITEMS)
    )
    return "\n".join([BEARER_HEAD, *rows])


def group_table(tariff: Tariff) -> str:
    """Groups of parameters that move together, with their rank correlation."""
    rows = []
    for name, correlation in sorted(tariff.groups):
        members = sorted({f"`{one.code}`" for one in tariff.parameters if one.group == name})
        rows.append(f"| {name} | {correlation:g} | {', '.join(members)} |")
    return "\n".join(["| group | rank correlation | parameters |", "|---|---|---|", *rows])


def refreshed(page: str, tariff: Tariff) -> str:
    """The page with its generated parts made anew, each between `<!-- name -->` and `<!-- /name -->`."""
    parts = {"parameters": parameter_table(tariff), "bearers": bearer_table(), "groups": group_table(tariff)}
    for name, text in parts.items():
        pattern = re.compile(rf"<!-- {name} -->\n.*?<!-- /{name} -->", re.DOTALL)
        before, after = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        page = pattern.sub(lambda _, whole=before + text + "\n" + after: whole, page)  # type: ignore[misc]
    return page
