"""Tariffs for checking by hand: every parameter at one value, so that the mean is an exact sum over the tree."""

from __future__ import annotations

from dataclasses import replace

from app.costs.rules import Tariff, default_tariff


def flat(**values: float) -> Tariff:
    """The shipped tariff with low = likely = high, and these values (`__` stands for a dot)."""
    named = {code.replace("__", "."): value for code, value in values.items()}
    tariff = default_tariff()
    assert set(named) <= set(tariff.codes)
    settled = tuple(
        replace(one, low=value, likely=value, high=value)
        for one in tariff.parameters
        for value in [named.get(one.code, one.likely)]
    )
    return replace(tariff, version="flat", parameters=settled)
