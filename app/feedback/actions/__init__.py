"""Asking, and keeping what is answered."""

from app.feedback.actions.answering import answer
from app.feedback.actions.asking import HANDLERS, ask_later
from app.feedback.actions.erasing import forget_invitations

__all__ = ["HANDLERS", "answer", "ask_later", "forget_invitations"]
