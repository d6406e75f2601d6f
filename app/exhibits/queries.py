"""Reading exhibits, and the bytes an audience may receive of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import bindparam, func, select

from app.cases.models import Case
from app.exhibits.models import Exhibit
from app.exhibits.rules import NOT_SHOWN, From, Travelling, may_read, travels
from app.kernel import Audience, Refused, Words, words
from app.plumbing import faults, installation, pictures
from app.plumbing.db import db
from app.plumbing.memo import Lists, read_once
from app.plumbing.pdf import SandboxError
from app.plumbing.pictures import Copy, Family, Mask, Reading
from app.plumbing.storage import DamagedError, Storage
from config import Settings

LOST = words(
    "le fichier manque dans le stockage ou y a été altéré", "the file is missing from the store or was altered there"
)
NO_COPY = words("Cette pièce ne vous est pas remise.", "This exhibit is not handed to you.")


def store() -> Storage:
    """Where this installation keeps its files."""
    extensions = installation.kept()
    if "storage" not in extensions:
        extensions["storage"] = Storage.at(cast(Settings, extensions["settings"]).storage_url)
    return cast(Storage, extensions["storage"])


EXHIBITS = select(Exhibit).where(Exhibit.case_id == bindparam("case")).order_by(Exhibit.number)


@read_once
def exhibits_of(case: Case, reader: Audience = Audience.INTERNAL) -> list[Exhibit]:
    """The exhibits of a case by number, those withdrawn included; only what this reader may see."""
    rows = db.session.scalars(EXHIBITS, {"case": case.id})
    return [row for row in rows if may_read(row.audience, reader)]


LISTS: Lists = {exhibits_of: EXHIBITS}
"""What many cases have none of: the query of each list, and the statement that tells whether it would find anything."""


def exhibit_numbered(case: Case, number: int) -> Exhibit:
    """This exhibit of this case; refuses a number that was not given."""
    found = db.session.scalars(
        select(Exhibit).where(Exhibit.case_id == case.id, Exhibit.number == number)
    ).one_or_none()
    if found is None:
        message = words("Il n’y a pas de pièce n° {n}.", "There is no exhibit no. {n}.", n=number)
        raise Refused("no_such_exhibit", message, "exhibit")
    return found


def last_number(case: Case) -> int:
    """The last number given in a case (0 before the first)."""
    return db.session.scalar(select(func.max(Exhibit.number)).where(Exhibit.case_id == case.id)) or 0


def same_file(case: Case, file_key: str) -> list[Exhibit]:
    """Exhibits of this case with the very same content."""
    return list(db.session.scalars(select(Exhibit).where(Exhibit.case_id == case.id, Exhibit.file_key == file_key)))


def original(exhibit: Exhibit) -> bytes:
    """The file as it was handed in, checked against its fingerprint; refuses what the store lost or altered."""
    try:
        return store().get(exhibit.file_key)
    except DamagedError as lost:
        raise Refused("file_lost", faults.LOST) from lost


def is_lost(exhibit: Exhibit) -> bool:
    """Has the store lost the file as it was handed in, or altered it, or can it not be read there?"""
    return bool(store().wrong_with(exhibit.file_key))


@dataclass(frozen=True)
class Received:
    """What an audience receives of an exhibit: the copy of the file, its pages as PDF, or why neither."""

    travelling: Travelling
    copy: Copy | None = None
    printable: bytes | None = None
    reading: pictures.Reading | None = None
    problem: Words | None = None


def received(exhibit: Exhibit, reader: Audience, *, pages: bool = True) -> Received:
    """The reader's copy of an exhibit: masked where so decided, free of hidden data; never an exception for a bad file.

    `pages` asks for the PDF pages of a bundle as well. The same exhibit gives the same bytes.
    """
    how = travels(exhibit.piece(reader), reader)
    if not how.attached and not how.shown:
        return Received(how, problem=exhibit.why)
    try:
        return _made(exhibit, reader, how, pages=pages)
    except SandboxError as problem:
        return _failed(exhibit, reader, problem.words)
    except Refused:
        return _failed(exhibit, reader, LOST)


def copy_for(exhibit: Exhibit, reader: Audience) -> Copy:
    """The copy that a reader takes away; refuses one that they are not handed, and one whose file is lost."""
    got = received(exhibit, reader, pages=False)
    if got.copy is not None:
        return got.copy
    if got.problem is LOST:
        raise Refused("file_lost", faults.LOST)
    raise Refused("no_such_copy", NO_COPY)


def kept_back(exhibit: Exhibit, reader: Audience) -> Words | None:
    """Why this reader is not handed the file of an exhibit they may know of; None when they are."""
    how = travels(exhibit.piece(reader), reader)
    return None if how.attached else how.why


def _failed(exhibit: Exhibit, reader: Audience, why: Words) -> Received:
    return Received(travels(exhibit.piece(reader, why), reader), problem=why)


def _made(exhibit: Exhibit, reader: Audience, how: Travelling, *, pages: bool) -> Received:
    family = exhibit.type.family
    if family is Family.PAGES:
        return Received(how, *_pages_of(exhibit, reader, pages=pages))
    if family is Family.OFFICE and exhibit.brought_by is From.US:
        cleaned = _clean_copy(exhibit)
        return Received(how, cleaned, None, _words_in(cleaned.content) if how.shown else None)
    content = original(exhibit)
    if family is Family.OFFICE:
        reading = _words_in(content) if how.shown else None
        how = how if reading or not how.shown else Travelling(False, how.attached, NOT_SHOWN)
    else:
        reading = pictures.readable(content) if family in {Family.TEXT, Family.MAIL} else None
    copy = Copy(content, exhibit.type, 0) if how.attached else None
    return Received(how, copy, None, reading)


def files_inside(exhibit: Exhibit) -> list[tuple[str, bytes]]:
    """The files that an exhibit holds inside; refuses one that holds none or cannot be opened."""
    try:
        found = pictures.files_inside(original(exhibit)) if exhibit.type_code == "pdf" else []
    except SandboxError as closed:
        raise Refused("no_files_inside", NONE_INSIDE, "files") from closed
    if not found:
        raise Refused("no_files_inside", NONE_INSIDE, "files")
    return found


def _words_in(content: bytes) -> Reading | None:
    """The words of a document; None where it has none, or they cannot be read (the file itself is attached all the same)."""
    try:
        reading = pictures.readable(content)
    except SandboxError:
        return None
    return reading if reading.text else None


def _pages_of(exhibit: Exhibit, reader: Audience, *, pages: bool) -> tuple[Copy, bytes | None]:
    masking = exhibit.masking_for(reader)
    if masking is not None:
        content = _kept(masking.file_key) or remasked(exhibit, masking.regions).content
        return Copy(content, pictures.KINDS["pdf"], masking.pages), content
    copy = _clean_copy(exhibit)
    if not pages:
        return copy, None
    if copy.kind.code == "pdf":
        return copy, copy.content
    return copy, _kept(exhibit.printable_key) or pictures.printable(original(exhibit)).content


def _clean_copy(exhibit: Exhibit) -> Copy:
    content = _kept(exhibit.copy_key)
    if content is None:
        return pictures.cleaned(original(exhibit))
    return Copy(content, pictures.KINDS[exhibit.copy_type], exhibit.copy_pages)


def remasked(exhibit: Exhibit, regions: list[list[object]]) -> Copy:
    """The original with these regions hidden."""
    return pictures.masked(original(exhibit), [as_mask(each) for each in regions])


def as_mask(region: list[object]) -> Mask:
    """One kept region [page, box or null] as the picture engine takes it."""
    page, box = region
    assert isinstance(page, int)
    if box is None:
        return Mask(page)
    left, top, right, bottom = cast(list[float], box)
    return Mask(page, (left, top, right, bottom))


def _kept(key: str) -> bytes | None:
    if not key:
        return None
    try:
        return store().get(key)
    except DamagedError:
        return None


def page_picture(exhibit: Exhibit, page: int, reader: Audience = Audience.INTERNAL, dpi: int = 110) -> bytes:
    """One page as a JPEG picture, as this reader may see it; refuses a page that cannot be shown."""
    how = travels(exhibit.piece(reader), reader)
    shown = exhibit.pages if reader is Audience.INTERNAL else exhibit.pages * how.shown
    if not 1 <= page <= shown:
        raise Refused("no_such_page", words("Cette page ne se montre pas.", "This page cannot be shown."), "page")
    masking = exhibit.masking_for(reader)
    content = (_kept(masking.file_key) or b"") if masking is not None else original(exhibit)
    try:
        drawn = pictures.page_images(content, page, page, dpi)
    except SandboxError as problem:
        raise Refused(
            "no_such_page", words("Page illisible : {why}.", "Unreadable page: {why}.", why=problem.words)
        ) from problem
    if not drawn:
        raise Refused("no_such_page", words("Cette page n’existe pas.", "There is no such page."), "page")
    return drawn[0]


NONE_INSIDE = words(
    "Aucun fichier n’a pu être sorti de ce document : téléchargez l’original et ouvrez-le dans un lecteur de PDF.",
    "No file could be taken out of this document: download the original and open it in a PDF reader.",
)
