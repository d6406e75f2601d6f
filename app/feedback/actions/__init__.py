"""Asking, and keeping what is answered."""

from app.feedback.actions.answering import answer
from app.feedback.actions.asking import HANDLERS, MAIL, ask_later
from app.feedback.actions.erasing import forget_invitations

CIRCULARS = frozenset({MAIL})
"""Which work of this room writes to many at once."""

__all__ = ["CIRCULARS", "HANDLERS", "answer", "ask_later", "forget_invitations"]
