"""Commands about cases: list them, show one whole, its duties, the workflow."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.queries.erasing import entry_numbered, erasure_facts
from app.cases.rules.erasing import Ground, why_kept
from app.cases.rules.kept_words import said
from app.cases.rules.workflow import State, mermaid
from app.cli.told import Told, command
from app.documents.queries.erasing import reached_by
from app.journal.models import Entry
from app.journal.queries import entries_of, head_of
from app.kernel import Words
from app.plumbing.typography import say


def _both(sentence: Words) -> dict[str, str]:
    return {"fr": say(sentence, "fr"), "en": say(sentence, "en")}


def _iso(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat().replace("+00:00", "Z")


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


def document(case: Case) -> dict[str, Any]:
    """A case as one document: what it is, who, what is asked, what is due, what happened, and the journal's head."""
    head = head_of(case.stream)
    return {
        "ref": case.ref, "state": case.state.value, "ended": case.ended.value if case.ended else None, "level": case.level.value,
        "verdict": case.verdict, "owner": case.owner.login, "service": case.service.code, "subject": case.subject,
        "category": case.category, "channel": case.channel, "lang": case.lang, "country": case.country, "sector": case.sector,
        "zone": case.zone, "regimes": list(case.regimes), "currency": case.currency, "claimed": case.claimed_minor,
        "stake": case.stake_minor, "priority": case.priority, "version": case.version, "imported": case.imported,
        "dates": {
            "sent_on": _iso(case.sent_on), "received_on": _iso(case.received_on), "first_written_on": _iso(case.first_written_on),
            "logged_at": _iso(case.logged_at), "answered_at": _iso(case.answered_at), "final_at": _iso(case.final_at),
            "closed_at": _iso(case.closed_at), "next_on": _iso(case.next_on),
        },
        "next_step": case.next_code, "merged_into": case.merged_into.ref if case.merged_into else None,
        "customer": {
            "id": case.customer_id, "kind": case.complainant_kind.value, "name": case.customer.display_name,
            "email": case.customer.email, "address": case.customer.address, "anonymous": case.customer.anonymous,
        },
        "parties": [{"role": p.role, "name": p.name, "kind": p.kind.value, "share_percent": p.share_percent} for p in case.parties],
        "claims": [
            {"position": c.position, "label": c.label, "amount": c.amount_minor, "basis": c.basis, "verdict": c.verdict, "due": c.due_minor}
            for c in case.claims
        ],
        "signals": [s.kind.value for s in case.signals if s.dismissed_at is None],
        "promises": [{"what": p.what, "due_at": _iso(p.due_at), "state": p.state, "owner": p.owner.login} for p in case.promises],
        "duties": [duty(row) for row in queries.duties_of(case)],
        "linked": [ref for ref, _subject, _why in queries.linked_to(case)],
        "minutes": sum(row.minutes for row in queries.time_on(case)),
        "journal": {"head": head.seal if head else None, "entries": [_entry(entry) for entry in entries_of(case.stream)]},
    }  # fmt: skip


def _entry(entry: Entry) -> dict[str, Any]:
    text = dict(entry.words.body) if entry.words else None
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "at": _iso(entry.at),
        "by": entry.by,
        "audience": entry.audience.value,
        "data": entry.data,
        "text": text,
        "seal": entry.seal,
    }


def duty(row: queries.KeptDuty) -> dict[str, Any]:
    """A duty as commands print it."""
    return {
        "key": row.key, "rule": row.rule, "pack": row.pack, "kind": row.kind.value, "ours": row.ours, "state": row.state.value,
        "label": _both(said(row.label)), "opens_on": _iso(row.opens_on), "due_on": _iso(row.due_on), "due_at": _iso(row.due_at),
        "explanation": _both(said(row.explanation)), "steps": [_both(said(step)) for step in row.steps],
        "starts_from": row.starts_from, "source": row.source, "status": row.status,
    }  # fmt: skip


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
        return {**answer, "erased": False, "kept_because": _both(kept) if kept else None}
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
            "at": _iso(entry.at), "by": entry.by, "seal": entry.seal,
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
