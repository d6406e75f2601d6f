"""Answers to the customer as their pages begin: what we can already say is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from app.cases import actions, queries
from app.cases.actions.telling import Overriding
from app.cases.models import Case
from app.cases.queries.informing import block_for
from app.cases.rules.belated import EXCUSE, is_belated
from app.cases.rules.limits import QUIET_CLOSE_DAYS, REMIND_EVERY, WAITING_DAYS
from app.cases.rules.states import State
from app.correspondence.queries import fields_of, wording_of
from app.correspondence.queries.letters import lang_of
from app.correspondence.rules import DECISION, LetterKind, draft
from app.desk.views.act import Do
from app.gestures.models import EntitlementRow
from app.gestures.queries import untold_contests
from app.kernel import Lang, Refused, Words, day_of, words
from app.people.models import Terms
from app.people.queries import terms_in_force
from app.people.rules import Actor
from app.people.rules.clauses import check_cited
from app.plumbing.typography import say


def answered(final: bool) -> Do:
    """Answer the customer, for the last time or not."""

    def do(case: Case, form: Any, by: Actor, at: datetime) -> object:
        if (terms := terms_of(case)) is not None:
            check_cited(form.text.data, terms.version, [clause.number for clause in terms.clauses])
        override = (
            Overriding(form.override_rule.data, form.override_reason.data or "") if form.override_rule.data else None
        )
        return actions.answer(case, form.text.data, form.verdict.data, by=by, at=at, final=final, override=override)

    return do


def terms_of(case: Case) -> Terms | None:
    """The terms that bound the parties on the day of the contract, which an answer may cite."""
    return terms_in_force(case.purchase.bought_on) if case.purchase is not None else None


def final_letter(form: Any, case: Case, at: datetime) -> None:
    """The same for the final answer."""
    letter(form, case, at, final=True)


def letter(form: Any, case: Case, at: datetime, *, final: bool = False) -> None:
    """The skeleton of an answer: what was understood, what we decide, what happens next; with the regime's text below."""
    on = day_of(at, case.zone)
    block = ""
    try:
        block = block_for(case, at=at, final=final)
    except Refused as incomplete:
        form.warning = incomplete.message
    lines = draft(
        LetterKind.ANSWER,
        replace(fields_of(case, on), close_on=on + timedelta(days=QUIET_CLOSE_DAYS)),
        wording_of(LetterKind.ANSWER, on),
    )
    own: Lang = "en" if case.lang == "en" else "fr"
    text = _told(case, form, say(lines, own), own)
    form.text.data = text + ("\n\n" + block if block else "")


def _told(case: Case, form: Any, text: str, own: Lang) -> str:
    """The answer with the reasons of what we contest and the customer does not know of yet, in the place of the decision."""
    untold = [one.row for one in untold_contests(case)]
    if not untold:
        return text
    form.verdict.data = "unfounded" if len(case.claims) == 1 else "partly"
    place, why = say(DECISION, own), "\n\n".join(say(_contest(row), own, case.zone) for row in untold)
    return text.replace(place, why) if place in text else f"{text}\n\n{why}"


def _contest(row: EntitlementRow) -> Words:
    """What we contest and why; what became due was told in a letter, and is taken back in so many words."""
    told_due = row.promise_id is not None
    return (TAKEN_BACK if told_due else CONTESTED).fill(what=row.what, amount=row.amount, reason=row.contested_because)


TAKEN_BACK = words(
    "Nous vous avons écrit que la loi vous accorde : {what} ({amount}). Après vérification, nous le contestons, pour les raisons "
    "suivantes : {reason}",
    "We wrote to you that the law grants you: {what} ({amount}). After checking, we contest it, for the following reasons: {reason}",
)
CONTESTED = words(
    "Vous demandez : {what} ({amount}). Nous ne pouvons pas l’accorder, pour les raisons suivantes : {reason}",
    "You ask for: {what} ({amount}). We cannot grant it, for the following reasons: {reason}",
)


def ask_fill(form: Any, case: Case, at: datetime) -> None:
    """The letter that asks, and until when we wait for what it asks."""
    form.until_on.data = until = _waited(case, at)
    form.text.data = _request(case, until, at)


def ask(case: Case, form: Any, by: Actor, at: datetime) -> object:
    """Ask the customer; the letter gives the day that was chosen, also where the proposed one was changed beside it."""
    until, own = form.until_on.data or _waited(case, at), lang_of(case)
    proposed, chosen = (say(DAY.fill(d=day), own, case.zone) for day in (_waited(case, at), until))
    text = form.text.data.replace(proposed, chosen)
    return actions.ask_customer(case, text, until, by=by, at=at)


DAY = words("{d}", "{d}")
"""A civil day as a letter writes it."""


def _waited(case: Case, at: datetime) -> date:
    longest = REMIND_EVERY if case.state is State.WAITING else timedelta(days=WAITING_DAYS)
    return day_of(at, case.zone) + longest


def _request(case: Case, until: date, at: datetime) -> str:
    own, fields = lang_of(case), replace(fields_of(case, day_of(at, case.zone)), close_on=until)
    text = say(draft(LetterKind.REQUEST, fields), own, case.zone)
    if case.state is not State.WAITING:
        return text
    greeting, _, rest = text.partition("\n\n")
    return f"{greeting}\n\n{say(STILL, own)}\n\n{rest}"


STILL = words(
    "Nous vous avons écrit, et votre réponse ne nous est pas parvenue.",
    "We wrote to you, and your reply has not reached us.",
)


def reminding(_form: Any, case: Case) -> Words | None:
    """The title of the page that asks once more."""
    return words("Relancer le client", "Remind the customer") if case.state is State.WAITING else None


def acknowledgement(form: Any, case: Case, at: datetime) -> None:
    """The letter that says that we have the complaint, and who has it; of what came from a file, none is proposed."""
    if case.imported:
        form.text.description = ACKNOWLEDGED_ELSEWHERE
        return
    own: Lang = "en" if case.lang == "en" else "fr"
    kind, on = LetterKind.ACKNOWLEDGEMENT, day_of(at, case.zone)
    text = say(draft(kind, fields_of(case, on), wording_of(kind, on)), own)
    form.text.data = "\n\n".join([text, *_excuse(case, own)])


ACKNOWLEDGED_ELSEWHERE = words(
    "Ce dossier vient d’un fichier : son client a pu recevoir un accusé de réception ailleurs. Sans texte, rien ne part.",
    "This case comes from a file: its customer may have been acknowledged elsewhere. Without a text, nothing leaves.",
)


def _excuse(case: Case, own: Lang) -> list[str]:
    """Of a complaint that lay with us before it was logged, past a date of ours: when it reached us, and that we are sorry."""
    logged_on = day_of(case.logged_at, case.zone)
    lay = case.received_on < logged_on and any(is_belated(duty, logged_on) for duty in queries.duties_of(case))
    return [say(EXCUSE.fill(received=case.received_on), own)] if lay else []
