"""Which service of ours received a complaint first, where it is not the one that carries the case: the day it had it counts."""

from __future__ import annotations

from app.cases.models import Case
from app.cases.queries.clocks import told_of
from app.kernel import Words, words
from app.people.queries import known_services


def received_by(case: Case, *, in_writing: bool = False) -> Words | None:
    """The service that received the first complaint (the first written one, when asked so); nothing where nobody named another."""
    said = (data for data in told_of(case) if "written" in data and (data["written"] or not in_writing))
    code = str(next(said, {}).get("received_by", ""))
    named = {service.code: words(service.name("fr"), service.name("en")) for service in known_services()}
    return named.get(code, words("{code}", "{code}", code=code)) if code else None
