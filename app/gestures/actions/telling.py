"""Writing what happens to gestures into the journal of the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.gestures.models import Offer
from app.kernel import Audience, Json, Money
from app.people.rules import Actor


def told(
    offer: Offer,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    text: Mapping[str, str] | None = None,
    audience: Audience = Audience.INTERNAL,
    participants: tuple[tuple[str, str], ...] = (),
    value: Money | None = None,
    **more: Json,
) -> None:
    """One entry about an offer: its number, its value, whatever else; words only where somebody wrote some."""
    amount = offer.value if value is None else value
    data: dict[str, Json] = {"offer": offer.number, "value": amount.minor, "currency": amount.currency, **more}
    said = {name: words for name, words in (text or {}).items() if words.strip()}
    tell(offer.case, kind, Happening(data, said, audience, participants), by=by, at=at)


def part_of(case: Case) -> str:
    """As what an approver takes part: below the quality level they approved it, at that level they judged."""
    return "judged" if case.level.value == "quality" else "approved"
