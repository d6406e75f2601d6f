"""Reading mediation: referrals, their story, admissibility of a case, what may leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from app.cases.models import Case, DutyRow
from app.cases.queries import as_duty, facts_of, happened, packs_of, told_duties, visible
from app.cases.rules.mediators_door import Door, door
from app.exhibits.models import Exhibit
from app.exhibits.queries import exhibits_of
from app.exhibits.rules import ExhibitKind
from app.journal.models import Entry
from app.journal.queries import entries_of
from app.kernel import Audience, Refused, Words, day_of, words
from app.mediation.models import MediatorLink, Referral
from app.mediation.rules import (
    Admissibility,
    MediationFacts,
    Mode,
    Outcome,
    ReferralState,
    assess,
    may_send_file,
    may_send_pack,
)
from app.mediation.rules.admissibility import REJECTED
from app.mediation.rules.mediator_access import unknown_link
from app.mediators.models import Mediator
from app.mediators.queries import competent
from app.mediators.rules import competence, gaps
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.memo import Lists, read_once
from app.regimes.rules.duties import Duty, DutyState
from app.regimes.rules.events import Happened, earliest
from app.regimes.rules.parts import Kind
from app.regimes.rules.sections import Ground

OPENS = ("opens", "opens_second")
CLOSES = ("closes", "six_months")
"""Keys under which packs keep the mediator's window."""
ENTRY = "entry"
"""Key of the date by which we say whether we enter: behind us once the mediator has made a proposal."""
ENDS = ("case.mediation_over", "case.mediation_agreed")
"""Arrows that only say again what the last step of the mediation said."""


REFERRALS = select(Referral).where(Referral.case_id == bindparam("case")).order_by(Referral.number)


@read_once
def referrals_of(case: Case) -> list[Referral]:
    """Every referral of a case, oldest first."""
    return list(db.session.scalars(REFERRALS, {"case": case.id}))


LISTS: Lists = {referrals_of: REFERRALS}
"""What many cases have none of: the query of each list, and the statement that tells whether it would find anything."""


def referral_numbered(case: Case, number: int) -> Referral:
    """This referral of this case; refuses a number that does not exist."""
    found = db.session.scalars(
        select(Referral).where(Referral.case_id == case.id, Referral.number == number)
    ).one_or_none()
    if found is None:
        raise Refused(
            "no_such_referral", words("Cette saisine n’existe pas.", "There is no such referral."), "referral"
        )
    return found


def current_referral(case: Case) -> Referral | None:
    """The referral that matters now: the open one, else the last."""
    every = referrals_of(case)
    still = [row for row in every if row.state is not ReferralState.CLOSED]
    return still[-1] if still else (every[-1] if every else None)


@dataclass(frozen=True)
class Line:
    """One line of the mediation page: the referral and its nearest clock."""

    referral: Referral
    case: Case
    clock: Duty | None


def all_referrals(actor: Actor, *, closed: bool = False) -> list[Line]:
    """The referrals of the cases the actor may see: those still open (or those over), nearest clock first."""
    over = Referral.state == ReferralState.CLOSED
    rows = db.session.scalars(
        select(Referral)
        .join(Case, Case.id == Referral.case_id)
        .where(visible(actor), over if closed else ~over)
        .options(joinedload(Referral.case).joinedload(Case.customer))
        .order_by(Referral.id.desc())
        .limit(300)
    )
    found = list(rows.unique())
    clocks = _clocks(found)
    lines = [Line(row, row.case, clocks.get(row.case_id)) for row in found]
    return sorted(lines, key=lambda line: line.clock.due_on if line.clock and line.clock.due_on else date.max)


def _clocks(referrals: Sequence[Referral]) -> dict[int, Duty]:
    """The next date of each case's mediation: ours or the mediator's."""
    if not referrals:
        return {}
    asked = {row.case_id: row.reply_by_on for row in referrals if row.state is not ReferralState.CLOSED}
    wanted = select(DutyRow).where(
        DutyRow.case_id.in_([row.case_id for row in referrals]), DutyRow.state.in_(("pending", "missed")),
        DutyRow.due_on.is_not(None),
    )  # fmt: skip
    found: dict[int, Duty] = {}
    for row in db.session.scalars(wanted):
        if of_mediation(row):
            clock, known = _as_asked(as_duty(row), asked.get(row.case_id)), found.get(row.case_id)
            found[row.case_id] = clock if known is None or _day(clock) < _day(known) else known
    return found


def _day(clock: Duty) -> date:
    return clock.due_on or date.max


def of_mediation(row: DutyRow) -> bool:
    """Is this duty one of the clocks of a mediation?"""
    return row.starts_from.startswith(("mediator.", "mediation.", "conciliator."))


