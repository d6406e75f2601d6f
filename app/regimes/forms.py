"""What a person types about regimes: a "what if", closing days, opening hours. Shape only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired, Optional

from app.kernel import Refused, Words, words
from app.kernel import zone as place
from app.plumbing.fields import DayField, LineField, Said, at_most
from app.regimes.rules.calendars import REGIONS, Calendar
from app.regimes.rules.entries import DAYS
from app.regimes.rules.events import Happened, check_events
from app.regimes.rules.facts import FACTS
from app.regimes.rules.pack import Pack
from app.regimes.rules.reading import read_day, read_event, read_fact

MISSING = Said("Cette réponse manque.", "This answer is missing.")
HOUR = re.compile(r"(?P<hours>[0-9]{1,2})(?:[:h](?P<minutes>[0-9]{1,2})?)?")
HOUR_WRONG = words("{day} : écrivez une heure, par exemple 09:00.", "{day}: write a time, for example 09:00.")


@dataclass
class WhatIf:
    """What was asked: regimes, dated events, facts, the day to judge on; what could not be read is said beside it."""

    packs: tuple[Pack, ...]
    typed_events: Mapping[str, list[str]]
    typed_facts: Mapping[str, str]
    as_of: date
    zone: str
    calendar: str = ""
    events: list[Happened] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    errors: dict[str, Words] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """Noon of the day to judge on, in the zone of the regimes."""
        return datetime.combine(self.as_of, time(12), place(self.zone)).astimezone(UTC)

    @property
    def region(self) -> Calendar | None:
        """The public holidays chosen; None leaves the regimes' own."""
        return Calendar(self.calendar) if self.calendar else None


def read_what_if(args: MultiDict[str, str], packs: tuple[Pack, ...], today: date) -> WhatIf:
    """Read the address of a "what if": `e.EVENT=2026-01-31` (several allowed), `f.FACT=…`, `on=2026-02-10`."""
    typed_events = {name[2:]: args.getlist(name) for name in args if name.startswith("e.")}
    typed_facts = {name[2:]: args[name] for name in args if name.startswith("f.")}
    zone = next((pack.pack.zone for pack in packs if pack.pack.zone), "Europe/Paris")
    calendar = args.get("calendar", "")
    asked = WhatIf(packs, typed_events, typed_facts, today, zone, calendar if calendar in REGIONS else "")
    asked.as_of = _day(asked, args.get("on", ""), today)
    _read_events(asked)
    currency = packs[-1].pack.currency if packs else "EUR"
    for name, text in typed_facts.items():
        _read_fact(asked, name, text, currency)
    return asked


def _day(asked: WhatIf, text: str, today: date) -> date:
    try:
        return read_day(text.strip(), "on") if text.strip() else today
    except Refused as refused:
        asked.errors["on"] = refused.message
        return today


def _read_events(asked: WhatIf) -> None:
    for name, texts in asked.typed_events.items():
        for text in texts:
            try:
                asked.events += [read_event(name, text)] if text.strip() else []
            except Refused as refused:
                asked.errors[f"e.{name}"] = refused.message
    try:
        check_events(asked.events, asked.zone)
    except Refused as refused:
        asked.errors[f"e.{refused.field}"] = refused.message


def _read_fact(asked: WhatIf, name: str, text: str, currency: str) -> None:
    try:
        if text.strip():
            asked.facts[name] = read_fact(name, text.strip(), currency)
    except Refused as refused:
        asked.errors[f"f.{name}"] = refused.message


def asked_of(
    events: Iterable[Happened], facts: Mapping[str, Any], ids: Iterable[str], zone: str
) -> dict[str, list[str]]:
    """The address of a "what if" that starts from what is known of a case; texts and what is unknown stay out."""
    found: dict[str, list[str]] = {"r": list(ids)}
    for event in events:
        found.setdefault(f"e.{event.name}", []).append(event.day(zone).isoformat())
    for name, value in facts.items():
        kind = FACTS.get(name)
        if kind is None or value is None or kind.type == "text":
            continue
        found[f"f.{name}"] = [_typed(value)]
    return found


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(getattr(value, "decimal", value))


class ClosingForm(FlaskForm):
    """Days on which the house is closed."""

    first = DayField(words("Premier jour", "First day"), [InputRequired(MISSING)])
    last = DayField(words("Dernier jour", "Last day"), [Optional()])
    why = LineField(
        words("Pourquoi", "Why"),
        [at_most(120)],
    )


def read_hours(form: Mapping[str, str]) -> dict[int, tuple[int, int] | None]:
    """Seven lines of opening and closing times; two empty ones are a closed day."""
    return {day: _slot(form.get(f"opens_{day}", ""), form.get(f"closes_{day}", ""), f"opens_{day}") for day in range(7)}


def _slot(opens: str, closes: str, name: str) -> tuple[int, int] | None:
    if not opens.strip() and not closes.strip():
        return None
    return _minutes(opens, name), _minutes(closes, name)


def _minutes(text: str, name: str) -> int:
    read = HOUR.fullmatch(text.strip())
    hours, minutes = (int(read["hours"]), int(read["minutes"] or 0)) if read else (99, 99)
    if hours > 24 or minutes > 59:
        raise Refused("hour_wrong", HOUR_WRONG.fill(day=DAYS[int(name.rpartition("_")[2])]), name)
    return hours * 60 + minutes
