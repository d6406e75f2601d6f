"""Writing letters, and seeing them on their way."""

from app.correspondence.actions.erasing import erase_letters
from app.correspondence.actions.travelling import HANDLERS, mark_sent, reroute, send_again, stop
from app.correspondence.actions.wordings import sample, word_letter
from app.correspondence.actions.writing import letter_moving, letter_with, send_letter, write

__all__ = [
    "HANDLERS",
    "erase_letters",
    "letter_moving",
    "letter_with",
    "mark_sent",
    "reroute",
    "sample",
    "send_again",
    "send_letter",
    "stop",
    "word_letter",
    "write",
]
