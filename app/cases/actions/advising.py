"""Asking a colleague about one case: the question, their answer and notes, and the end, which closes the case to them again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update

from app.cases.actions.telling import Happening, tell
from app.cases.models import Advice, Case
from app.cases.queries.judges import named_as
from app.cases.queries.sight import hold
from app.cases.rules.advising import ADVISED, ANSWERED, ASKED, EMPTY, ENDED, NOTE, Asking, require_askable
from app.journal.rules import Sealed
from app.kernel import Audience, Json, Refused, day_of, words
from app.people.models import Staff
from app.people.rules import Actor, Permission
from app.plumbing.db import db


def ask_colleague(
    case: Case, member: Staff, question: str, until_on: date | None, *, by: Actor, at: datetime
) -> Advice:
    """Ask a named colleague: they may read this case and answer, until that day, until it is taken back or the case closes."""
    if by.staff_id is None or not by.may(Permission.CASE_WORK):
        raise Refused("not_allowed", NOT_ALLOWED, "staff")
    hold(case)
    today = day_of(at, case.zone)
    before = _standing(case, member.id)
    waits = before is not None and before.answered_at is None and (before.until_on is None or before.until_on >= today)
    require_askable(
        Asking(
            member.name, member.role, member.active, member.id == by.staff_id, member.id == case.owner_id,
            member.id in named_as(case, "recused"), waits, case.is_open, question, until_on, today,
        )
    )  # fmt: skip
    if before is not None:
        before.ended_at = at
        db.session.flush()  # one at a time
    data: dict[str, Json] = {"staff": member.id, "staff_name": member.name}
    if until_on is not None:
        data["until_on"] = until_on.isoformat()
    entry = tell(case, ASKED, Happening(data, {"body": question}, Audience.INTERNAL), by=by, at=at)
    row = Advice(
        case_id=case.id, staff_id=member.id, asked_by_id=by.staff_id, asked_seq=entry.seq, at=at, until_on=until_on
    )
    db.session.add(row)
    db.session.flush()
    return row


def answer_colleague(case: Case, asked: Advice, text: str, *, by: Actor, at: datetime) -> Sealed:
    """Answer what one was asked; whoever advised on a case does not judge it."""
    _theirs(asked, by)
    if not text.strip():
        raise Refused("empty", EMPTY, "text")
    hold(case)
    asked.answered_at = at
    return tell(case, ANSWERED, _as_adviser({"question": asked.asked_seq}, text, by), by=by, at=at)


def note_as_adviser(case: Case, asked: Advice, text: str, *, by: Actor, at: datetime) -> Sealed:
    """Write an internal note on a case that one sees because one was asked about it."""
    _theirs(asked, by)
    if not text.strip():
        raise Refused("empty", EMPTY, "text")
    return tell(case, NOTE, _as_adviser({}, text, by), by=by, at=at)


def end_advice(case: Case, asked: Advice, *, by: Actor, at: datetime) -> Sealed:
    """Take a question back: its reader sees the case no more, unless they may for another reason."""
    if asked.ended_at is not None or asked.case_id != case.id:
        raise Refused("ended", OVER, "advice")
    hold(case)
    asked.ended_at = at
    member = db.session.get_one(Staff, asked.staff_id)
    data: dict[str, Json] = {"staff": member.id, "staff_name": member.name, "question": asked.asked_seq}
    return tell(case, ENDED, Happening(data, audience=Audience.INTERNAL), by=by, at=at)


def end_advice_to(case: Case, member: Staff, *, by: Actor, at: datetime) -> None:
    """Somebody steps aside from a case: nothing is asked of them any more."""
    standing = _standing(case, member.id)
    if standing is not None:
        end_advice(case, standing, by=by, at=at)


def end_all_advice(case: Case, *, at: datetime) -> None:
    """The case closes, and with it all that was asked about it."""
    db.session.execute(update(Advice).where(Advice.case_id == case.id, Advice.ended_at.is_(None)).values(ended_at=at))


def _standing(case: Case, staff_id: int) -> Advice | None:
    wanted = select(Advice).where(Advice.case_id == case.id, Advice.staff_id == staff_id, Advice.ended_at.is_(None))
    return db.session.scalars(wanted).one_or_none()


def _theirs(asked: Advice, by: Actor) -> None:
    if by.staff_id is None or asked.staff_id != by.staff_id or asked.ended_at is not None:
        raise Refused("ended", OVER, "text")


def _as_adviser(data: dict[str, Json], text: str, by: Actor) -> Happening:
    return Happening(data, {"body": text}, Audience.INTERNAL, ((by.key, ADVISED),))


NOT_ALLOWED = words("Votre rôle ne permet pas de demander un avis.", "Your role may not ask for advice.")
OVER = words("Cette question n’est plus posée.", "This question is no longer asked.")
