"""Commands about complaints coming in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.cli.conventions import Told, command, tell
from app.intake import queries
from app.intake.actions.importing import Outcome, import_rows, service_for
from app.intake.queries import Table
from app.intake.rules.columns import Amounts, Days, Said, parse_columns, read_anew
from app.intake.rules.mapping import Mapping, fitting, unread
from app.kernel import Refused, Words, words
from app.plumbing.typography import say

NO_FILE = words("Le fichier « {name} » ne s’ouvre pas : {why}.", "The file “{name}” does not open: {why}.")
NOT_FITTING = words(
    "Aucun modèle de lecture ne convient à ces colonnes : {found}. Modèles : {known}. "
    "Dites ce qu’est chaque colonne : --column what=… --column received_on=…",
    "No mapping fits these columns: {found}. Mappings: {known}. Say what each column is: --column what=… --column received_on=…",
)
PLAIN = "generic-fr"
"""What values mean (channels, categories, states) where columns are named by hand."""
EVERY = 5
"""Percent between two lines of progress."""


@command("import-complaints", show=lambda answer: tell(_summary(answer)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping", "name", metavar="NAME", help="How to read the file (default: the one that fits its columns)."
)
@click.option("--service", metavar="CODE", default="", help="The service that carries the cases.")
@click.option(
    "--sheet", metavar="TITLE", default="", help="Of a workbook: the sheet to read (default: the first that fits)."
)
@click.option(
    "--column",
    "columns",
    metavar="FIELD=HEADING",
    multiple=True,
    help="What a column is, where no mapping knows the headings: what=Description. Once per column.",
)
@click.option("--amounts", type=click.Choice(["fr", "en"]), default="fr", help="With --column: 1 234,56 or 1,234.56.")
@click.option("--days", type=click.Choice(["dmy", "mdy"]), default="dmy", help="With --column: day or month first.")
def import_complaints(
    told: Told,
    file: Path,
    name: str | None,
    service: str,
    sheet: str,
    columns: tuple[str, ...],
    amounts: Amounts,
    days: Days,
) -> dict[str, Any]:
    """Bring in complaints from a CSV file, a workbook (XLSX, XLS, XLSB, ODS) or JSON.

    What is known already is skipped, what cannot be read is named.
    """
    chosen = queries.mapping_named(name) if name else None
    try:
        stream = file.open("rb")
    except OSError as missing:
        message = NO_FILE.fill(name=str(file), why=missing.strerror or type(missing).__name__)
        raise Refused("file_missing", message, "file") from missing
    with stream:
        table = queries.opened(stream, sheet)
        if columns:
            said = parse_columns(columns, table.headings, Said(amounts=amounts, days=days))
            mapping = read_anew(chosen or queries.mapping_named(PLAIN), said)
        else:
            mapping = chosen or _fitting(table.headings)
        _tell_about(mapping, table)
        carrier, nobody = service_for(mapping, service, by=told.by, at=told.at)
        if nobody:
            tell(say(NOBODY, "fr"))
        done = import_rows(table, mapping, carrier, by=told.by, at=told.at, progress=_Progress())
    return {
        "read": done.read,
        "created": done.created,
        "duplicates": done.duplicates,
        "refused": [{"line": one.line, "reason": _reason(one.reasons)} for one in done.refused],
    }


def _fitting(headings: list[str]) -> Mapping:
    every = queries.all_mappings()
    found = fitting(every, headings)
    if found is None:
        shown = tuple(name[:40] for name in headings if name)[:20] or ("—",)
        raise Refused("no_mapping", NOT_FITTING.fill(found=shown, known=tuple(m.name for m in every)), "mapping")
    return found


def _tell_about(mapping: Mapping, table: Table) -> None:
    tell(f"{mapping.name} : {say(mapping.title.words, 'fr')}")
    if table.other_sheets:
        tell(say(OTHER_SHEETS.fill(name=table.sheet, others=table.other_sheets[:20]), "fr"))
    aside = unread(mapping, table.headings)
    if aside:
        tell(say(ASIDE.fill(names=aside[:20]), "fr"))


class _Progress:
    """Tells how far it is, every few percent, on standard error."""

    def __init__(self) -> None:
        self.last = 0

    def __call__(self, far: float, done: Outcome) -> None:
        percent = int(far * 100)
        if percent - self.last >= EVERY:
            self.last = percent
            tell(
                f"{percent} % : {done.read} lues, {done.created} créées, {done.duplicates} connues, {len(done.refused)} refusées"
            )


def _reason(reasons: tuple[Words, ...]) -> str:
    return " ".join(say(reason, "fr") for reason in reasons)


def _summary(answer: dict[str, Any]) -> str:
    lines = [f"ligne {refused['line']} : {refused['reason']}" for refused in answer["refused"]]
    count = (
        f"{answer['read']} lues, {answer['created']} créées, {answer['duplicates']} déjà connues, {len(lines)} refusées"
    )
    return "\n".join([*lines, count])


NOBODY = words(
    "Personne ne travaille encore ici : les dossiers attendent au nom de « a-attribuer », qui ne peut pas se connecter. "
    "Ajoutez quelqu’un : flask add-staff.",
    "Nobody works here yet: the cases wait under “a-attribuer”, which cannot sign in. Add somebody: flask add-staff.",
)
OTHER_SHEETS = words(
    "Feuille lue : « {name} ». Pas lues : {others} (--sheet TITRE pour en lire une autre).",
    "Sheet read: “{name}”. Not read: {others} (--sheet TITLE reads another one).",
)
ASIDE = words("Colonnes laissées de côté : {names}.", "Columns left aside: {names}.")
COMMANDS = [import_complaints]
