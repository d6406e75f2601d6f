"""The queue: tabs, filters, saved views, bulk actions that say what failed and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from sqlalchemy import Row
from werkzeug.wrappers import Response

from app.cases import queries
from app.cases.queries import Filter, Place
from app.cases.rules.ordering import Order, turned, way_of
from app.cases.rules.states import State
from app.desk import actions
from app.desk.forms import ViewForm
from app.desk.models import SavedView
from app.desk.queries import carriers_of, queue_row, saved_views
from app.desk.rules import CHOSEN, MOST, columns_of, told
from app.desk.rules import shown as shown_columns
from app.desk.views.advising import questions_for
from app.desk.views.door import blueprint
from app.kernel import LARGEST_MINOR, Words, as_utc, words
from app.people.guards import current_actor, needs
from app.people.queries import replaced_by, staff_names
from app.people.rules import OUR_LEVELS, Actor, Level, Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, lang, number_of, today

TABS = (
    ("mine", words("À moi", "Mine")),
    ("level", words("Mon niveau", "My level")),
    ("all", words("Tout", "All I may see")),
)
NARROWS = ("state", "level", "due", "signal", "closed", "category", "owner", "imported")
ALSO = ("order", "columns")
"""What an address may say of a queue beside what narrows it; a saved view keeps it too."""
DUE = {"today": 0, "week": 7, "month": 30}
DUE_WORDS = {
    "today": words("échéance aujourd’hui ou passée", "due today or before"),
    "week": words("échéance sous 7 jours", "due within 7 days"),
    "month": words("échéance sous 30 jours", "due within 30 days"),
}
KEPT = words("Vue gardée : {name}. Elle est dans « Vues ».", "View kept: {name}. It is in “Views”.")
UNNAMED = words(
    "Vue non gardée : donnez-lui un nom de 60 signes au plus.",
    "View not kept: give it a name of 60 characters at most.",
)
SPREAD = words("répartis dans l’équipe", "spread over the team")
CHOOSE = words("Choisissez d’abord des dossiers.", "Select cases first.")
WHAT = words("Rien n’est fait : choisissez une action.", "Nothing is done: choose an action.")
CHANGED = words("Vos colonnes sont gardées.", "Your columns are kept.")
TOO_WIDE = words(
    "Cinq colonnes au plus tiennent à côté de l’objet : les premières sont gardées.",
    "At most five columns fit beside the subject: the first ones are kept.",
)
FORGOTTEN = words("Vue oubliée.", "View forgotten.")


@blueprint.get("/queue")
@needs(Permission.CASE_READ)
def queue() -> str:
    """The cases of a tab, by next duty."""
    actor = current_actor()
    asked = {name: request.args[name] for name in NARROWS if request.args.get(name)}
    tab = request.args.get("tab") or ("mine" if actor.level else "all")
    wanted = _filter(tab, asked, request.args.get("after", ""))
    rows = queries.queue(actor, wanted)
    counts, questions = queries.waiting(actor)
    views = saved_views(actor)
    columns = _columns(actor, views, mine=tab == "mine")
    also = _also()
    day, spoken, place = today(), lang(), url_for("desk.case", ref="AM")
    shown = [queue_row(row, day, place[:-2] + row.ref, spoken) for row in rows[: queries.PAGE]]
    return render_template(
        "desk/queue.html",
        rows=shown,
        tabs_=_tabs(actor, tab, counts),
        tab=tab,
        asked=asked,
        chips_=_chips(tab, asked),
        views=[_view(view, actor, {"tab": tab, **asked, **also}) for view in views if view.name],
        columns=[(name, CHOSEN[name]) for name in columns],
        column_options=[(name, label, name in columns) for name, label in CHOSEN.items()],
        also={**also, "columns": told(columns)},
        sort=None if wanted.closed else _sort(tab, asked, also, wanted),
        next_url=_next(rows, tab, {**asked, **also}, wanted.order),
        first_url=_first(tab, {**asked, **also}),
        replaced=[(one, _here("all", {"owner": str(one.id)})) for one in replaced_by(actor.staff_id, day)],
        questions=questions_for(actor, questions),
        bulk_=session.pop("bulk", None),
        total=_whole(counts, tab),
        verbs=[{"label": label, "name": "act", "value": name} for name, (label, _do) in actions.BULK.items()],
        carriers=_carriers(actor),
        state_options=[(state.value, state.words) for state in State],
        level_options=[(level.value, level.words) for level in OUR_LEVELS],
        due_options=list(DUE_WORDS.items()),
    )


def _also() -> dict[str, str]:
    """What the address says of this queue beside what narrows it, as it is meant."""
    given = request.args
    name, _way = way_of(given.get("order", ""))
    return ({"order": name} if name else {}) | (
        {"columns": told(columns_of(given["columns"].split(",")))} if "columns" in given else {}
    )


def _columns(actor: Actor, views: list[SavedView], *, mine: bool) -> tuple[str, ...]:
    """The columns of this queue: those in its address (a saved view’s), else this person’s own."""
    own = next((view.query.get("columns") for view in views if not view.name and view.staff_id == actor.staff_id), None)
    return shown_columns(request.args.get("columns"), own, mine=mine)


def _sort(tab: str, asked: dict[str, str], also: dict[str, str], wanted: Filter) -> dict[str, str]:
    """By what the queue is in order, and where each heading leads: to its order, or the other way round."""
    rest, now = {name: value for name, value in also.items() if name != "order"}, also.get("order", "")
    ways = {order: turned(order, now) for order in Order}
    leads = {
        str(order): _here(tab, {**asked, **rest, **({"order": way} if way else {})}) for order, way in ways.items()
    }
    return leads | {"by": str(wanted.order), "way": "descending" if wanted.backwards else "ascending"}


def _whole(counts: dict[str, int], tab: str) -> int | None:
    found = counts.get(tab)
    return found if found is not None and found < queries.COUNT_UP_TO else None


def _filter(tab: str, asked: dict[str, str], after: str) -> Filter:
    known_state = asked.get("state") in {state.value for state in State}
    due = DUE.get(asked.get("due", ""))
    _name, (order, backwards) = way_of(request.args.get("order", ""))
    return Filter(
        tab=tab, state=asked.get("state", "") if known_state else "",
        level=asked.get("level", "") if asked.get("level") in {level.value for level in OUR_LEVELS} else "",
        category=asked.get("category", ""), owner=number_of(asked.get("owner")),
        due_before=today() + timedelta(days=due) if due is not None else None,
        signal="signal" in asked, imported="imported" in asked, closed="closed" in asked or asked.get("state") == "closed",
        order=order, backwards=backwards, after=_place(after, order),
    )  # fmt: skip


def _place(after: str, order: Order) -> Place | None:
    """Where the page before ended, `2026-11-30_42` (closed cases have no date: `_42`); anything else is the first page."""
    said, _, last = after.partition("_")
    try:
        return (_value(said, order) if said else None), int(last[:9])
    except (ValueError, OverflowError):
        return None


def _value(said: str, order: Order) -> date | int:
    if order is Order.DUE:
        return date.fromisoformat(said)
    if order is Order.LOGGED:
        return as_utc(datetime.fromisoformat(said))
    return max(-1, min(int(said[:17]), LARGEST_MINOR))


def _tabs(actor: Actor, tab: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": url_for("desk.queue", tab=name), "count": counts[name], "active": tab == name,
         "more": counts[name] >= queries.COUNT_UP_TO}
        for name, label in TABS
        if name in counts and (name != "mine" or actor.level or counts[name])
    ]  # fmt: skip


def _chips(tab: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    def words_of(name: str, value: str) -> Words:
        if name == "state" and value in {state.value for state in State}:
            return State(value).words
        if name == "level" and value in {level.value for level in OUR_LEVELS}:
            return Level(value).words
        if name == "due" and value in DUE_WORDS:
            return DUE_WORDS[value]
        if name == "owner" and number_of(value) in staff_names():
            return words("porté par {name}", "carried by {name}", name=staff_names()[number_of(value) or 0])
        if name == "imported":
            return words("repris d’un fichier", "brought in from a file")
        if name == "signal":
            return words("avec signal", "with a signal")
        return words("clos", "closed") if name == "closed" else words("{value}", "{value}", value=value)

    def without(name: str) -> str:
        left = {key: value for key, value in asked.items() if key != name}
        return _here(tab, left)

    return [{"label": words_of(name, value), "remove_url": without(name)} for name, value in asked.items()]


def _here(tab: str, asked: Mapping[str, str]) -> str:
    values: dict[str, Any] = dict(asked)
    return url_for("desk.queue", tab=tab, **values)


def _view(view: SavedView, actor: Actor, shown: Mapping[str, str]) -> dict[str, Any]:
    return {
        "label": view.name,
        "url": url_for("desk.queue", **view.query),
        "active": dict(view.query) == shown,
        "forget_url": url_for("desk.forget_view", number=view.id) if view.staff_id == actor.staff_id else None,
    }


def _next(rows: list[Row[Any]], tab: str, asked: dict[str, str], order: Order) -> str | None:
    if len(rows) <= queries.PAGE:
        return None
    value, last = queries.place_of(rows[queries.PAGE - 1], order)
    return _here(tab, {**asked, "after": f"{'' if value is None else value}_{last}"})


def _first(tab: str, asked: dict[str, str]) -> str | None:
    return _here(tab, asked) if request.args.get("after") else None


@blueprint.post("/queue/views")
@needs(Permission.CASE_READ)
@commits
def save_view() -> Response:
    """Keep the present filter under a name."""
    form = ViewForm()
    asked = {name: request.form[name] for name in ("tab", *NARROWS, *ALSO) if request.form.get(name)}
    if form.validate_on_submit():
        actions.save_view(form.name.data, asked, shared=form.shared.data, by=current_actor(), at=clock().now())
        flash(say(KEPT.fill(name=form.name.data), lang()))
    else:
        flash(say(UNNAMED, lang()), "warning")
    return redirect(_here(asked.pop("tab", "all"), asked))


@blueprint.post("/queue/columns")
@needs(Permission.CASE_READ)
@commits
def choose_columns() -> Response:
    """See these columns in every queue of one’s own, or again those that everybody begins with."""
    asked = [name for name in request.form.getlist("column") if name in CHOSEN]
    again = request.form.get("do") == "first"
    actions.choose_columns(None if again else columns_of(asked), by=current_actor(), at=clock().now())
    if len(set(asked)) > MOST and not again:
        flash(say(TOO_WIDE, lang()), "warning")
    else:
        flash(say(CHANGED, lang()))
    back = request.form.get("back", "")
    return redirect(back if back.startswith("/queue") else url_for("desk.queue"))


@blueprint.post("/queue/views/<int:number>/forget")
@needs(Permission.CASE_READ)
@commits
def forget_view(number: int) -> Response:
    """Forget one of one's own views."""
    if actions.forget_view(number, by=current_actor()):
        flash(say(FORGOTTEN, lang()))
    return redirect(url_for("desk.queue"))


