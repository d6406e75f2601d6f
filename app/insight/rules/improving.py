"""Improvement actions: a cause, an owner, a date, and the effect measured on complaints of that cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import exp, lgamma, log, log1p

from app.insight.rules.causes import By
from app.insight.rules.periods import Period
from app.kernel import Json, Refused, Words, words

DAYS_IN_A_MONTH = 365.25 / 12
ENOUGH = timedelta(days=28)
"""A shorter while says nothing of an effect per month."""
FEW = 5
LIKELY_CHANCE = 0.1
"""A fall that chance alone gives more often than once in ten is no effect yet."""


class Status(StrEnum):
    """Where an action stands."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return STATUS_WORDS[self]


STATUS_WORDS = {
    Status.PLANNED: words("Prévue", "Planned"),
    Status.UNDER_WAY: words("En cours", "Under way"),
    Status.DONE: words("Faite", "Done"),
    Status.DROPPED: words("Abandonnée", "Dropped"),
}


@dataclass(frozen=True)
class Plan:
    """What an action is, as written."""

    title: str
    by: By
    value: str
    """The cause it addresses: code of a category, name of a product, code of a service."""
    owner_id: int
    due_on: date
    baseline: Period
    target_percent: int
    """By how much complaints of this cause are to fall."""
    status: Status = Status.PLANNED
    done_on: date | None = None
    """From the day after, the effect is measured."""
    note: str = ""


def check(plan: Plan, today: date) -> None:
    """Refuse a plan that could not be measured."""
    if not plan.title.strip():
        raise Refused("title_missing", TITLE, "title")
    if plan.baseline.to_on > today:
        raise Refused("baseline_future", FUTURE, "baseline_to_on")
    if plan.baseline.days < ENOUGH.days:
        raise Refused("baseline_short", SHORT.fill(days=ENOUGH.days), "baseline_to_on")
    if not 1 <= plan.target_percent <= 100:
        raise Refused("target", TARGET, "target_percent")
    if plan.status is Status.DONE and plan.done_on is None:
        raise Refused("done_on_missing", WHEN, "done_on")
    if plan.done_on is not None and plan.done_on > today:
        raise Refused("done_on_future", NOT_YET, "done_on")
    if plan.done_on is not None and plan.done_on < plan.baseline.to_on:
        raise Refused("done_on_early", BEFORE, "done_on")


@dataclass(frozen=True)
class Effect:
    """Complaints of the cause before and after, each with its days; per month they can be compared."""

    before: int
    before_days: int
    after: int
    after_days: int
    target_percent: int

    @property
    def before_a_month(self) -> float:
        """Complaints per month in the baseline period."""
        return self.before / self.before_days * DAYS_IN_A_MONTH

    @property
    def after_a_month(self) -> float | None:
        """Complaints per month since it is done; None before anything can be said."""
        return self.after / self.after_days * DAYS_IN_A_MONTH if self.after_days >= ENOUGH.days else None

    @property
    def change(self) -> float | None:
        """−0.4: four in ten fewer; None where nothing can be said."""
        since = self.after_a_month
        return None if since is None or not self.before else since / self.before_a_month - 1

    @property
    def verdict(self) -> Words:
        """What the numbers say."""
        change = self.change
        if not self.after_days:
            return NOT_DONE
        if change is None:
            return TOO_SOON.fill(days=ENOUGH.days) if self.before else NO_BASELINE
        if self.before < FEW:
            return TOO_FEW
        if change >= 0:
            return NOT_BETTER
        if self.by_chance > LIKELY_CHANCE:
            return MAYBE_CHANCE.fill(n=round(100 * self.by_chance))
        return REACHED if change <= -self.target_percent / 100 else BETTER

    @property
    def by_chance(self) -> float:
        """How often as few complaints as this, or fewer, would have come after with no effect at all.

        Given how many came in both periods together, each falls after with the share of days that “after” has (the exact
        comparison of two Poisson counts: Przyborowski and Wilenski, Biometrika 1940).
        """
        both, share = self.before + self.after, self.after_days / (self.before_days + self.after_days)
        ways = (lgamma(both + 1) - lgamma(n + 1) - lgamma(both - n + 1) for n in range(self.after + 1))
        return min(1.0, sum(exp(w + n * log(share) + (both - n) * log1p(-share)) for n, w in enumerate(ways)))


