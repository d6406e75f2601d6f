"""What a regime lets us do instead of the full answer, said while there is time: a summary at once, or written reasons near the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from flask import url_for

from app.cases.models import Case
from app.cases.queries import KeptDuty, packs_of
from app.cases.queries.subject import asks_subject, payment_time, subject_of
from app.cases.rules.transitions import possible
from app.correspondence.queries.noticing import NEAR, OPEN, explained_late
from app.kernel import words
from app.people.rules import Actor, Permission
from app.regimes.rules.conditions import rules_named
from app.regimes.rules.pack import Pack


def in_time(row: Case, duties: list[KeptDuty], actor: Actor, on: date) -> list[dict[str, Any]]:
    """The notices of a case for whoever may act on it: a summary is enough until a day; or why and until when we need longer."""
    if not row.is_open or row.erased_at is not None or not actor.may(Permission.CASE_WORK):
        return []
    known = Keys.of(row)
    return [
        *_subject(row),
        *_summary(row, _first(duties, known.short), actor, on),
        *_reasons(row, _first(duties, known.late), on),
    ]


def _subject(row: Case) -> list[dict[str, Any]]:
    """A bank has less time for a payment service: until somebody says what the complaint is about, it is asked."""
    if not asks_subject(row) or row.imported or subject_of(row) is not None:
        return []
    url = url_for("desk.do", ref=row.ref, name="about")
    message = WHICH.fill(span=payment_time(row))
    return [{"message": message, "tone": "soon", "source": None, "url": url, "label": SAY}]


class Keys:
    """The duties that each of the two ways is about, as the rules of a case name them, and whether they tell of the way to court."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        packs = tuple(packs)
        texts = [rule for pack in packs for rule in pack.texts if rule.use == "summary"]
        self.short = frozenset(name for rule in texts for name in rules_named(rule.case))
        self.late = explained_late(packs)
        self.court = any(pack.routes for pack in packs)

    @classmethod
    def of(cls, row: Case) -> Keys:
        """Worked out once for all cases of the same rules."""
        kept = row.editions or " ".join(row.regimes)
        if kept not in _kept():
            _kept()[kept] = cls(packs_of(row))
        return _kept()[kept]


@lru_cache(maxsize=1)
def _kept() -> dict[str, Keys]:
    return {}


def _first(duties: list[KeptDuty], keys: frozenset[str]) -> date | None:
    """The day of these duties that is still to come, or has gone by undone."""
    days = [duty.due_on for duty in duties if duty.key in keys and duty.state in OPEN and duty.due_on is not None]
    return min(days, default=None)


def _summary(row: Case, until: date | None, actor: Actor, on: date) -> list[dict[str, Any]]:
    if until is None or on > until or row.customer.anonymous:
        return []
    said: dict[str, Any] = {"message": SUMMARY.fill(until=until), "tone": "info", "source": None}
    if any(arrow.name == "close_solved" for arrow in possible(row.standing)) and actor.may(Permission.CASE_CLOSE):
        said |= {"url": url_for("desk.act", ref=row.ref, name="close_solved"), "label": SOLVED}
    return [said]


def _reasons(row: Case, due: date | None, on: date) -> list[dict[str, Any]]:
    if due is None or on < due - NEAR:
        return []
    url = url_for("correspondence.new", ref=row.ref, kind="holding")
    return [{"message": REASONS.fill(due=due), "tone": "soon", "source": None, "url": url, "label": EXPLAIN}]


WHICH = words(
    "Si la réclamation porte sur un service de paiement (virement, carte, prélèvement), nous avons {span} pour y répondre : "
    "dites ce qu’il en est.",
    "If the complaint is about a payment service (a transfer, a card, a direct debit), we have {span} to answer it: say "
    "whether it is.",
)
SAY = words("Dire sur quoi elle porte", "Say what it is about")
SUMMARY = words(
    "Si le client dit que c’est résolu, clore le dossier au plus tard le {until} suffit : la lettre de clôture est alors le "
    "résumé que demande son régime, avec l’Ombudsman.",
    "If the customer says it is solved, closing the case by {until} is enough: the closing letter is then the summary that their "
    "regime asks for, with the Ombudsman.",
)
SOLVED = words("Clore : résolu, dit le client", "Close: solved, says the customer")
REASONS = words(
    "Notre réponse définitive est due le {due}. Sans elle, une lettre doit dire ce jour-là pourquoi, quand elle viendra, et que "
    "l’Ombudsman peut être saisi ; cette dernière partie s’ajoute d’office.",
    "Our final response is due on {due}. Without it, a letter must say by that day why, when it will come, and that the Ombudsman "
    "may be gone to; that last part is added by itself.",
)
EXPLAIN = words("Expliquer le retard", "Explain the delay")
