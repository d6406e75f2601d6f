"""What letters say and by which way they go; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.cases.rules.workflow import BY_NAME
from app.correspondence.rules import (
    ENTRIES,
    OF_ENTRY,
    WRITTEN_HERE,
    Channel,
    Fields,
    LetterKind,
    Reach,
    channel_for,
    draft,
    left_to_fill,
    locked,
    require_channel,
    subject,
)
from app.correspondence.rules.wording import DRAFTS, greeting
from app.gestures.rules.entries import ENTRIES as GESTURE_ENTRIES
from app.kernel import Refused
from app.plumbing.typography import say

FIELDS = Fields("AM-2026-00001", "Lave-linge en panne.", date(2026, 10, 1), date(2026, 12, 4), "Mme", "Awa Diallo")
HERE = Reach("Mme Diallo", "a@example.org", "1 rue Haute\n69001 Lyon")


def test_every_letter_that_an_act_brings_names_an_arrow_of_the_workflow() -> None:
    acts = {entry.removeprefix("case.") for entry in OF_ENTRY if entry.startswith("case.")}
    assert acts <= set(BY_NAME)
    beside = set(OF_ENTRY) - {f"case.{act}" for act in acts}
    assert beside <= set(GESTURE_ENTRIES), "what gestures and entitlements tell"
    assert not set(WRITTEN_HERE) & set(OF_ENTRY.values()), "a gated letter is never written outside its act"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "kind",
    [
        LetterKind.HOLDING,
        LetterKind.CLOSING,
        LetterKind.LETTER,
        LetterKind.AGREEMENT,
        LetterKind.CONFIRMATION,
        LetterKind.ENTITLEMENT,
    ],
)
def test_templates_fill_every_field_in_both_languages(kind: LetterKind, lang: str) -> None:
    text = say(draft(kind, FIELDS), lang)  # type: ignore[arg-type]
    assert "{" not in text
    assert ("Madame" if lang == "fr" else "Dear Ms Diallo") in text
    assert "AM-2026-00001" in say(subject(kind, FIELDS), lang)  # type: ignore[arg-type]


def test_a_letter_begins_with_a_title_or_a_name_and_never_with_mme_in_french() -> None:
    assert say(greeting(FIELDS), "fr") == "Madame"
    untitled = replace(FIELDS, title="", name="Anne-Laure Fabre")
    assert (say(greeting(untitled), "fr"), say(greeting(untitled), "en")) == (
        "Madame, Monsieur",
        "Dear Anne-Laure Fabre",
    )
    assert say(greeting(replace(untitled, name="")), "en") == "Dear Sir or Madam"


def test_a_letter_of_no_special_kind_is_not_called_other_by_whoever_receives_it() -> None:
    assert say(subject(LetterKind.LETTER, FIELDS), "fr") == "Votre dossier AM-2026-00001"
    assert say(LetterKind.LETTER.received, "en") == "Letter"
    assert LetterKind.ANSWER.received == LetterKind.ANSWER.words


def test_a_holding_reply_names_the_date_and_says_that_no_right_is_lost() -> None:
    assert "4\u00a0décembre 2026" in say(draft(LetterKind.HOLDING, FIELDS), "fr")
    assert "aucun droit" in say(locked(LetterKind.HOLDING)[0], "fr")
    with_window = locked(LetterKind.CLOSING, date(2027, 9, 30))
    assert "30\u00a0septembre 2027" in say(with_window[1], "fr")
    assert len(locked(LetterKind.CLOSING)) == 1


def test_the_way_is_what_they_prefer_when_we_can_else_what_we_have() -> None:
    assert channel_for(HERE) is Channel.EMAIL
    assert channel_for(Reach("x", "a@b.c", "1 rue", "post")) is Channel.POST
    assert channel_for(Reach("x", "a@b.c", "", "post")) is Channel.EMAIL
    assert channel_for(Reach("x", "", "1 rue")) is Channel.POST
    assert channel_for(Reach("x")) is Channel.HAND


@pytest.mark.parametrize(
    ("channel", "code"), [(Channel.EMAIL, "no_email"), (Channel.POST, "no_postal"), (Channel.REGISTERED, "no_postal")]
)
def test_a_way_without_an_address_is_refused(channel: Channel, code: str) -> None:
    with pytest.raises(Refused) as refused:
        require_channel(channel, Reach("Mme Diallo"))
    assert refused.value.code == code
    require_channel(channel, HERE)


def test_every_entry_is_told_in_both_languages() -> None:
    for kind in ENTRIES.values():
        told = kind.title({"letter": "holding", "channel": "post"})
        assert say(told, "fr") != say(told, "en")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Madame,\r\n\r\n[Ce que nous décidons]\r\n\r\nBien à vous.", ("[Ce que nous décidons]",)),
        ("[un]\n  [deux]  \n", ("[un]", "[deux]")),
        ("Nous [sic] répondons.\n[1] voir la pièce n° 4", ()),
        ("", ()),
    ],
)
def test_a_letter_says_what_is_left_to_fill(text: str, left: tuple[str, ...]) -> None:
    assert left_to_fill(text) == left


@pytest.mark.parametrize("kind", [LetterKind.ANSWER, LetterKind.FINAL_ANSWER, LetterKind.HOLDING])
def test_what_the_house_templates_ask_to_be_written_is_known_to_be_left(kind: LetterKind) -> None:
    assert left_to_fill(DRAFTS[kind].fr)
    assert len(left_to_fill(DRAFTS[kind].fr)) == len(left_to_fill(DRAFTS[kind].en))
