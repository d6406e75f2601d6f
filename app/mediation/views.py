"""The pages of mediation: all referrals with their clocks; a case's admissibility, referral and steps."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases.models import Case
from app.cases.queries import case_for
from app.cases.rules.mediators_door import TO_US
from app.cases.rules.mediators_door import told as said_of_door
from app.exhibits.queries import exhibits_of
from app.kernel import words
from app.mediation import actions, queries
from app.mediation.actions import Letter
from app.mediation.forms import NO_EXHIBIT, FeeForm, LetterForm, LinkForm, NotifyForm, ReferForm, StepForm
from app.mediation.models import Referral
from app.mediation.rules import ENTRIES, STEPS, Answer, Mode, possible_steps
from app.mediation.rules.admissibility import REJECTED
from app.mediation.rules.asking import needed
from app.mediators.queries import all_mediators, mediator_numbered
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.plumbing import installation
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, refusals_shown_on, today
from app.regimes.rules.showing import Shown, shown

blueprint = Blueprint("mediation", __name__)
Answered = str | Response | tuple[str, int]
FIELDS = ("until_on", "amount", "answer", "ground", "who")


def _case(ref: str) -> Case:
    return found(lambda: case_for(current_actor(), ref))


@blueprint.get("/mediation")
@needs(Permission.CASE_READ)
def referrals() -> str:
    """Every referral of the cases one may see, nearest clock first."""
    closed = request.args.get("show") == "closed"
    lines = queries.all_referrals(current_actor(), closed=closed)
    return render_template("mediation/referrals.html", lines=lines, closed=closed)


@blueprint.get("/cases/<ref>/mediation")
@needs(Permission.CASE_READ)
def case(ref: str) -> str:
    """The mediation of a case: admissibility (advice), the referral, its clocks, its story, what can be recorded."""
    return _page(_case(ref))


@blueprint.get("/cases/<ref>/mediation/referral")
@needs(Permission.CASE_READ)
def referral(ref: str) -> Response:
    """Where the steps of the present referral are."""
    return redirect(url_for("mediation.case", ref=_case(ref).ref, _anchor="steps"))


def _clocks(row: Case) -> list[Shown]:
    """The clocks of the mediation as every page draws them: one that was met late says so."""
    drawn = (shown(clock, today()) for clock in queries.clocks_of(row))
    return [one for one in drawn if one is not None]


def _page(row: Case, fee: FeeForm | None = None) -> str:
    current, actor = queries.current_referral(row), current_actor()
    told = queries.story_of(current) if current is not None else []
    advice, ground = queries.admissibility_of(row, at=clock().now()), queries.ground_said(row)
    door = queries.door_of(row, [advice.closes_on], today())
    return render_template(
        "mediation/case.html", case=row, current=current, every=queries.referrals_of(row), advice=advice, door=door,
        standing=said_of_door(TO_US, door, ground), ground=REJECTED.get(current.ground) if current is not None else None,
        clocks=_clocks(row), steps=list(possible_steps(current.standing)) if current is not None else [], told=told, titles=ENTRIES,
        may_record=actor.may(Permission.MEDIATION_RECORD), may_fact=actor.may(Permission.CASE_FACT), mediator=queries.mediator_of(row),
        why_no_file=queries.why_no_file(row), why_no_pack=queries.why_no_pack(row), fee_form=fee or FeeForm(formdata=None),
        declining=actions.declining(row, current.mode, at=clock().now()) if current is not None else (),
        days_of={entry.seq: queries.day_of_step(entry, row.zone) for entry in told},
    )  # fmt: skip


@blueprint.route("/cases/<ref>/mediation/notify", methods=["GET", "POST"])
@needs(Permission.CASE_FACT)
@commits
def notify(ref: str) -> Answered:
    """Record the mediator's notification, from their letter."""
    row, form = _case(ref), NotifyForm()
    _offer_exhibits(form, row)
    form.mediator.choices = options((str(entry.id), entry.name) for entry in all_mediators())
    if request.method == "GET":
        ours = queries.mediator_of(row)
        form.mediator.data = str(ours.id) if ours is not None else None
        form.on.data = today()
    elif form.validate_on_submit():
        with refusals_shown_on(form):
            letter = _letter(form, their_ref=form.their_ref.data or "")
            chosen = mediator_numbered(int(form.mediator.data))
            actions.notify(row, chosen, letter, by=current_actor(), at=clock().now(), seised_on=form.seised_on.data)
            flash(
                say(
                    words(
                        "Notification enregistrée : le dossier est en médiation.",
                        "Notification recorded: the case is in mediation.",
                    ),
                    lang(),
                )
            )
            return redirect(url_for("mediation.case", ref=row.ref))
    return _form(row, form, STEPS["notified"].label, request.path)


@blueprint.route("/cases/<ref>/mediation/refer", methods=["GET", "POST"])
@needs(Permission.MEDIATION_RECORD)
@commits
def refer(ref: str) -> Answered:
    """Record a referral of ours in a mode that allows it, with its proof."""
    row, form = _case(ref), ReferForm()
    _offer_exhibits(form, row)
    form.mediator.choices = options([NO_EXHIBIT, *((str(entry.id), entry.name) for entry in all_mediators())])
    if request.method == "POST" and form.validate_on_submit():
        with refusals_shown_on(form):
            chosen = mediator_numbered(int(form.mediator.data)) if form.mediator.data else None
            actions.refer(
                row, Mode(form.mode.data), _letter(form), by=current_actor(), at=clock().now(), mediator=chosen, name=form.name.data or "",
            )  # fmt: skip
            return redirect(url_for("mediation.case", ref=row.ref))
    return _form(row, form, REFER, request.path)


