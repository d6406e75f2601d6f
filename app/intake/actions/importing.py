"""Complaints brought in from a file: each line is whole or absent, and a run that stopped goes on where it was.

A few lines share a unit of work; where one of them is refused, each is tried again in a unit of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from app.cases import actions as cases
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import candidates
from app.cases.rules.ladder import Candidate, Wanted, owner_for
from app.cases.rules.states import Ended
from app.intake import queries
from app.intake.queries import Table
from app.intake.rules.columns import fitting_days
from app.intake.rules.mapping import Mapping, check_headings, heading
from app.intake.rules.records import Reading, Record, beyond, read
from app.intake.rules.tables import Row
from app.kernel import Audience, Json, Refused, Words, day_of
from app.people import actions as people
from app.people.models import Customer, Service, Staff
from app.people.queries import all_services, all_staff, customer_known_as, service_by_code
from app.people.rules import Actor, CustomerKind, Level, Role, StaffFacts
from app.people.rules.looking_up import named
from app.plumbing import unit_of_work
from app.plumbing.db import db

TOGETHER = 200
"""Lines looked up at once."""
AT_A_TIME = 25
"""Lines written in one unit of work: few enough that others wait for the lock only a moment."""
STANDBY = "a-attribuer"


@dataclass(frozen=True)
class Refusal:
    """A line that was not brought in: where it starts and everything that is wrong with it."""

    line: int
    reasons: tuple[Words, ...]


@dataclass
class Outcome:
    """What an import did; every line read is created, a duplicate or refused."""

    read: int = 0
    created: int = 0
    duplicates: int = 0
    refused: list[Refusal] = field(default_factory=list)


Progress = Callable[[float, Outcome], None]


def import_rows(
    table: Table,
    mapping: Mapping,
    service: Service,
    *,
    by: Actor,
    at: datetime,
    progress: Progress = lambda _far, _so_far: None,
) -> Outcome:
    """Bring in every record of an open file; opens its own units of work (the caller must not have one open).

    Records known by (mapping, number) or by their digest are duplicates: a second or interrupted run just goes on.
    """
    mapping = fitting_days(mapping, since_1904=table.since_1904)
    check_headings(mapping, table.headings)
    service_id = service.id
    outcome, carriers = Outcome(), _Carriers(day_of(at, mapping.zone))
    rows = table.rows(lambda cells: read(mapping, cells).record is not None)
    while batch := list(itertools.islice(rows, TOGETHER)):
        named = service_names()
        _bring_in(
            _checked(batch, mapping, named, day_of(at, mapping.zone), outcome),
            mapping,
            service_id,
            carriers,
            by,
            at,
            outcome,
        )
        outcome.refused.sort(key=lambda refusal: refusal.line)
        progress(table.far(), outcome)
    return outcome


def service_names() -> dict[str, int]:
    """What a file may call each service, folded: its code, its name in either language."""
    return {
        heading(said): service.id
        for service in all_services()
        for said in (service.code, service.name_fr, service.name_en)
    }


def foreseen(row: Row, mapping: Mapping, services: Collection[str], on: date) -> Reading:
    """A line as the import will take it on this day: its record, or everything that it will be refused for."""
    if row.problem is not None:
        return Reading(None, (row.problem,))
    reading = read(mapping, row.cells, row.carried)
    refused = beyond(reading.record, services, on) if reading.record else ()
    return Reading(None, refused) if refused else reading


def _checked(
    batch: list[Row], mapping: Mapping, services: Collection[str], on: date, outcome: Outcome
) -> Iterator[tuple[int, Record]]:
    for row in batch:
        outcome.read += 1
        reading = foreseen(row, mapping, services, on)
        if reading.record is None:
            outcome.refused.append(Refusal(row.line, reading.problems))
        else:
            yield row.line, reading.record


def _bring_in(
    records: Iterator[tuple[int, Record]],
    mapping: Mapping,
    service_id: int,
    carriers: _Carriers,
    by: Actor,
    at: datetime,
    outcome: Outcome,
) -> None:
    each = list(records)
    known = queries.known_numbers(mapping.name, [record.external_id for _line, record in each])
    db.session.rollback()  # the look-up is over: each line now opens a transaction of its own
    run = _Run(mapping, service_id, carriers, by, at, outcome)
    fresh, repeated = list[tuple[int, Record]](), list[tuple[int, Record]]()
    for line, record in each:
        (repeated if record.external_id in known else fresh).append((line, record))
        known.add(record.external_id)
    for start in range(0, len(fresh), AT_A_TIME):
        run.bring_in(fresh[start : start + AT_A_TIME])
    for line, record in repeated:
        run.bring_in_again(line, record)


@dataclass
class _Run:
    """What the lines of a run share."""

    mapping: Mapping
    service_id: int
    carriers: _Carriers
    by: Actor
    at: datetime
    outcome: Outcome
    failed: set[str] = field(default_factory=set)
    """Numbers of records that were refused: the same number further down the file is no duplicate of theirs."""

    def bring_in_again(self, line: int, record: Record) -> None:
        """A line whose number was there before: a duplicate, unless what was there was refused."""
        if record.external_id in self.failed:
            self.failed.discard(record.external_id)
            self._alone(line, record)
        else:
            self.outcome.duplicates += 1

    def bring_in(self, some: list[tuple[int, Record]]) -> None:
        """A few lines in one unit of work; where one of them cannot be, each again in a unit of its own."""
        loads = self.carriers.copy()
        try:
            with unit_of_work.writing():
                held = [self._one(record) for _line, record in some]  # what they share stays in memory meanwhile
            self.outcome.created += len(held)
        except (Refused, IntegrityError):
            self.carriers.teams = loads
            for line, record in some:
                self._alone(line, record)

    def _one(self, record: Record) -> tuple[Case, Service, Staff | None]:
        service = _service_of(record, self.service_id)
        owner = self.carriers.owner(service, record.lang)
        case = import_record(record, self.mapping, service, by=self.by, at=self.at, owner=owner)
        return case, service, owner

    def _alone(self, line: int, record: Record) -> None:
        try:
            with unit_of_work.writing():
                self._one(record)
            self.outcome.created += 1
        except Refused as refused:
            self.failed.add(record.external_id)
            self.outcome.refused.append(Refusal(line, (refused.message,)))
        except IntegrityError:
            if not queries.known_numbers(self.mapping.name, [record.external_id]):
                raise
            self.outcome.duplicates += 1  # another run brought it in meanwhile


def _service_of(record: Record, service_id: int) -> Service:
    number = service_names()[heading(record.service)] if record.service else service_id
    found = db.session.get(Service, number)
    assert found is not None
    return found


class _Carriers:
    """Who carries the cases of a run: chosen by the ladder's rule, the loads counted on from one look at the house."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.teams: dict[int, tuple[list[Candidate], list[Candidate]]] = {}

    def copy(self) -> dict[int, tuple[list[Candidate], list[Candidate]]]:
        """The loads as they stand, to go back to."""
        return dict(self.teams)

    def owner(self, service: Service, lang: str) -> Staff | None:
        """The next to carry a case of this service; None: the ladder asks the house itself."""
        team, spare = self.teams.get(service.id) or _team(service.id)
        chosen = owner_for(Wanted(Level.FRONT, service.id, lang, self.on), team, spare)
        if chosen is None:
            return None
        self.teams[service.id] = (_one_more(team, chosen), _one_more(spare, chosen))
        return db.session.get(Staff, chosen.id)


