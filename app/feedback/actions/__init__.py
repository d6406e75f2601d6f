"""Asking, and keeping what is answered."""

from app.feedback.actions.answering import answer
from app.feedback.actions.asking import HANDLERS, ask_later

__all__ = ["HANDLERS", "answer", "ask_later"]
