"""Who stands in for the customer: after a death, for a minor or a protected adult, under a mandate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from app.cases.rules.parties import PartyRole
from app.cases.rules.standing_in import (
    MandateState,
    Measure,
    customer_acts,
    lacking,
    mandate_state,
    mandate_words,
    paid_words,
    stand_in,
)
from app.kernel import words
from app.plumbing.typography import say

TODAY = date(2026, 11, 23)
DIED = date(2026, 10, 1)
WHO = words("M. Rey", "Mr Rey")


@dataclass
class Somebody:
    role: PartyRole
    name: str
    email: str = "x@exemple.fr"
    address: str = ""
    protection: str = ""
    share_percent: int = 0
    mandate_signed: bool = False
    mandate_from: date | None = None
    mandate_until: date | None = None


def representative(**told: object) -> Somebody:
    given = {"mandate_signed": True, "mandate_from": date(2026, 9, 1), **told}
    return Somebody(PartyRole.REPRESENTATIVE, "Me Karl", **given)  # type: ignore[arg-type]


def heir(name: str = "Anne Rey", **told: object) -> Somebody:
    return Somebody(PartyRole.HEIR, name, **told)  # type: ignore[arg-type]


def guardian(**told: object) -> Somebody:
    return Somebody(PartyRole.GUARDIAN, "Léa Rey", **told)  # type: ignore[arg-type]


def reader(*parties: Somebody, on: date = TODAY) -> str:
    found = stand_in(parties, on)
    return found.party.name if found is not None else "the customer"


def test_the_customer_reads_their_letters_while_nobody_stands_in() -> None:
    assert (
        reader()
        == reader(Somebody(PartyRole.CONTRACTING, "Paul"), Somebody(PartyRole.CLAIMANT, "Zoé"))
        == "the customer"
    )


def test_after_a_death_an_heir_does_and_of_several_the_first_with_an_address() -> None:
    assert reader(heir()) == "Anne Rey"
    assert reader(heir("Ève", email=""), heir()) == "Anne Rey"


def test_nothing_goes_to_the_dead_or_to_a_child_for_want_of_another_address() -> None:
    assert reader(heir(email="")) == "Anne Rey"
    assert reader(guardian(email="")) == "Léa Rey"
    said = lacking([heir(email="")], "Rey", WHO, TODAY)
    assert said is not None
    assert "pas d’adresse pour Anne Rey" in say(said, "fr")


def test_a_parent_or_guardian_acts_from_the_first_to_the_last_day_of_the_measure() -> None:
    held = guardian(protection="minor", mandate_from=date(2026, 1, 1), mandate_until=TODAY)
    assert reader(held) == "Léa Rey"
    assert reader(held, on=date(2026, 11, 24)) == "the customer", "they came of age"
    assert reader(held, on=date(2025, 12, 31)) == "the customer"
    child = Somebody(PartyRole.PROTECTED, "Tom Rey", protection="minor", mandate_until=date(2026, 11, 1))
    assert reader(guardian(), child) == "the customer", "its days may be noted to the child"


def test_under_a_safeguard_the_person_decides() -> None:
    assert reader(guardian(protection=Measure.SAFEGUARD.value)) == "the customer"


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"mandate_signed": False}, MandateState.MISSING),
        ({"mandate_from": None}, MandateState.MISSING),
        ({"mandate_from": date(2026, 12, 1)}, MandateState.TO_COME),
        ({}, MandateState.VALID),
        ({"mandate_until": TODAY}, MandateState.VALID),
        ({"mandate_until": date(2026, 11, 22)}, MandateState.ENDED),
    ],
)
def test_a_mandate_counts_only_between_its_days(told: dict[str, object], state: MandateState) -> None:
    row = representative(**told)
    assert mandate_state(row, [row], TODAY) is state
    assert reader(row) == ("Me Karl" if state is MandateState.VALID else "the customer")


def test_death_ends_the_mandate_the_customer_gave_and_not_the_one_of_the_heirs() -> None:
    dead = heir(mandate_from=DIED)
    assert reader(representative(), dead) == "Anne Rey"
    assert "éteint par le décès" in say(mandate_words(representative(), [dead], TODAY), "fr")
    assert reader(representative(mandate_from=date(2026, 10, 20)), dead) == "Me Karl"


def test_a_mandate_ended_is_said_with_its_day() -> None:
    said = mandate_words(representative(mandate_until=date(2026, 11, 2)), [], TODAY)
    assert say(said, "en").replace("\u00a0", " ") == "mandate ended on 2 November 2026"


def test_the_customer_speaks_beside_a_representative_and_not_beside_a_guardian_or_an_heir() -> None:
    assert customer_acts([representative()], TODAY)
    assert not customer_acts([guardian()], TODAY)
    assert not customer_acts([heir()], TODAY)


def paid(*parties: Somebody) -> str:
    said = paid_words(parties, WHO, TODAY)
    return say(said, "en") if said is not None else "the customer"


def test_who_is_paid() -> None:
    assert paid() == "the customer"
    assert paid(heir(share_percent=50), heir("Ève", share_percent=50)) == "Anne Rey: 50% and Ève: 50%"
    assert "shares to be established before paying" in paid(heir(), heir("Ève", share_percent=50))
    assert paid(guardian(protection="minor")) == "Léa Rey, on behalf of Mr Rey"
    assert paid(guardian(protection="curatorship")) == "the customer"
    assert paid(representative()) == "Mr Rey, or Me Karl under the mandate"
    assert paid(Somebody(PartyRole.CLAIMANT, "Zoé", share_percent=40)) == "Mr Rey: 60% and Zoé: 40%"


def test_a_protected_customer_for_whom_nobody_acts_is_said() -> None:
    child = Somebody(PartyRole.PROTECTED, "Mme Tom Rey", protection="minor")
    said = lacking([child], "Tom Rey", WHO, TODAY)
    assert said is not None
    assert "ajoutez son parent" in say(said, "fr")
    assert lacking([child], "Julie Rey", WHO, TODAY) is None, "the customer is the parent"
    assert lacking([child, guardian()], "Tom Rey", WHO, TODAY) is None
