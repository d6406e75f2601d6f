"""The page of mails: what is to be sorted, kept aside, unreadable, sorted; and one mail, whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases.queries import case_named
from app.correspondence.actions import mails as actions
from app.correspondence.forms import AsideForm, BringForm, LinkForm
from app.correspondence.models import IncomingMail
from app.correspondence.queries import mails as queries
from app.correspondence.queries.attached import locked_how
from app.correspondence.rules.mails import Place
from app.correspondence.views.door import Answer, blueprint
from app.exhibits.queries import store
from app.kernel import Refused, Words, words
from app.people.guards import current_actor, needs, taken
from app.people.queries import staff_named
from app.people.rules import Actor, Permission
from app.people.rules.downloads import Taken
from app.plumbing import unit_of_work
from app.plumbing.pictures import OUTLOOK, recognise
from app.plumbing.typography import say
from app.plumbing.web import clock, download, found, lang, number_of, refusals_shown_on

TABS = (
    ("sort", words("À trier", "To sort")),
    ("aside", words("Mis de côté", "Kept aside")),
    ("unreadable", words("Illisibles", "Unreadable")),
    ("sorted", words("Classés", "Sorted")),
)


@blueprint.get("/mail")
@needs(Permission.MAIL_SORT)
def mails() -> str:
    """The mails of a tab; or, in whatever tab they are, those that hold the words looked for."""
    return listed(BringForm(formdata=None))


def listed(bring: BringForm) -> str:
    """The page of mails, with the form to bring one."""
    actor, tab, asked = current_actor(), request.args.get("tab", "sort"), request.args.get("q", "").strip()[:200]
    tab = "found" if asked else tab if tab in queries.TABS else "sort"
    rows, counted = queries.mails_found(actor, asked) if asked else queries.mails_in(actor, tab), queries.counts(actor)
    tabs = [
        {
            "label": label, "url": url_for("correspondence.mails", tab=name), "active": name == tab, "count": counted.get(name),
            "more": counted.get(name, 0) >= queries.MOST,
        }
        for name, label in TABS
    ]  # fmt: skip
    refs = queries.refs_of(actor, rows)
    return render_template(
        "correspondence/mails.html",
        rows=rows,
        tabs=tabs,
        tab=tab,
        refs=refs,
        Place=Place,
        asked=asked,
        bring=bring,
    )


@blueprint.get("/mail/<int:number>")
@needs(Permission.CASE_READ)
def mail(number: int) -> str:
    """One mail, whole, and what can be done with it."""
    return _page(found(lambda: queries.mail_for(current_actor(), number)))


def _page(row: IncomingMail, link: LinkForm | None = None, aside: AsideForm | None = None) -> str:
    actor, asked = current_actor(), request.args.get("q", "")[:200]
    may = actor.may(Permission.MAIL_SORT) and row.erased_at is None
    sorts = may and row.place in (Place.TO_SORT, Place.ASIDE)
    return render_template(
        "correspondence/mail.html", row=row, Place=Place, asked=asked, may=may, link=link or LinkForm(formdata=None),
        aside=aside or AsideForm(formdata=None), proposals=queries.proposals(actor, row, asked) if sorts else [],
        proposed=row.proposed_by, by=_by(row), may_undo=may and actions.may_take_off(row),
        may_write=may and row.case is not None and row.case.first_written_on is None and actor.may(Permission.CASE_FACT),
        who_brought=_named(row.brought_by), text=row.body, before=_before(actor) if may else None,
        locked=locked_how(row), waits=row.place in WAITS, reasons=REASONS, numbers=[part["exhibit"] for part in row.parts if part.get("exhibit")],
    )  # fmt: skip


def _by(row: IncomingMail) -> str:
    """Who sorted it; empty where it went by itself."""
    return _named(row.sorted_by)


def _named(key: str) -> str:
    """A member of staff by name; empty for anybody else."""
    number = key.removeprefix("staff:")
    names = staff_named([int(number)]) if number.isdigit() else {}
    return next((member.name for member in names.values()), "")


@blueprint.get("/mail/<int:number>/raw")
@needs(Permission.CASE_READ)
def raw_mail(number: int) -> Response:
    """The mail as it came, for whoever sees its case (or sorts mails)."""
    row = found(lambda: queries.mail_for(current_actor(), number))
    if row.erased_at is not None:
        abort(404)
    content = store().get(row.raw_key)
    about = {"case": row.case.ref} if row.case is not None else {}
    sent = download(content, f"courriel-{row.id}.{'msg' if recognise(content) is OUTLOOK else 'eml'}")
    return taken(sent, Taken.MAIL, number=row.id, **about)


@blueprint.post("/mail/<int:number>/link")
@needs(Permission.MAIL_SORT)
def link_mail(number: int) -> Answer:
    """Put a mail into a case; what is attached is stored and looked at first."""
    actor, form = current_actor(), LinkForm()
    row = found(lambda: queries.mail_for(actor, number))
    if form.validate_on_submit():
        with refusals_shown_on(form):
            case = case_named(actor, form.ref.data or "")
            prepared = actions.prepare(row)
            with unit_of_work.writing():
                actions.link(row, case, prepared, by=actor, at=clock().now())
                ref = row.case.ref if row.case is not None else case.ref
            flash(say(LINKED.fill(ref=ref), lang()))
            return _onward(number)
    return _page(row, link=form), 422


@blueprint.post("/mail/<int:number>/<deed>")
@needs(Permission.MAIL_SORT)
def sort_mail(number: int, deed: str) -> Answer:
    """Keep a mail aside, bring it back, have it opened again, note that it was read, take it off its case."""
    actor, form = current_actor(), AsideForm()
    row = found(lambda: queries.mail_for(actor, number))
    if deed not in DEEDS:
        abort(404)
    if deed == "aside" and not form.validate_on_submit():
        return _page(row, aside=form), 422
    do, done = DEEDS[deed]
    try:
        with unit_of_work.writing():
            do(row, form, actor, clock().now())
    except Refused as refused:
        flash(say(refused.message, lang()), "warning")
    else:
        flash(say(done, lang()))
        if deed in FINISHES:
            return _onward(number)
    return redirect(url_for("correspondence.mail", number=number))


@blueprint.get("/mail/<int:number>/next")
@needs(Permission.MAIL_SORT)
def next_mail(number: int) -> Answer:
    """The mail that waits after this one; the list, when none does."""
    return _onward(number)


def _onward(number: int) -> Response:
    """Whoever sorts goes from mail to mail without the list between; the one before can be gone back to."""
    following = queries.next_to_sort(current_actor(), number)
    if following is None:
        return redirect(url_for("correspondence.mails"))
    return redirect(url_for("correspondence.mail", number=following, after=number))


def _before(actor: Actor) -> dict[str, Any] | None:
    """The mail that was sorted just before this one was shown, and what undoes it: a deed, where there is one."""
    try:
        row = queries.mail_for(actor, number_of(request.args.get("after", "")) or 0)
    except Refused:
        return None
    undo = "back" if row.place is Place.ASIDE else "off" if actions.may_take_off(row) else ""
    return {"row": row, "undo": undo}


Do = Callable[[IncomingMail, AsideForm, Actor, datetime], Any]
DEEDS: dict[str, tuple[Do, Words]] = {
    "aside": (
        lambda row, form, by, at: actions.set_aside(row, form.reason.data or "", by=by, at=at),
        words("Courriel mis de côté.", "Mail kept aside."),
    ),
    "back": (
        lambda row, _form, by, at: actions.bring_back(row, by=by, at=at),
        words("Courriel remis à trier.", "Mail brought back to be sorted."),
    ),
    "again": (
        lambda row, _form, by, _at: actions.try_again(row, by=by),
        words("Il sera ouvert à nouveau dans un instant.", "It will be opened again in a moment."),
    ),
    "read": (
        lambda row, _form, by, at: actions.mark_read(row, by=by, at=at),
        words("Courriel noté comme lu.", "Mail noted as read."),
    ),
    "off": (
        lambda row, _form, by, at: actions.take_off(row, by=by, at=at),
        words(
            "Courriel retiré du dossier : ses mots n’y sont plus, ses pièces y sont retirées.",
            "Mail taken off the case: its words are there no more, its exhibits are withdrawn there.",
        ),
    ),
}
FINISHES = frozenset({"aside", "read"})
"""After these the mail is done with, and the next one is shown."""
WAITS = frozenset({Place.TO_SORT, Place.TO_READ})
REASONS = (
    words("Publicité", "Advertising"),
    words("Envoi d’une liste ou d’une machine", "Sent by a list or a machine"),
    words("Pas une réclamation", "Not a complaint"),
    words("Pas pour nous", "Not for us"),
)
"""Why most mails are kept aside: one click each."""
LINKED = words("Courriel classé dans le dossier {ref}.", "Mail put into case {ref}.")
