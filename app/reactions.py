"""THE table: what happened → what other rooms do about it, in the same transaction, in this order; any may refuse."""

from __future__ import annotations

from app.plumbing.unit_of_work import Reaction

TABLE: dict[str, tuple[Reaction, ...]] = {}
