"""Short ways to say a case in the tests of regimes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from app.kernel import Lang, Words
from app.plumbing.typography import say
from app.regimes.queries import packs_named
from app.regimes.rules import Derived, Duty, GateVerdict, Happened, derive, gate
from app.regimes.rules.calendars import Calendar
from app.regimes.rules.reading import read_event, read_fact

PARIS, LONDON = "Europe/Paris", "Europe/London"


def on(day: str, zone: str = PARIS) -> datetime:
    """Noon of a civil day there."""
    return datetime.combine(date.fromisoformat(day), time(12), ZoneInfo(zone)).astimezone(UTC)


def events(**named: str | list[str]) -> list[Happened]:
    """`events(contract="2026-01-01", first_written_complaint__sent="…")`: two underscores are a dot."""
    pairs = [(name.replace("__", "."), value) for name, value in named.items()]
    return [read_event(n, each) for n, value in pairs for each in ([value] if isinstance(value, str) else value)]


def facts(**named: str) -> dict[str, object]:
    return {name.replace("__", "."): read_fact(name.replace("__", "."), value) for name, value in named.items()}


def derived(
    regimes: str,
    happened: list[Happened],
    known: dict[str, object] | None = None,
    *,
    as_of: str = "2026-02-10",
    zone: str = PARIS,
    calendar: Calendar | None = None,
) -> Derived:
    packs = packs_named(*regimes.split())
    return derive(packs, happened, known or {}, as_of=on(as_of, zone), zone=zone, calendar=calendar)


def duty(found: Derived, key: str) -> Duty:
    [one] = [each for each in found.duties if each.key == key]
    return one


def verdicts(
    act: str, regimes: str, happened: list[Happened], known: dict[str, object], *, as_of: str = "2026-03-01"
) -> dict[str, GateVerdict]:
    found = gate(act, packs_named(*regimes.split()), happened, known, as_of=on(as_of))
    return {f"{verdict.rule}/{verdict.key}": verdict for verdict in found}


def spoken(sentence: Words, lang: Lang = "fr") -> str:
    """Plain spaces, so that tests read as people write."""
    return say(sentence, lang).replace("\u202f", " ").replace("\xa0", " ")
