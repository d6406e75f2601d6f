"""What we think of one claim, apart from the others: its page, said before an answer is given to the whole."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.cases import actions
from app.cases.models import Case, Claim
from app.cases.rules.ladder import TOP
from app.cases.rules.states import State
from app.cases.rules.verdicts import NOT_EXAMINED
from app.desk.forms.claims import VerdictForm
from app.desk.views.act import RECORD, Act
from app.kernel import Refused, Words, words
from app.people.guards import current_actor
from app.people.rules import Actor, Permission
from app.plumbing.fields import options


def _which(form: Any, case: Case) -> None:
    form.claim.choices = options([(row.position, row.label) for row in case.claims])


def _next_open(form: Any, case: Case, _at: datetime) -> None:
    """The first claim that nobody has judged yet."""
    waiting = [row.position for row in case.claims if row.verdict == NOT_EXAMINED]
    form.claim.data = (waiting or [row.position for row in case.claims] or [0])[0]


def _judge(case: Case, form: Any, by: Actor, at: datetime) -> None:
    found: Claim | None = next((row for row in case.claims if row.position == form.claim.data), None)
    if found is None:
        raise Refused("no_such_claim", words("Choisissez la demande.", "Choose the claim."), "claim")
    actions.set_verdict(case, found, form.verdict.data, form.reason.data, by=by, at=at)


def _not_now(case: Case, _at: datetime) -> Words | None:
    """Why this person can judge no claim of this case now."""
    if not case.claims:
        return NONE
    if case.state is State.CLOSED:
        return CLOSED
    return (
        actions.why_not_judge(case, current_actor())
        if case.level is TOP
        else actions.why_not_answer(case, current_actor())
    )


NONE = words(
    "Ce dossier n’a pas encore de demande : précisez d’abord ce que le client demande.",
    "This case has no claim yet: first state what the customer asks.",
)
CLOSED = words(
    "Le dossier est clos : ses demandes ne se jugent plus.", "The case is closed: its claims are judged no more."
)
LINE_VERDICTS = {
    "verdict": Act(
        words("Donner l’appréciation d’une demande", "Give the verdict on a claim"),
        words(
            "Chaque demande a la sienne : le dossier du médiateur les montre une à une. La réponse au client, elle, porte sur le tout.",
            "Each claim has its own: the mediator’s file shows them one by one. The answer to the customer is about the whole.",
        ),
        RECORD,
        words("Appréciation notée", "Verdict recorded"),
        VerdictForm,
        _judge,
        needs=Permission.CASE_ANSWER,
        prepare=_which,
        fill=_next_open,
        closed=_not_now,
    )
}
"""What stands beside the acts of `acting`, by name."""
