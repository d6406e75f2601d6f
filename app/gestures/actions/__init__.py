"""All that can happen to gestures: offers and their answers, approvals, entitlements, palette, grid, budgets."""

from app.gestures.actions.answering import answer_offer, expire_offers, record_counter
from app.gestures.actions.approving import ask_approval, decide, pass_up
from app.gestures.actions.carrying_out import carry_out, reverse
from app.gestures.actions.composing import Drafted, unsaid_evidence
from app.gestures.actions.erasing import forget_gestures
from app.gestures.actions.legal import (
    confirm_entitlement,
    contest_entitlement,
    pay_entitlement,
    recognise_entitlement,
    voucher_instead,
)
from app.gestures.actions.offering import (
    change_offer,
    check_draft,
    improve_offer,
    propose_offer,
    replace_offer,
    withdraw_offer,
)
from app.gestures.actions.sending import send_offer
from app.gestures.actions.settings import (
    decide_change,
    delegate,
    propose_budget,
    propose_entry,
    propose_line,
    revoke,
    seed_catalogue,
)
from app.gestures.actions.withdrawing import withdraw_change

__all__ = [
    "Drafted",
    "answer_offer",
    "ask_approval",
    "carry_out",
    "change_offer",
    "check_draft",
    "confirm_entitlement",
    "contest_entitlement",
    "decide",
    "decide_change",
    "delegate",
    "expire_offers",
    "forget_gestures",
    "improve_offer",
    "pass_up",
    "pay_entitlement",
    "propose_budget",
    "propose_entry",
    "propose_line",
    "propose_offer",
    "recognise_entitlement",
    "record_counter",
    "replace_offer",
    "reverse",
    "revoke",
    "seed_catalogue",
    "send_offer",
    "unsaid_evidence",
    "voucher_instead",
    "withdraw_change",
    "withdraw_offer",
]