@blueprint.post("/queue/bulk")
@needs(Permission.CASE_WORK)
def bulk() -> Response:
    """Do one thing to several cases, each in a unit of work of its own; say which failed and why."""
    refs = request.form.getlist("ref")[: queries.PAGE]
    name = request.form.get("act", "")
    known = name in actions.BULK or name == actions.GIVE
    results = _done(refs, name) if refs and known else []
    if not results:
        flash(say(CHOOSE if known else WHAT, lang()), "warning")
    session["bulk"] = [[ref, None if why is None else say(why, lang())] for ref, why in results]
    back = request.form.get("back", "")
    return redirect(back if back.startswith("/queue") else url_for("desk.queue"))


def _done(refs: list[str], name: str) -> list[tuple[str, Words | None]]:
    actor, at = current_actor(), clock().now()
    if name != actions.GIVE:
        return actions.do_to_many(refs, name, by=actor, at=at)
    if not actor.may(Permission.CASE_ASSIGN):
        abort(403)
    return actions.give_many(refs, number_of(request.form.get("to", "")), by=actor, at=at)


def _carriers(actor: Actor) -> list[tuple[str, Words | str]]:
    """To whom cases can be given several at once: spread, or to one who carries cases in one of this person's services."""
    if not actor.may(Permission.CASE_ASSIGN):
        return []
    return [("", SPREAD), *((str(one.id), one.name) for one in carriers_of(actor))]
