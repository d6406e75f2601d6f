"""May this person promise this? One frozen answer that page, JSON and command line all print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.gestures.rules.authority import Ceilings, Grantor, GridLine, Power, Rank, line_for
from app.gestures.rules.counting import Counted
from app.gestures.rules.fitting import Because
from app.gestures.rules.kinds import Kind
from app.kernel import Money, Words, words


class Answer(StrEnum):
    """What authority says."""

    GRANTED = "granted"
    NEEDS_APPROVAL = "needs_approval"
    REFUSED = "refused"


@dataclass(frozen=True)
class AskedLine:
    """One gesture asked for: which, and what it is worth to the customer (VAT included)."""

    code: str
    kind: Kind
    value: Money
    cost: Money


@dataclass(frozen=True)
class Asked:
    """Everything asked for at once on one case."""

    lines: tuple[AskedLine, ...]
    service_id: int
    """The case's service."""
    currency: str = "EUR"
    beneficiary_email: str = ""
    """Nobody grants or approves a gesture to themselves."""

    @property
    def value(self) -> Money:
        """Worth of all lines to the customer."""
        return sum((line.value for line in self.lines), Money(0, self.currency))

    @property
    def cost(self) -> Money:
        """Cost of all lines to us."""
        return sum((line.cost for line in self.lines), Money(0, self.currency))


@dataclass(frozen=True)
class Named:
    """Somebody who can decide, and by which authority."""

    id: int
    login: str
    name: str
    source: str


@dataclass(frozen=True)
class Verdict:
    """The answer, the level it takes, the people on duty who can give it, why, and what was counted."""

    answer: Answer
    level: Rank | None
    people: tuple[Named, ...]
    because: Because
    counted: Counted
    value: Money
    ceilings: Ceilings | None = None
    """The author's own."""

    @property
    def title(self) -> Words:
        """The verdict in a few words, the same in form, inbox and history."""
        if self.answer is Answer.GRANTED:
            return words("Vous pouvez l’accorder", "You can grant it")
        if self.answer is Answer.REFUSED:
            return words("Impossible à ce jour", "Not possible today")
        if len(self.people) == 1:
            return words("Demande l’accord de {name}", "Needs {name}’s approval", name=self.people[0].name)
        return words("Demande un accord : {level}", "Needs approval: {level}", level=self.level or "")

    @property
    def tone(self) -> str:
        """Which of the three shapes the page draws."""
        return {Answer.GRANTED: "granted", Answer.NEEDS_APPROVAL: "needs", Answer.REFUSED: "refused"}[self.answer]


def ceilings_of(
    power: Power, kinds: Iterable[Kind], service_id: int, grid: Sequence[GridLine], on: date
) -> Ceilings | None:
    """The ceilings of one power for these kinds together: the lowest of each; None where no line speaks."""
    found: Ceilings | None = None
    for kind in kinds:
        line = line_for(grid, power.rank, grid_service(power, service_id), kind, on)
        if line is None:
            return None
        found = line.ceilings if found is None else found.lowered_to(line.ceilings)
    if found is None:
        line = line_for(grid, power.rank, grid_service(power, service_id), None, on)
        found = line.ceilings if line else None
    return found.lowered_to(power.limit) if found and power.limit else found


def grid_service(power: Power, service_id: int) -> int | None:
    """Whose service's line counts: the actor's; the case's when it is one of theirs, else their first."""
    if not power.service_ids:
        return service_id
    return service_id if service_id in power.service_ids else power.service_ids[0]


def excess(asked: Asked, counted: Counted, ceilings: Ceilings | None) -> Because | None:
    """What goes beyond these ceilings, or None when all is covered."""
    if ceilings is None:
        return Because("no_line", NO_LINE)
    if ceilings.gesture.currency != asked.currency:
        return Because("wrong_currency", CURRENCY.fill(currency=asked.currency))
    for line in asked.lines:
        if line.value > ceilings.gesture:
            return Because("over_gesture", OVER_GESTURE.fill(value=line.value, most=ceilings.gesture))
    if counted.case + asked.value > ceilings.case:
        return Because("over_case", OVER_CASE.fill(sum=counted.case + asked.value, most=ceilings.case))
    if counted.customer_12m + asked.value > ceilings.customer:
        total = counted.customer_12m + asked.value
        return Because("over_customer", OVER_CUSTOMER.fill(sum=total, most=ceilings.customer))
    return None


def covering(
    asked: Asked, counted: Counted, who: Grantor, author_id: int, grid: Sequence[GridLine], on: date
) -> tuple[Power, Ceilings] | None:
    """By which power this person could approve it, or None. Never the author's own, nor what the author lent."""
    if who.id == author_id or not who.may_approve() or _is_beneficiary(who, asked):
        return None
    kinds = {line.kind for line in asked.lines}
    for power in sorted(who.powers, key=lambda one: (one.rank.order, one.source != "own")):
        if power.owner_id == author_id or not power.reaches(asked.service_id):
            continue
        ceilings = ceilings_of(power, kinds, asked.service_id, grid, on)
        if ceilings is not None and excess(asked, counted, ceilings) is None:
            return power, ceilings
    return None


