"""What belongs to this installation and to no room: its settings, its clock, what is kept open between requests."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app

from app.kernel import Clock
from config import Settings


def settings() -> Settings:
    """What this installation was told."""
    return cast(Settings, current_app.extensions["settings"])


def clock() -> Clock:
    """Its clock, for jobs and doors; rules and actions are handed an instant."""
    return cast(Clock, current_app.extensions["clock"])


def kept() -> dict[str, Any]:
    """What rooms keep open for the life of the process (a storage, for instance), by name."""
    return current_app.extensions
