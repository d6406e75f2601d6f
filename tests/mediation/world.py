"""A case with a mediator under contract, answered and refused, in the hands of the quality officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.cases import actions as case_actions
from app.cases.models import Case
from app.exhibits import actions as exhibit_actions
from app.exhibits.actions import About
from app.exhibits.rules import ExhibitKind
from app.kernel import Audience
from app.mediation import actions
from app.mediation.actions import Letter
from app.mediation.models import Referral
from app.mediators import actions as mediator_actions
from app.mediators.models import Mediator
from app.mediators.queries import mediator
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from tests.conftest import NOW
from tests.exhibits import files
from tests.factories.house import Company, a_case, company

NOTIFIED = date(2026, 11, 18)
FINAL = "Madame, nous ne pouvons pas accueillir votre demande. {text} Avec nos regrets."  # the required text is put in


@dataclass
class World:
    firm: Company
    case: Case
    mediator: Mediator


def under_contract(code: str = "cnpm", country: str = "FR") -> Mediator:
    with unit_of_work.writing():
        mediator_actions.seed(by=SYSTEM, at=NOW)
        entry = mediator(code)
        mediator_actions.change(
            entry,
            contract_from=date(2025, 1, 1),
            contract_until=date(2027, 12, 31),
            checked_on=date(2026, 11, 1),
            country=country,
            by=SYSTEM,
            at=NOW,
        )
        return entry


def a_world(**terms: object) -> World:
    firm = company()
    entry = under_contract(country="GB" if terms.get("country") == "GB" else "FR")
    case = a_case(firm, at=NOW - timedelta(days=60), **{"received_on": date(2026, 9, 10), **terms})
    return World(firm, case, entry)


def refuse_finally(world: World, at: datetime = NOW - timedelta(days=20)) -> None:
    """Up to the quality level, then the final answer, with the text the regime requires."""
    from app.cases.queries import facts_of, happened, packs_of
    from app.regimes.rules.texts import required_text

    case, firm = world.case, world.firm
    with unit_of_work.writing():
        if case.state.value == "received":
            case_actions.take_charge(case, by=firm.agent.actor, at=at - timedelta(days=10))
        case_actions.escalate(case, "Le client insiste.", by=firm.agent.actor, at=at - timedelta(days=5))
        case_actions.escalate(case, "Toujours refusé.", by=firm.supervisor.actor, at=at - timedelta(days=3))
    with unit_of_work.writing():
        block = required_text(
            packs_of(case),
            {**facts_of(case), "answer.refuses": True, "answer.final": True},
            happened(case),
            "fr",
            world.mediator.named,
            as_of=at,
            zone=case.zone,
        )
        assert block is not None
        case_actions.answer(case, FINAL.format(text=block.body), "unfounded", by=case.owner.actor, at=at, final=True)


def notified(world: World, on: date = NOTIFIED, seised_on: date = date(2026, 11, 10), **terms: object) -> Referral:
    with unit_of_work.writing():
        return actions.notify(
            world.case,
            world.mediator,
            Letter(on, their_ref="CNPM-2026-77", **terms),  # type: ignore[arg-type]
            by=world.firm.quality.actor,
            at=NOW,
            seised_on=seised_on,
        )


def exhibit(
    world: World, name: str, kind: ExhibitKind, audience: Audience = Audience.MEDIATOR, content: bytes | None = None
) -> int:
    taken = exhibit_actions.take_in([(name, content or files.pdf())])
    with unit_of_work.writing():
        about = About(kind=kind, audience=audience, dated_on=date(2026, 9, 10))
        return exhibit_actions.add_exhibits(world.case, taken, [about], by=world.firm.quality.actor, at=NOW)[0].number


def step(referral: Referral, name: str, on: date, **terms: object) -> None:
    firm_by = referral.opened_by
    from app.people.queries import staff_member

    by = staff_member(int(firm_by.split(":")[1])).actor
    with unit_of_work.writing():
        actions.record_step(referral, name, Letter(on, **terms), by=by, at=NOW)  # type: ignore[arg-type]
