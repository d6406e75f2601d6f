"""What a dispute really cost, booked from its journal: time by level, letters, fees, gestures, awards; and the way it went.

The ledger can confirm all of it but the relation: whether a customer was lost shows only a year later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.costs.rules.learning import Measure
from app.costs.rules.parameters import Parameter
from app.costs.rules.sampling import minor_factor
from app.costs.rules.tariff import Tariff
from app.kernel import Money, Refused, Words, words


class Cost(StrEnum):
    """What somebody may book by hand, with its proof."""

    LAWYER = "lawyer"
    BAILIFF = "bailiff"
    EXPERT = "expert"
    COURT_COSTS = "court_costs"
    """Court contribution and article 700 we were made to pay."""
    AWARD = "award"
    """What the judgment or the agreement in mediation made us pay, interest included."""
    RECOVERED = "recovered"
    """What came back to us, article 700 for instance."""
    OTHER = "other"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return COST_WORDS[self]


COST_WORDS = {
    Cost.LAWYER: words("Avocat", "Lawyer"),
    Cost.BAILIFF: words("Commissaire de justice", "Bailiff"),
    Cost.EXPERT: words("Expert", "Expert"),
    Cost.COURT_COSTS: words("Frais de justice mis à notre charge", "Court costs we had to pay"),
    Cost.AWARD: words("Condamnation ou accord de médiation", "Judgment or agreement in mediation"),
    Cost.RECOVERED: words("Somme récupérée", "Amount recovered"),
    Cost.OTHER: words("Autre dépense", "Other expense"),
}


@dataclass(frozen=True)
class Told:
    """One entry of a case's journal, as costs read it."""

    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Books:
    """What journal, time and ledger hold of one case."""

    ref: str
    currency: str
    entries: tuple[Told, ...] = ()
    minutes: tuple[tuple[str, int, datetime], ...] = ()
    """(level, minutes, instant)."""
    gestures: tuple[tuple[int, datetime], ...] = ()
    """Carried out, in minor units; negative when taken back."""

    def since(self, at: datetime) -> Books:
        """What came after an instant."""
        return Books(
            self.ref,
            self.currency,
            tuple(one for one in self.entries if one.at > at),
            tuple(one for one in self.minutes if one[2] > at),
            tuple(one for one in self.gestures if one[1] > at),
        )

    def said(self, *kinds: str) -> list[Told]:
        """Its entries of these kinds, in order."""
        return [one for one in self.entries if one.kind in kinds]


@dataclass(frozen=True)
class Actual:
    """One line of what was really spent."""

    code: str
    label: Words
    amount: Money
    how: Words


WORK = {
    "front": words("Travail du premier niveau", "Work of the front line"),
    "supervisor": words("Travail de la supervision", "Work of the supervisor"),
    "quality": words("Travail de la qualité", "Work of the quality officer"),
}
HOW_TIME = words("{minutes:minutes} × {rate} de l’heure", "{minutes:minutes} × {rate} an hour")
HOW_LETTERS = words("{n} {n:recommandé|recommandés} × {price}", "{n} registered {n:letter|letters} × {price}")
HOW_ENTRY = words("{n} {n:écriture|écritures} au journal", "{n} journal {n:entry|entries}")
SENT = ("case.answer", "case.final_answer", "case.contact", "correspondence.sent")


def actual_lines(books: Books, tariff: Tariff, regimes: tuple[str, ...] = ()) -> tuple[Actual, ...]:
    """What was spent, line by line; hours and letters at the likely price of the tariff, the rest as booked."""
    chosen = tariff.chosen((regimes, "", ""))
    return (*_work(books, chosen, tariff), *_letters(books, chosen, tariff), *_booked(books))


def actual_total(books: Books, tariff: Tariff, regimes: tuple[str, ...] = ()) -> Money:
    """The sum of the lines."""
    return sum((one.amount for one in actual_lines(books, tariff, regimes)), Money(0, books.currency))


def _price(code: str, chosen: Mapping[str, Parameter], tariff: Tariff, currency: str) -> Money:
    one = chosen[code]
    return Money(round(one.likely * minor_factor(one, tariff, currency)), currency)


def _work(books: Books, chosen: Mapping[str, Parameter], tariff: Tariff) -> Iterable[Actual]:
    for level, label in WORK.items():
        minutes = sum(n for where, n, _at in books.minutes if where == level)
        if minutes:
            rate = _price(f"rate.{level}", chosen, tariff, books.currency)
            amount = Money(round(rate.minor * minutes / 60), books.currency)
            yield Actual(f"handling.{level}", label, amount, HOW_TIME.fill(minutes=minutes, rate=rate))


def _letters(books: Books, chosen: Mapping[str, Parameter], tariff: Tariff) -> Iterable[Actual]:
    sent = [one for one in books.said(*SENT) if one.data.get("channel") == "registered"]
    n = sum(one.data.get("direction") != "in" for one in sent)
    if n:
        price = _price("letter.price", chosen, tariff, books.currency)
        label = words("Lettres recommandées", "Registered letters")
        yield Actual("letters", label, Money(n * price.minor, books.currency), HOW_LETTERS.fill(n=n, price=price))


