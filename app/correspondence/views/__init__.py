"""The pages of correspondence: a case's letters, writing one, one letter on its way, all that has not left yet."""

from app.correspondence.views.attached import part
from app.correspondence.views.bringing import bring
from app.correspondence.views.door import blueprint
from app.correspondence.views.incidents import incident_letter, to_buyers
from app.correspondence.views.letters import letters
from app.correspondence.views.mails import mail, mails
from app.correspondence.views.one import letter
from app.correspondence.views.requests import request_letter
from app.correspondence.views.wordings import template, templates
from app.correspondence.views.writing import new

__all__ = [
    "blueprint",
    "bring",
    "incident_letter",
    "letter",
    "letters",
    "mail",
    "mails",
    "new",
    "part",
    "request_letter",
    "template",
    "templates",
    "to_buyers",
]