@blueprint.route("/cases/<ref>/mediation/<int:number>/<step>", methods=["GET", "POST"])
@needs(Permission.MEDIATION_RECORD)
@commits
def step(ref: str, number: int, step: str) -> Answered:
    """Record one step of a referral."""
    row = _case(ref)
    which = found(lambda: queries.referral_numbered(row, number))
    if step not in STEPS:
        abort(404)
    form = _step_form(row, step)
    if request.method == "POST" and form.validate_on_submit():
        with refusals_shown_on(form):
            actions.record_step(which, step, _letter(form, **_asked(form)), by=current_actor(), at=clock().now())
            flash(say(NOTED.fill(step=STEPS[step].label, on=form.on.data), lang()))
            return redirect(url_for("mediation.case", ref=row.ref, _anchor="steps"))
    if request.method == "GET":
        form.on.data = today()
    return _form(row, form, STEPS[step].label, request.path, which)


NOTED = words("{step} : noté, au {on}.", "{step}: recorded, as of {on}.")


def _step_form(row: Case, step: str) -> StepForm:
    form = StepForm()
    _offer_exhibits(form, row)
    grounds = ((ground.code, REJECTED.get(ground.code, ground.question.words)) for ground in queries.grounds_of(row))
    form.ground.choices = options([("", words("Choisir…", "Choose…")), *grounds])
    for name in FIELDS:
        if name not in STEPS[step].asks:
            delattr(form, name)
    return form


def _offer_exhibits(form: LetterForm, row: Case) -> None:
    kept = [each for each in exhibits_of(row) if each.withdrawn_at is None]
    named = ((str(each.number), words("n° {n} — {t}", "no. {n} — {t}", n=each.number, t=each.title)) for each in kept)
    form.exhibit.choices = options([NO_EXHIBIT, *named])


def _letter(form: LetterForm, **more: Any) -> Letter:
    exhibit = int(form.exhibit.data) if form.exhibit.data else None
    assert form.on.data is not None
    return Letter(form.on.data, exhibit, form.text.data or "", **more)


def _asked(form: StepForm) -> dict[str, Any]:
    given = {name: getattr(form, name).data for name in FIELDS if name in form}
    if given.get("answer"):
        given["answer"] = Answer(given["answer"])
    elif "answer" in given:
        given["answer"] = None
    return given


def _form(row: Case, form: LetterForm, title: Any, action: str, which: Referral | None = None) -> Answered:
    must = needed((request.view_args or {}).get("step", ""))
    page = render_template(
        "mediation/record.html", case=row, form=form, title=title, action=action, which=which, must=must
    )
    return page if request.method == "GET" else (page, 422)


@blueprint.post("/cases/<ref>/mediation/<int:number>/fee")
@needs(Permission.MEDIATION_RECORD)
@commits
def fee(ref: str, number: int) -> Answered:
    """Keep what the mediator charged us."""
    row, form = _case(ref), FeeForm()
    which = found(lambda: queries.referral_numbered(row, number))
    if form.validate_on_submit() and form.fee.data is not None:
        with refusals_shown_on(form):
            actions.record_fee(which, form.fee.data, by=current_actor(), at=clock().now())
            return redirect(url_for("mediation.case", ref=row.ref))
    return _page(row, form), 422


@blueprint.route("/cases/<ref>/mediation/<int:number>/links", methods=["GET", "POST"])
@needs(Permission.MEDIATION_RECORD)
@commits
def links(ref: str, number: int) -> Answered:
    """The links given to the mediator; give one (its address is shown once)."""
    row, form = _case(ref), LinkForm()
    which = found(lambda: queries.referral_numbered(row, number))
    address = ""
    if request.method == "GET":
        form.email.data = which.mediator.email if which.mediator is not None else ""
    elif form.validate_on_submit():
        with refusals_shown_on(form):
            _made, token = actions.give_link(
                which, form.email.data, form.days.data, by=current_actor(), at=clock().now(), lang=row.lang if row.lang == "en" else "fr"
            )  # fmt: skip
            address = f"{installation.settings().base_url}/m/{token}"
    page = render_template(
        "mediation/links.html", case=row, which=which, form=form, links=queries.links_of(which), address=address, may=queries.may_file_leave(which),
    )  # fmt: skip
    return page if request.method == "GET" or address else (page, 422)


@blueprint.post("/cases/<ref>/mediation/<int:number>/links/<int:link>/revoke")
@needs(Permission.MEDIATION_RECORD)
@commits
def revoke_link(ref: str, number: int, link: int) -> Answered:
    """Let nobody in by this link any more."""
    which = found(lambda: queries.referral_numbered(_case(ref), number))
    row = next((each for each in queries.links_of(which) if each.id == link), None)
    if row is None:
        abort(404)
    actions.revoke(row, by=current_actor(), at=clock().now())
    return redirect(url_for("mediation.links", ref=which.case.ref, number=number))


REFER = words("Noter une saisine de notre part", "Record a referral of ours")
