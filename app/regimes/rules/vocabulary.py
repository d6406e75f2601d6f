"""Which events and facts some packs look at: what to ask before telling what follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from app.kernel import Words, words
from app.regimes.rules.events import EVENTS, EventKind
from app.regimes.rules.facts import FACTS, FactKind
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Rule
from app.regimes.rules.sections import Deadline, EntitlementRule, Limitation

GROUPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (words("Le réclamant et sa réclamation", "The complainant and the complaint"), ("complainant", "complaint", "sector")),
    (words("La demande et le tribunal", "The claim and the court"), ("claim", "amicable", "air", "creditor")),
    (words("Notre réponse", "Our answer"), ("answer", "text", "holding_reply", "refund", "voucher")),
    (words("La médiation", "The mediation"), ("mediator", "mediation", "referral", "trader", "exhibit")),
    (words("L’achat", "The purchase"), ("purchase", "delivery", "withdrawal", "return_cost", "defect")),
    (words("Le vol", "The flight"), ("flight",)),
)  # fmt: skip
"""Facts by the first part of their name, in the order in which people would tell them."""
CONDITIONS = ("when", "stops", "case", "waits_when", "text_when")


def events_asked(packs: Sequence[Pack]) -> tuple[list[EventKind], list[EventKind]]:
    """The events from which something runs, and those that only move, meet or end it."""
    starting = {name for pack in packs for rule in pack.rules for name in _starts(rule)}
    others = {name for pack in packs for rule in pack.rules for name in _moving(rule)} - starting
    return [k for k in EVENTS.values() if k.name in starting], [k for k in EVENTS.values() if k.name in others]


def _starts(rule: Rule) -> Iterable[str]:
    if isinstance(rule, Deadline | Limitation):
        return rule.starts
    return rule.trigger if isinstance(rule, EntitlementRule) else ()


def _moving(rule: Rule) -> Iterator[str]:
    for name in ("or_on", "met_by", "undone_by", "stopped_by", "waits_for", "interrupted_by", "paid_by"):
        yield from getattr(rule, name, ())
    extension = getattr(rule, "extended_by", None)
    if extension:
        yield extension.event
    for suspension in getattr(rule, "suspended_by", ()):
        yield from (suspension.start, *suspension.ends)
    for text in _conditions(rule):
        yield from (name for name in re.findall(r"(?:happened|day_of)\('([^']+)'\)", text) if name in EVENTS)
    if isinstance(rule, Deadline) and rule.kind == "house":
        yield from ("waiting.started", "waiting.ended")


def facts_asked(packs: Sequence[Pack]) -> list[tuple[Words, list[FactKind]]]:
    """The facts that the rules of these packs look at, in groups."""
    wanted = {name for pack in packs for rule in pack.rules for name in _facts(rule)}
    found = []
    for title, prefixes in GROUPS:
        kinds = [kind for kind in FACTS.values() if kind.name in wanted and kind.name.partition(".")[0] in prefixes]
        if kinds:
            found.append((title, kinds))
    return found


def _facts(rule: Rule) -> Iterator[str]:
    for text in _conditions(rule):
        yield from (name for name in re.findall(r"[a-z_]+(?:\.[a-z_]+)*", text) if name in FACTS)
    stated = getattr(rule, "date_fact", None)
    extension = getattr(rule, "extended_by", None)
    yield from (name for name in (stated, extension.to if extension else None) if name)
    amount = getattr(rule, "amount", ())
    yield from amount if isinstance(amount, tuple) else ()
    if getattr(rule, "requires_text", False):
        yield from ("answer.text", "answer.lang", "mediator.name", "mediator.postal", "mediator.site")


def _conditions(rule: Rule) -> Iterator[str]:
    for name in CONDITIONS:
        text = getattr(rule, name, None)
        if isinstance(text, str):
            yield text
