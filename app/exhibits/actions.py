"""Adding exhibits and deciding who sees what of them. Files are looked at, stored and hashed before any write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.cases.actions import hear
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import locked
from app.cases.queries.keeping import erased_case
from app.exhibits.models import Exhibit, Masking
from app.exhibits.queries import last_number, original, store
from app.exhibits.rules import (
    LARGEST_FILE,
    LONGEST_TITLE,
    MOST_AT_ONCE,
    ExhibitKind,
    From,
    Origin,
    audience_changed,
    check_regions,
    clean_line,
    guessed_kind,
    shown_name,
    title_of,
)
from app.kernel import Audience, Event, Json, Refused, Words, words
from app.people.rules import Actor, Permission
from app.plumbing import jobs, pictures, search, unit_of_work
from app.plumbing.db import db
from app.plumbing.guards import NOTHING
from app.plumbing.jobs import Job
from app.plumbing.pdf import CageError
from app.plumbing.pictures import Copy, Family, Look

AT_ONCE = 2
"""Files looked at side by side: each look is a process of its own."""


@dataclass(frozen=True)
class Copies:
    """The copies made of a file before it is added: keys in the store."""

    copy_key: str = ""
    copy_type: str = ""
    copy_pages: int = 0
    printable_key: str = ""


@dataclass(frozen=True)
class Taken:
    """A file taken in before the write transaction: stored, fingerprinted and looked at."""

    name: str
    key: str
    size: int
    look: Look
    copies: Copies = Copies()


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


def take_in(files: Sequence[tuple[str, bytes]], *, copies: bool = False) -> list[Taken]:
    """Store and look at files, in their order, outside any transaction; `copies` also makes what others will receive.

    Refuses empty lists, too many or too large files; a damaged or hostile file is taken in and described.
    """
    if unit_of_work.is_open():
        raise RuntimeError("files are taken in before the write transaction")
    if not files:
        raise Refused("no_file", words("Choisissez au moins un fichier.", "Choose at least one file."), "files")
    if len(files) > MOST_AT_ONCE:
        message = words("Au plus {n} fichiers à la fois.", "At most {n} files at a time.", n=MOST_AT_ONCE)
        raise Refused("too_many_files", message, "files")
    for name, content in files:
        _check(name, content)
    kept = store()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda file: _take(kept.put, *file, copies=copies), files))


def _check(name: str, content: bytes) -> None:
    if not content:
        message = words("« {name} » est vide.", "“{name}” is empty.", name=shown_name(name))
        raise Refused("empty_file", message, "files")
    if len(content) > LARGEST_FILE:
        message = words("« {name} » dépasse 50 Mo.", "“{name}” is over 50 MB.", name=shown_name(name))
        raise Refused("file_too_large", message, "files")


def _take(put: Callable[[bytes], str], name: str, content: bytes, *, copies: bool) -> Taken:
    key = put(content)
    look = pictures.look(content)
    made = _copies(put, content, look.kind.family, look.pages) if copies else Copies()
    return Taken(shown_name(name), key, len(content), look, made)


def _copies(put: Callable[[bytes], str], content: bytes, family: Family, pages: int) -> Copies:
    """The clean copy and its pages; none where none can be made (then it is explained when asked for)."""
    if family is not Family.PAGES or pages == 0:
        return Copies()
    try:
        copy = pictures.cleaned(content)
        printable = copy if copy.kind.code == "pdf" else pictures.printable(content)
    except CageError:
        return Copies()
    return Copies(put(copy.content), copy.kind.code, copy.pages, put(printable.content))


def packed(taken: Sequence[Taken]) -> list[dict[str, Json]]:
    """Files taken in but not numbered yet, as a page carries them (signed) while a person puts them in order."""
    return [
        {
            "name": file.name, "key": file.key, "size": file.size, "type": file.look.kind.code, "pages": file.look.pages,
            "notes": list(file.look.notes), "problem": _problem(file.look.problem),
        }
        for file in taken
    ]  # fmt: skip


def _problem(problem: CageError | None) -> Json:
    return [problem.code, problem.words.fr, problem.words.en] if problem is not None else None


def unpacked(kept: Sequence[dict[str, Any]]) -> list[Taken]:
    """The files of a page's signed list."""
    return [
        Taken(
            one["name"],
            one["key"],
            one["size"],
            Look(
                pictures.KINDS[one["type"]],
                one["pages"],
                CageError(one["problem"][0], Words(one["problem"][1], one["problem"][2])) if one["problem"] else None,
                tuple(one["notes"]),
            ),
        )
        for one in kept
    ]


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
        _make_findable(row)
        if _to_prepare(row) and not row.copy_key:
            jobs.enqueue("exhibit.prepare", {"exhibit": row.id}, at=at, key=f"exhibit.prepare:{row.id}", cause=case.ref)
    if by.is_customer:
        hear(case, at=at)
    return rows


