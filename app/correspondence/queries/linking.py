"""The link that leads a customer to the page of their case."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeSerializer

from app.cases.models import Case
from app.correspondence.rules.customers_page import PLACE, unknown_page
from app.correspondence.rules.threading import marked
from app.plumbing import installation


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(installation.settings().secret_key, salt="customers-page")


def mark_of(email: str) -> str:
    """Enough of an address to know that it is still the same."""
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()[:16]


def token_for(case: Case, email: str) -> str:
    """What locates a case in a link: the same each time, worthless once we write to another address."""
    return str(_signer().dumps([case.id, mark_of(email)]))


def link_for(case: Case, email: str) -> str:
    """The whole link, as a letter gives it."""
    return f"{installation.settings().base_url}/{PLACE}/{token_for(case, email)}"


def address_on_paper() -> str:
    """Where whoever has only a letter on paper begins: without what a person need not type."""
    parts = urlsplit(installation.settings().base_url)
    return f"{parts.netloc}{parts.path}/{PLACE}"


def read_token(token: str) -> tuple[int, str]:
    """The number of the case and the mark of the address that a link names; refuses one we did not write."""
    try:
        number, mark = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        raise unknown_page() from None
    return int(number), str(mark)


def reply_address(case: Case) -> str:
    """The address that answers about this case are sent to; empty where the house has set none."""
    settings = installation.settings()
    return marked(settings.mail_reply_to, settings.secret_key, case.id) if settings.mail_reply_to else ""
