"""A tariff: one version of all the parameters of the cost model, checked as a whole, with its exchange rates."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby

from app.costs.rules.parameters import MONEY_UNITS, Parameter, Scope, Unit
from app.kernel import Money, Refused, Words, words
from app.kernel.money import DIGITS

TOLERANCE = 1e-9
Kind = tuple[tuple[str, ...], str, str]
"""What parameters are chosen by: (regimes, sector, segment)."""
EVERY_KIND: Kind = ((), "", "")


@dataclass(frozen=True)
class Rate:
    """How many units of `currency` one unit of the tariff's currency buys."""

    currency: str
    per_unit: float
    source: str
    year: int


@dataclass(frozen=True)
class Branch:
    """A fork with more than two ways out: the parameters of its options must sum to 1 (conditional on `code`)."""

    code: str
    options: tuple[str, ...]

    def parameter(self, option: str) -> str:
        """Code of the parameter that holds the chance of this option."""
        return f"{self.code}.{option}"


BRANCHES = (
    Branch("front", ("contested", "content", "gives_up")),
    Branch("supervisor", ("contested", "content", "gives_up")),
    Branch("final", ("mediator", "court", "content", "gives_up")),
)


@dataclass(frozen=True)
class Ceiling:
    """The most a fine can reach: shown beside an estimate, never in its mean."""

    code: str
    label: Words
    amount: Money
    source: Words
    scope: Scope


@dataclass(frozen=True)
class Segment:
    """A kind of customer, defined once for the whole house; its margin and years are parameters of that scope."""

    code: str
    label: Words


