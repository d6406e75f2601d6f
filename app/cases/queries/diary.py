"""What a person has to do by when, for their diary: the duties of the cases they carry and the promises they made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.cases.models import Case, DutyRow, Promise
from app.cases.queries.requests import open_requests, promised_by
from app.cases.queries.sight import visible
from app.cases.rules.stored_words import said
from app.kernel import Words, day_of, words
from app.people.rules import Actor, Permission
from app.plumbing.db import db
from app.regimes.rules.duties import DutyState
from app.regimes.rules.parts import Kind

TO_DO = (DutyState.PENDING, DutyState.MISSED)
A_PROMISE = words("Engagement", "Promise")


@dataclass(frozen=True)
class Dated:
    """One line of a diary: the case's reference, what kind of thing, when; what it is about stays on our own page."""

    key: str
    ref: str
    label: Words
    on: date
    at: datetime | None = None
    about: str = ""
    """People's own words: never in a feed that other systems read."""
    request: int | None = None
    """The number of an access request, where it is no duty of a case."""


def diary_of(actor: Actor) -> list[Dated]:
    """This person's duties still to be done, by date; only of cases they may see; and the access requests that they may answer."""
    return sorted([*_duties(actor), *_promises(actor), *_requests(actor)], key=lambda one: (one.on, one.key))


def _duties(actor: Actor) -> Iterator[Dated]:
    wanted = (
        select(DutyRow, Case.ref, Case.subject).join(Case, Case.id == DutyRow.case_id)
        .where(Case.owner_id == actor.staff_id, Case.is_open, visible(actor), DutyRow.ours, DutyRow.state.in_(TO_DO),
               DutyRow.kind != Kind.PROMISE, DutyRow.due_on.is_not(None))
    )  # fmt: skip
    for row, ref, subject in db.session.execute(wanted):
        assert row.due_on is not None
        yield Dated(f"duty-{row.id}", ref, said(row.label), row.due_on, about=subject)


def _promises(actor: Actor) -> Iterator[Dated]:
    wanted = select(Promise, Case.ref, Case.zone).join(Case, Case.id == Promise.case_id)
    mine = wanted.where(Promise.owner_id == actor.staff_id, Promise.state == "open", visible(actor))
    for row, ref, zone in db.session.execute(mine):
        yield Dated(f"promise-{row.id}", ref, A_PROMISE, day_of(row.due_at, zone), row.due_at, row.what)


AN_ANSWER = words("Répondre à une demande d’accès", "Answer an access request")


def _requests(actor: Actor) -> Iterator[Dated]:
    for row in open_requests() if actor.may(Permission.ACCESS_ANSWER) else []:
        if not promised_by(row, actor):
            name = row.customer.display_name
            yield Dated(f"request-{row.id}", row.ref, AN_ANSWER, row.asked.until_on, about=name, request=row.id)
