"""The palette: its entries, their history, and what somebody would see of it on a case."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import select

from app.cases.models import Case
from app.gestures import actions, queries
from app.gestures.forms import EntryForm, SimilarForm
from app.gestures.rules.authority import RANK_OF_ROLE
from app.gestures.rules.catalogue import Entry, current
from app.gestures.rules.verdict import Answer as Verdicts
from app.gestures.rules.weighing import Card, palette_on
from app.gestures.views.door import Answer, blueprint, proposing, sure, told
from app.gestures.views.waiting import Wrong, proposals_of
from app.intake.rules.choices import CATEGORIES
from app.kernel import Refused, Words, words
from app.people.guards import current_actor, needs
from app.people.queries import all_services, all_staff, service_by_code, staff_by_login
from app.people.rules import Permission, Segment
from app.plumbing.db import db
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, refusals_shown_on, today


@blueprint.get("/settings/catalogue")
@needs(Permission.SETTINGS_READ)
def catalogue() -> str:
    """Every gesture in force, and the preview: what would this person see on such a case?"""
    return catalogue_page()


def catalogue_page(wrong: Wrong = None) -> str:
    """The page; `wrong`: a decision on a proposed version that was refused."""
    entries = current(queries.catalogue(), today())
    return render_template(
        "gestures/catalogue.html",
        entries=entries,
        preview=_preview(),
        people=[one for one in all_staff(active=True) if one.role in RANK_OF_ROLE and one.role.value != "director"],
        services=all_services(),
        segments=list(Segment),
        categories=_categories(entries),
        asked=request.args,
        proposals=proposals_of("catalogue", wrong),
        actor=current_actor(),
        fits=_fits,
        word=word,
    )


def _fits(entry: Entry) -> list[Words | str]:
    names = {one.code: Words(one.name_fr, one.name_en) for one in all_services()}
    fit = entry.fit
    return [names.get(one) or word(one) for one in (*fit.categories, *fit.services, *fit.segments, *fit.standings)]


def word(code: str) -> Words | str:
    """A code of a segment, a standing or a kind of complaint, as people say it; an unknown one as it is."""
    if code in set(Segment):
        return Segment(code).words
    return SAID.get(code, code)


def _categories(entries: tuple[Entry, ...]) -> list[str]:
    known = {category for entry in entries for category in (*entry.fit.categories, *entry.floor_for)}
    return sorted({*known, *db.session.scalars(select(Case.category).distinct().limit(50))})


def _preview() -> dict[str, list[dict[str, Any]]] | None:
    person = staff_by_login(request.args.get("who", ""))
    code = request.args.get("service", "")
    if person is None or code not in {one.code for one in all_services()}:
        return None
    segment = request.args.get("segment", "standard")
    ground = queries.preview_ground(
        person, service_by_code(code), request.args.get("category", "other"), segment, today()
    )
    found: dict[str, list[dict[str, Any]]] = {one.value: [] for one in Verdicts}
    for card in palette_on(ground):
        found[card.verdict.answer.value].append({"card": card, "why": _why(card)})
    return found


def _why(card: Card) -> Words:
    needs_ = card.verdict.answer is Verdicts.NEEDS_APPROVAL
    return card.verdict.title if needs_ else card.verdict.because.sentence


@blueprint.route("/settings/catalogue/<code>", methods=["GET", "POST"])
@needs(Permission.SETTINGS_READ)
@commits
def entry(code: str) -> Answer:
    """One gesture: what it says, how it is priced, its versions; the director proposes another version here."""
    history = queries.catalogue_history(code)
    if not history:
        abort(404)
    form, shown = EntryForm(), history[0].entry
    if request.method == "GET":
        _prefill(form, shown)
    drawn = partial(
        render_template, "gestures/entry.html", entry=shown, history=history, actor=current_actor(), share=_share
    )
    return proposing(form, partial(_propose, shown), lambda filled: drawn(form=filled), "gestures.catalogue")


def _propose(shown: Entry, form: EntryForm) -> None:
    proposed = actions.propose_entry(_changed(form, shown), form.reason.data, by=current_actor(), at=clock().now())
    told(PROPOSED.fill(n=proposed.id))


@blueprint.route("/settings/catalogue/<code>/similar", methods=["GET", "POST"])
@needs(Permission.AUTHORITY_PROPOSE)
@commits
def similar(code: str) -> Answer:
    """Propose a new gesture after this one: same kind, pricing and tax; its own name, words, bounds and dates."""
    history = queries.catalogue_history(code)
    if not history:
        abort(404)
    form, shown = SimilarForm(), history[0].entry
    if request.method == "GET":
        _prefill(form, shown)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            if queries.catalogue_history(form.code.data):
                raise Refused("code_taken", CODE_TAKEN.fill(code=form.code.data), "code")
            made = replace(_changed(form, shown), code=form.code.data, floor_for=())
            proposed = actions.propose_entry(made, form.reason.data, by=current_actor(), at=clock().now())
            told(NEW.fill(n=proposed.id))
            return redirect(url_for("gestures.catalogue"))
    page = render_template("gestures/similar.html", entry=shown, form=form)
    return (page, 422) if request.method == "POST" else page


def _share(value: Fraction) -> float:
    return float(value)


def _prefill(form: EntryForm, shown: Entry) -> None:
    form.name_fr.data, form.name_en.data = shown.name.fr, shown.name.en
    form.wording_fr.data, form.wording_en.data = shown.wording.fr, shown.wording.en
    form.least.data, form.most.data, form.fixed.data = shown.price.least, shown.price.most, shown.price.fixed
    form.carry_out_days.data, form.valid_from.data, form.valid_until.data = (
        shown.carry_out_days,
        today(),
        shown.valid_until,
    )


def _changed(form: EntryForm, shown: Entry) -> Entry:
    price = replace(shown.price, least=form.least.data, most=form.most.data, fixed=form.fixed.data)
    return replace(
        shown,
        name=Words(form.name_fr.data, form.name_en.data),
        wording=Words(form.wording_fr.data, form.wording_en.data),
        price=price,
        carry_out_days=form.carry_out_days.data,
        valid_from=sure(form.valid_from.data),
        valid_until=form.valid_until.data,
    )


SAID = {
    **CATEGORIES,
    "good": words("client en règle", "customer in good standing"),
    "regular": words("client régulier", "regular customer"),
}
CODE_TAKEN = words("Le code « {code} » est déjà pris.", "The code “{code}” is taken.")
NEW = words(
    "Geste proposé (n° {n}) : une autre personne le confirme.",
    "Gesture proposed (no. {n}): another person confirms it.",
)
PROPOSED = words(
    "Version proposée (n° {n}) : une autre personne la confirme.",
    "Version proposed (no. {n}): another person confirms it.",
)
