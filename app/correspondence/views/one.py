"""One letter: as it was written, where it stands, what can still be done, what left exactly."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, redirect, render_template, request, url_for

from app.cases.actions.keeping import BY_THE_CLOCK
from app.cases.queries.warning import has_complained
from app.correspondence import actions, queries
from app.correspondence.actions.delivery import ask_copy
from app.correspondence.forms import ChannelForm, PostedForm
from app.correspondence.models import Forgettable, IncidentLetter, Letter, Message, RequestLetter
from app.correspondence.rules import Channel, Standing
from app.correspondence.views.door import Answer, blueprint, the_case
from app.correspondence.views.letters import where
from app.exhibits.queries import store
from app.kernel import Json, day_of, words
from app.people.guards import current_actor, needs, taken
from app.people.queries import house_card, staff_named
from app.people.rules import Permission
from app.people.rules.downloads import Taken
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, download, found, refusals_shown_on, today

DAY = words("{d}", "{d}")
"""The day of a letter, in the letter's own language."""


def _letter(ref: str, number: int) -> Message:
    row = the_case(ref)
    return found(lambda: queries.letter_numbered(row, number))


@blueprint.get("/cases/<ref>/letters/<int:number>")
@needs(Permission.CASE_READ)
def letter(ref: str, number: int) -> str:
    """One letter."""
    return page_of(_letter(ref, number))


def page_of(row: Letter, way: ChannelForm | None = None, posted: PostedForm | None = None) -> str:
    """A letter, with what can still be done with it."""
    way, posted = way or ChannelForm(formdata=None), posted or PostedForm(formdata=None)
    way.channel.data = way.channel.data or row.channel.value
    posted.on.data = posted.on.data or today()
    sheet = {
        "subject": row.subject, "body": row.body, "signature": row.signature, "card": house_card(), "reach": row.reach,
        "day": say(DAY.fill(d=row.written_on), "en" if row.lang == "en" else "fr"),
        "lang": row.lang, "erased": _erased(row),
    }  # fmt: skip
    shown = {"row": row, "sheet": sheet, "way": way, "posted": posted, "Standing": Standing, **where()}
    if isinstance(row, IncidentLetter):
        may, since = current_actor().may(Permission.INCIDENT_WARN), has_complained(row.warned)
        return render_template(
            "correspondence/incident_letter.html", incident=row.warned.incident, may=may, since=since, **shown
        )
    if isinstance(row, RequestLetter):
        may = current_actor().may(Permission.ACCESS_ANSWER)
        return render_template("correspondence/request_letter.html", asked=row.request, may=may, **shown)
    may = current_actor().may(Permission.CASE_WORK)
    elsewhere = queries.readdressing.address_now(row, clock().now()) if may else None
    return render_template("correspondence/letter.html", case=row.case, may=may, elsewhere=elsewhere, **shown)


def _erased(row: Letter) -> dict[str, object] | None:
    """When, by whom and why its words were erased."""
    if isinstance(row, Forgettable):
        return {"on": row.erased_on, "by": "", "reason": BY_THE_CLOCK} if row.erased_on is not None else None
    gone = row.erasure
    if gone is None:
        return None
    number = gone.by.removeprefix("staff:")
    names = staff_named([int(number)]) if number.isdigit() else {}
    by = next((member.name for member in names.values()), "")
    return {"on": day_of(gone.at, row.case.zone), "by": by, "reason": gone.reason}


def _done(row: Letter) -> Response:
    if isinstance(row, IncidentLetter):
        place = url_for("correspondence.incident_letter", ref=row.about, number=row.id)
    elif isinstance(row, RequestLetter):
        place = url_for("correspondence.request_letter", asked=row.request_id, number=row.id)
    else:
        place = url_for("correspondence.letter", ref=row.about, number=row.number)
    return redirect(place)  # type: ignore[return-value]


@blueprint.post("/cases/<ref>/letters/<int:number>/<deed>")
@needs(Permission.CASE_WORK)
@commits
def act(ref: str, number: int, deed: str) -> Answer:
    """Hold a letter back, put it on its way again, send it another way or
    to the address its reader has now, say that it was posted, ask for it on paper."""
    row = _letter(ref, number)
    if deed not in OF_CASES:
        abort(404)
    return OF_CASES[deed](row)


def _stop(row: Letter) -> Answer:
    form = ChannelForm(formdata=None)
    with refusals_shown_on(form):
        actions.stop(row, by=current_actor(), at=clock().now())
        return _done(row)
    return page_of(row, form), 422


def _again(row: Letter) -> Answer:
    form = ChannelForm(formdata=None)
    with refusals_shown_on(form):
        actions.send_again(row, by=current_actor(), at=clock().now())
        return _done(row)
    return page_of(row, form), 422


def _way(row: Letter) -> Answer:
    form = ChannelForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.reroute(row, Channel(form.channel.data), by=current_actor(), at=clock().now())
            return _done(row)
    return page_of(row, way=form), 422


def _posted(row: Letter) -> Answer:
    form = PostedForm()
    if form.validate_on_submit() and form.on.data is not None:
        with refusals_shown_on(form):
            actions.mark_sent(row, form.on.data, form.tracking.data or "", by=current_actor(), at=clock().now())
            return _done(row)
    return page_of(row, posted=form), 422


def _copy(row: Message) -> Answer:
    ask_copy(row, at=clock().now())
    return _done(row)


def _elsewhere(row: Message) -> Answer:
    form = ChannelForm(formdata=None)
    with refusals_shown_on(form):
        actions.send_to_new_address(row, by=current_actor(), at=clock().now())
        return redirect(url_for("correspondence.letters", ref=row.about))
    return page_of(row, form), 422


DEEDS: dict[str, Callable[[Letter], Answer]] = {"stop": _stop, "again": _again, "way": _way, "posted": _posted}
"""What can be done with any letter."""
OF_CASES: dict[str, Callable[[Message], Answer]] = {**DEEDS, "copy": _copy, "elsewhere": _elsewhere}


@blueprint.get("/cases/<ref>/letters/<int:number>/file")
@needs(Permission.CASE_READ)
def file(ref: str, number: int) -> Response:
    """What left exactly: the mail (`.eml`) or the printed PDF; or the letter on paper."""
    row = _letter(ref, number)
    return kept(row, f"{row.about}-{row.kind.value}-{row.number}")


def kept(row: Letter, name: str) -> Response:
    """What left, or the letter on paper, to be kept under this name."""
    paper = request.args.get("paper") == "1"
    key = row.copy_key if paper else row.file_key
    if not key or row.erased_on is not None:
        abort(404)
    extension = "pdf" if paper or row.channel.on_paper else "eml"
    about: dict[str, Json] = (
        {"case": row.about, "number": row.number} if isinstance(row, Message) else {"name": row.about}
    )
    return taken(download(store().get(key), f"{name}.{extension}"), Taken.LETTER, **about)


def deed_on(row: Letter, deed: str) -> Answer:
    """Do with a letter what can be done with any."""
    if deed not in DEEDS:
        abort(404)
    return DEEDS[deed](row)
