"""Rows of correspondence: letters that leave, mails that come in."""

from app.correspondence.models.delivery import Travelling
from app.correspondence.models.letters import ERASED_BODY, CustomerAccess, LetterWording, Message, MessageErasure
from app.correspondence.models.mails import IncomingMail, MailBoxState
from app.correspondence.models.outside import Forgettable, IncidentLetter, IncidentWording, Letter, RequestLetter

__all__ = [
    "ERASED_BODY",
    "CustomerAccess",
    "Forgettable",
    "IncidentLetter",
    "IncidentWording",
    "IncomingMail",
    "Letter",
    "LetterWording",
    "MailBoxState",
    "Message",
    "MessageErasure",
    "RequestLetter",
    "Travelling",
]
