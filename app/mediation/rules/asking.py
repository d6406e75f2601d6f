"""What the form of a step cannot go without, so that nothing needed is called optional."""

from __future__ import annotations

ALWAYS = frozenset({"answer", "ground", "who"})
OF_STEP = {"extended": frozenset({"until_on"})}
IN_WORDS = frozenset({"requested"})
"""Steps that a mediator can only take in words: no letter lies beside them."""


def needed(step: str, *, by_mediator: bool = False) -> frozenset[str]:
    """The fields of this step that must be filled in, whoever records it."""
    said = frozenset({"text"}) if by_mediator and step in IN_WORDS else frozenset()
    return ALWAYS | OF_STEP.get(step, frozenset()) | said
