"""Tells the story: opens the house, then does every act of every case in the order of time, the clock moved along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Select, and_, or_, select

from app.cases.actions.logging import Complaint
from app.cases.models import Case, Promise
from app.cases.rules.parties import PartyRole
from app.cases.rules.states import State
from app.cli.story import cast, improving, mails, shop, warning
from app.cli.story.days import BEGUN, Days
from app.cli.story.script import Act, House, Scene, Script, in_order, opening, typeset
from app.correspondence.actions import delivery
from app.correspondence.models import IncidentLetter, Letter, Message
from app.feedback import actions as feedback
from app.gestures.actions import seed_catalogue
from app.gestures.actions.answering import POST_DAYS
from app.intake.actions import logging as intake
from app.intake.rules.choices import is_written
from app.journal.actions import HOUSE, record
from app.kernel import Event, FixedClock, Lang, Money, Refused, day_of
from app.people.actions import set_absence
from app.people.models import Purchase
from app.people.rules import SYSTEM, Actor
from app.plumbing import jobs, unit_of_work
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.worker import rounds
from app.worker.tables import CLOCKWORKS

EVENING = 19 * 60 + 30
FRIDAY = 4
EVERY_NIGHT = ("offers_expired", "approvals_passed_up")


@dataclass(frozen=True)
class Moment:
    """Something that happens at an instant: a case is logged, an act is done, the evening's work."""

    at: datetime
    place: int
    scene: Scene | None = None
    act: Act | None = None
    always: bool = False
    """The evening's work is done every Friday; on other days only when something is due."""
    deed: improving.Deed | None = None
    """Something the house does, of no case."""
    last: bool = False
    """The anchor: everything is brought up to date, estimates included (they only tell how things stand)."""


def tell(house: House, scripts: tuple[Script, ...], days: Days) -> House:
    """Tell the whole story in an opened house whose files are taken in; returns the house with its scenes."""
    with unit_of_work.writing():
        shop.publish_terms(days, house.taken, by=SYSTEM, at=_opening(days))
    scenes = [Scene(house, script) for script in scripts]
    house.scenes = {scene.script.key: scene for scene in scenes}
    with _clock_in_hand() as clock:
        deeds = (*improving.deeds(house, days), *warning.deeds(house, days))
        house_does = (Moment(at, 10_000, deed=deed) for at, deed in deeds)
        for moment in sorted((*_moments(scenes, days), *house_does), key=lambda one: (one.at, one.place)):
            _post(moment.at)
            _ask(moment.at)
            clock.at = moment.at
            if moment.last:
                mails.arrive(house, days.anchor - mails.BEFORE)
            _do(moment)
    with unit_of_work.writing():
        set_absence(house.member("ines"), days.day(-3), days.day(4), by=SYSTEM, at=days.anchor)
    return house


def _post(until: datetime) -> None:
    """Letters leave when their two minutes are over; those on paper are posted the same day."""
    kinds: tuple[type[Letter], ...] = (Message, IncidentLetter)
    waiting = [
        (row.leaves_at, kind, row.id)
        for kind in kinds
        for row in _quietly(select(kind).where(kind.sent_at.is_(None), kind.leaves_at <= until))
    ]
    for at, kind, number in sorted(waiting, key=lambda one: one[0]):
        _leave(kind, number, at)


def _leave(kind: type[Letter], number: int, at: datetime) -> None:
    waiting: Letter = _quietly(select(kind).where(kind.id == number))[0]
    assert waiting.job is not None
    delivery.leave(waiting.job, at, kind)
    with unit_of_work.writing():
        row = delivery.locked_letter(number, kind)
        if row.job is not None:
            jobs.finish(row.job, at=at)
        if row.channel.on_paper and row.stopped_at is None:
            delivery.mark_sent(row, row.written_on, by=SYSTEM, at=at)


def _quietly(wanted: Select[Any]) -> list[Any]:
    with db.session.no_autoflush:
        return list(db.session.scalars(wanted))


def _ask(until: datetime) -> None:
    """Customers are asked for their view when its day has come, and their mails leave."""
    wanted = select(Job.id).where(Job.kind.in_(feedback.HANDLERS), Job.done_at.is_(None), Job.due_at <= until)
    while (number := _first(wanted.order_by(Job.due_at, Job.id))) is not None:
        job = db.session.get_one(Job, number)
        result = feedback.HANDLERS[job.kind](job, job.due_at)
        with unit_of_work.writing():
            job = db.session.get_one(Job, number)
            jobs.finish(job, at=job.due_at, result=result)


def _first(wanted: Select[int]) -> int | None:
    with db.session.no_autoflush:
        return db.session.scalars(wanted.limit(1)).first()


def _opening(days: Days) -> datetime:
    return days.at(days.day(-cast.OPENING), 8 * 60)


def opened(days: Days, hashed: str) -> House:
    """The house with its people, services, budgets and catalogue: whoever tries it can sign in while the rest is told."""
    house, at = House(days), _opening(days)
    with unit_of_work.writing():
        record(Event(BEGUN, HOUSE, at, SYSTEM.key, {"anchor": days.anchor.isoformat()}))
        services = shop.open_services(by=SYSTEM, at=at)
        staff = cast.hire(services, hashed, by=SYSTEM, at=at)
        shop.name_mediator(days, by=SYSTEM, at=at)
        shop.fund_budgets(services, days, by=SYSTEM, at=at)
        shop.present(by=SYSTEM, at=at)
        seed_catalogue(by=SYSTEM, at=at)
        house.services = {code: row.id for code, row in services.items()}
        house.staff = {login: row.id for login, row in staff.items()}
    return house


