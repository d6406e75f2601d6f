"""Logging a complaint: little is asked, everything is numbered, owned and dated from the first instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Row, bindparam, update

from app.cases.actions.clocks import first_duties
from app.cases.actions.noting import Signals, first_signals, keep_first_signals
from app.cases.actions.search_index import index_customer, index_titles
from app.cases.actions.telling import Happening, facts_told, tell
from app.cases.actions.wordings import keep_wordings
from app.cases.models import Case, Claim, Counter, DutyRow
from app.cases.queries import candidates, chosen_for
from app.cases.rules.duty_wordings import Wording
from app.cases.rules.ladder import Wanted, owner_for
from app.cases.rules.opening import Opening
from app.journal.actions import HOUSE, begin, record_late
from app.kernel import Audience, Event, Json, Money, Refused, day_of, words
from app.people.models import Customer, Purchase, Service, Staff
from app.people.queries import staff_of
from app.people.rules import Actor, Complainant, CustomerKind, Level, Role
from app.plumbing import search, stamped_cache
from app.plumbing.db import db, lay
from app.plumbing.rows import insert_all, insert_one
from app.regimes.actions import keep_editions
from app.regimes.queries import editions_now

WHAT_MISSING = words("Dites ce qui ne va pas.", "Say what is wrong.")
FUTURE = words("Une réclamation ne peut pas être datée de l’avenir.", "A complaint cannot be dated in the future.")
BACKWARDS = words("La réclamation est reçue avant d’être envoyée.", "The complaint is received before it is sent.")
NOBODY = words(
    "Personne ne peut porter ce dossier : ajoutez un membre actif à un service.",
    "Nobody can carry this case: add an active member to a service.",
)


@dataclass(frozen=True)
class Complaint:
    """What is asked when a complaint is logged; amounts VAT included; dates are civil dates of the case's zone."""

    what: str
    channel: str
    written: bool
    received_on: date
    sent_on: date | None = None
    asked: str = ""
    amount: Money = field(default_factory=lambda: Money(0))
    subject: str = ""
    category: str = "other"
    product: str = ""
    sector: str = "general"
    country: str = "FR"
    lang: str = "fr"
    zone: str = "Europe/Paris"
    today: date | None = None
    """The civil day where it is logged: just after midnight it is still the day before where a customer further west lives."""
    received_by: str = ""
    """Another service may have received it first: its date counts."""
    contract_on: date | None = None
    source: str | None = None
    external_id: str | None = None
    imported: bool = False
    regimes: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Planned:
    """All that can be known of a case before it is written, and under which stamp of what changes seldom it was worked out."""

    case: Opening
    complaint: Complaint
    complainant: Complainant
    happened: dict[str, date | datetime]
    duties: list[dict[str, Any]]
    said: tuple[Wording, ...]
    signals: Signals
    stamp: int | None
    again: Callable[[Complainant], Planned]
    """The same, worked out anew."""


def plan_case(
    complaint: Complaint,
    complainant: Complainant,
    service: Service,
    *,
    by: Actor,
    at: datetime,
    purchase: Purchase | None = None,
    kind: CustomerKind | None = None,
    owner: Staff | None = None,
) -> Planned:
    """Find out who carries a case, its regimes, duties, signals and next step; writes nothing; refuses impossible dates."""
    _check(complaint, at)
    again = partial(plan_case, complaint, service=service, by=by, at=at, purchase=purchase, kind=kind, owner=owner)
    with db.session.no_autoflush:  # what is looked up here depends on nothing that waits to be written
        stamp = stamped_cache.current()
        owner_id = owner.id if owner is not None else _first_owner(complaint, service, by, at)
        case = _opening(complaint, kind or complainant.kind, owner_id, service, by, at, purchase)
        happened = _happened(complaint, purchase)
        duties, said = first_duties(case, facts_told(Happening(happened=happened)), at=at)
        signals = [] if complaint.imported else first_signals(case, complainant.standing, complaint.what)
    return Planned(case, complaint, complainant, happened, duties, said, signals, stamp, again)


