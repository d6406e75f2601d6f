"""Writing a letter that changes no state; seeing any letter as it will be read before it is sent."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from app.cases.models import Case
from app.cases.queries.conduct import closed_channels, limits_on, limits_said
from app.cases.queries.sight import hold
from app.correspondence import actions, queries
from app.correspondence.forms import LetterForm
from app.correspondence.queries.letters import lang_of
from app.correspondence.queries.meanwhile import Since, entries_so_far, meanwhile
from app.correspondence.queries.noticing import parts_of
from app.correspondence.rules import WRITTEN_HERE, Channel, LetterKind, Reach, channel_for, draft, subject
from app.correspondence.rules.meanwhile import OVERTAKEN
from app.correspondence.views.door import Answer, blueprint, the_case
from app.correspondence.views.letters import where
from app.correspondence.views.one import DAY
from app.kernel import Refused, words
from app.people.guards import current_actor, needs
from app.people.queries import house_card
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, lang, number_of, refusals_shown_on, today

WRITTEN = words(
    "Lettre écrite. Elle part dans deux minutes ; d’ici là, vous pouvez la retenir.",
    "Letter written. It leaves in two minutes; until then you can hold it back.",
)


def _first(row: Case, reach: Reach | None) -> str:
    """The way the form proposes: the reader's, but for mail where a decision limits it and there is an address for post."""
    if reach is None:
        return Channel.EMAIL.value
    by_mail = channel_for(reach) is Channel.EMAIL
    limited = by_mail and bool(reach.postal) and Channel.EMAIL.value in closed_channels(row, today())
    return (Channel.POST if limited else channel_for(reach)).value


@blueprint.route("/cases/<ref>/letters/new/<kind>", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
@commits
def new(ref: str, kind: str) -> Answer:
    """Write a letter, see it as it will be read, then send it."""
    row, form = the_case(ref), LetterForm()
    if kind not in WRITTEN_HERE:
        abort(404)
    what, reach = LetterKind(kind), queries.reach_of(row, today())
    seen = False
    news: list[Since] = []
    if request.method == "GET":
        own = lang_of(row)
        form.text.data = say(
            draft(what, queries.fields_of(row, today()), queries.wording_of(what, today())), own, row.zone
        )
        form.channel.data = _first(row, reach)
    elif form.validate_on_submit():
        hold(row)
        news = meanwhile(row, number_of(form.so_far.data), current_actor())
        if request.form.get("do") == "send":
            with refusals_shown_on(form):
                if news:
                    raise Refused("stale", OVERTAKEN)
                actions.send_letter(
                    row, what, form.text.data, Channel(form.channel.data), by=current_actor(), at=clock().now(),
                    answer_on=form.answer_on.data if what is LetterKind.HOLDING else None,
                )  # fmt: skip
                flash(say(WRITTEN, lang()))
                return redirect(url_for("correspondence.letters", ref=row.ref))
        else:
            seen = True
    form.so_far.raw_data, form.so_far.data = None, str(entries_so_far(row))
    ends = parts_of(row, what, clock().now(), form.answer_on.data)
    sheet = _sheet(row, what, form.text.data or "", ends)
    page = render_template(
        "correspondence/new.html", case=row, form=form, kind=what, reach=reach, seen=seen, sheet=sheet, news=news,
        locked=ends, dated=what is LetterKind.HOLDING, limited=limits_said(limits_on(row), today()), **where(),
    )  # fmt: skip
    return page if request.method == "GET" or seen else (page, 422)


@blueprint.post("/cases/<ref>/letters/preview/<kind>")
@needs(Permission.CASE_READ)
@commits
def preview(ref: str, kind: str) -> str:
    """What the customer will read if this text is sent: nothing is kept, nothing leaves."""
    row = the_case(ref)
    if kind not in set(LetterKind):
        abort(404)
    text = (request.form.get("text") or "")[:20_000]
    return render_template(
        "correspondence/preview.html", case=row, kind=LetterKind(kind), reach=queries.reach_of(row, today()),
        sheet=_sheet(row, LetterKind(kind), text, parts_of(row, LetterKind(kind), clock().now())), **where(),
    )  # fmt: skip


def _sheet(row: Case, kind: LetterKind, text: str, ends: str) -> dict[str, Any]:
    """A letter as it will be read, before there is one."""
    own = lang_of(row)
    body = "\n\n".join(part for part in (text.strip(), ends) if part)
    return {
        "subject": say(subject(kind, queries.fields_of(row, today())), own, row.zone), "body": body, "signature": queries.signature_of(own, body),
        "card": house_card(), "reach": queries.reach_of(row, today()),
        "day": say(DAY.fill(d=today()), own), "lang": own, "erased": None,
    }  # fmt: skip
