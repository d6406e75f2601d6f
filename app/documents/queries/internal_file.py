"""The internal file: everything, with what never leaves the house."""

from __future__ import annotations

from app.cases.rules.entries import Data, EntryKind
from app.correspondence.rules import ENTRIES as LETTER_ENTRIES
from app.costs.queries import estimate_for, spent_on
from app.costs.rules.entries import ENTRIES as COST_ENTRIES
from app.documents.queries.chronology import ERASED, TOLD, attempts_of, chronology_of
from app.documents.queries.composing import claims_told, imprint_of, parties_of, summary_of
from app.documents.queries.gathering import Gathered
from app.documents.queries.grounds import clauses_of, conditions_of, exhibit_lines, laws_of
from app.documents.rules import Approval, CostLine, Inside, InternalFile, Note, RestrictedEntry
from app.exhibits.rules import ENTRIES as EXHIBIT_ENTRIES
from app.gestures.models import Approval as ApprovalRow
from app.gestures.queries import approvals_of
from app.gestures.rules.entries import ENTRIES as GESTURE_ENTRIES
from app.intake.rules.entries import ENTRIES as INTAKE_ENTRIES
from app.journal.models import Entry as JournalEntry
from app.kernel import Audience, Words, words
from app.people.queries import staff_named

TOTAL = words("Coût attendu si rien n’est réglé", "Expected cost if nothing is settled")
PENDING = words("en attente", "pending")
GRANTED = words("accordé", "granted")
REFUSED = words("refusé", "refused")
SETTLED_SAYS_CUSTOMER = {
    "yes": words("c’est réglé", "it is settled"),
    "partly": words("réglé en partie", "partly settled"),
    "no": words("ce n’est pas réglé", "it is not settled"),
}


def _opinion(data: Data) -> Words:
    said = SETTLED_SAYS_CUSTOMER[str(data.get("solved") or data.get("kept"))]
    return words("Avis du client : {said}", "Customer’s view: {said}", said=said)


OPINIONS = {
    "feedback.asked": EntryKind(lambda _data: words("Avis demandé au client", "Customer asked for their view")),
    "feedback.bounced": EntryKind(
        lambda _data: words("La demande d’avis n’a pas pu partir", "The survey could not be sent")
    ),
    "feedback.answered": EntryKind(_opinion),
}
"""What customers think of how it went (a room above writes it): in no file but our own, whoever may read the entry."""
INSIDE: dict[str, EntryKind] = {
    **TOLD, **EXHIBIT_ENTRIES, **INTAKE_ENTRIES, **COST_ENTRIES, **GESTURE_ENTRIES, **LETTER_ENTRIES, **OPINIONS
}  # fmt: skip
"""How our own file tells what others do not read."""


def internal_file(g: Gathered) -> InternalFile:
    """Everything, with what never leaves the house; what was elaborated in mediation in its own annex."""
    return InternalFile(
        imprint=imprint_of(g),
        parties=parties_of(g),
        summary=summary_of(g),
        claims=claims_told(g),
        chronology=chronology_of(g),
        attempts=attempts_of(g),
        clauses=clauses_of(g),
        laws=laws_of(g),
        conditions=conditions_of(g),
        exhibits=exhibit_lines(g),
        inside=_inside(g),
    )


def _inside(g: Gathered) -> Inside:
    found = estimate_for(g.case, g.at, working=False)
    return Inside(
        owner=g.case.owner.name,
        service=g.case.service.name(g.lang),
        notes=_notes(g),
        approvals=tuple(_approval(row) for row in approvals_of(g.case)),
        costs=(
            CostLine(TOTAL, found.mean, found.p10, found.p90),
            *(CostLine(line.label, line.amount) for line in found.lines),
        ),
        spent=spent_on(g.case),
        mediation=tuple(_restricted(g, entry) for entry in g.entries if entry.data.get("restricted")),
    )


def _notes(g: Gathered) -> tuple[Note, ...]:
    inner = [entry for entry in g.entries if entry.audience is Audience.INTERNAL or entry.kind in OPINIONS]
    ids = [int(entry.by[6:]) for entry in inner if entry.by.startswith("staff:")]
    names = {member.key: member.name for member in staff_named(ids).values()}
    return tuple(Note(entry.at, names.get(entry.by, "Amiable"), _title(entry), _said(g, entry)) for entry in inner)


def _title(entry: JournalEntry) -> Words:
    kind = INSIDE.get(entry.kind)
    return kind.title(entry.data) if kind is not None else words(entry.kind, entry.kind)


def _said(g: Gathered, entry: JournalEntry) -> str:
    if entry.words is None:
        return g.say(ERASED) if entry.commitment else ""
    return "\n".join(str(value) for value in entry.words.body.values() if value)


def _restricted(g: Gathered, entry: JournalEntry) -> RestrictedEntry:
    return RestrictedEntry(entry.at, _title(entry), _said(g, entry))


def _approval(row: ApprovalRow) -> Approval:
    decision = row.decision
    verdict = PENDING if decision is None else GRANTED if decision.granted else REFUSED
    return Approval(
        at=decision.at if decision is not None else row.at,
        gesture=words("Offre n° {n}", "Offer no. {n}", n=row.offer.number),
        asked_by=row.author.name,
        decided_by=decision.decider.name if decision is not None else "",
        verdict=verdict,
        value=row.offer.value,
        cost=row.offer.cost,
        reason=decision.reason if decision is not None else row.reason,
    )
