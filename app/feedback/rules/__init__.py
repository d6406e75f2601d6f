"""Pure rules of feedback: what is asked, when, and what figures say."""

from app.feedback.rules.asking import OCCASIONS, Asking, asked_at, open_until, why_not
from app.feedback.rules.entries import ENTRIES, standing_of
from app.feedback.rules.questions import (
    LONGEST,
    REPLIES,
    SCALES,
    Answers,
    Asked,
    Occasion,
    Question,
    Reply,
    questions,
    require_answers,
)

__all__ = [
    "ENTRIES",
    "LONGEST",
    "OCCASIONS",
    "REPLIES",
    "SCALES",
    "Answers",
    "Asked",
    "Asking",
    "Occasion",
    "Question",
    "Reply",
    "asked_at",
    "open_until",
    "questions",
    "require_answers",
    "standing_of",
    "why_not",
]
