"""What we think of a claim: its words, and what an answer to the whole complaint says of each line."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel import Words, words

NOT_EXAMINED = "not_examined"
GIVEN: dict[str, Words] = {
    "founded": words("Fondée", "Founded"),
    "partly": words("En partie fondée", "Partly founded"),
    "unfounded": words("Non fondée", "Unfounded"),
}
"""The verdicts that can be given."""
INSIDE: dict[str, Words] = {
    "founded": words("fondée", "founded"),
    "partly": words("en partie fondée", "partly founded"),
    "unfounded": words("non fondée", "unfounded"),
    NOT_EXAMINED: words("pas encore examinée", "not examined yet"),
}
"""The same inside a sentence."""


def lines_after(answer: str, lines: Sequence[str]) -> list[str]:
    """What an answer with this verdict makes of the verdicts of its claims, line by line.

    One that holds the whole founded, or unfounded, says so of every line, whatever an earlier answer said. One that holds it
    founded in part leaves each line the verdict of its own that makes it so; where none does, each is founded in part.
    """
    if answer == NOT_EXAMINED:
        return list(lines)
    if answer != "partly" or len(lines) == 1:
        return [answer] * len(lines)
    filled = ["partly" if line == NOT_EXAMINED else line for line in lines]
    return ["partly"] * len(lines) if set(filled) in ({"founded"}, {"unfounded"}) else filled
