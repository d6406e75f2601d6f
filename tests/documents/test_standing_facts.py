"""What a file for outside says of a case that was spoken of before it was written of, and of an offer that was refused."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask

from app.cases import actions as case_actions
from app.cases.actions.parties_and_claims import Asked
from app.cases.models import Case
from app.cases.queries import received_by
from app.documents.models import Reader
from app.documents.queries.files import compose, preview
from app.documents.queries.rendering import celled
from app.documents.rules.reading import shortened, totals
from app.gestures import actions as gesture_actions
from app.intake.actions import attach_repeat
from app.kernel import Lang, Money, words
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import a_sent, stocked
from tests.factories.house import Company, a_case, a_complaint

LATER = NOW + timedelta(days=1)


def taken(firm: Company, **terms: object) -> Case:
    case = a_case(firm, at=NOW - timedelta(days=10), received_on=date(2026, 11, 9), **terms)
    with unit_of_work.writing():
        case_actions.take_charge(case, "Bien reçu.", by=firm.agent.actor, at=NOW)
    return case


def test_a_complaint_by_telephone_is_not_called_written(app: Flask) -> None:
    firm = stocked()
    case = taken(firm, channel="phone", written=False)
    summary = compose(case, Reader.INTERNAL, "fr").document.summary
    assert (summary.first_complaint_on, summary.first_written_on) == (date(2026, 11, 9), None)
    with unit_of_work.writing():
        attach_repeat(case, a_complaint(received_on=date(2026, 11, 18)), by=firm.agent.actor, at=NOW)
    summary = compose(case, Reader.INTERNAL, "fr").document.summary
    assert (summary.first_complaint_on, summary.first_written_on) == (date(2026, 11, 9), date(2026, 11, 18))


def test_an_amount_follows_what_is_asked_without_the_full_stop_it_was_typed_with(app: Flask) -> None:
    case = taken(stocked(), asked="Rembourser la machine.", amount=Money(42_000, "EUR"))
    left = compose(case, Reader.INTERNAL, "fr").document.summary.in_dispute
    assert left.replace("\u202f", " ").replace("\xa0", " ") == "Rembourser la machine : 420,00 €"


def conditions(case: Case, lang: Lang) -> list[str]:
    found = preview(case, Reader.MEDIATOR, lang).document.conditions
    return [say(fact.text, lang).replace("\u202f", " ") for condition in found for fact in condition.facts]


def test_a_file_for_outside_says_which_service_received_the_written_complaint(app: Flask) -> None:
    firm = stocked()
    case = taken(firm, received_by="billing")
    assert "Réception de la réclamation écrite, par notre service Facturation." in conditions(case, "fr")
    assert "Written complaint received, by our service Billing." in conditions(case, "en")
    assert "Réception de la réclamation écrite." in conditions(taken(firm), "fr")


def test_the_service_that_heard_an_oral_complaint_is_not_said_to_have_received_the_writing(app: Flask) -> None:
    firm = stocked()
    case = taken(firm, channel="phone", written=False, received_by="billing")
    with unit_of_work.writing():
        attach_repeat(case, a_complaint(received_on=date(2026, 11, 18)), by=firm.agent.actor, at=NOW)
    assert "Réception de la réclamation écrite." in conditions(case, "fr")
    assert received_by(case) == words("Facturation", "Billing")
    assert received_by(case, in_writing=True) is None


def test_the_case_page_says_which_service_received_it(app: Flask) -> None:
    case = taken(stocked(), received_by="billing")
    browser = Browser(app).sign_in("alice")
    assert "le 9 novembre 2026, par le service Facturation" in browser.get(f"/cases/{case.ref}").text
    assert "on 9 November 2026, by Billing" in browser.speak("en").get(f"/cases/{case.ref}").text


def test_an_offer_refused_is_told_as_refused_and_its_amount_is_among_what_was_offered(app: Flask) -> None:
    firm = stocked()
    case = taken(firm)
    with unit_of_work.writing():
        lines = [Asked("Remboursement", Money(54900)), Asked("Laverie", Money(8600))]
        case_actions.state_claims(case, lines, by=firm.agent.actor, at=NOW)
    offer = a_sent(case, firm.agent, ("voucher", 20))
    with unit_of_work.writing():
        gesture_actions.answer_offer(
            offer,
            "refused",
            offer.edition,
            by=firm.agent.actor,
            at=LATER,
            channel="phone",
            received_on=LATER.date(),
            proof="appel",
        )
    document = compose(case, Reader.INTERNAL, "fr").document
    told = [say(entry.title, "fr") for entry in document.chronology]
    assert told[-1] == "Offre refusée par le client"
    assert "Offre refusée ou expirée" not in told
    assert [(line.number, line.offered) for line in document.claims] == [(1, None), (2, None), (0, Money(2000))]
    assert totals(document.claims).offered == Money(2000)


def test_a_shortened_text_is_not_cut_within_a_reference_to_the_law() -> None:
    text = (
        "Nous refusons. " * 30
        + "Conformément aux articles L. 612-1 et L. 616-1 du code, vous pouvez saisir le médiateur. " * 3
    )
    assert not shortened(text, 520).removesuffix(" […]").endswith(" L.")


def test_a_name_bears_the_title_of_the_language_it_stands_in(app: Flask) -> None:
    customer = stocked().customer
    customer.title, customer.name, customer.organisation = "M.", "James Whitaker", ""
    assert (customer.name_in("fr"), customer.name_in("en")) == ("M. James Whitaker", "Mr James Whitaker")
    customer.title = "Mrs"
    assert (customer.name_in("fr"), customer.name_in("en")) == ("Mme James Whitaker", "Mrs James Whitaker")


def test_an_endless_word_of_a_cell_may_break_and_nothing_else_may() -> None:
    word = "remboursement" * 4
    assert celled(f"Le <b> {word} dû") == f'Le &lt;b&gt; <span class="endless">{word}</span> dû'
    assert celled("Garantie légale de conformité") == "Garantie légale de conformité"
