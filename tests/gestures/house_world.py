"""The world of the database: the same steps through the real actions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from app.cases import actions as case_actions
from app.cases.models import Case
from app.costs import actions as cost_actions
from app.costs.models import Budget
from app.costs.queries import every_transfer
from app.costs.rules.ledger import balances
from app.gestures import actions
from app.gestures.actions import Drafted
from app.gestures.models import Approval, DelegationRow, Offer, OfferEnd, OfferLine, Payout
from app.gestures.rules.authority import Ceilings, Rank
from app.gestures.rules.weighing import Wanted
from app.kernel import Money, Refused, day_of, words
from app.people import actions as people_actions
from app.people.models import Staff
from app.people.rules import SYSTEM, Role
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.factories.gestures import stocked
from tests.factories.house import Company, a_complaint
from tests.gestures.oracle import SeenLine, SeenOffer, Snapshot

ZONE = "Europe/Paris"
GONE = words("Rien.", "Nothing.")


class HouseWorld:
    """One company on a real database; only one service, so that one budget pays."""

    def __init__(self, today: date, limit: int = 40_000, firm: Company | None = None) -> None:
        self.today = today
        self.ticks = 0
        self.firm = firm or stocked(self.now())
        logins = ("agent", "other_agent", "supervisor", "quality", "other_quality", "director", "admin")
        self.staff: dict[str, int] = {getattr(self.firm, name).login: getattr(self.firm, name).id for name in logins}
        self.budget = db.session.scalars(
            select(Budget.id).where(
                Budget.service_id == self.firm.after_sales.id, Budget.from_on <= today, Budget.to_on >= today
            )
        ).one()
        with unit_of_work.writing():
            cost_actions.set_limit(self._budget(), Money(limit), "test:limit", by=SYSTEM, at=self.now())
        first, second = self._customer("Un"), self._customer("Deux")
        self.cases = {self._case(first): first, self._case(first): first, self._case(second): second}

    def begin(self, today: date) -> None:
        """The same house as it stood on that day (its database was put back)."""
        self.today, self.ticks = today, 1_000

    def now(self) -> datetime:
        self.ticks += 1
        return datetime.combine(self.today, time(8), UTC) + timedelta(seconds=self.ticks % 30_000)

    def _customer(self, name: str) -> int:
        with unit_of_work.writing():
            return people_actions.add_customer(name, by=SYSTEM, at=self.now()).id

    def _case(self, customer: int) -> int:
        from app.people.models import Customer, Service

        at = self.now()
        with unit_of_work.writing():
            who, where = db.session.get(Customer, customer), db.session.get(Service, self.firm.after_sales.id)
            assert who is not None
            assert where is not None
            made = case_actions.log_case(
                a_complaint(received_on=self.today), who, where, by=self._member("alice").actor, at=at
            )
            case_actions.take_charge(made, by=self._member("alice").actor, at=at)
            return made.id

    def _member(self, login: str) -> Staff:
        found = db.session.get(Staff, self.staff[login])
        assert found is not None
        return found

    def _budget(self) -> Budget:
        found = db.session.get(Budget, self.budget)
        assert found is not None
        return found

    def _offer(self, number: int) -> Offer:
        found = db.session.get(Offer, number)
        assert found is not None
        return found

    # --- what people do ---------------------------------------------------------------------------------------------------

    def _wanted(self, lines: list[tuple[str, int]]) -> list[Wanted]:
        return [Wanted(code, Money(value), evidence="pièce n° 1") for code, value in lines]

    def propose(
        self, who: str, case: int, lines: list[tuple[str, int]], until: date, replaces: int | None = None
    ) -> int:
        at = self.now()
        with unit_of_work.writing():
            by = self._member(who).actor
            drafted = Drafted(self._wanted(lines), until, reason="motif", deviation="motif")
            if replaces is not None:
                return actions.improve_offer(self._offer(replaces), drafted, by=by, at=at).id
            row = db.session.get(Case, case)
            assert row is not None
            return actions.propose_offer(row, drafted, by=by, at=at).id

    def change(self, who: str, number: int, lines: list[tuple[str, int]]) -> None:
        with unit_of_work.writing():
            offer = self._offer(number)
            by = self._member(who).actor
            drafted = Drafted(self._wanted(lines), offer.valid_until_on, deviation="motif")
            actions.change_offer(offer, drafted, by=by, at=self.now())

    def withdraw(self, who: str, number: int) -> None:
        with unit_of_work.writing():
            actions.withdraw_offer(self._offer(number), "motif", by=self._member(who).actor, at=self.now())

    def decide(self, who: str, number: int, yes: bool) -> None:
        with unit_of_work.writing():
            wanted = select(Approval).where(Approval.offer_id == number).order_by(Approval.id)
            rows = list(db.session.scalars(wanted))
            if not rows:
                raise Refused("no_such_request", GONE)
            current = self._offer(number).terms.digest
            row = next((one for one in rows if one.digest == current), rows[0])
            actions.decide(row, yes, "motif", by=self._member(who).actor, at=self.now())

    def send(self, who: str, number: int) -> None:
        with unit_of_work.writing():
            actions.send_offer(self._offer(number), by=self._member(who).actor, at=self.now())

    def answer(self, number: int, how: str, edition: int, taken: list[int], received: date) -> None:
        with unit_of_work.writing():
            actions.answer_offer(
                self._offer(number), how, edition, by=self._member("alice").actor, at=self.now(), channel="post", lines=taken,
                received_on=received, proof="pièce n° 9",
            )  # fmt: skip

    def expire(self) -> list[int]:
        with unit_of_work.writing():
            return [one.id for one in actions.expire_offers(at=self.now())]

    def _line(self, number: int, position: int) -> OfferLine:
        return next(line for line in self._offer(number).lines if line.position == position)

    def carry_out(self, number: int, position: int) -> None:
        with unit_of_work.writing():
            actions.carry_out(self._line(number, position), "avoir", by=self._member("alice").actor, at=self.now())

    def reverse(self, who: str, number: int, position: int) -> None:
        with unit_of_work.writing():
            actions.reverse(self._line(number, position), "motif", by=self._member(who).actor, at=self.now())

    def delegate(self, who: str, to: str, amount: int, start: date, end: date) -> int:
        with unit_of_work.writing():
            lent = Ceilings(Money(amount), Money(2 * amount), Money(3 * amount))
            return actions.delegate(
                self._member(to), lent, start, end, "motif", by=self._member(who).actor, at=self.now()
            ).id

    def revoke(self, number: int) -> None:
        with unit_of_work.writing():
            row = db.session.get(DelegationRow, number)
            assert row is not None
            actions.revoke(row, by=row.lender.actor, at=self.now())

    def set_role(self, who: str, role: str) -> None:
        with unit_of_work.writing():
            self._member(who).role = Role(role)

    def set_away(self, who: str, until: date | None) -> None:
        with unit_of_work.writing():
            member = self._member(who)
            member.away_from, member.away_until = (self.today, until) if until else (None, None)

    def regrid(self, proposer: str, confirmer: str, rank: str, amount: int) -> None:
        with unit_of_work.writing():
            top = Ceilings(Money(amount), Money(2 * amount), Money(3 * amount))
            made = actions.propose_line(
                Rank(rank), None, None, top, "motif", by=self._member(proposer).actor, at=self.now()
            )
            actions.decide_change(made, True, by=self._member(confirmer).actor, at=self.now())

    def advance(self, days: int) -> None:
        self.today += timedelta(days=min(days, 2))

    # --- what the oracle sees ---------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        db.session.rollback()
        db.session.expire_all()
        pots = select(Budget.limit_minor, Budget.reserved_minor, Budget.spent_minor).where(Budget.id == self.budget)
        limit, reserved, spent = db.session.execute(pots).one()
        logins = {number: login for login, number in self.staff.items()}
        own = f"budget:{self.budget}:"
        found = balances(one for one in every_transfer() if own in one.debit or own in one.credit)
        seen = Snapshot(
            _offers(logins),
            (limit, reserved, spent),
            {name.rpartition(":")[2]: amount for (name, _code), amount in found.items()},
            [tuple(row) for row in db.session.execute(select(OfferLine.offer_id, OfferLine.position).join(Payout))],
            {},
        )
        for number, how in db.session.execute(select(OfferEnd.offer_id, OfferEnd.how)):
            seen.ends.setdefault(number, []).append(how)
        db.session.rollback()
        return seen


def _offers(logins: dict[int, str]) -> dict[int, SeenOffer]:
    one, line = Offer, OfferLine
    columns = (
        one.id,
        one.case_id,
        one.customer_id,
        one.author_id,
        one.state,
        one.edition,
        one.valid_until_on,
        one.sent_at,
    )
    found = {}
    for number, case, customer, author, state, edition, until, sent_at in db.session.execute(
        select(*columns).order_by(one.id)
    ):
        sent_on = day_of(sent_at, ZONE) if sent_at else None
        found[number] = SeenOffer(number, case, customer, logins[author], state.value, edition, until, [], sent_on)
    rows = select(line.offer_id, line.position, line.code, line.value_minor, line.cost_minor, line.state)
    for number, position, code, value, cost, state in db.session.execute(rows.order_by(line.offer_id, line.position)):
        found[number].lines.append(SeenLine(position, code, value, cost, state.value))
    return found
