"""The text about mediators, or whoever else a regime names, that comes with an answer which refuses something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from app.cases.models import Case
from app.cases.queries.clocks import facts_of, happened, packs_of
from app.kernel import Lang
from app.regimes.rules.events import Happened
from app.regimes.rules.scene import scene_of
from app.regimes.rules.texts import NamedMediator, required_text, text_rule


def block_for(case: Case, *, at: datetime, final: bool = False) -> str:
    """The text that the regime requires in an answer (the final one or not) which refuses something, in the case's language.

    Empty if it requires none. Refuses when the mediator it must name is not fully known.
    """
    return _text(case, "answer", Happened("refusal.sent", at=at), at=at, stated={"answer.final": final})


def summary_for(case: Case, *, at: datetime) -> str:
    """What the letter about a complaint that is resolved at this moment must say, where the regime lets a summary do (UK-FCA-02)."""
    return _text(case, "summary", Happened("resolved", at=at), at=at)


def closing_for(case: Case, *more: Happened, at: datetime) -> str:
    """What the letter that ends a case must say where the regime wants a final answer and the customer had none (UK-FCA-03).

    `more`: what happens as it is written. Empty where the regime asks for nothing, or nobody reads it.
    """
    return "" if case.customer.anonymous else _text(case, "closing", *more, at=at)


def accepted_for(case: Case, *, at: datetime) -> tuple[str, str]:
    """What the letter says that confirms the whole of our solution accepted at this moment, and the event that saying it is.

    At once it is the summary of a complaint resolved (UK-FCA-02), later the final answer; elsewhere nothing is asked, nothing counted.
    """
    if case.customer.anonymous or any(event.name == "resolved" for event in _before(case, at)):
        return "", ""
    if text := summary_for(case, at=at):
        return text, SUMMED
    text = closing_for(case, Happened("resolved", at=at), at=at)
    return text, FINAL if text else ""


SUMMED, FINAL = "summary_resolution.sent", "final_reply.sent"


def _before(case: Case, at: datetime) -> list[Happened]:
    """What had happened before the act of this moment, whose letter is written after its entry."""
    return [event for event in happened(case) if event.name not in (SUMMED, FINAL, "resolved") or event.at != at]


def delay_for(case: Case, *, at: datetime) -> str:
    """What a letter that explains why we need longer must say beside the reasons and the day (UK-FCA-03); empty if nothing."""
    return _text(case, "delay", at=at)


def _text(
    case: Case, use: str, *more: Happened, at: datetime, stated: Mapping[str, object] = MappingProxyType({})
) -> str:
    facts, packs = {**facts_of(case), **stated}, packs_of(case)
    if not any(rule.use == use for pack in packs for rule in pack.texts):
        return ""
    lang: Lang = "en" if case.lang == "en" else "fr"
    named = NamedMediator(*(str(facts.get(f"mediator.{part}") or "") for part in ("name", "postal", "site")))
    found = required_text(packs, facts, [*_before(case, at), *more], lang, named, as_of=at, zone=case.zone, use=use)
    return found.body if found else ""


def must_inform(case: Case, *, at: datetime) -> bool:
    """Does the regime ask for a text naming the mediator in an answer that refuses something?"""
    return text_rule(scene_of(packs_of(case), happened(case), facts_of(case), as_of=at, zone=case.zone)) is not None
