"""A company of twenty agents in eight services, and a few dozen cases told through the real actions: the patterns to copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.cases import actions
from app.cases.actions.logging import Complaint
from app.cases.models import Case
from app.cases.rules.signals import SignalKind
from app.costs import actions as costs
from app.costs import queries as costs_read
from app.gestures import actions as gestures
from app.gestures.queries.advising import advising
from app.kernel import Money
from app.people import actions as people
from app.people.models import Customer, Purchase, Service, Staff
from app.people.rules import SYSTEM, Role
from app.plumbing import unit_of_work
from bench.prose import Prose, person

PASSWORD = "correct horse battery"
SERVICES = ("after-sales", "billing", "delivery", "contracts", "repairs", "shops", "web", "energy")
AGENTS, LONG, SHORT = 20, 620, 300


@dataclass
class Firm:
    """Who works there; agent i works in services i and, every second one, in another too."""

    services: list[Service]
    agents: list[Staff]
    supervisors: list[Staff]
    quality: list[Staff]

    def agents_in(self, service_id: int) -> list[Staff]:
        """The agents of a service."""
        return [agent for agent in self.agents if any(service.id == service_id for service in agent.services)]

    def supervisor_of(self, service_id: int) -> Staff:
        """Who answers for a service."""
        return next(s for s in self.supervisors if any(service.id == service_id for service in s.services))


@dataclass(frozen=True)
class Roster:
    """The same company by numbers only, for copies: who works where, who answers for what, and their names."""

    services: tuple[int, ...]
    agents_in: dict[int, tuple[int, ...]]
    supervisor_of: dict[int, int]
    agents: tuple[int, ...]
    supervisors: tuple[int, ...]
    names: dict[int, str]


def roster_of(firm: Firm) -> Roster:
    """Read the company's numbers."""
    services = tuple(service.id for service in firm.services)
    return Roster(
        services,
        {service: tuple(agent.id for agent in firm.agents_in(service)) for service in services},
        {service: firm.supervisor_of(service).id for service in services},
        tuple(agent.id for agent in firm.agents),
        tuple(member.id for member in firm.supervisors),
        {member.id: member.name for member in [*firm.agents, *firm.supervisors, *firm.quality]},
    )


def found_firm(at: datetime) -> Firm:
    """Found the company through the real actions, in one unit of work."""
    hashed = people.password_hash(PASSWORD)
    with unit_of_work.writing():
        services = [people.add_service(code, code.title(), code.title(), by=SYSTEM, at=at) for code in SERVICES]

        def staff(login: str, role: Role, where: list[Service]) -> Staff:
            name = f"{login.title()} {person(len(login) * 7)[0]}"
            return people.add_staff(login, name, role, services=where, hashed=hashed, by=SYSTEM, at=at)

        supervisors = [staff(f"supervisor{i}", Role.SUPERVISOR, services[2 * i : 2 * i + 2]) for i in range(4)]
        quality = [staff(f"quality{i}", Role.QUALITY, []) for i in range(3)]
        staff("director", Role.DIRECTOR, [])
        agents = [staff(f"agent{i}", Role.AGENT, _services_of(i, services)) for i in range(AGENTS)]
        gestures.seed_catalogue(by=SYSTEM, at=at)
        return Firm(services, agents, supervisors, quality)


def _services_of(i: int, services: list[Service]) -> list[Service]:
    first, second = services[i % len(services)], services[(i + 3) % len(services)]
    return [first, second] if i % 2 else [first]


class Teller:
    """Tells one case, a day at a time, as its agent."""

    def __init__(self, firm: Firm, prose: Prose, number: int, start: datetime, *, written: bool) -> None:
        self.prose, self.at, self.firm = prose, start, firm
        self.service = firm.services[number % len(firm.services)]
        self.agent = firm.agents_in(self.service.id)[0]
        with unit_of_work.writing():
            self.case = self._log(number, written)

    def _log(self, number: int, written: bool) -> Case:
        who, today = {"by": self.agent.actor, "at": self.at}, self.at.date()
        name, email = person(number)
        customer = people.add_customer(name, title="Mme", email=email, phone="0601020304", city="Lyon", **who)
        purchase = self._purchase(customer, today, number) if written else None
        complaint = Complaint(
            self.prose.text(LONG).shown, "email" if written else "phone", written, today, subject="Lave-linge en panne",
            asked="La réparation ou l’échange", amount=Money(8_000 + number * 700), category="breakdown", product="Brume 8 kg",
        )  # fmt: skip
        return actions.log_case(complaint, customer, self.service, purchase=purchase, **who)

    def _purchase(self, customer: Customer, today: date, number: int) -> Purchase:
        bought, delivered = today - timedelta(days=200), today - timedelta(days=193)
        label, price = "Lave-linge Brume 8 kg", Money(54_900)
        who = {"by": self.agent.actor, "at": self.at}
        return people.add_purchase(customer, f"CMD-{number:06d}", label, bought, price, delivered_on=delivered, **who)

    def then(self, act: Callable[..., object], *given: object, by: Staff | None = None, **more: object) -> None:
        """Do this to the case, a day later."""
        self.at += timedelta(hours=23)
        with unit_of_work.writing():
            act(self.case, *given, by=(by or self.agent).actor, at=self.at, **more)

    def text(self) -> str:
        """What was written this time."""
        return self.prose.text(SHORT).shown


