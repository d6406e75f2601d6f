"""Mails that a member of staff brings as files: kept as they are, opened at once, and sorted by a person, never by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from app.correspondence.actions.mails.opening import open_these
from app.correspondence.actions.mails.taking import keep
from app.correspondence.models import IncomingMail
from app.correspondence.rules.mails import Place
from app.kernel import Refused, words
from app.people.rules import Actor, Permission
from app.plumbing.db import db
from app.plumbing.letterbox.pages import LARGEST
from app.plumbing.pictures import Family, recognise

MOST = 50
"""Mails brought at once."""


class Brought(NamedTuple):
    """One of them: its number (that of the first, where the same mail was there already), and whether it is new."""

    number: int
    new: bool


def bring(files: Sequence[tuple[str, bytes]], *, by: Actor, at: datetime) -> list[Brought]:
    """Keep the mails of these files (`.eml`, or `.msg` of Outlook) and open them; opens its own units of work.

    Refuses all of them where one is no mail, is empty or too large: the sentence names it.
    """
    if not by.may(Permission.MAIL_SORT):
        raise Refused("not_allowed", NOT_ALLOWED, "files")
    if not files:
        raise Refused("no_file", NONE, "files")
    if len(files) > MOST:
        raise Refused("too_many", TOO_MANY, "files")
    for name, content in files:
        _check(name[:120], content)
    kept = [keep(content, at=at, brought_by=by.key) for _name, content in files]
    open_these([each.number for each in kept if each.new], at)
    return [_brought(number, new=new) for number, new in kept]


def _check(name: str, content: bytes) -> None:
    if len(content) > LARGEST:
        raise Refused("too_large", TOO_LARGE.fill(name=name), "files")
    kind = recognise(content)
    if kind.family is not Family.MAIL:
        raise Refused("no_mail", NO_MAIL.fill(name=name, kind=kind.name), "files")


def _brought(number: int, *, new: bool) -> Brought:
    row = db.session.get_one(IncomingMail, number)
    if row.place is Place.SAME and row.same_as_id is not None:
        return Brought(row.same_as_id, False)
    return Brought(number, new)


NOT_ALLOWED = words("Votre rôle ne permet pas de déposer des courriels.", "Your role may not bring mails.")
NONE = words("Choisissez d’abord un courriel.", "Choose a mail first.")
TOO_MANY = words("Pas plus de 50 courriels à la fois.", "No more than 50 mails at once.")
TOO_LARGE = words("« {name} » dépasse 40 Mo.", "“{name}” is over 40 MB.")
NO_MAIL = words(
    "« {name} » n’est pas un courriel ({kind}). Enregistrez le courriel lui-même (.eml ou .msg) ; un autre fichier "
    "s’ajoute aux pièces d’un dossier.",
    "“{name}” is not a mail ({kind}). Save the mail itself (.eml or .msg); any other file is added to the exhibits of a case.",
)
