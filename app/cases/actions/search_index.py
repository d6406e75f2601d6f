"""By what a case is found: its titles; its customer as they are called and reached now, and as they were when it was dealt
with; its parties.

Indexed again in the transaction that changes them. What was indexed by an earlier version is brought up by the worker, asked for
by a migration or by `flask index-people`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.cases.models import Case
from app.cases.rules.opening import Opening, number_elsewhere
from app.kernel import Audience, Event
from app.people.models import Customer
from app.people.rules import Complainant
from app.plumbing import jobs, search, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job

KIND = "cases.index_people"
BATCH = 200
"""Cases indexed in one transaction."""
INTERNAL = Audience.INTERNAL.value


def index_titles(case: Case | Opening) -> None:
    """Find a case by what it is called: reference, subject, product, and the number that another system gave it."""
    titles = (case.ref, case.subject, case.product, number_elsewhere(case.external_id))
    search.put(case.id, "subject", "subject", INTERNAL, " ".join(titles), title=True)


def index_customer(case_id: int, customer: Complainant) -> None:
    """Find a case by its customer as they are now."""
    search.put(case_id, "customer", "customer", INTERNAL, customer.found_by, title=True)


def customer_changed(event: Event) -> None:
    """Find the cases of a customer who changed by their new words too; by the ones before as well, as long as the case is kept.

    Whoever holds a letter with the old number looks for that.
    """
    customer = db.session.get_one(Customer, event.data["customer"])
    was = str(event.text["was"])
    for number in db.session.scalars(select(Case.id).where(Case.customer_id == customer.id, Case.erased_at.is_(None))):
        index_customer(number, customer.complainant)
        search.put(number, "customer", f"before {event.at.isoformat()}"[:60], INTERNAL, was, title=True)


def index_parties(case: Case) -> None:
    """Find a case by the names and mails of everybody in the dispute."""
    for place, party in enumerate(case.parties, start=1):
        search.put(case.id, "party", str(place), INTERNAL, f"{party.name} {party.email}", title=True)


def index_people_soon(event: Event) -> None:
    """Ask the worker to index the titles and the people of every case again."""
    jobs.enqueue(KIND, {}, at=event.at, cause=event.kind)


def index_people() -> int:
    """Index titles, customer and parties of every case whose words are kept, some at a time; how many cases there are."""
    done, last = 0, 0
    while True:
        with unit_of_work.writing():
            wanted = select(Case).where(Case.id > last, Case.erased_at.is_(None)).order_by(Case.id).limit(BATCH)
            cases = list(db.session.scalars(wanted))
            for case in cases:
                index_titles(case)
                index_customer(case.id, case.customer.complainant)
                index_parties(case)
            done, last = done + len(cases), cases[-1].id if cases else last
        if len(cases) < BATCH:
            return done


def _index_people(_job: Job, _at: datetime) -> dict[str, Any]:
    return {"cases": index_people()}


HANDLERS: dict[str, Callable[[Job, datetime], dict[str, Any]]] = {KIND: _index_people}
