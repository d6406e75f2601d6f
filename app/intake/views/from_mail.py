"""A complaint logged from a mail: the form filled in from it, the mail hung on the case; or a mail that puts one in writing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app.cases.models import Case
from app.cases.queries import locked
from app.cases.rules.signals import own_words
from app.correspondence.actions import mails
from app.correspondence.models import IncomingMail
from app.correspondence.queries.mails import mail_for
from app.intake import actions
from app.intake.forms import LogForm
from app.intake.rules.choices import CURRENCIES
from app.intake.rules.country_names import land_of
from app.intake.rules.suggestions import asked_in, category_of, language_of, phone_in
from app.intake.rules.web_forms import Filled, form_in
from app.intake.views.door import blueprint
from app.kernel import Refused, day_of, words
from app.people.guards import current_actor, needs
from app.people.queries import customers_like, purchases_of
from app.people.rules import Actor, Permission
from app.people.rules.countries import LANDS
from app.plumbing.typography import say
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, lang, number_of

LONGEST, LONGEST_SUBJECT, LONGEST_WHO = 20_000, 200, 160
SHORTEST = 3
"""Characters of a purchase's number that may stand in any text by chance."""
WRITTEN = words("Noté : c’est la première réclamation écrite.", "Noted: this is the first written complaint.")
ZONE = "Europe/Paris"


def fill(form: LogForm, row: IncomingMail) -> None:
    """Propose what the mail says: who wrote it, their words, the day it arrived, what they ask. A person reads it before anything is kept."""
    told = form_in(row.body)
    what = told.what if told else row.body
    form.mail.data, form.channel.data = str(row.id), "web" if told else "email"
    form.received_on.data, form.what.data = day_of(row.arrived_at, ZONE), what[:LONGEST]
    form.subject.data = ((told.subject if told else "") or row.subject)[:LONGEST_SUBJECT]
    _fill_who(form, row, told)
    own = own_words(what)
    said = f"{row.subject}\n{own}"
    form.lang.data, form.category.data = language_of(said), category_of(said)
    asked = asked_in(own)
    if asked is not None and asked.currency in CURRENCIES:
        form.amount.data, form.currency.data = asked, asked.currency


def _fill_who(form: LogForm, row: IncomingMail, told: Filled | None) -> None:
    """Whoever wrote it (through a form: whoever filled it in), as we know them where we do, and what they bought where they name it."""
    name, email = (told.name, told.email) if told and told.email else (row.sender_name, row.sender_email)
    form.who.data, form.email.data, form.phone.data = (
        (name or email)[:LONGEST_WHO],
        email,
        told.phone[:40] if told else phone_in(own_words(row.body)),
    )
    lives_in = land_of(told.country) if told else None
    form.lives_in.data = lives_in if lives_in in LANDS else ""
    known = [each for each in customers_like(email) if each.email.strip().lower() == email]
    if len(known) != 1:
        return
    form.customer.data, form.who.data, form.email.data, form.phone.data = (
        str(known[0].id),
        known[0].display_name,
        "",
        "",
    )
    named = [each for each in purchases_of(known[0].id) if _names(f"{row.subject}\n{row.body}", each.reference)]
    if len(named) == 1:
        form.purchase.data = str(named[0].id)


def _names(text: str, reference: str) -> bool:
    """Does a text name this purchase by its number?"""
    return (
        len(reference) > SHORTEST
        and re.search(rf"(?<!\w){re.escape(reference)}(?!\w)", text, re.IGNORECASE) is not None
    )


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
        actions.in_writing(locked(row.case), row.body, day_of(row.arrived_at, row.case.zone), by=actor, at=at)
        flash(say(WRITTEN, lang()))
    except Refused as refused:
        flash(say(refused.message, lang()), "warning")
    return redirect(url_for("correspondence.mail", number=number))
