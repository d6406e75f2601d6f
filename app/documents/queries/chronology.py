"""What happened, as a file may tell it: the chronology and what was tried amicably."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.cases.rules.entries import ASKS, EntryKind
from app.cases.rules.entries import ENTRIES as CASE_ENTRIES
from app.cases.rules.grouping import told_once
from app.correspondence.rules import ENTRIES as LETTER_ENTRIES
from app.documents.models import Reader
from app.documents.queries.gathering import Gathered
from app.documents.rules import (
    Attempt,
    Entry,
)
from app.documents.rules.discretion import CHRONICLE, CUSTOMERS_WORDS, SIGNED
from app.documents.rules.settlement import ENTRIES as SETTLEMENT_ENTRIES
from app.gestures.models import Offer
from app.gestures.queries import offers_of
from app.gestures.rules.entries import ENTRIES as GESTURE_ENTRIES
from app.gestures.rules.offers import OfferState
from app.journal.models import Entry as JournalEntry
from app.kernel import Audience, Words, day_of, words
from app.mediation.models import Referral as ReferralRow
from app.mediation.queries import referrals_of
from app.mediation.rules import ENTRIES as MEDIATION_ENTRIES
from app.mediation.rules import Outcome

OFFER_ANSWERED = ("gesture.accepted", "gesture.partly_accepted", "gesture.refused", "gesture.expired")
"""What became of an offer, wherever the case stood: the arrow that may follow says no more."""
TOLD: Mapping[str, EntryKind] = {
    **CASE_ENTRIES, **MEDIATION_ENTRIES, **SETTLEMENT_ENTRIES,
    "correspondence.written": LETTER_ENTRIES["correspondence.written"],
    **{kind: GESTURE_ENTRIES[kind] for kind in OFFER_ANSWERED},
}  # fmt: skip


def chronology_of(g: Gathered) -> tuple[Entry, ...]:
    """The events both sides may know, in the order of time, each once and with the exhibits that prove it."""
    told = [entry for entry in g.entries if _is_told(g, entry)]
    return tuple(_entry(g, entry) for entry, _data in told_once(told))


def _is_told(g: Gathered, entry: JournalEntry) -> bool:
    if entry.kind not in CHRONICLE or entry.audience is Audience.INTERNAL or entry.data.get("restricted"):
        return False
    both = entry.audience is Audience.CUSTOMER or g.reader is not Reader.CONSUMER
    return both and not (g.reader is Reader.COURT and entry.kind.startswith("mediation."))


def _entry(g: Gathered, entry: JournalEntry) -> Entry:
    on = _told_on(g, entry)
    said = "\n\n".join(texts_of(entry, g))
    if entry.kind not in CUSTOMERS_WORDS and not _incoming(entry):
        said = g.discreet(said, *([entry.by] if entry.kind in SIGNED else []))
    return Entry(
        on, TOLD[entry.kind].title(_shown_data(entry) | {"beside": on.isoformat()}), said, _proofs(g, entry, on)
    )


def _incoming(entry: JournalEntry) -> bool:
    return entry.by.startswith("customer:")


def texts_of(entry: JournalEntry, g: Gathered | None = None) -> list[str]:
    """The words of an entry that both sides already know, field by field."""
    if entry.words is None:
        return [g.say(ERASED)] if g is not None and entry.commitment else []
    said = {name: str(entry.words.body[name]) for name in CHRONICLE[entry.kind] if entry.words.body.get(name)}
    if g is not None and "asked" in said:
        said["asked"] = g.say(ASKS.fill(what=said["asked"]))
    return list(said.values())


def _told_on(g: Gathered, entry: JournalEntry) -> date:
    if entry.kind == "case.logged":
        return g.first("first_written_complaint.sent", "complaint.first") or g.day(entry)
    return g.day(entry)


SHOWN_DATA = (
    "channel",
    "happened",
    "direction",
    "level",
    "due_on",
    "until_on",
    "on",
    "mediator",
    "mode",
    "amount",
    "value",
    "currency",
    "answer",
)
"""Facts of an entry that its title may use outside."""


def _shown_data(entry: JournalEntry) -> dict[str, Any]:
    return {name: entry.data[name] for name in SHOWN_DATA if name in entry.data}


PROOFS = {
    "case.logged": ("complaint",),
    "case.answer": ("answer",),
    "case.final_answer": ("answer",),
    "case.mediation_notified": ("mediator_letter",),
}
"""Kinds of exhibits that prove an entry when they bear its date (or none)."""


def _proofs(g: Gathered, entry: JournalEntry, on: date) -> tuple[int, ...]:
    named = [number for number in entry.data.get("exhibits", []) if isinstance(number, int)]
    kinds = PROOFS.get(entry.kind, ())
    dated = list(g.of_kind(*kinds, on=on)) if kinds and not named else []
    return g.referred([*named, *dated])


def sent_offers(g: Gathered) -> list[Offer]:
    """Offers that reached the customer, oldest first; in the United Kingdom they stay without prejudice."""
    if any(str(name).startswith("UK-") for name in g.case.regimes):
        return []
    sent = [offer for offer in offers_of(g.case) if offer.sent_at is not None]
    return sorted(sent, key=lambda offer: offer.number)


def attempts_of(g: Gathered) -> tuple[Attempt, ...]:
    """What was tried amicably: offers actually sent with their answers, and referrals to third parties."""
    found = [_offer(g, offer) for offer in sent_offers(g)]
    found += [_tried(g, row) for row in referrals_of(g.case) if row is not g.referral or g.reader is Reader.COURT]
    return tuple(sorted(found, key=lambda attempt: attempt.on))


OFFER_ANSWERS: dict[OfferState, Words] = {
    OfferState.SENT: words("En attente de réponse", "Awaiting an answer"),
    OfferState.ACCEPTED: words("Acceptée", "Accepted"),
    OfferState.PARTLY: words("Acceptée en partie", "Partly accepted"),
    OfferState.REFUSED: words("Refusée", "Refused"),
    OfferState.EXPIRED: words("Restée sans réponse", "Left unanswered"),
    OfferState.SUPERSEDED: words("Remplacée par une offre suivante", "Replaced by a later offer"),
}


def _offer(g: Gathered, offer: Offer) -> Attempt:
    assert offer.sent_at is not None
    ending = offer.ending
    answered = ending is not None and ending.received_at is not None
    return Attempt(
        on=_day(g, offer.sent_at),
        step=OFFER.fill(n=offer.number),
        text="\n".join(g.say(line.wording) for line in offer.lines),
        value=offer.value,
        valid_until=offer.valid_until_on,
        answer=OFFER_ANSWERS.get(offer.state),
        answered_on=_day(g, ending.received_at) if answered and ending and ending.received_at else None,
    )


def _day(g: Gathered, at: datetime) -> date:
    return day_of(at, g.case.zone)


def _state(g: Gathered, row: ReferralRow) -> Words:
    """Where an open referral stands; a court is not told how far, since that tells what was said in it (L. 612-3 C. conso)."""
    return UNDER_WAY if g.reader is Reader.COURT else row.state.words


def _tried(g: Gathered, row: ReferralRow) -> Attempt:
    on = row.referred_on or row.notified_on
    assert on is not None
    outcome = row.outcome.words if row.outcome is not None else _state(g, row)
    proof = [
        n for entry in g.entries if entry.data.get("referral") == row.number for n in entry.data.get("exhibits", [])
    ]
    shown = proof[:1] if row.outcome is not Outcome.AGREED else proof[-1:]
    return Attempt(
        on, REFERRED.fill(mode=row.mode.words, who=row.with_whom), answer=outcome, exhibits=g.referred(shown)
    )


OFFER = words("Offre n° {n} de l’entreprise", "Offer no. {n} of the company")
UNDER_WAY = words("en cours", "under way")
REFERRED = words("Saisine : {mode}, {who}", "Referral: {mode}, {who}")
ERASED = words("[Mots effacés.]", "[Words erased.]")
COURT = words("Saisine d’un tribunal.", "Matter brought before a court.")
