"""The door of the room: what the address asks for, and how things are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for

from app.insight.queries import Asked
from app.insight.queries.improving import key_of
from app.insight.queries.returns import return_named
from app.insight.rules.causes import By
from app.insight.rules.metrics import Metric
from app.insight.rules.periods import Span, period_of
from app.insight.rules.presenting import cause_words
from app.kernel import Refused, Words
from app.people.guards import current_actor
from app.people.models import Service
from app.people.queries import known_services
from app.plumbing.web import number_of, today

blueprint = Blueprint("insight", __name__)
USUAL = Span.LAST_12


@dataclass(frozen=True)
class Chosen:
    """The period and the service of a page, and how its addresses repeat them."""

    span: Span
    asked: Asked
    query: Mapping[str, str]
    service: Service | None = None
    refused: Refused | None = None
    typed: tuple[str, str] | None = None
    """The two dates as they were typed, where they make no period: nothing typed is lost."""

    @property
    def dates(self) -> tuple[str, str]:
        """What stands in the two fields of the form."""
        period = self.asked.period
        return self.typed or (period.from_on.isoformat(), period.to_on.isoformat())

    def cases(self, metric: Metric | str, **narrowed: str | int) -> str:
        """Where the cases of a figure are listed."""
        code = metric if isinstance(metric, str) else metric.code
        values: dict[str, Any] = {**self.query, **narrowed}
        return url_for("insight.cases", metric=code, **values)

    def hour(self, slot: int) -> str:
        """Where the cases whose customers came to us in an hour of the week are listed."""
        return self.cases("incoming", slot=slot)

    def here(self, endpoint: str, **more: str | int) -> str:
        """Another page over the same period and service."""
        values: dict[str, Any] = {**self.query, **more}
        return url_for(endpoint, **values)


def chosen() -> Chosen:
    """What the address asks for; the last twelve months where it asks for nothing, or for a period that is none."""
    now, refused, span = today(), None, _span()
    try:
        period = period_of(span, now, _day("from"), _day("to"))
    except Refused as why:
        refused, span = why, USUAL
        period = period_of(span, now)
    code = request.args.get("service", "")
    service = next((one for one in services() if one.code == code), None)
    query = {"span": span.value}
    if span is Span.FREE:
        query |= {"from": period.from_on.isoformat(), "to": period.to_on.isoformat()}
    if service is not None:
        query["service"] = service.code
    typed = (request.args.get("from", ""), request.args.get("to", "")) if refused else None
    return Chosen(span, Asked(period, now, service.id if service else None), query, service, refused, typed)


def _span() -> Span:
    """The period that was chosen; free dates as soon as one of the two was typed.

    The form says which dates it showed (`shown`): whoever leaves them alone chooses among the periods.
    """
    dates = (request.args.get("from"), request.args.get("to"))
    shown = request.args.get("shown")
    if any(dates) and (request.args.get("span") is None if shown is None else shown != SHOWN.join(map(str, dates))):
        return Span.FREE
    return Span(request.args["span"]) if request.args.get("span") in set(Span) else USUAL


SHOWN = "/"
"""Between the two dates that a form showed."""


def _day(name: str) -> date | None:
    """A date of the address, as an address writes it or as a person does."""
    typed = request.args.get(name, "").strip()
    try:
        return date.fromisoformat(typed)
    except ValueError:
        day, _, rest = typed.partition("/")
        month, _, year = rest.partition("/")
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            return None


def services() -> list[Service]:
    """The services whose figures this person may ask for."""
    own = current_actor().service_ids
    every = list(known_services())
    return [one for one in every if one.id in own] if current_actor().level and own else every


def service_words() -> dict[str, Words]:
    """Every service by its name."""
    return {one.code: Words(one.name_fr, one.name_en) for one in known_services()}


def narrowed(asked: Asked) -> tuple[Asked, list[tuple[str, Words]]]:
    """What the address narrows a list to, with each narrowing in words."""
    said: list[tuple[str, Words]] = []
    by, value = request.args.get("by"), request.args.get("value", "")
    if by in set(By):
        asked = asked.narrowed(by=By(by), value=key_of(By(by), value))
        said.append(("by", cause_words(By(by), value, service_words())))
    slot = number_of(request.args.get("slot"))
    if slot is not None and slot < 168:
        asked = asked.narrowed(slot=slot)
        said.append(("slot", HOUR.fill(day=WEEK[slot // 24], hour=slot % 24)))
    if request.args.get("return"):
        asked, words_of = _in_return(asked, request.args["return"])
        said += words_of
    return asked, said


def _in_return(asked: Asked, name: str) -> tuple[Asked, list[tuple[str, Words]]]:
    of = return_named(name)
    asked, said = asked.narrowed(regime=of.regime, bands=of.bands), [("return", of.title)]
    band = number_of(request.args.get("band"))
    if band is not None and band <= len(of.bands):
        asked = asked.narrowed(band=band)
        said.append(("band", of.band_words[band]))
    return asked, said


WEEK = (
    Words("lundi", "Monday"), Words("mardi", "Tuesday"), Words("mercredi", "Wednesday"), Words("jeudi", "Thursday"),
    Words("vendredi", "Friday"), Words("samedi", "Saturday"), Words("dimanche", "Sunday"),
)  # fmt: skip
HOUR = Words("{day}, {hour} h", "{day}, {hour}:00")
