"""Rows of cases. States change only through `cases.actions.apply`; what happened lies in the journal."""

from app.cases.models.beside import Advice, Hold, Incident, Link, Recusal, SignalRow, TimeSpent, Warned
from app.cases.models.case import CASE_ERASED, Case, Counter
from app.cases.models.customers import AccessRequest, Limitation
from app.cases.models.duties import Alert, DutyRow, DutyWording, Promise, Upgrade
from app.cases.models.stated import Claim, Party

__all__ = [
    "CASE_ERASED",
    "AccessRequest",
    "Advice",
    "Alert",
    "Case",
    "Claim",
    "Counter",
    "DutyRow",
    "DutyWording",
    "Hold",
    "Incident",
    "Limitation",
    "Link",
    "Party",
    "Promise",
    "Recusal",
    "SignalRow",
    "TimeSpent",
    "Upgrade",
    "Warned",
]
