"""The two amounts of a gesture: what it is worth to the customer, VAT included, and what it costs us.

Cost is net of the VAT that this nature lets us recover, less the goods that come back (FR-GOOD-04).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.gestures.rules.catalogue import Entry, Price
from app.gestures.rules.kinds import Nature, Pricing
from app.kernel import Money, Refused, Words, words


@dataclass(frozen=True)
class Priced:
    """A gesture with its two amounts, and how the cost was found."""

    entry: Entry
    value: Money
    cost: Money
    working: tuple[Words, ...]


def value_of(entry: Entry, amount: Money | None, purchase: Money | None, currency: str = "EUR") -> Money:
    """Value to the customer, VAT included; refuses an amount that this pricing does not allow."""
    price = entry.price
    if amount is not None:
        _check_sign(amount, currency)
    if price.how is Pricing.FIXED:
        return _fixed(entry, amount, currency)
    if price.how is Pricing.PERCENT:
        return _percent(entry, amount, purchase)
    if amount is None:
        raise Refused("amount_missing", MISSING.fill(name=entry.name), "amount")
    return _within(entry, amount)


def _check_sign(amount: Money, currency: str) -> None:
    if amount.currency != currency:
        raise Refused("wrong_currency", CURRENCY.fill(given=amount.currency, wanted=currency), "amount")
    if amount.minor < 0:
        raise Refused("amount_negative", NEGATIVE, "amount")


def _fixed(entry: Entry, amount: Money | None, currency: str) -> Money:
    fixed = entry.price.fixed or Money(0, currency)
    if fixed.currency != currency:
        raise Refused("wrong_currency", CURRENCY.fill(given=currency, wanted=fixed.currency), "amount")
    if amount is not None and amount != fixed:
        raise Refused("amount_fixed", FIXED.fill(name=entry.name, value=fixed), "amount")
    return fixed


def _percent(entry: Entry, amount: Money | None, purchase: Money | None) -> Money:
    if purchase is None:
        raise Refused("purchase_missing", PURCHASE.fill(name=entry.name), "gesture")
    most = purchase.times(entry.price.percent or Fraction(1))
    if entry.price.percent == 1 and amount is not None and amount != most:
        raise Refused("amount_fixed", FIXED.fill(name=entry.name, value=most), "amount")
    value = most if amount is None else amount
    if value > most:
        raise Refused("amount_too_high", HIGH.fill(name=entry.name, most=most), "amount")
    return _within(entry, value)


def _within(entry: Entry, value: Money) -> Money:
    least, most = entry.price.least, entry.price.most
    if value.minor == 0:
        raise Refused("amount_zero", ZERO.fill(name=entry.name), "amount")
    if least is not None and value < least:
        raise Refused("amount_too_low", LOW.fill(name=entry.name, least=least), "amount")
    if most is not None and value > most:
        raise Refused("amount_too_high", HIGH.fill(name=entry.name, most=most), "amount")
    return value


def priced(entry: Entry, amount: Money | None, purchase: Money | None, currency: str = "EUR") -> Priced:
    """Both amounts of a gesture and their working; refuses an amount out of bounds."""
    value = value_of(entry, amount, purchase, currency)
    price = entry.price
    base = value.times(price.cost_ratio)
    working = [words("Valeur pour le client : {value}.", "Value to the customer: {value}.", value=value)]
    if price.cost_ratio != 1:
        working.append(RATIO.fill(ratio=price.cost_ratio, cost=base))
    cost = _net(base, price, working)
    if price.handling:
        cost = cost + Money(price.handling.minor, currency)
        working.append(HANDLING.fill(handling=price.handling))
    if price.returned and purchase is not None:
        back = purchase.times(price.returned)
        cost = max(cost - back, Money(0, currency))
        working.append(RETURNED.fill(back=back))
    return Priced(entry, value, cost, tuple(working))


def _net(base: Money, price: Price, working: list[Words]) -> Money:
    if price.nature is not Nature.PRICE_CUT or not price.vat or not base:
        return base
    net = base.times(1 / (1 + price.vat))
    working.append(VAT.fill(vat=base - net, rate=price.vat))
    return net


MISSING = words("{name} : indiquez le montant.", "{name}: give the amount.")
CURRENCY = words(
    "Le montant est en {given}, le dossier en {wanted}.", "The amount is in {given}, the case in {wanted}."
)
NEGATIVE = words("Un geste ne peut pas être négatif.", "A gesture cannot be negative.")
ZERO = words("{name} : un montant nul n’est pas un geste.", "{name}: a zero amount is no gesture.")
FIXED = words("{name} : le montant est fixe ({value}).", "{name}: the amount is fixed ({value}).")
PURCHASE = words(
    "{name} se calcule sur un achat : rattachez l’achat au dossier.",
    "{name} is worked out from a purchase: attach the purchase to the case.",
)
LOW = words("{name} : au moins {least}.", "{name}: at least {least}.")
HIGH = words("{name} : au plus {most}.", "{name}: at most {most}.")
RATIO = words("Elle nous coûte {ratio:%} de ce montant : {cost}.", "It costs us {ratio:%} of that: {cost}.")
VAT = words("TVA récupérée ({rate:%}) : {vat}.", "VAT recovered ({rate:%}): {vat}.")
HANDLING = words("Traitement : {handling}.", "Handling: {handling}.")
RETURNED = words("Valeur du bien repris : {back} en moins.", "Value of the goods returned: {back} less.")
