"""What the desk's pages show, composed from the rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, or_, select

from app.cases.models import Advice, Case, Promise
from app.cases.queries import KeptDuty, duties_of, next_step_of
from app.cases.queries.holding import LISTS as CASE_LISTS
from app.cases.queries.holding import read_what_it_holds
from app.cases.rules.advising import BETWEEN, may_read
from app.cases.rules.entries import ASKS, EntryKind
from app.cases.rules.entries import ENTRIES as CASE_ENTRIES
from app.cases.rules.grouping import told_once
from app.cases.rules.limits import sight_of
from app.cases.rules.signals import SignalKind, heaviest
from app.cases.rules.states import State
from app.cases.rules.steps import urgency
from app.cases.rules.steps_in_short import SHORT
from app.correspondence.rules import ENTRIES as LETTER_ENTRIES
from app.costs.queries.kept_estimates import LISTS as COST_LISTS
from app.costs.rules.entries import ENTRIES as COST_ENTRIES
from app.desk.models import FeedToken, Presence, SavedView
from app.documents.rules.entries import ENTRIES as FILE_ENTRIES
from app.exhibits.queries import LISTS as EXHIBIT_LISTS
from app.exhibits.rules import ENTRIES as EXHIBIT_ENTRIES
from app.feedback.queries import LISTS as FEEDBACK_LISTS
from app.feedback.rules import ENTRIES as FEEDBACK_ENTRIES
from app.gestures.queries.offers import LISTS as GESTURE_LISTS
from app.gestures.rules.entries import ENTRIES as GESTURE_ENTRIES
from app.intake.rules.entries import ENTRIES as INTAKE_ENTRIES
from app.journal.queries import Line, lines_of
from app.kernel import Audience, Lang, Money, Words, day_of, words
from app.mediation.queries import LISTS as MEDIATION_LISTS
from app.mediation.rules.entries import ENTRIES as MEDIATION_ENTRIES
from app.people.models import Staff
from app.people.queries import carriers, customers_named, staff_named, staff_names
from app.people.rules import Actor, Level, Role, StaffFacts, titled
from app.plumbing.db import db
from app.plumbing.memo import Lists
from app.plumbing.typography import money, say

ANONYMOUS = words("Client anonyme", "Anonymous customer")


def saved_views(actor: Actor) -> list[SavedView]:
    """One's own views of the queue and those shared by others."""
    return list(db.session.scalars(_VIEWS, {"me": actor.staff_id}))


_VIEWS = (
    select(SavedView)
    .where(or_(SavedView.staff_id == bindparam("me"), SavedView.shared.is_(True)))
    .order_by(SavedView.id)
)


class Here(NamedTuple):
    """Somebody who has a case open: their name, and what they do there."""

    staff_id: int
    name: str
    doing: str
    seen_at: datetime


def who_is_here(ref: str, at: datetime) -> list[Here]:
    """Who has this case open now, by name; whoever left or fell silent a minute ago has not."""
    rows = db.session.execute(_HERE, {"ref": ref, "since": at - PRESENT_FOR})
    return [Here._make(row) for row in rows]


PRESENT_FOR = timedelta(seconds=75)
"""An open page says every 25 seconds that somebody is there; two that are lost on the way are forgiven."""
_HERE = (
    select(Presence.staff_id, Staff.name, Presence.doing, Presence.seen_at)
    .join(Staff, Staff.id == Presence.staff_id)
    .where(Presence.ref == bindparam("ref"), Presence.seen_at > bindparam("since"), Staff.active)
    .order_by(Staff.name)
)


def feed_of(actor: Actor) -> FeedToken | None:
    """The live feed of this person, if they have one."""
    wanted = select(FeedToken).where(FeedToken.staff_id == actor.staff_id, FeedToken.revoked_at.is_(None))
    return db.session.scalars(wanted).first()


def feed_reader(token_hash: str) -> Staff | None:
    """Whose feed this is: an active person, and a feed that was not ended."""
    wanted = (
        select(Staff).join(FeedToken, FeedToken.staff_id == Staff.id)
        .where(FeedToken.token_hash == token_hash, FeedToken.revoked_at.is_(None), Staff.active)
    )  # fmt: skip
    return db.session.scalars(wanted).one_or_none()


def who_of(row: Any) -> Words:
    """The customer in a row of the queue."""
    if row.anonymous:
        return ANONYMOUS
    if row.organisation:
        return words("{name}", "{name}", name=row.organisation)
    fr, en = (f"{titled(row.title, lang)} {row.name}".strip() for lang in LANGS)
    return words("{french}", "{english}", french=fr, english=en)


