"""The reply pack: our position point by point, with what is still offered."""

from __future__ import annotations

from app.documents.queries.chronology import attempts_of, chronology_of, sent_offers
from app.documents.queries.composing import addressee_of, claims_of, imprint_of, parties_of, referral_of, summary_of
from app.documents.queries.gathering import Gathered
from app.documents.queries.grounds import exhibit_lines
from app.documents.rules import OpenOffer, Position, ReplyPack
from app.gestures.rules.offers import OfferState
from app.kernel import Words, words
from app.mediation.rules import Entry as EntryAnswer

UNDECIDED = words(
    "Nous n’avons pas encore répondu sur l’entrée en médiation.", "We have not yet answered on entering mediation."
)
ACCEPTED = words("Nous acceptons d’entrer en médiation.", "We agree to enter mediation.")
DECLINED = words("Nous déclinons l’entrée en médiation.", "We decline to enter mediation.")
SAME = words("Voir la position au point 1.", "See the position under point 1.")
CONFIDENTIAL = words(
    "Ce que les parties disent, écrivent et proposent au cours de la médiation est confidentiel (art. L. 612-3 C. conso) ; "
    "les pièces qui existaient auparavant ne le sont pas.",
    "What the parties say, write and propose in the course of the mediation is confidential (art. L. 612-3 C. conso); "
    "exhibits that existed before are not.",
)


def reply_pack(g: Gathered) -> ReplyPack:
    """Our position point by point, for the mediator who notified us."""
    return ReplyPack(
        imprint=imprint_of(g),
        addressee=addressee_of(g),
        referral=referral_of(g),
        entry=_entry_words(g),
        parties=parties_of(g),
        positions=_positions(g),
        offers=_open_offers(g),
        confidential=(CONFIDENTIAL,),
        attempts=attempts_of(g),
        chronology=chronology_of(g),
        exhibits=exhibit_lines(g),
    )


def _entry_words(g: Gathered) -> Words:
    row = g.referral
    if row is None or row.entry is None:
        return UNDECIDED
    return ACCEPTED if row.entry is EntryAnswer.ACCEPTED else DECLINED


def _positions(g: Gathered) -> tuple[Position, ...]:
    said = summary_of(g).company_says
    return tuple(
        Position(line.number, line.asked, g.say(line.answer), said if number == 0 else g.say(SAME), line.exhibits)
        for number, line in enumerate(claims_of(g))
    )


def _open_offers(g: Gathered) -> tuple[OpenOffer, ...]:
    still = [offer for offer in sent_offers(g) if offer.state is OfferState.SENT and offer.valid_until_on >= g.on]
    return tuple(
        OpenOffer("\n".join(g.say(line.wording) for line in offer.lines), offer.value, offer.valid_until_on)
        for offer in still
    )
