"""What a new version of a pack would change in a case: proposed to a person, never applied in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.kernel import Words, words
from app.regimes.rules.duties import Duty, by_key
from app.regimes.rules.gates import Derived

UNNAMED = words("", "")
Change = Literal["appears", "disappears", "moves", "reworded"]


@dataclass(frozen=True)
class Proposed:
    """One change to accept or refuse: the duty, its date before and after, in words."""

    key: str
    change: Change
    before: date | None
    after: date | None
    message: Words
    earlier: bool = False
    """Whether the date would come forward: these deserve the first look."""
    label: Words = UNNAMED

    @property
    def done(self) -> Words | None:
        """The same once it has been accepted, for the journal; None where no date moves."""
        if self.change == "reworded":
            return None
        if self.before is None:
            return APPEARED.fill(label=self.label, after=self.after) if self.after else None
        if self.after is None:
            return GONE.fill(label=self.label, before=self.before)
        return MOVED.fill(label=self.label, before=self.before, after=self.after)


def compare(old: Derived, new: Derived) -> tuple[Proposed, ...]:
    """The changes from what a case holds to what the new packs say, the dates that come forward first."""
    before, after = by_key(old.duties), by_key(new.duties)
    found = [_change(before.get(key), after.get(key)) for key in sorted({*before, *after})]
    changes = [change for change in found if change is not None]
    return tuple(sorted(changes, key=lambda change: (not change.earlier, change.key)))


def _dates(duty: Duty) -> tuple[date | None, date | None]:
    return duty.opens_on, duty.due_on


def _change(old: Duty | None, new: Duty | None) -> Proposed | None:
    if old is None:
        assert new is not None
        return _proposed(new, "appears", None, _main(new))
    if new is None:
        return _proposed(old, "disappears", _main(old), None)
    if _dates(old) != _dates(new):
        return _proposed(new, "moves", *_differing(old, new))
    if (old.kind, old.label, old.source) != (new.kind, new.label, new.source):
        return _proposed(new, "reworded", _main(old), _main(new))
    return None


def _proposed(duty: Duty, change: Change, before: date | None, after: date | None) -> Proposed:
    message = _sentence(change, before, after).fill(label=duty.label, before=before, after=after)
    earlier = change == "moves" and before is not None and after is not None and after < before
    return Proposed(duty.key, change, before, after, message, earlier, duty.label)


def _sentence(change: Change, before: date | None, after: date | None) -> Words:
    if change == "reworded":
        return REWORDED
    if before is None:
        return APPEARS if after is not None else WITHOUT_DATE
    return MOVES if after is not None else GOES


def _differing(old: Duty, new: Duty) -> tuple[date | None, date | None]:
    """The date that moves: the opening when it does, otherwise the due date."""
    return (old.opens_on, new.opens_on) if old.opens_on != new.opens_on else (old.due_on, new.due_on)


def _main(duty: Duty) -> date | None:
    return duty.opens_on or duty.due_on


APPEARS = words("{label} : nouvelle échéance, le {after}.", "{label}: a new date, {after}.")
GOES = words("{label} : l’échéance du {before} disparaîtrait.", "{label}: the date of {before} would disappear.")
MOVES = words("{label} : passerait du {before} au {after}.", "{label}: would move from {before} to {after}.")
WITHOUT_DATE = words("{label} : échéance encore sans date.", "{label}: still without a date.")
APPEARED = words("{label} : nouvelle échéance, le {after}", "{label}: a new date, {after}")
GONE = words("{label} : l’échéance du {before} disparaît", "{label}: the date of {before} disappears")
MOVED = words("{label} : du {before} au {after}", "{label}: from {before} to {after}")
REWORDED = words("{label} : la règle change, la date reste.", "{label}: the rule changes, the date stays.")
