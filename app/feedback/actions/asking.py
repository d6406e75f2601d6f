"""Asking a customer: planned with its occasion, decided when the day has come, sent when we are open."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Promise
from app.cases.queries import locked, packs_of
from app.cases.rules.states import Ended
from app.correspondence.queries import greeting_in, sender
from app.correspondence.queries.customers_page import reachable
from app.correspondence.rules import Reach
from app.feedback.models import Invitation
from app.feedback.queries import last_asked, link_to, occasion_of, unchecked_promises
from app.feedback.queries.times import times_now
from app.feedback.rules import (
    OCCASIONS,
    Asking,
    Occasion,
    Reply,
    asked_at,
    open_until,
    opening_on,
    rests_until,
    why_not,
)
from app.feedback.rules.wording import ABOUT, BODY, SUBJECT
from app.journal.models import Entry
from app.kernel import Audience, Event, Json, Lang, Refused, as_utc, day_ends_at, day_of, words
from app.people.rules import SYSTEM
from app.plumbing import jobs, mail, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.typography import say
from app.regimes.queries import region_of, working_hours
from app.regimes.rules.worktime import WorkCalendar, next_open

ASK, MAIL = "feedback.ask", "feedback.mail"


def ask_later(event: Event) -> None:
    """Plan the survey that an entry of a journal gives an occasion to; nothing is asked about imported history."""
    if event.kind == "case.reported" and event.data.get("solved") != Reply.YES:
        return  # we know already that it is not solved
    case = db.session.scalars(select(Case).where(Case.ref == event.stream.partition(":")[2])).one()
    if case.imported:
        return
    due_at = asked_at(OCCASIONS[event.kind], day_of(event.at, case.zone), _hours(case, event.at), times_now())
    _plan(case, event.kind, as_utc(event.at).isoformat(), at=event.at, due_at=due_at)


def _plan(case: Case, kind: str, happened: str, *, at: datetime, due_at: datetime) -> None:
    """Ask for the decision, once for this occasion and day."""
    key = f"{ASK}:{case.id}:{kind}:{happened}:{due_at:%Y%m%d}"
    payload = {"case": case.id, "kind": kind, "at": happened}
    jobs.enqueue(ASK, payload, at=at, due_at=due_at, key=key, cause=case.ref)


def _hours(case: Case, at: datetime) -> WorkCalendar:
    return working_hours(case.zone, region_of(packs_of(case)), day_of(at, case.zone))


# --- in the worker ---------------------------------------------------------------------------------------------------


def ask(job: Job, at: datetime) -> dict[str, Any]:
    """Invite the customer, unless something speaks against it by now; a case just asked about has to rest first."""
    with unit_of_work.writing():
        case = locked(db.session.get_one(Case, job.payload["case"]))
        today, kind, happened = day_of(at, case.zone), str(job.payload["kind"]), str(job.payload["at"])
        entry = occasion_of(case, kind, datetime.fromisoformat(happened))
        reach, promises = reachable(case, today), _promises(case, entry)
        against = why_not(_facts(case, entry, promises, reach, today))
        if against is not None or reach is None:
            return {"asked": False, "why": str(against)}
        later_on = rests_until(last_asked(case), today, times_now())
        if later_on is not None:
            _plan(case, kind, happened, at=at, due_at=opening_on(later_on, _hours(case, at)))
            return {"asked": False, "again_on": later_on.isoformat()}
        row = _invite(case, entry, promises, reach, at)
        due_at = next_open(_hours(case, at), at)
        jobs.enqueue(MAIL, {"invitation": row.id}, at=at, due_at=due_at, key=f"{MAIL}:{row.id}", cause=case.ref)
        return {"asked": True}


def _promises(case: Case, entry: Entry) -> list[Promise]:
    """What was promised, noted as kept and not yet checked: asked about on its own, or when what was agreed is carried out."""
    occasion = OCCASIONS[entry.kind]
    if occasion is Occasion.PROMISE:
        return unchecked_promises(case)
    if occasion is Occasion.CLOSED and case.ended in (Ended.SETTLED, Ended.MEDIATED):
        return [row for row in unchecked_promises(case) if row.origin]
    return []


def _facts(case: Case, entry: Entry, promises: list[Promise], reach: Reach | None, today: date) -> Asking:
    occasion = OCCASIONS[entry.kind]
    closed_since = case.closed_at is not None and case.closed_at >= entry.at  # closing asks on its own
    still = {
        Occasion.CLOSED: case.closed_at == entry.at,
        Occasion.CONTACT: not closed_since,
        Occasion.PROMISE: bool(promises) and not closed_since,
    }
    return Asking(
        occasion=occasion, happened_on=day_of(entry.at, case.zone), today=today, state=case.state, ended=case.ended,
        still=still[occasion], imported=case.imported, email=reach is not None,
    )  # fmt: skip


def _invite(case: Case, entry: Entry, promises: list[Promise], reach: Reach, at: datetime) -> Invitation:
    until_on = open_until(day_of(at, case.zone), times_now())
    promise = promises[-1] if promises else None
    row = Invitation(
        case_id=case.id, case=case, occasion=OCCASIONS[entry.kind], entry_seq=entry.seq, level=promise.level if promise else case.level,
        service_id=case.service_id, staff_id=promise.owner_id if promise else _whose(case, entry), to_name=reach.name[:200],
        to_email=reach.email, lang="en" if case.lang == "en" else "fr", message_id=f"<{secrets.token_hex(16)}@{mail.sender_host()}>",
        made_at=at, until_at=day_ends_at(until_on, case.zone), promises=promises,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # its number goes into the journal and into the link
    data: dict[str, Json] = {
        "survey": row.id, "occasion": row.occasion.value, "of": entry.seq, "until_on": until_on.isoformat()
    }  # fmt: skip
    tell(case, "feedback.asked", Happening(data, audience=Audience.INTERNAL), by=SYSTEM, at=at)
    return row


def _whose(case: Case, entry: Entry) -> int:
    """Who noted the contact; who carried the case when it was closed."""
    noted = OCCASIONS[entry.kind] is Occasion.CONTACT and entry.by.startswith("staff:")
    return int(entry.by.removeprefix("staff:")) if noted else case.owner_id


def send(job: Job, at: datetime) -> dict[str, Any]:
    """Mail an invitation: the same bytes at every try. It is no letter that we keep: with its link anybody could answer."""
    row = db.session.get_one(Invitation, job.payload["invitation"])
    try:
        mail.deliver(mail_of(row), sender=sender()[1], to=row.to_email, message_id=row.message_id)
    except mail.BouncedError as bounced:
        with unit_of_work.writing():
            row = db.session.get_one(Invitation, job.payload["invitation"])
            what = Happening(
                {"survey": row.id, "occasion": row.occasion.value}, {"why": str(bounced)}, Audience.INTERNAL
            )
            tell(row.case, "feedback.bounced", what, by=SYSTEM, at=at)
        raise Refused("bounced", words("{why}", "{why}", why=str(bounced)), "email") from bounced
    return {"sent": True}


def mail_of(row: Invitation) -> bytes:
    """The mail that asks, with the link by which it is answered."""
    case, lang = row.case, _lang(row)
    about = ABOUT[row.occasion].fill(ref=case.ref, on=day_of(_occasion_at(row), case.zone))
    body = BODY.fill(
        greeting=greeting_in(case, day_of(row.made_at, case.zone)),
        about=about,
        link=link_to(row),
        until=row.until_on,
        house=sender()[0],
    )
    return mail.composed(
        message_id=row.message_id, sender=sender(), to=(row.to_name, row.to_email), subject=say(SUBJECT.fill(ref=case.ref), lang),
        body=say(body, lang, case.zone), lang=lang, at=row.made_at,
    )  # fmt: skip


def _lang(row: Invitation) -> Lang:
    return "en" if row.lang == "en" else "fr"


def _occasion_at(row: Invitation) -> datetime:
    wanted = select(Entry.at).where(Entry.stream == row.case.stream, Entry.seq == row.entry_seq)
    return db.session.scalars(wanted).one()


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {ASK: ask, MAIL: send}
"""What the worker does for this room."""
