"""Where this complainant may go besides us, as the regimes of the case say it: an offer must not name a door that is shut."""

from __future__ import annotations

from datetime import datetime

from app.cases.models import Case
from app.cases.queries import facts_of, happened, packs_of
from app.gestures.rules.wording import rights_words
from app.kernel import Words
from app.regimes.rules.deriving import duties_of
from app.regimes.rules.scene import scene_of
from app.regimes.rules.texts import text_rule

NO_DOOR = ("year_elapsed", "does_not")
"""Variants of the required text that name a mediator only to say that the request can no longer go there, or that we take no part."""


def rights_on(case: Case, at: datetime) -> Words:
    """What an offer says that accepting or refusing it leaves untouched: the mediator where this complainant has one."""
    return rights_words(*mediator_on(case, at))


def mediator_on(case: Case, at: datetime) -> tuple[bool, str]:
    """Is a mediator open to this complainant, and under which name (empty where we have none to give)?"""
    facts = facts_of(case)
    scene = scene_of(packs_of(case), happened(case), facts, as_of=at, zone=case.zone)
    duties_of(scene)
    rule = text_rule(scene)
    open_ = rule is not None and not rule.variant.endswith(NO_DOOR)
    return open_, str(facts.get("mediator.name") or "")