def _booked(books: Books) -> Iterable[Actual]:
    fees = {one.data.get("referral"): one for one in books.said("mediation.fee")}
    yield from _entered("mediator_fee", words("Honoraires du médiateur", "Mediator’s fee"), list(fees.values()), books)
    for cost in Cost:
        entries = [one for one in books.said("cost.booked") if one.data.get("cost") == cost.value]
        yield from _entered(cost.value, cost.words, entries, books)
    paid = sum(amount for amount, _at in books.gestures)
    if paid:
        label, n = words("Gestes exécutés", "Gestures carried out"), len(books.gestures)
        yield Actual("gestures", label, Money(paid, books.currency), HOW_ENTRY.fill(n=n))


def _entered(code: str, label: Words, entries: Sequence[Told], books: Books) -> Iterable[Actual]:
    amounts = [int(one.data["amount"]) for one in entries if one.data.get("currency") == books.currency]
    sign = -1 if code == Cost.RECOVERED.value else 1
    if amounts:
        yield Actual(code, label, Money(sign * sum(amounts), books.currency), HOW_ENTRY.fill(n=len(amounts)))


# — the way it went ---------------------------------------------------------------------------------------------------

REACHED = {"case.mediation_notified": "mediator", "case.court_seized": "court"}
ACCEPTED = ("gesture.accepted", "gesture.partly_accepted")
OUTSIDE = {
    "mediation.admissible": ("mediator", "admissible"),
    "mediation.inadmissible": ("mediator", "inadmissible"),
    "mediation.agreed": ("admissible", "agreement"),
    "mediation.failed": ("admissible", "no_agreement"),
}


def reached_steps(books: Books) -> frozenset[str]:
    """The later steps this dispute came to: supervisor, quality, mediator, court."""
    levels = {str(one.data.get("level")) for one in books.said("case.escalate")}
    return frozenset(levels | {REACHED[one.kind] for one in books.said(*REACHED)})


def settled_by_offer(books: Books) -> bool:
    """Did an accepted offer settle it? Then its cost says nothing of what going on would have cost."""
    return bool(books.said(*ACCEPTED))


def forks_of(books: Books, ended: str) -> tuple[tuple[str, str], ...]:
    """The forks it met, (step, way out), as the tree names them; only those where the journal shows both.

    A level's fork is met once it has answered; silence after an answer counts as giving up, a customer who said that it
    is solved as content. What an offer or a merge ended is left out.
    """
    found: list[tuple[str, str]] = []
    level, answered, outside = "front", "", ""
    for one in books.entries:
        if one.kind in ("case.answer", "case.final_answer"):
            answered = level
        elif one.kind == "case.escalate":
            if answered == level and one.data.get("contested"):
                found.append((level, "contested"))
            level, answered = str(one.data.get("level", level)), ""
        elif one.kind == "case.mediation_notified":
            found += [("quality", "mediator")] * (answered == "quality")
            answered, outside = "", "mediator"
        elif one.kind in OUTSIDE:
            found.append(OUTSIDE[one.kind])
            outside = OUTSIDE[one.kind][1]
        elif one.kind == "case.court_seized":
            found += _to_court(answered, outside)
            answered, outside = "", "court"
    return (*found, *_last(books, ended, answered, outside))


def _to_court(answered: str, outside: str) -> list[tuple[str, str]]:
    if outside in ("inadmissible", "no_agreement"):
        return [(outside, "court_after")]
    return [("quality", "court")] * (answered == "quality")


def _last(books: Books, ended: str, answered: str, outside: str) -> list[tuple[str, str]]:
    if settled_by_offer(books) or ended in ("merged", "not_ours", ""):
        return []
    if outside in ("inadmissible", "no_agreement"):
        return [(outside, "gives_up")]
    if outside == "court":
        judged = [one for one in books.said("cost.booked") if one.data.get("cost") == Cost.AWARD.value]
        return [("no_expert", "lost" if judged else "won")] if ended == "judged" else []
    if not answered:
        return []
    content = ended == "solved" or any(one.data.get("solved") == "yes" for one in books.said("case.reported"))
    return [(answered, "content" if content else "gives_up")]


def measures_of(books: Books) -> tuple[Measure, ...]:
    """What this case says of hours per level and of fees (major units)."""
    found = []
    for level in WORK:
        minutes = sum(n for where, n, _at in books.minutes if where == level)
        if minutes:
            found.append(Measure(f"hours.{level}", minutes / 60))
    for one in books.said("mediation.fee"):
        amount = Money(int(one.data["amount"]), str(one.data["currency"]))
        if amount.currency == "EUR":
            found.append(Measure("mediator.fee", float(amount.decimal)))
    return tuple(found)


def check_booked(amount: Money, currency: str) -> None:
    """Refuse to book nothing, less than nothing, or another currency than the case's."""
    if amount.minor <= 0:
        raise Refused("amount_not_positive", POSITIVE, "amount")
    if amount.currency != currency:
        raise Refused("wrong_currency", CURRENCY.fill(currency=currency), "amount")


POSITIVE = words("Indiquez un montant positif.", "Give a positive amount.")
CURRENCY = words("Ce dossier est en {currency}.", "This case is in {currency}.")
