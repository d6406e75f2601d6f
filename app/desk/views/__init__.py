"""The desk's pages, one module each."""

from app.desk.views.acts import act
from app.desk.views.advising import advice
from app.desk.views.alerts import alerts
from app.desk.views.case import case
from app.desk.views.court import court
from app.desk.views.diary import diary
from app.desk.views.door import blueprint
from app.desk.views.erasing import erase
from app.desk.views.help import glossary
from app.desk.views.here import here
from app.desk.views.incidents import incidents
from app.desk.views.keeping import keeping
from app.desk.views.palette import palette
from app.desk.views.queue import queue
from app.desk.views.reader import choose_reader
from app.desk.views.search import search
from app.desk.views.surveys import surveys
from app.desk.views.upgrades import upgrades

__all__ = [
    "act",
    "advice",
    "alerts",
    "blueprint",
    "case",
    "choose_reader",
    "court",
    "diary",
    "erase",
    "glossary",
    "here",
    "incidents",
    "keeping",
    "palette",
    "queue",
    "search",
    "surveys",
    "upgrades",
]
