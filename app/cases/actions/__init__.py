"""All that can happen to a case. `apply` is the only way to a state."""

from app.cases.actions import deriving, search_index
from app.cases.actions.access import record_access_request
from app.cases.actions.advising import answer_colleague, ask_colleague, end_advice, note_as_adviser
from app.cases.actions.alerting import raise_alerts, see_alerts
from app.cases.actions.applying import apply, refresh
from app.cases.actions.conduct import lift_conduct, limit_conduct
from app.cases.actions.deriving import derive_soon, look_soon
from app.cases.actions.erasing import erase_words, take_back
from app.cases.actions.keeping import erase_case, forget_customers, hold_case, keep_dates, release_hold
from app.cases.actions.links import (
    attach_to_incident,
    close_incident,
    decide_incident,
    link_cases,
    merge,
    open_incident,
    undo_merge,
)
from app.cases.actions.logging import Complaint, Planned, log_case, open_case, plan_case, row_of
from app.cases.actions.mandates import choose_reader, record_mandate
from app.cases.actions.noting import (
    Came,
    add_note,
    book_time,
    correct_time,
    dismiss_signal,
    raise_signal,
    record_contact,
)
from app.cases.actions.ownership import (
    assign,
    derogate,
    escalate,
    hand_back,
    recuse,
    set_verdict,
    spread,
    why_not_answer,
    why_not_judge,
)
from app.cases.actions.parties_and_claims import add_party, correct_party, state_claims
from app.cases.actions.promising import break_promise, deny_promise, keep_promise, promise
from app.cases.actions.requests import answer_request, extend_request, record_request, require_sight
from app.cases.actions.search_index import customer_changed, index_people, index_people_soon
from app.cases.actions.transitions import (
    answer,
    ask_customer,
    close,
    contest,
    customer_replied,
    customer_wrote,
    hear,
    message_read,
    reopen,
    take_charge,
    withdraw,
)
from app.cases.actions.undoing import undo_import_of
from app.cases.actions.upgrading import accept_upgrade, decline_upgrade, propose_upgrades, take_back_upgrade
from app.cases.actions.warning import warn

HANDLERS = {**deriving.HANDLERS, **search_index.HANDLERS}
"""What the worker does for this room."""

__all__ = [
    "HANDLERS",
    "Came",
    "Complaint",
    "Planned",
    "accept_upgrade",
    "add_note",
    "add_party",
    "answer",
    "answer_colleague",
    "answer_request",
    "apply",
    "ask_colleague",
    "ask_customer",
    "assign",
    "attach_to_incident",
    "book_time",
    "break_promise",
    "choose_reader",
    "close",
    "close_incident",
    "contest",
    "correct_party",
    "correct_time",
    "customer_changed",
    "customer_replied",
    "customer_wrote",
    "decide_incident",
    "decline_upgrade",
    "deny_promise",
    "derive_soon",
    "derogate",
    "dismiss_signal",
    "end_advice",
    "erase_case",
    "erase_words",
    "escalate",
    "extend_request",
    "forget_customers",
    "hand_back",
    "hear",
    "hold_case",
    "index_people",
    "index_people_soon",
    "keep_dates",
    "keep_promise",
    "lift_conduct",
    "limit_conduct",
    "link_cases",
    "log_case",
    "look_soon",
    "merge",
    "message_read",
    "note_as_adviser",
    "open_case",
    "open_incident",
    "plan_case",
    "promise",
    "propose_upgrades",
    "raise_alerts",
    "raise_signal",
    "record_access_request",
    "record_contact",
    "record_mandate",
    "record_request",
    "recuse",
    "refresh",
    "release_hold",
    "reopen",
    "require_sight",
    "row_of",
    "see_alerts",
    "set_verdict",
    "spread",
    "state_claims",
    "take_back",
    "take_back_upgrade",
    "take_charge",
    "undo_import_of",
    "undo_merge",
    "warn",
    "why_not_answer",
    "why_not_judge",
    "withdraw",
]
