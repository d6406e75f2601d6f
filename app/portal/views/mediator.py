"""The mediator's space: in by link and code; the file made for them, the exhibits, the exchanges; their own steps."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, session, url_for

from app.documents.models import MadeFile, Reader
from app.documents.queries.issued import content_of, made_file, made_files
from app.exhibits.models import Exhibit
from app.exhibits.queries import copy_for, exhibit_numbered, exhibits_of
from app.kernel import Audience, Refused, words
from app.mediation import actions, queries
from app.mediation.actions import Letter
from app.mediation.actions.mediator_access import fingerprint
from app.mediation.forms import StepForm
from app.mediation.models import MediatorLink
from app.mediation.rules import ENTRIES, MEDIATORS_STEPS, STEPS, Answer, possible_steps
from app.mediation.rules.admissibility import REJECTED
from app.mediation.rules.asking import needed
from app.mediation.rules.mediator_access import IN_THEIR_WORDS, WHAT_FOLLOWS, where_it_stands
from app.people.guards import public
from app.plumbing import unit_of_work
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.web import clock, download, found, lang, refusals_shown_on, today
from app.portal.forms import CodeForm
from app.portal.views.door import MEDIATOR, blueprint, current_link, hidden, let_in, mediators_only
from app.portal.views.door import Answer as Answered

NOTED = words("{step} : c’est noté, et nous en sommes informés.", "{step}: recorded, and we are told.")
FIELDS = ("until_on", "amount", "answer", "ground", "who")


@blueprint.get("/m/<token>")
@public
def mediator_start(token: str) -> str:
    """Where the link leads: what this is, and asking for a code."""
    link = found(lambda: queries.link_of(fingerprint(token), clock().now()))
    return _start(link, token, CodeForm(formdata=None))


def _start(link: MediatorLink, token: str, form: CodeForm, *, sent: bool = False) -> str:
    g.own_lang = link.lang
    return render_template(
        "portal/mediator_start.html", link=link, token=token, form=form, sent=sent, hidden=hidden(link.email)
    )


@blueprint.post("/m/<token>/code")
@public
def mediator_code(token: str) -> Answered:
    """Send a fresh code to the address of the link."""
    form = CodeForm(formdata=None)
    with refusals_shown_on(form):
        with unit_of_work.writing():
            link = found(lambda: queries.link_of(fingerprint(token), clock().now()))
            actions.ask_code(link, at=clock().now())
        return _start(link, token, form, sent=True)
    return _start(found(lambda: queries.link_of(fingerprint(token), clock().now())), token, form), 429


@blueprint.post("/m/<token>/enter")
@public
def mediator_enter(token: str) -> Answered:
    """Try a code: counted before it is looked at, and counted even when it is refused."""
    form = CodeForm()
    link = found(lambda: queries.link_of(fingerprint(token), clock().now()))
    if not form.validate_on_submit():
        return _start(link, token, form, sent=True), 422
    with refusals_shown_on(form):
        with unit_of_work.writing():
            link = found(lambda: queries.link_of(fingerprint(token), clock().now()))
            refusal = actions.enter(link, form.code.data or "", request.remote_addr or "", at=clock().now())
        if refusal is not None:
            raise refusal
        let_in(MEDIATOR, link.id, link.lang)
        return redirect(url_for("portal.mediator_space"))
    return _start(link, token, form, sent=True), 429 if refusal is not None and refusal.code == "slower" else 422


# --- inside ----------------------------------------------------------------------------------------------------------


@blueprint.get("/m/space")
@mediators_only
def mediator_space() -> str:
    """The referral: the file, the exhibits, the exchanges, what can be recorded. The opening is noted."""
    with unit_of_work.writing():
        link = queries.link_numbered(current_link().id)
        actions.note_opening(link, "space", at=clock().now())
    return _space(link)


space = mediator_space


def _space(link: MediatorLink) -> str:
    row = link.referral
    told = queries.story_for_mediator(row)
    steps = [step for step in possible_steps(row.standing) if step.name in MEDIATORS_STEPS]
    return render_template(
        "portal/mediator_space.html", link=link, row=row, case=row.case, told=told, titles=ENTRIES, steps=steps, files=_files(link),
        exhibits=exhibits_of(row.case, Audience.MEDIATOR), days_of={entry.seq: queries.day_of_step(entry, row.case.zone) for entry in told},
        stands=where_it_stands(row.state, row.outcome, row.closed_on, row.carry_out_by_on), labels=IN_THEIR_WORDS,
        clocks=[each for each in queries.clocks_of(row.case) if each.state.value == "pending"],
    )  # fmt: skip


def _files(link: MediatorLink) -> list[MadeFile]:
    """The newest version of each file and language made for the mediator since the notification."""
    newest: dict[tuple[str, str, bool], MadeFile] = {}
    for row in made_files(link.referral.case):
        if row.reader is Reader.MEDIATOR:
            newest.setdefault((row.product.value, row.lang, False), row)
    return list(newest.values())


@blueprint.get("/m/space/files/<int:number>")
@mediators_only
def mediator_file(number: int) -> Response:
    """Download a file made for the mediator. The opening is noted."""
    link = current_link()
    row = found(lambda: made_file(link.referral.case, number))
    if row not in _files(link):
        abort(404)
    content = content_of(row)
    _noted(link, "file", file=row.id, version=row.version)
    return download(content, f"{row.case.ref}-{row.product.value}-v{row.version}-{row.lang}.{row.product.extension}")


@blueprint.get("/m/space/exhibits/<int:number>")
@mediators_only
def mediator_exhibit(number: int) -> Response:
    """Download the mediator's copy of an exhibit: never the original where that may not travel. The opening is noted."""
    link = current_link()
    row: Exhibit = found(lambda: exhibit_numbered(link.referral.case, number))
    if row not in exhibits_of(link.referral.case, Audience.MEDIATOR):
        abort(404)
    copy = found(lambda: copy_for(row, Audience.MEDIATOR))
    _noted(link, "exhibit", exhibit=row.number)
    return download(copy.content, f"{link.referral.case.ref}-{row.number:02}.{copy.kind.extension}")


