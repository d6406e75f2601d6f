"""What programs may write: complaints, contacts, notes. Answers, gestures and closing stay with people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256

from flask import request
from sqlalchemy.exc import IntegrityError

from app.api.forms.given import Appended, Logged
from app.api.forms.shapes import NewComplaint, NewContact, NewNote, Who
from app.api.views.cases import source_of
from app.api.views.door import endpoint, place_of
from app.cases import actions as cases
from app.cases.actions.logging import Complaint
from app.cases.models import Case
from app.cases.queries import case_for
from app.intake import actions as intake
from app.intake.queries import ref_of_key
from app.intake.rules.choices import COUNTRIES, is_written
from app.intake.rules.subject import in_one_line
from app.journal.rules import Sealed
from app.kernel import Money, Refused, day_of, words
from app.people.models import Customer, Purchase, Service
from app.people.queries import customer, customer_known_as, known_services, purchases_of
from app.people.rules import Actor, Permission
from app.plumbing import idempotency, unit_of_work
from app.plumbing.web import clock

Made = tuple[Logged, int, Mapping[str, str]]
Written = tuple[Appended, int, Mapping[str, str]]
NO_PURCHASE = words("Ce client n’a pas d’achat « {number} ».", "This customer has no purchase “{number}”.")
NO_SERVICE = words(
    "Le service « {code} » n’existe pas, ou il est fermé.", "There is no service “{code}”, or it is closed."
)
REUSED = words(
    "Cette « Idempotency-Key » a déjà servi pour autre chose.", "This “Idempotency-Key” was used for something else."
)


@endpoint(
    "POST",
    "/complaints",
    words(
        "Enregistrer une réclamation ; 201 pour un dossier neuf, 200 pour celui que ce numéro avait déjà fait.",
        "Log a complaint; 201 for a new case, 200 for the one that this number made before.",
    ),
    needs=Permission.CASE_LOG,
    body=NewComplaint,
    gives=Logged,
)
def complaints(by: Actor, asked: NewComplaint) -> Made:
    """Log it, once: whoever sends it again, or at the same time, is given the same case."""
    known = ref_of_key(source_of(by), asked.external_id)
    try:
        ref = known or _log(asked, by)
    except IntegrityError:
        known = ref_of_key(source_of(by), asked.external_id)
        if known is None:
            raise
        ref = known
    return Logged(ref=ref, created=known is None), 200 if known else 201, place_of(ref)


def _log(asked: NewComplaint, by: Actor) -> str:
    """Log it as the page does: planned before the write begins, so that others wait for its writing only."""
    at = clock().now()
    draft = _draft(asked, by)
    planned = intake.plan(draft, by=by, at=at)
    with unit_of_work.writing():
        return intake.log(draft, planned, by=by, at=at).ref


def _draft(asked: NewComplaint, by: Actor) -> intake.Draft:
    who = _known(asked.customer)
    return intake.Draft(
        complaint=_complaint(asked, by),
        service=_service(asked.service, by),
        customer=who,
        person=None if who else _person(asked.customer),
        purchase=_purchase(asked.purchase, who),
        kind=asked.kind,
    )


def _complaint(asked: NewComplaint, by: Actor) -> Complaint:
    zone = COUNTRIES[asked.country].zone
    return Complaint(
        what=asked.what,
        channel=asked.channel,
        written=is_written(asked.channel) if asked.written is None else asked.written,
        received_on=asked.received_on or day_of(clock().now(), zone),
        sent_on=asked.sent_on,
        asked=asked.asked,
        amount=Money(asked.amount, asked.currency),
        subject=asked.subject or in_one_line(asked.what),
        category=asked.category,
        product=asked.product,
        sector=asked.sector,
        country=asked.country,
        lang=asked.lang,
        zone=zone,
        contract_on=asked.contract_on,
        source=source_of(by),
        external_id=asked.external_id,
    )


def _known(who: Who) -> Customer | None:
    """The customer of that number, or of exactly that name and e-mail or telephone."""
    return customer_known_as(who.name, who.email, who.phone) if who.id is None else customer(who.id)


def _person(who: Who) -> intake.Person:
    """Somebody new to us; a firm alone goes by its own name."""
    prefers = "email" if who.email else "post" if who.street else "phone"
    named = {"name": who.name or who.organisation, "organisation": who.organisation if who.name else ""}
    return intake.Person(**(who.model_dump(exclude={"id"}) | named), prefers=prefers)


def _service(code: str, by: Actor) -> Service:
    """The service named, else the first of one's own, else the first there is."""
    able = [service for service in known_services() if service.active]
    own = [service for service in able if service.id in by.service_ids]
    for service in own + able:
        if code in ("", service.code):
            return service
    raise Refused("unknown_service", NO_SERVICE.fill(code=code or "—"), "service")


def _purchase(number: str, who: Customer | None) -> Purchase | None:
    if not number:
        return None
    theirs = purchases_of(who.id) if who else []
    found = next((row for row in theirs if row.reference == number), None)
    if found is None:
        raise Refused("not_their_purchase", NO_PURCHASE.fill(number=number), "purchase")
    return found


@endpoint(
    "POST",
    "/cases/<ref>/contacts",
    words("Ajouter un contact avec le client.", "Add a contact with the customer."),
    needs=Permission.CASE_WORK,
    body=NewContact,
    gives=Appended,
)
def contacts(by: Actor, asked: NewContact, ref: str) -> Written:
    """Record a contact, as the case page does."""
    said = asked.model_dump()
    return _append(ref, by, asked, lambda case: cases.record_contact(case, **said, by=by, at=clock().now()))


@endpoint(
    "POST",
    "/cases/<ref>/notes",
    words("Ajouter une note interne.", "Add an internal note."),
    needs=Permission.CASE_WORK,
    body=NewNote,
    gives=Appended,
)
def notes(by: Actor, asked: NewNote, ref: str) -> Written:
    """Write an internal note."""
    return _append(ref, by, asked, lambda case: cases.add_note(case, asked.text, by=by, at=clock().now()))


def _append(ref: str, by: Actor, asked: NewContact | NewNote, write: Callable[[Case], Sealed]) -> Written:
    """Write an entry; with an `Idempotency-Key`, once however often it is sent."""
    fresh: list[Case] = []

    def act() -> str:
        fresh.append(case_for(by, ref))
        return str(write(fresh[0]).seq)

    body = sha256(f"{request.path}\n{asked.model_dump_json()}".encode()).hexdigest()
    key = request.headers.get("Idempotency-Key", "")
    with unit_of_work.writing():
        entry = _once(by, key, body, act)
    return Appended(ref=ref.upper(), entry=entry), 201 if fresh else 200, place_of(ref.upper())


def _once(by: Actor, key: str, body: str, act: Callable[[], str]) -> int:
    try:
        return int(idempotency.once(source_of(by), key, body, act, at=clock().now()))
    except Refused as refused:
        if refused.code == "key_reused":
            raise Refused(refused.code, REUSED) from refused
        raise