def _moments(scenes: list[Scene], days: Days) -> Iterator[Moment]:
    for number, scene in enumerate(scenes):
        yield Moment(opening(scene.script, days), number, scene)
        for at, act in in_order(scene.script, days):
            if at >= days.anchor:
                raise ValueError(f"{scene.script.key}: an act after the anchor ({at})")
            yield Moment(at, number, scene, act)
    first = max(scene.script.back for scene in scenes)
    for offset in range(-first, 0):
        day = days.day(offset)
        yield Moment(days.at(day, EVENING), 10_000, always=day.weekday() == FRIDAY)
    yield Moment(days.anchor, 10_000, last=True)


def _something_due(at: datetime) -> bool:
    """A promise whose instant has passed, an offer or a quiet closing whose day has?"""
    today = day_of(at, current_app.config["ZONE"])
    promised = select(Promise.id).where(Promise.state == "open", Promise.due_at <= at)
    quiet = and_(Case.state == State.ANSWERED, Case.quiet_close_on < today)
    passed = select(Case.id).where(Case.is_open, or_(quiet, Case.offer_until_on < today - POST_DAYS))
    with db.session.no_autoflush:
        return any(db.session.scalars(wanted.limit(1)).first() is not None for wanted in (promised, passed))


def _do(moment: Moment) -> None:
    if moment.deed is not None:
        with unit_of_work.writing():
            moment.deed(moment.at)
        return
    if moment.scene is None:
        if moment.always or _something_due(moment.at):
            _evening(moment.at, EVERY_NIGHT)
        if moment.last:
            _evening(moment.at, tuple(CLOCKWORKS))
        return
    try:
        with unit_of_work.writing():
            if moment.act is None:
                _log(moment.scene, moment.at)
            else:
                moment.act.do(moment.scene, _actor(moment.scene, moment.act), moment.at)
    except Refused as refused:
        refused.add_note(f"in {moment.scene.script.key}, at {moment.at}")
        raise


def _evening(at: datetime, clockworks: tuple[str, ...]) -> None:
    """What the worker does, but for its jobs: copies of exhibits and the like wait until the house is open."""
    for work in (rounds.break_due_promises, rounds.close_quietly, rounds.derive_again, rounds.alert, rounds.digest):
        work(at)
    for name in clockworks:
        CLOCKWORKS[name](at)


def _actor(scene: Scene, act: Act) -> Actor:
    return scene.house.member(act.who).actor if act.who else scene.case.owner.actor


def _log(scene: Scene, at: datetime) -> None:
    house, script = scene.house, scene.script
    by = house.member(script.by).actor
    _welcome(house, script, by, at)
    buyer = cast.BUYERS[script.buyer]
    lang: Lang = "en" if buyer.lang == "en" else "fr"
    said = (lambda text: text) if lang == "en" else typeset
    sent = script.channel in {"post", "registered"}
    complaint = Complaint(
        what=said(script.what), channel=script.channel, written=is_written(script.channel), received_on=scene.day(0),
        sent_on=scene.day(-2) if sent else None, asked=said(script.asked), amount=Money.parse(script.euros), subject=said(script.subject),
        category=script.category, product=said(_product(script)), sector="ecommerce" if _online(script) else "retail", lang=lang,
    )  # fmt: skip
    speaker = (
        intake.Speaker(
            PartyRole(script.speaker[0]), *script.speaker[1:], mandate_signed=True, mandate_from=scene.day(0)
        )
        if script.speaker
        else None
    )
    linked = house.scenes[script.linked[0]].case if script.linked else None
    draft = intake.Draft(
        complaint, house.service(script.service), house.customer(script.buyer), purchase=_purchase(house, script), speaker=speaker,
        linked_to=linked, link_why=said(script.linked[1]) if script.linked else "", solved=script.solved, minutes=script.minutes,
    )  # fmt: skip
    scene.case_id = intake.log(draft, by=by, at=at).id


def _bought(script: Script) -> str:
    wanted = script.buyer if script.purchase is None else script.purchase
    return wanted if wanted in cast.BOUGHT else ""


def _product(script: Script) -> str:
    return cast.BOUGHT[_bought(script)].product if _bought(script) else ""


def _online(script: Script) -> bool:
    return bool(_bought(script)) and cast.BOUGHT[_bought(script)].channel == "online"


def _purchase(house: House, script: Script) -> Purchase | None:
    key = _bought(script)
    return db.session.get(Purchase, house.purchases[key]) if key else None


def _welcome(house: House, script: Script, by: Actor, at: datetime) -> None:
    if script.buyer not in house.customers:
        house.customers[script.buyer] = cast.welcome(house.days, script.buyer, by=by, at=at).id
    key = _bought(script)
    if key and key not in house.purchases:
        house.purchases[key] = cast.sell(house.days, key, house.customer(script.buyer), by=by, at=at).id


@contextmanager
def _clock_in_hand() -> Iterator[FixedClock]:
    """The house's clock follows the story."""
    kept, hand = current_app.extensions["clock"], FixedClock(current_app.extensions["clock"].now())
    current_app.extensions["clock"] = hand
    try:
        yield hand
    finally:
        current_app.extensions["clock"] = kept
