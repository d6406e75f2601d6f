"""Commands about cases: list them, show one whole, its duties, the workflow."""

from __future__ import annotations

from typing import Any

import click

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.queries.erasing import entry_numbered, erasure_facts
from app.cases.queries.whole import both, document, duty, iso
from app.cases.rules.erasing import Ground, why_kept
from app.cases.rules.states import State
from app.cases.rules.transitions import mermaid
from app.cli.conventions import Told, command
from app.documents.queries.erasing import reached_by
from app.journal.models import Entry


@command("cases")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only cases in this state.")
def cases(told: Told, state: str | None) -> list[dict[str, Any]]:
    """List the cases the actor may see: reference, state, level, owner."""
    rows = queries.cases_in(told.by, state)
    return [{"ref": r.ref, "state": r.state.value, "level": r.level.value, "owner": r.owner} for r in rows]


@command("show")
@click.argument("ref")
def show(told: Told, ref: str) -> dict[str, Any]:
    """The whole case as one document (docs/case-document.md describes it); amounts in minor units."""
    return document(queries.case_for(told.by, ref))


@command("duties")
@click.argument("ref")
def duties(told: Told, ref: str) -> list[dict[str, Any]]:
    """The duties of a case: rule, dates, state, and how each date is reckoned."""
    return [duty(row) for row in queries.duties_of(queries.case_for(told.by, ref))]


@command("erase-words", writes=True)
@click.argument("ref")
@click.argument("entry", type=int)
@click.option(
    "--ground", type=click.Choice([each.value for each in Ground]), required=True, help="Why, from a closed list."
)
@click.option("--reason", default="", help="Why, in a sentence; it stays for ever, so do not repeat what is erased.")
@click.option("--look", is_flag=True, help="Only tell what would go and what would stay.")
def erase_words(told: Told, ref: str, entry: int, ground: str, reason: str, look: bool) -> dict[str, Any]:
    """Erase people's words from entry number ENTRY of a case (see `show`): the fact, its date and its seal stay."""
    case = queries.case_for(told.by, ref)
    row = entry_numbered(case, entry)
    kept = why_kept(erasure_facts(case, row, by=told.by, at=told.at), Ground(ground))
    answer = {"ref": case.ref, "entry": entry, "kind": row.kind, **_reached(case, row)}
    if look:
        return {**answer, "erased": False, "kept_because": both(kept) if kept else None}
    done = actions.erase_words(case, entry, Ground(ground), reason, by=told.by, at=told.at)
    return {**answer, "erased": True, "told_in": done.seq}


def _reached(case: Case, entry: Entry) -> dict[str, Any]:
    found = reached_by(case, entry)
    return {
        "goes": {
            "entries": [entry.seq, *(row.seq for row in found.companions)],
            "letters": [{"number": row.number, "kind": row.kind.value, "sent": row.sent_at is not None} for row in found.letters],
            "files": [{"reader": row.reader.value, "version": row.version, "lang": row.lang} for row in found.files],
            "drawn_parts": found.parts,
        },
        "stays": {
            "at": iso(entry.at), "by": entry.by, "seal": entry.seal,
            "fingerprints": [
                key for key in [*(row.file_key for row in found.letters), *(row.file_key for row in found.files)] if key
            ],
        },
    }  # fmt: skip


@click.command("workflow", help="Print the workflow as a Mermaid diagram.")
@click.option("--mermaid", "as_mermaid", is_flag=True, default=True, help="Mermaid text (the default).")
def workflow(as_mermaid: bool) -> None:
    """The table of transitions, drawn."""
    click.echo(mermaid(), nl=False)


COMMANDS = [cases, show, duties, erase_words, workflow]
