"""Counting cases, and improvement actions."""

from app.insight.actions.counting import HANDLERS, ask_to_recount, count_all, count_stale, recount_soon

__all__ = ["HANDLERS", "ask_to_recount", "count_all", "count_stale", "recount_soon"]
