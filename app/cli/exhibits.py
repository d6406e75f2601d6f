"""Commands about exhibits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.cases.queries import case_for
from app.cli.conventions import Told, command, tell
from app.exhibits import actions
from app.exhibits.actions import About
from app.exhibits.models import Exhibit
from app.exhibits.queries import received
from app.exhibits.rules import From
from app.kernel import Audience, Refused, words
from app.plumbing import unit_of_work
from app.plumbing.typography import say


def _read(files: tuple[Path, ...]) -> list[tuple[str, bytes]]:
    try:
        return [(file.name, file.read_bytes()) for file in files]
    except OSError as broken:
        message = words("Fichier illisible : {name}.", "Unreadable file: {name}.", name=str(broken.filename))
        raise Refused("file_unreadable", message, "files") from broken


def _line(file: Path, row: Exhibit, reader: Audience) -> dict[str, Any]:
    got = received(row, reader, pages=False)
    why = got.travelling.why or row.why
    return {
        "file": str(file),
        "number": row.number,
        "type": row.type_code,
        "pages": row.pages,
        "shown": got.travelling.shown,
        "attached": got.travelling.attached,
        "why": say(why, "fr") if why else None,
        "sha256": row.file_key,
    }


def _show(answer: list[dict[str, Any]]) -> None:
    for line in answer:
        tell(f"pièce n° {line['number']} : {line['file']} ({line['type']}, {line['pages']} p.) {line['why'] or ''}")


@command("add-exhibits", show=_show)
@click.argument("ref")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--audience",
    type=click.Choice([each.value for each in Audience]),
    default=Audience.INTERNAL.value,
    help="Who may see them: internal (default), customer, mediator.",
)
@click.option(
    "--from", "brought_by", type=click.Choice([each.value for each in From]), default=From.CUSTOMER.value,
    help="Who brought them: the customer's own files travel untouched.",
)  # fmt: skip
def add_exhibits(told: Told, ref: str, files: tuple[Path, ...], audience: str, brought_by: str) -> list[dict[str, Any]]:
    """Add numbered exhibits to a case, in the order given."""
    case = case_for(told.by, ref)
    taken = actions.take_in(_read(files), copies=True)
    about = About(audience=Audience(audience), brought_by=From(brought_by))
    with unit_of_work.writing():
        case = case_for(told.by, ref)
        rows = actions.add_exhibits(case, taken, [about] * len(taken), by=told.by, at=told.at)
    reader = Audience(audience) if audience != Audience.INTERNAL.value else Audience.MEDIATOR
    return [_line(file, row, reader) for file, row in zip(files, rows, strict=True)]


COMMANDS = [add_exhibits]
