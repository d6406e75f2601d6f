"""What a step of a mediation is recorded from: the mediator's letter, checked, and what the journal tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.cases.models import Case
from app.cases.queries import happened
from app.exhibits.queries import exhibit_numbered
from app.kernel import Json, Money, Refused, day_of, words
from app.mediation.models import Referral
from app.mediation.rules import Answer, Step
from app.regimes.rules.events import Happened, check_events


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


def words_in(letter: Letter) -> dict[str, str]:
    """What the letter says, as the erasable words of an entry."""
    return {"body": letter.text.strip()} if letter.text.strip() else {}


def data_of(row: Referral, letter: Letter) -> dict[str, Json]:
    """What the letter says, as the facts of an entry (amounts in minor units)."""
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


def check_letter(case: Case, letter: Letter, at: datetime) -> None:
    """Refuse a letter of tomorrow, dates that go backwards, an amount below nothing, an exhibit that is not there."""
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


def check_order(case: Case, step: Step, letter: Letter) -> None:
    """Refuse a day on which this step cannot have happened, after what is known of the case."""
    if step.event is None:
        return
    try:
        check_events([*happened(case), Happened(step.event, on=letter.on)], case.zone)
    except Refused as refused:
        if refused.field == step.event:
            raise Refused(refused.code, refused.message, "on") from refused
