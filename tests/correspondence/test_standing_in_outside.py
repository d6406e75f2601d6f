"""A letter that belongs to no case goes to whoever acts for the customer too: never to the dead, nor to a child."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases.models import AccessRequest, Case
from app.cases.queries.standing_in import who_stands_in
from app.cases.rules.parties import PartyRole
from app.correspondence import actions
from app.correspondence.queries import letters_of, reach_of
from app.correspondence.queries.incidents import recipients
from app.correspondence.queries.mails import as_speaker
from app.correspondence.queries.outside import reach_of_customer, reaches_of
from app.correspondence.rules import Channel, LetterKind
from app.kernel import words
from app.people import actions as people
from app.people.models import Customer
from app.people.queries import purchases_of
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser, said
from tests.conftest import NOW
from tests.correspondence.test_incident_letters import EN, FR
from tests.factories.house import Company, a_case, a_complaint, company

TODAY = NOW.date()


@pytest.fixture
def firm(app: Flask) -> Company:
    return company()


@pytest.fixture
def case(firm: Company) -> Case:
    return a_case(firm)


def joined(case: Case, role: PartyRole, name: str, **told: object) -> None:
    with unit_of_work.writing():
        cases.add_party(db.session.get(Case, case.id), role, name, by=SYSTEM, at=NOW, **told)  # type: ignore[arg-type]
    db.session.expire_all()


def test_outside_any_case_the_heir_is_written_to_and_nothing_falls_back_to_the_dead(case: Case) -> None:
    assert reach_of_customer(case.customer, TODAY).for_whom == ""
    joined(case, PartyRole.HEIR, "Anne Rey", email="anne@exemple.fr", mandate_from=TODAY)
    reach = reach_of_customer(case.customer, TODAY)
    assert (reach.name, reach.email) == ("Anne Rey", "anne@exemple.fr")
    assert reach.addressed.startswith("Anne Rey, pour la succession de ")
    assert reaches_of([], TODAY) == {}


def test_an_heir_without_an_address_leaves_nobody_to_write_to(case: Case) -> None:
    joined(case, PartyRole.HEIR, "Anne Rey", mandate_from=TODAY)
    reach = reach_of_customer(case.customer, TODAY)
    assert (reach.name, reach.email, reach.postal) == ("Anne Rey", "", "")


def test_a_measure_holds_on_its_days_and_a_mandate_says_nothing_outside_its_case(case: Case) -> None:
    joined(
        case, PartyRole.REPRESENTATIVE, "Maître Noir", email="noir@avocats.example",
    )  # fmt: skip
    with unit_of_work.writing():
        row = db.session.get_one(Case, case.id)
        cases.record_mandate(row, row.parties[0], TODAY, None, by=SYSTEM, at=NOW)
    assert reach_of_customer(case.customer, TODAY).for_whom == ""
    joined(
        case, PartyRole.GUARDIAN, "Luc Tuteur", email="luc@exemple.fr", protection="guardianship",
        mandate_until=TODAY + timedelta(days=3),
    )  # fmt: skip
    assert reach_of_customer(case.customer, TODAY).name == "Luc Tuteur"
    assert reach_of_customer(case.customer, TODAY + timedelta(days=4)).for_whom == "", "the measure is over"


def test_the_letter_about_a_data_request_goes_to_whoever_acts(app: Flask, firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        asked = cases.record_request(case.customer, TODAY, by=firm.quality.actor, at=NOW)
    joined(case, PartyRole.GUARDIAN, "Luc Tuteur", email="luc@exemple.fr", protection="guardianship")
    page = Browser(app).sign_in("claire").get(f"/access-requests/{asked.id}")
    assert "Luc Tuteur (parent, tuteur ou curateur, pour" in page.text
    assert case.customer.email not in page.text
    with unit_of_work.writing():
        letter = actions.requests.refuse(db.session.get_one(AccessRequest, asked.id), "Déjà donnée.", by=firm.quality.actor, at=NOW)  # fmt: skip
    assert letter.to_email == "luc@exemple.fr"
    assert letter.to_name.startswith("Luc Tuteur, pour ")
    assert letter.body.startswith("Madame, Monsieur,")
    assert "parce que vous agissez à sa place" in letter.body


def test_the_letter_about_an_incident_goes_to_whoever_acts(firm: Company, case: Case) -> None:
    with unit_of_work.writing():
        people.present_house(name="Maison Essai", contact_email="litiges@maison-essai.example", by=SYSTEM, at=NOW)
        incident = cases.open_incident("Joint", "Un lot", firm.quality, by=firm.quality.actor, at=NOW)
        cases.attach_to_incident(case, incident, by=firm.quality.actor, at=NOW)
        cases.decide_incident(incident, "Remplacer", [case], by=firm.quality.actor, at=NOW)
        child = people.add_customer("Zoé Blin", email="zoe@example.org", by=SYSTEM, at=NOW)
        bought = firm.purchase
        people.add_purchase(child, "CMD-Z", bought.label, bought.bought_on, bought.price, by=SYSTEM, at=NOW)
        other = people.add_purchase(child, "CMD-Y", "Bouilloire", bought.bought_on, bought.price, by=SYSTEM, at=NOW)
        elsewhere = cases.log_case(a_complaint(), child, firm.after_sales, by=firm.agent.actor, at=NOW, purchase=other)
    joined(elsewhere, PartyRole.GUARDIAN, "Rose Blin", address="3 rue Basse\n69001 Lyon", protection="minor")
    number = db.session.get_one(Customer, child.id).id
    (one,) = [each for each in recipients(incident, TODAY).reached if each.number == number]
    assert (one.reach.name, one.channel) == ("Rose Blin", Channel.POST)
    with unit_of_work.writing():
        (letter,) = actions.write_to_buyers(incident, words(FR, EN), [number], by=firm.quality.actor, at=NOW).letters
    assert (letter.to_name, letter.to_email) == ("Rose Blin, pour Zoé Blin", "")
    assert "Cette lettre concerne Zoé Blin" in letter.body
    assert len(purchases_of(number)) == 2


def another(firm: Company) -> Case:
    """A second dispute of the same customer, in which nobody has noted anything."""
    return a_case(firm, what="Et la facture est fausse.", category="billing")


def test_an_heir_noted_in_one_case_reads_the_letters_of_the_others(firm: Company, case: Case) -> None:
    other = another(firm)
    joined(case, PartyRole.HEIR, "Anne Rey", email="anne@exemple.fr", mandate_from=TODAY)
    other = db.session.get_one(Case, other.id)
    reach = reach_of(other, TODAY)
    assert reach is not None
    assert (reach.name, reach.email) == ("Anne Rey", "anne@exemple.fr")
    assert reach.for_whom.startswith("la succession de ")
    with unit_of_work.writing():
        actions.send_letter(
            db.session.get_one(Case, other.id), LetterKind.LETTER, "Bonjour,\n\nNous vous répondrons.", Channel.EMAIL,
            by=firm.agent.actor, at=NOW,
        )  # fmt: skip
    (letter,) = [row for row in letters_of(db.session.get_one(Case, other.id)) if row.kind is LetterKind.LETTER]
    assert letter.to_email == "anne@exemple.fr"
    spoke = as_speaker(db.session.get_one(Case, other.id), firm.customer.email.lower(), TODAY)
    assert (spoke.speaks, spoke.lapsed) == (False, True), "a mail from the old address is kept aside"
    assert as_speaker(db.session.get_one(Case, other.id), "anne@exemple.fr", TODAY).speaks


def test_a_mandate_of_one_case_ends_with_a_death_noted_in_another(firm: Company, case: Case) -> None:
    other = another(firm)
    joined(other, PartyRole.REPRESENTATIVE, "Maître Noir", email="noir@avocats.example")
    with unit_of_work.writing():
        row = db.session.get_one(Case, other.id)
        cases.record_mandate(row, row.parties[0], TODAY - timedelta(days=9), None, by=SYSTEM, at=NOW)
    joined(case, PartyRole.HEIR, "Anne Rey", email="anne@exemple.fr", mandate_from=TODAY)
    reach = reach_of(db.session.get_one(Case, other.id), TODAY)
    assert reach is not None
    assert reach.email == "anne@exemple.fr"


def test_a_guardian_noted_here_is_not_doubled_by_one_noted_elsewhere(app: Flask, firm: Company, case: Case) -> None:
    other = another(firm)
    joined(case, PartyRole.GUARDIAN, "Luc Tuteur", email="luc@exemple.fr", protection="guardianship")
    page = Browser(app).sign_in("alice").get(f"/cases/{other.ref}")
    assert "Luc Tuteur (parent, tuteur ou curateur) parle pour" in said(page.by_id("people"))
    assert "C’est noté dans un autre dossier de ce client." in said(page.by_id("people"))
    assert case.ref not in said(page.by_id("people"))
    joined(other, PartyRole.GUARDIAN, "L. Tuteur", email="l.tuteur@exemple.fr", protection="guardianship")
    found = who_stands_in(db.session.get_one(Case, other.id), TODAY)
    assert found is not None
    assert [row.name for row in found.together] == ["L. Tuteur"]
