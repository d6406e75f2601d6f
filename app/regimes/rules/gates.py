"""Verdicts on our own acts: may this letter leave, may we file this claim. They never stop a fact being recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.kernel import Lang, Refused, Words, words
from app.regimes.rules.calendars import Calendar
from app.regimes.rules.conditions import holds
from app.regimes.rules.deriving import duties_of
from app.regimes.rules.duties import Duty
from app.regimes.rules.events import Happened
from app.regimes.rules.limitation import limits_of
from app.regimes.rules.linter import Finding, lint
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Status
from app.regimes.rules.scene import Scene, scene_of
from app.regimes.rules.sections import Gate
from app.regimes.rules.texts import NamedMediator, RequiredText, lacks, text_for, text_rule

Effect = Literal["block", "warn", "pass"]


@dataclass(frozen=True)
class GateVerdict:
    """What a rule says of an act; `override_role` may pass a block all the same, with a reason."""

    rule: str
    key: str
    act: str
    effect: Effect
    message: Words
    source: str
    status: Status
    override_role: str | None = None


@dataclass(frozen=True)
class Derived:
    """Everything the packs say of a case on a day."""

    duties: tuple[Duty, ...]
    gates: tuple[GateVerdict, ...]


def derive(
    packs: Sequence[Pack],
    events: Sequence[Happened],
    facts: Mapping[str, object],
    *,
    as_of: datetime,
    zone: str,
    calendar: Calendar | None = None,
) -> Derived:
    """The duties, and the verdicts of all gates that the known facts allow to judge: the same in, the same out."""
    scene = scene_of(packs, events, facts, as_of=as_of, zone=zone, calendar=calendar)
    duties = (*duties_of(scene), *limits_of(scene))
    verdicts = [_verdict(rule, act, scene, asked=False) for rule in _gates(scene) for act in rule.acts[:1]]
    return Derived(duties, tuple(verdict for verdict in verdicts if verdict is not None))


def gate(
    name: str,
    packs: Sequence[Pack],
    events: Sequence[Happened],
    facts: Mapping[str, object],
    *,
    as_of: datetime,
    zone: str = "Europe/Paris",
    calendar: Calendar | None = None,
) -> tuple[GateVerdict, ...]:
    """The verdicts on one act of ours (`send_answer`, `file_claim`, `refer`, `grant_voucher`, `send_text`…).

    A gate that lacks a fact warns and names it: silence is no verdict.
    """
    scene = scene_of(packs, events, facts, as_of=as_of, zone=zone, calendar=calendar)
    duties_of(scene)
    verdicts = [_verdict(rule, name, scene, asked=True) for rule in _gates(scene) if name in rule.acts]
    return (*(verdict for verdict in verdicts if verdict is not None), *_wording(scene, name))


def blocks(verdicts: Sequence[GateVerdict]) -> tuple[GateVerdict, ...]:
    """Those that stop the act."""
    return tuple(verdict for verdict in verdicts if verdict.effect == "block")


def _gates(scene: Scene) -> list[Gate]:
    return [rule for pack in scene.packs for rule in pack.gates if scene.in_force(rule, scene.today)]


def _verdict(rule: Gate, act: str, scene: Scene, *, asked: bool) -> GateVerdict | None:
    days = scene.days(rule.on_day_of) if rule.on_day_of else []
    context = scene.context(days[0] if days else None)
    concerned = holds(rule.when, context)
    if concerned is False:
        return None
    if rule.requires_text:
        return _text_verdict(rule, act, scene, asked=asked)
    stops = holds(rule.stops, context) if concerned else None
    if stops is None:
        return _said(rule, act, "warn", MISSING.fill(facts=tuple(sorted(context.missing)))) if asked else None
    if stops:
        return _said(rule, act, rule.effect, rule.message.words)
    return _said(rule, act, "pass", rule.passes.words if rule.passes else NOTHING)


def _said(rule: Gate, act: str, effect: Effect, message: Words) -> GateVerdict:
    role = rule.override.role if rule.override and effect == "block" else None
    return GateVerdict(rule.id, rule.key, act, effect, message, rule.source.cite, rule.source.status, role)


# --- the required text -----------------------------------------------------------------------------------------------


def _text_verdict(rule: Gate, act: str, scene: Scene, *, asked: bool) -> GateVerdict | None:
    """Whether the letter shows the text that its refusal, or our silence, calls for."""
    if not (act == "send_notice" and asked) and scene.holds(rule.text_when) is not True:
        return _said(rule, act, "pass", NO_REFUSAL) if asked else _recorded(rule, act, scene)
    if text_rule(scene) is None:
        return _said(rule, act, "pass", NO_MEDIATOR)
    if scene.facts.get("answer.has_required_text") is True and scene.facts.get("answer.text") is None:
        return _said(rule, act, "pass", SHOWN)
    return _letter(rule, act, scene)


def _letter(rule: Gate, act: str, scene: Scene) -> GateVerdict:
    lang: Lang = "en" if scene.facts.get("answer.lang") == "en" else "fr"
    try:
        required = text_for(scene, lang, mediator_of(scene.facts))
    except Refused as incomplete:
        return _said(rule, act, rule.effect, BECAUSE.fill(first=rule.message.words, then=incomplete.message))
    assert required is not None
    missing = lacks(str(scene.facts.get("answer.text") or ""), required)
    if not missing:
        return _said(rule, act, "pass", SHOWN)
    return _said(rule, act, rule.effect, BECAUSE.fill(first=rule.message.words, then=_what(required, missing)))


def _what(required: RequiredText, missing: tuple[str, ...]) -> Words:
    return LACKS.fill(missing=missing, variant=VARIANTS.get(required.variant, OWN_TEXT))


def _recorded(rule: Gate, act: str, scene: Scene) -> GateVerdict | None:
    """A refusal already recorded without the customer having been told: shown, although facts are never stopped."""
    if not scene.days("refusal.sent") or scene.days("mediator.informed") or text_rule(scene) is None:
        return None
    return _said(rule, act, rule.effect, rule.message.words)


def mediator_of(facts: Mapping[str, object]) -> NamedMediator:
    """The mediator as facts name it."""
    return NamedMediator(*(str(facts.get(f"mediator.{part}") or "") for part in ("name", "postal", "site")))


# --- forbidden wording -----------------------------------------------------------------------------------------------


def _wording(scene: Scene, act: str) -> list[GateVerdict]:
    """What the linter finds in the text this act would send."""
    text = scene.facts.get("answer.text" if act in ("send_answer", "send_notice") else "text")
    if not isinstance(text, str) or not act.startswith("send_"):
        return []
    lang: Lang = "en" if scene.facts.get("answer.lang") == "en" else "fr"
    return [_found(finding, act) for finding in lint(text, scene.packs, lang, facts=scene.facts, on=scene.today)]


def _found(finding: Finding, act: str) -> GateVerdict:
    message = WRITTEN_HERE.fill(message=finding.message, excerpt=finding.excerpt)
    return GateVerdict(finding.rule, finding.key, act, finding.effect, message, finding.source, finding.status)


MISSING = words("On ne peut pas conclure : il manque {facts}.", "No conclusion is possible: {facts} is missing.")
NOTHING = words("Rien ne s’y oppose.", "Nothing stands in the way.")
NO_REFUSAL = words(
    "La réponse ne refuse rien : aucun texte n’est exigé.", "The answer refuses nothing: no text is required."
)
NO_MEDIATOR = words(
    "Aucun médiateur de la consommation n’existe pour ce réclamant ou ce secteur : aucun texte n’est exigé.",
    "No consumer mediator exists for this complainant or sector: no text is required.",
)
SHOWN = words("La réponse porte le texte exigé.", "The answer carries the required text.")
BECAUSE = words("{first} {then}", "{first} {then}")
LACKS = words("Il manque ({variant}) : {missing}.", "Missing ({variant}): {missing}.")
VARIANTS = {
    "dates": words("texte avec les dates", "text with the dates"),
    "oral_only": words("texte pour une réclamation orale", "text for an oral complaint"),
    "year_elapsed": words("texte quand l’année est écoulée", "text once the year has elapsed"),
}
OWN_TEXT = words("texte propre au régime", "the regime’s own text")
WRITTEN_HERE = words("{message} Passage : « {excerpt} ».", "{message} Passage: “{excerpt}”.")