LANGS: tuple[Lang, Lang] = ("fr", "en")
FLAGGED_FROM = 25
"""A case of this priority says in the list why."""
AND_MORE = words("{first} +{more}", "{first} +{more}")


def flag_of(priority: int, kinds: str | None) -> Words | None:
    """What raises the priority of a case, in a word: the heaviest signal, and how many more there are."""
    if priority < FLAGGED_FROM or not kinds:
        return None
    first, *others = heaviest(SignalKind(kind) for kind in kinds.split(","))
    return AND_MORE.fill(first=first.short, more=len(others)) if others else first.short


def queue_row(row: Row[Any], today: date, url: str, lang: Lang) -> dict[str, Any]:
    """One row of the queue as the table draws it, its short words said already: there are fifty of them on a page."""
    return {
        "ref": row.ref, "url": url, "who": say(who_of(row), lang), "subject": row.subject,
        "tone": urgency(row.next_code, row.next_on, today), "due_on": row.next_on, "due": SHORT.get(row.next_code),
        "level": say(row.level.words, lang), "state": say(row.state.words, lang), "owner": row.owner_name,
        "stake": None if row.stake_minor is None else money(Money(row.stake_minor, row.currency), lang, "round"),
        "flag": flag_of(row.priority, row.signals),
        "service": row.name_en if lang == "en" else row.name_fr, "logged": row.logged_at,
        "asked": None if not row.claimed_minor else money(Money(row.claimed_minor, row.currency), lang, "round"),
    }  # fmt: skip


@dataclass(frozen=True)
class Erased:
    """That the words of an entry are gone: since when, by whom, why."""

    on: date
    by: str
    reason: str


@dataclass(frozen=True)
class Told:
    """One entry of the time line as the page draws it."""

    seq: int
    kind: str
    title: Words
    icon: str
    audience: Audience
    on: date
    at: Any
    by: Words | str
    direction: str
    texts: tuple[Words | str, ...]
    erasure: Erased | None
    data: Mapping[str, Any]


TABLES: dict[str, EntryKind] = {
    **CASE_ENTRIES, **EXHIBIT_ENTRIES, **INTAKE_ENTRIES, **COST_ENTRIES, **GESTURE_ENTRIES, **MEDIATION_ENTRIES,
    **LETTER_ENTRIES, **FILE_ENTRIES, **FEEDBACK_ENTRIES,
}  # fmt: skip
"""How every room tells its entries."""


def timeline(case: Case, show: str = "all") -> list[Told]:
    """The journal of a case, newest first; `show` narrows it to what the customer may read, to internal entries, or to exhibits."""
    lines = lines_of(case.stream)
    if show in set(Audience):
        lines = [line for line in lines if line.audience == show]
    elif show == "exhibits":
        lines = [line for line in lines if line.kind in EXHIBIT_ENTRIES]
    return _drawn(case, lines)


def question_of(asked: Advice) -> str:
    """The words of a question, from the journal that holds them; empty once they are erased."""
    line = next((line for line in lines_of(asked.case.stream) if line.seq == asked.asked_seq), None)
    return str((line.words or {}).get("body", "")) if line is not None else ""


def story_for_adviser(asked: Advice, reader: Actor) -> list[Told]:
    """What whoever is asked about a case may read of its journal, newest first."""
    ours = {f"staff:{one}" for one in db.session.scalars(select(Staff.id).where(Staff.role == Role.QUALITY))}
    own = {asked.asked_seq}

    def shown(line: Line) -> bool:
        between = line.kind in BETWEEN and (line.seq in own or line.data.get("question") in own)
        return may_read(line.kind, by_quality=line.by in ours and reader.key != line.by, between_them=between)

    return _drawn(asked.case, [line for line in lines_of(asked.case.stream) if shown(line)])


def _drawn(case: Case, lines: list[Line]) -> list[Told]:
    keys = {line.by for line in lines} | {line.erased_by for line in lines if line.erased_by}
    customer = {case.customer.key: case.customer.display_name}
    nobodys = {key for key in keys if case.erased_at is not None and key.startswith("customer:")}
    names = names_of(keys - customer.keys() - nobodys) | customer
    return [_told(line, data, names, case.zone) for line, data in reversed(told_once(lines))]


def _told(line: Line, data: Mapping[str, Any], names: Mapping[str, str], zone: str) -> Told:
    kind = TABLES.get(line.kind) or EntryKind(lambda _data: words(line.kind, line.kind))
    texts = tuple(_said(name, str(value)) for name, value in line.words.items() if value) if line.words else ()
    on = day_of(line.at, zone)
    return Told(
        line.seq, line.kind, kind.title({**data, "beside": on.isoformat()}), kind.icon, line.audience, on, line.at,
        _by(line, names), str(line.data.get("direction") or _direction(line)), texts, _erased(line, names, zone), line.data,
    )  # fmt: skip