def _team(service_id: int) -> tuple[list[Candidate], list[Candidate]]:
    spare = candidates(Level.SUPERVISOR, service_id) or candidates(Level.SUPERVISOR)
    return candidates(Level.FRONT, service_id), spare


def _one_more(team: list[Candidate], chosen: StaffFacts) -> list[Candidate]:
    return [replace(one, open_cases=one.open_cases + 1) if one.staff.id == chosen.id else one for one in team]


def import_record(
    record: Record, mapping: Mapping, service: Service, *, by: Actor, at: datetime, owner: Staff | None = None
) -> Case:
    """Open a case for one record: the file's dates, the import's clock; no mail or survey comes of it, and of what had passed, no alert."""
    complaint = cases.Complaint(
        what=record.what,
        channel=record.channel,
        written=record.written,
        received_on=record.received_on,
        sent_on=record.sent_on,
        asked=record.asked,
        amount=record.amount,
        subject=record.subject,
        category=record.category,
        product=record.product,
        sector=mapping.sector,
        country=mapping.country,
        lang=record.lang,
        zone=mapping.zone,
        source=mapping.name,
        external_id=record.external_id,
        imported=True,
        regimes=mapping.regimes,
    )
    with db.session.no_autoflush:  # each of these flushes what its own look-ups need
        customer = _customer(record, mapping, by, at)
        case = cases.log_case(complaint, customer, service, by=by, at=at, kind=record.kind, owner=owner)
    if record.closed and not mapping.closed_stays_open:
        _close_as_history(case, record, by, at)
    return case


