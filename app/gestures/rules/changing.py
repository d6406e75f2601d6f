"""What a proposed change of the grid or the palette would do, said before it is confirmed; a version that could not hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol, TypeVar

from app.gestures.rules.authority import GridLine
from app.gestures.rules.catalogue import Entry
from app.gestures.rules.kinds import Pricing
from app.kernel import Money, Refused, Words, words


class Dated(Protocol):
    """A version of something: of a line of the grid, of a gesture of the palette."""

    @property
    def valid_from(self) -> date:
        """Its first day."""
        ...


V = TypeVar("V", bound=Dated)


def passed_over(start: date, known: Iterable[V], today: date) -> list[V]:
    """Versions confirmed for later that would never hold: of one thing the latest confirmed counts, from its first day."""
    begins = max(start, today)
    return sorted((one for one in known if one.valid_from > today and one.valid_from >= begins), key=_first_day)


def _first_day(one: Dated) -> date:
    return one.valid_from


def entry_changes(before: Entry | None, after: Entry) -> list[Words]:
    """What a version of a gesture changes, one sentence each; of a new gesture, what it says."""
    old, new = (_facts(before) if before is not None else {}), _facts(after)
    return [
        CHANGE.fill(what=LABELS[name], before=old[name], after=value)
        if name in old
        else FACT.fill(what=LABELS[name], after=value)
        for name, value in new.items()
        if old.get(name) != value and (before is not None or value != NONE)
    ]


def _facts(entry: Entry) -> dict[str, Words]:
    price = entry.price
    return {
        "name": entry.name,
        "wording": entry.wording,
        "how": price.how.words,
        "fixed": _money(price.fixed),
        "least": _money(price.least),
        "most": _money(price.most),
        "days": words("{n}", "{n}", n=entry.carry_out_days),
        "until": words("{on}", "{on}", on=entry.valid_until) if entry.valid_until is not None else NONE,
    }


def _money(amount: Money | None) -> Words:
    return words("{m:trim}", "{m:trim}", m=amount) if amount is not None else NONE


def line_changes(before: GridLine | None, after: GridLine) -> list[Words]:
    """What a line of the grid changes in the one that holds at its place, one sentence each; a new place has none."""
    if before is None:
        return [NEW_PLACE]
    was, is_ = _amounts(before), _amounts(after)
    return [
        CHANGE.fill(what=LINE_LABELS[name], before=_money(was[name]), after=_money(amount))
        for name, amount in is_.items()
        if was[name] != amount
    ]


def _amounts(line: GridLine) -> dict[str, Money]:
    top = line.ceilings
    return {"gesture": top.gesture, "case": top.case, "customer": top.customer, "compromise": line.compromise}


def check_version(entry: Entry, today: date) -> None:
    """Refuse a version of a gesture that could not hold, on the field that is wrong."""
    price = entry.price
    if entry.valid_from < today:
        raise Refused("past", PAST, "valid_from")
    if entry.valid_until is not None and entry.valid_until < entry.valid_from:
        raise Refused("dates", BACKWARDS, "valid_until")
    if price.least is not None and price.most is not None and price.most < price.least:
        raise Refused("bounds", BOUNDS.fill(least=price.least), "most")
    if price.how is Pricing.FIXED and price.fixed is None:
        raise Refused("fixed_missing", FIXED, "fixed")
    if price.how in (Pricing.FREE, Pricing.FACE, Pricing.DIFFERENCE, Pricing.HOURS) and price.most is None:
        raise Refused("most_missing", MOST, "most")
    if not 1 <= entry.carry_out_days <= 365:
        raise Refused("carry_out_days", DAYS, "carry_out_days")


class Funded(Protocol):
    """What of a budget decides whether another may stand beside it, or another limit in its place."""

    service_id: Any
    from_on: Any
    to_on: Any

    @property
    def reserved(self) -> Money:
        """Taken by offers that stand."""
        ...

    @property
    def spent(self) -> Money:
        """Gone."""
        ...


def check_budget(service_id: int | None, from_on: date, to_on: date, limit: Money, known: Iterable[Funded]) -> None:
    """Refuse a budget that crosses another period of its service, or that would be less than what is already engaged."""
    for one in known:
        apart = one.to_on < from_on or to_on < one.from_on or one.spent.currency != limit.currency
        if apart or one.service_id != service_id:
            continue
        if (one.from_on, one.to_on) != (from_on, to_on):
            raise Refused("budget_overlaps", CROSSES.fill(start=one.from_on, end=one.to_on), "from_on")
        engaged = one.reserved + one.spent
        if limit < engaged:
            raise Refused("below_engaged", ENGAGED.fill(m=engaged), "limit")


CROSSES = words(
    "Un budget couvre déjà du {start} au {end} : reprenez ces dates pour en changer le montant, ou d’autres.",
    "A budget covers {start} to {end} already: take those dates to change its amount, or others.",
)
ENGAGED = words(
    "{m:trim} sont déjà réservés ou dépensés : proposez au moins cela.",
    "{m:trim} are already reserved or spent: propose at least that.",
)
NONE = words("rien", "nothing")
CHANGE = words("{what} : {before} → {after}", "{what}: {before} → {after}")
FACT = words("{what} : {after}", "{what}: {after}")
NEW_PLACE = words(
    "aucune ligne à cette place jusqu’ici : la règle générale valait",
    "no line at this place so far: the general rule held",
)
LINE_LABELS = {
    "gesture": words("par geste", "per gesture"),
    "case": words("par dossier", "per case"),
    "customer": words("par client sur douze mois", "per customer over twelve months"),
    "compromise": words("pouvoir de transiger", "power to compromise"),
}
LABELS = {
    "name": words("nom", "name"),
    "wording": words("ce que lit le client", "what the customer reads"),
    "how": words("prix", "price"),
    "fixed": words("montant fixe", "fixed amount"),
    "least": words("au moins", "at least"),
    "most": words("au plus", "at most"),
    "days": words("jours pour l’exécuter", "days to carry it out"),
    "until": words("dernier jour", "last day"),
}
PAST = words("Une version vaut à partir d’aujourd’hui au plus tôt.", "A version holds from today at the earliest.")
BACKWARDS = words("La version finit avant de commencer.", "The version ends before it starts.")
BOUNDS = words("Le plafond est sous le minimum, {least:trim}.", "The most is below the least, {least:trim}.")
FIXED = words("Ce geste a un montant fixe : indiquez-le.", "This gesture has a fixed amount: give it.")
MOST = words(
    "Ce geste se propose pour un montant à choisir : bornez-le.", "The amount of this gesture is chosen: bound it."
)
DAYS = words("De 1 à 365 jours.", "From 1 to 365 days.")
