"""A house in which much has happened: cases of two services over some months, and acts drawn by chance (always the same)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from app.cases import actions as cases
from app.cases.models import Case, Promise
from app.gestures import actions as gestures
from app.gestures.models import Offer
from app.gestures.rules.offers import OfferState
from app.kernel import Refused
from app.people.models import Staff
from app.people.rules import Actor
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker import rounds
from app.worker.tables import CLOCKWORKS
from tests.conftest import NOW
from tests.factories.gestures import PROOF, a_sent, stocked
from tests.factories.house import Company, a_complaint

CATEGORIES = ("breakdown", "delivery", "billing")


def logged(firm: Company, rng: Random, at: datetime) -> Case:
    """A complaint of either service, received a few days before."""
    billing = rng.random() < 0.4
    complaint = a_complaint(
        category=rng.choice(CATEGORIES), product=rng.choice(("", "Brume 8 kg", "Four Aube")), channel=rng.choice(("email", "phone")),
        written=True, received_on=at.date() - timedelta(days=rng.randint(0, 9)),
    )  # fmt: skip
    service, by = (firm.billing, firm.biller) if billing else (firm.after_sales, firm.agent)
    with unit_of_work.writing():
        return cases.log_case(complaint, firm.customer, service, by=by.actor, at=at, purchase=firm.purchase)


Act = Callable[[Company, Case, Staff, Random, datetime], object]


def _offer(_firm: Company, case: Case, by: Staff, _rng: Random, at: datetime) -> object:
    return a_sent(case, by, ("voucher", 10), at=at, until=at.date() + timedelta(days=10))


def _reply(_firm: Company, case: Case, by: Staff, rng: Random, at: datetime) -> object:
    offer = db.session.query(Offer).filter_by(case_id=case.id, state=OfferState.SENT).first()
    said = rng.choice(("accepted", "refused"))
    return offer and gestures.answer_offer(offer, said, offer.edition, by=by.actor, at=at, proof=PROOF)


def _keep(_firm: Company, case: Case, by: Staff, _rng: Random, at: datetime) -> object:
    row = db.session.query(Promise).filter_by(case_id=case.id, state="open").first()
    return row and cases.keep_promise(case, row, "preuve", by=by.actor, at=at)


ACTS: tuple[Act, ...] = (
    lambda _f, case, by, _r, at: cases.take_charge(case, by=by.actor, at=at),
    lambda _f, case, by, rng, at: cases.record_contact(
        case,
        rng.choice(("phone", "email", "chat")),
        rng.choice(("in", "out")),
        "Bonjour.",
        by=by.actor,
        at=at,
        minutes=7,
    ),
    lambda _f, case, by, _r, at: cases.answer(case, "Nous vous remboursons.", "founded", by=by.actor, at=at),
    lambda _f, case, by, _r, at: cases.escalate(case, "Il insiste.", by=by.actor, at=at),
    lambda _f, case, by, _r, at: cases.promise(case, "Rappeler", at + timedelta(days=2), by=by.actor, at=at),
    _keep,
    lambda _f, case, by, _r, at: cases.close(case, "close_solved", by=by.actor, at=at, text="Tout va bien."),
    lambda _f, case, by, _r, at: cases.close(case, "close_not_ours", by=by.actor, at=at, text="Pas chez nous."),
    lambda firm, case, _b, _r, at: cases.reopen(case, "Encore en panne.", by=firm.supervisor.actor, at=at),
)
OWN: tuple[Act, ...] = (_offer,)
"""Acts that open a unit of work of their own."""


def live(firm: Company, rng: Random, at: datetime, known: list[Case]) -> None:
    """One thing happens to one case, or does not because it may not."""
    case = rng.choice(known)
    act = rng.choice((*ACTS, *OWN, _reply))
    db.session.rollback()
    case = db.session.get_one(Case, case.id)
    try:
        if act in OWN:
            act(firm, case, case.owner, rng, at)
        else:
            with unit_of_work.writing():
                act(firm, case, case.owner, rng, at)
    except Refused:
        db.session.rollback()


LIVES: tuple[tuple[str, ...], ...] = (
    ("take", "phone", "answer", "close", "reopen", "mail", "close"),
    ("take", "offer", "accepted"),
    ("take", "phone", "mail", "up", "up", "answer", "close"),
    ("take", "promise", "broken", "mail"),
    ("take", "offer", "refused", "answer", "close"),
    ("take", "offer", "expired", "phone"),
    ("promise", "keep", "answer", "close"),
)
"""What happens to one case after the other, a week between two."""


def do(firm: Company, case: Case, what: str, at: datetime) -> None:
    """One step of a life, by whoever carries the case."""
    rng, by = Random(what), case.owner.actor
    if what == "offer":
        a_sent(case, case.owner, ("voucher", 10), at=at, until=at.date() + timedelta(days=10))
    elif what in ("broken", "expired"):
        rounds.break_due_promises(at)
        CLOCKWORKS["offers_expired"](at + timedelta(days=9))
    else:
        with unit_of_work.writing():
            _do(firm, case, what, by, rng, at)


def _do(firm: Company, case: Case, what: str, by: Actor, rng: Random, at: datetime) -> None:
    if what == "take":
        cases.take_charge(case, by=by, at=at)
    elif what in ("phone", "mail"):
        channel = "phone" if what == "phone" else "email"
        cases.record_contact(case, channel, "in", "Bonjour.", by=by, at=at, minutes=7)
    elif what == "answer":
        cases.answer(case, "Nous vous remboursons.", "founded", by=by, at=at)
    elif what == "close":
        cases.close(case, "close_solved", by=by, at=at, text="Tout va bien.")
    elif what == "reopen":
        cases.reopen(case, "Encore en panne.", by=firm.supervisor.actor, at=at)
    elif what == "up":
        cases.escalate(case, "Il insiste.", by=by, at=at)
    elif what == "promise":
        cases.promise(case, "Rappeler", at + timedelta(days=2), by=by, at=at)
    elif what == "keep":
        _keep(firm, case, case.owner, rng, at)
    else:
        offer = db.session.query(Offer).filter_by(case_id=case.id, state=OfferState.SENT).one()
        gestures.answer_offer(offer, what, offer.edition, by=by, at=at, proof=PROOF)


def a_story(cases_logged: int = 14) -> tuple[Company, list[Case]]:
    """Half a year in which everything that the acts of the desk can do happens at least once."""
    rng, firm = Random(3), stocked(NOW - timedelta(days=200))
    start = NOW - timedelta(days=190)
    known = [logged(firm, rng, start + timedelta(days=9 * n, hours=n)) for n in range(cases_logged)]
    for n, case in enumerate(known):
        at = start + timedelta(days=9 * n + 1, hours=9)
        for step, what in enumerate(LIVES[n % len(LIVES)]):
            pause = 1 if what == "keep" else 7
            at += timedelta(days=pause if step else 0)
            do(firm, db.session.get_one(Case, case.id), what, at)
    return firm, known


def a_year(acts: int = 60, cases_logged: int = 14, seed: int = 7) -> tuple[Company, list[Case]]:
    """Half a year of complaints and of what is done about them."""
    rng, firm = Random(seed), stocked(NOW - timedelta(days=200))
    start = NOW - timedelta(days=190)
    known = [logged(firm, rng, start + timedelta(days=13 * n, hours=n)) for n in range(cases_logged)]
    for n in range(acts):
        live(firm, rng, start + timedelta(days=182 * n // acts + 7, hours=9), known)
    return firm, known
