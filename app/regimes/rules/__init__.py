"""The regimes' verdicts, pure: packs, events and facts in; duties, gates, texts and entitlements out."""

from app.regimes.rules.calendars import Calendar, DayCount
from app.regimes.rules.choosing import Choice, choose
from app.regimes.rules.duties import Duty, DutyState, Start, strictest
from app.regimes.rules.entries import ENTRIES
from app.regimes.rules.events import EVENTS, Happened, check_events
from app.regimes.rules.facts import FACTS, check_facts
from app.regimes.rules.gates import Derived, GateVerdict, blocks, derive, gate
from app.regimes.rules.linter import Finding, lint
from app.regimes.rules.pack import Pack, PackError, parse_pack
from app.regimes.rules.parts import Kind, Status
from app.regimes.rules.texts import NamedMediator, RequiredText, lacks, required_text

__all__ = [
    "ENTRIES",
    "EVENTS",
    "FACTS",
    "Calendar",
    "Choice",
    "DayCount",
    "Derived",
    "Duty",
    "DutyState",
    "Finding",
    "GateVerdict",
    "Happened",
    "Kind",
    "NamedMediator",
    "Pack",
    "PackError",
    "RequiredText",
    "Start",
    "Status",
    "blocks",
    "check_events",
    "check_facts",
    "choose",
    "derive",
    "gate",
    "lacks",
    "lint",
    "parse_pack",
    "required_text",
    "strictest",
]
