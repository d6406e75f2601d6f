"""What is promised is said in writing: a letter for what the customer accepts, a letter for what the law grants."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.cases.models import Case, Party
from app.correspondence import queries as letters
from app.correspondence.actions import word_letter
from app.correspondence.rules import LetterKind
from app.gestures import actions
from app.gestures.models import EntitlementRow, Offer
from app.gestures.rules.entries import ENTRIES
from app.journal.queries import entries_of
from app.kernel import Audience, Refused, day_of
from app.people.rules import Actor
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from tests.client import Browser
from tests.conftest import NOW
from tests.factories.gestures import PROOF, a_sent, euros, stocked
from tests.factories.house import a_case
from tests.mediation.world import under_contract

TOMORROW = NOW + timedelta(days=1)


def answered(offer: Offer, answer: str, by: Actor, **more: object) -> None:
    with unit_of_work.writing():
        actions.answer_offer(offer, answer, offer.edition, by=by, at=TOMORROW, proof=PROOF, **more)  # type: ignore[arg-type]


def of_kind(case: Case, kind: LetterKind) -> list[str]:
    return [
        row.body.replace("\xa0", " ").replace("\u202f", " ") for row in letters.letters_of(case) if row.kind is kind
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("who", ["customer", "staff"])
def test_an_acceptance_is_confirmed_in_one_letter_with_value_day_and_reach(app: Flask, who: str, lang: str) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        case.lang = lang
    offer = a_sent(case, firm.agent, ("voucher", 40))
    by = firm.agent.actor if who == "staff" else Actor(case.customer.key, case.customer.display_name)
    answered(offer, "accepted", by)
    (body,) = of_kind(case, LetterKind.CONFIRMATION)
    due = offer.lines[0].due_on
    assert due is not None
    said = {
        "fr": ("bon d’achat de 40,00 €", "au plus tard le", "à titre purement commercial, sans reconnaissance de responsabilité", "répondez"),
        "en": ("voucher of €40.00", "at the latest", "purely as a goodwill gesture, without admission of liability", "any question"),
    }[lang]  # fmt: skip
    for part in (*said[:3], case.ref, str(due.year)):
        assert part in body
    assert offer.lines[0].promise is not None
    assert "Vous n’avez pas retenu" not in body
    assert "You did not take" not in body


def test_a_part_accepted_says_what_was_declined_and_stays_open(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 20), ("apology", 0), separable=True)
    answered(offer, "partly", firm.agent.actor, lines=[2])
    (body,) = of_kind(case, LetterKind.CONFIRMATION)
    kept, _, declined = body.partition("Vous n’avez pas retenu :")
    assert "excuses" in kept
    assert "bon d’achat" not in kept
    assert "bon d’achat de 20,00 €" in declined
    assert "votre demande reste ouverte" in declined


def test_a_refusal_brings_no_confirmation_and_a_case_without_a_name_none_either(app: Flask) -> None:
    firm = stocked()
    case, nameless = a_case(firm), a_case(firm)
    answered(a_sent(case, firm.agent, ("voucher", 20)), "refused", firm.agent.actor)
    offer = a_sent(nameless, firm.agent, ("voucher", 20))
    with unit_of_work.writing():
        nameless.customer.anonymous = True
    answered(offer, "accepted", firm.agent.actor)
    assert of_kind(case, LetterKind.CONFIRMATION) == of_kind(nameless, LetterKind.CONFIRMATION) == []


@pytest.mark.parametrize(
    ("lang", "said", "rights"),
    [
        ("fr", "vous refusez notre offre", "ne vous retire aucun droit"),
        ("en", "you refuse our offer", "none of your rights"),
    ],
)
def test_a_refusal_that_staff_note_is_confirmed_in_writing(app: Flask, lang: str, said: str, rights: str) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        case.lang = lang
    answered(a_sent(case, firm.agent, ("voucher", 20)), "refused", firm.agent.actor, channel="phone", text="Non merci.")
    (body,) = of_kind(case, LetterKind.LETTER)
    for part in (said, rights, case.ref, "téléphone" if lang == "fr" else "telephone"):
        assert part in body


def test_what_customers_answer_themselves_brings_no_letter(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer, by = a_sent(case, firm.agent, ("voucher", 20)), Actor(case.customer.key, case.customer.display_name)
    with unit_of_work.writing():
        actions.record_counter(offer, "Plutôt 80 €.", euros(80), by=by, at=TOMORROW)
    answered(offer, "refused", by)
    assert of_kind(case, LetterKind.LETTER) == []


def test_a_counter_offer_that_staff_note_is_confirmed_with_its_sum_and_the_offer_that_stands(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 20))
    with unit_of_work.writing():
        actions.record_counter(
            offer, "Un vrai remboursement.", euros(80), by=firm.agent.actor, at=TOMORROW, channel="post", proof=PROOF
        )
    (body,) = of_kind(case, LetterKind.LETTER)
    for part in ("Un vrai remboursement (80,00 €)", "(courrier)", "reste valable jusqu’au", case.ref):
        assert part in body
    countered = next(entry for entry in entries_of(case.stream) if entry.kind == "gesture.countered")
    assert "80,00" in say(ENTRIES[countered.kind].title(countered.data), "fr")


def test_the_letter_of_a_noted_refusal_names_the_mediator_who_is_open_and_not_the_court_alone(app: Flask) -> None:
    firm = stocked()
    under_contract()
    case = a_case(firm)
    answered(a_sent(case, firm.agent, ("voucher", 20)), "refused", firm.agent.actor, channel="phone", text="Non merci.")
    (body,) = of_kind(case, LetterKind.LETTER)
    assert "saisir gratuitement le médiateur compétent" in body
    assert "saisir un juge" in body


def test_a_counter_offer_bears_the_day_it_was_made(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 20))
    told = {"by": firm.agent.actor, "at": TOMORROW + timedelta(days=3), "channel": "post", "proof": PROOF}
    on = day_of(TOMORROW, case.zone)
    with unit_of_work.writing():
        row = actions.record_counter(offer, "Un remboursement.", None, received_on=on, **told)  # type: ignore[arg-type]
    assert day_of(row.at, case.zone) == on
    (body,) = of_kind(case, LetterKind.LETTER)
    assert "votre réponse du 21 novembre 2026" in body
    title = ENTRIES["gesture.countered"].title({"on": on.isoformat(), "beside": "2027-01-01"})
    assert ", le " in say(title, "fr")
    for bad in (on + timedelta(days=30), on - timedelta(days=60)):
        with pytest.raises(Refused):
            actions.record_counter(offer, "Autre", None, received_on=bad, **told)  # type: ignore[arg-type]


def test_it_goes_to_a_representative_with_mandate(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    offer = a_sent(case, firm.agent, ("voucher", 20))
    with unit_of_work.writing():
        case.parties.append(
            Party(
                role="representative",
                name="Odile Roux",
                email="odile@ex.example",
                mandate_from=date(2026, 1, 1),
                mandate_signed=True,
            )
        )
    answered(offer, "accepted", firm.agent.actor)
    row = next(one for one in letters.letters_of(case) if one.kind is LetterKind.CONFIRMATION)
    assert (row.to_email, row.to_name, row.for_whom != "") == ("odile@ex.example", "Odile Roux", True)


# --- what the law grants ---------------------------------------------------------------------------------------------


def recognised(case: Case, by: Actor, amount: float = 48, what: str = "remboursement du prix") -> EntitlementRow:
    with unit_of_work.writing():
        return actions.recognise_entitlement(case, "FR-CONF-01", what, euros(amount), PROOF, by=by, at=NOW)


def test_what_the_law_grants_is_told_without_the_words_of_a_favour(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    recognised(case, firm.agent.actor)
    (body,) = of_kind(case, LetterKind.ENTITLEMENT)
    for part in ("remboursement du prix : 48,00 €", "FR-CONF-01", "4 décembre 2026", "rien à accepter ni à signer"):
        assert part in body
    assert "commercial" not in body


def test_a_rule_of_ours_is_told_as_the_article_behind_it(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    with unit_of_work.writing():
        actions.recognise_entitlement(
            case, "FR-SUB-06", "remboursement du prix", euros(48), "pièce n° 3", by=firm.agent.actor, at=NOW
        )
    (body,) = of_kind(case, LetterKind.ENTITLEMENT)
    assert "FR-SUB" not in body
    assert "art. L. 221-24" in body


def test_above_the_threshold_it_is_told_once_confirmed_and_only_then(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    row = recognised(case, firm.agent.actor, 900)
    assert of_kind(case, LetterKind.ENTITLEMENT) == []
    with unit_of_work.writing():
        actions.confirm_entitlement(row, by=firm.supervisor.actor, at=TOMORROW)
    assert len(of_kind(case, LetterKind.ENTITLEMENT)) == 1
    told = {entry.kind: entry.audience for entry in entries_of(case.stream)}
    assert told["entitlement.recognised"] is Audience.INTERNAL
    assert told["entitlement.confirmed"] is Audience.CUSTOMER


def test_what_is_due_is_never_written_as_a_gesture(app: Flask) -> None:
    firm = stocked()
    case = a_case(firm)
    with pytest.raises(Refused) as refused:
        recognised(case, firm.agent.actor, what="un geste commercial")
    assert (refused.value.code, refused.value.field) == ("gate:FR-GOOD-01", "what")
    wording = "{greeting},\n\n{promised}\n\n{contact}"
    wrong = {"fr": wording + "\n\nCe geste commercial vous est accordé.", "en": wording}
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        word_letter(LetterKind.ENTITLEMENT, wrong["fr"], wrong["en"], NOW.date(), "Ton", by=firm.admin.actor, at=NOW)
    assert refused.value.code == "gate:FR-GOOD-01"
    with pytest.raises(Refused) as refused, unit_of_work.writing():
        word_letter(LetterKind.CONFIRMATION, wording + "\n\nVous renoncez à tout recours.", wording, NOW.date(), "Ton", by=firm.admin.actor, at=NOW)  # fmt: skip
    assert refused.value.code == "gate:FR-GOOD-03"


def test_the_settings_show_both_templates_on_a_sample_case(app: Flask) -> None:
    stocked()
    admin = Browser(app).sign_in("admin")
    for kind in ("confirmation", "entitlement"):
        url = f"/settings/letters/{kind}"
        assert url in admin.get("/settings/letters").html
        typed = {
            "fr": "{greeting} {promised} {contact}",
            "en": "{greeting} {promised} {contact}",
            "from_on": "2026-11-21",
        }
        seen = admin.send(url, {**typed, "reason": "Ton", "do": "see"}, status=200)
        assert "1 December 2026" in seen.text.replace("\xa0", " ")
