"""Does an entry of the palette fit this case, now? The answer says why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.gestures.rules.catalogue import Entry
from app.kernel import Money, Words, words


@dataclass(frozen=True)
class CaseSide:
    """What the palette needs to know of a case."""

    ref: str
    category: str
    service: str
    """Code of the case's service."""
    service_id: int
    segment: str
    standing: str
    currency: str
    on: date
    """Today, in the case's zone."""
    purchase: Money | None = None
    """What was paid for what the dispute is about."""
    exhibits: int = 0
    closed: bool = False


@dataclass(frozen=True)
class Because:
    """A reason with its code, in words."""

    code: str
    sentence: Words


def misfit(entry: Entry, case: CaseSide) -> Because | None:
    """Why this entry cannot be granted on this case at all, or None."""
    if case.on < entry.valid_from:
        return Because("outside_dates", NOT_YET.fill(name=entry.name, day=entry.valid_from))
    if not entry.in_force_on(case.on):
        return Because("outside_dates", NO_MORE.fill(name=entry.name, day=entry.valid_until))
    fit = entry.fit
    for allowed, has, why in (
        (fit.categories, case.category, CATEGORY),
        (fit.services, case.service, SERVICE),
        (fit.segments, case.segment, SEGMENT),
        (fit.standings, case.standing, STANDING),
    ):
        if allowed and has not in allowed:
            return Because("does_not_fit", why.fill(name=entry.name))
    if fit.needs_purchase and case.purchase is None:
        return Because("purchase_missing", PURCHASE.fill(name=entry.name))
    return None


NOT_YET = words("{name} n’existe qu’à partir du {day}.", "{name} exists only from {day}.")
NO_MORE = words("{name} n’existe plus depuis le {day}.", "{name} ended on {day}.")
CATEGORY = words(
    "{name} n’est pas prévu pour ce type de réclamation.", "{name} is not meant for this kind of complaint."
)
SERVICE = words("{name} n’est pas prévu dans ce service.", "{name} is not meant for this service.")
SEGMENT = words("{name} n’est pas prévu pour ce segment de clients.", "{name} is not meant for this customer segment.")
STANDING = words(
    "{name} n’est pas prévu compte tenu de la situation du client.", "{name} is not meant for this customer’s standing."
)
PURCHASE = words("{name} suppose un achat rattaché au dossier.", "{name} needs a purchase attached to the case.")