def _by(line: Line, names: Mapping[str, str]) -> Words | str:
    """Who did it, and through which door where it was none of our pages."""
    who = names.get(line.by, "")
    return OVER_API.fill(who=who) if line.data.get("via") == "api" else who


OVER_API = words("{who}, par l’API", "{who}, over the API")


def _said(name: str, text: str) -> Words | str:
    return ASKS.fill(what=text) if name == "asked" else text


def _erased(line: Line, names: Mapping[str, str], zone: str) -> Erased | None:
    if line.erased_at is None:
        return None
    return Erased(day_of(line.erased_at, zone), names.get(line.erased_by or "", ""), line.reason or "")


def _direction(entry: Line) -> str:
    if entry.by.startswith("customer:") or entry.kind == "case.logged":
        return "in"
    return "out" if entry.audience is Audience.CUSTOMER else ""


def names_of(keys: set[str]) -> dict[str, str]:
    """The names of staff and customers, by how the journal calls them."""
    staff = staff_names()
    members = {key: staff[int(key[6:])] for key in keys if key.startswith("staff:") and int(key[6:]) in staff}
    ids = [int(key[9:]) for key in keys if key.startswith("customer:")]
    return members | {customer.key: customer.display_name for customer in customers_named(ids).values()}


class Rung(NamedTuple):
    """One rung of the ladder as the page draws it."""

    label: Words
    on: date | None
    who: str | None
    state: str
    outside: bool


def ladder_of(case: Case, entries: list[Told]) -> list[Rung]:
    """The five rungs with who and the date each was reached."""
    reached: dict[Level, tuple[date | None, str]] = {Level.FRONT: (day_of(case.logged_at, case.zone), "")}
    for entry in reversed(entries):
        if entry.kind == "case.escalate":
            reached.setdefault(Level(str(entry.data.get("level"))), (entry.on, ""))
        if entry.kind == "case.mediation_notified":
            reached[Level.MEDIATOR] = (entry.on, "")
        if entry.kind == "case.court_seized":
            reached[Level.COURT] = (entry.on, "")
    present = {State.IN_MEDIATION: Level.MEDIATOR, State.IN_COURT: Level.COURT}.get(case.state, case.level)
    reached.setdefault(case.level, (None, ""))
    return [_rung(level, present, reached, case) for level in Level]


def _rung(level: Level, present: Level, reached: Mapping[Level, tuple[date | None, str]], case: Case) -> Rung:
    on, _who = reached.get(level, (None, ""))
    state = "now" if level is present else "past" if level in reached else "ahead"
    who = case.owner.name if level is case.level else None
    return Rung(level.words, on, who, state, not level.ours)


@dataclass(frozen=True)
class CasePage:
    """Everything the case page draws."""

    case: Case
    entries: list[Told]
    ladder: list[Rung]
    duties: list[KeptDuty]
    step: Any


LISTS: Lists = {**CASE_LISTS, **COST_LISTS, **GESTURE_LISTS, **EXHIBIT_LISTS, **MEDIATION_LISTS, **FEEDBACK_LISTS}
"""What the rooms show of a case beside its own rows, and most cases have little of."""


def _owed(case: Case) -> list[Promise]:
    """The promises of a case that are still to be kept, the first due first."""
    return sorted(
        (one for one in case.promises if one.state in ("open", "broken")), key=lambda one: (one.due_at, one.id)
    )


def case_page(case: Case, actor: Actor, at: Any, show: str = "all") -> CasePage:
    """Compose the case page."""
    read_what_it_holds(case, actor, LISTS)
    entries = timeline(case)
    duties = duties_of(case)
    step = next_step_of(case, duties, at, _owed(case))
    shown = entries if show == "all" else timeline(case, show)
    return CasePage(case, shown, ladder_of(case, entries), duties, step)


def carriers_of(actor: Actor) -> list[StaffFacts]:
    """Who carries cases in the services that somebody sees, by name."""
    sight = sight_of(actor)
    return [one for one in carriers() if sight.everything or set(one.service_ids) & set(sight.service_ids)]


def owners_of_level(case: Case) -> list[Staff]:
    """Who could carry the case at its level; whoever may not judge what is contested is not proposed."""
    from app.cases.queries import barred_at, candidates  # noqa: PLC0415  only the assignment page asks

    off = barred_at(case, case.level)
    found = [one for one in candidates(case.level, case.service_id) if one.staff.key not in off]
    return list(staff_named([candidate.staff.id for candidate in found]).values())