def clocks_of(case: Case) -> list[Duty]:
    """The clocks of a case's mediation, by date; the day a mediator fixed in their own letter goes before our habit."""
    current = current_referral(case)
    asked = current.reply_by_on if current is not None and current.state is not ReferralState.CLOSED else None
    rows = db.session.scalars(select(DutyRow).where(DutyRow.case_id == case.id))
    clocks = [as_duty(row) for row in rows if of_mediation(row) and row.state is not DutyState.MOOT]
    behind = current is not None and current.proposal_on is not None and current.entry is None
    left = (clock for clock in clocks if not (behind and _key(clock) == ENTRY and clock.state is DutyState.PENDING))
    return sorted((_as_asked(clock, asked) for clock in left), key=_day)


def _as_asked(clock: Duty, asked: date | None) -> Duty:
    """A reply that is still owed, by the day in the mediator's letter where that comes first."""
    replies = clock.starts_from.event == "mediator.requested" and clock.state in (DutyState.PENDING, DutyState.MISSED)
    if not replies or asked is None or asked >= _day(clock):
        return clock
    return replace(clock, due_on=asked, steps=(IN_THEIR_LETTER.fill(on=asked),))


IN_THEIR_LETTER = words(
    "Le médiateur demande notre réponse pour le {on}, dans sa lettre.",
    "The mediator asks for our reply by {on}, in their letter.",
)


def story_of(referral: Referral) -> list[Entry]:
    """The journal entries of a referral, oldest first."""
    entries = entries_of(referral.case.stream)
    return [entry for entry in entries if entry.data.get("referral") == referral.number]


def day_of_step(entry: Entry, zone: str) -> date:
    """The civil day of what an entry tells: as the letter dates it, not when it was recorded."""
    stated = entry.data.get("on")
    return date.fromisoformat(stated) if isinstance(stated, str) else day_of(entry.at, zone)


# --- admissibility ---------------------------------------------------------------------------------------------------


def grounds_of(case: Case) -> tuple[Ground, ...]:
    """The closed grounds of refusal of the case's regimes."""
    return tuple(ground for pack in packs_of(case) for ground in pack.admissibility)


def mediator_of(case: Case) -> Mediator | None:
    """The mediator of a case: whoever has it, else whom we must name for its sector."""
    referral = current_referral(case)
    if referral is not None and referral.mediator is not None:
        return referral.mediator
    return competent(case.sector, case.received_on, case.country)


def admissibility_of(case: Case, *, at: datetime) -> Admissibility:
    """Admissibility of a referral of this case, as it stands at this instant. Advice only."""
    return assess(grounds_of(case), mediation_facts(case, at=at))


def mediation_facts(case: Case, *, at: datetime) -> MediationFacts:
    """What admissibility is judged on, read from the journal, the exhibits and the directory."""
    events, today = happened(case), day_of(at, case.zone)
    windows = [duty for duty in told_duties(case) if duty.kind is Kind.WINDOW]
    referral = _live_referral(case)
    mediator = mediator_of(case)
    fit = competence(mediator.known, case.sector, _complainant(case)) if mediator is not None else None
    exhibits = [row for row in exhibits_of(case) if row.withdrawn_at is None]
    return MediationFacts(
        as_of=today,
        in_scope=bool(windows_named(windows, OPENS)) or _consumer_window(events),
        sector=case.sector,
        written_on=_first(events, "first_written_complaint.sent", case.zone),
        opens_on=min((day for day in windows_named(windows, OPENS) if day), default=None),
        closes_on=min((duty.due_on for duty in windows if _key(duty) in CLOSES and duty.due_on), default=None),
        seised_on=referral.referred_on if referral is not None else None,
        answered_on=_first(events, "refusal.sent", case.zone) or _first(events, "final_reply.sent", case.zone),
        court_on=_first(events, "court.filed", case.zone),
        earlier_mediation_on=_earlier(case),
        mediator=mediator.name if mediator is not None else "",
        field_fits=fit.fits if fit is not None else None,
        field_confirmed=referral.field_confirmed if referral is not None else False,
        gaps=tuple(note.words for note in gaps(mediator.known, today)) if mediator is not None else (),
        complaint_exhibits=_numbers(exhibits, ExhibitKind.COMPLAINT),
        answer_exhibits=_numbers(exhibits, ExhibitKind.ANSWER),
        proof_exhibits=_numbers(exhibits, ExhibitKind.PROOF),
        contract_exhibits=_numbers(exhibits, ExhibitKind.CONTRACT, ExhibitKind.ORDER, ExhibitKind.INVOICE),
        claims=len(case.claims),
        claims_unpriced=sum(1 for claim in case.claims if not claim.amount_minor),
    )


def _key(duty: Duty) -> str:
    return _name(duty.key)


def _name(key: str) -> str:
    return key.rpartition("/")[2].partition("#")[0]


def of_mediators_window(key: str) -> bool:
    """Is the duty of this key when the mediator may be gone to, or until when?"""
    return _name(key) in (*OPENS, *CLOSES)


def windows_named(windows: Sequence[Duty], keys: tuple[str, ...]) -> list[date | None]:
    """The opening days of the windows of these keys."""
    return [duty.opens_on or duty.due_on for duty in windows if _key(duty) in keys]


