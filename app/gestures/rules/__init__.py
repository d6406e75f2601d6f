"""The rules of goodwill: pure verdicts over frozen facts."""

from app.gestures.rules.entries import ENTRIES

__all__ = ["ENTRIES"]
