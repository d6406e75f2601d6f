"""Rows of correspondence: letters that leave, mails that come in."""

from app.correspondence.models.letters import (
    ERASED_BODY,
    CustomerAccess,
    LetterWording,
    Message,
    MessageErasure,
)
from app.correspondence.models.mails import IncomingMail, MailBoxState

__all__ = [
    "ERASED_BODY",
    "CustomerAccess",
    "IncomingMail",
    "LetterWording",
    "MailBoxState",
    "Message",
    "MessageErasure",
]
