"""One letter to somebody who asked for their data: as it was written, where it stands, what left."""

from __future__ import annotations

from typing import Any

from app.cases.queries.requests import request_numbered
from app.correspondence.models import RequestLetter
from app.correspondence.queries.requests import letter_on
from app.correspondence.views.door import Answer, blueprint
from app.correspondence.views.one import deed_on, kept, page_of
from app.people.guards import needs
from app.people.rules import Permission
from app.plumbing.unit_of_work import commits
from app.plumbing.web import found


def _letter(asked: int, number: int) -> RequestLetter:
    return found(lambda: letter_on(request_numbered(asked), number))


@blueprint.get("/access-requests/<int:asked>/letters/<int:number>")
@needs(Permission.ACCESS_ANSWER)
def request_letter(asked: int, number: int) -> str:
    """One letter about a request."""
    return page_of(_letter(asked, number))


@blueprint.post("/access-requests/<int:asked>/letters/<int:number>/<deed>")
@needs(Permission.ACCESS_ANSWER)
@commits
def request_deed(asked: int, number: int, deed: str) -> Answer:
    """Hold it back, put it on its way again, send it another way, say that it was posted."""
    return deed_on(_letter(asked, number), deed)


@blueprint.get("/access-requests/<int:asked>/letters/<int:number>/file")
@needs(Permission.ACCESS_ANSWER)
def request_file(asked: int, number: int) -> Any:
    """What left exactly, or the letter on paper."""
    row = _letter(asked, number)
    return kept(row, f"{row.about}-{row.what.value}")