def since(done_on: date | None, as_of: date) -> Period | None:
    """The days over which an effect is measured: from the day after it was done."""
    start = done_on + timedelta(days=1) if done_on else None
    return Period(start, as_of) if start is not None and start <= as_of else None


def kept_of(plan: Plan) -> dict[str, Json]:
    """What the history keeps of a plan."""
    return {
        "title": plan.title,
        "cause": f"{plan.by.value}:{plan.value}",
        "owner": plan.owner_id,
        "due_on": plan.due_on.isoformat(),
        "baseline_from_on": plan.baseline.from_on.isoformat(),
        "baseline_to_on": plan.baseline.to_on.isoformat(),
        "target_percent": plan.target_percent,
        "status": plan.status.value,
        "done_on": plan.done_on.isoformat() if plan.done_on else None,
        "note": plan.note,
    }


FIELDS = {
    "title": words("titre", "title"),
    "cause": words("cause", "cause"),
    "owner": words("porté par", "owner"),
    "due_on": words("échéance", "due date"),
    "baseline_from_on": words("début de référence", "baseline from"),
    "baseline_to_on": words("fin de référence", "baseline to"),
    "target_percent": words("baisse visée, en %", "target fall, in %"),
    "status": words("état", "status"),
    "done_on": words("faite le", "done on"),
    "note": words("note", "note"),
}
NOTHING = words("rien", "nothing")
CHANGE = words("{field} : {was} → {is_}", "{field}: {was} → {is_}")


def told(data: Mapping[str, Json], names: Mapping[int, str]) -> tuple[Words, ...]:
    """What an entry of the history changed, one sentence per field."""
    was, is_ = data.get("was"), data.get("is")
    if not isinstance(was, dict) or not isinstance(is_, dict):
        return ()
    return tuple(
        CHANGE.fill(field=FIELDS[name], was=_value(name, was.get(name), names), is_=_value(name, value, names))
        for name, value in is_.items()
        if name in FIELDS
    )


def _value(name: str, value: Json, names: Mapping[int, str]) -> object:
    if value in (None, ""):
        return NOTHING
    if name == "owner" and isinstance(value, int):
        return names.get(value, "—")
    if name == "status":
        return Status(str(value)).words
    return date.fromisoformat(str(value)) if name.endswith("_on") else str(value)


TITLE = words("Donnez un titre.", "Give a title.")
FUTURE = words("La période de référence doit être passée.", "The baseline period must be past.")
SHORT = words("La période de référence compte au moins {days} jours.", "The baseline period has at least {days} days.")
TARGET = words("Une baisse visée entre 1 et 100 %.", "A target fall between 1 and 100%.")
WHEN = words("Dites quel jour elle a été faite.", "Say on which day it was done.")
NOT_YET = words("Ce jour n’est pas encore venu.", "That day has not come yet.")
BEFORE = words(
    "Elle ne peut être faite avant la fin de la période de référence.",
    "It cannot be done before the end of the baseline period.",
)
NOT_DONE = words("pas encore faite : rien à mesurer", "not done yet: nothing to measure")
TOO_SOON = words("trop tôt : moins de {days} jours depuis", "too early: fewer than {days} days since")
NO_BASELINE = words("aucune réclamation de cette cause avant", "no complaint of this cause before")
TOO_FEW = words("trop peu de réclamations avant pour conclure", "too few complaints before to conclude")
REACHED = words("objectif atteint", "target reached")
BETTER = words("en baisse, objectif non atteint", "falling, target not reached")
MAYBE_CHANCE = words(
    "en baisse, mais peut-être par hasard : sans aucun effet, on en verrait aussi peu {n} fois sur cent",
    "falling, but perhaps by chance: with no effect at all, as few would be seen {n} times in a hundred",
)
NOT_BETTER = words("aucun effet visible", "no visible effect")