def _to_prepare(row: Exhibit) -> bool:
    """Is a clean copy of it handed on? (the customer's own office files travel untouched)"""
    ours = row.brought_by is From.US and row.type_code in pictures.CLEANABLE
    return ours or (row.type.family is Family.PAGES and row.pages > 0)


def _row(case: Case, number: int, file: Taken, said: About, by: Actor, at: datetime) -> Exhibit:
    _check_release(said.audience, Audience.INTERNAL, by)
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


def _make_findable(row: Exhibit) -> None:
    shown = f"{row.title} {row.file_name} {row.author}"
    search.put(row.case_id, "exhibit", str(row.number), row.audience.value, shown)


def _check_release(after: Audience, before: Audience, by: Actor) -> None:
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
    _make_findable(exhibit)


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
    _make_findable(exhibit)


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


Region = tuple[int, tuple[float, float, float, float] | None]


@dataclass(frozen=True)
class Masked:
    """A masked copy made before the write transaction."""

    regions: tuple[Region, ...]
    key: str
    pages: int


def prepare_mask(exhibit: Exhibit, regions: Sequence[Region]) -> Masked:
    """Make the masked copy of an exhibit (outside any transaction); refuses regions outside its pages."""
    if exhibit.type.family is not Family.PAGES or not exhibit.pages:
        raise Refused("cannot_mask", CANNOT_MASK, "regions")
    check_regions(exhibit.pages, list(regions))
    try:
        copy: Copy = pictures.masked(original(exhibit), [pictures.Mask(page, box) for page, box in regions])
    except CageError as problem:
        message = words("La copie masquée n’a pas pu être faite : {why}.", "No masked copy could be made: {why}.")
        raise Refused("cannot_mask", message.fill(why=problem.words), "regions") from problem
    return Masked(tuple(regions), store().put(copy.content), copy.pages)


def mask(exhibit: Exhibit, made: Masked, audience: Audience, reason: str, *, by: Actor, at: datetime) -> Masking:
    """Put a masked copy in the place of the clean one for an audience; the original is not touched."""
    _may_mask(audience, reason, by)
    regions = [[page, list(box) if box else None] for page, box in made.regions]
    row = Masking(
        exhibit_id=exhibit.id, audience=audience, regions=regions, reason=clean_line(reason, 300),
        file_key=made.key, pages=made.pages, at=at, by=by.key,
    )  # fmt: skip
    exhibit.maskings.append(row)
    data: dict[str, Json] = {"number": exhibit.number, "to": audience.value, "regions": len(regions), "file": made.key}
    tell(exhibit.case, "exhibit.masked", Happening(data, {"reason": reason}, Audience.INTERNAL), by=by, at=at)
    return row


