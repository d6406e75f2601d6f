"""What intake knows without asking anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.rules.choices import is_written
from app.intake.rules.duties_preview import Supposed, foretell
from app.intake.rules.similarity import Told, likeness, ranked, telling
from app.kernel import Refused
from app.people.rules.clauses import clauses_of
from app.people.rules.house import check_line
from app.plumbing.search import folded
from app.regimes.queries import packs_named
from app.regimes.rules.parts import Kind

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MACHINE = "Mon lave-linge est tombé en panne pour la troisième fois."


def _told(text: str, on: date = date(2026, 11, 20), **facts: int | str) -> Told:
    return Told(words=telling(folded(text)), received_on=on, **facts)  # type: ignore[arg-type]


def test_the_same_customer_purchase_and_words_are_probably_the_same_facts() -> None:
    new = _told("Le lave-linge en panne une troisième fois", customer_id=1, purchase_id=7)
    found = likeness(new, _told(MACHINE, date(2026, 11, 2), customer_id=1, purchase_id=7))
    assert found.probable
    assert [str(reason).split(":")[0] for reason in found.reasons] == ["same customer", "same purchase", "shared words"]


def test_the_same_customer_alone_is_not_even_worth_showing() -> None:
    new = _told("La facture de novembre est fausse", customer_id=1)
    assert ranked(new, [("a", _told(MACHINE, customer_id=1))]) == []


def test_words_that_say_nothing_count_for_nothing() -> None:
    assert (
        likeness(
            _told("Bonjour, je vous ai dit que c’est pour moi"), _told("Bonjour, vous m’avez dit que c’est pour nous")
        ).score
        == 0
    )


def test_the_most_alike_comes_first() -> None:
    new = _told(MACHINE, customer_id=1, category="breakdown")
    known = [
        ("near", _told("Panne du lave-linge", customer_id=1)),
        ("same", _told(MACHINE, customer_id=1, category="breakdown")),
    ]
    assert [name for name, _found in ranked(new, known)] == ["same", "near"]


@given(st.text(max_size=200), st.text(max_size=200), st.integers(-400, 400))
def test_a_score_is_between_0_and_100_and_does_not_depend_on_the_order(one: str, two: str, apart: int) -> None:
    a, b = _told(one), _told(two, date.fromordinal(date(2026, 11, 20).toordinal() + apart))
    assert 0 <= likeness(a, b).score <= 100
    assert likeness(a, b).score == likeness(b, a).score


def _dates(**facts: object) -> dict[str, tuple[date | None, date | None]]:
    case = Supposed(**{"written": True, "sent_on": date(2026, 11, 20), "received_on": date(2026, 11, 20), **facts})  # type: ignore[arg-type]
    found = foretell(packs_named("FR-GEN", "ISO-10002"), case, as_of=NOW, zone="Europe/Paris")
    return {str(one.label): (one.opens_on, one.due_on) for one in found}


def test_a_written_complaint_foretells_the_mediators_window() -> None:
    found = _dates()
    assert found["The mediator’s door opens"][0] == date(2027, 1, 20)
    assert found["Last day to go to the mediator"][1] == date(2027, 11, 20)
    assert found["Acknowledge"][1] == date(2026, 11, 24)


def test_a_spoken_complaint_opens_no_window_but_starts_our_targets() -> None:
    found = _dates(written=False)
    assert "The mediator’s door opens" not in found
    assert found["Acknowledge"][1] == date(2026, 11, 24)


def test_a_business_has_no_consumer_mediator() -> None:
    assert "The mediator’s door opens" not in _dates(kind="business")


def test_ours_come_before_the_customers_windows() -> None:
    case = Supposed(written=True, sent_on=date(2026, 11, 20), received_on=date(2026, 11, 20))
    kinds = [one.kind for one in foretell(packs_named("FR-GEN", "ISO-10002"), case, as_of=NOW, zone="Europe/Paris")]
    assert kinds == sorted(kinds, key=lambda kind: kind is Kind.WINDOW)


def test_a_channel_says_whether_a_complaint_is_written() -> None:
    assert [is_written(channel) for channel in ("phone", "person", "email", "post", "chat")] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_terms_are_cut_at_their_numbers() -> None:
    text = "Préambule\nArticle 1 – Objet\nLes ventes.\n2. Prix\nEn euros :\n10 % de remise\n2.1 Paiement\nComptant."
    assert [(number, head) for number, head, _body in clauses_of(text)] == [
        ("1", "Objet"),
        ("2", "Prix"),
        ("2.1", "Paiement"),
    ]
    with pytest.raises(Refused, match="clause_twice"):
        clauses_of("1. Un\na\n1. Encore\nb")


def test_a_line_of_reporting_may_be_deep_but_not_round() -> None:
    line = {2: 1, 3: 2, 4: 3}
    check_line(5, "Eve", 4, line)
    with pytest.raises(Refused, match="line_circle"):
        check_line(1, "Ann", 4, line)
