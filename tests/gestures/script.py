"""Steps that anybody might try, in any order, in any world; the oracle watches."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol

from app.kernel import Refused
from tests.gestures.oracle import Lent, Oracle, SeenOffer

AUTHORS = ("alice", "olivier", "sophie", "claire", "quentin")
DECIDERS = ("alice", "sophie", "claire", "quentin", "diane")
CODES = ("voucher", "price_cut", "bill_credit")
AMOUNTS = (1, 300, 1000, 2000, 3900, 4000, 4001, 5000, 6000, 9000, 15000, 15100, 26000, 30000, 60000)


class Chooser(Protocol):
    """Where choices come from: a seeded generator, or a test-case generator that can shrink them."""

    def choice(self, options: Any) -> Any: ...


STEPS = (
    ("propose", 16), ("send", 14), ("decide", 14), ("change", 6), ("answer", 10), ("carry_out", 8), ("improve", 6), ("withdraw", 2),
    ("reverse", 2), ("expire", 3), ("delegate", 4), ("revoke", 2), ("advance", 5), ("role", 2), ("away", 2), ("regrid", 2), ("split", 4),
)  # fmt: skip
MENU = tuple(name for name, weight in STEPS for _ in range(weight))


class Script:
    """Drives one world and tells the oracle what succeeded."""

    def __init__(self, world: Any, chooser: Chooser, menu: Sequence[str] = MENU) -> None:
        self.world, self.choose, self.oracle, self.menu = world, chooser, Oracle(), menu
        self.seen = world.snapshot()
        self.tally: Counter[str] = Counter()
        self.replaced: dict[int, int] = {}

    def run(self, steps: int) -> Counter[str]:
        """Take so many steps; every one is checked."""
        for _ in range(steps):
            self.step()
        return self.tally

    def step(self) -> None:
        """One step: what is refused changes nothing, what is done must be allowed."""
        name = self.choose.choice(self.menu)
        before = self.seen
        try:
            getattr(self, f"do_{name}")()
            self.tally[name] += 1
            refused = ""
        except Refused as no:
            refused = no.code
            self.tally[f"{name}: {refused}"] += 1
        after = self.world.snapshot()
        assert not refused or after == before, f"{name} was refused ({refused}) and yet changed something"
        self.oracle.check(after)
        self.seen = after

    def _offer(self, *states: str) -> SeenOffer:
        rows = [one for one in self.seen.offers.values() if not states or one.state in states]
        if not rows:
            raise Refused("nothing_there", NOTHING)
        return self.choose.choice(rows[-12:])  # type: ignore[no-any-return]

    def _lines(self) -> list[tuple[str, int]]:
        count = self.choose.choice((1, 1, 1, 2))
        return [(self.choose.choice(CODES), self.choose.choice(AMOUNTS)) for _ in range(count)]

    def do_propose(self) -> None:
        until = self.world.today + timedelta(days=self.choose.choice((-1, 0, 1, 5, 15)))
        self.world.propose(
            self.choose.choice(AUTHORS), self.choose.choice(tuple(self.world.cases)), self._lines(), until
        )

    def do_split(self) -> None:
        """Several small gestures, each within authority, sent one after the other."""
        who, case = self.choose.choice(AUTHORS), self.choose.choice(tuple(self.world.cases))
        for _ in range(3):
            try:
                number = self.world.propose(who, case, [("voucher", 3000)], self.world.today + timedelta(days=9))
                self._send(who, number)
            except Refused as refused:
                self.tally[f"split: {refused.code}"] += 1
                return

    def do_change(self) -> None:
        one = self._offer("draft", "draft", "sent")
        self.world.change(self.choose.choice((one.author, "alice")), one.id, self._lines())

    def do_withdraw(self) -> None:
        one = self._offer()
        self.world.withdraw(one.author, one.id)

    def do_decide(self) -> None:
        one = self._offer("draft")
        who, yes = self.choose.choice(DECIDERS), self.choose.choice((True, True, False))
        self.world.decide(who, one.id, yes)
        self.oracle.decided(who, one, yes, self.world.today)

    def do_send(self) -> None:
        one = self._offer("draft", "draft", "sent")
        self._send(self.choose.choice((one.author, one.author, "claire")), one.id)

    def _send(self, who: str, number: int) -> None:
        self.world.send(who, number)
        self.oracle.sent(self.world.snapshot(), number, self.world.today, self.replaced.get(number))

    def do_improve(self) -> None:
        one = self._offer("sent", "accepted")
        more = [(line.code, line.value + self.choose.choice((-100, 0, 100, 2000))) for line in one.lines]
        until = one.until + timedelta(days=self.choose.choice((-1, 0, 3)))
        number = self.world.propose(one.author, one.case, more, max(until, self.world.today), replaces=one.id)
        self.replaced[number] = one.id

    def do_answer(self) -> None:
        one = self._offer()
        how = self.choose.choice(("accepted", "accepted", "partly", "refused"))
        edition = one.edition + self.choose.choice((0, 0, 0, 1))
        received = self.world.today - timedelta(days=self.choose.choice((0, 0, 1, 3)))
        taken = [self.choose.choice((1, 2))]
        self.world.answer(one.id, how, edition, taken, received)
        self.oracle.answered(one, how, edition, received)

    def do_expire(self) -> None:
        for number in self.world.expire():
            self.oracle.final[number] = "expired"

    def do_carry_out(self) -> None:
        one = self._offer("accepted", "partly", "carried_out", "sent")
        position = self.choose.choice(one.lines).position
        self.world.carry_out(one.id, position)
        self.oracle.carried_out(one.id, position)

    def do_reverse(self) -> None:
        one = self._offer("accepted", "partly")
        self.world.reverse(self.choose.choice(("alice", "sophie")), one.id, self.choose.choice(one.lines).position)

    def do_delegate(self) -> None:
        lender, borrower = (
            self.choose.choice(("sophie", "claire", "diane", "alice")),
            self.choose.choice(("sophie", "quentin", "alice")),
        )
        amount = self.choose.choice((4000, 15000, 26000, 60000, 70000))
        start = self.world.today + timedelta(days=self.choose.choice((0, 0, 2)))
        end = start + timedelta(days=self.choose.choice((-1, 3, 10, 400)))
        number = self.world.delegate(lender, borrower, amount, start, end)
        assert lender != borrower, "I5: nobody delegates to themselves"
        top = self.oracle.top(lender, ["price_cut"])
        assert (amount, 2 * amount, 3 * amount) <= tuple(
            map(max, zip(top, (amount, 2 * amount, 3 * amount), strict=True))
        ), "I5"
        assert amount <= top[0], "I5: nobody lends more than they have"
        assert end >= start, "I5: a delegation ends"
        self.oracle.lent[number] = Lent(lender, borrower, amount, start, end)

    def do_revoke(self) -> None:
        live = [number for number, lent in self.oracle.lent.items() if lent.revoked is None]
        if not live:
            raise Refused("nothing_there", NOTHING)
        number = self.choose.choice(live)
        self.world.revoke(number)
        self.oracle.lent[number].revoked = self.world.today

    def do_advance(self) -> None:
        self.world.advance(self.choose.choice((1, 1, 2, 6, 40)))

    def do_role(self) -> None:
        """The supervisor loses the role, and gets it back."""
        lost = self.oracle.roles["sophie"] == "supervisor"
        self.world.set_role("sophie", "agent" if lost else "supervisor")
        self.oracle.roles["sophie"] = "front" if lost else "supervisor"

    def do_away(self) -> None:
        until = self.choose.choice((None, self.world.today + timedelta(days=3)))
        self.world.set_away("sophie", until)

    def do_regrid(self) -> None:
        proposer, confirmer = (
            self.choose.choice(("diane", "diane", "sophie")),
            self.choose.choice(("admin", "diane", "claire")),
        )
        rank, amount = self.choose.choice(("front", "director")), self.choose.choice((2000, 4000, 4500))
        self.world.regrid(proposer, confirmer, rank, amount)
        assert proposer == "diane", "I5: only the director proposes"
        assert confirmer == "admin", "I5: another person, with the right to, confirms"
        assert rank != "director", "I5: nobody edits a line that applies to themselves"
        self.oracle.front = (amount, 2 * amount, 3 * amount)


def seeded(seed: int) -> random.Random:
    """The generator of a fixed seed."""
    return random.Random(seed)


from app.kernel import words  # noqa: E402

NOTHING = words("Rien.", "Nothing.")