def unmask(exhibit: Exhibit, audience: Audience, reason: str, *, by: Actor, at: datetime) -> None:
    """Let an audience see the whole exhibit again."""
    _may_mask(audience, reason, by)
    if exhibit.masking_for(audience) is None:
        return
    row = Masking(
        exhibit_id=exhibit.id, audience=audience, regions=[], reason=clean_line(reason, 300), at=at, by=by.key
    )
    exhibit.maskings.append(row)
    data: dict[str, Json] = {"number": exhibit.number, "to": audience.value}
    tell(exhibit.case, "exhibit.unmasked", Happening(data, {"reason": reason}, Audience.INTERNAL), by=by, at=at)


def _may_mask(audience: Audience, reason: str, by: Actor) -> None:
    if not by.may(Permission.EXHIBIT_RELEASE):
        raise Refused("not_allowed_release", NOT_RELEASED, "audience")
    if audience is Audience.INTERNAL:
        raise Refused(
            "mask_internal", words("On ne se cache rien à soi-même.", "Nothing is masked from us."), "audience"
        )
    if not reason.strip():
        raise Refused("reason_missing", words("Dites pourquoi.", "Say why."), "reason")


# --- in the worker ---------------------------------------------------------------------------------------------------


def prepare(job: Job, at: datetime) -> dict[str, Any]:
    """Make the clean copy of an exhibit ahead of time, so that files are built quickly; opens its own unit of work."""
    exhibit = db.session.get(Exhibit, job.payload["exhibit"])
    if exhibit is None or exhibit.copy_key:
        return {"made": False}
    if not _to_prepare(exhibit):
        return {"made": False}
    if exhibit.type.family is Family.OFFICE:
        return _prepare_office(exhibit)
    made = _copies(store().put, original(exhibit), exhibit.type.family, exhibit.pages)
    number, key = exhibit.number, exhibit.id
    with unit_of_work.writing():
        row = db.session.get(Exhibit, key)
        assert row is not None
        row.copy_key, row.copy_type, row.copy_pages = made.copy_key, made.copy_type, made.copy_pages
        row.printable_key = made.printable_key
    return {"made": bool(made.copy_key), "number": number}


def _prepare_office(exhibit: Exhibit) -> dict[str, Any]:
    """The cleaned copy of an office file of ours; where there is none, the reason is kept and nothing is attached."""
    number, key, problem, made = exhibit.number, exhibit.id, None, Copies()
    try:
        copy = pictures.cleaned(original(exhibit))
        made = Copies(store().put(copy.content), copy.kind.code)
    except CageError as why:
        problem = why
    with unit_of_work.writing():
        row = db.session.get_one(Exhibit, key)
        row.copy_key, row.copy_type = made.copy_key, made.copy_type
        if problem is not None:
            row.problem_code, row.problem = problem.code, {"fr": problem.words.fr, "en": problem.words.en}
    return {"made": bool(made.copy_key), "number": number}


def forget_exhibits(event: Event) -> None:
    """A whole case was erased: of its exhibits the number, the day, the kind and the fingerprint stay."""
    case = erased_case(event)
    for row in db.session.scalars(select(Exhibit).where(Exhibit.case_id == case.id)):
        row.title, row.file_name, row.author, row.problem, row.remarks = NOTHING, NOTHING, "", None, []
        row.withdrawn_reason = NOTHING if row.withdrawn_at is not None else ""
        for masking in row.maskings:
            masking.reason = NOTHING


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {"exhibit.prepare": prepare}
"""What the worker does for this room: each handler opens its own units of work."""

NOT_ALLOWED = words("Votre rôle ne permet pas d’ajouter des pièces.", "Your role may not add exhibits.")
NOT_RELEASED = words(
    "Votre rôle ne permet pas de communiquer une pièce : demandez à la supervision.",
    "Your role may not release an exhibit: ask a supervisor.",
)
IS_WITHDRAWN = words(
    "Cette pièce est retirée : rétablissez-la d’abord.", "This exhibit is withdrawn: restore it first."
)
CANNOT_MASK = words(
    "Seules les pièces montrées en pages (PDF, photographies) peuvent être masquées.",
    "Only exhibits shown as pages (PDF, photographs) can be masked.",
)