@dataclass(frozen=True)
class Tariff:
    """Versioned parameters. Two tariffs with the same digest give the same figures on any machine."""

    version: str
    currency: str
    parameters: tuple[Parameter, ...]
    segments: tuple[Segment, ...]
    default_segment: str
    rates: tuple[Rate, ...] = ()
    groups: tuple[tuple[str, float], ...] = ()
    """(group, rank correlation between any two of its parameters)."""
    ceilings: tuple[Ceiling, ...] = ()
    word_of_mouth: bool = False
    """Off by default: the evidence is old marketing; when on, its line says indicative."""

    def __post_init__(self) -> None:
        Money(0, self.currency)
        self._refuse_twice()
        self._refuse_lonely_groups()
        self._refuse_unknown_segments()
        for rate in self.rates:
            Money(0, rate.currency)
            if not rate.per_unit > 0:
                raise Refused("rate_not_positive", BAD_RATE.fill(currency=rate.currency), f"rates.{rate.currency}")
        for parameter in self.parameters:
            if parameter.unit in MONEY_UNITS:
                self.rate(parameter.currency, parameter.code)
        self._refuse_bad_branches()

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """Fingerprint of every value of this tariff, in canonical JSON."""
        return canonical_digest(self._canonical())

    def _canonical(self) -> object:
        rows = sorted(
            [p.code, *astuple(p.scope), p.unit, p.currency, p.group, *map(float, (p.low, p.likely, p.high))]
            for p in self.parameters
        )
        rates = sorted([r.currency, float(r.per_unit)] for r in self.rates)
        groups = sorted([name, float(correlation)] for name, correlation in self.groups)
        return [self.version, self.currency, self.default_segment, rows, rates, groups, self.word_of_mouth]

    @cached_property
    def _by_code(self) -> dict[str, tuple[Parameter, ...]]:
        ordered = sorted(self.parameters, key=lambda one: one.code)
        return {code: tuple(several) for code, several in groupby(ordered, key=lambda one: one.code)}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All parameter codes, sorted."""
        return tuple(self._by_code)

    def chosen(self, kind: Kind) -> dict[str, Parameter]:
        """The parameter of each code that fits these cases best."""
        return _chosen(self, kind)

    def find(self, code: str, regimes: tuple[str, ...] = (), sector: str = "", segment: str = "") -> Parameter | None:
        """The parameter that fits this case most precisely, or nothing."""
        fitting = [(p.scope.rank(regimes, sector, segment), p) for p in self._by_code.get(code, ())]
        fitting = [pair for pair in fitting if pair[0] >= 0]
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else None

    def rate(self, currency: str, field: str = "currency") -> float:
        """Units of `currency` per unit of the tariff's currency; refuses a currency without a rate."""
        if currency == self.currency:
            return 1.0
        for one in self.rates:
            if one.currency == currency:
                return one.per_unit
        raise Refused("currency_without_rate", NO_RATE.fill(currency=currency, house=self.currency), field)

    def minor_units(self, amount: float, from_currency: str, to_currency: str) -> float:
        """An amount in major units of one currency, in minor units of another, unrounded."""
        exchanged = (
            amount if from_currency == to_currency else amount * self.rate(to_currency) / self.rate(from_currency)
        )
        return exchanged * float(10 ** DIGITS[to_currency])

    def adopt(self, version: str, *changed: Parameter) -> Tariff:
        """A new version in which these parameters replace those of the same code and scope (or join them)."""
        keys = {(one.code, one.scope) for one in changed}
        kept = tuple(one for one in self.parameters if (one.code, one.scope) not in keys)
        return replace(self, version=version, parameters=kept + changed)

    def _refuse_twice(self) -> None:
        seen: set[tuple[str, Scope]] = set()
        for one in self.parameters:
            if (one.code, one.scope) in seen:
                raise Refused("parameter_twice", TWICE.fill(name=one.label), one.code)
            seen.add((one.code, one.scope))

    def _refuse_lonely_groups(self) -> None:
        known = dict(self.groups)
        for name, correlation in self.groups:
            if not 0 <= correlation <= 1:
                raise Refused("outside_bounds", BAD_GROUP.fill(name=name), f"groups.{name}")
        for one in self.parameters:
            if one.group and one.group not in known:
                raise Refused("unknown_group", BAD_GROUP.fill(name=one.group), one.code)

    def _refuse_unknown_segments(self) -> None:
        known = {one.code for one in self.segments}
        named = {self.default_segment} | {one.scope.segment for one in self.parameters if one.scope.segment}
        if not named <= known:
            raise Refused("unknown_segment", BAD_SEGMENT.fill(name=", ".join(sorted(named - known))), "segments")

    def _refuse_bad_branches(self) -> None:
        scopes = {one.scope for one in self.parameters}
        for branch in BRANCHES:
            for scope in sorted(scopes, key=repr):
                self._refuse_bad_branch(branch, scope)

    def _refuse_bad_branch(self, branch: Branch, scope: Scope) -> None:
        where = ((scope.regime,) if scope.regime else (), scope.sector, scope.segment)
        found = [self.find(branch.parameter(option), *where) for option in branch.options]
        missing = [branch.parameter(option) for option, one in zip(branch.options, found, strict=True) if one is None]
        if missing:
            raise Refused("parameter_missing", MISSING.fill(name=", ".join(missing)), missing[0])
        total = sum(one.likely for one in found if one)
        bad_unit = any(one.unit is not Unit.CHANCE for one in found if one)
        if abs(total - 1) > TOLERANCE or bad_unit:
            message = NOT_ONE.fill(name=branch.code, total=f"{total:.4g}")
            raise Refused("branches_do_not_sum_to_one", message, branch.parameter(branch.options[0]))


@lru_cache(maxsize=256)
def _chosen(tariff: Tariff, kind: Kind) -> dict[str, Parameter]:
    found = {code: tariff.find(code, *kind) for code in tariff.codes}
    return {code: one for code, one in found.items() if one is not None}


def canonical_digest(value: object) -> str:
    """SHA-256 of canonical JSON (sorted keys, no spaces, shortest exact numbers): the same on any machine."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


BAD_RATE = words("Le cours de {currency} doit être positif.", "The rate of {currency} must be positive.")
NO_RATE = words(
    "Aucun cours pour {currency} : ajoutez-le aux paramètres (unités pour 1 {house}).",
    "No rate for {currency}: add it to the parameters (units for 1 {house}).",
)
TWICE = words("{name} est donné deux fois pour les mêmes dossiers.", "{name} is given twice for the same cases.")
BAD_GROUP = words(
    "Groupe {name} : il doit être déclaré, avec une corrélation de 0 à 1.",
    "Group {name}: it must be declared, with a correlation from 0 to 1.",
)
BAD_SEGMENT = words("Segment inconnu : {name}.", "Unknown segment: {name}.")
MISSING = words("Il manque un paramètre : {name}.", "A parameter is missing: {name}.")
NOT_ONE = words(
    "Les chances de la branche « {name} » font {total} : elles doivent faire 1.",
    "The chances of branch “{name}” make {total}: they must make 1.",
)