def _customer(record: Record, mapping: Mapping, by: Actor, at: datetime) -> Customer:
    if mapping.customers == "anonymous" or not record.named:
        return people.anonymous_customer(mapping.name, record.external_id, mapping.country, record.lang, at=at)
    person = dict(record.person)
    country = person.pop("country", mapping.country)
    person["name"] = person.get("name") or person.get("organisation", "")
    if person["name"] == person.get("organisation"):
        person.pop("organisation")
    elif not person.get("title") and record.kind is not CustomerKind.BUSINESS:
        said = named(person["name"])  # “Mme Odile Brun” in one column, as in most files
        person |= {"title": said.title, "name": said.name}
    found = customer_known_as(person["name"], person.get("email", ""), person.get("phone", ""))
    if found is not None:
        return found
    kind = CustomerKind.BUSINESS if record.kind is CustomerKind.BUSINESS else record.kind
    return people.add_customer(by=by, at=at, kind=kind, lang=record.lang, country=country, **person)


def _close_as_history(case: Case, record: Record, by: Actor, at: datetime) -> None:
    """The source had answered and closed it: told as such, on its own day, in the words of the file only."""
    day = record.closed_on or record.received_on
    data: dict[str, Json] = {"imported": True, "verdict": "not_examined", "final": False, "refuses": False}
    answered = Happening(
        data,
        audience=Audience.INTERNAL,
        happened={"reply.sent": day},
        gate_facts={"answer.refuses": False, "answer.final": False, "answer.text": "", "answer.lang": case.lang},
    )
    cases.apply(case, "answer", answered, by=by, at=at)
    closed = Happening(
        {"imported": True, "closed_on": day.isoformat()},
        audience=Audience.INTERNAL,
        happened={"case.closed": day},
        ended=Ended.NO_REACTION,
    )
    cases.apply(case, "close_quietly", closed, by=by, at=at)
    source: dict[str, Json] = {"imported": True, "source": record.external_id}
    tell(case, "case.imported", Happening(source, audience=Audience.INTERNAL), by=by, at=at)


def service_for(mapping: Mapping, code: str, *, by: Actor, at: datetime) -> tuple[Service, bool]:
    """The service that carries the cases of an import: the one asked for, the mapping's, or the first there is.

    In a house where nobody works yet the cases wait with an account that cannot sign in (True: it was just made).
    """
    wanted = code or mapping.service
    with unit_of_work.writing():
        services = [service for service in all_services() if service.active]
        first = services[0] if services else None
        service = service_by_code(wanted) if wanted else first or _first_service(by, at)
        nobody = not any(member.role in CARRIERS for member in all_staff(active=True))
        if nobody:
            people.add_staff(STANDBY, "À attribuer", Role.SUPERVISOR, by=by, at=at, services=[service])
    return service, nobody


def _first_service(by: Actor, at: datetime) -> Service:
    return people.add_service("import", "Reprise", "Imports", by=by, at=at)


CARRIERS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.QUALITY})
