"""THE table: what happened → what other rooms do about it, in the same transaction, in this order; any may refuse."""

from __future__ import annotations

from functools import wraps

from app.cases.actions import customer_changed, derive_soon
from app.cases.actions.keeping import ERASED as CASE_ERASED
from app.cases.rules.silence import QUIET_MOVED
from app.correspondence.actions import (
    erase_letters,
    forget_incident_letters,
    forget_letters,
    forget_requests,
    letter_moving,
    letter_with,
)
from app.correspondence.actions.mails import forget_mail_with, forget_mails
from app.correspondence.rules import NOTED, OF_ENTRY
from app.costs.actions import freeze_with_answer, keep_stake
from app.documents.actions import forget_case, forget_files, forget_parts, forget_sent
from app.exhibits.actions import forget_exhibits
from app.feedback.actions import ask_later, forget_invitations
from app.feedback.rules import OCCASIONS
from app.gestures.actions import forget_gestures
from app.gestures.actions.drafting import keep_draft
from app.insight.actions import recount_soon
from app.journal.actions import ERASED
from app.kernel import Event
from app.mediation.actions import forget_referrals
from app.plumbing.unit_of_work import Reaction

STAKES = (
    "case.escalate", "case.answer", "case.final_answer", "case.contest", "case.contest_final", "case.claims",
    "case.verdict", "case.signal", "case.signal_dismissed", "case.offer_accepted", "case.offer_lapsed", "case.mediation_notified",
    "case.mediation_over", "case.mediation_agreed", "case.court_seized", "case.judgment", "case.proceedings_dropped", "case.reopen",
    "case.close_carried_out", "case.close_solved", "case.close_quietly", "case.close_not_ours", "case.withdraw", "case.merge",
    "case.undo_merge", "gesture.refused", "gesture.expired", "gesture.carried_out", "entitlement.recognised",
    "entitlement.confirmed",
)  # fmt: skip
"""What changes the cost a dispute is expected to have. A case just logged is weighed by the worker, seconds later."""

TABLE: dict[str, tuple[Reaction, ...]] = dict.fromkeys(STAKES, (keep_stake,))
for _answer in ("case.answer", "case.final_answer"):
    TABLE[_answer] = (*TABLE[_answer], freeze_with_answer)
for _writes in (*OF_ENTRY, *NOTED):
    TABLE[_writes] = (*TABLE.get(_writes, ()), letter_with)
for _drafting in (
    "gesture.proposed",
    "gesture.withdrawn",
    "gesture.superseded",
    "gesture.approval_refused",
    "case.send_offer",
    "case.send_offer_aside",
):
    TABLE[_drafting] = (*TABLE.get(_drafting, ()), keep_draft)
for _occasion in OCCASIONS:
    TABLE[_occasion] = (*TABLE.get(_occasion, ()), ask_later)
TABLE["people.customer_changed"] = (customer_changed,)
TABLE["regimes.calendar_changed"] = (derive_soon, recount_soon)
TABLE[QUIET_MOVED] = (letter_moving,)
TABLE[ERASED] = (erase_letters, forget_mail_with, forget_parts, forget_files)
TABLE[CASE_ERASED] = (
    forget_exhibits, forget_letters, forget_mails, forget_gestures, forget_referrals, forget_case, forget_invitations,
)  # fmt: skip
TABLE["customer.forgotten"] = (forget_incident_letters, forget_requests, forget_sent)


def _living(react: Reaction) -> Reaction:
    """Imported history is told, and nobody reacts to it: the worker estimates what was never estimated."""

    @wraps(react)
    def reaction(event: Event) -> None:
        if not event.data.get("imported"):
            react(event)

    return reaction


TABLE = {kind: tuple(_living(react) for react in reactions) for kind, reactions in TABLE.items()}
