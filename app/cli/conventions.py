"""What every command shares: who acts, at which instant, how the answer is printed, and a database that is ready."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, NoReturn, cast

import click
from flask import current_app

from app.cli.machine_errors import said_plainly
from app.gestures import actions as gestures
from app.kernel import FixedClock, Refused, as_utc, words, zone
from app.mediators import actions as mediators
from app.people.queries import staff_by_login
from app.people.rules import SYSTEM, Actor
from app.plumbing import migrations, unit_of_work
from app.plumbing.typography import say
from app.regimes.queries import read_ahead
from config import Settings


@dataclass(frozen=True)
class Told:
    """Who acts and when."""

    by: Actor
    at: datetime
    json: bool


class Problems(Exception):
    """The command answered, and the answer is that something is wrong: exit status 1."""

    def __init__(self, answer: object) -> None:
        super().__init__("problems found")
        self.answer = answer


def ready_database() -> None:
    """Create and migrate an empty database; refuses one of another revision."""
    settings = cast(Settings, current_app.extensions["settings"])
    settings.data.mkdir(parents=True, exist_ok=True)
    found = migrations.present(settings.database_url)
    if found is None:
        migrations.migrate_url(settings.database_url)
        lay_reference(current_app.extensions["clock"].now())
    else:
        _require(found)


def require_revision() -> None:
    """For a web server started by itself: refuses an empty database and one of another revision; changes nothing."""
    settings = cast(Settings, current_app.extensions["settings"])
    settings.data.mkdir(parents=True, exist_ok=True)
    _require(migrations.present(settings.database_url) or "—")


def _require(found: str) -> None:
    if found != migrations.wanted():
        raise Refused("other_revision", OTHER_REVISION.fill(found=found, wanted=migrations.wanted()))


OTHER_REVISION = words(
    "La base est à la révision {found}, le programme attend {wanted}. Lancez « make migrate ».",
    "The database is at revision {found}, the program needs {wanted}. Run “make migrate”.",
)


def lay_reference(at: datetime) -> None:
    """Lay what ships with the product: the palette, the authority grid, the service menu, the mediators."""
    with unit_of_work.writing():
        gestures.seed_catalogue(by=SYSTEM, at=at)
        mediators.seed(by=SYSTEM, at=at)


EARLIEST, LATEST = 1990, 2089
"""Years in which the house can act; law and holidays are known for no others."""
TOO_FAR = words(
    "--at va de {first:plain} à {last:plain} : on ne sait pas compter au-delà.",
    "--at goes from {first:plain} to {last:plain}: nothing can be computed beyond.",
)


def instant(text: str | None) -> datetime:
    """The instant of `--at`: ISO, with a zone or in the house's; now when absent."""
    if not text:
        return cast(datetime, current_app.extensions["clock"].now())
    try:
        read = datetime.fromisoformat(text)
    except ValueError as wrong:
        message = words(
            "--at attend une date ISO, par exemple 2026-11-21T09:00.",
            "--at needs an ISO date, such as 2026-11-21T09:00.",
        )
        raise Refused("at_unreadable", message, "at") from wrong
    if not EARLIEST <= read.year <= LATEST:
        raise Refused("at_too_far", TOO_FAR.fill(first=EARLIEST, last=LATEST), "at")
    return as_utc(read if read.tzinfo else read.replace(tzinfo=zone(current_app.config["ZONE"])))


def actor(login: str | None) -> Actor:
    """Who `--by` names; the system when nobody is named."""
    if not login:
        return SYSTEM
    member = staff_by_login(login)
    if member is None or not member.active:
        message = words("Identifiant inconnu : {login}.", "Unknown login: {login}.", login=login)
        raise Refused("unknown_login", message, "by")
    return member.actor


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def tell(message: str) -> None:
    """A message or progress, on standard error."""
    click.echo(message, err=True)


def command(
    name: str, *, writes: bool = False, show: Callable[[Any], None] | None = None
) -> Callable[[Callable[..., Any]], click.Command]:
    """A command named so. Its function gets `told` first and returns its answer; `show` prints it for people.

    With `writes` the whole command is one unit of work.
    """

    def make(function: Callable[..., Any]) -> click.Command:
        @click.option("--at", metavar="ISO", help="Act at this instant (default: now).")
        @click.option("--by", metavar="LOGIN", help="Act as this member of staff (default: the system).")
        @click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
        @wraps(function)
        def run(at: str | None, by: str | None, as_json: bool, **arguments: Any) -> None:
            _run(function, at, by, as_json, writes, show, arguments)

        return click.command(name, help=(function.__doc__ or "").strip())(_with_app(run))

    return make


def _with_app(function: Callable[..., None]) -> Callable[..., None]:
    from flask.cli import with_appcontext  # noqa: PLC0415  the decorator belongs to the command line only

    return with_appcontext(function)


def _run(
    function: Callable[..., Any],
    at: str | None,
    by: str | None,
    as_json: bool,
    writes: bool,
    show: Callable[[Any], None] | None,
    arguments: dict[str, Any],
) -> None:
    try:
        with said_plainly():
            answer = _answer(function, at, by, as_json, writes, arguments)
        _print(answer, as_json, show)
    except Problems as found:
        _print(found.answer, as_json, show)
        sys.exit(1)
    except Refused as refused:
        refuse(refused, as_json)


def _answer(
    function: Callable[..., Any], at: str | None, by: str | None, as_json: bool, writes: bool, arguments: dict[str, Any]
) -> Any:
    ready_database()
    told = Told(actor(by), instant(at), as_json)
    current_app.extensions["clock"] = FixedClock(told.at) if at else current_app.extensions["clock"]
    if not writes:
        return function(told, **arguments)
    read_ahead()
    with unit_of_work.writing():
        return function(told, **arguments)


def _print(answer: object, as_json: bool, show: Callable[[Any], None] | None) -> None:
    if as_json or show is None:
        print_json(answer)
    else:
        show(answer)


def refuse(refused: Refused, as_json: bool) -> NoReturn:
    """Say no: on standard error for people, as one document with `--json`; exit status 1."""
    every = (refused, *refused.also)
    if as_json:
        first, *others = [{"code": one.code, "message": say(one.message, "fr"), "field": one.field} for one in every]
        print_json({"refused": {**first, **({"also": others} if others else {})}})
    else:
        tell("\n".join(say(one.message, "fr") for one in every))
    sys.exit(1)
