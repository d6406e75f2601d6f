"""Money: whole minor units (cents) and a currency. No floating point anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction

from app.kernel.refused import Refused
from app.kernel.words import words

SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
"""How people write a currency beside an amount."""
DIGITS = {"EUR": 2, "GBP": 2, "USD": 2, "CHF": 2, "CAD": 2, "JPY": 0, "TND": 3}
"""Minor units per currency (ISO 4217); a currency that is not here is refused."""

LARGEST_MINOR = 10**9
"""No amount of a dispute is larger: ten million euros. Twice as much still fits a column of either database."""
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
SEVERAL = re.compile(r"\d (?!\d{3}(?!\d))\d")
"""Digits apart that are no thousands: “12 50” may be two amounts."""
SHAPE = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True)
class Money:
    """An amount in minor units of one currency; adding two currencies is a mistake, not a sum."""

    minor: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError("minor units are whole numbers")
        if self.currency not in DIGITS:
            message = words("Devise inconnue : {code}.", "Unknown currency: {code}.", code=self.currency)
            raise Refused("unknown_currency", message, "currency")

    @classmethod
    def parse(cls, text: str, currency: str = "EUR", field: str | None = "amount") -> Money:
        """Read what a person typed ("1 234,56", "1234.5 €"); refuses what is not an amount of that currency, "20 £" for euros too."""
        plain = _plain(text, SIGNS.get(currency, " "))
        digits = DIGITS.get(currency, 2)
        if not SHAPE.fullmatch(plain) or not plain.isascii():
            raise Refused("amount_unreadable", UNREADABLE.fill(text=text[:40]), field)
        try:
            minor = Decimal(plain).scaleb(digits)
        except InvalidOperation as broken:
            raise Refused("amount_unreadable", UNREADABLE.fill(text=text[:40]), field) from broken
        if abs(minor) > LARGEST_MINOR:
            raise Refused("amount_too_large", TOO_LARGE.fill(most=cls(LARGEST_MINOR, currency)), field)
        if minor != minor.to_integral_value():
            raise Refused("amount_too_fine", TOO_FINE.fill(digits=digits, currency=currency), field)
        return cls(int(minor), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units (euros), exact."""
        return Decimal(self.minor).scaleb(-DIGITS[self.currency])

    def times(self, factor: Fraction | Decimal | int) -> Money:
        """A share of this amount, rounded half to even to a whole minor unit."""
        exact = Fraction(self.minor) * Fraction(factor)
        whole = Decimal(exact.numerator) / Decimal(exact.denominator)
        return Money(int(whole.quantize(Decimal(1), ROUND_HALF_EVEN)), self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            message = words(
                "{a} et {b} ne s’ajoutent pas.", "{a} and {b} do not add up.", a=self.currency, b=other.currency
            )
            raise Refused("mixed_currencies", message, "currency")
        return other.minor

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"


def _plain(text: str, sign: str) -> str:
    """The digits of an amount with a dot: the sign stands at either end, or, as in “12€50”, where the comma would."""
    spaced = SPACES.sub(" ", text.strip()).removeprefix(sign).removesuffix(sign).strip()
    if SEVERAL.search(spaced):
        return text
    return spaced.replace(" ", "").replace(sign, ".").replace(",", ".")


UNREADABLE = words(
    "« {text} » n’est pas un montant. Écrivez par exemple 40,00.",
    "“{text}” is not an amount. Write 40.00, for example.",
)
TOO_LARGE = words("Ce montant est trop grand : {most:trim} au plus.", "This amount is too large: at most {most:trim}.")
TOO_FINE = words(
    "Un montant en {currency} a au plus {digits} décimales.", "An amount in {currency} has at most {digits} decimals."
)
