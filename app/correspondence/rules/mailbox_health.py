"""When a box that is read is in trouble: reading fails, or it has been silent too long; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kernel import Words, words

PATIENCE = timedelta(minutes=10)
"""A server may be away that long without anybody being told."""


@dataclass(frozen=True)
class BoxFacts:
    """What is known of a box."""

    name: str
    failed_at: datetime | None
    error: str
    silent_days: int
    """Whole working days without any mail."""
    most_days: int
    """After how many that is told; 0: never."""


def trouble_of(box: BoxFacts, at: datetime) -> Words | None:
    """What is wrong with a box, in a sentence for whoever runs the house; None while all is well."""
    if box.failed_at is not None and at - box.failed_at >= PATIENCE:
        return FAILS.fill(box=box.name, since=box.failed_at, why=box.error)
    if box.most_days and box.silent_days >= box.most_days:
        return SILENT.fill(box=box.name, n=box.silent_days)
    return None


FAILS = words(
    "La boîte {box} ne se lit plus depuis le {since} : {why}. Ce qui s’y trouve y reste. Vérifiez MAIL_BOX et le serveur.",
    "The box {box} has not been readable since {since}: {why}. What is in it stays there. Check MAIL_BOX and the server.",
)
SILENT = words(
    "Aucun courriel dans la boîte {box} depuis {n} {n:jour ouvré|jours ouvrés} : vérifiez qu’elle en reçoit encore.",
    "No mail in the box {box} for {n} working {n:day|days}: check that it still receives any.",
)
