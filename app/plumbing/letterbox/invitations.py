"""Inside the sandbox: what an invitation says, where a mail says nothing else (RFC 5545)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from icalendar import Calendar

NAMED = ("SUMMARY", "LOCATION", "DESCRIPTION")


def invited(content: bytes) -> str:
    """The subject, the time, the place and the words of each event, line by line; nothing where it cannot be read."""
    try:
        events = Calendar.from_ical(content).walk("VEVENT")
        return "\n\n".join(filter(None, map(_said, events[:20])))
    except Exception:  # the library raises whatever the file provokes
        return ""


def _said(event: Any) -> str:
    about, place, more = (str(event.get(name, "")).strip() for name in NAMED)
    return "\n".join(filter(None, (about, _when(event), place, more)))


def _when(event: Any) -> str:
    begins, ends = (event.get(name).dt if event.get(name) is not None else None for name in ("DTSTART", "DTEND"))
    if begins is None:
        return ""
    said = _instant(begins)
    if ends is None:
        return said
    same = isinstance(begins, datetime) and isinstance(ends, datetime) and begins.date() == ends.date()
    return f"{said} – {ends:%H:%M}" if same else f"{said} – {_instant(ends)}"


def _instant(at: date | datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} {at.tzname() or ''}".strip() if isinstance(at, datetime) else f"{at:%Y-%m-%d}"
