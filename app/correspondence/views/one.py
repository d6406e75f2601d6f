"""One letter: as it was written, where it stands, what can still be done, what left exactly."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, redirect, render_template, request, url_for

from app.correspondence import actions, queries
from app.correspondence.actions.travelling import ask_copy
from app.correspondence.forms import ChannelForm, PostedForm
from app.correspondence.models import Message
from app.correspondence.rules import Channel, Standing
from app.correspondence.views.door import Answer, blueprint, the_case
from app.correspondence.views.letters import where
from app.exhibits.queries import store
from app.exhibits.views import download
from app.kernel import day_of, words
from app.people.guards import current_actor, needs
from app.people.queries import house_card, staff_named
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, refusals_shown_on, today

DAY = words("{d}", "{d}")
"""The day of a letter, in the letter's own language."""
Deed = Callable[[Message], None]


def _letter(ref: str, number: int) -> Message:
    row = the_case(ref)
    return found(lambda: queries.letter_numbered(row, number))


@blueprint.get("/cases/<ref>/letters/<int:number>")
@needs(Permission.CASE_READ)
def letter(ref: str, number: int) -> str:
    """One letter."""
    return _page(_letter(ref, number))


def _page(row: Message, way: ChannelForm | None = None, posted: PostedForm | None = None) -> str:
    way, posted = way or ChannelForm(formdata=None), posted or PostedForm(formdata=None)
    way.channel.data = way.channel.data or row.channel.value
    posted.on.data = posted.on.data or today()
    sheet = {
        "subject": row.subject, "body": row.body, "signature": row.signature, "card": house_card(), "reach": row.reach,
        "day": say(DAY.fill(d=row.written_on), "en" if row.lang == "en" else "fr"),
        "lang": row.lang, "erased": _erased(row),
    }  # fmt: skip
    may = current_actor().may(Permission.CASE_WORK)
    return render_template(
        "correspondence/letter.html", case=row.case, row=row, sheet=sheet, way=way, posted=posted, may=may, Standing=Standing, **where()
    )  # fmt: skip


def _erased(row: Message) -> dict[str, object] | None:
    """When, by whom and why its words were erased."""
    gone = row.erasure
    if gone is None:
        return None
    number = gone.by.removeprefix("staff:")
    names = staff_named([int(number)]) if number.isdigit() else {}
    by = next((member.name for member in names.values()), "")
    return {"on": day_of(gone.at, row.case.zone), "by": by, "reason": gone.reason}


def _done(row: Message) -> Response:
    return redirect(url_for("correspondence.letter", ref=row.case.ref, number=row.number))  # type: ignore[return-value]


@blueprint.post("/cases/<ref>/letters/<int:number>/<deed>")
@needs(Permission.CASE_WORK)
@commits
def act(ref: str, number: int, deed: str) -> Answer:
    """Hold a letter back, put it on its way again, send it another way, say that it was posted, ask for it on paper."""
    row = _letter(ref, number)
    if deed not in DEEDS:
        abort(404)
    return DEEDS[deed](row)


def _stop(row: Message) -> Answer:
    form = ChannelForm(formdata=None)
    with refusals_shown_on(form):
        actions.stop(row, by=current_actor(), at=clock().now())
        return _done(row)
    return _page(row, form), 422


def _again(row: Message) -> Answer:
    form = ChannelForm(formdata=None)
    with refusals_shown_on(form):
        actions.send_again(row, by=current_actor(), at=clock().now())
        return _done(row)
    return _page(row, form), 422


def _way(row: Message) -> Answer:
    form = ChannelForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.reroute(row, Channel(form.channel.data), by=current_actor(), at=clock().now())
            return _done(row)
    return _page(row, way=form), 422


def _posted(row: Message) -> Answer:
    form = PostedForm()
    if form.validate_on_submit() and form.on.data is not None:
        with refusals_shown_on(form):
            actions.mark_sent(row, form.on.data, form.tracking.data or "", by=current_actor(), at=clock().now())
            return _done(row)
    return _page(row, posted=form), 422


def _copy(row: Message) -> Answer:
    ask_copy(row, at=clock().now())
    return _done(row)


DEEDS: dict[str, Callable[[Message], Answer]] = {
    "stop": _stop,
    "again": _again,
    "way": _way,
    "posted": _posted,
    "copy": _copy,
}


@blueprint.get("/cases/<ref>/letters/<int:number>/file")
@needs(Permission.CASE_READ)
def file(ref: str, number: int) -> Response:
    """What left exactly: the mail (`.eml`) or the printed PDF; or the letter on paper."""
    row = _letter(ref, number)
    paper = request.args.get("paper") == "1"
    key = row.copy_key if paper else row.file_key
    if not key or row.erasure is not None:
        abort(404)
    extension = "pdf" if paper or row.channel.on_paper else "eml"
    return download(store().get(key), f"{row.case.ref}-{row.kind.value}-{row.number}.{extension}")
