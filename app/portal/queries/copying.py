"""The copy of their data for a person who asks for it (GDPR, art. 15): their record, and what they may read of their cases.

An allow-list; internal notes are read, masked and added by hand (GDPR, art. 15(4)).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select

from app.cases.models import Case
from app.correspondence.queries import sender
from app.correspondence.queries.incidents import letters_to
from app.correspondence.queries.outside import lang_read
from app.correspondence.rules import Channel
from app.kernel import Lang, Money, Words, day_of, words
from app.people.models import Customer, Purchase
from app.people.queries import handed_out, house_card
from app.people.rules.countries import land_named
from app.people.rules.customers import titled
from app.people.rules.downloads import MEDIATOR_OPENED, Taken
from app.plumbing.db import db
from app.plumbing.pdf import Colophon, render
from app.plumbing.typography import PARIS, jinja_tools, say
from app.portal.queries import CustomersPage, customers_page

RECORD = {
    "kind": words("Qualité", "Kind"), "title": words("Civilité", "Title"), "name": words("Nom", "Name"),
    "organisation": words("Société", "Organisation"), "email": words("Courriel", "E-mail"), "phone": words("Téléphone", "Telephone"),
    "street": words("Adresse", "Street"), "postcode": words("Code postal", "Postcode"), "city": words("Ville", "Town"),
    "country": words("Pays", "Country"), "lang": words("Langue", "Language"), "prefers": words("Canal préféré", "Preferred channel"),
}  # fmt: skip
"""What the record says of the person; segment and standing are our own judgement, and answered by hand."""
TITLE = words("Copie de vos données", "Copy of your data")
TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


def copy_of(customer: Customer, cases: list[Case], at: datetime) -> dict[str, Any]:
    """The copy as a document: the record, the purchases, the letters outside any case, and these cases."""
    bought = db.session.scalars(select(Purchase).where(Purchase.customer_id == customer.id).order_by(Purchase.id))
    return {
        "made_on": day_of(at, PARIS).isoformat(),
        "record": {name: str(getattr(customer, name)) for name in RECORD},
        "purchases": [
            {"reference": row.reference, "label": row.label, "bought_on": row.bought_on.isoformat(), "price": row.price_minor,
             "currency": row.currency}
            for row in bought
        ],
        "letters": [
            {"on": _day(row.sent_on), "subject": row.subject, "text": row.body}
            for row in letters_to(customer.id) if row.sent_at is not None
        ],
        "cases": [_case(customers_page(case, at), lang_read(customer.lang)) for case in cases],
    }  # fmt: skip


def cases_of(customer: Customer) -> list[Case]:
    """Every case of a customer that still has its words."""
    wanted = select(Case).where(Case.customer_id == customer.id, Case.erased_at.is_(None)).order_by(Case.id)
    return list(db.session.scalars(wanted))


def _case(page: CustomersPage, lang: Lang) -> dict[str, Any]:
    """One case, in the language of whoever reads the copy; letters and their own words stay as they were written."""
    return {
        "ref": page.case.ref, "subject": page.case.subject, "received_on": page.case.received_on.isoformat(),
        "claims": [{"label": claim.label, "amount": claim.amount_minor} for claim in page.case.claims],
        "story": [{"on": line.on.isoformat(), "what": say(line.title, lang), "texts": list(line.texts)} for line in page.story],
        "offers": [{"number": offer.number, "text": offer.text_sent} for offer in page.offers],
        "letters": [{"on": _day(row.sent_on), "subject": row.subject, "text": row.body} for row in page.letters],
        "exhibits": [{"number": row.number, "title": row.title, "file": row.file_name, "sha256": row.file_key} for row in page.exhibits],
        "taken": [
            {"on": _day(day_of(entry.at, page.case.zone)), "what": say(Taken(entry.data["what"]).words, lang), "number": entry.data.get("number")
             or entry.data.get("exhibit"), "by": "mediator" if entry.kind == MEDIATOR_OPENED else "us"}
            for entry in handed_out(page.case.ref)
        ],
        "promises": [{"what": what, "on": on.isoformat()} for what, on, _broken in page.promises],
    }  # fmt: skip


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def copy_as_pdf(customer: Customer, document: dict[str, Any], ref: str, at: datetime) -> bytes:
    """The copy on paper, in the person's language. Slow: for the worker, never inside a write transaction."""
    lang = lang_read(customer.lang)
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = found.get_template("pdf/copy.html")
    html = page.render(
        copy=document, labels=RECORD, said=_said(customer, document["record"]), price=_price, title=TITLE, ref=ref, card=house_card(), on=_date,
        made_on=day_of(at, PARIS),
        **jinja_tools(lang, PARIS, day_of(at, PARIS)),
    )  # fmt: skip
    return render(html, Colophon(say(TITLE, lang), lang, at, authors=(sender()[0],))).pdf


def _said(customer: Customer, record: dict[str, str]) -> dict[str, Words | str]:
    """The record in words, where it holds a code."""
    ways: dict[str, Words] = {way.value: way.words for way in Channel} | {"phone": words("téléphone", "telephone")}
    tongue = words("français", "French") if customer.lang == "fr" else words("anglais", "English")
    return {
        **record,
        "kind": customer.kind.words,
        "title": titled(customer.title, lang_read(customer.lang)),
        "country": land_named(customer.country) if customer.country else "",
        "lang": tongue,
        "prefers": ways.get(customer.prefers, customer.prefers),
    }


def _price(minor: int, currency: str) -> Money:
    return Money(minor, currency)


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
