"""The quality report as a PDF, and the jobs of the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.insight.queries import Asked, all_figures
from app.insight.queries.improving import improvements
from app.insight.queries.limits import limits_in
from app.insight.rules.causes import SHOWN, By, Cause, few
from app.insight.rules.presenting import GROUPS, avoided, cause_words, month_words, scores
from app.kernel import Lang, Refused, Words, words
from app.people.models import Service
from app.people.queries import house_card, known_services
from app.people.rules import Actor
from app.plumbing.db import db
from app.plumbing.jobs import Job
from app.plumbing.pdf import Colophon, render
from app.plumbing.pdf.templates import sheet
from app.plumbing.typography import jinja_tools, say

TITLE = words("Rapport qualité, du {a} au {b}", "Quality report, {a} to {b}")
UNKNOWN = words("Ce travail n’existe pas.", "There is no such job.")


def job_numbered(number: int, kind: str) -> Job:
    """This job of this kind; refuses another."""
    found = db.session.get(Job, number)
    if found is None or found.kind != kind:
        raise Refused("no_such_job", UNKNOWN, "job")
    return found


def draw(reader: Actor, asked: Asked, lang: Lang, at: datetime) -> bytes:
    """The report over the cases this reader may see (PDF/A-3a, PDF/UA-1). Slow: for the worker."""
    figures = all_figures(reader, asked)
    card = house_card()
    title = say(TITLE.fill(a=asked.period.from_on, b=asked.period.to_on), lang)
    names = {one.code: Words(one.name_fr, one.name_en) for one in known_services()}
    service = db.session.get(Service, asked.service_id) if asked.service_id else None
    html = sheet(
        "pdf/report.html",
        title=title,
        card=card,
        asked=asked,
        service=service,
        reader=reader,
        f=figures,
        groups=GROUPS,
        scores=scores({code: one.total for code, one in figures.of.items()}),
        limits=limits_in(figures.regimes),
        saved=avoided(figures["foreseen"].money, figures["granted"].money),
        causes=[(by, _bars(by, figures.causes[by], names), *few(figures.causes[by])) for by in By],
        months=[month_words(month) for month, _received, _closed in figures.months],
        improvements=improvements(reader, asked.today),
        **jinja_tools(lang, "Europe/Paris", asked.today),
    )  # fmt: skip
    house = card.name if card is not None else "Amiable"
    return render(html, Colophon(title, lang, at, authors=(house,))).pdf


def _bars(by: By, causes: Sequence[Cause], names: Mapping[str, Words]) -> list[dict[str, object]]:
    """The bars of a chart of causes: on paper they lead nowhere."""
    return [
        {"label": cause_words(by, one.value, names), "value": one.n, "share": one.share, "url": None}
        for one in causes[:SHOWN]
    ]
