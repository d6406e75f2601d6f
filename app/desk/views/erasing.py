"""Erasing the words of one entry of the time line: why, a second look at what goes and what stays, then for ever."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.queries.erasing import entry_numbered, erasure_facts
from app.cases.rules.erasing import Ground, why_kept
from app.desk.forms import EraseForm
from app.desk.queries import TABLES, names_of
from app.desk.views.act import check_version
from app.desk.views.door import blueprint
from app.documents.queries.erasing import reached_by
from app.journal.models import Entry
from app.kernel import Words, day_of, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, refusals_shown_on

DONE = words("Mots effacés : {what}.", "Words erased: {what}.")


@blueprint.route("/cases/<ref>/entries/<int:seq>/erase", methods=["GET", "POST"])
@needs(Permission.CASE_ERASE)
@commits
def erase(ref: str, seq: int) -> str | Response | tuple[str, int]:
    """Erase the words of one entry, after a second look."""
    row = found(lambda: queries.case_for(current_actor(), ref))
    entry, form = found(lambda: entry_numbered(row, seq)), EraseForm()
    seen = False
    if request.method == "POST" and form.validate_on_submit():
        with refusals_shown_on(form):
            check_version(form, row)
            if request.form.get("do") == "erase":
                title = _title(entry)
                actions.erase_words(
                    row, seq, Ground(form.ground.data), form.reason.data, by=current_actor(), at=clock().now()
                )
                flash(say(DONE.fill(what=title), lang()))
                return redirect(url_for("desk.case", ref=ref, _anchor=f"e{seq}"))
            seen = request.form.get("do") != "change" and _kept(row, entry, form) is None
    elif request.method == "GET":
        form.version.data = row.version
    page = _page(row, entry, form, seen)
    return (page, 422) if request.method == "POST" and not seen and request.form.get("do") != "change" else page


def _page(row: Case, entry: Entry, form: EraseForm, seen: bool) -> str:
    ground = form.ground.data if form.ground.data in set(Ground) else None
    asked: dict[str, Any] = {
        "title": _title(entry), "on": day_of(entry.at, row.zone), "who": names_of({entry.by}).get(entry.by, ""),
        "texts": [str(value) for value in entry.words.body.values() if value] if entry.words is not None else [],
        "kept": _kept(row, entry, form), "ground": Ground(ground) if ground else None,
        "reached": reached_by(row, entry) if seen else None,
    }  # fmt: skip
    return render_template("desk/erase.html", case=row, entry=entry, form=form, seen=seen, **asked)


def _kept(row: Case, entry: Entry, form: EraseForm) -> Words | None:
    """Why these words stay, whatever is answered; on the ground given, once the second look is asked for."""
    facts = erasure_facts(row, entry, by=current_actor(), at=clock().now())
    asked = form.ground.data if request.method == "POST" and form.ground.data in set(Ground) else None
    return why_kept(facts, Ground(asked) if asked else None)


def _title(entry: Entry) -> Words:
    kind = TABLES.get(entry.kind)
    return kind.title(entry.data) if kind is not None else words(entry.kind, entry.kind)
