"""What is attached to a mail, looked at before it lies in a case: pages as pictures, words as text, all else as a download."""

from __future__ import annotations

from flask import render_template, url_for
from werkzeug.wrappers import Response

from app.correspondence.queries import attached as queries
from app.correspondence.queries.mails import mail_for
from app.correspondence.views.door import blueprint
from app.exhibits.rules import shown_name
from app.people.guards import current_actor, needs, taken
from app.people.rules import Permission
from app.people.rules.downloads import Taken
from app.plumbing.letterbox import Part
from app.plumbing.web import download, found, picture


def _part(number: int, place: int) -> Part:
    row = found(lambda: mail_for(current_actor(), number))
    return found(lambda: queries.part_of(row, place))


@blueprint.get("/mail/<int:number>/parts/<int:place>")
@needs(Permission.CASE_READ)
def part(number: int, place: int) -> str:
    """One thing attached to a mail: its pages, or its words, or why neither."""
    row = found(lambda: mail_for(current_actor(), number))
    shown = queries.looked_at(found(lambda: queries.part_of(row, place)))
    pages = range(1, min(shown.look.pages, queries.MOST_SHOWN) + 1)
    beside = {way: url_for("correspondence.part", number=row.id, place=to)
              for way, to in (("before", place - 1), ("after", place + 1)) if 1 <= to <= len(row.parts)}  # fmt: skip
    return render_template(
        "correspondence/part.html", row=row, place=place, shown=shown, pages=pages, beside=beside,
        more=max(0, shown.look.pages - queries.MOST_SHOWN),
    )  # fmt: skip


@blueprint.get("/mail/<int:number>/parts/<int:place>/pages/<int:page>.jpg")
@needs(Permission.CASE_READ)
def part_page(number: int, place: int, page: int) -> Response:
    """One page of it as a picture drawn anew: nothing that the file hides or runs comes along."""
    drawn = _part(number, place)
    return picture(found(lambda: queries.page_of(drawn, page)))


@blueprint.get("/mail/<int:number>/parts/<int:place>/file")
@needs(Permission.CASE_READ)
def part_file(number: int, place: int) -> Response:
    """The file as it came; always a download, never opened by the browser."""
    part = _part(number, place)
    return taken(download(part.content, shown_name(part.name)), Taken.ATTACHMENT, number=number)
