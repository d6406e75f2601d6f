"""The link by which a customer answers: made when the mail leaves, kept nowhere, shown to nobody else."""

from __future__ import annotations

from datetime import date

from itsdangerous import BadData, URLSafeSerializer

from app.correspondence.queries.customers_page import reachable
from app.correspondence.queries.linking import mark_of
from app.feedback.models import Invitation
from app.feedback.rules.wording import PLACE, unknown_survey
from app.plumbing import installation
from app.plumbing.db import db


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(installation.settings().secret_key, salt="survey")


def link_to(row: Invitation) -> str:
    """The whole link, as the mail gives it: the same at every try."""
    return f"{installation.settings().base_url}/{PLACE}/{_signer().dumps([row.id, mark_of(row.to_email)])}"


def invitation_of_token(token: str, on: date) -> Invitation:
    """The invitation a link leads to, while we still write to that address; one refusal for every link that leads nowhere."""
    try:
        number, mark = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        raise unknown_survey() from None
    row = db.session.get(Invitation, number)
    reach = reachable(row.case, on) if row is not None else None
    if row is None or reach is None or mark_of(reach.email) != mark:
        raise unknown_survey()
    return row