def open_case(planned: Planned, complainant: Complainant, *, by: Actor, at: datetime) -> Opening:
    """Write a planned case of a customer: numbered, owned, with its duties, signals and next step.

    Where the customer, or anything that changes seldom, is not any more as it was when the case was planned, it is planned
    again.
    """
    ref, stamp = next_reference(at, planned.complaint.zone)  # whoever comes next waits for it until the commit
    if planned.stamp not in (None, stamp) or complainant != planned.complainant:
        planned = planned.again(complainant)
    assert complainant.id is not None
    case, complaint = planned.case, planned.complaint
    case.ref, case.customer_id = ref, complainant.id
    keep_editions(case.regimes, at=at)
    case.id = insert_one(Case, case.row)
    keep_wordings(planned.said)
    insert_all(DutyRow, [{"case_id": case.id, **duty} for duty in planned.duties])
    _keep_claim(case, complaint)
    begin(case.stream)
    tell(case, "case.logged", _as_logged(case, complaint, planned.happened), by=by, at=at)
    record_late(Event("house.case_opened", HOUSE, at, by.key, {"ref": case.ref, **by.came}))
    _make_searchable(case, complainant, complaint)
    keep_first_signals(case, planned.signals, by=by, at=at)
    return case


def log_case(
    complaint: Complaint, customer: Customer, service: Service, *, by: Actor, at: datetime, **known: Any
) -> Case:
    """Plan and open a case in one transaction (`known`: as `plan_case` takes it), and give back its row."""
    planned = plan_case(complaint, customer.complainant, service, by=by, at=at, **known)
    return row_of(open_case(planned, planned.complainant, by=by, at=at))


def row_of(opened: Opening) -> Case:
    """The row of a case that was just opened, for what else happens to it at once."""
    with db.session.no_autoflush:  # it is written
        return db.session.get_one(Case, opened.id)


def _keep_claim(case: Opening, complaint: Complaint) -> None:
    """What is asked, as the first line of the claims."""
    if not (complaint.asked or complaint.amount):
        return
    asked, amount = complaint.asked or complaint.what, complaint.amount
    row = {"case_id": case.id, "position": 1, "label": asked[:300]}
    insert_all(Claim, [{**row, "amount_minor": amount.minor, "currency": case.currency}])


def _make_searchable(case: Opening, complainant: Complainant, complaint: Complaint) -> None:
    index_titles(case)
    index_customer(case.id, complainant)
    search.put(case.id, "complaint", "complaint", Audience.CUSTOMER.value, f"{complaint.what}\n{complaint.asked}")


def _check(complaint: Complaint, at: datetime) -> None:
    if not complaint.what.strip():
        raise Refused("what_missing", WHAT_MISSING, "what")
    if complaint.received_on > max(day_of(at, complaint.zone), complaint.today or date.min):
        raise Refused("future", FUTURE, "received_on")
    if complaint.sent_on is not None and complaint.sent_on > complaint.received_on:
        raise Refused("backwards", BACKWARDS, "sent_on")
    if complaint.amount.minor < 0:
        raise Refused(
            "negative",
            words("Le montant demandé ne peut pas être négatif.", "The amount asked cannot be negative."),
            "amount",
        )


NEXT = (
    update(Counter)
    .where(Counter.name == bindparam("counter"))
    .values(last=Counter.last + 1)
    .returning(Counter.last, stamped_cache.CURRENT)
)


def next_reference(at: datetime, zone: str, prefix: str = "AM") -> tuple[str, int | None]:
    """The next reference of the year, such as AM-2026-00042; numbers are given out once, in turn until the commit.

    With it comes the stamp of what changes seldom, as it was when the number was asked for.
    """
    year = day_of(at, zone).year
    name = f"{prefix}-{year}"
    found = _next_number(name)
    if found is None:
        lay(Counter, name=name, last=0)
        found = _next_number(name)
    assert found is not None
    number, stamp = found
    stamped_cache.noted(stamp)
    return f"{name}-{number:05d}", stamp


