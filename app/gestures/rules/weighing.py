"""A gesture weighed on a case: fit, price, budget, what the law grants first, authority; the same for page, JSON and command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.costs.rules.ledger import NO_BUDGET, SHORT, Pots
from app.gestures.rules.authority import Grantor, GridLine
from app.gestures.rules.catalogue import Entry, current
from app.gestures.rules.counting import Counted, Given, count
from app.gestures.rules.fitting import Because, CaseSide, misfit
from app.gestures.rules.kinds import Pricing
from app.gestures.rules.pricing import Priced, priced
from app.gestures.rules.verdict import Answer, Asked, AskedLine, Verdict, may_grant
from app.kernel import Money, Refused, Words, words


@dataclass(frozen=True)
class Wanted:
    """One gesture that somebody wants to offer; `amount` is its value to the customer, where the pricing asks for one."""

    code: str
    amount: Money | None = None
    claim_id: int | None = None
    evidence: str = ""
    """The exhibit that shows what the palette asks for."""


@dataclass(frozen=True)
class LegalFirst:
    """Something the law grants that nobody has recognised yet."""

    amount: Money
    what: Words


@dataclass(frozen=True)
class Ground:
    """Everything a verdict on one case depends on, read once."""

    side: CaseSide
    case_ids: frozenset[int]
    """The case and those merged into it: their gestures add up."""
    customer_id: int
    entries: tuple[Entry, ...]
    grid: tuple[GridLine, ...]
    people: tuple[Grantor, ...]
    author_id: int | None
    given: tuple[Given, ...]
    budget: Pots | None
    blocked: Because | None = None
    """What forbids any gesture now: state of the case, no mandate."""
    legal_first: LegalFirst | None = None
    beneficiary_email: str = ""

    @cached_property
    def author(self) -> Grantor | None:
        """Whoever would grant it."""
        return next((one for one in self.people if one.id == self.author_id), None)

    @property
    def on(self) -> date:
        """Today, in the zone of the case."""
        return self.side.on

    def palette(self) -> tuple[Entry, ...]:
        """The entries in force."""
        return current(self.entries, self.on)

    @cached_property
    def _versions(self) -> dict[str, list[Entry]]:
        """The versions of each code, in order."""
        found: dict[str, list[Entry]] = {}
        for one in sorted(self.entries, key=lambda entry: entry.version):
            found.setdefault(one.code, []).append(one)
        return found

    def entry(self, code: str) -> Entry:
        """The version in force of this code, else its latest; refuses an unknown code."""
        same = self._versions.get(code, [])
        if not same:
            raise Refused("no_such_gesture", NO_SUCH.fill(code=code), "gesture")
        begun = [one for one in same if one.valid_from <= self.on]
        return (begun or same)[-1]

    def counted(self, without: int = 0) -> Counted:
        """What was granted so far, by anybody."""
        return self._counted if not without else self._count(without)

    @cached_property
    def _counted(self) -> Counted:
        return self._count(0)

    def _count(self, without: int) -> Counted:
        return count(self.given, self.case_ids, self.customer_id, self.on, self.side.currency, without)


@dataclass(frozen=True)
class Weighed:
    """The verdict on what was wanted, and each gesture with its two amounts (empty where it could not be priced)."""

    verdict: Verdict
    lines: tuple[Priced, ...]
    asked: Asked
    wanted: tuple[Wanted, ...]

    @property
    def value(self) -> Money:
        """Worth to the customer."""
        return self.asked.value

    @property
    def cost(self) -> Money:
        """Cost to us."""
        return self.asked.cost


def weigh(ground: Ground, wanted: Sequence[Wanted], *, without: int = 0, freed: Money | None = None) -> Weighed:
    """The verdict on these gestures together. `without`, `freed`: the offer they replace, and what its end gives back."""
    lines, obstacles = _priced(ground, wanted)
    side = ground.side
    asked = Asked(
        tuple(AskedLine(one.entry.code, one.entry.kind, one.value, one.cost) for one in lines),
        side.service_id,
        side.currency,
        ground.beneficiary_email,
    )
    first = [ground.blocked] if ground.blocked else []
    more = _legal(ground, asked) + _budget(ground, asked, freed)
    verdict = may_grant(
        asked,
        ground.author,
        ground.counted(without),
        ground.grid,
        ground.people,
        on=ground.on,
        obstacles=[*first, *obstacles, *more],
    )
    return Weighed(verdict, lines, asked, tuple(wanted))


def _priced(ground: Ground, wanted: Sequence[Wanted]) -> tuple[tuple[Priced, ...], list[Because]]:
    lines: list[Priced] = []
    obstacles: list[Because] = []
    for one in wanted:
        entry = ground.entry(one.code)
        wrong = misfit(entry, ground.side)
        if wrong is not None:
            obstacles.append(wrong)
        try:
            lines.append(priced(entry, one.amount, ground.side.purchase, ground.side.currency))
        except Refused as refused:
            obstacles.append(Because(refused.code, refused.message))
            lines.append(Priced(entry, _shown(one, ground), Money(0, ground.side.currency), ()))
    return tuple(lines), obstacles


def _shown(one: Wanted, ground: Ground) -> Money:
    fits = one.amount is not None and one.amount.currency == ground.side.currency
    return one.amount if fits and one.amount is not None else Money(0, ground.side.currency)


def _legal(ground: Ground, asked: Asked) -> list[Because]:
    first = ground.legal_first
    if first is None or not asked.value:
        return []
    return [Because("entitlement_first", LEGAL_FIRST.fill(amount=first.amount, what=first.what))]


def _budget(ground: Ground, asked: Asked, freed: Money | None) -> list[Because]:
    if not asked.cost:
        return []
    if ground.budget is None or ground.budget.currency != asked.currency:
        return [Because("no_budget", NO_BUDGET)]
    left = ground.budget.left + (freed or Money(0, asked.currency))
    return [Because("budget_short", SHORT.fill(left=left, needed=asked.cost))] if asked.cost > left else []


# --- the palette on a case -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """One gesture of the palette on this case: a suggested amount, both prices, and what authority says of it."""

    entry: Entry
    amount: Money | None
    value: Money
    cost: Money
    verdict: Verdict

    @property
    def asks_amount(self) -> bool:
        """Does its author choose the amount?"""
        return self.entry.price.how is not Pricing.FIXED


def palette_on(ground: Ground) -> tuple[Card, ...]:
    """The palette: first what may be granted now, then what needs approval, then what is not possible and why."""
    cards = [_card(ground, entry) for entry in ground.palette()]
    order = (Answer.GRANTED, Answer.NEEDS_APPROVAL, Answer.REFUSED)
    return tuple(sorted(cards, key=lambda card: (order.index(card.verdict.answer), -card.value.minor, card.entry.code)))


def _card(ground: Ground, entry: Entry) -> Card:
    amount = suggested(ground, entry)
    weighed = weigh(ground, [Wanted(entry.code, amount)])
    return Card(entry, amount, weighed.value, weighed.cost, weighed.verdict)


def suggested(ground: Ground, entry: Entry) -> Money | None:
    """An amount to start from: the roundest that the author may grant now, else the least of the entry; None when fixed."""
    price, currency = entry.price, ground.side.currency
    if price.how is Pricing.FIXED or (price.how is Pricing.PERCENT and price.percent == 1):
        return None
    bounds = [price.most] if price.most else []
    if price.how is Pricing.PERCENT and ground.side.purchase and price.percent is not None:
        bounds.append(ground.side.purchase.times(price.percent))
    nothing = AskedLine(entry.code, entry.kind, Money(0, currency), Money(0, currency))
    probe = Asked((nothing,), ground.side.service_id, currency)
    ceilings = may_grant(probe, ground.author, ground.counted(), ground.grid, (), on=ground.on).ceilings
    if ceilings is not None and ceilings.gesture.currency == currency:
        counted = ground.counted()
        room = (ceilings.gesture, ceilings.case - counted.case, ceilings.customer - counted.customer_12m)
        bounds += [min(room)] if min(room).minor > 0 else []
    top = min((one.minor for one in bounds), default=0)
    least = price.least.minor if price.least else 100
    return Money(max(_round(top), least), currency)


def _round(minor: int) -> int:
    step = 500 if minor >= 2000 else 100
    return minor // step * step or minor


NO_SUCH = words("Aucun geste ne porte le code « {code} ».", "No gesture has the code “{code}”.")
LEGAL_FIRST = words(
    "La loi accorde déjà {amount} ({what}) : reconnaissez d’abord ce droit ; un geste vient en plus.",
    "The law already grants {amount} ({what}): recognise that right first; a gesture comes on top.",
)
