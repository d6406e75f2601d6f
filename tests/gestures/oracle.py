"""What must hold whatever is done, kept in plain Python beside the house: it knows nothing of our rules.

I1–I12 of the trust page: authority, sums, digests, refusals that stick, delegation, budgets, ledger, one payout, one answer,
the version seen, the last civil day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

GRID: dict[tuple[str, str], tuple[int, int, int]] = {
    ("front", ""): (4000, 6000, 12000),
    ("front", "voucher"): (5000, 6000, 12000),
    ("supervisor", ""): (15000, 25000, 40000),
    ("quality", ""): (60000, 90000, 120000),
    ("director", ""): (500000, 800000, 800000),
}
"""The shipped grid, written down a second time (minor units): per gesture, per case, per customer over 12 months."""
KIND = {"voucher": "voucher", "price_cut": "price_cut", "bill_credit": "bill_credit"}
RANK = {
    "alice": "front", "olivier": "front", "sophie": "supervisor", "claire": "quality", "quentin": "quality", "diane": "director",
}  # fmt: skip
LIVE = {"open", "accepted", "carried_out"}


@dataclass
class SeenLine:
    """One line of an offer as the world shows it."""

    position: int
    code: str
    value: int
    cost: int
    state: str


@dataclass
class SeenOffer:
    """One offer as the world shows it."""

    id: int
    case: int
    customer: int
    author: str
    state: str
    edition: int
    until: date
    lines: list[SeenLine]
    sent_on: date | None = None
    via: tuple[str, int] | None = None
    """(approver, approval number) by which it took effect."""

    @property
    def content(self) -> tuple[object, ...]:
        """What an approval is bound to."""
        return (self.edition, self.until, tuple((line.code, line.value, line.cost) for line in self.lines))

    @property
    def substance(self) -> tuple[object, ...]:
        """What a refusal sticks to."""
        return (self.case, tuple(sorted((line.code, line.value, line.cost) for line in self.lines)))


@dataclass
class Snapshot:
    """Everything the world shows after a step."""

    offers: dict[int, SeenOffer]
    budget: tuple[int, int, int]
    """(limit, reserved, spent)."""
    ledger: dict[str, int]
    payouts: list[tuple[int, int]]
    ends: dict[int, list[str]]


@dataclass
class Lent:
    """A delegation the oracle saw made."""

    lender: str
    borrower: str
    amount: int
    start: date
    end: date
    revoked: date | None = None

    def on(self, day: date) -> bool:
        return self.start <= day <= self.end and (self.revoked is None or day < self.revoked)


@dataclass
class Oracle:
    """The plain book-keeping and the checks."""

    roles: dict[str, str] = field(default_factory=lambda: dict(RANK))
    front: tuple[int, int, int] = GRID["front", ""]
    lent: dict[int, Lent] = field(default_factory=dict)
    granted: dict[int, list[tuple[str, tuple[object, ...], tuple[int, int, int]]]] = field(default_factory=dict)
    refused: set[tuple[object, ...]] = field(default_factory=set)
    paid: set[tuple[int, int]] = field(default_factory=set)
    final: dict[int, str] = field(default_factory=dict)
    amounts: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def top(self, who: str, codes: list[str]) -> tuple[int, int, int]:
        """Own ceilings of somebody for these gestures together: the lowest of each."""
        rank = self.roles[who]
        found = []
        for code in codes:
            general = self.front if rank == "front" else GRID[rank, ""]
            found.append(GRID.get((rank, KIND[code]), general))
        return (min(f[0] for f in found), min(f[1] for f in found), min(f[2] for f in found))

    def sums(self, seen: Snapshot, offer: SeenOffer, on: date, without: set[int]) -> tuple[int, int]:
        """What counts on the case and for the customer, this offer apart."""
        rows = [
            one
            for one in seen.offers.values()
            if one.sent_on is not None and one.id != offer.id and one.id not in without
        ]
        case = sum(line.value for one in rows if one.case == offer.case for line in one.lines if line.state in LIVE)
        since = date(on.year - 1, on.month, min(on.day, 28))
        customer = sum(
            line.value
            for one in rows
            if one.customer == offer.customer and one.sent_on is not None and one.sent_on > since
            for line in one.lines
            if line.state in LIVE
        )
        return case, customer

    def covers(self, top: tuple[int, int, int], offer: SeenOffer, case: int, customer: int) -> bool:
        total = sum(line.value for line in offer.lines)
        return (
            all(line.value <= top[0] for line in offer.lines) and case + total <= top[1] and customer + total <= top[2]
        )

    # --- what the steps tell ---------------------------------------------------------------------------------------------

    def decided(self, who: str, offer: SeenOffer, yes: bool, on: date) -> None:
        """Somebody decided on a request: not the author, with authority of their own or lent to them (I1, I4, I5)."""
        assert who != offer.author, "I1: nobody decides on their own request"
        assert offer.substance not in self.refused, "I4: a refusal sticks"
        assert self.roles[who] != "front", "I1: an approver who lost the role decides nothing"
        codes = [line.code for line in offer.lines]
        tops = [self.top(who, codes)]
        for lent in self.lent.values():
            if lent.borrower == who and lent.on(on) and lent.lender != offer.author:
                own = self.top(lent.lender, codes)
                tops.append(tuple(min(limit, lent.amount * k) for limit, k in zip(own, (1, 2, 3), strict=True)))  # type: ignore[arg-type]
        fit = [top for top in tops if all(line.value <= top[0] for line in offer.lines)]
        assert fit, "I1/I5: the approver has no such authority"
        if yes:
            best = max(fit)
            self.granted.setdefault(offer.id, []).append((who, offer.content, best))
        else:
            self.refused.add(offer.substance)

    def sent(self, seen: Snapshot, number: int, on: date, replaced: int | None) -> None:
        """An offer took effect: within its author's authority, or by an approval of exactly this (I1, I2, I3)."""
        offer = seen.offers[number]
        case, customer = self.sums(seen, offer, on, {replaced} if replaced else set())
        codes = [line.code for line in offer.lines]
        if not self.covers(self.top(offer.author, codes), offer, case, customer):
            by = [g for g in self.granted.get(number, []) if g[1] == offer.content]
            assert by, "I3: no approval of exactly this offer"
            assert any(self.covers(top, offer, case, customer) for _who, _content, top in by), (
                "I1/I2: beyond what was approved"
            )
        for line in offer.lines:
            self.amounts[number, line.position] = (line.value, line.cost)

    def answered(self, offer: SeenOffer, how: str, edition: int, on: date) -> None:
        """The customer's answer was taken: first, in the version seen, in time (I9, I10, I12)."""
        assert offer.id not in self.final, "I9: answered once"
        assert edition == offer.edition, "I10: only the version seen"
        if how != "refused":
            assert on <= offer.until, "I12: received by the last civil day"
        self.final[offer.id] = how

    def carried_out(self, number: int, position: int) -> None:
        """A gesture was carried out: once (I8)."""
        assert (number, position) not in self.paid, "I8: one payout"
        self.paid.add((number, position))

    # --- what always holds -----------------------------------------------------------------------------------------------

    def check(self, seen: Snapshot) -> None:
        """After every step."""
        limit, reserved, spent = seen.budget
        assert reserved + spent <= limit, "I6: a budget is never overspent"
        assert min(reserved, spent) >= 0, "I6"
        assert sum(seen.ledger.values()) == 0, "I7: the ledger sums to zero"
        assert seen.ledger.get("reserved", 0) == reserved, "I7: the ledger agrees with the budget"
        assert seen.ledger.get("spent", 0) == spent, "I7: the ledger agrees with the budget"
        lines = [line for one in seen.offers.values() if one.sent_on for line in one.lines]
        assert reserved == sum(line.cost for line in lines if line.state in {"open", "accepted"}), (
            "I7: what is promised is reserved"
        )
        assert spent == sum(line.cost for line in lines if line.state == "carried_out"), (
            "I7: what is carried out is spent"
        )
        assert len(seen.payouts) == len(set(seen.payouts)), "I8: one payout"
        assert all(len(ends) <= 1 for ends in seen.ends.values()), "I9: one final answer"
        for (number, position), amounts in self.amounts.items():
            line = next(one for one in seen.offers[number].lines if one.position == position)
            assert (line.value, line.cost) == amounts, "I3: a sent offer does not change"


A_DAY = timedelta(days=1)
