"""A letter on its way: held back, drawn, delivered at least once, tried again, posted. Told in the journal when it has left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import select

from app.cases.actions.telling import Happening, tell
from app.cases.queries.sight import hold
from app.cases.queries.warning import has_complained
from app.correspondence.models import IncidentLetter, Letter, Message, RequestLetter
from app.correspondence.queries import mail_of, pdf_of, sender
from app.correspondence.rules import Channel, Standing, require_channel
from app.correspondence.rules.reaching import ON_PAPER
from app.exhibits.queries import store
from app.journal.actions import record, record_late
from app.kernel import Audience, Event, Json, Refused, day_of, words
from app.people.rules import SYSTEM, Actor
from app.plumbing import jobs, mail, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job

L = TypeVar("L", bound=Letter)
LEAVE: dict[type[Letter], str] = {
    Message: "correspondence.leave", IncidentLetter: "correspondence.leave_incident", RequestLetter: "correspondence.leave_request",
}  # fmt: skip
"""The task that sends a letter, by its kind."""


def put_on_its_way(row: Letter, *, at: datetime) -> None:
    """Ask the worker for it: one job per letter and way, in this transaction."""
    due_at, leave_ = max(at, row.leaves_at), LEAVE[type(row)]
    key = f"{leave_}:{row.id}:{row.channel.value}"
    job = jobs.enqueue(leave_, {"message": row.id}, at=at, due_at=due_at, key=key, cause=row.about)
    if job.done_at is not None or job.dead_at is not None:
        job.done_at, job.result = None, None
        jobs.retry(job, at=due_at)
    row.job_id, row.job = job.id, job


def locked_letter(number: int, kind: type[L]) -> L:
    """The letter, its case and then its row locked until the end of the unit of work."""
    if kind is Message:
        hold(db.session.get_one(Message, number).case)
    wanted = select(kind).where(kind.id == number).with_for_update(of=kind)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def _read(number: int, kind: type[L]) -> L:
    return db.session.get_one(kind, number)


def stop(row: Letter, *, by: Actor, at: datetime) -> None:
    """Hold a letter back before it leaves; what it came with stays as it is."""
    row = locked_letter(row.id, type(row))
    if not row.standing.may_stop:
        raise Refused("gone", GONE.fill(state=row.standing.words), "letter")
    row.stopped_at = at
    _tell(row, "correspondence.stopped", by=by, at=at)


def send_again(row: Letter, *, by: Actor, at: datetime) -> None:
    """Put a letter that was held back, or could not leave, on its way again; try now one that is to be tried again later."""
    row = _with_its_words(row)
    if row.standing not in (Standing.STOPPED, Standing.FAILED, Standing.RETRIED):
        raise Refused("on_its_way", ON_ITS_WAY.fill(state=row.standing.words), "letter")
    if row.standing is Standing.RETRIED and row.job is not None:
        row.job.due_at = at
    row.stopped_at, row.leaves_at = None, at
    put_on_its_way(row, at=at)
    _tell(row, "correspondence.resumed", by=by, at=at)


def reroute(row: Letter, channel: Channel, *, by: Actor, at: datetime) -> None:
    """Send it another way, as long as it has not left."""
    row = _with_its_words(row)
    if row.standing in (Standing.SENT, Standing.LEAVING):
        raise Refused("gone", GONE.fill(state=row.standing.words), "channel")
    require_channel(channel, row.reach)
    if channel is row.channel:
        return
    if row.job is not None and row.job.done_at is None:
        row.job.done_at = at
    row.channel, row.stopped_at = channel, None
    if not (channel.on_paper and row.copy_key):
        put_on_its_way(row, at=at)
    _tell(row, "correspondence.rerouted", by=by, at=at)


def _with_its_words(row: Letter) -> Letter:
    """The letter, locked; refuses one whose words were erased, and one whose reader has complained instead."""
    row = locked_letter(row.id, type(row))
    if row.erased_on is not None:
        raise Refused("erased", ERASED.fill(on=row.erased_on), "letter")
    if isinstance(row, IncidentLetter) and has_complained(row.warned):
        raise Refused("complained", COMPLAINED.fill(who=row.to_name), "letter")
    return row


def mark_sent(row: Letter, on: date, tracking: str = "", *, by: Actor, at: datetime) -> None:
    """Record that the printed letter was posted or handed over on a civil day, with its tracking number."""
    row = locked_letter(row.id, type(row))
    if row.standing not in ON_PAPER:
        raise Refused("not_printed", NOT_PRINTED.fill(state=row.standing.words), "on")
    if not row.written_on <= on <= day_of(at, row.zone):
        raise Refused("day_wrong", DAY_WRONG.fill(first=row.written_on), "on")
    if row.channel is Channel.REGISTERED and not tracking.strip():
        raise Refused("tracking_missing", TRACKING, "tracking")
    row.sent_at, row.sent_on, row.tracking, row.file_key = at, on, tracking.strip()[:60], row.copy_key
    _tell(row, "correspondence.sent", by=by, at=at)


def _tell(row: Letter, kind: str, *, by: Actor, at: datetime, why: str = "") -> None:
    gone = kind == "correspondence.sent"
    data: dict[str, Json] = {"channel": row.channel.value, "file": row.file_key, "tracking": row.tracking}
    if row.sent_on is not None:
        data["on"] = row.sent_on.isoformat()
    text = {"why": why} if why else {}
    if isinstance(row, IncidentLetter):
        record(Event(kind, row.stream, at, by.key, {"message": row.id, **data}, text))
        return
    if isinstance(row, RequestLetter):  # the journal of the house keeps no words of a customer's server
        record_late(Event(kind, row.stream, at, by.key, {"request": row.request_id, "message": row.id, **data}))
        return
    data = {
        "message": row.number, "letter": row.kind.value, "direction": "out" if gone else "", "cause": row.cause, **data,
    }  # fmt: skip
    tell(row.case, kind, Happening(data, text, Audience.CUSTOMER if gone else Audience.INTERNAL), by=by, at=at)


# --- in the worker ---------------------------------------------------------------------------------------------------


def leave(job: Job, at: datetime, kind: type[Letter] = Message) -> dict[str, Any]:
    """Deliver or draw one letter. A second run does no harm: the same mail under the same Message-ID, the same PDF."""
    number, last = int(job.payload["message"]), job.last_try
    with unit_of_work.writing():
        row = locked_letter(number, kind)
        if row.standing in (Standing.SENT, Standing.STOPPED) or row.erased_on is not None:
            return {"left": False}
        if isinstance(row, IncidentLetter) and row.begun_at is None and has_complained(row.warned):
            row.stopped_at = at
            _tell(row, "correspondence.spared", by=SYSTEM, at=at)
            return {"left": False}
        if not row.channel.on_paper:
            row.begun_at = row.begun_at or at
        on_paper = row.channel.on_paper
    return _draw(number, kind) if on_paper else _mail(number, at, kind, last=last)


def _draw(number: int, kind: type[Letter]) -> dict[str, Any]:
    row = _read(number, kind)
    if row.erased_on is not None:
        return {"left": False}
    key = store().put(pdf_of(row))
    with unit_of_work.writing():
        row = locked_letter(number, kind)
        kept = row.erased_on is None
        if kept:
            row.copy_key = key
    if not kept:  # its words were erased while it was drawn
        store().delete(key)
        return {"left": False}
    return {"left": False, "copy": key}


def _mail(number: int, at: datetime, kind: type[Letter], *, last: bool) -> dict[str, Any]:
    row = _read(number, kind)
    content = mail_of(row, at)
    key = store().put(content)
    try:
        mail.deliver(content, sender=sender()[1], to=row.to_email, message_id=row.message_id)
    except mail.BouncedError as bounced:
        _failed(number, kind, str(bounced), at)
        raise Refused("bounced", BOUNCED.fill(why=str(bounced)), "to") from bounced
    except OSError as away:
        if last:
            _failed(number, kind, str(away), at)
        raise
    with unit_of_work.writing():
        row = locked_letter(number, kind)
        if row.sent_at is None:
            row.sent_at, row.sent_on, row.file_key = at, day_of(at, row.zone), key
            _tell(row, "correspondence.sent", by=SYSTEM, at=at)
    return {"left": True, "file": key}


def _failed(number: int, kind: type[Letter], why: str, at: datetime) -> None:
    """Tell that it could not leave: refused for good, or tried as often as it is tried."""
    with unit_of_work.writing():
        _tell(locked_letter(number, kind), "correspondence.failed", by=SYSTEM, at=at, why=why)


def draw_copy(job: Job, at: datetime) -> dict[str, Any]:
    """Draw the paper copy of a letter that went by mail."""
    return _draw(job.payload["message"], Message)


def ask_copy(row: Message, *, at: datetime) -> Job:
    """Ask the worker for a letter on paper, once; refuses one whose words were erased."""
    row = locked_letter(row.id, Message)
    if row.erased_on is not None:
        raise Refused("erased", ERASED.fill(on=row.erased_on), "letter")
    return jobs.enqueue(COPY, {"message": row.id}, at=at, key=f"{COPY}:{row.id}", cause=row.case.ref)


COPY = "correspondence.copy"
HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {
    **{task: partial(leave, kind=kind) for kind, task in LEAVE.items()}, COPY: draw_copy,
}  # fmt: skip

GONE = words("Trop tard : cette lettre est déjà « {state} ».", "Too late: this letter is “{state}” already.")
ON_ITS_WAY = words("Cette lettre est « {state} ».", "This letter is “{state}”.")
ERASED = words("Les mots de cette lettre ont été effacés le {on}.", "The words of this letter were erased on {on}.")
COMPLAINED = words(
    "{who} a réclamé entre-temps : écrivez dans son dossier.", "{who} has complained meanwhile: write in their case."
)
NOT_PRINTED = words(
    "Seule une lettre à imprimer se poste ou se remet ; celle-ci est « {state} ».",
    "Only a letter to be printed is posted or handed over; this one is “{state}”.",
)
DAY_WRONG = words("Le jour d’envoi va du {first} à aujourd’hui.", "The day of sending lies between {first} and today.")
TRACKING = words("Donnez le numéro de la lettre recommandée.", "Give the number of the registered letter.")
BOUNCED = words("Le serveur refuse ce courriel : {why}", "The server refuses this mail: {why}")