def _is_beneficiary(who: Grantor, asked: Asked) -> bool:
    return bool(asked.beneficiary_email) and who.email.strip().lower() == asked.beneficiary_email.strip().lower()


def may_grant(
    asked: Asked,
    author: Grantor | None,
    counted: Counted,
    grid: Sequence[GridLine],
    others: Sequence[Grantor],
    *,
    on: date,
    obstacles: Sequence[Because] = (),
) -> Verdict:
    """Granted, needs approval (lowest sufficient level, people on duty), or refused because.

    `obstacles` are reasons outside authority: dates, bounds, budget, what is due by law first.
    """
    own = _own_ceilings(asked, author, grid, on)
    refusal = _refusal(asked, author, obstacles)
    if refusal is not None:
        return Verdict(Answer.REFUSED, None, (), refusal, counted, asked.value, own)
    assert author is not None
    over = excess(asked, counted, own)
    if over is None:
        assert own is not None
        left = min(own.case - counted.case, own.customer - counted.customer_12m) - asked.value
        reason = Because("within_authority", WITHIN.fill(left=left))
        return Verdict(Answer.GRANTED, author.rank, (), reason, counted, asked.value, own)
    return _ask_above(asked, author, counted, grid, others, on, over, own)


def _refusal(asked: Asked, author: Grantor | None, obstacles: Sequence[Because]) -> Because | None:
    if author is None or not author.active or author.rank in (None, Rank.DIRECTOR):
        return Because("no_authority", NO_AUTHORITY)
    if _is_beneficiary(author, asked):
        return Because("to_oneself", TO_ONESELF)
    if not asked.lines:
        return Because("nothing_asked", NOTHING)
    return obstacles[0] if obstacles else None


def _own_ceilings(asked: Asked, author: Grantor | None, grid: Sequence[GridLine], on: date) -> Ceilings | None:
    own = [power for power in author.powers if power.source == "own"] if author else []
    return ceilings_of(own[0], {line.kind for line in asked.lines}, asked.service_id, grid, on) if own else None


def _ask_above(
    asked: Asked,
    author: Grantor,
    counted: Counted,
    grid: Sequence[GridLine],
    others: Sequence[Grantor],
    on: date,
    over: Because,
    own: Ceilings | None,
) -> Verdict:
    able = [(who, found) for who in others if (found := covering(asked, counted, who, author.id, grid, on))]
    present = [pair for pair in able if pair[0].present]
    chosen = present or able
    if not chosen:
        return Verdict(Answer.REFUSED, None, (), _above_all(over), counted, asked.value, own)
    lowest = min((power.rank for _who, (power, _c) in chosen), key=lambda rank: rank.order)
    people = tuple(
        Named(who.id, who.login, who.name, power.source)
        for who, (power, _c) in sorted(chosen, key=lambda pair: pair[0].name)
        if power.rank is lowest
    )
    reason = over if present else Because("nobody_on_duty", NOBODY.fill(reason=over.sentence))
    return Verdict(Answer.NEEDS_APPROVAL, lowest, people, reason, counted, asked.value, own)


def _above_all(over: Because) -> Because:
    return Because("above_everyone", ABOVE.fill(reason=over.sentence))


WITHIN = words("Dans votre pouvoir ; il vous resterait {left}.", "Within your authority; you would have {left} left.")
NO_LINE = words("La grille ne vous donne aucun pouvoir ici.", "The grid gives you no authority here.")
OVER_GESTURE = words(
    "{value} dépassent le plafond de {most} par geste.", "{value} is above the ceiling of {most} per gesture."
)
OVER_CASE = words(
    "Avec ce geste, le dossier atteindrait {sum} ; plafond : {most} par dossier.",
    "With this gesture the case would reach {sum}; ceiling: {most} per case.",
)
OVER_CUSTOMER = words(
    "Avec ce geste, le client aurait reçu {sum} en douze mois ; plafond : {most}.",
    "With this gesture the customer would have received {sum} in twelve months; ceiling: {most}.",
)
CURRENCY = words("Aucun pouvoir n’est donné en {currency}.", "No authority is given in {currency}.")
NO_AUTHORITY = words("Votre rôle ne permet pas d’accorder un geste.", "Your role does not grant gestures.")
TO_ONESELF = words("On ne s’accorde pas de geste à soi-même.", "Nobody grants a gesture to themselves.")
NOTHING = words("Choisissez un geste.", "Choose a gesture.")
ABOVE = words("{reason} Personne ne peut aller au-delà.", "{reason} Nobody may go beyond.")
NOBODY = words(
    "{reason} Personne d’habilité n’est présent : la demande attendra.",
    "{reason} Nobody entitled is on duty: the request will wait.",
)
