"""What is promised is said in writing: the gestures the customer accepted, and what the law grants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.cases.models import Case
from app.cases.queries import packs_of
from app.cases.rules.entries import CHANNELS
from app.correspondence.queries import fields_of, locked_parts, wording_of
from app.correspondence.queries.incidents import our_contact
from app.correspondence.queries.letters import lang_of
from app.correspondence.rules import LetterKind, draft, greeting
from app.correspondence.rules.wording import ANSWER_THIS
from app.gestures.models import EntitlementRow, Offer, OfferLine
from app.gestures.rules.wording import OTHERWISE, REPORTED, declined_words, due_words, each_line, promised_words
from app.kernel import Words, day_of
from app.plumbing.typography import say


def promised_on(line: OfferLine, at: datetime) -> date:
    """By which civil day a gesture accepted at this instant is carried out."""
    return day_of(at, line.offer.case.zone) + timedelta(days=line.carry_out_days)


def confirmation_of(offer: Offer, accepted: Sequence[OfferLine], at: datetime, last: str = "") -> str:
    """The letter that confirms an acceptance: each gesture with its value and its day; what was declined, and stays open.

    `last`: what the regime wants said to a customer whose complaint ends with it.
    """
    promised = each_line([promised_words(line.wording, line.value, promised_on(line, at)) for line in accepted])
    declined = [line.wording for line in offer.lines if line not in accepted]
    beside = (declined_words(each_line(declined)),) if declined else ()
    letter = _letter(offer.case, LetterKind.CONFIRMATION, promised, at, *beside)
    return f"{letter}\n\n{last}" if last else letter


def entitlement_letter(row: EntitlementRow, at: datetime) -> str:
    """The letter that says what the law grants: what, how much, on which rule, paid by when."""
    due = each_line([due_words(row.what, row.amount, cited(row), row.due_on)])
    return _letter(row.case, LetterKind.ENTITLEMENT, due, at)


def cited(row: EntitlementRow) -> str:
    """The rule as a customer can look it up: the article behind a rule of ours, else what was written."""
    rules = (rule for pack in packs_of(row.case) for rule in pack.entitlements)
    return next((rule.source.cite for rule in rules if row.rule in (rule.id, rule.full)), row.rule)


def reported_letter(offer: Offer, said: Words, received_on: date, channel: str, at: datetime) -> str:
    """The letter that confirms what one of us noted of the customer’s answer, so that they can put it right: `said` is what."""
    case = offer.case
    on, lang = day_of(at, case.zone), lang_of(case)
    fields = fields_of(case, on)
    letter = REPORTED.fill(
        greeting=greeting(fields), said=said, on=received_on, channel=CHANNELS.get(channel, OTHERWISE),
        contact=our_contact() or ANSWER_THIS, ref=case.ref,
    )  # fmt: skip
    return say(letter, lang, case.zone)


def _letter(case: Case, kind: LetterKind, promised: Words, at: datetime, *beside: Words) -> str:
    """The house's template of this kind, what this case adds to it, the parts that nobody takes out."""
    on, lang = day_of(at, case.zone), lang_of(case)
    fields = replace(fields_of(case, on), promised=promised, contact=our_contact())
    parts = [say(one, lang, case.zone) for one in (draft(kind, fields, wording_of(kind, on)), *beside)]
    return "\n\n".join((*parts, locked_parts(case, kind)))
