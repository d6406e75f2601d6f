"""What is said of duties is written down once, whoever comes first."""

from __future__ import annotations

from collections.abc import Iterable

from app.cases.models import DutyWording
from app.cases.rules.duty_wordings import Wording
from app.plumbing.db import Written
from app.plumbing.rows import lay_all


def keep_wordings(said: Iterable[Wording]) -> None:
    """Make sure that these words are on record before duties point at them."""
    lay_all(DutyWording, {each.key: _row(each) for each in said})


def _row(said: Wording) -> dict[str, str]:
    return {
        "key": said.key, "explanation": Written(said.explanation), "steps": Written(said.steps), "source": said.source
    }  # fmt: skip
