"""Where cases stand: what pages and commands show, for the same reader."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from app.api.forms.documents import GivenCase, GivenDuties, GivenEstimate, GivenVerdict
from app.api.forms.given import ListedCase, ListedCases
from app.api.forms.kinds import Nothing
from app.api.forms.shapes import CaseFilter, VerdictQuery
from app.api.queries import Wanted, cases_page
from app.api.views.door import endpoint
from app.cases.queries import case_for, duties_of
from app.cases.queries.whole import document, duty
from app.costs.queries import estimate_for
from app.costs.rules.telling import estimate_document
from app.gestures.queries import ground_for
from app.gestures.rules import weighing
from app.gestures.rules.who import verdict_document
from app.kernel import Money, Refused, words
from app.people.queries import service_by_code, staff_by_login
from app.people.rules import Actor, Permission
from app.plumbing.typography import say
from app.plumbing.web import GREATEST, clock, lang


def source_of(by: Actor) -> str:
    """The name under which an account gives its own numbers: two accounts never mean the same case by one number."""
    return f"api:{by.staff_id}"


@endpoint(
    "GET",
    "/cases",
    words("Les dossiers que l’on peut voir, page par page.", "The cases one may see, page by page."),
    needs=Permission.CASE_READ,
    query=CaseFilter,
    gives=ListedCases,
)
def cases(by: Actor, asked: CaseFilter) -> ListedCases:
    """One page of cases."""
    rows = cases_page(by, _wanted(by, asked), at=clock().now())
    shown = rows[: asked.limit]
    return ListedCases(
        cases=[_listed(row, source_of(by)) for row in shown],
        next=str(shown[-1].id) if len(rows) > asked.limit else None,
    )


def _wanted(by: Actor, asked: CaseFilter) -> Wanted:
    return Wanted(
        state=asked.state,
        level=asked.level,
        owner_id=_person(asked.owner) if asked.owner else None,
        service_id=service_by_code(asked.service).id if asked.service else None,
        source=source_of(by) if asked.external_id else None,
        external_id=asked.external_id,
        updated_since=asked.updated_since,
        after=min(int(asked.cursor or 0), GREATEST),
        most=asked.limit + 1,
    )


def _person(login: str) -> int:
    found = staff_by_login(login)
    if found is None:
        raise Refused(
            "unknown_login", words("Identifiant inconnu : {login}.", "Unknown login: {login}.", login=login), "owner"
        )
    return found.id


def _listed(row: Row[Any], own: str) -> ListedCase:
    known = {name: value for name, value in row._mapping.items() if name in ListedCase.model_fields}
    return ListedCase(**{**known, "external_id": row.external_id if row.source == own else None})


@endpoint(
    "GET",
    "/cases/<ref>",
    words("Un dossier entier, journal compris.", "One case, whole, its journal included."),
    needs=Permission.CASE_READ,
    gives=GivenCase,
)
def case(by: Actor, _asked: Nothing, ref: str) -> dict[str, Any]:
    """The document of a case."""
    return document(case_for(by, ref))


@endpoint(
    "GET",
    "/cases/<ref>/duties",
    words("Ses échéances, et comment chaque date se calcule.", "Its duties, and how each date is reckoned."),
    needs=Permission.CASE_READ,
    gives=GivenDuties,
)
def duties(by: Actor, _asked: Nothing, ref: str) -> list[dict[str, Any]]:
    """The duties of a case."""
    return [duty(row) for row in duties_of(case_for(by, ref))]


@endpoint(
    "GET",
    "/cases/<ref>/estimate",
    words(
        "Ce que le litige coûtera sans doute s’il n’est pas réglé, ligne par ligne.",
        "What the dispute is expected to cost if it is not settled, line by line.",
    ),
    needs=Permission.CASE_READ,
    gives=GivenEstimate,
)
def estimate(by: Actor, _asked: Nothing, ref: str) -> dict[str, Any]:
    """The estimate of a case."""
    at = clock().now()
    return dict(estimate_document(estimate_for(case_for(by, ref), at, working=False), at))


@endpoint(
    "GET",
    "/cases/<ref>/verdict",
    words(
        "Cette personne peut-elle promettre ce geste, maintenant ? Ne promet rien.",
        "May this person promise this gesture now? Promises nothing.",
    ),
    needs=Permission.GESTURE_OFFER,
    query=VerdictQuery,
    gives=GivenVerdict,
)
def verdict(by: Actor, asked: VerdictQuery, ref: str) -> dict[str, Any]:
    """The verdict that page and command print too."""
    found = case_for(by, ref)
    amount = None if asked.amount is None else Money(asked.amount, found.currency)
    weighed = weighing.weigh(ground_for(found, by, clock().now()), [weighing.Wanted(asked.gesture, amount)])
    return verdict_document(weighed.verdict, lambda sentence: say(sentence, lang()))
