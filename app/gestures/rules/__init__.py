"""The rules of goodwill: pure verdicts over frozen facts."""

from app.gestures.rules.entries import ENTRIES as OF_CASES
from app.gestures.rules.settings_entries import SETTINGS_ENTRIES

ENTRIES = {**OF_CASES, **SETTINGS_ENTRIES}
"""How the journals tell what this room writes."""

__all__ = ["ENTRIES"]
