"""An entitlement that we contest and the customer does not know of yet: said on the case, one click from the answer."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.cases.models import Case
from app.gestures.queries import untold_contests
from app.gestures.queries.contested import Untold
from app.kernel import words
from app.people.rules import Actor, Permission

CONTESTED = words(
    "« {what} » est contesté, et le client ne le sait pas encore : la réponse le lui dit, avec les motifs.",
    "“{what}” is contested, and the customer does not know it yet: the answer says so, with its reasons.",
)
ANSWER = words("Répondre avec ces motifs", "Answer with these reasons")


def contests_said(case: Case, actor: Actor, may_judge: bool, main: dict[str, Any] | None) -> list[dict[str, Any]]:
    """A notice for each contest to be told, with the answer that tells it for whoever may give it (its reasons are in it)."""
    if case.erased_at is not None:
        return []
    writes = actor.may(Permission.CASE_ANSWER) and may_judge
    return [_said(one, _url(case, one, main) if writes else None) for one in untold_contests(case)]


def _url(case: Case, one: Untold, main: dict[str, Any] | None) -> str | None:
    """The answer, unless the next step leads to it already."""
    url = url_for("desk.act", ref=case.ref, name=one.arrow) if one.arrow else None
    return None if main is not None and main["url"] == url else url


def _said(one: Untold, url: str | None) -> dict[str, Any]:
    return {"message": CONTESTED.fill(what=one.row.what), "tone": "soon", "source": None, "label": ANSWER, "url": url}
