"""Writing costs: money moves, estimates kept and frozen."""

from app.costs.actions.estimates import freeze_estimate, keep_stake, refresh_stake
from app.costs.actions.ledger import law, move, open_budget, set_limit

__all__ = ["freeze_estimate", "keep_stake", "law", "move", "open_budget", "refresh_stake", "set_limit"]
