"""What the law already grants: recognised from facts, owed, proved, paid. No offer, authority or budget can stop it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.cases import actions as case_actions
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case, Claim
from app.cases.queries import packs_of
from app.cases.rules.ladder import TOP
from app.cases.rules.states import State
from app.correspondence.actions.writing import check_wording
from app.costs.actions import law
from app.costs.rules.ledger import Move
from app.gestures.actions.confirming import entitlement_letter
from app.gestures.actions.locking import lock
from app.gestures.models import EntitlementRow
from app.kernel import Audience, Json, Lang, Money, Refused, day_ends_at, day_of, words
from app.people.rules import Actor, Permission
from app.plumbing.db import db
from app.plumbing.typography import say
from app.regimes.rules.gates import blocks, gate

CONFIRM_ABOVE = Money(50000)
"""House rule: above this, a second person confirms the facts (never the opportunity)."""
USUAL_DAYS = 14
FACTS = words(
    "Citez la pièce ou l’écriture qui établit les faits.", "Cite the exhibit or entry that establishes the facts."
)
NOT_ALLOWED = words("Votre rôle ne permet pas de reconnaître un droit.", "Your role does not recognise entitlements.")
WRONG_STATE = words("Ce droit n’attend pas cela ({state}).", "This entitlement does not await that ({state}).")
STATES = {
    "to_confirm": words("faits à confirmer", "facts to be confirmed"),
    "due": words("dû", "due"),
    "contested": words("contesté", "contested"),
    "paid": words("payé", "paid"),
}


def recognise_entitlement(
    case: Case,
    rule: str,
    what: str,
    amount: Money,
    facts: str,
    *,
    by: Actor,
    at: datetime,
    claim: Claim | None = None,
    due_on: date | None = None,
) -> EntitlementRow:
    """Recognise what the law grants on facts that an exhibit establishes: it becomes a duty with owner, date and proof."""
    _check(by, facts, amount, case)
    lock(case.id, [])
    row = EntitlementRow(
        case_id=case.id,
        claim_id=claim.id if claim else None,
        rule=rule[:60],
        what=what.strip()[:300],
        amount_minor=amount.minor,
        currency=amount.currency,
        due_on=due_on or day_of(at, case.zone) + timedelta(days=USUAL_DAYS),
        facts=facts.strip()[:300],
        state="to_confirm" if amount > Money(CONFIRM_ABOVE.minor, amount.currency) else "due",
        recognised_by_id=by.staff_id,
        recognised_at=at,
    )
    row.case, row.claim = case, claim
    db.session.add(row)
    db.session.flush()  # its number goes into the journal and the ledger
    letter = entitlement_letter(row, at)
    check_wording(case, letter, at=at, purpose="entitlement", field="what")
    said = {"facts": facts, "what": what, "body": letter if row.state == "due" else ""}
    _told(row, "entitlement.recognised", by, at, said, to_confirm=row.state == "to_confirm")
    if row.state == "due":
        _owe(row, by, at)
    return row


def _check(by: Actor, facts: str, amount: Money, case: Case) -> None:
    if by.staff_id is None or not by.may(Permission.CASE_WORK):
        raise Refused("not_allowed", NOT_ALLOWED, "entitlement")
    if not facts.strip():
        raise Refused("facts_missing", FACTS, "facts")
    if amount.minor <= 0 or amount.currency != case.currency:
        raise Refused("amount_zero", words("Indiquez le montant dû.", "Give the amount due."), "amount")


def confirm_entitlement(row: EntitlementRow, *, by: Actor, at: datetime) -> None:
    """A second person confirms the facts of a large entitlement; they do not judge whether it suits us."""
    lock(row.case_id, [])
    _expect(row, "to_confirm")
    if by.staff_id is None or not by.may(Permission.CASE_WORK):
        raise Refused("not_allowed", NOT_ALLOWED, "entitlement")
    if by.staff_id == row.recognised_by_id:
        message = words("Une autre personne confirme les faits.", "Another person confirms the facts.")
        raise Refused("own_request", message, "entitlement")
    row.state, row.confirmed_by_id, row.confirmed_at = "due", by.staff_id, at
    _told(row, "entitlement.confirmed", by, at, {"body": entitlement_letter(row, at)})
    _owe(row, by, at)


def _owe(row: EntitlementRow, by: Actor, at: datetime) -> None:
    """Book it as due by law and promise it: the duty has an owner, a legal date, and asks for its proof.

    Only now does its claim line bear it: what others read of the case (the mediator's file) knows nothing of facts to be confirmed.
    """
    case = row.case
    if row.claim is not None and case.state is not State.CLOSED:
        row.claim.due_minor, row.claim.due_rule = row.amount_minor, row.rule[:40]
    law(Move.DUE, row.amount, f"due:entitlement:{row.id}", by=by, at=at, case=case)
    lang: Lang = "en" if case.lang == "en" else "fr"
    what = say(OWED.fill(amount=row.amount, what=row.what), lang, case.zone)
    end = max(day_ends_at(row.due_on, case.zone), at + timedelta(minutes=1)) - timedelta(seconds=1)
    row.promise_id = case_actions.promise(case, what, end, by=by, at=at, origin=f"law:{row.id}").id


def contest_entitlement(row: EntitlementRow, reason: str, *, by: Actor, at: datetime) -> None:
    """Contest it, with reasons: it stays on the books and on the case until somebody decides."""
    _expect(row, "due", "to_confirm")
    if not by.may(Permission.CASE_JUDGE):
        raise Refused("not_allowed", words("Seule la qualité conteste un droit.", "Only quality contests."), "reason")
    barred = case_actions.why_not_judge(row.case, by) if row.case.level is TOP else None
    if barred:
        raise Refused("not_independent", barred, "reason")
    if not reason.strip():
        raise Refused("reason_missing", words("Donnez les motifs.", "Give the reasons."), "reason")
    row.state, row.contested_because = "contested", reason.strip()
    _told(row, "entitlement.contested", by, at, {"reason": reason})


def voucher_instead(row: EntitlementRow, consent: str, *, by: Actor, at: datetime) -> None:
    """Pay it as a voucher: only with the customer's recorded consent (the regime's own gate says so)."""
    _expect(row, "due", "contested")
    facts: dict[str, object] = {"refund.legal": True, "voucher.consent": bool(consent.strip())}
    stops = blocks(gate("grant_voucher", packs_of(row.case), [], facts, as_of=at, zone=row.case.zone))
    if stops or not consent.strip():
        message = stops[0].message if stops else NO_CONSENT
        raise Refused("voucher_consent", message, "consent")
    row.voucher, row.consent = True, consent.strip()[:200]
    _told(row, "entitlement.voucher", by, at, {"consent": consent})


def pay_entitlement(row: EntitlementRow, proof: str, *, by: Actor, at: datetime) -> None:
    """Record that it was paid, with its proof. Nothing else on the case can prevent it."""
    lock(row.case_id, [])
    _expect(row, "due", "contested")
    if not by.may(Permission.GESTURE_CARRY_OUT):
        raise Refused("not_allowed", NOT_ALLOWED, "entitlement")
    if not proof.strip():
        raise Refused("proof_missing", words("Indiquez la preuve du paiement.", "Give the proof of payment."), "proof")
    if row.promise_id is None:
        _owe(row, by, at)
    row.state, row.paid_at, row.proof = "paid", at, proof.strip()[:300]
    law(Move.PAY, row.amount, f"pay:entitlement:{row.id}", by=by, at=at, case=row.case)
    happened = {} if row.voucher else {"refund.made": day_of(at, row.case.zone)}
    _told(row, "entitlement.paid", by, at, {"proof": proof}, happened=happened)
    db.session.flush()  # the promise is read through its number
    if row.promise is not None and row.promise.state in {"open", "broken"}:
        case_actions.keep_promise(row.case, row.promise, proof.strip(), by=by, at=at)


def _expect(row: EntitlementRow, *states: str) -> None:
    if row.state not in states:
        raise Refused("wrong_state", WRONG_STATE.fill(state=STATES[row.state]), "entitlement")


def _told(
    row: EntitlementRow,
    kind: str,
    by: Actor,
    at: datetime,
    text: dict[str, str],
    *,
    happened: dict[str, date] | None = None,
    **more: Json,
) -> None:
    data: dict[str, Json] = {
        "entitlement": row.id,
        "rule": row.rule,
        "value": row.amount_minor,
        "currency": row.currency,
        "due_on": row.due_on.isoformat(),
        **more,
    }
    ours = kind == "entitlement.contested" or row.state == "to_confirm"
    audience = Audience.INTERNAL if ours else Audience.CUSTOMER  # nothing is told to the customer before it is due
    tell(row.case, kind, Happening(data, text, audience, happened={**(happened or {})}), by=by, at=at)


OWED = words("Payer {amount}, dû par la loi : {what}", "Pay {amount}, due by law: {what}")
NO_CONSENT = words(
    "Un bon à la place d’un remboursement dû par la loi demande l’accord exprès du client.",
    "A voucher instead of a refund due by law needs the customer’s express agreement.",
)
