"""The dispute as a tree: from where the case stands, each next step with its conditional chance and its costs.

Every chance is conditional on its parent. A branch is a set of weights, multiplied by the odds that the facts justify
and brought back to a sum of 1, so that the leaves always sum to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.costs.rules.bearers import COURT_ITEMS
from app.costs.rules.facts import LEVELS, Ground
from app.costs.rules.sampling import Array
from app.costs.rules.tree_words import CONDITION, LABEL
from app.kernel import Words

Values = Mapping[str, Array]
"""Parameter code → its draws (or its scenarios), money in minor units."""
Charges = dict[str, Array]
"""Line code → what this step adds to that line."""
ENDINGS = ("settled", "content", "gives_up", "mediated_paid", "mediated_nothing", "won", "lost")


@dataclass(frozen=True)
class Step:
    """One node: reached from its parent with this chance, adding these charges; a leaf has an ending."""

    code: str
    kind: str
    chance: Array
    charges: Charges
    then: tuple[Step, ...] = ()
    ending: str = ""

    @property
    def label(self) -> Words:
        """What happens there."""
        return LABEL[self.kind]

    @property
    def condition(self) -> Words:
        """What its chance is conditional on."""
        return CONDITION[self.kind]


def split(weights: Mapping[str, Array], odds: Mapping[str, Array]) -> dict[str, Array]:
    """Chances of the ways out: weights times odds, brought back to a sum of 1."""
    raised = {name: weight * odds[name] if name in odds else weight for name, weight in weights.items()}
    total = sum(raised.values(), np.zeros(1))
    return {name: weight / total for name, weight in raised.items()}


@dataclass(frozen=True)
class Dispute:
    """The case and its parameter values; each method grows the part of the tree of its name."""

    ground: Ground
    values: Values
    word_of_mouth: bool = False

    def grow(self) -> Step:
        """The whole tree from where the case stands."""
        start = self.ground.start
        certain = np.ones(1)
        if start == "done":
            return Step("done", "settled", certain, {}, (), "settled")
        if start == "mediator":
            return self._mediator("mediator", certain)
        if start == "court":
            return self._court("court", certain)
        if start.startswith("after_"):
            level = start.removeprefix("after_")
            return Step(level, f"after_{level}", certain, {}, self._after(level))
        return self._level(start, start, certain, self._work_left())

    # — chances -----------------------------------------------------------------------------------------------------

    @cached_property
    def will(self) -> Array:
        """Odds that this customer goes on, from what they said and refused."""
        will = self.values["odds.threat"] if self.ground.threatens_court else np.ones(1)
        for _ in range(self.ground.facts.offers_refused):
            will = will * self.values["odds.refused_offer"]
        return will

    @cached_property
    def stake(self) -> Array:
        """Odds to leave the house with this amount at stake: (contested / reference)^elasticity, within bounds."""
        v = self.values
        ratio = (self.contested / v["stake.reference"]) ** v["stake.elasticity"]
        return np.clip(ratio, v["stake.least"], v["stake.most"])

    @cached_property
    def to_court(self) -> Array:
        """Odds to sue: will, stake, and being a business."""
        odds = self.will * self.stake
        return odds * self.values["odds.business"] if self.ground.business else odds

    def _yes(self, code: str, odds: Array | None = None) -> Array:
        """Chance of a two-way branch after odds."""
        p = self.values[code]
        return p if odds is None else p * odds / (1 - p + p * odds)

    @cached_property
    def contested(self) -> Array:
        """Contested part in minor units."""
        known = self.ground.contested
        return self.values["assumed.contested"] if known is None else np.full(1, known)

    def _work_left(self) -> Array:
        known = self.ground.work_left
        return self.values["assumed.work_left"] if known is None else np.full(1, known)

    # — our levels --------------------------------------------------------------------------------------------------

    def _level(self, code: str, level: str, chance: Array, work: Array) -> Step:
        v = self.values
        charges = {f"handling.{level}": work * v[f"hours.{level}"] * v[f"rate.{level}"]}
        if level == "quality":
            charges["letters"] = v["letters.final"] * v["letter.price"]
        return Step(code, level, chance, charges, self._after(level))

    def _after(self, level: str) -> tuple[Step, ...]:
        if level == "quality":
            return self._after_final()
        v, here = self.values, LEVELS.index(level)
        weights = {option: v[f"{level}.{option}"] for option in ("contested", "content", "gives_up")}
        chances = split(weights, {"contested": self.will})
        up = LEVELS[here + 1]
        return (
            self._level(up, up, chances["contested"], np.ones(1)),
            self._leaf(f"{level}.content", "content", chances["content"]),
            self._leaf(f"{level}.gives_up", "gives_up", chances["gives_up"]),
        )

    def _after_final(self) -> tuple[Step, ...]:
        v = self.values
        options = ("mediator", "court", "content", "gives_up")
        weights = {name: v[f"final.{name}"] for name in options if name != "mediator" or self.ground.mediation_possible}
        chances = split(weights, {"mediator": self.will * self.stake, "court": self.to_court})
        outside = (self._mediator("mediator", chances["mediator"]),) if "mediator" in chances else ()
        return (
            *outside,
            self._court("court", chances["court"]),
            self._leaf("final.content", "content", chances["content"]),
            self._leaf("final.gives_up", "gives_up", chances["gives_up"]),
        )

    # — outside -----------------------------------------------------------------------------------------------------

    def _mediator(self, code: str, chance: Array) -> Step:
        v = self.values
        admissible = v["mediation.admissible"]
        work = {"handling.mediation": v["hours.referral"] * v["rate.quality"]}
        refused = self._after_mediation(f"{code}.inadmissible", "inadmissible", 1 - admissible, gathered=False)
        return Step(code, "mediator", chance, work, (self._admitted(f"{code}.admissible", admissible), refused))

    def _admitted(self, code: str, chance: Array) -> Step:
        v = self.values
        known = self.ground.mediator_fee
        charges = {
            "handling.mediation": v["hours.mediation"] * v["rate.quality"],
            "pieces": self._pieces(),
            "mediator_fee": v["mediator.fee"] if known is None else np.full(1, known),
        }
        agreed = v["mediation.agreed"]
        failed = self._after_mediation(f"{code}.no_agreement", "no_agreement", 1 - agreed, gathered=True)
        return Step(code, "admissible", chance, charges, (self._agreement(f"{code}.agreement", agreed), failed))

    def _agreement(self, code: str, chance: Array) -> Step:
        v, merits = self.values, self.ground.merits
        pays = self._yes("mediation.favourable", None if merits == "not_examined" else v[f"odds.merits.{merits}"])
        paid = {"agreement": v[f"agreement.share.{merits}"] * self.contested}
        return Step(
            code,
            "agreement",
            chance,
            {},
            (
                self._leaf(f"{code}.paid", "mediated_paid", pays, paid),
                self._leaf(f"{code}.nothing", "mediated_nothing", 1 - pays),
            ),
        )

    def _after_mediation(self, code: str, kind: str, chance: Array, *, gathered: bool) -> Step:
        sues = self._yes("after_mediation.court", self.to_court)
        court = self._court(f"{code}.court", sues, "court_after", gathered=gathered)
        return Step(code, kind, chance, {}, (court, self._leaf(f"{code}.gives_up", "gives_up", 1 - sues)))

    def _court(self, code: str, chance: Array, kind: str = "court", *, gathered: bool = False) -> Step:
        v = self.values
        charges = dict(self._proceedings)
        if not gathered:
            charges["pieces"] = self._pieces()
        expert = v["court.expert"]
        then = (
            Step(f"{code}.expert", "expert", expert, {}, self._judged(f"{code}.expert", True)),
            Step(f"{code}.no_expert", "no_expert", 1 - expert, {}, self._judged(f"{code}.no_expert", False)),
        )
        return Step(code, kind, chance, charges, then)

    @cached_property
    def _proceedings(self) -> Charges:
        v = self.values
        return {
            "handling.court": v["hours.court"] * v["rate.legal"],
            "letters": v["letters.court"] * v["letter.price"],
            "lawyer": np.where(self.contested > v["lawyer.threshold"], v["lawyer.above"], v["lawyer.fee"]),
        }

    def _judged(self, code: str, expert: bool) -> tuple[Step, ...]:
        lost = self.values[f"court.lost.{self.ground.merits}"]
        return (
            self._leaf(f"{code}.lost", "lost", lost, {**self._borne(True, expert), **self._owed}),
            self._leaf(f"{code}.won", "won", 1 - lost, {**self._borne(False, expert), **self._recovered}),
        )

    @cached_property
    def _owed(self) -> Charges:
        """What a judgment against us makes us pay, costs apart."""
        v = self.values
        award = v[f"award.share.{self.ground.merits}"] * self.contested
        return {"award": award, "interest": award * v["interest.rate"] * v["court.months"] / 12}

    @cached_property
    def _recovered(self) -> Charges:
        return {"article700_recovered": -self.values["court.article700_won"]}

    def _borne(self, lost: bool, expert: bool) -> Charges:
        """Court costs that end in our purse in this ending, by the table of bearers."""
        items = (item for item in COURT_ITEMS if item.borne_by_us(lost) and (expert or item.code != "expert"))
        return {item.code: self.values[item.parameter] for item in items}

    def _pieces(self) -> Array:
        v, known = self.values, self.ground.pieces
        count = v["assumed.pieces"] if known is None else np.full(1, float(known))
        return count * v["hours.piece"] * v["rate.front"]

    # — the relation ------------------------------------------------------------------------------------------------

    def _leaf(self, code: str, ending: str, chance: Array, charges: Charges | None = None) -> Step:
        return Step(code, ending, chance, {**(charges or {}), **self._relation[ending]}, (), ending)

    @cached_property
    def _relation(self) -> dict[str, Charges]:
        """What each ending does to the relation, compared with an amicable settlement."""
        losses = {ending: self.churn_difference(ending) * self.lifetime for ending in ENDINGS[1:]}
        return {ending: {"relation": loss, **self._word_of_mouth(ending)} for ending, loss in losses.items()}

    def churn_difference(self, ending: str) -> Array:
        """Chance to lose the customer after this ending, less the chance after an amicable settlement."""
        return self.churn(ending) - self.values["churn.settled"]

    def churn(self, ending: str) -> Array:
        """Chance to lose the customer after this ending."""
        return self.values[f"churn.{'mediated' if ending.startswith('mediated') else ending}"]

    @cached_property
    def lifetime(self) -> Array:
        """Margin per year × standing × annuity of the expected years at the discount rate."""
        v = self.values
        rate, years = np.maximum(v["discount"], 1e-9), v["segment.years"]
        annuity = (1 - (1 + rate) ** -years) / rate
        return v["segment.margin"] * v[f"standing.{self.ground.standing}"] * annuity

    def _word_of_mouth(self, ending: str) -> Charges:
        if not self.word_of_mouth or ending not in ("gives_up", "won", "lost"):
            return {}
        v = self.values
        return {"word_of_mouth": v["word_of_mouth.told"] * v["word_of_mouth.lost"] * self.lifetime}
