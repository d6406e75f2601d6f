"""Acting on a case: one page per arrow of the workflow, and for the few acts that change no state."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.cases import queries
from app.cases.models import Case
from app.cases.queries.conduct import first_channel, limits_on, limits_said
from app.cases.rules.states import State
from app.cases.rules.workflow import BY_NAME, Transition, Who
from app.correspondence.queries import leaving, reach_of
from app.correspondence.queries.meanwhile import Since
from app.correspondence.rules import NOTED, OF_ENTRY, LetterKind
from app.desk.views.act import Act, check_seen, news_for, prefilled, stamped
from app.desk.views.answering import terms_of
from app.desk.views.arrows import ACTS
from app.desk.views.buying import BUYING
from app.desk.views.deeds import DEEDS
from app.desk.views.door import blueprint
from app.kernel import Refused, Words, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits, react
from app.plumbing.web import clock, found, lang, refusals_shown_on, today

Answer = str | Response | tuple[str, int]
ANSWERS = frozenset({LetterKind.ANSWER, LetterKind.FINAL_ANSWER})
DONE = words("{done} : {ref}. {how}", "{done}: {ref}. {how}")


@blueprint.route("/cases/<ref>/act/<name>", methods=["GET", "POST"])
@needs(Permission.CASE_READ)
@commits
def act(ref: str, name: str) -> Answer:
    """Take a case along one arrow of the workflow."""
    arrow = BY_NAME.get(name)
    if arrow is None or name not in ACTS or Who.STAFF not in arrow.who:
        abort(404)
    if arrow.needs is not None and not current_actor().may(arrow.needs):
        abort(403)
    return _page(found(lambda: queries.case_for(current_actor(), ref)), ACTS[name], OF_ENTRY.get(f"case.{name}"), arrow)


@blueprint.route("/cases/<ref>/do/<name>", methods=["GET", "POST"])
@needs(Permission.CASE_READ)
@commits
def do(ref: str, name: str) -> Answer:
    """Promise, assign, recuse, derogate, link, book time, keep a promise, attach a purchase."""
    deed = DEEDS.get(name) or BUYING.get(name)
    if deed is None:
        abort(404)
    if not current_actor().may(deed.needs or Permission.CASE_WORK):
        abort(403)
    return _page(found(lambda: queries.case_for(current_actor(), ref)), deed, _letter_of(name))


def _letter_of(name: str) -> LetterKind | None:
    """The plain letter that what is noted brings with it."""
    return LetterKind.LETTER if f"case.{name}" in NOTED else None


def _page(case: Case, act: Act, letter: LetterKind | None = None, arrow: Transition | None = None) -> Answer:
    form, at = act.form(), clock().now()
    act.prepare(form, case)
    news: list[Since] = []
    if request.method == "POST" and form.validate_on_submit():
        with refusals_shown_on(form):
            news = news_for(form, case, current_actor())
            check_seen(form, case, news, writes=letter is not None)
            act.do(case, form, current_actor(), at)
            react()
            flash(say(DONE.fill(done=act.done, ref=case.ref, how=_how(case, form, letter)), lang()).strip())
            seen = queries.may_see(current_actor(), case)
            return redirect(url_for("desk.case", ref=case.ref) if seen else url_for("desk.queue"))
    elif request.method == "GET":
        form.version.data = stamped(case)
        if "channel" in form:
            form.channel.data = first_channel(case, today())
        prefilled(form, act, case, at)
    refusal = getattr(form, "refused", None) or next((f.refused for f in form if hasattr(f, "refused")), None)
    reach = reach_of(case, today()) if letter or act.audience == "customer" else None
    page = render_template(
        "desk/act.html",
        case=case,
        act=act,
        title=act.named(form, case) or act.title,
        closed=act.closed(case, at) if request.method == "GET" else None,
        form=form,
        refusal=refusal,
        action=request.path,
        gate=_gate(refusal),
        letter=letter,
        becomes=_becomes(case, arrow),
        reach=reach,
        leaving=leaving(reach) if letter else None,
        limited=limits_said(limits_on(case), today()) if letter or "channel" in form else [],
        terms=terms_of(case) if letter in ANSWERS else None,
        news=news,
    )
    return page if request.method == "GET" else (page, 422)


def _how(case: Case, form: FlaskForm, letter: LetterKind | None) -> Words | str:
    """What becomes of the letter that the act brought, where it did."""
    wrote = letter is not None and ("text" not in form or bool((form.text.data or "").strip()))
    return leaving(reach_of(case, today())) if wrote else ""


def _becomes(case: Case, arrow: Transition | None) -> State | None:
    """The state that the act leads to, when it is another one and the table names it."""
    target = arrow.target if arrow is not None else None
    return target if isinstance(target, State) and target is not case.state else None


def _gate(refusal: Refused | None) -> str:
    return refusal.code.removeprefix("gate:") if refusal is not None and refusal.code.startswith("gate:") else ""
