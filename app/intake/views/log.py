"""Log a complaint: one page, one POST; while typing, the same form asks what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.cases.actions import attach_to_incident
from app.cases.actions.logging import Complaint, row_of
from app.cases.models import Case
from app.cases.queries import case_for
from app.cases.queries import incident as incident_called
from app.cases.queries.warning import proposed_to
from app.cases.rules.parties import PartyRole
from app.correspondence.queries.mails import mail_for
from app.intake import actions, queries
from app.intake.actions import Draft, Person, Speaker
from app.intake.forms import BriefLogForm, LogForm, said_briefly
from app.intake.rules.choices import CATEGORIES, COUNTRIES
from app.intake.rules.subject import in_one_line
from app.intake.views.door import Answer, blueprint
from app.intake.views.from_mail import fill, hanging
from app.intake.views.looking import Chosen, Look, choose, chosen_customer, look
from app.kernel import Refused, Words, words
from app.people.guards import current_actor, needs
from app.people.models import Customer, Service
from app.people.queries import customers_like, known_services, service_by_code
from app.people.rules import Actor, CustomerKind, Permission
from app.people.rules.looking_up import named
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.web import clock, found, lang, number_of, refusals_shown_on, today

SOURCE = "log"
READS = {"fr": words("français", "French"), "en": words("anglais", "English")}
"""The languages in which customers read, within a sentence."""
CHOOSE = words(
    "Plusieurs clients répondent à ce nom : choisissez-en un dans la liste, ou « nouveau client ».",
    "Several customers match: choose one from the list, or “new customer”.",
)
OTHER_CUSTOMER = words("Ce dossier est celui d’un autre client.", "That case is another customer’s.")
NO_SERVICE = words(
    "Aucun service n’existe encore : ajoutez-en un dans les réglages.",
    "There is no service yet: add one in the settings.",
)
LOGGED = words("Dossier {ref} ouvert.", "Case {ref} opened.")
ATTACHED = words("La réclamation complète le dossier {ref}.", "The complaint was added to case {ref}.")
RELATED = words("faits nouveaux, même client", "new facts, same customer")


def _form(actor: Actor, kind: type[LogForm] = LogForm) -> LogForm:
    form = kind()
    form.know([service for service in known_services() if service.active], actor.service_ids, today(), lang())
    if not form.is_submitted():
        form.lang.data = "fr"
        _begin(form)
    form.amount.currency = form.asked_amount.currency
    return form


def _begin(form: LogForm) -> None:
    """A case opened from an incident begins with its customer, what they bought and the incident."""
    form.customer.data = request.args.get("customer", "", str)[:12]
    form.incident.data = request.args.get("incident", "", str)[:20]
    who = chosen_customer(form)
    if who is None:
        form.customer.data = ""
        return
    form.who.data, form.lang.data = who.display_name, who.lang
    about = next((one for one in proposed_to(who.id) if one.ref == form.incident.data), None)
    if about is not None:
        form.purchase.data = str(about.purchase_id)


@blueprint.route("/log", methods=["GET", "POST"])
@needs(Permission.CASE_LOG)
def log() -> Answer:
    """Show the form, look things up without JavaScript (`do=look`), or log the complaint (`next`: and go on sorting mails)."""
    actor = current_actor()
    wants = request.method == "POST" and request.form.get("do", "log") in {"log", "next"}
    if wants and said_briefly(request.form.to_dict()):
        logged = _logged_in_brief(actor)
        if logged is not None:
            return logged
    form, proposed = _form(actor), dict[str, Words]()
    if wants:
        chosen = choose(form)
        if form.validate():
            with refusals_shown_on(form):
                return _log(form, actor, chosen)
    elif request.method == "GET" and request.args.get("mail"):
        fill(form, found(lambda: mail_for(actor, number_of(request.args["mail"]) or 0)))
        proposed = {"category": CATEGORIES[form.category.data], "tongue": READS[form.lang.data]}
    seen = look(form, actor, clock().now(), today())
    return _page("intake/log.html", form, seen, proposed), 422 if wants else 200


def _logged_in_brief(actor: Actor) -> Response | None:
    """Log a complaint of which little was said; None where something is wrong: saying what takes the whole form."""
    form = _form(actor, BriefLogForm)
    chosen = choose(form)
    try:
        return _log(form, actor, chosen) if form.validate() else None
    except Refused:
        return None


@blueprint.post("/log/look")
@needs(Permission.CASE_LOG)
def log_look() -> str:
    """What is known already, for the side of the page (asked while typing; writes nothing)."""
    form = _form(current_actor())
    return _page("intake/log_look.html", form, look(form, current_actor(), clock().now(), today()))


@blueprint.post("/log/who")
@needs(Permission.CASE_LOG)
def log_who() -> str:
    """Customers that match what is being typed (asked while typing; writes nothing)."""
    form = _form(current_actor())
    form.customer.data = ""
    return _page(
        "intake/log_who.html", form, Look(found=customers_like(form.who.data or ""), asked_who=form.who.data or "")
    )


def _page(template: str, form: LogForm, seen: Look, proposed: Mapping[str, Words] | None = None) -> str:
    return render_template(template, form=form, seen=seen, proposed=proposed)


def _log(form: LogForm, actor: Actor, chosen: Chosen) -> Response:
    """Keep it, and go to its case; a form that was sent twice finds what it made the first time."""
    try:
        ref = _kept(form, actor, chosen)
    except (IntegrityError, Refused):
        sent_twice = queries.ref_of_key(SOURCE, form.key.data)
        if sent_twice is None:
            raise
        ref = sent_twice
    said = ATTACHED if _relation(form)[0] == "same" else LOGGED
    flash(say(said.fill(ref=ref), lang()), "success")
    if request.form.get("do") == "next" and (mail := number_of(form.mail.data or "")):
        return redirect(url_for("correspondence.next_mail", number=mail))
    return redirect(url_for("desk.case", ref=ref))


def _relation(form: LogForm) -> tuple[str, str]:
    """How it relates to a case that exists (`same`, `link` or not at all), and to which."""
    relation, _, ref = (form.relation.data or "").partition(":")
    return relation, ref


def _kept(form: LogForm, actor: Actor, chosen: Chosen) -> str:
    """The reference of the case that the complaint opens or completes.

    A case is planned before the write begins, so that others wait for its writing only.
    """
    at, key = clock().now(), form.key.data
    hang = hanging(form.mail.data, by=actor, at=at)
    relation, ref = _relation(form)
    if relation == "same":
        with unit_of_work.writing():
            known = queries.ref_of_key(SOURCE, key)
            return known or _attached(form, hang(_repeated(form, actor, ref, at)).ref, actor, at)
    draft = _draft(form, actor, chosen, ref)
    planned = actions.plan(draft, by=actor, at=at)
    with unit_of_work.writing():
        opened = actions.log(draft, planned, by=actor, at=at)
        logged = hang(row_of(opened)).ref if form.mail.data else opened.ref
        return _attached(form, logged, actor, at)


def _attached(form: LogForm, ref: str, actor: Actor, at: datetime) -> str:
    """Say that the case has the cause of the incident about which we wrote to its customer, where somebody says so who may."""
    about = incident_called(form.incident.data) if form.incident.data and actor.may(Permission.CASE_MERGE) else None
    if about is None:
        return ref
    case = case_for(actor, ref)
    if case.incident_id != about.id:
        attach_to_incident(case, about, by=actor, at=at)
    return ref


def _repeated(form: LogForm, actor: Actor, ref: str, at: datetime) -> Case:
    who, other = chosen_customer(form), case_for(actor, ref)
    _check_same(who, other)
    return actions.attach_repeat(other, _complaint(form), by=actor, at=at, minutes=form.minutes.data or 0)


def _check_same(who: Customer | None, other: Case) -> None:
    if who is not None and other.customer_id != who.id:
        raise Refused("another_customer", OTHER_CUSTOMER, "who")


def _draft(form: LogForm, actor: Actor, chosen: Chosen, ref: str) -> Draft:
    who, other = chosen.who, case_for(actor, ref) if ref else None
    if other is not None:
        _check_same(who, other)
    return Draft(
        complaint=_complaint(form),
        service=_service(form),
        customer=who,
        person=None if who else _person(form),
        purchase=next((row for row in chosen.purchases if str(row.id) == form.purchase.data), None),
        kind=CustomerKind(form.kind.data) if form.kind.data else None,
        speaker=_speaker(form),
        linked_to=other,
        link_why=say(RELATED, "fr") if other else "",
        solved=bool(form.solved.data),
        minutes=form.minutes.data or 0,
    )


def _service(form: LogForm) -> Service:
    if not form.service.choices:
        raise Refused("no_service", NO_SERVICE, "service")
    code = form.service.data or ""
    return next((service for service in known_services() if service.code == code), None) or service_by_code(code)


def _complaint(form: LogForm) -> Complaint:
    country, received_on = form.country.data, form.received_on.data
    assert received_on is not None
    return Complaint(
        what=form.what.data,
        channel=form.channel.data,
        written=form.written,
        received_on=received_on,
        sent_on=form.sent_on.data,
        asked=form.asked.data or "",
        amount=form.asked_amount,
        subject=form.subject.data or in_one_line(form.what.data),
        category=form.category.data,
        product=form.product.data or "",
        sector=form.sector.data,
        country=country,
        lang=form.lang.data,
        zone=COUNTRIES[country].zone,
        today=today(),
        received_by=form.received_by.data or "",
        contract_on=form.contract_on.data,
        source=SOURCE,
        external_id=form.key.data,
    )


def _person(form: LogForm) -> Person:
    """Who is new to us; when the name is known and nobody was chosen, the choice is asked for."""
    if form.customer.data != "new" and form.who.data and customers_like(form.who.data):
        raise Refused("choose_customer", CHOOSE, "who")
    typed = named(form.who.data or "")
    email, phone = form.email.data or typed.email, form.phone.data or typed.phone
    return Person(
        name=typed.name or form.organisation.data or "",
        title=form.title.data or typed.title,
        organisation=(form.organisation.data or "") if typed.name else "",
        email=email,
        phone=phone,
        street=form.street.data or "",
        postcode=form.postcode.data or "",
        city=form.city.data or "",
        country=form.lives_in.data or "",
        prefers="email" if email else "post" if form.street.data else "phone",
    )


def _speaker(form: LogForm) -> Speaker | None:
    if not form.speaker_role.data or not form.speaker_name.data:
        return None
    return Speaker(
        PartyRole(form.speaker_role.data),
        form.speaker_name.data,
        form.speaker_email.data or "",
        bool(form.mandate_signed.data),
        form.mandate_from.data,
        form.mandate_until.data,
    )
