"""Newer editions of the packs: what they would change in a case is proposed; a person accepts or declines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from app.cases.actions.applying import refresh
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Upgrade
from app.cases.queries import facts_of, happened, locked, packs_of
from app.cases.rules.notices import facts_of_court
from app.cases.rules.stored_words import kept
from app.kernel import Audience, Json, Refused, words
from app.people.rules import Actor, Permission
from app.plumbing.db import db
from app.regimes.actions import keep_editions
from app.regimes.queries import our_calendar, packs_of_editions, shipped_editions
from app.regimes.rules import editions
from app.regimes.rules.gates import Derived, derive
from app.regimes.rules.pack import Pack
from app.regimes.rules.upgrading import Proposed, compare

DECIDED = words("Cette proposition est déjà tranchée.", "This proposal is already decided.")
REASON = words("Dites pourquoi ce dossier garde les anciennes règles.", "Say why this case keeps the older rules.")
BACK_REASON = words(
    "Dites pourquoi ce dossier revient aux règles d’avant.", "Say why this case goes back to the earlier rules."
)
NOT_THESE = words(
    "Ce dossier ne suit plus ces règles : rien à défaire.", "This case no longer follows these rules: nothing to undo."
)
NOT_ALLOWED = words(
    "Votre rôle ne permet pas de changer les règles d’un dossier.", "Your role may not change the rules of a case."
)


def propose_upgrades(*, at: datetime, most: int = 100) -> int:
    """Propose, once each, what the packs that ship today would change in open cases; nothing moves. Returns how many."""
    lines = db.session.scalars(select(Case.editions).where(Case.is_open).distinct())
    newer = {line: editions.brought_up(line, shipped_editions()) for line in lines if line}
    count = 0
    for before, after in newer.items():
        if before != after:
            keep_editions([p for p, edition in editions.read(after) if shipped_editions().get(p) == edition], at=at)
            for case in _waiting(before, after, most - count):
                _propose(case, after, at)
                count += 1
    return count


def _waiting(before: str, after: str, most: int) -> list[Case]:
    """Open cases in these editions to which the newer ones were not proposed yet."""
    told = exists().where(Upgrade.case_id == Case.id, Upgrade.after == after)
    wanted = select(Case).where(Case.is_open, Case.editions == before, ~told).order_by(Case.id).limit(max(most, 0))
    return list(db.session.scalars(wanted))


def _propose(case: Case, after: str, at: datetime) -> None:
    for older in db.session.scalars(select(Upgrade).where(Upgrade.case_id == case.id, Upgrade.state == "open")):
        older.state = "superseded"
    changes = [_kept(each) for each in changes_of(case, after, at=at)]
    db.session.add(Upgrade(case_id=case.id, made_at=at, before=case.editions, after=after, changes=changes))


def changes_of(case: Case, after: str, *, at: datetime) -> tuple[Proposed, ...]:
    """What other editions of its packs would change in the duties of a case."""
    return compare(_derived(case, packs_of(case), at), _derived(case, packs_of_editions(after), at))


def _derived(case: Case, packs: tuple[Pack, ...], at: datetime) -> Derived:
    events = happened(case)
    facts = {**facts_of(case), **facts_of_court({event.name for event in events})}
    return derive(packs, events, facts, as_of=at, zone=case.zone, calendar=our_calendar(packs))


def _kept(change: Proposed) -> dict[str, Json]:
    return {
        "key": change.key,
        "change": change.change,
        "before": change.before.isoformat() if change.before else None,
        "after": change.after.isoformat() if change.after else None,
        "earlier": change.earlier,
        "message": kept(change.message),
    }


def accept_upgrade(row: Upgrade, *, by: Actor, at: datetime) -> None:
    """Give a case the newer editions: its duties are derived again, and its journal says what moved."""
    case = _decide(row, "accepted", by, at)
    changes = changes_of(case, row.after, at=at)
    case.editions = row.after
    tell(case, "case.rules_changed", Happening(_moved(row, changes), audience=Audience.INTERNAL), by=by, at=at)
    refresh(case, at=at)


def take_back_upgrade(row: Upgrade, reason: str, *, by: Actor, at: datetime) -> None:
    """Give a case back the editions it had before they were accepted, with a reason; the newer ones are not proposed again."""
    _check_decider(by)
    if not reason.strip():
        raise Refused("reason_missing", BACK_REASON, "reason")
    case = locked(row.case)
    if row.state != "accepted" or case.editions != row.after:
        raise Refused("decided", NOT_THESE)
    changes = changes_of(case, row.before, at=at)
    case.editions = row.before
    row.state, row.decided_by_id, row.decided_at, row.reason = "declined", by.staff_id, at, reason.strip()
    what = Happening(_moved(row, changes, back=True), {"reason": row.reason}, Audience.INTERNAL)
    tell(case, "case.rules_restored", what, by=by, at=at)
    refresh(case, at=at)


def decline_upgrade(row: Upgrade, reason: str, *, by: Actor, at: datetime) -> None:
    """Keep the older editions in a case, with a reason; the same ones are not proposed again."""
    if not reason.strip():
        raise Refused("reason_missing", REASON, "reason")
    case = _decide(row, "declined", by, at)
    row.reason = reason.strip()
    what = Happening(_versions(row), {"reason": row.reason}, Audience.INTERNAL)
    tell(case, "case.rules_kept", what, by=by, at=at)


def _decide(row: Upgrade, state: str, by: Actor, at: datetime) -> Case:
    _check_decider(by)
    case = locked(row.case)
    if row.state != "open" or case.editions != row.before:
        raise Refused("decided", DECIDED)
    row.state, row.decided_by_id, row.decided_at = state, by.staff_id, at
    return case


def _check_decider(by: Actor) -> None:
    if not by.may(Permission.CASE_ASSIGN) or by.staff_id is None:
        raise Refused("not_allowed", NOT_ALLOWED)


def _moved(row: Upgrade, changes: Sequence[Proposed], *, back: bool = False) -> dict[str, Json]:
    """The packs with their versions, and every date that moves, from which day to which."""
    dates: list[Json] = [kept(change.done) for change in changes if change.done is not None]
    return {**_versions(row, back=back), "changes": [change.key for change in changes], "dates": dates}


def _versions(row: Upgrade, *, back: bool = False) -> dict[str, Json]:
    moved = editions.differing(row.after, row.before) if back else editions.differing(row.before, row.after)
    return {
        "packs": [pack for pack, _before, _after in moved],
        "before": [editions.version_in(before) for _pack, before, _after in moved],
        "after": [editions.version_in(after) for _pack, _before, after in moved],
    }
