"""Recording a mediation, step by step, from the mediator's letter. Facts are never stopped; they move the case."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.cases.actions import apply, close, keep_promise, promise, refresh
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import facts_of, happened, locked, owed_promises, packs_of
from app.cases.rules.states import Ended, State
from app.exhibits.queries import exhibit_numbered
from app.kernel import Audience, Json, Money, Refused, Words, day_ends_at, day_of, words
from app.mediation.actions.letters import Letter, check_letter, check_order, data_of, words_in
from app.mediation.actions.steps import DOES, PROOF, nothing
from app.mediation.models import Referral
from app.mediation.queries import referrals_of
from app.mediation.rules import MEDIATORS_STEPS, Mode, Outcome, Step, is_mediator, require_step, state_of
from app.mediators.models import Mediator
from app.people.rules import SYSTEM, Actor, Permission
from app.plumbing.db import db
from app.regimes.rules.gates import GateVerdict, blocks, gate


def notify(
    case: Case, mediator: Mediator, letter: Letter, *, by: Actor, at: datetime, seised_on: date | None = None
) -> Referral:
    """Record that a consumer mediator notified us of the customer's referral: the case goes to mediation.

    Possible from every state, closed included. `seised_on` is the day the customer referred, when the letter says it.
    """
    check_letter(case, letter, at)
    seised = seised_on or letter.on
    if seised > letter.on:
        raise Refused("seised_after", SEISED_AFTER, "seised_on")
    if any(row.state.is_open and row.mode is Mode.CONSUMER for row in referrals_of(case)):
        raise Refused("referral_open", ALREADY, "mediator")
    row = _new(case, Mode.CONSUMER, mediator, "", letter, by, at)
    row.referred_on, row.notified_on = seised, letter.on
    _keep(row)
    data = data_of(row, letter) | {"notified_on": letter.on.isoformat(), "mediator": mediator.name}
    counted: dict[str, date | datetime] = {"mediator.seised": seised, "mediator.notified": letter.on}
    _arrow(row, "mediation_notified", data, letter, counted, by=by, at=at)
    return row


def refer(
    case: Case, mode: Mode, letter: Letter, *, by: Actor, at: datetime, mediator: Mediator | None = None, name: str = ""
) -> Referral:
    """Refer, ourselves or jointly, to a third party in a mode that allows it; the exhibit proves that we did.

    Refuses consumer mediation, which only the customer opens (L. 611-3 C. conso).
    """
    if not by.may(Permission.MEDIATION_RECORD):
        raise Refused("not_allowed", NOT_ALLOWED, "mode")
    if not mode.ours_to_refer:
        raise Refused("only_the_customer", ONLY_CUSTOMER, "mode")
    check_letter(case, letter, at)
    if letter.exhibit is None:
        raise Refused("proof_missing", PROOF, "exhibit")
    if mediator is None and not name.strip():
        raise Refused("name_missing", words("Dites qui est saisi.", "Say who is seised."), "name")
    row = _new(case, mode, mediator, name.strip()[:200], letter, by, at)
    row.referred_on = letter.on
    _keep(row)
    event = "conciliator.seised" if mode is Mode.CONCILIATOR else "mediator.seised"
    what = _happening(row, data_of(row, letter) | _named(row), letter, {event: letter.on})
    if row.third_party:
        what.text["who"] = row.third_party
    tell(case, "mediation.referred", what, by=by, at=at)
    refresh(case, at=at)
    return row


def _new(
    case: Case, mode: Mode, mediator: Mediator | None, name: str, letter: Letter, by: Actor, at: datetime
) -> Referral:
    case = locked(case)
    last = db.session.scalar(select(func.max(Referral.number)).where(Referral.case_id == case.id)) or 0
    return Referral(
        case_id=case.id,
        case=case,
        number=last + 1,
        mode=mode,
        mediator_id=mediator.id if mediator is not None else None,
        mediator=mediator,
        third_party=name,
        their_ref=letter.their_ref.strip()[:80],
        currency=case.currency,
        asked=0,
        opened_at=at,
        opened_by=by.key,
    )


def _keep(row: Referral) -> None:
    row.state = state_of(row.standing)
    db.session.add(row)
    db.session.flush()  # the database checks its facts before they are told


def record_step(row: Referral, name: str, letter: Letter, *, by: Actor, at: datetime) -> None:
    """Record one step of a referral; refuses one that cannot follow, or whose date cannot be."""
    if not by.may(Permission.MEDIATION_RECORD) and not (is_mediator(by) and name in MEDIATORS_STEPS):
        raise Refused("not_allowed", NOT_ALLOWED, "step")
    case = locked(row.case)
    step = require_step(name, row.standing)
    check_letter(case, letter, at)
    check_order(case, step, letter)
    counted: dict[str, date | datetime] = {step.event: letter.on} if step.event else {}
    facts: dict[str, Json] = {}
    DOES.get(name, nothing)(row, letter, facts)
    if step.ends is not None:
        row.outcome, row.closed_on = step.ends, letter.on
    _keep(row)
    _tell_step(row, step, letter, counted, facts, by=by, at=at)


def _tell_step(
    row: Referral,
    step: Step,
    letter: Letter,
    counted: dict[str, date | datetime],
    facts: dict[str, Json],
    *,
    by: Actor,
    at: datetime,
) -> None:
    data = data_of(row, letter)
    if facts:
        data["facts"] = facts
    if step.name in ("requested", "replied"):
        data["reply_by_on"] = row.reply_by_on.isoformat() if row.reply_by_on is not None else ""
    if step.name == "carried_out":
        data["outcome"] = step.name
    if step.name == "notified":
        data |= {"notified_on": letter.on.isoformat()} | _named(row)
        _arrow(row, "mediation_notified", data, letter, counted, by=by, at=at)
        return
    tell(row.case, f"mediation.{step.name}", _happening(row, data, letter, counted, step), by=by, at=at)
    if step.ends is not None:
        _leave(row, step.ends, letter, by=by, at=at)
    if step.name == "agreed":
        _promise(row, by=by, at=at)
    if step.name == "carried_out":
        _settle(row, letter, by=by, at=at)
    refresh(row.case, at=at)


def _promise(row: Referral, *, by: Actor, at: datetime) -> None:
    """What was agreed becomes a promise with an owner and a date, when the agreement gives one."""
    if row.carry_out_by_on is None:
        return
    on = max(row.carry_out_by_on, day_of(at, row.case.zone))  # recorded after its date, it is owed today
    due_at = day_ends_at(on, row.case.zone) - timedelta(seconds=1)
    if due_at > at:
        what = "Carry out the mediation agreement" if row.case.lang == "en" else "Exécuter l’accord de médiation"
        promise(row.case, what, due_at, by=by, at=at, origin=_origin(row))


def _origin(row: Referral) -> str:
    return f"mediation:{row.number}"


def _settle(row: Referral, letter: Letter, *, by: Actor, at: datetime) -> None:
    """The agreement was carried out: its promise is kept, and the case closes as mediated when nothing else is open."""
    case = row.case
    proof = f"n° {letter.exhibit}" if letter.exhibit is not None else letter.text
    for each in owed_promises(case):
        if each.origin == _origin(row):
            keep_promise(case, each, proof, by=by, at=at)
    if case.state is State.SETTLING and not owed_promises(case):
        close(case, "close_carried_out", by=by, at=at, ended=Ended.MEDIATED)


def _leave(row: Referral, outcome: Outcome, letter: Letter, *, by: Actor, at: datetime) -> None:
    """The referral is over: the case leaves mediation unless another referral is still open or it left before."""
    case = row.case
    others = any(each.id != row.id and each.state.is_open for each in referrals_of(case))
    if case.state is not State.IN_MEDIATION or others:
        return
    arrow = "mediation_agreed" if outcome is Outcome.AGREED else "mediation_over"
    counted: dict[str, date | datetime] = {} if outcome in SAID else {"mediator.closed": letter.on}
    data = data_of(row, letter) | {"outcome": outcome.value}
    _arrow(row, arrow, data, Letter(letter.on), counted, by=SYSTEM if is_mediator(by) else by, at=at)


SAID = {Outcome.AGREED, Outcome.FAILED, Outcome.WITHDRAWN}
"""Outcomes whose own step already counts as the end of the mediation."""


def _arrow(
    row: Referral,
    name: str,
    data: dict[str, Json],
    letter: Letter,
    counted: dict[str, date | datetime],
    *,
    by: Actor,
    at: datetime,
) -> None:
    what = Happening(data, words_in(letter), Audience.CUSTOMER, happened=counted)
    apply(row.case, name, what, by=by, at=at)


def _happening(
    row: Referral, data: dict[str, Json], letter: Letter, counted: dict[str, date | datetime], step: Step | None = None
) -> Happening:
    restricted = step is not None and step.restricted
    if restricted:
        data["restricted"] = True
    audience = Audience.MEDIATOR if restricted else Audience.CUSTOMER
    return Happening(data, words_in(letter), audience, happened=counted)


def _named(row: Referral) -> dict[str, Json]:
    """Whom a fact that stays for ever names: a mediator of the directory; of anybody else, a person, only the mode."""
    return {"mediator": row.mediator.name if row.mediator is not None else "", "mode": row.mode.value}


def record_fee(row: Referral, fee: Money, exhibit: int | None = None, *, by: Actor, at: datetime) -> None:
    """Keep what the mediator charged us for this file."""
    if fee.minor < 0:
        raise Refused(
            "negative", words("Un montant ne peut pas être négatif.", "An amount cannot be negative."), "amount"
        )
    row.fee_minor, row.currency = fee.minor, fee.currency
    data: dict[str, Json] = {"referral": row.number, "amount": fee.minor, "currency": fee.currency}
    if exhibit is not None:
        exhibit_numbered(row.case, exhibit)
        data["exhibits"] = [exhibit]
    tell(row.case, "mediation.fee", Happening(data, audience=Audience.INTERNAL), by=by, at=at)


def declining(case: Case, mode: Mode, *, at: datetime) -> tuple[GateVerdict, ...]:
    """What the regimes say of declining: allowed, but a systematic refusal is looked at (FR-MED-14)."""
    facts = facts_of(case) | {"referral.mode": "consumer" if mode is Mode.CONSUMER else "conventional"}
    return gate("decline_mediation", packs_of(case), happened(case), facts, as_of=at, zone=case.zone)


def referring(case: Case, mode: Mode, *, at: datetime) -> tuple[GateVerdict, ...]:
    """What stops us from referring ourselves (FR-MED-01): in consumer mediation, always."""
    facts = facts_of(case) | {
        "referral.initiator": "trader",
        "referral.mode": "consumer" if mode is Mode.CONSUMER else "conventional",
    }
    return blocks(gate("refer", packs_of(case), happened(case), facts, as_of=at, zone=case.zone))


NOT_ALLOWED: Words = words(
    "Seul le responsable qualité tient la médiation.", "Only the quality officer keeps the mediation."
)


SEISED_AFTER = words("La saisine précède sa notification.", "The referral comes before its notification.")


ALREADY = words(
    "Une saisine est déjà en cours pour ce dossier : notez-y les étapes.",
    "A referral is already open for this case: record its steps there.",
)


ONLY_CUSTOMER = words(
    "Seul le client peut saisir un médiateur de la consommation (art. L. 611-3 C. conso).",
    "Only the customer may go to a consumer mediator (art. L. 611-3 C. conso).",
)
