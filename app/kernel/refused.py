"""The one way to say no: a code for programs, a sentence for people, and the field it is about."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.words import Words


class Refused(Exception):
    """Raised by rules and actions; the door shows the sentence (on its field) and rolls everything back."""

    def __init__(self, code: str, message: Words, field: str | None = None, also: tuple[Refused, ...] = ()) -> None:
        super().__init__(code, str(message))
        self.code = code
        self.message = message
        self.field = field
        self.also = also
        """What else is wrong with what was sent, where that is known at once."""


def refuse_all(wrong: Sequence[Refused]) -> None:
    """Refuse for everything that is wrong, told at once: the first, with the others beside it; nothing wrong, nothing raised."""
    if wrong:
        first = wrong[0]
        raise Refused(first.code, first.message, first.field, also=tuple(wrong[1:]))
