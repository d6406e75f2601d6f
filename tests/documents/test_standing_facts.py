"""What a file for outside says of a case that was spoken of before it was written of, and of an offer that was refused."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask

from app.cases import actions as case_actions
from app.cases.actions.logging import Asked
from app.cases.models import Case
from app.documents.models import Reader
from app.documents.queries.files import compose
from app.documents.queries.typeset import celled
from app.documents.rules.reading import shortened, totals
from app.gestures import actions as gesture_actions
from app.intake.actions import attach_repeat
from app.kernel import Money
from app.plumbing import unit_of_work
from app.plumbing.typography import say
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
