"""What an author puts together for the customer, weighed and made into the lines of an offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.cases.models import Case, Claim
from app.costs.queries import budget_on
from app.gestures.models import ClaimSettled, Offer, OfferLine
from app.gestures.queries.grounds import granting_service, ground_for
from app.gestures.queries.precedents import precedents_for
from app.gestures.rules.offers import LineState, check_validity
from app.gestures.rules.precedents import DEVIATION
from app.gestures.rules.pricing import Priced
from app.gestures.rules.verdict import Answer, Verdict
from app.gestures.rules.weighing import Ground, Wanted, Weighed, weigh
from app.kernel import Money, Refused, refuse_all, words
from app.people.rules import Actor
from app.plumbing.db import db

NO_LINES = words("Choisissez au moins un geste.", "Choose at least one gesture.")
TOO_MANY = words("Une offre a au plus {most} gestes.", "An offer has at most {most} gestures.")
EVIDENCE = words("{name} demande une pièce : {evidence}.", "{name} needs an exhibit: {evidence}.")
NO_CLAIM = words("Cette demande n’est pas du dossier.", "This claim is not of this case.")
SETTLED = words(
    "Cette demande est déjà réglée par une offre acceptée.", "An accepted offer already settled this claim."
)
MOST_LINES = 8


@dataclass(frozen=True)
class Drafted:
    """An offer as its author writes it: which gestures, until which civil day, and what is said of them."""

    lines: Sequence[Wanted]
    valid_until_on: date
    message: str = ""
    """A word to the customer, added to the offer as it is."""
    separable: bool = True
    reason: str = ""
    """To whoever would approve it."""
    deviation: str = ""
    """Why it goes far from similar cases, or against the figures."""


@dataclass(frozen=True)
class Composed:
    """What the author may put into an offer now: the verdict on it, its lines, and the budget that would pay."""

    verdict: Verdict
    lines: list[OfferLine]
    budget_id: int | None


def compose(case: Case, drafted: Drafted, replaces: Offer | None, *, by: Actor, at: datetime) -> Composed:
    """Weigh it in place of the offer that it replaces. Refuses what cannot be, and what must still be said."""
    ground = ground_for(case, by, at)
    weighed = _weighed(case, ground, drafted, replaces)
    refuse_all((*unsaid_evidence(weighed), *_unsaid_deviation(case, weighed, drafted.deviation, by)))
    return Composed(weighed.verdict, _rows(weighed), _budget(case, ground, weighed))


def unsaid_evidence(weighed: Weighed) -> tuple[Refused, ...]:
    """The exhibits that the chosen gestures need and that nobody named, one refusal each."""
    return tuple(
        Refused("evidence_missing", EVIDENCE.fill(name=one.entry.name, evidence=one.entry.evidence), "evidence")
        for one, wanted in zip(weighed.lines, weighed.wanted, strict=True)
        if one.entry.evidence is not None and not wanted.evidence.strip()
    )


def _weighed(case: Case, ground: Ground, drafted: Drafted, replaces: Offer | None) -> Weighed:
    if not drafted.lines:
        raise Refused("nothing_asked", NO_LINES, "gesture")
    if len(drafted.lines) > MOST_LINES:
        raise Refused("too_many", TOO_MANY.fill(most=MOST_LINES), "gesture")
    check_validity(drafted.valid_until_on, ground.on)
    _check_claims(case, drafted.lines)
    freed = replaces.cost if replaces and replaces.budget_id else None
    weighed = weigh(ground, drafted.lines, without=replaces.id if replaces else 0, freed=freed)
    if weighed.verdict.answer is Answer.REFUSED:
        raise Refused(weighed.verdict.because.code, weighed.verdict.because.sentence, "gesture")
    return weighed


def _check_claims(case: Case, lines: Sequence[Wanted]) -> None:
    asked = {line.claim_id for line in lines if line.claim_id is not None}
    if not asked:
        return
    own = set(db.session.scalars(select(Claim.id).where(Claim.case_id == case.id)))
    if not asked <= own:
        raise Refused("no_such_claim", NO_CLAIM, "claim")
    if db.session.scalars(select(ClaimSettled.claim_id).where(ClaimSettled.claim_id.in_(asked))).first():
        raise Refused("claim_settled", SETTLED, "claim")


def _unsaid_deviation(case: Case, weighed: Weighed, deviation: str, by: Actor) -> tuple[Refused, ...]:
    like = precedents_for(case, by)
    if deviation.strip() or not like.far(weighed.value.minor):
        return ()
    low, high = Money(like.low, case.currency), Money(like.high, case.currency)
    return (Refused("deviation", DEVIATION.fill(n=like.count, low=low, high=high), "deviation"),)


def _budget(case: Case, ground: Ground, weighed: Weighed) -> int | None:
    if not weighed.cost:
        return None
    found = budget_on(granting_service(case, ground.people, ground.author_id), ground.on, case.currency)
    return found.id if found else None


def _rows(weighed: Weighed) -> list[OfferLine]:
    pairs = zip(weighed.lines, weighed.wanted, strict=True)
    return [_row(position, one, wanted) for position, (one, wanted) in enumerate(pairs, start=1)]


def _row(position: int, one: Priced, wanted: Wanted) -> OfferLine:
    entry = one.entry
    return OfferLine(
        position=position,
        claim_id=wanted.claim_id,
        code=entry.code,
        entry_version=entry.version,
        kind=entry.kind,
        nature=entry.price.nature.value,
        name_fr=entry.name.fr,
        name_en=entry.name.en,
        wording_fr=entry.wording.fr,
        wording_en=entry.wording.en,
        value_minor=one.value.minor,
        cost_minor=one.cost.minor,
        currency=one.value.currency,
        evidence=wanted.evidence.strip(),
        carry_out_days=entry.carry_out_days,
        state=LineState.DRAFT,
    )
