"""The parameters: where each figure comes from, what a change would do to open cases, who proposed and who confirmed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.costs import actions, queries
from app.costs.forms import DecideForm, ParameterForm, ReasonForm, ScopeForm
from app.costs.rules.adopting import UNIT_WORDS, check_change, together_with
from app.costs.rules.families import families_of
from app.costs.rules.kept_estimates import Effects
from app.costs.rules.parameters import STATUS_WORDS, Parameter, Scope, Status
from app.costs.rules.tariff import Tariff, canonical_digest
from app.costs.views.door import blueprint, tabs
from app.kernel import Refused, Words, words
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, refusals_shown_on


@blueprint.get("/costs/parameters")
@needs(Permission.SETTINGS_READ)
def parameters() -> str:
    """Every parameter of the cost model, with its source."""
    tariff = queries.tariff_at(clock().now())
    only = request.args.get("status", "")
    shown = [one for one in tariff.parameters if only in ("", one.status.value)]
    return render_template(
        "costs/parameters.html",
        tabs=tabs("costs.parameters"),
        tariff=tariff,
        families=families_of(shown),
        only=only,
        units=UNIT_WORDS,
        statuses=STATUS_WORDS,
        counts={status: sum(one.status is status for one in tariff.parameters) for status in Status},
        pending=queries.tariff_changes(pending=True),
        history=queries.tariff_changes()[:20],
        may_propose=current_actor().may(Permission.AUTHORITY_PROPOSE),
    )


@blueprint.route("/costs/parameters/change", methods=["GET", "POST"])
@needs(Permission.AUTHORITY_PROPOSE)
def parameter() -> str | Response | tuple[str, int]:
    """Change a parameter (with those that only change together): its effect on open cases is shown, then it is proposed."""
    tariff = queries.tariff_at(clock().now())
    code, scope = request.args.get("code", ""), ScopeForm.asked(request.args)
    present = _present(tariff, code, scope)
    forms = [(one, _form(one)) for one in present]
    scope_form, reason = ScopeForm(data=vars(scope)), ReasonForm()
    if request.method == "GET":
        return _edit_page(code, forms, scope_form, reason, None, "")
    valid = [scope_form.validate(), reason.validate(), *(form.validate() for _one, form in forms)]
    if not all(valid):
        return _edit_page(code, forms, scope_form, reason, None, ""), 422
    with refusals_shown_on(reason):
        changed = [_changed(one, form, scope_form.scope) for one, form in forms]
        return _look_or_propose(tariff, changed, code, forms, scope_form, reason)
    return _edit_page(code, forms, scope_form, reason, None, ""), 422


def _look_or_propose(
    tariff: Tariff,
    changed: list[Parameter],
    code: str,
    forms: list[tuple[Parameter, ParameterForm]],
    scope_form: ScopeForm,
    reason: ReasonForm,
) -> str | Response:
    after = check_change(tariff, changed, reason.reason.data or "")
    seen = canonical_digest([repr(one) for one in changed])
    if request.form.get("do") != "propose" or request.form.get("seen") != seen:
        return _edit_page(code, forms, scope_form, reason, queries.effects(tariff, after), seen)
    with unit_of_work.writing():
        row = actions.propose_parameters(changed, reason.reason.data or "", by=current_actor(), at=clock().now())
    return redirect(url_for("costs.change", number=row.id))


def _present(tariff: Tariff, code: str, scope: Scope) -> list[Parameter]:
    where = ((scope.regime,) if scope.regime else (), scope.sector, scope.segment)
    rows = [tariff.find(one, *where) for one in together_with(code)]
    if None in rows:
        abort(404)
    return [row for row in rows if row]


def _form(one: Parameter) -> ParameterForm:
    values = {name: getattr(one, name) for name in ("low", "likely", "high", "year")}
    values["source"] = one.said_source.template(lang())
    return ParameterForm(prefix=one.code.replace(".", "-"), data={**values, "status": one.status.value})


def _changed(one: Parameter, form: ParameterForm, scope: Scope) -> Parameter:
    typed = _source(one, form.source.data or "")
    return replace(
        one,
        low=float(form.low.data or 0),
        likely=float(form.likely.data or 0),
        high=float(form.high.data or 0),
        source=typed.en,
        source_fr="" if typed.fr == typed.en else typed.fr,
        year=form.year.data or one.year,
        status=Status(form.status.data),
        scope=scope,
    )


def _source(one: Parameter, typed: str) -> Words:
    """What was typed stands for readers of both languages; left as it was shown, both stay as they are."""
    shown = one.said_source
    return shown if typed == shown.template(lang()) else words(typed, typed)


def _edit_page(
    code: str,
    forms: Sequence[tuple[Parameter, ParameterForm]],
    scope_form: ScopeForm,
    reason: ReasonForm,
    effect: Effects | None,
    seen: str,
) -> str:
    return render_template(
        "costs/parameter.html",
        code=code,
        forms=forms,
        scope=scope_form,
        reason=reason,
        effect=effect,
        effect_rows=_effect_rows(effect),
        seen=seen,
        units=UNIT_WORDS,
        asked=request.args,
        history=queries.parameter_history(code),
    )


def _effect_rows(effect: Effects | None) -> list[list[Any]]:
    return [[one.ref, one.before, one.after, one.change] for one in effect.cases[:12]] if effect else []


@blueprint.get("/costs/parameters/changes/<int:number>")
@needs(Permission.SETTINGS_READ)
def change(number: int) -> str:
    """One change: before and after, its effect on open cases, who proposed and who decided."""
    return _change_page(number, DecideForm())


def _change_page(number: int, form: DecideForm) -> str:
    row = found(lambda: queries.tariff_change(number))
    tariff = queries.tariff_at(row.decision.at if row.decision and not row.decision.confirmed else clock().now())
    before = [(one, tariff.find(one.code, *_where(one.scope))) for one in row.changed]
    effect, problem = None, ""
    if row.decision is None:
        try:
            effect = queries.effects(tariff, check_change(tariff, row.changed, row.reason))
        except Refused as refused:
            problem = say(refused.message, lang())
    actor = current_actor()
    return render_template(
        "costs/change.html",
        row=row,
        values=before,
        effect=effect,
        effect_rows=_effect_rows(effect),
        problem=problem,
        form=form,
        units=UNIT_WORDS,
        mine=row.decision is None and actor.staff_id == row.by_id,
        may_decide=row.decision is None and actor.may(Permission.AUTHORITY_CONFIRM) and actor.staff_id != row.by_id,
    )


def _where(scope: Scope) -> tuple[tuple[str, ...], str, str]:
    return ((scope.regime,) if scope.regime else (), scope.sector, scope.segment)


@blueprint.post("/costs/parameters/changes/<int:number>/decide")
@needs(Permission.AUTHORITY_CONFIRM)
@commits
def decide(number: int) -> Response | tuple[str, int]:
    """Confirm or decline a change that somebody else proposed."""
    form = DecideForm()
    row = found(lambda: queries.tariff_change(number))
    if form.validate_on_submit():
        with refusals_shown_on(form):
            confirmed = request.form.get("do") == "confirm"
            actions.decide_parameters(
                row, confirmed, by=current_actor(), at=clock().now(), reason=form.reason.data or ""
            )
            return redirect(url_for("costs.parameters", _anchor="history"))
    return _change_page(number, form), 422


@blueprint.post("/costs/parameters/changes/<int:number>/withdraw")
@needs(Permission.AUTHORITY_PROPOSE)
@commits
def withdraw(number: int) -> Response | tuple[str, int]:
    """Take back a change that one proposed oneself, with a reason."""
    row, form = found(lambda: queries.tariff_change(number)), DecideForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.withdraw_parameters(row, form.reason.data or "", by=current_actor(), at=clock().now())
            return redirect(url_for("costs.parameters", _anchor="history"))
    return _change_page(number, form), 422
