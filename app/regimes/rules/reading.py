"""Reading facts and events as a person types them: `claim.total=5000.00`, `contract=2026-01-31`."""

from __future__ import annotations

from datetime import date, datetime

from app.kernel import Money, Refused, words
from app.regimes.rules.events import EVENTS, Happened
from app.regimes.rules.facts import FactKind, fact_kind

TRUTH = {"true": True, "yes": True, "oui": True, "1": True, "false": False, "no": False, "non": False, "0": False}


def read_fact(name: str, text: str, currency: str = "EUR") -> bool | int | str | date | Money:
    """The value of a typed fact; amounts are decimal euros (or the currency named)."""
    kind, plain = fact_kind(name), text.strip()
    if kind.type == "money":
        return _not_negative(Money.parse(plain, currency, name), name)
    if kind.type == "bool":
        return _bool(name, plain)
    if kind.type == "int":
        return _int(name, plain)
    if kind.type == "date":
        return read_day(plain, name)
    return _one_of(kind, plain)


def _not_negative(amount: Money, name: str) -> Money:
    if amount.minor < 0:
        message = words("Un montant ne peut pas être négatif ici.", "An amount cannot be negative here.")
        raise Refused("amount_negative", message, name)
    return amount


def _one_of(kind: FactKind, text: str) -> str:
    if kind.choices and text not in kind.choices:
        message = words(
            "« {text} » n’est pas possible ici. Choix : {choices}.",
            "“{text}” is not possible here. Choices: {choices}.",
        )
        raise Refused("unknown_choice", message.fill(text=text[:40], choices=", ".join(kind.choices)), kind.name)
    return text


def _bool(name: str, text: str) -> bool:
    if text.lower() not in TRUTH:
        message = words("« {text} » n’est ni oui ni non.", "“{text}” is neither yes nor no.", text=text[:40])
        raise Refused("not_yes_or_no", message, name)
    return TRUTH[text.lower()]


def _int(name: str, text: str) -> int:
    if not text.isascii() or not text.lstrip("-").isdigit() or len(text) > 9:
        message = words("« {text} » n’est pas un nombre entier.", "“{text}” is not a whole number.", text=text[:40])
        raise Refused("not_a_number", message, name)
    return int(text)


def read_day(text: str, field: str) -> date:
    """A civil date written 2026-01-31; refuses one that does not exist, such as 2026-02-29."""
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as wrong:
        message = words(
            "« {text} » n’est pas une date du calendrier. Écrivez par exemple 2026-01-31.",
            "“{text}” is not a date of the calendar. Write 2026-01-31, for example.",
            text=text[:40],
        )
        raise Refused("bad_date", message, field) from wrong


def read_event(name: str, text: str) -> Happened:
    """`2026-01-31`, or an instant with its offset: `2026-03-29T23:30+00:00`."""
    if name not in EVENTS:
        raise Refused("unknown_event", words("Évènement inconnu : {name}.", "Unknown event: {name}.", name=name), name)
    plain = text.strip()
    if "T" not in plain:
        return Happened(name, on=read_day(plain, name))
    return Happened(name, at=read_instant(plain, name))


def read_instant(text: str, field: str) -> datetime:
    """An instant with its offset; refuses a time whose zone nobody said."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError
    except ValueError as wrong:
        message = words(
            "« {text} » n’est pas un instant avec son décalage, comme 2026-03-29T23:30+00:00.",
            "“{text}” is not an instant with its offset, such as 2026-03-29T23:30+00:00.",
            text=text[:40],
        )
        raise Refused("bad_instant", message, field) from wrong
    return at
