"""Words every room shares: money, clock, civil dates, bilingual sentences, refusals, events. Standard library only."""

from app.kernel.civil import day_ends_at, day_of, zone
from app.kernel.clock import Clock, FixedClock, SystemClock, as_utc
from app.kernel.event import Audience, Event, Json
from app.kernel.money import LARGEST_MINOR, Money
from app.kernel.refused import Refused, refuse_all
from app.kernel.words import Lang, Words, words

__all__ = [
    "LARGEST_MINOR",
    "Audience",
    "Clock",
    "Event",
    "FixedClock",
    "Json",
    "Lang",
    "Money",
    "Refused",
    "SystemClock",
    "Words",
    "as_utc",
    "day_ends_at",
    "day_of",
    "refuse_all",
    "words",
    "zone",
]
