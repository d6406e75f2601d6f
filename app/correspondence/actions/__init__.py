"""Writing letters, and seeing them on their way."""

from app.correspondence.actions import customers_page, delivery, mails
from app.correspondence.actions.customers_page import mail_code
from app.correspondence.actions.delivery import mark_sent, reroute, send_again, stop
from app.correspondence.actions.erasing import erase_letters, forget_letters
from app.correspondence.actions.incidents import forget_incident_letters, hold_back, write_to_buyers
from app.correspondence.actions.noticing import name_mediator
from app.correspondence.actions.readdressing import send_to_new_address
from app.correspondence.actions.requests import extend, forget_requests, give_copy, refuse
from app.correspondence.actions.wordings import sample, word_letter
from app.correspondence.actions.writing import letter_moving, letter_with, send_letter, write
from app.correspondence.models import IncidentLetter

HANDLERS = {**delivery.HANDLERS, **customers_page.HANDLERS}
"""What the worker does for this room."""
CODES = frozenset({customers_page.CODE, customers_page.BY_NAME})
CIRCULARS = frozenset({delivery.LEAVE[IncidentLetter]})
LETTERS = frozenset(delivery.LEAVE.values()) - CIRCULARS
"""Which of it lets somebody in, writes to many at once, writes to one person."""

__all__ = [
    "CIRCULARS",
    "CODES",
    "HANDLERS",
    "LETTERS",
    "erase_letters",
    "extend",
    "forget_incident_letters",
    "forget_letters",
    "forget_requests",
    "give_copy",
    "hold_back",
    "letter_moving",
    "letter_with",
    "mail_code",
    "mails",
    "mark_sent",
    "name_mediator",
    "refuse",
    "reroute",
    "sample",
    "send_again",
    "send_letter",
    "send_to_new_address",
    "stop",
    "word_letter",
    "write",
    "write_to_buyers",
]
