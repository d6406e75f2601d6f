"""Reading settlement agreements: those of a case, what is due by law, who may compromise how far, the PDF."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.cases.models import Case
from app.cases.queries import may_see, visible
from app.cases.queries.standing_in import customer_words, voices
from app.cases.rules.parties import PartyRole
from app.cases.rules.standing_in import OF_THE_ESTATE, acting
from app.correspondence.queries import sender
from app.documents.models import Settlement, SettlementState
from app.documents.queries.rendering import page_of
from app.documents.rules.settlement import DueByLaw
from app.documents.rules.signing import leave_needed, signers
from app.gestures.queries import entitlements_of, grid_now
from app.gestures.rules.authority import RANK_OF_ROLE, line_for
from app.kernel import Lang, Money, Refused, Words, day_of, words
from app.people.models import Staff
from app.people.queries import all_staff, house_card
from app.people.rules import Actor, Permission
from app.plumbing.db import db
from app.plumbing.pdf import Colophon, render

SETTLED = ("paid", "contested")


def settlements_of(case: Case) -> list[Settlement]:
    """Every agreement of a case, newest first."""
    wanted = select(Settlement).where(Settlement.case_id == case.id).order_by(Settlement.number.desc())
    return list(db.session.scalars(wanted))


def settlement_numbered(case: Case, number: int) -> Settlement:
    """This agreement of this case; refuses a number that does not exist."""
    wanted = select(Settlement).where(Settlement.case_id == case.id, Settlement.number == number)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        message = words("Ce protocole n’existe pas.", "There is no such agreement.")
        raise Refused("no_such_settlement", message, "settlement")
    return found


def settlement_open(case: Case) -> Settlement | None:
    """The agreement under way, if any."""
    over = (SettlementState.DROPPED, SettlementState.CARRIED_OUT)
    return next((row for row in settlements_of(case) if row.state not in over), None)


def due_by_law(case: Case) -> list[DueByLaw]:
    """What the law grants on each claim line: recognised on the line itself, or as an entitlement of the case."""
    places = {claim.id: claim for claim in case.claims}
    rows = entitlements_of(case)
    found = [
        DueByLaw(
            places[row.claim_id].position if row.claim_id in places else 0, row.what, row.amount, row.state in SETTLED
        )
        for row in rows
    ]
    known = {row.claim_id for row in rows}
    found += [
        DueByLaw(claim.position, claim.label, claim.due)
        for claim in case.claims
        if claim.due_minor > 0 and claim.id not in known
    ]
    return found


def power_to_compromise(case: Case, actor: Actor, on: date) -> Money | None:
    """How far this person may compromise, by the grid of their service; None where the grid gives no line."""
    rank = RANK_OF_ROLE.get(actor.role) if actor.role else None
    if rank is None:
        return None
    own = actor.service_ids
    service = case.service_id if not own or case.service_id in own else own[0]
    line = line_for(grid_now(), rank, service, None, on)
    return line.compromise if line is not None else None


def approvers_of(row: Settlement, on: date) -> list[Staff]:
    """Who can approve this draft: present, somebody else than its author, sees the case, and may compromise that far."""
    return [
        member
        for member in all_staff(active=True)
        if member.facts.present_on(on) and _may_approve(row, member.actor, on)
    ]


def awaiting(actor: Actor, on: date) -> list[Settlement]:
    """The drafts that this person can approve, the oldest first."""
    if not actor.may(Permission.GESTURE_APPROVE):
        return []
    drafts = select(Settlement).join(Case, Case.id == Settlement.case_id)
    drafts = drafts.where(Settlement.state == SettlementState.DRAFT, visible(actor)).order_by(Settlement.drafted_at)
    return [row for row in db.session.scalars(drafts) if _reaches(row, actor, on)]


def _may_approve(row: Settlement, actor: Actor, on: date) -> bool:
    return actor.may(Permission.GESTURE_APPROVE) and _reaches(row, actor, on) and may_see(actor, row.case)


def _reaches(row: Settlement, actor: Actor, on: date) -> bool:
    power = power_to_compromise(row.case, actor, on)
    return actor.staff_id != row.author_id and power is not None and power.minor > 0 and row.amount <= power


def _acting(case: Case, on: date) -> tuple[str, ...]:
    """Who acts for the customer that day, and has to be named in what the customer signs."""
    return tuple(row.name for row in acting(voices(case), on))


def _customer(case: Case) -> Words:
    """Who the customer's side is, as the agreement names it: the customer, or what they left."""
    dead = any(row.role is PartyRole.HEIR for row in voices(case))
    who = customer_words(case)
    return OF_THE_ESTATE.fill(who=who) if dead else who


def pdf_of(row: Settlement, lang: Lang) -> bytes:
    """The agreement in one language (PDF/A-3a, PDF/UA-1). Slow: for the worker."""
    case, at = row.case, row.approved_at or row.drafted_at
    claims = [claim for claim in case.claims if claim.position in row.claims]
    html = page_of(
        "pdf/settlement.html", lang, case.zone, day_of(at, case.zone), row=row, case=case, claims=claims, card=house_card(),
        binding="en" if case.lang == "en" else "fr", acting=_acting(case, day_of(at, case.zone)),
        customer=_customer(case), signers=signers(voices(case), case.customer.name_in(lang), day_of(at, case.zone)),
        leave=leave_needed(voices(case), day_of(at, case.zone)),
    )  # fmt: skip
    title = {"fr": "Protocole transactionnel", "en": "Settlement agreement"}[lang]
    return render(html, Colophon(f"{title} {case.ref}", lang, at, authors=(sender()[0],))).pdf