def _noted(link: MediatorLink, what: str, **more: Any) -> None:
    number = link.id
    with unit_of_work.writing():
        actions.note_opening(queries.link_numbered(number), what, at=clock().now(), **more)


@blueprint.route("/m/space/steps/<step>", methods=["GET", "POST"])
@mediators_only
def mediator_step(step: str) -> Answered:
    """Record one of the mediator's own steps."""
    link = current_link()
    if step not in MEDIATORS_STEPS or not STEPS[step].when(link.referral.standing):
        abort(404)
    form = _form(link, step)
    if request.method == "POST" and form.validate_on_submit():
        with refusals_shown_on(form):
            _require_content(step, form)
            with unit_of_work.writing():
                fresh = queries.link_numbered(link.id)
                actions.record_by_mediator(fresh, step, _letter(form), at=clock().now())
            flash(say(NOTED.fill(step=IN_THEIR_WORDS[step]), lang()))
            return redirect(url_for("portal.mediator_space"))
    if request.method == "GET":
        form.on.data = today()
    page = render_template(
        "portal/mediator_step.html",
        form=form,
        step=STEPS[step],
        label=IN_THEIR_WORDS[step],
        follows=WHAT_FOLLOWS[step],
        link=link,
        must=needed(step, by_mediator=True),
    )
    return page if request.method == "GET" else (page, 422)


def _require_content(step: str, form: StepForm) -> None:
    """Without a letter beside it, a question or a proposal is in its words (a proposal also in its sum)."""
    said = (form.text.data or "").strip() or ("amount" in form and form.amount.data is not None)
    if step in SPOKEN and not said:
        raise Refused("nothing_said", SPOKEN[step], "text")


TO_SAY = words("Ce que vous avez à dire", "What you have to say")
SPOKEN = {
    "requested": words(
        "Écrivez votre question, ou la pièce que vous demandez.", "Write your question, or the document you ask for."
    ),
    "proposal": words("Écrivez votre proposition, ou la somme proposée.", "Write your proposal, or the sum proposed."),
}


def _form(link: MediatorLink, step: str) -> StepForm:
    form = StepForm()
    form.text.label.text = TO_SAY
    grounds = (
        (ground.code, REJECTED.get(ground.code, ground.question.words))
        for ground in queries.grounds_of(link.referral.case)
    )
    form.ground.choices = options([("", ""), *grounds])
    del form.exhibit
    for name in FIELDS:
        if name not in STEPS[step].asks:
            delattr(form, name)
    return form


def _letter(form: StepForm) -> Letter:
    given: dict[str, Any] = {name: getattr(form, name).data for name in FIELDS if name in form}
    if "answer" in given:
        given["answer"] = Answer(given["answer"]) if given["answer"] else None
    assert form.on.data is not None
    return Letter(form.on.data, None, form.text.data or "", **given)


@blueprint.post("/m/leave")
@mediators_only
def mediator_leave() -> str:
    """Leave: this session is over; the link asks for a new code."""
    link = current_link()
    _noted(link, "left")
    session.clear()
    return render_template("portal/mediator_left.html")
