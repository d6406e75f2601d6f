"""The demo story: an invented company and a year of its disputes, told into an empty house only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
from flask import current_app
from sqlalchemy import func, select

from app.cases.models import Case
from app.cli.conventions import Told, command, tell
from app.cli.story.days import BEGUN, TOLD
from app.journal.actions import HOUSE, record
from app.journal.models import Entry
from app.kernel import Event, Refused, as_utc, words
from app.people.actions import password_hash
from app.people.models import Staff
from app.people.queries import demo_accounts
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from config import Settings

NOT_EMPTY = words(
    "Cette base contient déjà des comptes ou des dossiers : l’histoire de démonstration ne se raconte que dans une base vide.",
    "This database already holds accounts or cases: the demo story is told only into an empty one.",
)


CUT = words(
    "La démonstration a été interrompue pendant qu’elle se racontait : « make clean », puis « make run ».",
    "The demo was interrupted while it was being told: `make clean`, then `make run`.",
)


@dataclass(frozen=True)
class Telling:
    """What a telling did: the anchor of the story, whether it was told now, how many cases and accounts there are."""

    anchor: datetime
    told: bool
    cases: int
    accounts: list[dict[str, str]]
    password: str


def anchor_told() -> datetime | None:
    """The anchor of the story that this house was told to its end, or None."""
    return _anchor(TOLD)


def _anchor(kind: str) -> datetime | None:
    found = db.session.scalars(select(Entry).where(Entry.stream == HOUSE, Entry.kind == kind)).first()
    return datetime.fromisoformat(found.data["anchor"]) if found else None


def house_is_empty() -> bool:
    """No account and no case yet?"""
    return not any(db.session.scalar(select(func.count()).select_from(model)) for model in (Staff, Case))


def tell_story(at: datetime) -> Telling:
    """Tell the story with this instant as its today; a house that was told it already stays as it is.

    Refuses a house that holds anything else. Opens units of work of its own, one for each act.
    """
    from app.cli.story import cast, telling  # noqa: PLC0415  prose and drawing: loaded by a telling only

    db.session.rollback()
    known = anchor_told()
    if known is None:
        if _anchor(BEGUN) is not None:
            raise Refused("cut_short", CUT)
        if not house_is_empty():
            raise Refused("not_empty", NOT_EMPTY)
        at = as_utc(at).replace(microsecond=0)
        telling.tell_all(at, password_hash(cast.PASSWORD))
        with unit_of_work.writing():
            record(Event(TOLD, HOUSE, at, SYSTEM.key, {"anchor": at.isoformat()}))
    count = db.session.scalar(select(func.count()).select_from(Case)) or 0
    return Telling(known or at, known is None, count, accounts(), cast.PASSWORD)


def accounts() -> list[dict[str, str]]:
    """The demo accounts: login, role, and what each is for."""
    return [
        {
            "login": member.login,
            "role": member.role.value,
            "purpose": member.purpose_fr,
            "purpose_en": member.purpose_en,
        }
        for member in demo_accounts()
    ]


def tell_into_empty(settings: Settings) -> list[tuple[str, str]]:
    """For `make run`: tell the story into an empty embedded database; (login, what it is for) when this is a demo house."""
    if not settings.on_sqlite:
        return []
    if anchor_told() is None and _anchor(BEGUN) is None and not house_is_empty():
        return []
    told = tell_story(current_app.extensions["clock"].now())
    return [(each["login"], each["purpose_en"]) for each in told.accounts] + [("", f"password of all: {told.password}")]


def _show(answer: dict[str, Any]) -> None:
    fresh = "Told" if answer["told"] else "Told before, nothing added"
    tell(
        f"{fresh}: {answer['cases']} cases, today is {answer['anchor']}. Password of all accounts: {answer['password']}"
    )
    for each in answer["accounts"]:
        tell(f"  {each['login']:<10} {each['purpose_en']}")


@command("seed-demo", show=_show)
def seed_demo(told: Told) -> dict[str, Any]:
    """Tell the demo story into an empty house; --at is its today. A second telling adds nothing."""
    return vars(tell_story(told.at))


COMMANDS: list[click.Command] = [seed_demo]
