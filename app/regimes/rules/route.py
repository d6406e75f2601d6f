"""The way to court for what a customer claims: court, form, prior attempt, lawyer, fee. Information with its source, never advice to sue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kernel import Words, words
from app.regimes.rules.conditions import holds
from app.regimes.rules.deriving import duties_of
from app.regimes.rules.duties import Duty
from app.regimes.rules.events import Happened
from app.regimes.rules.facts import FACTS
from app.regimes.rules.limitation import limits_of
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Status
from app.regimes.rules.scene import Scene, scene_of
from app.regimes.rules.sections import RouteStep


@dataclass(frozen=True)
class Step:
    """One thing to know, with its source; `unknown`: what must be known to say whether it holds."""

    rule: str
    label: Words
    body: Words
    source: str
    status: Status
    unknown: tuple[Words, ...] = ()

    @property
    def line(self) -> Words:
        """In one sentence, as a letter or a file says it."""
        return LINE.fill(label=self.label, body=self.body, source=self.source)


@dataclass(frozen=True)
class Route:
    """What holds, what may hold, and until when each claim can be brought."""

    steps: tuple[Step, ...]
    open_points: tuple[Step, ...]
    limits: tuple[Duty, ...]


def route_to_court(
    packs: Sequence[Pack],
    events: Sequence[Happened],
    facts: Mapping[str, object],
    *,
    as_of: datetime,
    zone: str = "Europe/Paris",
) -> Route:
    """The way to court as the packs know it, for a claim of the customer's; empty where they say nothing of it."""
    asked = {**facts, "claim.claimant": "consumer"}
    scene = scene_of(packs, events, asked, as_of=as_of, zone=zone)
    duties_of(scene)
    judged = [(rule, *_judged(rule, scene)) for rule in _rules(scene)]
    consumers = {rule.full for pack in packs for rule in pack.limitation if rule.claimant == "consumer"}
    return Route(
        tuple(_step(rule) for rule, answer, _missing in judged if answer is True),
        tuple(_step(rule, missing) for rule, answer, missing in judged if answer is None),
        tuple(duty for duty in limits_of(scene) if duty.key in consumers) if judged else (),
    )


def _rules(scene: Scene) -> list[RouteStep]:
    return [rule for pack in scene.packs for rule in pack.routes if scene.in_force(rule, scene.today)]


def _judged(rule: RouteStep, scene: Scene) -> tuple[bool | None, tuple[str, ...]]:
    context = scene.context()
    return holds(rule.when, context), tuple(sorted(context.missing))


def _step(rule: RouteStep, missing: tuple[str, ...] = ()) -> Step:
    unknown = tuple(FACTS[name].label for name in missing)
    return Step(rule.id, rule.label.words, rule.body.words, rule.source.cite, rule.source.status, unknown)


LINE = words("{label} : {body} ({source}).", "{label}: {body} ({source}).")
