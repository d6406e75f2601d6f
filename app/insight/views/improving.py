"""Improvement actions: the list with their effects, writing one, changing one, its history."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.insight import actions
from app.insight.forms import ImprovementForm
from app.insight.queries import Asked, all_figures
from app.insight.queries.improving import improvement, improvements, measured
from app.insight.rules.causes import SHOWN, By
from app.insight.rules.improving import Plan, told
from app.insight.rules.periods import Span, period_of
from app.insight.rules.presenting import cause_words
from app.insight.views.door import blueprint, service_words
from app.intake.rules.choices import CATEGORIES
from app.kernel import Words, words
from app.people.guards import current_actor, needs
from app.people.queries import all_staff, changes_of, staff_names
from app.people.rules import Permission
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, refusals_shown_on, today

Answer = str | Response | tuple[str, int]
SAVED = words("L’action est enregistrée.", "The action is saved.")
OF_CAUSE = words("{by} : {cause}", "{by}: {cause}")


@blueprint.get("/insight/improvements")
@needs(Permission.INSIGHT_READ)
def improvement_list() -> str:
    """Every action with its measured effect."""
    return render_template(
        "insight/improvements.html", rows=improvements(current_actor(), today()), cause=cause_of, today_=today()
    )


def cause_of(plan: Plan) -> Words:
    """The cause an action addresses, in words."""
    return OF_CAUSE.fill(by=plan.by.words, cause=cause_words(plan.by, plan.value, service_words()))


@blueprint.route("/insight/improvements/new", methods=["GET", "POST"])
@needs(Permission.INSIGHT_IMPROVE)
@commits
def improvement_new() -> Answer:
    """Write an action down; the baseline is proposed: the last three whole months."""
    form = _known(ImprovementForm())
    if form.validate_on_submit():
        with refusals_shown_on(form):
            row = actions.add_improvement(form.plan, by=current_actor(), at=clock().now(), today=today())
            return _saved(row.id)
    if not form.is_submitted():
        _propose(form)
    return render_template("insight/improvement_new.html", form=form), 422 if form.is_submitted() else 200


def _propose(form: ImprovementForm) -> None:
    month = today().replace(day=1)
    form.baseline_from_on.data = _months_before(month, 3)
    form.baseline_to_on.data = date.fromordinal(month.toordinal() - 1)
    form.target_percent.data = 30
    form.owner.data = current_actor().staff_id
    asked = request.args.get("cause", "")
    if asked in [choice[0] for choice in form.cause.iter_choices()]:
        form.cause.data = asked


def _months_before(month: date, n: int) -> date:
    for _ in range(n):
        month = date.fromordinal(month.toordinal() - 1).replace(day=1)
    return month


@blueprint.route("/insight/improvements/<int:number>", methods=["GET", "POST"])
@needs(Permission.INSIGHT_READ)
@commits
def improvement_page(number: int) -> Answer:
    """One action: its numbers, its form for who may change it, its history."""
    row = found(lambda: improvement(number))
    actor, now = current_actor(), today()
    form = _known(ImprovementForm(data=_shown(row.plan)), row.plan)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.change_improvement(row, form.plan, by=actor, at=clock().now(), today=now)
            return _saved(number)
        row = improvement(number)
    names = staff_names()
    history = [
        (entry, names.get(_number(entry.by), "Amiable"), told(entry.data, names))
        for entry in changes_of("improvement", number)
    ]
    return render_template(
        "insight/improvement.html", one=measured(row, actor, now), form=form, cause=cause_of, history=history,
        may_change=actor.may(Permission.INSIGHT_IMPROVE),
    ), 422 if form.is_submitted() else 200  # fmt: skip


def _number(by: str) -> int:
    _kind, _, number = by.partition(":")
    return int(number) if number.isdigit() else 0


def _shown(plan: Plan) -> dict[str, object]:
    return {
        "title": plan.title, "cause": f"{plan.by.value}:{plan.value}", "owner": plan.owner_id, "due_on": plan.due_on,
        "target_percent": plan.target_percent, "baseline_from_on": plan.baseline.from_on, "baseline_to_on": plan.baseline.to_on,
        "status": plan.status.value, "done_on": plan.done_on, "note": plan.note,
    }  # fmt: skip


def _known(form: ImprovementForm, plan: Plan | None = None) -> ImprovementForm:
    """The causes one may choose: every category and service, the products complained of most in the last twelve months."""
    figures = all_figures(current_actor(), Asked(period_of(Span.LAST_12, today()), today()))
    products = [one.value for one in figures.causes[By.PRODUCT][:SHOWN] if one.value]
    causes = [(By.CATEGORY, code) for code in CATEGORIES] + [(By.SERVICE, code) for code in service_words()]
    causes += [(By.PRODUCT, name) for name in products]
    if plan is not None and (plan.by, plan.value) not in causes:
        causes.append((plan.by, plan.value))
    names = service_words()
    form.cause.choices = options(
        (f"{by.value}:{value}", OF_CAUSE.fill(by=by.words, cause=cause_words(by, value, names))) for by, value in causes
    )
    form.owner.choices = options((one.id, one.name) for one in all_staff(active=True))
    return form


def _saved(number: int) -> Response:
    flash(say(SAVED, lang()), "good")
    return redirect(url_for("insight.improvement_page", number=number))
