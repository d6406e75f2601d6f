"""Keeping a case beyond its date, and erasing it as a whole once nothing keeps it: facts, dates, amounts and seals stay.

What other rooms hold of it goes by reaction to `case.erased`, in the same transaction: a case is erased whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update

from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Claim, DutyRow, Hold, Limitation, Link, Party, Promise, Recusal, SignalRow, Upgrade
from app.cases.queries import locked
from app.cases.queries.keeping import forgettable, hold_on, keeping_of
from app.cases.rules.keeping import Keeping, Standing, require_due, require_hold
from app.journal.actions import HOUSE, erase_stream, record_late
from app.journal.rules import Sealed
from app.kernel import Audience, Event, Json, Refused, day_of, words
from app.people.actions import anonymous_customer, forget_customer
from app.people.models import Customer
from app.people.rules import Actor, Permission
from app.plumbing import jobs, search
from app.plumbing.db import Base, db, overwritten
from app.plumbing.triggers import NOTHING
from app.regimes.rules.parts import Kind

ERASED = "case.erased"
ASKED_AGAIN = timedelta(days=30)
"""When the rule is asked again about a case that something without a date keeps beyond its own."""
BY_THE_CLOCK = "retention"
"""The reason of an erasure by the clock; pages say it in words."""


def hold_case(case: Case, reason: str, review_on: date, *, by: Actor, at: datetime) -> Hold:
    """Keep a case beyond its date, with a reason; the decision is looked at again within a year."""
    _may_keep(by)
    require_hold(reason, review_on, day_of(at, case.zone))
    case = locked(case)
    if hold_on(case) is not None:
        raise Refused("held", HELD_ALREADY, "reason")
    said = {"reason": reason.strip()}
    what = Happening({"review_on": review_on.isoformat()}, said, Audience.INTERNAL)
    tell(case, "case.held", what, by=by, at=at)
    row = Hold(case_id=case.id, reason=reason.strip(), review_on=review_on, at=at, by=by.key)
    db.session.add(row)
    return row


def release_hold(case: Case, *, by: Actor, at: datetime) -> None:
    """Let a case go on its own date again."""
    _may_keep(by)
    case = locked(case)
    row = hold_on(case)
    if row is None:
        raise Refused("not_held", NOT_HELD, "ref")
    row.released_at, row.released_by = at, by.key
    tell(case, "case.hold_released", Happening(audience=Audience.INTERNAL), by=by, at=at)
    db.session.flush()  # the date is worked out without the hold
    if case.is_open:
        return
    case.kept_until_on = keeping_of(case, day_of(at, case.zone)).until_on


def _may_keep(by: Actor) -> None:
    if by.staff_id is None or not by.may(Permission.CASE_KEEP):
        raise Refused("not_allowed", NOT_ALLOWED, "reason")


def keep_dates(case: Case, *, at: datetime) -> Keeping:
    """Work out until when a case is kept; one that something keeps beyond its date is asked about again later."""
    today = day_of(at, case.zone)
    verdict = keeping_of(case, today)
    held = hold_on(case) if verdict.standing is Standing.HELD else None
    again = held.review_on if held is not None else today + ASKED_AGAIN
    case.kept_until_on = verdict.until_on if not verdict.holds else max(verdict.until_on or again, again)
    return verdict


def erase_case(case: Case, *, by: Actor, at: datetime) -> Sealed:
    """Erase the words of a whole case whose date has passed; refuses, saying why, one that something still keeps."""
    if not by.may(Permission.CASE_KEEP):
        raise Refused("not_allowed", NOT_ALLOWED, "ref")
    case = locked(case)
    today = day_of(at, case.zone)
    verdict = keeping_of(case, today)
    require_due(verdict)
    until = verdict.until_on.isoformat() if verdict.until_on is not None else ""
    return erase_whole(case, {"kept_until_on": until, "rules": list(verdict.rules)}, BY_THE_CLOCK, by=by, at=at)


def erase_whole(
    case: Case, why: Mapping[str, Json], reason: str, *, by: Actor, at: datetime, forget: bool = True
) -> Sealed:
    """Erase the words of a locked case that the caller found may go; what other rooms hold follows by reaction.

    `forget`: its customer goes too, once nothing else of them is kept; else they stay as if the case had never been theirs.
    """
    today = day_of(at, case.zone)
    overwritten()
    told = _told(case, why, by, at)
    erase_stream(case.stream, by=by.key, at=at, reason=reason)
    case = locked(case)
    case.erased_at, case.kept_until_on = at, None
    db.session.flush()  # the erasure must be on record before the database lets the words go
    _forget_rows(case)
    search.forget(case.id)
    jobs.forget(case.ref)
    _part(case, today, by, at, forget=forget)
    return told


def _told(case: Case, why: Mapping[str, Json], by: Actor, at: datetime) -> Sealed:
    """The certificate: in the journal of the case, and in that of the house."""
    brief = {name: value for name, value in why.items() if name != "rules"}
    record_late(Event("house.case_erased", HOUSE, at, by.key, {"ref": case.ref, **brief}))
    return tell(case, ERASED, Happening(dict(why), audience=Audience.INTERNAL), by=by, at=at)


def _forget_rows(case: Case) -> None:
    """The words that rows of this room hold of the case."""
    mine = case.id
    case.subject, case.external_id = NOTHING, None
    gone: dict[type[Base], dict[str, str | None]] = {
        Claim: {"label": NOTHING, "basis": ""}, SignalRow: {"why": ""}, Promise: {"what": NOTHING, "proof": ""},
        Recusal: {"reason": NOTHING}, Hold: {"reason": NOTHING}, Upgrade: {"reason": ""},
        Party: {"name": NOTHING, "email": "", "address": "", "protection": "", "customer_id": None},
    }  # fmt: skip
    for model, nothing in gone.items():
        db.session.execute(update(model).where(model.case_id == mine).values(nothing))  # type: ignore[attr-defined]
    db.session.execute(delete(Link).where((Link.case_id == mine) | (Link.other_id == mine)))
    promised = select(DutyRow).where(DutyRow.case_id == mine, DutyRow.kind == Kind.PROMISE)
    for row in db.session.scalars(promised):
        row.label = PROMISED
    db.session.flush()


PROMISED: dict[str, Json] = {"fr": "Engagement", "en": "Promise", "values": {}}


def _part(case: Case, today: date, by: Actor, at: datetime, *, forget: bool) -> None:
    """The case is nobody's any more; its customer goes with the last case and the last purchase that is kept of them."""
    person = case.customer
    if person.anonymous:
        person.source, person.external_id = None, None
        return
    case.customer, case.purchase = anonymous_customer("erased", case.ref, case.country, case.lang, at=at), None
    if forget:
        person.case_erased_on = today
        _forget(person, today, by, at)


def _forget(customer: Customer, today: date, by: Actor, at: datetime) -> None:
    db.session.flush()
    if forgettable(customer, today):
        db.session.execute(delete(Limitation).where(Limitation.customer_id == customer.id))
        forget_customer(customer, by=by, at=at)


def forget_customers(numbers: list[int], *, by: Actor, at: datetime, today: date) -> None:
    """Forget those of these customers of whom nothing is kept any more."""
    overwritten()
    for number in numbers:
        _forget(db.session.get_one(Customer, number, with_for_update=True, populate_existing=True), today, by, at)


HELD_ALREADY = words("Ce dossier est déjà gardé au-delà de sa date.", "This case is held beyond its date already.")
NOT_HELD = words("Rien ne garde ce dossier au-delà de sa date.", "Nothing holds this case beyond its date.")
NOT_ALLOWED = words(
    "Seule la qualité garde un dossier au-delà de sa date, ou l’efface (--by).",
    "Only the quality officer holds a case beyond its date, or erases it (--by).",
)
