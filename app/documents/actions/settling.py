"""A settlement agreement: draft → approved → sent → signed by each → carried out. Each step refuses what it must."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.cases.actions import apply, keep_promise, promise
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import locked, owed_promises
from app.cases.queries.standing_in import voices
from app.cases.rules.standing_in import acting
from app.cases.rules.workflow import BY_NAME
from app.correspondence.actions import write
from app.correspondence.queries import fields_of, reach_of, wording_of
from app.correspondence.rules import LetterKind
from app.correspondence.rules import draft as draft_words
from app.documents.models import Settlement, SettlementState, Signature
from app.documents.queries.settling import due_by_law, pdf_of, power_to_compromise
from app.documents.rules.settlement import (
    NO_COPY,
    NO_MANDATE,
    NO_PROOF,
    NO_REASON,
    NOBODY,
    NOT_ALLOWED,
    NOT_DRAWN,
    SIGNED_TWICE,
    Deal,
    check_due,
    check_power,
    check_signature,
    check_terms,
    not_now,
)
from app.exhibits.queries import exhibit_numbered, store
from app.kernel import Audience, Json, Lang, Refused, day_ends_at, day_of
from app.people.rules import Actor, Permission
from app.plumbing import jobs, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.typography import say

DRAW = "documents.settlement"
FILE_NAME = {"fr": "protocole.pdf", "en": "agreement.pdf"}
S = SettlementState


def draft(case: Case, deal: Deal, *, by: Actor, at: datetime) -> Settlement:
    """Write a draft; refuses what can never be settled."""
    _may(by, Permission.GESTURE_OFFER)
    case = locked(case)
    _check(case, deal, at)
    last = db.session.scalar(select(func.max(Settlement.number)).where(Settlement.case_id == case.id)) or 0
    assert by.staff_id is not None
    row = Settlement(
        case_id=case.id, case=case, number=last + 1, state=S.DRAFT, currency=case.currency, files={}, author_id=by.staff_id, drafted_at=at,
        **_terms(deal),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the database checks the terms before they are told
    _tell(row, "settlement.drafted", by=by, at=at)
    return row


def redraft(row: Settlement, deal: Deal, *, by: Actor, at: datetime) -> None:
    """Change the terms of a draft: whoever changes them becomes their author."""
    _may(by, Permission.GESTURE_OFFER)
    _in(row, S.DRAFT)
    _check(row.case, deal, at)
    assert by.staff_id is not None
    for name, value in _terms(deal).items():
        setattr(row, name, value)
    row.author_id = by.staff_id
    _tell(row, "settlement.redrafted", by=by, at=at)


def _terms(deal: Deal) -> dict[str, Any]:
    return {
        "facts": deal.facts.strip(), "ours": deal.ours.strip(), "theirs": deal.theirs.strip(), "amount_minor": deal.amount.minor,
        "claims": sorted(set(deal.claims)), "carry_out_by_on": deal.carry_out_by_on,
    }  # fmt: skip


def _check(case: Case, deal: Deal, at: datetime) -> None:
    check_terms(deal, [claim.position for claim in case.claims], due_by_law(case), day_of(at, case.zone))


def approve(row: Settlement, *, by: Actor, at: datetime) -> None:
    """Approve the terms: by somebody else, whose power to compromise reaches the amount. The PDFs are then drawn."""
    _may(by, Permission.GESTURE_APPROVE)
    locked(row.case)
    _in(row, S.DRAFT)
    check_due(row.claims, due_by_law(row.case))
    power = power_to_compromise(row.case, by, day_of(at, row.case.zone))
    check_power(row.amount, power, approver=by.staff_id, author=row.author_id)
    row.state, row.approver_id, row.approved_at = S.APPROVED, by.staff_id, at
    jobs.enqueue(DRAW, {"settlement": row.id}, at=at, key=f"{DRAW}:{row.id}", cause=row.case.ref)
    _tell(row, "settlement.approved", by=by, at=at)


def send(row: Settlement, *, by: Actor, at: datetime) -> None:
    """Send it to be signed, with its PDF; what became due by law meanwhile stops it."""
    _may(by, Permission.GESTURE_OFFER)
    _in(row, S.APPROVED)
    check_due(row.claims, due_by_law(row.case))
    case = row.case
    lang: Lang = "en" if case.lang == "en" else "fr"
    if lang not in row.files:
        raise Refused("not_drawn", NOT_DRAWN, "settlement")
    on = day_of(at, case.zone)
    reach = reach_of(case, on)
    if reach is None:
        raise Refused("nobody_to_write_to", NOBODY, "settlement")
    body = say(
        draft_words(LetterKind.AGREEMENT, fields_of(case, on), wording_of(LetterKind.AGREEMENT, on)),
        lang,
        case.zone,
    )
    enclosed = (FILE_NAME[lang], row.files[lang])
    letter = write(
        case, LetterKind.AGREEMENT, body, reach, by=by.key, at=at, cause="settlement.sent", enclosed=enclosed
    )
    row.state, row.sent_at, row.letter = S.SENT, at, letter.number
    _tell(row, "settlement.sent", by=by, at=at, audience=Audience.CUSTOMER)


def sign(
    row: Settlement, side: str, name: str, capacity: str, signed_on: date, exhibit: int | None, *, by: Actor, at: datetime,
    as_representative: bool = False,
) -> Signature:  # fmt: skip
    """Record that one side signed by hand, from the signed copy (an exhibit): nothing else is a signature."""
    _may(by, Permission.CASE_FACT)
    case = locked(row.case)
    _in(row, S.SENT)
    if exhibit is None:
        raise Refused("copy_missing", NO_COPY, "exhibit")
    copy = exhibit_numbered(case, exhibit)
    if copy.withdrawn_at is not None:
        raise Refused("copy_missing", NO_COPY, "exhibit")
    sent_on = day_of(row.sent_at, case.zone) if row.sent_at else None
    check_signature(signed_on, sent_on, day_of(at, case.zone), name, capacity)
    if any(each.side == side for each in row.signatures):
        raise Refused("signed_twice", SIGNED_TWICE, "side")
    if as_representative and not _mandated(case, signed_on):
        raise Refused("no_mandate", NO_MANDATE, "capacity")
    made = Signature(
        settlement_id=row.id, side=side, name=name.strip()[:160], capacity=capacity.strip()[:120], signed_on=signed_on, exhibit=exhibit,
        at=at, by=by.key,
    )  # fmt: skip
    row.signatures.append(made)
    db.session.flush()  # one signature per side, whoever comes second
    shown: list[Json] = [exhibit]
    _tell(
        row, "settlement.signed", by=by, at=at, audience=Audience.CUSTOMER, side=side, on=signed_on.isoformat(), exhibits=shown
    )  # fmt: skip
    if {each.side for each in row.signatures} == {"customer", "house"}:
        _conclude(row, by=by, at=at)
    return made


def _mandated(case: Case, on: date) -> bool:
    return bool(acting(voices(case), on))


def _conclude(row: Settlement, *, by: Actor, at: datetime) -> None:
    """Signed by both: the case is settling, and what we owe under it has an owner and a date."""
    case, arrow = row.case, BY_NAME["offer_accepted"]
    row.state = S.SIGNED
    on = max(each.signed_on for each in row.signatures)
    _tell(row, "settlement.concluded", by=by, at=at, audience=Audience.CUSTOMER, on=on.isoformat())
    if case.state in arrow.sources:
        what: dict[str, Json] = {"settlement": row.number, "on": on.isoformat()}
        apply(case, arrow.name, Happening(what, happened={"offer_accepted": on}), by=by, at=at)
    last = max(row.carry_out_by_on, day_of(at, case.zone))  # recorded after its date, it is owed today
    due_at = day_ends_at(last, case.zone) - timedelta(seconds=1)
    if due_at > at:
        what_for = "Carry out the settlement agreement" if case.lang == "en" else "Exécuter le protocole transactionnel"
        promise(case, what_for, due_at, by=by, at=at, origin=_origin(row))


def _origin(row: Settlement) -> str:
    return f"settlement:{row.number}"


def carry_out(row: Settlement, on: date, proof: str, *, by: Actor, at: datetime) -> None:
    """Record with its proof that our part was carried out; its promise is kept."""
    _may(by, Permission.GESTURE_CARRY_OUT)
    _in(row, S.SIGNED)
    if not proof.strip():
        raise Refused("proof_missing", NO_PROOF, "proof")
    first = max(each.signed_on for each in row.signatures)
    check_signature(on, first, day_of(at, row.case.zone), "-", "-")
    row.state, row.carried_out_on, row.proof = S.CARRIED_OUT, on, proof.strip()[:300]
    for each in owed_promises(row.case):
        if each.origin == _origin(row):
            keep_promise(row.case, each, proof, by=by, at=at)
    _tell(row, "settlement.carried_out", by=by, at=at, audience=Audience.CUSTOMER, on=on.isoformat())


def drop(row: Settlement, reason: str, *, by: Actor, at: datetime) -> None:
    """Give up an agreement that is not signed by both, saying why."""
    _may(by, Permission.GESTURE_OFFER)
    if row.state not in (S.DRAFT, S.APPROVED, S.SENT):
        raise not_now(row.state.words)
    if not reason.strip():
        raise Refused("reason_missing", NO_REASON, "reason")
    row.state = S.DROPPED
    _tell(row, "settlement.dropped", by=by, at=at, reason=reason)


def _may(by: Actor, permission: Permission) -> None:
    if by.staff_id is None or not by.may(permission):
        raise Refused("not_allowed", NOT_ALLOWED, "settlement")


def _in(row: Settlement, state: SettlementState) -> None:
    if row.state is not state:
        raise not_now(row.state.words)


def _tell(
    row: Settlement, kind: str, *, by: Actor, at: datetime, audience: Audience = Audience.INTERNAL, reason: str = "", **more: Json
) -> None:  # fmt: skip
    data: dict[str, Json] = {"settlement": row.number, "amount": row.amount_minor, "currency": row.currency, **more}
    tell(row.case, kind, Happening(data, {"reason": reason} if reason else {}, audience), by=by, at=at)


# --- in the worker ---------------------------------------------------------------------------------------------------


def draw(job: Job, at: datetime) -> dict[str, Any]:
    """Draw the agreement in both languages, outside any transaction."""
    number: int = job.payload["settlement"]
    row = db.session.get(Settlement, number)
    assert row is not None
    langs: tuple[Lang, Lang] = ("fr", "en")
    files: dict[str, Any] = {lang: store().put(pdf_of(row, lang)) for lang in langs}
    with unit_of_work.writing():
        kept = db.session.get(Settlement, number)
        assert kept is not None
        kept.files = files
    return {"files": files}


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {DRAW: draw}
