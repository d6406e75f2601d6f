"""The settings of letters: how each kind begins, since when, why; tried on a sample case before it holds."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from app.correspondence import actions, queries
from app.correspondence.forms import WordingForm
from app.correspondence.rules import FIELDS, TEMPLATES, LetterKind, check_template, draft
from app.correspondence.rules.wording import DRAFTS
from app.correspondence.views.door import Answer, blueprint
from app.correspondence.views.one import DAY
from app.kernel import Words, words
from app.people.guards import current_actor, needs
from app.people.queries import house_card, staff_named
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, lang, refusals_shown_on, today

SAVED = words("Modèle enregistré : {what}, à partir du {on}.", "Template saved: {what}, from {on}.")


@blueprint.get("/settings/letters")
@needs(Permission.SETTINGS_READ)
def templates() -> str:
    """Every template, and since when it holds."""
    rows = [(kind, queries.in_force(kind, today()), len(queries.wordings_of(kind))) for kind in TEMPLATES]
    return render_template("correspondence/templates.html", rows=rows)


@blueprint.route("/settings/letters/<kind>", methods=["GET", "POST"])
@needs(Permission.SETTINGS_READ)
@commits
def template(kind: str) -> Answer:
    """One template: what it says, its history; change it, seeing it on a sample case first."""
    if kind not in set(LetterKind) or LetterKind(kind) not in TEMPLATES:
        abort(404)
    what, form, seen = LetterKind(kind), WordingForm(), False
    if request.method == "GET":
        held = queries.wording_of(what, today()) or DRAFTS[what]
        form.fr.data, form.en.data, form.from_on.data = held.fr, held.en, today()
    elif not current_actor().may(Permission.SETTINGS_WRITE):
        abort(403)
    elif form.validate_on_submit():
        with refusals_shown_on(form):
            if request.form.get("do") == "save":
                return _save(what, form)
            for code in ("fr", "en"):
                check_template(what, form[code].data, code)
            actions.wordings.check_forbidden(what, _typed(form), at=clock().now())
            seen = True
    page = _page(what, form, seen)
    return page if request.method == "GET" or seen else (page, 422)


def _save(what: LetterKind, form: WordingForm) -> Any:
    from_on = form.from_on.data or today()
    row = actions.word_letter(
        what, form.fr.data, form.en.data, from_on, form.reason.data, by=current_actor(), at=clock().now()
    )
    flash(say(SAVED.fill(what=what.words, on=row.valid_from_on), lang()))
    return redirect(url_for("correspondence.template", kind=what.value))


def _typed(form: WordingForm) -> Words:
    return words(form.fr.data or "", form.en.data or "")


def _page(what: LetterKind, form: WordingForm, seen: bool) -> str:
    rows = queries.wordings_of(what)
    names = staff_named([int(row.by[6:]) for row in rows if row.by.startswith("staff:")])
    return render_template(
        "correspondence/template.html", kind=what, form=form, template=TEMPLATES[what], fields=FIELDS, rows=rows,
        held=queries.in_force(what, today()), seen=seen, sheets=_sheets(what, form) if seen else [],
        may=current_actor().may(Permission.SETTINGS_WRITE), names={member.key: member.name for member in names.values()},
        shown=queries.wording_of(what, today()) or DRAFTS[what],
    )  # fmt: skip


def _sheets(what: LetterKind, form: WordingForm) -> list[dict[str, Any]]:
    """The letter on the sample case, in each language."""
    case = actions.wordings.SAMPLE
    return [
        {
            "subject": f"{say(what.words, code)} — {case.ref}", "body": say(draft(what, case, _typed(form)), code),
            "signature": queries.signature_of(code), "card": house_card(), "reach": None,
            "day": say(DAY.fill(d=today()), code), "lang": code, "erased": None,
        }
        for code in actions.wordings.BOTH
    ]  # fmt: skip
