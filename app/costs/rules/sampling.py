"""Drawing the parameters: stratified PERT draws, correlated by group, the same on any machine.

Only the raw 64-bit output of PCG64 is used (its stream is frozen by NumPy, unlike that of the distributions), then
sorting, arithmetic and interpolation. Nothing is accepted or rejected by a comparison on a transcendental function, so
a last-digit difference between processors cannot change a draw; figures are rounded to the minor unit afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.costs.rules.parameters import MONEY_UNITS, Parameter
from app.costs.rules.tariff import Kind, Tariff, canonical_digest

Array = NDArray[np.float64]
MODEL = "costs-1"
"""Version of the model: changes whenever the same inputs would give other figures."""
DRAWS = 1000
GRID = 2049


def seed_of(kind: Kind, draws: int) -> int:
    """Seed of the draws: a canonical digest of the model, the number of draws and what the parameters are chosen by.

    Amounts and parameter values are left out on purpose: a larger claim or a dearer lawyer then meets the same draws and
    never looks cheaper by chance, and the effect of a change shown before saving is the one that is there after.
    """
    return int(canonical_digest([MODEL, draws, list(kind[0]), kind[1], kind[2]])[:16], 16)


def stream(seed: int, name: str, count: int) -> Array:
    """`count` uniforms of this name, one in each of `count` equal slices of (0, 1), in random order."""
    key = int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:16], "big")
    raw = np.random.PCG64(key).random_raw(2 * count)
    slices = np.argsort(raw[:count], kind="stable").astype(np.float64)
    inside = ((raw[count:] >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    return (slices + inside) / count


def together(seed: int, group: str, name: str, correlation: float, count: int) -> Array:
    """Uniforms of a parameter that follows its group's common factor in a share √correlation of the draws.

    Each parameter stays exactly uniform; two of the same group follow it both in a share `correlation`, which is then
    their rank correlation.
    """
    own = stream(seed, name, count)
    if not group or correlation == 0:
        return own
    follows = stream(seed, f"{name}/follows", count) < np.sqrt(correlation)
    return np.where(follows, stream(seed, f"group/{group}", count), own)


@lru_cache(maxsize=4096)
def pert_table(mode: float) -> tuple[Array, Array]:
    """Distribution function of the PERT law on (0, 1) with this mode, on a grid: (probability, value).

    Beta with shapes 1 + 4·mode and 5 − 4·mode; integrated by Simpson’s rule on each cell.
    """
    edges = np.linspace(0.0, 1.0, GRID)
    middles = (edges[:-1] + edges[1:]) / 2
    a, b = 4.0 * mode, 4.0 * (1.0 - mode)
    at_edges = edges**a * (1 - edges) ** b
    at_middles = middles**a * (1 - middles) ** b
    mass = at_edges[:-1] + 4 * at_middles + at_edges[1:]
    cumulated = np.concatenate(([0.0], np.cumsum(mass)))
    return cumulated / cumulated[-1], edges


def pert(parameter: Parameter, uniforms: Array) -> Array:
    """Values of a parameter at these probabilities; constant when low = high."""
    width = parameter.high - parameter.low
    if width == 0:
        return np.full(uniforms.shape, float(parameter.likely))
    probability, value = pert_table((parameter.likely - parameter.low) / width)
    drawn: Array = parameter.low + width * np.interp(uniforms, probability, value)
    return drawn


@lru_cache(maxsize=64)
def draw(tariff: Tariff, kind: Kind, currency: str, *, draws: int, seed: int) -> Mapping[str, Array]:
    """All parameters of these cases, drawn; money already in minor units of the case's currency."""
    groups = dict(tariff.groups)
    values: dict[str, Array] = {}
    for code, one in tariff.chosen(kind).items():
        uniforms = together(seed, one.group, code, groups.get(one.group, 0.0), draws)
        values[code] = pert(one, uniforms) * minor_factor(one, tariff, currency)
    return values


def minor_factor(parameter: Parameter, tariff: Tariff, currency: str) -> float:
    """What turns a parameter's value into minor units of the case's currency (1 for what is not money)."""
    if parameter.unit not in MONEY_UNITS:
        return 1.0
    return tariff.minor_units(1.0, parameter.currency, currency)
