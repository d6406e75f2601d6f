"""What intake knows without asking anybody: choices, likeness of complaints, dates to come, how files are read."""

from app.intake.rules.entries import ENTRIES

__all__ = ["ENTRIES"]
