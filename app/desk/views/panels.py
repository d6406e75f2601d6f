"""What stands beside the time line: each room that knows something of a case gives its panel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.cases.models import Case
from app.people.rules import Actor


def panels(case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The panels of a case for this actor."""
    return {}
