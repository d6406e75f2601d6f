"""The proactive letter of an incident: written once, seen with those who get it, sent; then each on its way."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases.models import Incident
from app.cases.queries import incident as incident_called
from app.correspondence import actions
from app.correspondence.actions.incidents import check_text
from app.correspondence.forms import BuyersForm
from app.correspondence.models import IncidentLetter
from app.correspondence.queries.incidents import (
    Drawn,
    Recipient,
    Recipients,
    drawn,
    fields_for,
    letter_about,
    our_contact,
    recipients,
    text_to_start,
)
from app.correspondence.queries.outside import lang_read
from app.correspondence.rules import FIELDS, TEMPLATES, LetterKind, locked
from app.correspondence.views.door import Answer, blueprint
from app.correspondence.views.letters import where
from app.correspondence.views.one import DAY, deed_on, kept, page_of
from app.kernel import Lang, Refused, Words, words
from app.people.guards import current_actor, needs
from app.people.queries import house_card
from app.people.rules import Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, refusals_shown_on, today

WRITTEN = words(
    "{n} {n:lettre écrite|lettres écrites}. Départ dans deux minutes ; d’ici là, vous pouvez retenir les lettres.",
    "{n} {n:letter|letters} written, leaving in two minutes; until then you can hold them back.",
)
LEFT_OUT = words(
    "{n} {n:client a réclamé ou reçu sa lettre|clients ont réclamé ou reçu leur lettre} entre-temps : rien ne leur part.",
    "{n} {n:customer has|customers have} complained or been written to meanwhile: nothing goes to them.",
)
HELD = words("{n} {n:lettre retenue|lettres retenues}.", "{n} {n:letter|letters} held back.")
NO_INCIDENT = words("Cet incident n’existe pas.", "There is no such incident.")


def _incident(ref: str) -> Incident:
    row = incident_called(ref)
    if row is None:
        raise Refused("no_such_incident", NO_INCIDENT, "ref")
    return row


def _letter(ref: str, number: int) -> IncidentLetter:
    return found(lambda: letter_about(_incident(ref), number))


@blueprint.route("/incidents/<ref>/letter", methods=["GET", "POST"])
@needs(Permission.INCIDENT_WARN)
@commits
def to_buyers(ref: str) -> Answer:
    """Write the proactive letter, see it with everybody who gets it and how, then send it."""
    row, form = found(lambda: _incident(ref)), BuyersForm()
    who, seen, changed = recipients(row, today()), False, False
    if request.method == "GET":
        start = text_to_start(row, today())
        form.fr.data, form.en.data, form.to.data = start.fr, start.en, [one.number for one in who.reached]
    elif form.validate_on_submit():
        chosen = [one for one in who.reached if one.number in (form.to.data or ())]
        with refusals_shown_on(form):
            _check(form, chosen)
            mark, wants = _mark(form, chosen), request.form.get("do") == "send"
            if wants and form.seen.data == mark:
                return _send(row, form)
            seen, changed, form.seen.data = True, wants, mark
    page = _page(row, form, who, seen=seen, changed=changed)
    return page if request.method == "GET" or (seen and not changed) else (page, 422)


def _send(row: Incident, form: BuyersForm) -> Response:
    written = actions.write_to_buyers(row, _typed(form), form.to.data or (), by=current_actor(), at=clock().now())
    flash(say(WRITTEN.fill(n=len(written.letters)), lang()))
    if written.left_out:
        flash(say(LEFT_OUT.fill(n=written.left_out), lang()))
    return redirect(url_for("desk.incident", ref=row.ref, _anchor="letters"))


def _typed(form: BuyersForm) -> Words:
    return words(form.fr.data or "", form.en.data or "")


def _check(form: BuyersForm, chosen: list[Recipient]) -> None:
    if not chosen:
        raise Refused("nobody", words("Choisissez au moins un client.", "Choose at least one customer."), "to")
    for code in sorted({lang_read(one.reach.lang) for one in chosen}):
        check_text(_typed(form), code, at=clock().now())


def _mark(form: BuyersForm, chosen: list[Recipient]) -> str:
    """What is seen: the words, and to whom they go by which way."""
    said = [form.fr.data, form.en.data, *(f"{one.number} {one.channel} {one.reach}" for one in chosen)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _page(row: Incident, form: BuyersForm, who: Recipients, *, seen: bool, changed: bool) -> str:
    chosen = [one for one in who.reached if one.number in (form.to.data or ())]
    return render_template(
        "correspondence/to_buyers.html", incident=row, form=form, who=who, chosen=chosen, seen=seen, changed=changed,
        sheets=_sheets(row, form, chosen) if seen else [], fields=FIELDS, template=TEMPLATES[LetterKind.PROACTIVE],
        locked=locked(LetterKind.PROACTIVE), contact=our_contact(), **where(),
    )  # fmt: skip


def _sheets(row: Incident, form: BuyersForm, chosen: list[Recipient]) -> list[dict[str, Any]]:
    """The letter as the first reader of each language will read it."""
    first = {lang_read(one.reach.lang): one for one in reversed(chosen)}
    return [
        {
            **_drawn(row, form, first[code], code)._asdict(), "card": house_card(), "reach": first[code].reach,
            "day": say(DAY.fill(d=today()), code), "lang": code, "erased": None,
        }
        for code in sorted(first, reverse=True)
    ]  # fmt: skip


def _drawn(row: Incident, form: BuyersForm, one: Recipient, code: Lang) -> Drawn:
    return drawn(_typed(form), fields_for(row, one.purchase, one.reach), code, one.reach.for_whom)


@blueprint.post("/incidents/<ref>/letters/hold")
@needs(Permission.INCIDENT_WARN)
@commits
def hold_letters(ref: str) -> Answer:
    """Hold back every letter about the incident that has not left."""
    row = found(lambda: _incident(ref))
    n = actions.hold_back(row, by=current_actor(), at=clock().now())
    flash(say(HELD.fill(n=n), lang()))
    return redirect(url_for("desk.incident", ref=row.ref, _anchor="letters"))


@blueprint.get("/incidents/<ref>/letters/<int:number>")
@needs(Permission.CASE_MERGE)
def incident_letter(ref: str, number: int) -> str:
    """One letter about an incident."""
    return page_of(_letter(ref, number))


@blueprint.post("/incidents/<ref>/letters/<int:number>/<deed>")
@needs(Permission.INCIDENT_WARN)
@commits
def incident_deed(ref: str, number: int, deed: str) -> Answer:
    """Hold it back, put it on its way again, send it another way, say that it was posted."""
    return deed_on(_letter(ref, number), deed)


@blueprint.get("/incidents/<ref>/letters/<int:number>/file")
@needs(Permission.CASE_MERGE)
def incident_file(ref: str, number: int) -> Any:
    """What left exactly, or the letter on paper."""
    row = _letter(ref, number)
    return kept(row, f"{row.about}-{row.id}")
