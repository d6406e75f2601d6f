"""Keeping what a customer answers, once; a "no" or a "partly" takes their case up again."""

from __future__ import annotations

from datetime import datetime

from app.cases import actions as cases
from app.cases.actions.noting import raise_signals_of
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import locked
from app.feedback.models import Answer, Invitation
from app.feedback.rules import Answers, Reply, require_answers
from app.feedback.rules.wording import ANSWERED, NOT_YOURS, OVER, REOPENED
from app.kernel import Audience, Json, Lang, Refused
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.typography import say


def asked_person(row: Invitation) -> Actor:
    """Whoever was asked, as the one who answers: the customer, or who speaks for them."""
    lang: Lang = "en" if row.lang == "en" else "fr"
    return Actor(row.case.customer.key, row.to_name, lang=lang)


def answer(row: Invitation, given: Answers, *, by: Actor, at: datetime) -> Answer:
    """Keep the one answer to an invitation: only the customer's, once, in time.

    "No" and "partly" reopen a closed case, at the level that promised where a promise was asked about; "no" denies that
    promise. On an open case they are a message that somebody must read, like any words; and so is every "partly", which
    says that something is missing and not what.
    """
    if by.key != row.case.customer.key:
        raise Refused("not_yours", NOT_YOURS, "survey")
    locked(row.case)  # of two answers at once, the second waits here and then finds the first
    db.session.refresh(row)
    if row.answer is not None:
        raise Refused("answered", ANSWERED, "survey")
    if not row.open_at(at):
        raise Refused("over", OVER, "survey")
    require_answers(row.asked, given)
    row.answer = kept = Answer(
        at=at, solved=given.solved, kept=given.kept, satisfaction=given.satisfaction,
        effort=given.effort, recommendation=given.recommendation,
    )  # fmt: skip
    db.session.flush()  # a second answer is refused by the database at the latest
    _tell(row, given, by, at)
    _follow(row, given, by, at)
    return kept


def _tell(row: Invitation, given: Answers, by: Actor, at: datetime) -> None:
    data: dict[str, Json] = {"survey": row.id, "occasion": row.occasion.value}
    for name in ("solved", "kept", "satisfaction", "effort", "recommendation"):
        value = getattr(given, name)
        if value is not None:
            data[name] = value.value if isinstance(value, Reply) else value
    text = {"body": given.words.strip()} if given.words.strip() else {}
    tell(row.case, "feedback.answered", Happening(data, text, Audience.CUSTOMER), by=by, at=at)


def _follow(row: Invitation, given: Answers, by: Actor, at: datetime) -> None:
    """What an answer sets going: nothing when all is well and nothing is said."""
    if given.reply is Reply.NO:
        for promise in row.promises:
            cases.deny_promise(row.case, promise, by=by, at=at)
    case = _living(row.case)
    reopened = not case.is_open and given.reply is not Reply.YES and case.merged_into is None
    if reopened:
        cases.reopen(case, say(REOPENED[given.reply], by.lang), by=by, at=at)
        if row.promises and case is row.case:
            cases.hand_back(case, row.level, row.staff, by=by, at=at)
    if given.reply is Reply.PARTLY or (not reopened and (given.reply is Reply.NO or given.words.strip())):
        cases.hear(case, at=at)
    if case.is_open and given.words.strip():
        raise_signals_of(case, given.words, by=by, at=at)


def _living(case: Case) -> Case:
    """The case itself, or the one of the same customer that it was merged into."""
    target = case.merged_into
    return _living(target) if target is not None and target.customer_id == case.customer_id else case
