"""Recording a mediation, step by step, from the mediator's letter. Facts are never stopped; they move the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.cases.actions import apply, close, keep_promise, promise, refresh
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import facts_of, happened, locked, open_promises, packs_of
from app.cases.rules.workflow import Ended, State
from app.exhibits.queries import exhibit_numbered
from app.kernel import Audience, Json, Money, Refused, Words, day_ends_at, day_of, words
from app.mediation.models import Referral
from app.mediation.queries import grounds_of, referrals_of
from app.mediation.rules import MEDIATORS_STEPS, Answer, Entry, Mode, Outcome, Step, is_mediator, require_step, state_of
from app.mediators.models import Mediator
from app.people.rules import SYSTEM, Actor, Permission
from app.plumbing.db import db
from app.regimes.rules.events import Happened, check_events
from app.regimes.rules.gates import GateVerdict, blocks, gate


@dataclass(frozen=True)
class Letter:
    """What a step is recorded from: its civil day, the exhibit that proves it, the words, and what the step asks for."""

    on: date
    exhibit: int | None = None
    text: str = ""
    until_on: date | None = None
    amount: Money | None = None
    answer: Answer | None = None
    ground: str = ""
    who: str = ""
    their_ref: str = ""


def notify(
    case: Case, mediator: Mediator, letter: Letter, *, by: Actor, at: datetime, seised_on: date | None = None
) -> Referral:
    """Record that a consumer mediator notified us of the customer's referral: the case goes to mediation.

    Possible from every state, closed included. `seised_on` is the day the customer referred, when the letter says it.
    """
    _check(case, letter, at)
    seised = seised_on or letter.on
    if seised > letter.on:
        raise Refused("seised_after", SEISED_AFTER, "seised_on")
    if any(row.state.is_open and row.mode is Mode.CONSUMER for row in referrals_of(case)):
        raise Refused("referral_open", ALREADY, "mediator")
    row = _new(case, Mode.CONSUMER, mediator, "", letter, by, at)
    row.referred_on, row.notified_on = seised, letter.on
    _keep(row)
    data = _data(row, letter) | {"notified_on": letter.on.isoformat(), "mediator": mediator.name}
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
    _check(case, letter, at)
    if letter.exhibit is None:
        raise Refused("proof_missing", PROOF, "exhibit")
    if mediator is None and not name.strip():
        raise Refused("name_missing", words("Dites qui est saisi.", "Say who is seised."), "name")
    row = _new(case, mode, mediator, name.strip()[:200], letter, by, at)
    row.referred_on = letter.on
    _keep(row)
    event = "conciliator.seised" if mode is Mode.CONCILIATOR else "mediator.seised"
    what = _happening(row, _data(row, letter) | _named(row), letter, {event: letter.on})
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
    _check(case, letter, at)
    _check_order(case, step, letter)
    counted: dict[str, date | datetime] = {step.event: letter.on} if step.event else {}
    facts: dict[str, Json] = {}
    DOES.get(name, _nothing)(row, letter, facts)
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
    data = _data(row, letter)
    if facts:
        data["facts"] = facts
    if step.name in ("requested", "replied"):
        data["reply_by_on"] = row.reply_by_on.isoformat() if row.reply_by_on is not None else ""
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
    due_at = day_ends_at(row.carry_out_by_on, row.case.zone) - timedelta(seconds=1)
    if due_at > at:
        what = "Carry out the mediation agreement" if row.case.lang == "en" else "Exécuter l’accord de médiation"
        promise(row.case, what, due_at, by=by, at=at, origin=_origin(row))


def _origin(row: Referral) -> str:
    return f"mediation:{row.number}"


def _settle(row: Referral, letter: Letter, *, by: Actor, at: datetime) -> None:
    """The agreement was carried out: its promise is kept, and the case closes as mediated when nothing else is open."""
    case = row.case
    proof = f"n° {letter.exhibit}" if letter.exhibit is not None else letter.text
    for each in open_promises(case):
        if each.origin == _origin(row):
            keep_promise(case, each, proof, by=by, at=at)
    if case.state is State.SETTLING and not open_promises(case):
        close(case, "close_carried_out", by=by, at=at, ended=Ended.MEDIATED)


def _leave(row: Referral, outcome: Outcome, letter: Letter, *, by: Actor, at: datetime) -> None:
    """The referral is over: the case leaves mediation unless another referral is still open or it left before."""
    case = row.case
    others = any(each.id != row.id and each.state.is_open for each in referrals_of(case))
    if case.state is not State.IN_MEDIATION or others:
        return
    arrow = "mediation_agreed" if outcome is Outcome.AGREED else "mediation_over"
    counted: dict[str, date | datetime] = {} if outcome in SAID else {"mediator.closed": letter.on}
    data = _data(row, letter) | {"outcome": outcome.value}
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
    what = Happening(data, _text(letter), Audience.CUSTOMER, happened=counted)
    apply(row.case, name, what, by=by, at=at)


def _happening(
    row: Referral, data: dict[str, Json], letter: Letter, counted: dict[str, date | datetime], step: Step | None = None
) -> Happening:
    restricted = step is not None and step.restricted
    if restricted:
        data["restricted"] = True
    audience = Audience.MEDIATOR if restricted else Audience.CUSTOMER
    return Happening(data, _text(letter), audience, happened=counted)


def _named(row: Referral) -> dict[str, Json]:
    """Whom a fact that stays for ever names: a mediator of the directory; of anybody else, a person, only the mode."""
    return {"mediator": row.mediator.name if row.mediator is not None else "", "mode": row.mode.value}


def _text(letter: Letter) -> dict[str, str]:
    return {"body": letter.text.strip()} if letter.text.strip() else {}


def _data(row: Referral, letter: Letter) -> dict[str, Json]:
    data: dict[str, Json] = {"referral": row.number, "on": letter.on.isoformat(), "currency": row.currency}
    if letter.exhibit is not None:
        data["exhibits"] = [letter.exhibit]
    if letter.until_on is not None:
        data["until_on"] = letter.until_on.isoformat()
    if letter.amount is not None:
        data["amount"] = letter.amount.minor
    if letter.answer is not None:
        data["answer"] = letter.answer.value
    if letter.ground:
        data["ground"] = letter.ground
    if letter.who:
        data["who"] = letter.who
    return data


def _check(case: Case, letter: Letter, at: datetime) -> None:
    if letter.on > day_of(at, case.zone):
        raise Refused("future", words("Cette date est dans l’avenir.", "This date lies in the future."), "on")
    if letter.until_on is not None and letter.until_on < letter.on:
        raise Refused(
            "until_before", words("Cette date précède la lettre.", "This date precedes the letter."), "until_on"
        )
    if letter.amount is not None and letter.amount.minor < 0:
        raise Refused(
            "negative", words("Un montant ne peut pas être négatif.", "An amount cannot be negative."), "amount"
        )
    if letter.exhibit is not None:
        exhibit_numbered(case, letter.exhibit)


def _check_order(case: Case, step: Step, letter: Letter) -> None:
    if step.event is None:
        return
    try:
        check_events([*happened(case), Happened(step.event, on=letter.on)], case.zone)
    except Refused as refused:
        if refused.field == step.event:
            raise Refused(refused.code, refused.message, "on") from refused


def _nothing(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    """A step that changes nothing but the story."""


def _notified(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.notified_on = letter.on
    row.their_ref = letter.their_ref.strip()[:80] or row.their_ref


def _accept(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.entry, row.entry_on = Entry.ACCEPTED, letter.on


def _decline(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    if not letter.text.strip():
        raise Refused("reason_missing", REASON, "text")
    row.entry, row.entry_on = Entry.DECLINED, letter.on


def _admissible(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.admissible, row.admissible_on, row.field_confirmed = True, letter.on, True


def _inadmissible(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    known = {ground.code for ground in grounds_of(row.case)}
    if row.mode is Mode.CONSUMER and known and letter.ground not in known:
        raise Refused("ground_missing", GROUND, "ground")
    row.admissible, row.admissible_on, row.ground = False, letter.on, letter.ground


def _asked(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.asked += 1
    days = [day for day in (row.reply_by_on, letter.until_on) if day is not None]
    row.reply_by_on = min(days, default=None)


def _replied(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.asked = max(0, row.asked - 1)
    row.reply_by_on = row.reply_by_on if row.asked else None


def _extended(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    if letter.until_on is None:
        raise Refused("until_missing", UNTIL, "until_on")
    row.extended_to_on = letter.until_on
    facts["mediator.extended_to"] = letter.until_on.isoformat()


def _proposal(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.proposal_on, row.accept_by_on = letter.on, letter.until_on
    row.proposal_minor = letter.amount.minor if letter.amount is not None else None
    if letter.until_on is not None:
        facts["mediator.accept_by"] = letter.until_on.isoformat()


def _answered(letter: Letter) -> Answer:
    if letter.answer is None:
        raise Refused("answer_missing", words("Acceptée ou refusée ?", "Accepted or refused?"), "answer")
    return letter.answer


def _ours(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.our_answer, row.our_answer_on = _answered(letter), letter.on


def _theirs(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.their_answer, row.their_answer_on = _answered(letter), letter.on


def _agreed(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    row.carry_out_by_on = letter.until_on


def _carried_out(row: Referral, letter: Letter, facts: dict[str, Json]) -> None:
    if letter.exhibit is None and not letter.text.strip():
        raise Refused("proof_missing", PROOF_DONE, "exhibit")
    row.carried_out_on = letter.on


DOES: dict[str, Callable[[Referral, Letter, dict[str, Json]], None]] = {
    "notified": _notified,
    "accept_entry": _accept,
    "decline_entry": _decline,
    "admissible": _admissible,
    "inadmissible": _inadmissible,
    "requested": _asked,
    "replied": _replied,
    "extended": _extended,
    "proposal": _proposal,
    "our_answer": _ours,
    "their_answer": _theirs,
    "agreed": _agreed,
    "carried_out": _carried_out,
}


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
PROOF = words(
    "Indiquez la pièce qui prouve l’envoi de la saisine.", "Name the exhibit that proves that the referral was sent."
)
PROOF_DONE = words(
    "Indiquez la pièce, ou les mots, qui prouvent l’exécution.",
    "Give the exhibit, or the words, that prove it was done.",
)
REASON = words("Donnez la raison du refus d’entrer en médiation.", "Give the reason for declining mediation.")
GROUND = words(
    "Choisissez l’un des cinq motifs d’irrecevabilité.", "Choose one of the five grounds of inadmissibility."
)
UNTIL = words("Indiquez la nouvelle date annoncée.", "Give the new date announced.")