def _consumer_window(events: Sequence[Happened]) -> bool:
    """Without a written complaint no window opens, yet the dispute may be one that consumer mediation covers."""
    written = {"first_written_complaint.sent", "first_written_complaint.received"}
    return not any(event.name in written for event in events)


def _complainant(case: Case) -> str:
    return str(facts_of(case)["complainant.kind"])


def _live_referral(case: Case) -> Referral | None:
    """The consumer referral on which admissibility bears: not one already rejected or over."""
    open_ones = [row for row in referrals_of(case) if row.mode is Mode.CONSUMER and row.state.is_open]
    return open_ones[-1] if open_ones else None


def _earlier(case: Case) -> date | None:
    """When a mediator examined this dispute before (rejected, declined or withdrawn referrals do not count)."""
    examined = [row for row in referrals_of(case) if row.outcome in (Outcome.AGREED, Outcome.FAILED)]
    days = [row.referred_on or row.notified_on for row in examined]
    return min((day for day in days if day is not None), default=None)


def _first(events: Sequence[Happened], name: str, zone: str) -> date | None:
    found = earliest(events, name, zone)
    return found.day(zone) if found is not None else None


def _numbers(exhibits: Sequence[Exhibit], *kinds: ExhibitKind) -> tuple[int, ...]:
    return tuple(row.number for row in exhibits if row.kind in kinds)


# --- what may leave --------------------------------------------------------------------------------------------------


def why_no_file(case: Case) -> Words | None:
    """Why our file may not go to a mediator yet; None once one has notified us (or in a mode where we refer).

    Where the law knows no closed consumer mediation (no grounds in the regimes), nothing forbids a file.
    """
    referral = current_referral(case)
    if referral is None and not grounds_of(case):
        return None
    return may_send_file(referral.mode if referral else None, referral is not None and referral.notified_on is not None)


def why_no_pack(case: Case) -> Words | None:
    """Why the consumer's pack cannot be given yet; None once an answer has named the mediator."""
    return may_send_pack(any(event.name == "mediator.informed" for event in happened(case)))


def examined_in_mediation(case: Case) -> bool:
    """Did a mediator examine this case to the end, with or without agreement? No other does then (L. 612-2, 3° C. conso)."""
    return any(row.outcome in (Outcome.AGREED, Outcome.FAILED) for row in referrals_of(case))


def door_of(case: Case, closes_on: Iterable[date | None], on: date) -> Door:
    """Whether the customer can still turn to a mediator that day; `closes_on`: the ends of the mediators' windows."""
    ends = [day for day in closes_on if day is not None]
    return door(
        ended=case.ended, examined=examined_in_mediation(case), ground=rejected_on(case), on=on,
        closes_on=max(ends, default=None),
    )  # fmt: skip


def rejected_on(case: Case) -> str:
    """On which ground the last referral to a consumer mediator was rejected; empty where it was not."""
    last = next((row for row in reversed(referrals_of(case)) if row.mode is Mode.CONSUMER), None)
    return last.ground if last is not None and last.outcome is Outcome.INADMISSIBLE else ""


def ground_said(case: Case) -> Words | None:
    """That ground, as whoever rejects says it."""
    return REJECTED.get(rejected_on(case))


def ends_windows(key: str) -> bool:
    """Is the duty of this key the last day to refer to a mediator?"""
    return _name(key) in CLOSES


def left_without_agreement(case: Case) -> bool:
    """Did a mediator examine this case to the end, and no agreement was found?"""
    outcomes = {row.outcome for row in referrals_of(case)}
    return Outcome.FAILED in outcomes and Outcome.AGREED not in outcomes


# --- the mediator's own space ----------------------------------------------------------------------------------------


def may_file_leave(row: Referral) -> bool:
    """May the mediator of this referral be shown anything yet?"""
    return may_send_file(row.mode, row.notified_on is not None) is None


def link_numbered(number: int) -> MediatorLink:
    """This link; refuses an unknown one."""
    found = db.session.get(MediatorLink, number)
    if found is None:
        raise unknown_link()
    return found


def link_of(token_hash: str, at: datetime) -> MediatorLink:
    """The link of this fingerprint, while it lets anybody in; one refusal for all others."""
    found = db.session.scalars(select(MediatorLink).where(MediatorLink.token_hash == token_hash)).one_or_none()
    if found is None or not found.open_at(at):
        raise unknown_link()
    return found


def links_of(row: Referral) -> list[MediatorLink]:
    """The links given for a referral, newest first."""
    wanted = select(MediatorLink).where(MediatorLink.referral_id == row.id).order_by(MediatorLink.id.desc())
    return list(db.session.scalars(wanted))


def story_for_mediator(row: Referral) -> list[Entry]:
    """What the mediator knows of their referral: never what is internal (fees, notes)."""
    return [entry for entry in story_of(row) if entry.audience is not Audience.INTERNAL and entry.kind not in ENDS]
