"""Commands about the directory of mediators."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import current_app

from app.cli.told import Told, command, tell
from app.kernel import Refused, Words, day_of, words
from app.mediators import actions
from app.plumbing import unit_of_work
from app.plumbing.typography import say

LARGEST = 20_000_000
UNREADABLE = words(
    "Ce fichier n’est pas l’annuaire officiel : il faut du JSON (« results ») ou du CSV avec la colonne « mediateur ».",
    "This file is not the official directory: JSON (“results”) or CSV with the column “mediateur” is needed.",
)
TOO_LARGE = words("Fichier trop grand ({size} octets).", "File too large ({size} bytes).")
Row = tuple[int, object]


def official_rows(content: bytes) -> list[Row]:
    """The rows of the official directory with their place: the JSON envelope, a bare list, or its CSV export."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    rows = list(_json_rows(text) if text.lstrip()[:1] in ("{", "[") else _csv_rows(text))
    if rows and not any(isinstance(row, dict) and "mediateur" in row for _line, row in rows):
        raise Refused("not_a_directory", UNREADABLE, "file")
    return rows


def _json_rows(text: str) -> Iterator[Row]:
    try:
        read: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as broken:
        raise Refused("not_a_directory", UNREADABLE, "file") from broken
    rows = read.get("results") if isinstance(read, dict) else read
    if not isinstance(rows, list):
        raise Refused("not_a_directory", UNREADABLE, "file")
    yield from enumerate(rows, 1)


def _csv_rows(text: str) -> Iterator[Row]:
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(";,\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text.replace("\x00", "")), delimiter=delimiter)
    try:
        if "mediateur" not in (reader.fieldnames or ()):
            raise Refused("not_a_directory", UNREADABLE, "file")
        for row in reader:
            yield reader.line_num, row
    except csv.Error as broken:
        raise Refused("not_a_directory", UNREADABLE, "file") from broken


def _said(sentence: Words) -> str:
    return say(sentence, "fr")


def _show(answer: dict[str, Any]) -> None:
    tell(
        f"{answer['read']} lignes lues, {len(answer['added'])} ajoutés, {len(answer['updated'])} mis à jour, "
        f"{answer['unchanged']} inchangés, {len(answer['absent'])} absents, {len(answer['refused'])} refusées"
    )


@command("import-mediators", show=_show)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_mediators(told: Told, file: Path) -> dict[str, Any]:
    """Bring the directory in line with the official list of consumer mediators (JSON or CSV of the CECMC)."""
    size = file.stat().st_size
    if size > LARGEST:
        raise Refused("too_large", TOO_LARGE.fill(size=size), "file")
    rows = official_rows(file.read_bytes())
    with unit_of_work.writing():
        seeded = actions.seed(by=told.by, at=told.at)
        on = day_of(told.at, current_app.config["ZONE"])
        report = actions.import_official(rows, by=told.by, at=told.at, on=on)
    return {
        "read": report.read,
        "seeded": seeded,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "absent": report.absent,
        "refused": [{"line": line, "reason": _said(reason)} for line, reason in report.refused],
    }


COMMANDS = [import_mediators]
