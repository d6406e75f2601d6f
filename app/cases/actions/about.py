"""What a complaint is about, where its regime counts otherwise for some subjects (payment services: EU-PSD-01)."""

from __future__ import annotations

from datetime import datetime

from app.cases.actions.applying import refresh
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import locked
from app.cases.queries.subject import SUBJECT, asks_subject
from app.kernel import Audience, Refused, words
from app.people.rules import Actor
from app.regimes.rules.facts import fact_kind

TOLD = "case.about"


def tell_about(case: Case, subject: str, *, by: Actor, at: datetime) -> None:
    """Note what the complaint is about; its duties follow. Noted again, the last word counts."""
    case = locked(case)
    if not asks_subject(case):
        raise Refused("no_subject", NOT_ASKED)
    if subject not in fact_kind(SUBJECT).choices:
        raise Refused("subject_unknown", UNKNOWN, "subject")
    tell(case, TOLD, Happening({"facts": {SUBJECT: subject}}, {}, Audience.INTERNAL), by=by, at=at)
    refresh(case, at=at)


NOT_ASKED = words(
    "Les règles de ce dossier ne changent pas avec l’objet de la réclamation.",
    "The rules of this case do not change with the subject of the complaint.",
)
UNKNOWN = words("Choisissez l’objet de la réclamation.", "Choose the subject of the complaint.")
