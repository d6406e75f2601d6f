"""A case as one document (docs/case-document.md): what commands and programs are given, for the same reader."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.cases.models import Case
from app.cases.queries.kept_duties import KeptDuty, duties_of
from app.cases.queries.sight import linked_to, time_on
from app.cases.rules.stored_words import said
from app.journal.models import Entry
from app.journal.queries import entries_of, head_of
from app.kernel import Words
from app.plumbing.typography import say


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
            "sent_on": iso(case.sent_on), "received_on": iso(case.received_on), "first_written_on": iso(case.first_written_on),
            "logged_at": iso(case.logged_at), "answered_at": iso(case.answered_at), "final_at": iso(case.final_at),
            "closed_at": iso(case.closed_at), "next_on": iso(case.next_on),
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
        "promises": [{"what": p.what, "due_at": iso(p.due_at), "state": p.state, "owner": p.owner.login} for p in case.promises],
        "duties": [duty(row) for row in duties_of(case)],
        "linked": [ref for ref, _subject, _why in linked_to(case)],
        "minutes": sum(row.minutes for row in time_on(case)),
        "journal": {"head": head.seal if head else None, "entries": [_entry(entry) for entry in entries_of(case.stream)]},
    }  # fmt: skip


def _entry(entry: Entry) -> dict[str, Any]:
    text = dict(entry.words.body) if entry.words else None
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "at": iso(entry.at),
        "by": entry.by,
        "audience": entry.audience.value,
        "data": entry.data,
        "text": text,
        "seal": entry.seal,
    }


def duty(row: KeptDuty) -> dict[str, Any]:
    """One duty, as it stands in that document."""
    return {
        "key": row.key, "rule": row.rule, "pack": row.pack, "kind": row.kind.value, "ours": row.ours, "state": row.state.value,
        "label": both(said(row.label)), "opens_on": iso(row.opens_on), "due_on": iso(row.due_on), "due_at": iso(row.due_at),
        "explanation": both(said(row.explanation)), "steps": [both(said(step)) for step in row.steps],
        "starts_from": row.starts_from, "source": row.source, "status": row.status,
    }  # fmt: skip


def both(sentence: Words) -> dict[str, str]:
    """A sentence in both languages."""
    return {"fr": say(sentence, "fr"), "en": say(sentence, "en")}


def iso(value: date | datetime | None) -> str | None:
    """A civil date, or an instant in UTC, as ISO 8601 writes it."""
    return None if value is None else value.isoformat().replace("+00:00", "Z")
