"""The table that a run prints: every page, its floor, the ratio, and the goal of the design where there is one."""

from __future__ import annotations

from typing import Any

from bench import paper

PEER_QUEUE_P95, PEER_QUEUE_8_P95, PEER_QUEUE_8_RATE = 132.0, 757.0, 13.0
PEER_SEARCH, PEER_CASE, PEER_LOG, PEER_LOG_RATE = 267.0, 39.0, 12.0, 165.0
"""The fastest peer of each page at 100,000 cases on another day on the same kind of machine: a reference, not this run."""


COUNTS = ("open", "sample")


def table(found: dict[str, Any]) -> str:
    """The whole report as text."""
    lines = [
        f"{found['cases']:,} cases, {found['at']}, load {found['load_before'][0]:.1f} before, {found['load_after'][0]:.1f} after"
    ]
    for name, one in found["databases"].items():
        lines += ["", f"{name}: loaded in {one['load_seconds']} s"]
        lines += [
            f"  prices: {name} {value:,.1f}" + ("" if name in COUNTS else " ms")
            for name, value in one["prices"].items()
        ]
        if "pages" not in one:
            continue
        lines.append(f"  product {one['rss_mib']} MiB RSS, {one['pss_mib']} MiB PSS")
        lines += [f"  paper: {name} {value:,}" for name, value in one["paper"].items()]
        lines += _pages(one["pages"])
        lines += ["", *(_goal(*goal) for goal in [*_goals(one["pages"]), *_paper_goals(one)])]
    return "\n".join(lines)


def _pages(pages: dict[str, dict[str, float]]) -> list[str]:
    lines = [
        f"  {'page':<20}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'req/s':>9}{'bytes':>9}{'x floor p50':>13}{'x floor p95':>13}"
    ]
    for name, page in pages.items():
        floor = pages[_floor_of(name)]
        ratio = [f"{page[share] / floor[share]:.1f}" if floor[share] else "-" for share in ("p50", "p95")]
        figures = f"{page['p50']:>9.1f}{page['p95']:>9.1f}{page['max']:>9.0f}{page['rate']:>9.0f}{page['bytes']:>9.0f}"
        lines.append(f"  {name:<20}{figures}{ratio[0]:>13}{ratio[1]:>13}")
    return lines


def _floor_of(name: str) -> str:
    at = name.rsplit(" ", 1)[-1]
    if name.startswith(("log", "bare row")):
        return "bare row c1"
    return f"bare table {at}"


Goal = tuple[str, float, float, bool]


def _goals(pages: dict[str, dict[str, float]]) -> list[Goal]:
    """(what, found, must, more is better): the ratios to a floor bind; those to a peer refer to another run."""
    queue, floor = pages["queue c1"], pages["bare table c1"]
    many, many_floor = pages["queue c8"], pages["bare table c8"]
    return [
        ("queue p95 over floor p95, c = 1", queue["p95"] / floor["p95"], 5, False),
        ("queue p50 over floor p50, c = 1 (aim)", queue["p50"] / floor["p50"], 3, False),
        ("queue p95 ms, c = 1 (peer / 12)", queue["p95"], PEER_QUEUE_P95 / 12, False),
        ("queue p95 ms, c = 8 (peer / 15)", many["p95"], PEER_QUEUE_8_P95 / 15, False),
        ("queue req/s, c = 8 (15 x peer)", many["rate"], PEER_QUEUE_8_RATE * 15, True),
        ("queue p95 over floor p95, c = 8", many["p95"] / many_floor["p95"], 5, False),
        ("search of a 1 % word p50 ms (peer / 20)", pages["search 1 % c1"]["p50"], PEER_SEARCH / 20, False),
        ("search of a 20 % word p50 ms", pages["search 20 % c1"]["p50"], 30, False),
        ("case page p50 ms (peer / 6)", pages["case c1"]["p50"], PEER_CASE / 6, False),
        ("logging a case p50 ms (peer / 2)", pages["log a case c1"]["p50"], PEER_LOG / 2, False),
        ("logging a case per second, c = 8 (3 x peer)", pages["log a case c8"]["rate"], PEER_LOG_RATE * 3, True),
    ]


def _paper_goals(one: dict[str, Any]) -> list[Goal]:
    """What files may take (perf goals 9 to 12); nothing where they were left out."""
    if not one["paper"]:
        return []
    queue, meanwhile = one["pages"]["queue c1"], one["pages"]["queue, building c1"]
    found: list[Goal] = [(what, one["paper"][name], must, False) for name, (what, must) in paper.GOALS.items()]
    return [*found, ("queue p95 while a file is built, over its idle p95", meanwhile["p95"] / queue["p95"], 3, False)]


def _goal(what: str, found: float, must: float, more: bool) -> str:
    met, digits = found >= must if more else found <= must, 2 if must < 1 else 1
    return f"  {'met   ' if met else 'MISSED'} {what}: {found:.{digits}f} (must: {'at least' if more else 'at most'} {must:.{digits}f})"
