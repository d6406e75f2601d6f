"""What each step of a mediation changes in its referral, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable

from app.kernel import Json, Refused, words
from app.mediation.actions.letters import Letter
from app.mediation.models import Referral
from app.mediation.queries import grounds_of
from app.mediation.rules import Answer, Entry, Mode


def nothing(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    """A step that changes nothing but the story."""


def _notified(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.notified_on = letter.on
    row.their_ref = letter.their_ref.strip()[:80] or row.their_ref


def _accept(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.entry, row.entry_on = Entry.ACCEPTED, letter.on


def _decline(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    if not letter.text.strip():
        raise Refused("reason_missing", REASON, "text")
    row.entry, row.entry_on = Entry.DECLINED, letter.on


def _admissible(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.admissible, row.admissible_on, row.field_confirmed = True, letter.on, True


def _inadmissible(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    known = {ground.code for ground in grounds_of(row.case)}
    if row.mode is Mode.CONSUMER and known and letter.ground not in known:
        raise Refused("ground_missing", GROUND, "ground")
    row.admissible, row.admissible_on, row.ground = False, letter.on, letter.ground


def _asked(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.asked += 1
    days = [day for day in (row.reply_by_on, letter.until_on) if day is not None]
    row.reply_by_on = min(days, default=None)


def _replied(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.asked = max(0, row.asked - 1)
    row.reply_by_on = row.reply_by_on if row.asked else None


def _extended(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    if letter.until_on is None:
        raise Refused("until_missing", UNTIL, "until_on")
    row.extended_to_on = letter.until_on
    facts["mediator.extended_to"] = letter.until_on.isoformat()


def _proposal(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.proposal_on, row.accept_by_on = letter.on, letter.until_on
    row.proposal_minor = letter.amount.minor if letter.amount is not None else None
    if letter.until_on is not None:
        facts["mediator.accept_by"] = letter.until_on.isoformat()


def _answered(letter: Letter) -> Answer:
    if letter.answer is None:
        raise Refused("answer_missing", words("Acceptée ou refusée ?", "Accepted or refused?"), "answer")
    return letter.answer


def _ours(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.our_answer, row.our_answer_on = _answered(letter), letter.on


def _theirs(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.their_answer, row.their_answer_on = _answered(letter), letter.on


def _agreed(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.carry_out_by_on = letter.until_on


def _carried_out(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    if letter.exhibit is None and not letter.text.strip():
        raise Refused("proof_missing", PROOF_DONE, "exhibit")
    row.carried_out_on = letter.on


DOES: dict[str, Callable[[Referral, Letter, dict[str, Json]], None]] = {
    "notified": _notified,
    "accept_entry": _accept,
    "decline_entry": _decline,
    "admissible": _admissible,
    "inadmissible": _inadmissible,
    "requested": _asked,
    "replied": _replied,
    "extended": _extended,
    "proposal": _proposal,
    "our_answer": _ours,
    "their_answer": _theirs,
    "agreed": _agreed,
    "carried_out": _carried_out,
}


PROOF = words(
    "Indiquez la pièce qui prouve l’envoi de la saisine.", "Name the exhibit that proves that the referral was sent."
)


PROOF_DONE = words(
    "Indiquez la pièce, ou les mots, qui prouvent l’exécution.",
    "Give the exhibit, or the words, that prove it was done.",
)


REASON = words("Donnez la raison du refus d’entrer en médiation.", "Give the reason for declining mediation.")


GROUND = words(
    "Choisissez l’un des cinq motifs d’irrecevabilité.", "Choose one of the five grounds of inadmissibility."
)


UNTIL = words("Indiquez la nouvelle date annoncée.", "Give the new date announced.")
