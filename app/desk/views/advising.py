"""A colleague asked about one case: the act that asks, the page where they read it and answer, and taking the question back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.cases import actions, queries
from app.cases.models import Advice, Case
from app.cases.queries.judges import named_as
from app.cases.rules.advising import ADVISERS, PROPOSED, shown_exhibit
from app.desk import forms
from app.desk.forms import TextForm
from app.desk.queries import question_of, story_for_adviser
from app.desk.views.act import Act
from app.desk.views.door import blueprint
from app.exhibits.queries import exhibits_of
from app.kernel import Refused, Words, day_of, words
from app.people.guards import current_actor, needs
from app.people.models import Staff
from app.people.queries import all_staff, carriers, known_services, staff_member, staff_names
from app.people.rules import Actor, Permission
from app.plumbing.fields import options
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, refusals_shown_on, today

Answer = str | Response | tuple[str, int]
MOST_PAGES = 12
"""Pages of one exhibit that are led to one by one; the file has them all."""


def _ask(case: Case, form: Any, by: Actor, at: datetime) -> None:
    if not form.staff.data:
        raise Refused("nobody", CHOOSE, "staff")
    member = staff_member(form.staff.data)
    actions.ask_colleague(case, member, form.text.data, form.until_on.data, by=by, at=at)


def _colleagues(form: Any, case: Case) -> None:
    """Everybody at work who can be asked, each with what they are here for and in which services."""
    off = named_as(case, "recused") | {case.owner_id, current_actor().staff_id}
    services = {one.id: one.name(lang()) for one in known_services()}
    theirs = {one.id: ", ".join(services[each] for each in one.service_ids if each in services) for one in carriers()}
    there = [one for one in all_staff(active=True) if one.role in ADVISERS and one.id not in off]
    named = [(one.id, f"{one.name} ({_here_for(one, theirs.get(one.id, ''))})") for one in there]
    form.staff.choices = options([(0, CHOOSE), *named])


def _here_for(member: Staff, services: str) -> str:
    return ", ".join(filter(None, (say(member.role.words, lang()), services)))


def _for_a_while(form: Any, case: Case, at: datetime) -> None:
    form.until_on.data = day_of(at + PROPOSED, case.zone)


def _no_question(case: Case, _at: datetime) -> Words | None:
    return None if case.is_open else CLOSED


CHOOSE = words("Choisissez un collègue.", "Choose a colleague.")
CLOSED = words("Le dossier est clos : rien n’est plus à demander.", "The case is closed: there is nothing left to ask.")
ADVISING: dict[str, Act] = {
    "ask_colleague": Act(
        words("Demander un avis à un collègue", "Ask a colleague for advice"),
        words(
            "D’un autre service aussi : cette personne lit ce dossier seulement, y écrit des notes et vous répond ; elle ne peut "
            "rien y faire d’autre. Un responsable qualité qui donne son avis ne jugera plus ce dossier.",
            "Of another service too: they read this case only, write notes on it and answer you; they can do nothing else there. A "
            "quality officer who gives advice will not judge this case.",
        ),
        words("Demander", "Ask"),
        words("Avis demandé", "Advice asked"),
        forms.AdviceForm,
        _ask,
        prepare=_colleagues,
        fill=_for_a_while,
        closed=_no_question,
    )
}
"""The act that asks; its page is that of every act."""


@blueprint.route("/cases/<ref>/advice", methods=["GET", "POST"])
@needs(Permission.CASE_READ)
@commits
def advice(ref: str) -> Answer:
    """What one is asked about a case, with what of it whoever is asked may read; and the answer."""
    asked, form = found(lambda: queries.advice_for(current_actor(), ref, today())), TextForm(prefix="answer")
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.answer_colleague(asked.case, asked, form.text.data, by=current_actor(), at=clock().now())
            flash(say(ANSWERED.fill(name=_asker(asked)), lang()))
            return redirect(url_for("desk.advice", ref=asked.case.ref))
    page = _page(asked, answer=form)
    return (page, 422) if form.errors else page


@blueprint.post("/cases/<ref>/advice/note")
@needs(Permission.CASE_READ)
@commits
def advice_note(ref: str) -> Answer:
    """Write an internal note on the case that one is asked about."""
    asked, form = found(lambda: queries.advice_for(current_actor(), ref, today())), TextForm(prefix="note")
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.note_as_adviser(asked.case, asked, form.text.data, by=current_actor(), at=clock().now())
            return redirect(url_for("desk.advice", ref=asked.case.ref, _anchor="story"))
    return _page(asked, note=form), 422


@blueprint.post("/cases/<ref>/advice/<int:number>/end")
@needs(Permission.CASE_WORK)
@commits
def end_advice(ref: str, number: int) -> Response:
    """Take a question back: its reader sees the case no more."""
    case = found(lambda: queries.case_for(current_actor(), ref))
    asked = next((one for one in queries.standing_advice(case) if one.id == number), None)
    if asked is None:
        flash(say(OVER, lang()), "warning")
    else:
        actions.end_advice(case, asked, by=current_actor(), at=clock().now())
        flash(say(TAKEN_BACK.fill(name=staff_names().get(asked.staff_id, "")), lang()))
    return redirect(url_for("desk.case", ref=case.ref, _anchor="advice"))


def _page(asked: Advice, answer: TextForm | None = None, note: TextForm | None = None) -> str:
    case, actor = asked.case, current_actor()
    return render_template(
        "desk/advice.html", case=case, asked=asked, asker=_asker(asked), question=question_of(asked),
        entries=story_for_adviser(asked, actor), exhibits=_exhibits(case),
        answer=answer or TextForm(prefix="answer", formdata=None), note=note or TextForm(prefix="note", formdata=None),
        sees_case=queries.may_see(actor, case),
    )  # fmt: skip


def _exhibits(case: Case) -> list[dict[str, Any]]:
    """The evidence that whoever is asked may open, with its pages."""
    return [
        {
            "row": row,
            "url": url_for("exhibits.file", ref=case.ref, number=row.number),
            "pages": [
                (number, url_for("exhibits.page", ref=case.ref, number=row.number, page=number))
                for number in range(1, min(row.pages, MOST_PAGES) + 1)
            ],
        }
        for row in exhibits_of(case)
        if row.withdrawn_at is None and shown_exhibit(row.kind.value)
    ]


def _asker(asked: Advice) -> str:
    return staff_names().get(asked.asked_by_id, "")


def advice_said(row: Case, actor: Actor) -> list[dict[str, Any]]:
    """On the page of a case: that its reader is asked something about it."""
    mine = [one for one in queries.standing_advice(row) if one.staff_id == actor.staff_id and one.answered_at is None]
    return [
        {
            "message": ASKS_YOU.fill(name=_asker(one)), "tone": "info", "source": None, "label": TO_ANSWER,
            "url": url_for("desk.advice", ref=row.ref),
        }
        for one in mine
        if one.until_on is None or one.until_on >= today()
    ]  # fmt: skip


def advice_panel(row: Case) -> list[dict[str, Any]]:
    """Who is asked about a case, since when and until when, whether they have answered."""
    names = staff_names()
    return [
        {"row": one, "name": names.get(one.staff_id, ""), "asked_by": names.get(one.asked_by_id, ""),
         "over": one.until_on is not None and one.until_on < today()}
        for one in queries.standing_advice(row)
    ]  # fmt: skip


def questions_for(actor: Actor, questions: list[queries.Question]) -> list[dict[str, Any]]:
    """The questions that wait for this person, as their queue says them."""
    names = staff_names()
    return [
        {"ref": one.ref, "subject": one.subject, "name": names.get(one.asked_by, ""), "until_on": one.until_on,
         "url": url_for("desk.advice", ref=one.ref)}
        for one in questions
        if one.stands(today())
    ]  # fmt: skip


def to_answer(actor: Actor, ref: str) -> list[tuple[Words, str]]:
    """For the palette: where this person answers what they are asked about this case."""
    try:
        asked = queries.advice_for(actor, ref, today())
    except Refused:
        return []
    return [(TO_ANSWER, url_for("desk.advice", ref=asked.case.ref))]


ANSWERED = words(
    "Votre avis est au journal du dossier, {name} le lira.",
    "Your advice is in the journal of the case; {name} will read it.",
)
OVER = words("Cette question n’était déjà plus posée.", "This question was no longer asked.")
TAKEN_BACK = words(
    "{name} n’est plus interrogé(e) et ne voit plus ce dossier pour cette raison.",
    "{name} is no longer asked and does not see this case for that reason any more.",
)
ASKS_YOU = words("{name} vous demande votre avis sur ce dossier.", "{name} asks for your advice on this case.")
TO_ANSWER = words("Lire la question et répondre", "Read the question and answer")
