"""What intake does: log a complaint, attach a repeat, bring in complaints from a file."""

from app.intake.actions.importing import Outcome, Refusal, foreseen, import_rows, service_names
from app.intake.actions.jobs import HANDLERS, ask_for_import
from app.intake.actions.logging import Draft, Person, Speaker, attach_repeat, count_repeat, in_writing, log, plan
from app.intake.actions.undoing import ask_to_undo, may_undo

__all__ = [
    "HANDLERS",
    "Draft",
    "Outcome",
    "Person",
    "Refusal",
    "Speaker",
    "ask_for_import",
    "ask_to_undo",
    "attach_repeat",
    "count_repeat",
    "foreseen",
    "import_rows",
    "in_writing",
    "log",
    "may_undo",
    "plan",
    "service_names",
]
