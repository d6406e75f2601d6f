"""A letter on paper, and in whose name we write."""

from __future__ import annotations

from app.correspondence.models import Letter, Message
from app.correspondence.queries.linking import address_on_paper
from app.correspondence.rules.closing import ending
from app.correspondence.rules.customers_page import FOLLOW_ON_PAPER
from app.kernel import Lang, words
from app.people.queries import house_card
from app.plumbing import mail
from app.plumbing.pdf import Colophon, render
from app.plumbing.pdf.templates import sheet
from app.plumbing.typography import bound, jinja_tools, say

SIGNED_WITHIN = 80
"""A text whose last characters name the house is signed."""


def pdf_of(row: Letter) -> bytes:
    """The letter as a PDF (PDF/A-3a, PDF/UA-1). Slow: for the worker, never inside a write transaction."""
    lang: Lang = "en" if row.lang == "en" else "fr"
    tools = jinja_tools(lang, row.zone, row.written_on)
    to_case = isinstance(row, Message) and row.to_email
    follow = FOLLOW_ON_PAPER.fill(address=address_on_paper(), ref=row.about) if to_case else None
    body = bound(row.body, lang)
    html = sheet("pdf/letter.html", row=row, card=house_card(), paragraphs=paragraphs(body), follow=follow, **tools)
    drawn = render(html, Colophon(row.subject, lang, row.written_at, authors=(sender()[0],)))
    return drawn.pdf


def paragraphs(text: str) -> list[list[str]]:
    """A text as paragraphs of lines."""
    return [part.strip("\n").split("\n") for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def sender() -> tuple[str, str]:
    """Name and address that mail comes from."""
    card = house_card()
    name = card.name if card is not None else "Amiable"
    address = card.contact_email if card is not None else ""
    return name, address or f"amiable@{mail.sender_host()}"


def signature_of(lang: Lang, body: str = "") -> str:
    """How it ends and who signs: the closing formula, the signatory of the house, their capacity, the house; nothing twice."""
    card = house_card()
    if card is not None and card.name in body[-SIGNED_WITHIN:]:
        return ""
    name, capacity = card.signatory if card is not None else ("", words("", ""))
    signed = "\n".join(line for line in (name, say(capacity, lang), card.name if card is not None else "") if line)
    return "\n\n".join(part for part in (ending(body, lang), signed) if part)
