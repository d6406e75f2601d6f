"""A simulated world that disputes happen in, written apart from the model: it lives a case step by step with dice.

Its truth is a tariff; three wrong worlds differ from what the model believes: customers leave more often, awards have a
fat tail, and what happens at one level foretells the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

import numpy as np

from app.costs.rules import CaseFacts, Estimate, Parameter, Tariff, estimate
from app.costs.rules.calibration import Outcome, outcome_of
from app.costs.rules.learning import Measure, Trial, trials_of
from app.kernel import Money

LEVELS = ("front", "supervisor", "quality")


@dataclass
class Life:
    """One dispute that was lived to its end."""

    path: list[str] = field(default_factory=list)
    cost: float = 0.0
    """Booked, in euros."""
    lost: bool = False
    lifetime: float = 0.0
    present: float = 0.0
    """Spent at the first step, whatever is offered."""
    offering: float = 0.0
    churn_if_settled: float = 0.0
    determination: float = 0.0
    """0 (would take anything) to 1 (would take nothing)."""
    measures: list[Measure] = field(default_factory=list)

    def spend(self, parameter: str, value: float, price: float = 1.0) -> None:
        self.measures.append(Measure(parameter, value))
        self.cost += value * price


@dataclass(frozen=True)
class World:
    """True parameters, and how this world differs from what the model can express."""

    truth: Tariff
    churn_factor: float = 1.0
    fat_tail: bool = False
    stubborn: bool = False
    determined: bool = False
    """Whether those who would refuse an offer are also those who go on."""

    def dice(self, facts: CaseFacts, n: int, seed: int) -> dict[str, np.ndarray]:
        """`n` values of each parameter, drawn case by case (beta by NumPy's own sampler, not by the model's tables)."""
        rng = np.random.default_rng(seed)
        groups = dict(self.truth.groups)
        common = {name: rng.random(n) for name in groups}
        values = {}
        for code in self.truth.codes:
            one = self.truth.find(code, facts.regimes or (), facts.sector or "", facts.segment or "standard")
            if one is None:
                continue
            width = one.high - one.low
            if width == 0:
                values[code] = np.full(n, float(one.likely))
                continue
            mode = (one.likely - one.low) / width
            table = np.sort(rng.beta(1 + 4 * mode, 5 - 4 * mode, 20_000))
            follows = rng.random(n) < groups.get(one.group, 0.0) ** 0.5
            uniforms = np.where(follows, common.get(one.group, np.zeros(n)), rng.random(n))
            values[code] = one.low + width * table[(uniforms * 20_000).astype(int)]
        return values

    def lives(self, facts: CaseFacts, n: int, seed: int) -> list[Life]:
        values = self.dice(facts, n, seed)
        rng = Random(seed)
        return [self._live(facts, {code: float(v[i]) for code, v in values.items()}, rng) for i in range(n)]

    def _live(self, facts: CaseFacts, v: dict[str, float], rng: Random) -> Life:
        journey = Journey(self, facts, v, rng)
        ending = journey.our_levels()
        if ending in ("mediator", "court"):
            ending = journey.mediator() if ending == "mediator" else journey.court(gathered=False)
        return journey.end(ending)


class Journey:
    """One dispute on its way: every method lives one step with dice, and returns what comes next."""

    def __init__(self, world: World, facts: CaseFacts, v: dict[str, float], rng: Random) -> None:
        self.world, self.facts, self.v, self.rng, self.life = world, facts, v, rng, Life()
        self.contested = float(facts.contested.decimal)
        temper = rng.choice((8.0, 1 / 8.0)) if world.stubborn else 1.0
        self.life.determination = rng.random()
        if world.determined:
            temper = 0.65 if self.life.determination < 0.5 else 1.4
        threat = v["odds.threat"] if facts.threatens_court else 1.0
        self.will = temper * threat * v["odds.refused_offer"] ** facts.offers_refused
        raised = (self.contested / v["stake.reference"]) ** v["stake.elasticity"]
        self.go_out = self.will * min(max(raised, v["stake.least"]), v["stake.most"])

    def fork(self, weights: dict[str, float]) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def yes(self, p: float, odds: float = 1.0) -> bool:
        return self.rng.random() < p * odds / (1 - p + p * odds)

    def step(self, kind: str) -> None:
        self.life.path.append(kind)

    def our_levels(self) -> str:
        for level in LEVELS[LEVELS.index(self.facts.level) :]:
            way = self.level(level)
            if way != "contested":
                return way
        raise AssertionError("a final answer is never contested inside the house")

    def level(self, level: str) -> str:
        v = self.v
        self.step(level)
        self.life.measures.append(Measure(f"hours.{level}", v[f"hours.{level}"]))
        work = self.facts.work_left if level == self.facts.level else 1.0
        self.life.cost += work * v[f"hours.{level}"] * v[f"rate.{level}"]
        if level == self.facts.level:
            self.life.offering = v["hours.offer"] * v[f"rate.{level}"]
        if level == "quality":
            self.life.cost += v["letters.final"] * v["letter.price"]
            if level == self.facts.level:
                self.life.present = self.life.cost
            weights = {name: v[f"final.{name}"] for name in ("mediator", "court", "content", "gives_up")}
            return self.fork({**weights, **{out: weights[out] * self.go_out for out in ("mediator", "court")}})
        if level == self.facts.level:
            self.life.present = self.life.cost
        weights = {name: v[f"{level}.{name}"] for name in ("contested", "content", "gives_up")}
        return self.fork({**weights, "contested": weights["contested"] * self.will})

    def mediator(self) -> str:
        v = self.v
        self.step("mediator")
        self.life.spend("hours.referral", v["hours.referral"], v["rate.quality"])
        if not self.yes(v["mediation.admissible"]):
            self.step("inadmissible")
            return self.after_mediation(gathered=False)
        self.step("admissible")
        self.life.spend("hours.mediation", v["hours.mediation"], v["rate.quality"])
        self.life.cost += float(self.facts.mediator_fee.decimal)
        self.pieces()
        if self.yes(v["mediation.agreed"]):
            return self.agreement()
        self.step("no_agreement")
        return self.after_mediation(gathered=True)

    def agreement(self) -> str:
        merits = self.facts.merits
        self.step("agreement")
        odds = 1.0 if merits == "not_examined" else self.v[f"odds.merits.{merits}"]
        if not self.yes(self.v["mediation.favourable"], odds):
            return "mediated_nothing"
        self.life.cost += self.paid(f"agreement.share.{merits}")
        return "mediated_paid"

    def after_mediation(self, *, gathered: bool) -> str:
        return self.court(gathered=gathered) if self.yes(self.v["after_mediation.court"], self.go_out) else "gives_up"

    def court(self, *, gathered: bool) -> str:
        v = self.v
        self.step("court" if self.life.path[-1] == "quality" else "court_after")
        self.life.spend("hours.court", v["hours.court"], v["rate.legal"])
        self.life.spend("lawyer.fee", v["lawyer.fee"])
        self.life.cost += v["letters.court"] * v["letter.price"]
        if not gathered:
            self.pieces()
        expert = self.yes(v["court.expert"])
        self.step("expert" if expert else "no_expert")
        if not self.yes(v[f"court.lost.{self.facts.merits}"]):
            self.life.cost -= v["court.article700_won"]
            return "won"
        award = self.paid(f"award.share.{self.facts.merits}")
        self.life.cost += award * (1 + v["interest.rate"] * v["court.months"] / 12)
        self.life.cost += v["court.contribution"] + v["court.summons"] + v["court.service"] + v["court.article700"]
        self.life.cost += v["court.expert_fee"] if expert else 0
        return "lost"

    def paid(self, parameter: str) -> float:
        share = self.v[parameter] * (self.rng.paretovariate(1.1) if self.world.fat_tail else 1.0)
        self.life.measures.append(Measure(parameter, share))
        return share * self.contested

    def pieces(self) -> None:
        self.life.cost += self.facts.pieces * self.v["hours.piece"] * self.v["rate.front"]

    def end(self, ending: str) -> Life:
        v, life = self.v, self.life
        self.step(ending)
        churn = v[f"churn.{'mediated' if ending.startswith('mediated') else ending}"]
        life.lost = self.rng.random() < min(churn * self.world.churn_factor, 1.0)
        life.churn_if_settled = v["churn.settled"]
        rate, years = v["discount"], v["segment.years"]
        life.lifetime = v["segment.margin"] * v["standing.regular"] * (1 - (1 + rate) ** -years) / rate
        return life


def reached(path: list[str]) -> set[str]:
    """Steps of the forecast that this path met."""
    found = {step for step in path if step in ("supervisor", "quality", "mediator")}
    return found | ({"court"} if {"court", "court_after"} & set(path) else set())


KINDS = [
    CaseFacts(
        f"AM-{level}-{merits}-{amount}",
        regimes=("FR-GEN",),
        sector="retail",
        state="in_progress",
        level=level,
        complainant="consumer",
        contested=Money(amount * 100),
        entitlement=Money(0),
        segment="standard",
        standing="regular",
        merits=merits,
        mediator_fee=Money(15_000),
        mediation_possible=True,
        already_spent=Money(0),
        threatens_court=threat,
        pieces=8,
        work_left=1.0,
    )
    for level, merits, amount, threat in (
        ("front", "not_examined", 60, False),
        ("front", "founded", 400, False),
        ("supervisor", "partly", 250, False),
        ("supervisor", "not_examined", 900, True),
        ("quality", "founded", 1_500, False),
        ("quality", "unfounded", 700, True),
        ("quality", "partly", 3_000, False),
    )
]


def outcomes(world: World, believed: Tariff, each: int, seed: int, kinds: list[CaseFacts] = KINDS) -> list[Outcome]:
    """Forecasts of the believed tariff against the lives of this world: `each` lives of each kind of case."""
    found = []
    for place, facts in enumerate(kinds):
        forecast = estimate(facts, believed)
        found += [outcome(forecast, facts, life) for life in world.lives(facts, each, seed + place)]
    return found


def outcome(forecast: Estimate, facts: CaseFacts, life: Life) -> Outcome:
    return outcome_of(
        forecast,
        regime="FR-GEN",
        category=str(facts.level),
        actual=Money(round(life.cost * 100)),
        reached=reached(life.path),
        lost=life.lost,
    )


def history(world: World, believed: Tariff, each: int, seed: int) -> tuple[list[Trial], list[Measure]]:
    """What a house would know of its closed cases: the forks they met and the values they showed."""
    trials: list[Trial] = []
    measures: list[Measure] = []
    for place, facts in enumerate(KINDS):
        for life in world.lives(facts, each, seed + place):
            trials += trials_of(facts, life.path, believed)
            measures += life.measures
    return trials, measures


def with_chances(tariff: Tariff, **changed: float) -> Tariff:
    """The tariff with other likely values (`__` stands for a dot) and bounds moved along."""
    named = {code.replace("__", "."): value for code, value in changed.items()}
    parameters = tuple(_moved(one, named[one.code]) if one.code in named else one for one in tariff.parameters)
    return replace(tariff, version="truth", parameters=parameters)


def _moved(one: Parameter, value: float) -> Parameter:
    width = min(0.05, value, 1 - value)
    return replace(one, low=value - width, likely=value, high=value + width)
