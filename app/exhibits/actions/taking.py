"""Files taken in before any write: looked at, stored, hashed, and carried in a form until it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from app.exhibits.queries import store
from app.exhibits.rules import (
    LARGEST_FILE,
    MOST_AT_ONCE,
    caution,
    shown_name,
)
from app.kernel import Json, Refused, Words, words
from app.plumbing import pictures, unit_of_work
from app.plumbing.pdf import SandboxError
from app.plumbing.pictures import Family, Look

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


def sifted(files: Sequence[tuple[str, bytes]]) -> tuple[list[tuple[str, bytes]], list[Words]]:
    """The files that can be taken in, and why each other cannot: one that is empty or too large loses nobody the rest."""
    kept, refused = [], []
    for name, content in files:
        try:
            _check(name, content)
            kept.append((name, content))
        except Refused as why:
            refused.append(why.message)
    return kept, refused


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
    made = copies_of(put, content, look.kind.family, look.pages) if copies else Copies()
    return Taken(shown_name(name), key, len(content), look, made)


def copies_of(put: Callable[[bytes], str], content: bytes, family: Family, pages: int) -> Copies:
    """The clean copy and its pages; none where none can be made (then it is explained when asked for)."""
    if family is not Family.PAGES or pages == 0:
        return Copies()
    try:
        copy = pictures.cleaned(content)
        printable = copy if copy.kind.code == "pdf" else pictures.printable(content)
    except SandboxError:
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


def _problem(problem: SandboxError | None) -> Json:
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
                SandboxError(one["problem"][0], Words(one["problem"][1], one["problem"][2]))
                if one["problem"]
                else None,
                tuple(one["notes"]),
            ),
        )
        for one in kept
    ]


def caution_of(file: Mapping[str, Any]) -> Words | None:
    """What to know of a file of a page's list before it is numbered, and what to do about it."""
    kind = pictures.KINDS[file["type"]]
    if file["problem"] and file["problem"][0] == "encrypted":
        return LOCKED
    if kind.family is Family.OTHER:
        return NOT_DRAWN.fill(kind=kind.name)
    uncleaned = kind.family is Family.OFFICE and kind.code not in pictures.CLEANABLE
    return caution(file["name"], kind.code, kind.name, active=not kind.travels, uncleaned=uncleaned)


LOCKED = words(
    "Protégé par un mot de passe : personne ne pourra le lire. Ouvrez-le avec son mot de passe, imprimez-le en PDF et "
    "déposez ce PDF, ou demandez à la personne une copie sans protection.",
    "Protected by a password: nobody will be able to read it. Open it with its password, print it to PDF and upload that "
    "PDF, or ask the person for a copy without protection.",
)
NOT_DRAWN = words(
    "{kind} : cela ne se montre pas en pages. Dites dans le titre ce qu’on y voit ou entend.",
    "{kind}: this cannot be shown as pages. Say in the title what is seen or heard in it.",
)
LEFT_OUT = words("{why} Il est laissé de côté.", "{why} It is left out.")
