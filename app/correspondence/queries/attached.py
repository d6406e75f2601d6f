"""What is attached to a mail, taken out of it as it came when somebody looks: nothing is stored before it lies in a case."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple

from app.correspondence.models import IncomingMail
from app.exhibits.queries import store
from app.exhibits.rules import caution
from app.kernel import Refused, Words, words
from app.plumbing import letterbox, pictures
from app.plumbing.letterbox import Part
from app.plumbing.pdf import SandboxError
from app.plumbing.pictures import Family, Look
from app.plumbing.storage import DamagedError

MOST_SHOWN = 20
"""Pages shown of one thing attached: the rest is in the file."""


@dataclass(frozen=True)
class Attached:
    """One thing attached to a mail as it can be looked at: its pages, or its words, or why neither."""

    part: Part
    look: Look
    text: str = ""
    why: Words | None = None
    caution: Words | None = None


def part_of(row: IncomingMail, place: int) -> Part:
    """The thing attached at this place of the mail's list (from 1); refuses what it does not hold."""
    if row.erased_at is not None or not 1 <= place <= len(row.parts):
        raise Refused("no_such_part", NONE_SUCH, "part")
    try:
        parts = _parts(row.raw_key)
    except (SandboxError, KeyError, DamagedError) as closed:
        raise Refused("no_such_part", NONE_SUCH, "part") from closed
    name = row.parts[place - 1]["name"]
    here = parts[place - 1 : place]  # mails sorted before their lists kept the order of the mail: by name
    found = next((part for part in (*here, *parts) if part.name == name), here[0] if here else None)
    if found is None:
        raise Refused("no_such_part", NONE_SUCH, "part")
    return found


def _parts(key: str) -> tuple[Part, ...]:
    """What is attached to the mail kept under this key; of the one read last it is remembered while its pages are drawn one by one."""
    last = _LAST.get("mail")
    if last is not None and last.key == key and monotonic() < last.until:
        return last.parts
    _LAST.clear()
    parts = letterbox.read(store().get(key)).parts
    if sum(len(part.content) for part in parts) <= REMEMBERED:
        _LAST["mail"] = _Opened(key, monotonic() + A_WHILE, parts)
    return parts


class _Opened(NamedTuple):
    key: str
    until: float
    parts: tuple[Part, ...]


_LAST: dict[str, _Opened] = {}
A_WHILE, REMEMBERED = 60.0, 30 * 1024 * 1024
"""Seconds and bytes: in the memory of one process, of one mail; whether it was erased is asked first, each time."""


def looked_at(part: Part) -> Attached:
    """What it is by its content, and what of it can be shown; never an exception for a bad file."""
    look = pictures.look(part.content)
    said = caution(part.name, look.kind.code, look.kind.name, active=not look.kind.travels)
    if part.locked:
        return Attached(part, look, why=LOCKED[part.locked])
    if not part.content:
        return Attached(part, look, why=EMPTY)
    if look.kind.family in {Family.TEXT, Family.MAIL} or look.kind.code in pictures.READABLE:
        return _read(part, look, said)
    why = look.problem.words if look.problem else None if look.pages or not look.kind.travels else NOT_SHOWN
    return Attached(part, look, why=why, caution=said)


def _read(part: Part, look: Look, said: Words | None) -> Attached:
    try:
        return Attached(part, look, pictures.readable(part.content).text, None, said)
    except SandboxError as problem:
        return Attached(part, look, "", problem.words, said)


def page_of(part: Part, page: int) -> bytes:
    """One page as a JPEG picture; refuses a page that cannot be shown."""
    try:
        drawn = pictures.page_images(part.content, page, page) if 1 <= page <= MOST_SHOWN else ()
    except SandboxError as problem:
        raise Refused("no_such_page", NONE_SUCH, "page") from problem
    if not drawn:
        raise Refused("no_such_page", NONE_SUCH, "page")
    return drawn[0]


def locked_how(row: IncomingMail) -> Words | None:
    """Why nothing of this mail can be read, where it is encrypted."""
    how = next((str(part["locked"]) for part in row.parts if part.get("locked")), "")
    return LOCKED.get("pgp" if row.body.startswith(ARMOUR) else how)


ARMOUR = "-----BEGIN PGP MESSAGE-----"
NONE_SUCH = words("Ce courriel n’a pas cette pièce jointe.", "This mail has no such attachment.")
EMPTY = words("Ce fichier est vide.", "This file is empty.")
NOT_SHOWN = words(
    "Ce type de fichier ne se montre pas ici : téléchargez-le.", "This kind of file is not shown here: download it."
)
LOCKED = {
    "smime": words(
        "Ce courriel est chiffré (S/MIME) : sans la clé de son destinataire, personne ne peut le lire ici. Demandez à la "
        "personne de l’envoyer sans chiffrement, ou téléchargez-le et ouvrez-le là où se trouve la clé.",
        "This mail is encrypted (S/MIME): without the key of its addressee nobody can read it here. Ask the person to send "
        "it without encryption, or download it and open it where the key is.",
    ),
    "pgp": words(
        "Ce courriel est chiffré (OpenPGP) : sans la clé de son destinataire, personne ne peut le lire ici. Demandez à la "
        "personne de l’envoyer sans chiffrement, ou téléchargez-le et ouvrez-le là où se trouve la clé.",
        "This mail is encrypted (OpenPGP): without the key of its addressee nobody can read it here. Ask the person to "
        "send it without encryption, or download it and open it where the key is.",
    ),
}
"""By how it is encrypted: why nothing can be read, and what to do."""
