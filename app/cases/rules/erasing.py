"""Which words of a case may be erased, why, by whom, and until when they are kept; pure.

The fact, its date and its seal always stay: only people's words go. Three kinds of entries:

- *notes* are ours alone: they go whenever they should not have been written;
- *exchanges* with the customer prove what was said: words that never belonged to the dispute go at once, all others when
  nothing is left to prove (GDPR 17(3)(e): erasure gives way to the defence of legal claims);
- *answers* prove that we owed and gave one (L. 616-1 C. conso, DISP 1.9.1R): they stay until then whatever the ground.

While a mediator or a court has the case nothing goes. The complaint itself, offers, agreements, steps of a mediation,
promises and exhibits stand elsewhere too, where their own rules keep them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.cases.rules.states import State
from app.kernel import Refused, Words, words


class Ground(StrEnum):
    """Why words are erased: a closed list, kept for ever beside the fact."""

    WRONG_CASE = "wrong_case"
    SOMEBODY_ELSE = "somebody_else"
    NOT_NEEDED = "not_needed"
    REQUEST = "request"

    @property
    def words(self) -> Words:
        """On screen."""
        return GROUNDS[self]

    @property
    def never_belonged(self) -> bool:
        """Were these words never of use to this dispute?"""
        return self is not Ground.REQUEST


GROUNDS = {
    Ground.WRONG_CASE: words("Écrits dans le mauvais dossier", "Written in the wrong case"),
    Ground.SOMEBODY_ELSE: words("Ils parlent d’une autre personne", "They are about somebody else"),
    Ground.NOT_NEEDED: words(
        "Inutiles au litige (santé, famille, moyens de paiement…)",
        "Not needed for the dispute (health, family, means of payment…)",
    ),
    Ground.REQUEST: words(
        "La personne demande l’effacement (RGPD, art. 17)", "The person asks for erasure (GDPR, art. 17)"
    ),
}


class Keeping(StrEnum):
    """How firmly an entry's words are kept."""

    NOTE = "note"
    EXCHANGE = "exchange"
    ANSWER = "answer"


NOTES = (
    "case.note", "case.assigned", "case.escalate", "case.signal", "case.signal_dismissed", "case.undo_merge", "case.reopen",
    "case.close_not_ours", "case.advice_asked", "case.advice_answered",
    "correspondence.failed", "correspondence.returned", "correspondence.mail_filed",
)  # fmt: skip
EXCHANGES = (
    "case.contact", "case.reported", "case.take_charge", "case.ask_customer", "case.customer_replied", "case.contest",
    "case.contest_final", "case.close_carried_out", "case.close_solved", "case.close_quietly", "case.withdraw",
    "case.quiet_moved", "case.second_level", "correspondence.written", "feedback.answered",
)  # fmt: skip
ANSWERS = ("case.answer", "case.final_answer", "case.second_level_answered")
KEEPING: dict[str, Keeping] = {
    **dict.fromkeys(NOTES, Keeping.NOTE),
    **dict.fromkeys(EXCHANGES, Keeping.EXCHANGE),
    **dict.fromkeys(ANSWERS, Keeping.ANSWER),
}
"""The kinds of entries whose words may go; the words of any other kind stand elsewhere too, and stay."""

WITH_LETTER = ("case.close_carried_out", "case.close_solved", "case.close_quietly", "case.quiet_moved")
"""Kinds whose words may stand in their letter only."""
LONGEST_REASON = 300
OUTSIDE = (State.IN_MEDIATION, State.IN_COURT)


@dataclass(frozen=True)
class ErasureFacts:
    """What decides whether words may go."""

    kind: str
    has_words: bool
    state: State
    today: date
    author: str = ""
    by: str = ""
    erased: bool = False
    kept_until: date | None = None
    """The last date on which something may still have to be proved: the customer's windows, the keeping of records."""
    kept_rule: str = ""


def why_kept(facts: ErasureFacts, ground: Ground | None = None) -> Words | None:
    """Why these words stay, on this ground (on any, when none is given yet); None when they may go."""
    if facts.erased:
        return ALREADY
    if not facts.has_words:
        return NO_WORDS
    keeping = KEEPING.get(facts.kind)
    if keeping is None:
        return STANDS_ELSEWHERE
    if facts.state in OUTSIDE:
        return PROCEEDINGS
    if facts.by and facts.by == facts.author:
        return OWN_WORDS
    if keeping is Keeping.NOTE or (keeping is Keeping.EXCHANGE and (ground is None or ground.never_belonged)):
        return None
    return _needed_as_proof(facts)


def _needed_as_proof(facts: ErasureFacts) -> Words | None:
    if facts.state is not State.CLOSED:
        return STILL_OPEN
    if facts.kept_until is not None and facts.kept_until >= facts.today:
        return STILL_KEPT.fill(until=facts.kept_until, rule=facts.kept_rule)
    return None


def require_erasable(facts: ErasureFacts, ground: Ground, reason: str) -> None:
    """Refuse, with its sentence, words that must stay, and an erasure that does not say why."""
    why = why_kept(facts, ground)
    if why is not None:
        raise Refused("words_kept", why, "ground")
    if not reason.strip():
        raise Refused("reason_missing", REASON, "reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise Refused("reason_long", REASON_LONG, "reason")


ALREADY = words("Ces mots sont déjà effacés.", "These words are erased already.")
NO_WORDS = words("Cette entrée ne porte aucun mot à effacer.", "This entry holds no words to erase.")
STANDS_ELSEWHERE = words(
    "Ces mots ne s’effacent pas seuls : la réclamation, les pièces, les offres, les accords, les engagements et les "
    "étapes d’une médiation sont la preuve de ce qui a été demandé et convenu.",
    "These words are not erased on their own: the complaint, exhibits, offers, agreements, promises and the steps of a "
    "mediation prove what was asked and agreed.",
)
PROCEEDINGS = words(
    "Un médiateur ou un tribunal a le dossier : rien ne s’efface avant la fin (RGPD, art. 17, 3, e).",
    "A mediator or a court has the case: nothing is erased before the end (GDPR, art. 17(3)(e)).",
)
OWN_WORDS = words(
    "On n’efface pas ses propres mots : demandez à quelqu’un d’autre de la supervision, ou à la qualité.",
    "Nobody erases their own words: ask another supervisor or the quality officer.",
)
STILL_OPEN = words(
    "Le dossier est ouvert : ces mots prouvent ce qui a été dit au client, et par lui (RGPD, art. 17, 3, e). Ils pourront "
    "s’effacer une fois le dossier clos et ses délais passés.",
    "The case is open: these words prove what was said to the customer, and by them (GDPR, art. 17(3)(e)). They can go "
    "once the case is closed and its time limits have passed.",
)
STILL_KEPT = words(
    "Ces mots sont gardés comme preuve jusqu’au {until} ({rule}).",
    "These words are kept as proof until {until} ({rule}).",
)
REASON = words("Dites pourquoi, sans répéter ce qui s’efface.", "Say why, without repeating what is erased.")
REASON_LONG = words("Au plus 300 signes.", "At most 300 characters.")
