"""A complaint logged from a mail: the form filled in from it, the mail hung on the case; or a mail that puts one in writing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app.cases.models import Case
from app.cases.queries import locked
from app.correspondence.actions import mails
from app.correspondence.models import IncomingMail
from app.correspondence.queries.mails import mail_for
from app.intake import actions
from app.intake.forms import LogForm
from app.intake.views.door import blueprint
from app.kernel import Refused, day_of, words
from app.people.guards import current_actor, needs
from app.people.queries import customers_like
from app.people.rules import Actor, Permission
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, number_of

LONGEST, LONGEST_SUBJECT, LONGEST_WHO = 20_000, 200, 160
WRITTEN = words("Noté : c’est la première réclamation écrite.", "Noted: this is the first written complaint.")
ZONE = "Europe/Paris"


def fill(form: LogForm, row: IncomingMail) -> None:
    """Propose what the mail says: its sender, its words, the day it arrived. A person reads it before anything is kept."""
    form.mail.data, form.channel.data = str(row.id), "email"
    form.received_on.data, form.what.data = day_of(row.taken_at, ZONE), row.body[:LONGEST]
    form.subject.data = row.subject[:LONGEST_SUBJECT]
    form.who.data, form.email.data = (row.sender_name or row.sender_email)[:LONGEST_WHO], row.sender_email
    known = [each for each in customers_like(row.sender_email) if each.email.strip().lower() == row.sender_email]
    if len(known) == 1:
        form.customer.data, form.who.data, form.email.data = str(known[0].id), known[0].display_name, ""


def hanging(number: str | None, *, by: Actor, at: datetime) -> Callable[[Case], Case]:
    """What puts the mail that a form names into the case once it is written; its files are looked at now, before that."""
    chosen = number_of(number)
    if chosen is None:
        return lambda case: case
    row = mail_for(by, chosen)
    prepared = mails.prepare(row)

    def hang(case: Case) -> Case:
        mails.file_logged(row, case, prepared, by=by, at=at)
        return case

    return hang


@blueprint.post("/mail/<int:number>/in-writing")
@needs(Permission.CASE_FACT)
@commits
def in_writing(number: int) -> Response:
    """Say that this mail is the first written complaint of its case."""
    actor, at = current_actor(), clock().now()
    row = found(lambda: mail_for(actor, number))
    try:
        if row.case is None:
            raise Refused("no_case", words("Ce courriel n’est dans aucun dossier.", "This mail is in no case."), "ref")
        actions.in_writing(locked(row.case), row.body, day_of(row.taken_at, row.case.zone), by=actor, at=at)
        flash(say(WRITTEN, lang()))
    except Refused as refused:
        flash(say(refused.message, lang()), "warning")
    return redirect(url_for("correspondence.mail", number=number))
