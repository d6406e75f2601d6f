"""Screening and threading of mails that come in, as tables and for any heads at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.correspondence.rules.mailbox_health import PATIENCE, BoxFacts, trouble_of
from app.correspondence.rules.mails import REASONS, Place, Proposal, Why
from app.correspondence.rules.screening import SCREEN, Heads, doubted, screened
from app.correspondence.rules.threading import (
    Answered,
    Clues,
    Destination,
    destination,
    mark_of,
    marked,
    numbers_in,
    references_in,
)
from app.kernel import Words

KEY = "k" * 40


@pytest.mark.parametrize(("heads", "why"), [
    (Heads("a@b.c"), None),
    (Heads("a@b.c", flags={"auto-submitted": "no"}), None),
    (Heads("a@b.c", flags={"auto-submitted": "auto-replied (vacation)"}), Why.ABSENCE),
    (Heads("a@b.c", flags={"auto-submitted": "auto-generated"}), Why.AUTOMATIC),
    (Heads("a@b.c", flags={"auto-submitted": "auto-notified"}), Why.AUTOMATIC),
    (Heads("a@b.c", flags={"precedence": "Bulk"}), Why.LIST),
    (Heads("a@b.c", flags={"precedence": "first-class"}), None),
    (Heads("a@b.c", flags={"list-unsubscribe": ""}), Why.LIST),
    (Heads("a@b.c", flags={"return-path": "<>"}), Why.AUTOMATIC),
    (Heads("a@b.c", flags={"return-path": "<a@b.c>"}), None),
    (Heads("a@b.c", subject="Automatic reply: your letter"), Why.ABSENCE),
    (Heads("a@b.c", subject="Re: Réponse automatique : x"), Why.ABSENCE),
    (Heads("a@b.c", subject="Automatische Antwort: Ihr Schreiben"), Why.ABSENCE),
    (Heads("a@b.c", subject="Respuesta automática: su carta"), Why.ABSENCE),
    (Heads("a@b.c", subject="自動応答: お手紙"), Why.ABSENCE),
    (Heads("a@b.c", subject="Absence de réponse de votre part"), None),
    (Heads("a@b.c", subject="Absence de remboursement : troisième relance"), None),
    (Heads("a@b.c", subject="Absent lors de la livraison"), None),
    (Heads("a@b.c", subject="Absence"), Why.ABSENCE),
    (Heads("a@b.c", subject="Absence : votre lettre du 3 novembre"), Why.ABSENCE),
    (Heads("a@b.c", subject="Absente du bureau"), Why.ABSENCE),
    (Heads("a@b.c", subject="Message d’absence"), Why.ABSENCE),
    (Heads("a@b.c", subject="Re: Absent jusqu’au 4 décembre"), Why.ABSENCE),
    (Heads("a@b.c", subject="Votre technicien était absent"), None),
    (Heads("no-reply@shop.example"), Why.AUTOMATIC),
    (Heads("a@b.c", staff=True), Why.STAFF),
    (Heads("", senders=0), Why.NOBODY),
    (Heads("", senders=2), None),
    (Heads("a@b.c", ours=True, staff=True), Why.OURS),
    (Heads("a@b.c", report="failed", cites_ours=True), Why.RETURNED),
    (Heads("a@b.c", report="failed"), Why.AUTOMATIC),
    (Heads("a@b.c", report="delayed", cites_ours=True), Why.DELAYED),
    (Heads("a@b.c", report="delivered", cites_ours=True), Why.AUTOMATIC),
])  # fmt: skip
def test_who_is_answered(heads: Heads, why: Why | None) -> None:
    assert screened(heads) is why


def test_every_reason_has_its_words_in_both_languages() -> None:
    assert set(REASONS) == set(Why)
    for each in (*Why, *Place, *Proposal):
        assert isinstance(each.words, Words)
        assert each.words.fr
        assert each.words.en
    assert {why for why, _holds in SCREEN} <= set(Why)


NAMES = st.sampled_from(["auto-submitted", "precedence", "list-id", "list-unsubscribe", "return-path", "x-autoreply", "authentication-results", "x-any"])  # fmt: skip


@given(st.dictionaries(NAMES, st.text(max_size=40)), st.text(max_size=60), st.text(max_size=60))
def test_heads_only_ever_make_us_more_careful(flags: dict[str, str], sender: str, subject: str) -> None:
    plain = screened(Heads(sender, staff=True))
    assert plain is not None
    assert screened(Heads(sender, subject=subject, flags=flags, staff=True)) is not None
    assert isinstance(doubted(flags), bool)


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_mark_is_read_back_and_is_one_cases_only(one: int, other: int) -> None:
    address = marked("litiges@maison.example", KEY, one)
    assert len(address.partition("@")[0]) <= 64, "RFC 5321, 4.5.3.1.1"
    assert numbers_in([address.upper(), address], KEY) == (one,)
    assert numbers_in([address], "x" * 40) == ()
    forged = address.replace(f"+c{one}-", f"+c{other}-")
    assert numbers_in([forged], KEY) == ((one,) if one == other else ())


@given(st.lists(st.text(max_size=80), max_size=4))
def test_no_address_at_all_is_a_mark_by_chance(addresses: list[str]) -> None:
    assert numbers_in(addresses, KEY) == ()
    assert numbers_in([f"a+c1-{each}@b.c" for each in addresses], KEY) == ()
    assert numbers_in(["a+c1-" + "\u212a" * 24 + "@b.c"], KEY) == ()


def test_references_are_found_in_any_case() -> None:
    assert references_in("Re: am-2026-00042, AM-2026-00042 et AM-2026-00007.") == ("AM-2026-00042", "AM-2026-00007")
    assert mark_of(KEY, 1) != mark_of(KEY, 2)


@pytest.mark.parametrize(("clues", "going"), [
    (Clues(), Destination(why=Why.NO_LETTER)),
    (Clues((Answered(1, speaks=True),)), Destination(case=1)),
    (Clues((Answered(1, speaks=True),), doubted=True), Destination(None, 1, Proposal.LETTER, Why.DOUBTED)),
    (Clues((Answered(1),)), Destination(None, 1, Proposal.LETTER, Why.NOT_A_PARTY)),
    (Clues((Answered(1, lapsed=True),)), Destination(None, 1, Proposal.LETTER, Why.NO_MANDATE)),
    (Clues((Answered(1, speaks=True, lapsed=True),)), Destination(case=1)),
    (Clues((Answered(1, speaks=True), Answered(2, speaks=True))), Destination(None, 1, Proposal.LETTER, Why.TWO_CASES)),
    (Clues((Answered(1, speaks=True),), senders=2), Destination(None, 1, Proposal.LETTER, Why.SENDERS)),
    (Clues((), (3,), (4,)), Destination(None, 3, Proposal.REFERENCE, Why.NO_LETTER)),
    (Clues((), (), (4, 5)), Destination(None, 4, Proposal.ADDRESS, Why.NO_LETTER)),
])  # fmt: skip
def test_where_a_mail_goes(clues: Clues, going: Destination) -> None:
    assert destination(clues) == going


ANSWERS = st.lists(
    st.builds(Answered, st.integers(1, 5), st.booleans(), st.booleans()), max_size=3, unique_by=lambda a: a.number
)


@given(ANSWERS, st.lists(st.integers(1, 5)), st.lists(st.integers(1, 5)), st.integers(0, 3), st.booleans())
def test_by_itself_only_with_both_proofs(
    answered: list[Answered], named: list[int], of_sender: list[int], senders: int, doubt: bool
) -> None:
    going = destination(Clues(tuple(answered), tuple(named), tuple(of_sender), senders, doubt))
    both = [each.number for each in answered if each.speaks]
    assert going.case is None or (both == [going.case] and len(answered) == 1 and senders == 1 and not doubt)
    assert (going.case is None) == (going.why is not None)


AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(("failed", "silent", "most", "told"), [
    (None, 0, 3, False), (None, 2, 3, False), (None, 3, 3, True), (None, 99, 0, False),
    (AT - PATIENCE, 0, 3, True), (AT - PATIENCE + timedelta(seconds=1), 0, 3, False),
])  # fmt: skip
def test_when_a_box_is_in_trouble(failed: datetime | None, silent: int, most: int, told: bool) -> None:
    assert (trouble_of(BoxFacts("a · b · INBOX", failed, "refused", silent, most), AT) is not None) == told