def _work(t: Teller) -> None:
    t.then(actions.take_charge, t.text())
    t.then(actions.record_contact, "phone", "out", t.text(), minutes=9)
    t.then(actions.add_note, t.text())


def _fresh(t: Teller) -> None:
    t.then(actions.add_note, t.text())
    t.then(actions.record_contact, "email", "in", t.text(), minutes=4)
    t.then(actions.add_note, t.text())


def _in_progress(t: Teller) -> None:
    _work(t)
    t.then(actions.add_note, t.text())


def _waiting(t: Teller) -> None:
    _work(t)
    t.then(actions.ask_customer, t.text())


def _promised(t: Teller) -> None:
    _work(t)
    t.then(actions.add_note, t.text())
    t.then(actions.promise, "Rappeler le client avec la date du passage", t.at + timedelta(days=6))


def _signalled(t: Teller) -> None:
    _work(t)
    t.then(actions.raise_signal, SignalKind.LAWYER, "Le client annonce un avocat.")
    t.then(actions.record_contact, "phone", "in", t.text(), minutes=12)


def _escalated(t: Teller) -> None:
    _work(t)
    t.then(actions.escalate, t.text())
    t.then(actions.add_note, t.text(), by=t.case.owner)


def _judged(t: Teller) -> None:
    _escalated(t)
    t.then(actions.escalate, t.text(), by=t.firm.supervisor_of(t.service.id))


def _answered(t: Teller) -> None:
    _work(t)
    t.then(actions.answer, t.text(), "founded")


def _solved(t: Teller) -> None:
    _answered(t)
    t.then(actions.close, "close_solved", text=t.text())


def _quiet(t: Teller) -> None:
    _answered(t)
    t.at += timedelta(days=31)
    t.then(actions.close, "close_quietly")


def _withdrawn(t: Teller) -> None:
    _work(t)
    t.then(actions.withdraw, t.text())


def _settled_above(t: Teller) -> None:
    _escalated(t)
    t.then(actions.answer, t.text(), "founded", by=t.case.owner)
    t.then(actions.close, "close_solved", by=t.case.owner)


STORIES: tuple[tuple[Callable[[Teller], None], int], ...] = (
    (_fresh, 6), (_in_progress, 8), (_waiting, 5), (_promised, 3), (_signalled, 2), (_escalated, 3), (_judged, 1), (_answered, 4),
    (_solved, 8), (_quiet, 6), (_withdrawn, 2), (_settled_above, 2),
)  # fmt: skip
"""Every story and how often it is copied, among the open and among the closed."""


@dataclass(frozen=True)
class Pattern:
    """A case told by the product itself, to be copied."""

    case_id: int
    ref: str
    is_open: bool
    weight: int


def tell_patterns(firm: Firm, prose: Prose, now: datetime) -> list[Pattern]:
    """Tell every story twice: in writing about a purchase, and by telephone."""
    patterns = []
    for number, (story, weight) in enumerate(STORIES * 2):
        days = 40 if story is _quiet else 8 + number % 5
        teller = Teller(firm, prose, number, now - timedelta(days=days), written=number < len(STORIES))
        story(teller)
        case = teller.case
        patterns.append(Pattern(case.id, case.ref, case.is_open, weight))
    keep_estimates(now)
    return patterns


def keep_estimates(now: datetime) -> None:
    """What the worker does within minutes: an estimate of every open case, with its gestures weighed."""
    while numbers := costs_read.stale_cases(now, 50):
        fresh = costs_read.fresh_estimates(numbers, now, advising(now))
        with unit_of_work.writing():
            costs.keep_standing(fresh, at=now)
