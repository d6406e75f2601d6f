"""What is wrong with the money of gestures, for `verify`: each gesture sent, against the ledger and the budget that paid it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.cases.models import Case
from app.costs.models import TransferRow
from app.costs.rules.ledger import Move
from app.gestures.models import Offer, OfferLine
from app.gestures.rules.offers import LineState
from app.plumbing.db import db

MOVES: Mapping[LineState, frozenset[Move]] = {
    LineState.DRAFT: frozenset(),
    LineState.WITHDRAWN: frozenset(),
    LineState.OPEN: frozenset({Move.RESERVE}),
    LineState.ACCEPTED: frozenset({Move.RESERVE}),
    LineState.REFUSED: frozenset({Move.RESERVE, Move.RELEASE}),
    LineState.EXPIRED: frozenset({Move.RESERVE, Move.RELEASE}),
    LineState.SUPERSEDED: frozenset({Move.RESERVE, Move.RELEASE}),
    LineState.CARRIED_OUT: frozenset({Move.RESERVE, Move.SPEND}),
    LineState.REVERSED: frozenset({Move.RESERVE, Move.SPEND, Move.REVERSE}),
}
"""What the ledger must hold for a gesture that costs something, by where it stands: each once, for its whole cost."""


def gesture_money_problems() -> list[dict[str, object]]:
    """Gestures whose transfers are missing, too many, or of another amount: case, row of the ledger, what is wrong."""
    booked = _booked()
    wanted = (
        select(
            Case.ref,
            Offer.number,
            OfferLine.id,
            OfferLine.position,
            OfferLine.state,
            OfferLine.cost_minor,
            Offer.budget_id,
        )
        .join(Offer, Offer.id == OfferLine.offer_id)
        .join(Case, Case.id == Offer.case_id)
        .order_by(OfferLine.id)
    )
    problems: list[dict[str, object]] = []
    for ref, number, line, position, state, cost, budget in db.session.execute(wanted):
        moves = MOVES[state] if cost and budget is not None else frozenset()
        found = booked.get(line, {})
        what = f"offer {number}, gesture {position}"
        problems += [
            _problem("ledger_missing", ref, 0, f"{what} is {state.value}, but the ledger holds no {move.value} for it")
            for move in sorted(moves - found.keys())
        ]
        for move, (row, amount) in sorted(found.items()):
            if move not in moves:
                problems.append(
                    _problem("ledger_extra", ref, row, f"{what} is {state.value}: no {move.value} belongs to it")
                )
            elif amount != cost:
                said = f"{what} costs {cost}, but its {move.value} in the ledger is {amount}"
                problems.append(_problem("ledger_differs", ref, row, said))
    return problems


def _booked() -> dict[int, dict[Move, tuple[int, int]]]:
    """By line: each move made for it, as (row of the ledger, amount)."""
    rows = select(TransferRow.id, TransferRow.move, TransferRow.amount_minor, TransferRow.cause)
    found: dict[int, dict[Move, tuple[int, int]]] = {}
    for number, move, amount, cause in db.session.execute(rows.where(TransferRow.cause.like("%:line:%"))):
        line = cause.rpartition(":")[2]
        if line.isdigit():
            found.setdefault(int(line), {})[Move(move)] = (number, amount)
    return found


def _problem(kind: str, ref: str, seq: int, message: str) -> dict[str, object]:
    return {"kind": kind, "ref": ref, "seq": seq, "message": message}
