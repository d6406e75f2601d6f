"""The text about mediators, or whoever else a regime names, that comes with an answer which refuses something."""

from __future__ import annotations

from datetime import datetime

from app.cases.models import Case
from app.cases.queries.clocks import facts_of, happened, packs_of
from app.kernel import Lang
from app.regimes.rules.events import Happened
from app.regimes.rules.scene import scene_of
from app.regimes.rules.texts import NamedMediator, required_text, text_rule


def block_for(case: Case, *, at: datetime) -> str:
    """The text that the regime requires in an answer which refuses something, in the case's language; empty if none.

    Refuses when the mediator it must name is not fully known.
    """
    return _text(case, "answer", Happened("refusal.sent", at=at), at=at)


def summary_for(case: Case, *, at: datetime) -> str:
    """What the letter about a complaint that is resolved at this moment must say, where the regime lets a summary do (UK-FCA-02)."""
    return _text(case, "summary", Happened("resolved", at=at), at=at)


def delay_for(case: Case, *, at: datetime) -> str:
    """What a letter that explains why we need longer must say beside the reasons and the day (UK-FCA-03); empty if nothing."""
    return _text(case, "delay", at=at)


def _text(case: Case, use: str, *more: Happened, at: datetime) -> str:
    facts, packs = facts_of(case), packs_of(case)
    if not any(rule.use == use for pack in packs for rule in pack.texts):
        return ""
    lang: Lang = "en" if case.lang == "en" else "fr"
    named = NamedMediator(*(str(facts.get(f"mediator.{part}") or "") for part in ("name", "postal", "site")))
    found = required_text(packs, facts, [*happened(case), *more], lang, named, as_of=at, zone=case.zone, use=use)
    return found.body if found else ""


def must_inform(case: Case, *, at: datetime) -> bool:
    """Does the regime ask for a text naming the mediator in an answer that refuses something?"""
    return text_rule(scene_of(packs_of(case), happened(case), facts_of(case), as_of=at, zone=case.zone)) is not None
