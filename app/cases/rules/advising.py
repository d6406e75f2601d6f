"""A colleague asked about one case: who may be asked, until when, and what of the case they may read; pure.

Whoever is asked and has no other reason to see the case reads what the customer and we said to each other, what is claimed and the
evidence: nothing of money, approvals, judging, mediation or settlement, and none of the notes of a quality officer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel import Refused, words
from app.people.rules import Role

ADVISERS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.QUALITY, Role.DIRECTOR})
"""Who may be asked: an auditor changes nothing, an administrator sees no case."""
PROPOSED = timedelta(days=14)
"""Until when a colleague sees the case, where whoever asks says nothing else."""
ADVISED = "advised"
"""As what somebody takes part who was asked."""
ASKED, ANSWERED, ENDED = "case.advice_asked", "case.advice_answered", "case.advice_ended"
BETWEEN = frozenset({ASKED, ANSWERED, ENDED})
NOTE = "case.note"
TOLD = frozenset({
    "case.logged", "case.take_charge", "case.ask_customer", "case.customer_replied", "case.contact", "case.answer",
    "case.final_answer", "case.contest", "case.contest_final", "case.promised", "case.promise_kept", "case.promise_broken",
    "case.days", "case.claims", "case.purchase", NOTE, *BETWEEN,
})  # fmt: skip
"""The kinds of entries that whoever was asked may read: a list of what is allowed, as for every reader who is not of the case."""
HIDDEN_EXHIBITS = frozenset({"agreement", "mediator_letter"})
"""Kinds of exhibits of a settlement or a mediation: confidential, whatever the question."""


@dataclass(frozen=True)
class Asking:
    """What decides whether a colleague may be asked."""

    name: str
    role: Role
    active: bool
    oneself: bool
    carries: bool
    recused: bool
    asked_already: bool
    is_open: bool
    question: str
    until_on: date | None
    today: date


def require_askable(asking: Asking) -> None:
    """Refuse, each on its field, a question that cannot be asked."""
    if not asking.is_open:
        raise Refused("closed", CLOSED, "staff")
    if not asking.active or asking.role not in ADVISERS:
        raise Refused("no_adviser", NO_ADVISER.fill(name=asking.name), "staff")
    if asking.oneself:
        raise Refused("oneself", ONESELF, "staff")
    if asking.carries:
        raise Refused("carries", CARRIES.fill(name=asking.name), "staff")
    if asking.recused:
        raise Refused("recused", RECUSED.fill(name=asking.name), "staff")
    if asking.asked_already:
        raise Refused("asked_already", ASKED_ALREADY.fill(name=asking.name), "staff")
    if not asking.question.strip():
        raise Refused("empty", EMPTY, "text")
    if asking.until_on is not None and asking.until_on < asking.today:
        raise Refused("past", PAST, "until_on")


def may_read(kind: str, *, by_quality: bool, between_them: bool) -> bool:
    """May whoever was asked read an entry of this kind? `between_them`: this question, its answer, its end."""
    if kind in BETWEEN:
        return between_them
    return kind in TOLD and not (kind == NOTE and by_quality)


def shown_exhibit(kind: str, hidden: Collection[str] = HIDDEN_EXHIBITS) -> bool:
    """May whoever was asked open an exhibit of this kind?"""
    return kind not in hidden


CLOSED = words("Le dossier est clos : rien n’est plus à demander.", "The case is closed: there is nothing left to ask.")
NO_ADVISER = words("{name} ne peut pas être interrogé(e) sur un dossier.", "{name} cannot be asked about a case.")
ONESELF = words("Demandez à quelqu’un d’autre que vous.", "Ask somebody other than yourself.")
CARRIES = words("{name} porte ce dossier : une note suffit.", "{name} carries this case: a note is enough.")
RECUSED = words("{name} s’est récusé(e) de ce dossier.", "{name} stepped aside from this case.")
ASKED_ALREADY = words(
    "{name} a déjà une question sans réponse sur ce dossier. Attendez sa réponse, ou retirez la question.",
    "{name} has a question on this case without an answer yet. Wait for the answer, or take the question back.",
)
EMPTY = words("Écrivez quelque chose.", "Write something.")
PAST = words("Ce jour est passé.", "That day has passed.")
