"""Undoing what brought a case in from a file: it is closed as not ours, set aside from all figures, and its words go at once."""

from __future__ import annotations

from datetime import datetime

from app.cases.actions.applying import apply
from app.cases.actions.keeping import erase_whole
from app.cases.actions.telling import Happening
from app.cases.models import Case
from app.cases.queries import locked
from app.cases.rules.states import Ended
from app.journal.rules import Sealed
from app.kernel import Audience
from app.people.rules import Actor

UNDONE = "import undone"
"""The reason of an erasure with the import that brought a case in."""


def undo_import_of(case: Case, number: int, *, by: Actor, at: datetime) -> Sealed:
    """Undo import `number` for this case; whoever calls has found that nobody did anything on it since (decision 19).

    Its reference is never given again; its number elsewhere is free, so that a corrected file brings it in anew. A customer who
    was known before it stays as they were.
    """
    case = locked(case)
    if case.is_open:
        what = Happening({"imported": True, "import": number}, audience=Audience.INTERNAL, happened={"case.closed": at})
        apply(case, "close_not_ours", what, by=by, at=at)
    case.ended = Ended.NOT_OURS
    came_with_it = case.customer.created_at == case.logged_at
    return erase_whole(case, {"kept_until_on": "", "import": number}, UNDONE, by=by, at=at, forget=came_with_it)
