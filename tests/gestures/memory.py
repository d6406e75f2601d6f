"""The world in memory: the real rules, and the thinnest of shelves around them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from app.costs.rules.ledger import Move, Pots, Transfer, balances, route
from app.gestures.rules import approvals, counting, offers, proposals, verdict, weighing
from app.gestures.rules.approvals import Decided, Status, Terms
from app.gestures.rules.authority import Ceilings, Delegation, Grantor, GridLine, Rank, check_delegation, grantors
from app.gestures.rules.counting import Given
from app.gestures.rules.fitting import CaseSide
from app.gestures.rules.offers import OfferState, Reply, Standing
from app.gestures.rules.reading import shipped_entries, shipped_grid
from app.gestures.rules.weighing import Ground, Wanted
from app.kernel import Money, Refused
from app.people.rules import Actor, Role, StaffFacts
from tests.gestures.oracle import SeenLine, SeenOffer, Snapshot

FIRST = date(2020, 1, 1)
ENTRIES = shipped_entries(FIRST)
STAFF = {
    "alice": (1, Role.AGENT, (1,)), "olivier": (2, Role.AGENT, (1,)), "sophie": (3, Role.SUPERVISOR, (1,)),
    "claire": (4, Role.QUALITY, ()), "quentin": (5, Role.QUALITY, ()), "diane": (6, Role.DIRECTOR, ()), "admin": (7, Role.ADMIN, ()),
}  # fmt: skip


@dataclass
class Kept:
    """An offer on the shelf."""

    id: int
    case: int
    author: str
    lines: list[SeenLine]
    until: date
    edition: int = 1
    state: OfferState = OfferState.DRAFT
    separable: bool = True
    sent_on: date | None = None
    replaces: int | None = None
    requests: dict[str, list[Decided]] = field(default_factory=dict)
    ends: list[str] = field(default_factory=list)


class MemoryWorld:
    """Offers, people and one budget, on shelves."""

    def __init__(self, today: date, limit: int = 40_000) -> None:
        self.today = today
        self.roles = {login: role for login, (_id, role, _s) in STAFF.items()}
        self.away: dict[str, date] = {}
        self.grid: list[GridLine] = list(shipped_grid(FIRST, {}))
        self.lent: list[Delegation] = []
        self.pots = Pots(limit)
        self.transfers = [Transfer(*route(Move.FUND, "b"), limit, "EUR")]
        self.causes: set[str] = set()
        self.offers: dict[int, Kept] = {}
        self.payouts: list[tuple[int, int]] = []
        self.refused: dict[str, str] = {}
        self.cases = {1: 1, 2: 1, 3: 2}
        """Case → customer."""

    # --- what rules are given ---------------------------------------------------------------------------------------------

    def people(self) -> tuple[Grantor, ...]:
        facts = [
            StaffFacts(n, login, self.roles[login], services, ("fr",), True, FIRST if login in self.away else None, self.away.get(login), None, None)
            for login, (n, _role, services) in STAFF.items()
        ]  # fmt: skip
        return grantors([(one, one.name, f"{one.name}@example.org") for one in facts], self.lent, self.today)

    def given(self) -> tuple[Given, ...]:
        return tuple(
            Given(one.case, self.cases[one.case], Money(line.value), one.sent_on, line.state, one.id)
            for one in self.offers.values()
            if one.sent_on is not None
            for line in one.lines
        )

    def ground(self, case: int, author: str) -> Ground:
        side = CaseSide(f"C{case}", "breakdown", "sav", 1, "standard", "good", "EUR", self.today, Money(54900))
        return Ground(
            side,
            frozenset({case}),
            self.cases[case],
            ENTRIES,
            tuple(self.grid),
            self.people(),
            STAFF[author][0],
            self.given(),
            self.pots,
        )

    def _wanted(self, lines: list[tuple[str, int]]) -> list[Wanted]:
        return [Wanted(code, Money(value)) for code, value in lines]

    def terms(self, one: Kept) -> Terms:
        lines = tuple((line.code, 1, line.value, line.cost) for line in one.lines)
        return Terms(one.case, self.cases[one.case], lines, "EUR", 1, one.until, one.separable, "", one.edition)

    def move(self, kind: Move, amount: int, cause: str) -> None:
        if not amount:
            return
        if cause in self.causes:
            raise Refused("done_twice", offers.SAME)
        self.pots = self.pots.after(kind, Money(amount))
        self.causes.add(cause)
        self.transfers.append(Transfer(*route(kind, "b"), amount, "EUR"))

    # --- what people do ---------------------------------------------------------------------------------------------------

    def propose(
        self, who: str, case: int, lines: list[tuple[str, int]], until: date, replaces: int | None = None
    ) -> int:
        ground = self.ground(case, who)
        old = self.offers[replaces] if replaces else None
        if old is not None and old.state is not OfferState.SENT:
            raise Refused("not_open", offers.SAME)
        offers.check_validity(until, self.today)
        found = self._weigh(ground, lines, old)
        one = Kept(len(self.offers) + 1, case, who, self._lines(found), until, replaces=replaces)
        self._check_better(old, one)
        self._ask(one, found.verdict)
        self.offers[one.id] = one
        return one.id

    def _check_better(self, old: Kept | None, one: Kept) -> None:
        if old is not None:
            before, after = ([offers.Promised(line.code, line.value) for line in each.lines] for each in (old, one))
            offers.check_improvement(before, after, old.until, one.until)

    def _weigh(self, ground: Ground, lines: list[tuple[str, int]], old: Kept | None) -> weighing.Weighed:
        freed = Money(sum(line.cost for line in old.lines)) if old else None
        found = weighing.weigh(ground, self._wanted(lines), without=old.id if old else 0, freed=freed)
        if found.verdict.answer is verdict.Answer.REFUSED:
            raise Refused(found.verdict.because.code, found.verdict.because.sentence)
        return found

    def _lines(self, found: weighing.Weighed) -> list[SeenLine]:
        return [
            SeenLine(n, line.entry.code, line.value.minor, line.cost.minor, "draft")
            for n, line in enumerate(found.lines, start=1)
        ]

    def _ask(self, one: Kept, found: verdict.Verdict) -> None:
        if found.answer is not verdict.Answer.NEEDS_APPROVAL:
            return
        terms = self.terms(one)
        if approvals.refused_before(terms.substance, self.refused):
            raise Refused("already_refused", approvals.STICKS)
        one.requests.setdefault(terms.digest, [])

    def change(self, who: str, number: int, lines: list[tuple[str, int]]) -> None:
        one = self.offers[number]
        self._own_draft(one, who)
        old = self.offers[one.replaces] if one.replaces else None
        offers.check_validity(one.until, self.today)
        found = self._weigh(self.ground(one.case, who), lines, old)
        changed = replace(one, lines=self._lines(found), edition=one.edition + 1)
        self._check_better(old, changed)
        if changed.lines == one.lines:
            raise Refused("same", offers.SAME)
        self._ask(changed, found.verdict)
        self.offers[number] = changed

    def _own_draft(self, one: Kept, who: str) -> None:
        if one.state is not OfferState.DRAFT or one.author != who:
            raise Refused("not_a_draft", offers.NOT_SENT)

    def withdraw(self, who: str, number: int) -> None:
        one = self.offers[number]
        self._own_draft(one, who)
        self._end(one, OfferState.WITHDRAWN, "withdrawn")

    def decide(self, who: str, number: int, yes: bool) -> None:
        one = self.offers[number]
        ground = self.ground(one.case, one.author)
        terms = self.terms(one)
        asked_digest = terms.digest if terms.digest in one.requests else next(iter(one.requests), "")
        if not asked_digest or one.state is not OfferState.DRAFT:
            raise Refused("no_such_request", approvals.CHANGED)
        decisions = one.requests[asked_digest]
        _power, ceilings = approvals.check_decision(
            self._asked(one), ground.counted(one.replaces or 0), next(p for p in ground.people if p.login == who), STAFF[one.author][0],
            ground.grid, on=self.today, now=approvals.status(asked_digest, terms.digest, decisions), seen_digest=asked_digest,
            current_digest=terms.digest, reason="motif", granted=yes,
            refused_elsewhere=approvals.refused_before(terms.substance, self.refused),
        )  # fmt: skip
        decisions.append(Decided(STAFF[who][0], yes, asked_digest, self.instant(), ceilings))
        if not yes:
            self.refused[terms.substance] = who

    def _asked(self, one: Kept) -> verdict.Asked:
        kinds = {entry.code: entry.kind for entry in ENTRIES}
        return verdict.Asked(
            tuple(
                verdict.AskedLine(line.code, kinds[line.code], Money(line.value), Money(line.cost))
                for line in one.lines
            ),
            1,
        )

    def send(self, who: str, number: int) -> None:
        one = self.offers[number]
        self._own_draft(one, who)
        old = self.offers[one.replaces] if one.replaces else None
        if old is not None and old.state is not OfferState.SENT:
            raise Refused("not_open", offers.SAME)
        offers.check_validity(one.until, self.today)
        ground = self.ground(one.case, who)
        counted, asked = ground.counted(one.replaces or 0), self._asked(one)
        found = verdict.may_grant(asked, ground.author, counted, ground.grid, ground.people, on=self.today)
        if found.answer is verdict.Answer.REFUSED and found.because.code != "above_everyone":
            raise Refused(found.because.code, found.because.sentence)
        decisions = [d for rows in one.requests.values() for d in rows]
        approvals.effective(asked, counted, found.ceilings, decisions, self.terms(one).digest)
        kept = (self.pots, list(self.transfers), set(self.causes))
        try:
            if old is not None:
                self._release(old, "superseded")
            for line in one.lines:
                self.move(Move.RESERVE, line.cost, f"reserve:{number}:{line.position}")
        except Refused:
            self.pots, self.transfers, self.causes = kept
            if old is not None:
                for line in old.lines:
                    line.state = "open"
            raise
        if old is not None:
            self._end(old, OfferState.SUPERSEDED, "superseded")
        one.state, one.sent_on = OfferState.SENT, self.today
        for line in one.lines:
            line.state = "open"

    def _release(self, one: Kept, state: str, only: tuple[int, ...] = ()) -> None:
        for line in one.lines:
            if line.state == "open" and (not only or line.position in only):
                line.state = state
                self.move(Move.RELEASE, line.cost, f"release:{one.id}:{line.position}")

    def _end(self, one: Kept, state: OfferState, how: str) -> None:
        one.state = state
        one.ends.append(how)

    def instant(self) -> datetime:
        return datetime.combine(self.today, time(9), UTC)

    def answer(self, number: int, how: str, edition: int, taken: list[int], received: date) -> None:
        one = self.offers[number]
        standing = Standing(
            one.state,
            one.edition,
            one.separable,
            tuple(line.position for line in one.lines),
            offers.expiry(one.until, "Europe/Paris"),
        )
        if received > self.today or (one.sent_on and received < one.sent_on):
            raise Refused("future", offers.PAST)
        at = datetime.combine(received, time(9), UTC)
        positions = offers.check_reply(standing, Reply(how), edition, at, taken)
        rest = tuple(line.position for line in one.lines if line.position not in positions)
        if rest:
            self._release(one, "refused", rest)
        for line in one.lines:
            if line.position in positions:
                line.state = "accepted"
        self._end(
            one, {"accepted": OfferState.ACCEPTED, "partly": OfferState.PARTLY, "refused": OfferState.REFUSED}[how], how
        )

    def expire(self) -> list[int]:
        done = []
        for one in self.offers.values():
            if one.state is OfferState.SENT and self.today > one.until + timedelta(days=3):
                self._release(one, "expired")
                self._end(one, OfferState.EXPIRED, "expired")
                done.append(one.id)
        return done

    def carry_out(self, number: int, position: int) -> None:
        line = next(line for line in self.offers[number].lines if line.position == position)
        if line.state != "accepted":
            raise Refused("not_due", offers.NOT_SENT)
        self.move(Move.SPEND, line.cost, f"spend:{number}:{position}")
        line.state = "carried_out"
        self.payouts.append((number, position))

    def reverse(self, who: str, number: int, position: int) -> None:
        line = next(line for line in self.offers[number].lines if line.position == position)
        if line.state != "carried_out" or self.roles[who] not in (Role.SUPERVISOR, Role.QUALITY, Role.DIRECTOR):
            raise Refused("not_due", offers.NOT_SENT)
        self.move(Move.REVERSE, line.cost, f"reverse:{number}:{position}")
        line.state = "reversed"

    def delegate(self, who: str, to: str, amount: int, start: date, end: date) -> int:
        people = {one.login: one for one in self.people()}
        own = next((p for p in people[who].powers if p.source == "own"), None)
        top = verdict.ceilings_of(own, (), 1, self.grid, self.today) if own else None
        lent = Delegation(len(self.lent) + 1, STAFF[who][0], STAFF[to][0], _ceilings(amount), start, end)
        check_delegation(lent, people[who], people[to], top, self.today)
        self.lent.append(lent)
        return lent.id

    def revoke(self, number: int) -> None:
        self.lent[number - 1] = replace(self.lent[number - 1], revoked_on=self.today)

    def set_role(self, who: str, role: str) -> None:
        self.roles[who] = Role(role)

    def set_away(self, who: str, until: date | None) -> None:
        if until is None:
            self.away.pop(who, None)
        else:
            self.away[who] = until

    def regrid(self, proposer: str, confirmer: str, rank: str, amount: int) -> None:
        """Propose a line for everybody of a rank and have it confirmed."""
        payload = {"rank": rank, "service": None}
        first, second = self._actor(proposer), self._actor(confirmer)
        proposals.check_proposer(first, "grid", payload)
        proposals.check_confirmer(second, STAFF[proposer][0], "grid", payload, decided=False)
        version = max(line.version for line in self.grid) + 1
        self.grid.append(GridLine(Rank(rank), None, None, _ceilings(amount), Money(0), self.today, None, version))

    def _actor(self, who: str) -> Actor:
        number, _role, services = STAFF[who]
        return Actor(f"staff:{number}", who, self.roles[who], number, services)

    def advance(self, days: int) -> None:
        self.today += timedelta(days=days)

    def snapshot(self) -> Snapshot:
        found = balances(self.transfers)
        return Snapshot(
            {one.id: self._seen(one) for one in self.offers.values()},
            (self.pots.limit, self.pots.reserved, self.pots.spent),
            {name.rpartition(":")[2]: amount for (name, _code), amount in found.items()},
            list(self.payouts),
            {one.id: list(one.ends) for one in self.offers.values()},
        )

    def _seen(self, one: Kept) -> SeenOffer:
        lines = [replace(line) for line in one.lines]
        return SeenOffer(
            one.id,
            one.case,
            self.cases[one.case],
            one.author,
            one.state.value,
            one.edition,
            one.until,
            lines,
            one.sent_on,
        )


def _ceilings(amount: int) -> Ceilings:
    return Ceilings(Money(amount), Money(2 * amount), Money(3 * amount))


__all__ = ["MemoryWorld", "Status", "counting"]