def _next_number(name: str) -> Row[int, int | None] | None:
    return db.session.connection().execute(NEXT, {"counter": name}).one_or_none()


def _opening(
    complaint: Complaint,
    kind: CustomerKind,
    owner_id: int,
    service: Service,
    by: Actor,
    at: datetime,
    purchase: Purchase | None,
) -> Opening:
    sent_on = complaint.sent_on or complaint.received_on
    contract_on = purchase.bought_on if purchase else complaint.contract_on
    regimes = complaint.regimes
    if regimes is None:
        regimes = chosen_for(
            country=complaint.country,
            sector=complaint.sector,
            complainant=kind.value,
            contract_on=contract_on,
            complaint_on=complaint.received_on,
        )
    return Opening(
        owner_id=owner_id,
        service_id=service.id,
        created_by_id=by.staff_id,
        purchase_id=purchase.id if purchase else None,
        complainant_kind=kind,
        subject=(complaint.subject or complaint.what.strip().splitlines()[0])[:200],
        category=complaint.category,
        product=complaint.product,
        channel=complaint.channel,
        lang=complaint.lang,
        country=complaint.country,
        sector=complaint.sector,
        zone=complaint.zone,
        regimes=list(regimes),
        editions=editions_now(regimes),
        currency=complaint.amount.currency,
        claimed_minor=complaint.amount.minor,
        logged_at=at,
        sent_on=sent_on,
        received_on=complaint.received_on,
        first_written_on=sent_on if complaint.written else None,
        next_on=complaint.received_on,
        imported=complaint.imported,
        source=complaint.source,
        external_id=complaint.external_id,
    )


def _first_owner(complaint: Complaint, service: Service, by: Actor, at: datetime) -> int:
    """The number of whoever carries it: the agent of that service who logs it on a page of ours, else the ladder's choice."""
    if by.role is Role.AGENT and service.id in by.service_ids and by.staff_id is not None and not by.via:
        return by.staff_id
    wanted = Wanted(Level.FRONT, service.id, complaint.lang, day_of(at, complaint.zone))
    spare = [*candidates(Level.SUPERVISOR, service.id), *candidates(Level.SUPERVISOR), *candidates(Level.FRONT)]
    chosen = owner_for(wanted, candidates(Level.FRONT, service.id), spare)
    if chosen is None:
        anyone = staff_of(Role.QUALITY)
        if not anyone:
            raise Refused("nobody", NOBODY, "service")
        return anyone[0].id
    return chosen.id


def _happened(complaint: Complaint, purchase: Purchase | None) -> dict[str, date | datetime]:
    """What a complaint and the purchase it is about give the regimes to count from."""
    sent_on = complaint.sent_on or complaint.received_on
    happened: dict[str, date | datetime] = {"complaint.first": sent_on, "complaint.received": complaint.received_on}
    if complaint.written:
        happened |= {"first_written_complaint.sent": sent_on, "first_written_complaint.received": complaint.received_on}
    contract_on = purchase.bought_on if purchase else complaint.contract_on
    if contract_on is not None:
        happened["contract"] = contract_on
    if purchase and purchase.delivered_on:
        happened["delivery"] = purchase.delivered_on
    return happened


def _as_logged(case: Opening, complaint: Complaint, happened: dict[str, date | datetime]) -> Happening:
    """The first entry of its journal."""
    data: dict[str, Json] = {
        "ref": case.ref,
        "channel": complaint.channel,
        "written": complaint.written,
        "amount": complaint.amount.minor,
        "currency": case.currency,
        "customer": case.customer_id,
        "owner": case.owner_id,
        "regimes": list(case.regimes),
    }
    if complaint.imported:
        data["imported"] = True
    if complaint.received_by:
        data["received_by"] = complaint.received_by
    text = {"what": complaint.what, "asked": complaint.asked} if complaint.asked else {"what": complaint.what}
    return Happening(data, text, Audience.CUSTOMER, happened=happened)
