"""Exhibits added to a case, described, withdrawn and restored; and who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.cases.actions import hear
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import locked
from app.cases.queries.keeping import erased_case
from app.exhibits.actions.taking import Taken
from app.exhibits.models import Exhibit
from app.exhibits.queries import last_number
from app.exhibits.rules import (
    LONGEST_TITLE,
    ExhibitKind,
    From,
    Origin,
    audience_changed,
    clean_line,
    guessed_kind,
    title_of,
)
from app.kernel import Audience, Event, Json, Refused, words
from app.people.rules import Actor, Permission
from app.plumbing import jobs, pictures, search
from app.plumbing.db import db
from app.plumbing.pictures import Family
from app.plumbing.triggers import NOTHING


@dataclass(frozen=True)
class About:
    """What is said of an exhibit; what is left empty is proposed from the file."""

    title: str = ""
    kind: ExhibitKind | None = None
    dated_on: date | None = None
    author: str = ""
    brought_by: From = From.CUSTOMER
    origin: Origin = Origin.PRODUCED
    audience: Audience = Audience.INTERNAL


def add_exhibits(
    case: Case, taken: Sequence[Taken], about: Sequence[About], *, by: Actor, at: datetime
) -> list[Exhibit]:
    """Number the files in this order after the last number ever given in the case; one journal entry for all."""
    if not (by.is_customer or by.may(Permission.EXHIBIT_ADD)):
        raise Refused("not_allowed", NOT_ALLOWED, "files")
    case = locked(case)
    first = last_number(case) + 1
    rows = [
        _row(case, number, file, said, by, at)
        for number, (file, said) in enumerate(zip(taken, about, strict=True), start=first)
    ]
    db.session.add_all(rows)
    db.session.flush()  # their numbers are told and searched
    _tell_added(case, rows, by, at)
    for row in rows:
        make_findable(row)
        if to_prepare(row) and not row.copy_key:
            jobs.enqueue("exhibit.prepare", {"exhibit": row.id}, at=at, key=f"exhibit.prepare:{row.id}", cause=case.ref)
    if by.is_customer:
        hear(case, at=at)
    return rows


def to_prepare(row: Exhibit) -> bool:
    """Is a clean copy of it handed on? (the customer's own office files travel untouched)"""
    ours = row.brought_by is From.US and row.type_code in pictures.CLEANABLE
    return ours or (row.type.family is Family.PAGES and row.pages > 0)


def _row(case: Case, number: int, file: Taken, said: About, by: Actor, at: datetime) -> Exhibit:
    check_release(said.audience, Audience.INTERNAL, by)
    kind = file.look.kind
    problem = file.look.problem
    outside = said.audience is not Audience.INTERNAL
    return Exhibit(
        case_id=case.id,
        number=number,
        title=clean_line(said.title, LONGEST_TITLE) or title_of(file.name),
        file_name=file.name,
        kind=said.kind or guessed_kind(file.name, kind.family.value, kind.mime),
        dated_on=said.dated_on,
        author=clean_line(said.author, 160),
        brought_by=said.brought_by,
        origin=said.origin,
        audience=said.audience,
        released_at=at if outside else None,
        released_by=by.key if outside else "",
        file_key=file.key,
        size=file.size,
        type_code=kind.code,
        pages=file.look.pages,
        problem_code=problem.code if problem else "",
        problem={"fr": problem.words.fr, "en": problem.words.en} if problem else None,
        remarks=list(file.look.notes),
        copy_key=file.copies.copy_key,
        copy_type=file.copies.copy_type,
        copy_pages=file.copies.copy_pages,
        printable_key=file.copies.printable_key,
        added_at=at,
        added_by=by.key,
    )


def _tell_added(case: Case, rows: Sequence[Exhibit], by: Actor, at: datetime) -> None:
    for audience in Audience:
        mine = [row for row in rows if row.audience is audience]
        if not mine:
            continue
        prints: dict[str, Json] = {str(row.number): row.file_key for row in mine}
        data: dict[str, Json] = {"number": mine[0].number, "last": mine[-1].number, "files": prints}
        titles = {"titles": "\n".join(f"{row.number}. {row.title}" for row in mine)}
        tell(case, "exhibit.added", Happening(data, titles, audience), by=by, at=at)


def make_findable(row: Exhibit) -> None:
    """Let the search find an exhibit by its title, the name of its file and who wrote it."""
    shown = f"{row.title} {row.file_name} {row.author}"
    search.put(row.case_id, "exhibit", str(row.number), row.audience.value, shown)


def check_release(after: Audience, before: Audience, by: Actor) -> None:
    """Staff without the right to release may show the customer what is the customer's, never more."""
    if audience_changed(before, after) and after is Audience.MEDIATOR and not by.may(Permission.EXHIBIT_RELEASE):
        raise Refused("not_allowed_release", NOT_RELEASED, "audience")


def release(exhibit: Exhibit, audience: Audience, *, by: Actor, at: datetime) -> None:
    """Say who may see an exhibit: us, the customer, or the mediator (and the customer with them)."""
    if exhibit.withdrawn_at is not None and audience is not Audience.INTERNAL:
        raise Refused("exhibit_withdrawn", IS_WITHDRAWN, "audience")
    if audience is exhibit.audience:
        return
    if not by.may(Permission.EXHIBIT_RELEASE):
        raise Refused("not_allowed_release", NOT_RELEASED, "audience")
    before = exhibit.audience
    exhibit.audience = audience
    outside = audience is not Audience.INTERNAL
    exhibit.released_at, exhibit.released_by = (at, by.key) if outside else (None, "")
    kind = "exhibit.released" if audience_changed(before, audience) else "exhibit.held_back"
    data: dict[str, Json] = {"number": exhibit.number, "from": before.value, "to": audience.value}
    tell(exhibit.case, kind, Happening(data, audience=Audience.INTERNAL), by=by, at=at)
    make_findable(exhibit)


def describe(exhibit: Exhibit, about: About, *, by: Actor, at: datetime) -> None:
    """Correct what is said of an exhibit: title, kind, date, author, who brought it, origin. Its file and number stay."""
    title = clean_line(about.title, LONGEST_TITLE)
    if not title:
        raise Refused("title_missing", words("Donnez un titre à la pièce.", "Give the exhibit a title."), "title")
    wanted = {
        "title": title,
        "kind": about.kind or exhibit.kind,
        "dated_on": about.dated_on,
        "author": clean_line(about.author, 160),
        "brought_by": about.brought_by,
        "origin": about.origin,
    }
    different: list[Json] = [name for name, value in wanted.items() if getattr(exhibit, name) != value]
    if not different:
        return
    for name, value in wanted.items():
        setattr(exhibit, name, value)
    data: dict[str, Json] = {"number": exhibit.number, "fields": different}
    tell(exhibit.case, "exhibit.described", Happening(data, {"title": title}, Audience.INTERNAL), by=by, at=at)
    make_findable(exhibit)


def withdraw(exhibit: Exhibit, reason: str, *, by: Actor, at: datetime) -> None:
    """Withdraw an exhibit: its number stays and is listed as withdrawn; nothing of it travels any more."""
    if not reason.strip():
        raise Refused(
            "reason_missing", words("Dites pourquoi la pièce est retirée.", "Say why it is withdrawn."), "reason"
        )
    if exhibit.withdrawn_at is not None:
        return
    exhibit.withdrawn_at, exhibit.withdrawn_reason = at, clean_line(reason, 300)
    what = Happening({"number": exhibit.number}, {"reason": exhibit.withdrawn_reason}, Audience.INTERNAL)
    tell(exhibit.case, "exhibit.withdrawn", what, by=by, at=at)


def restore(exhibit: Exhibit, *, by: Actor, at: datetime) -> None:
    """Take back a withdrawal made by mistake."""
    if exhibit.withdrawn_at is None:
        return
    exhibit.withdrawn_at, exhibit.withdrawn_reason = None, ""
    tell(exhibit.case, "exhibit.restored", Happening({"number": exhibit.number}, {}, Audience.INTERNAL), by=by, at=at)


def forget_exhibits(event: Event) -> None:
    """A whole case was erased: of its exhibits the number, the day, the kind and the fingerprint stay."""
    case = erased_case(event)
    for row in db.session.scalars(select(Exhibit).where(Exhibit.case_id == case.id)):
        row.title, row.file_name, row.author, row.problem, row.remarks = NOTHING, NOTHING, "", None, []
        row.withdrawn_reason = NOTHING if row.withdrawn_at is not None else ""
        for masking in row.maskings:
            masking.reason = NOTHING


NOT_ALLOWED = words("Votre rôle ne permet pas d’ajouter des pièces.", "Your role may not add exhibits.")


NOT_RELEASED = words(
    "Votre rôle ne permet pas de communiquer une pièce : demandez à la supervision.",
    "Your role may not release an exhibit: ask a supervisor.",
)


IS_WITHDRAWN = words(
    "Cette pièce est retirée : rétablissez-la d’abord.", "This exhibit is withdrawn: restore it first."
)
