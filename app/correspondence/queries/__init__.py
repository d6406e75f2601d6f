"""Reading correspondence: letters of a case, those still on their way, whom a letter reaches, how it looks."""

from app.correspondence.queries import readdressing
from app.correspondence.queries.drawing import pdf_of, sender, signature_of
from app.correspondence.queries.letters import (
    fields_of,
    greeting_in,
    leaving,
    letter_numbered,
    letters_of,
    letters_with,
    locked_parts,
    mail_of,
    newest_letters,
    on_their_way,
    reach_of,
    stuck,
    text_of,
)
from app.correspondence.queries.wordings import in_force, wording_of, wordings_of

__all__ = [
    "fields_of",
    "greeting_in",
    "in_force",
    "leaving",
    "letter_numbered",
    "letters_of",
    "letters_with",
    "locked_parts",
    "mail_of",
    "newest_letters",
    "on_their_way",
    "pdf_of",
    "reach_of",
    "readdressing",
    "sender",
    "signature_of",
    "stuck",
    "text_of",
    "wording_of",
    "wordings_of",
]
