"""Commands about the directory of mediators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import current_app

from app.cli.conventions import Told, command, tell
from app.kernel import Words, day_of
from app.mediators import actions
from app.mediators.rules import official_rows
from app.plumbing import unit_of_work
from app.plumbing.typography import say


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
