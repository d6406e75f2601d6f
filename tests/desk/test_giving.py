"""Several cases given at once: to one person, or spread over a team; those brought in from a file are found together."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from app.cases import actions
from app.cases.models import Case
from app.people.models import Staff
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.desk.test_independence import at_quality
from tests.factories.house import Company, a_case, company


def _owners(refs: list[str]) -> list[str]:
    db.session.expire_all()
    wanted = select(Staff.login).join(Case, Case.owner_id == Staff.id).where(Case.ref.in_(refs))
    return sorted(db.session.scalars(wanted))


def _six_brought_in(firm: Company) -> list[str]:
    """All with alice, who brought them in; olivier of the same service has none."""
    return [a_case(firm, what=f"Panne {n}", imported=True, received_on=date(2026, 10, 1)).ref for n in range(6)]


def test_cases_of_one_agent_are_spread_over_the_team_and_stay_when_spread_again(app: Flask) -> None:
    refs = _six_brought_in(company())
    sophie = Browser(app).sign_in("sophie")
    for _again in range(2):
        sophie.post("/queue/bulk", {"ref": refs, "act": "give", "to": "", "back": "/queue?tab=all&imported=1"})
        assert _owners(refs) == ["alice"] * 3 + ["olivier"] * 3


def test_given_to_one_person_what_that_person_may_not_carry_is_named_and_the_rest_is_done(app: Flask) -> None:
    firm = company()
    refs = _six_brought_in(firm)
    sophie = Browser(app).sign_in("sophie")
    page = sophie.get("/queue?tab=all&imported=1")
    assert "repris d’un fichier" in page.text
    number = {row.login: row.id for row in db.session.scalars(select(Staff))}
    sophie.post("/queue/bulk", {"ref": refs[:4], "act": "give", "to": str(number["olivier"]), "back": "/queue?tab=all"})
    assert _owners(refs) == ["alice"] * 2 + ["olivier"] * 4
    for login, why in (("claire", "ne travaille pas au niveau"), ("bruno", "ne travaille pas dans le service")):
        sophie.post("/queue/bulk", {"ref": refs[:1], "act": "give", "to": str(number[login]), "back": "/queue?tab=all"})
        page = sophie.get("/queue?tab=all")
        assert "data-focus" in page.html, "what came of it is where one continues"
        told = page.text
        assert "Aucun dossier traité, 1 refusé" in told
        assert why in told
    assert _owners(refs) == ["alice"] * 2 + ["olivier"] * 4


def test_the_filter_shows_only_what_was_brought_in_and_an_agent_gives_nothing(app: Flask) -> None:
    firm = company()
    refs, other = _six_brought_in(firm), a_case(firm, what="Téléphonée").ref
    shown = Browser(app).sign_in("sophie").get("/queue?tab=all&imported=1").text
    assert all(ref in shown for ref in refs)
    assert other not in shown
    alice = Browser(app).sign_in("alice")
    assert 'value="give"' not in alice.get("/queue").html
    assert alice.post("/queue/bulk", {"ref": refs, "act": "give", "to": "", "back": "/queue"}).status_code == 403


def test_spread_at_the_quality_level_a_case_goes_to_who_may_judge_it(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    at_quality(firm, case, firm.quality)
    with unit_of_work.writing():
        assert actions.why_not_judge(case, firm.quality.actor) is not None
        case.owner = firm.quality  # as an older version may have left it
    Browser(app).sign_in(firm.other_quality.login).post(
        "/queue/bulk", {"ref": [case.ref], "act": "give", "to": "", "back": "/queue"}
    )
    assert _owners([case.ref]) == [firm.other_quality.login]


def test_no_acknowledgement_is_proposed_to_whoever_complained_elsewhere(app: Flask) -> None:
    refs = _six_brought_in(company())
    page = Browser(app).sign_in("alice").get(f"/cases/{refs[0]}/act/take_charge")
    assert page.value_of("text") == ""
    assert "a pu recevoir un accusé de réception ailleurs" in page.text
