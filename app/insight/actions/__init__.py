"""Counting cases, improvement actions, the quality report."""

from app.insight.actions.counting import RECOUNT, ask_to_recount, count_all, count_stale, recount, recount_soon
from app.insight.actions.improving import add_improvement, change_improvement
from app.insight.actions.reporting import REPORT, ask_for_report, report

HANDLERS = {RECOUNT: recount, REPORT: report}

__all__ = [
    "HANDLERS",
    "RECOUNT",
    "REPORT",
    "add_improvement",
    "ask_for_report",
    "ask_to_recount",
    "change_improvement",
    "count_all",
    "count_stale",
    "recount_soon",
]
