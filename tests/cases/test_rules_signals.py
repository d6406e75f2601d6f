"""What a text suggests: the letters looked for first never hide what the patterns would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.signals import BY_KIND, LONGEST_QUOTE, SIGNALS, SignalKind, quoted, suggested_by

PATTERNS = [pattern for signal in SIGNALS for pattern in signal.told_by]
PIECES = [
    "incendie", "İncendie", "ıncendıe", "BRÛLÉ", "brule", "fumÉe", "électrique, une DÉCHARGE", "Électrocuté", "assignation",
    "aſſigner", "procès", "PROCES", "sue", "ſue", "court", "avocate", "AVOCAT", "répreſſion des fraudes", "fca", "ofcom", "K",
    "presse", "avis négatif", "reseaux sociaux", "media", "hospitaliſé", "oxygène", "oxygene", "é", "e", " ", "\n", "x",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(alphabet="aeéiıİsſkK bru\n", max_size=4), max_size=8).map("".join)


@given(texts)
def test_a_text_suggests_exactly_what_the_patterns_match(text: str) -> None:
    for said in (text, text.upper(), text.lower()):
        matched = [
            signal.kind
            for signal in SIGNALS
            if any(re.search(pattern, said, re.IGNORECASE) for pattern in signal.told_by)
        ]
        assert suggested_by(said) == matched


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_has_letters_to_look_for(pattern: str) -> None:
    (signal,) = [signal for signal in SIGNALS if pattern in signal.told_by]
    assert all(len(letters) > 2 for letters, _compiled in signal.tells)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Il y a eu un INCENDIE.", SignalKind.SAFETY),
        ("une décharge électrique, électrique à la décharge", SignalKind.SAFETY),
        ("Je saisis le tribunal.", SignalKind.COURT),
        ("Mon Avocate écrira.", SignalKind.LAWYER),
        ("la DGCCRF", SignalKind.REGULATOR),
        ("les réseaux sociaux", SignalKind.PRESS),
        ("mon père hospitalisé", SignalKind.SENSITIVE),
    ],
)
def test_the_customers_words_suggest_a_signal(text: str, kind: SignalKind) -> None:
    assert kind in suggested_by(text)
    assert kind in {each.kind for each in BY_KIND.values()}


@pytest.mark.parametrize(("text", "kind"), [
    ("ma fille a des brûlures à la main", SignalKind.SAFETY), ("la batterie a explosé", SignalKind.SAFETY),
    ("le chargeur a pris feu", SignalKind.SAFETY), ("une fuite de gaz", SignalKind.SAFETY), ("The toaster caught fire", SignalKind.SAFETY),
    ("JE VAIS PORTER PLAINTE", SignalKind.COURT), ("Je vous mets en demeure", SignalKind.COURT), ("Letter before action", SignalKind.COURT),
    ("Je saisirai le médiateur", SignalKind.REGULATOR), ("I will call Trading Standards", SignalKind.REGULATOR),
    ("un avis 1 étoile sur Google", SignalKind.PRESS), ("I will leave a one-star review", SignalKind.PRESS), ("J’irai voir la presse locale", SignalKind.PRESS),
    ("MA MERE EST DECEDEE", SignalKind.SENSITIVE), ("le décès de mon mari", SignalKind.SENSITIVE), ("My husband passed away", SignalKind.SENSITIVE),
    ("mon fils de 12 ans", SignalKind.SENSITIVE), ("my 14 year old son", SignalKind.SENSITIVE), ("c’est du racisme", SignalKind.SENSITIVE),
    ("je suis enceinte de 8 mois", SignalKind.SENSITIVE), ("j’ai un cancer", SignalKind.SENSITIVE),
])  # fmt: skip
def test_what_people_write_of_danger_courts_and_hardship_is_heard(text: str, kind: SignalKind) -> None:
    assert suggested_by(text) == [kind]


@pytest.mark.parametrize("text", [
    "Le câble est trop court.", "Mon enceinte Bluetooth est muette.", "Le presse-agrumes et la presse à repasser sont cassés.",
    "le lecteur multimedia", "Fire TV stick not working", "Il manque le procès-verbal de livraison.", "Il a injurié ma femme.",
    "Je brûle d’impatience.", "Ma facture a explosé !", "The court shoes do not fit.", "My phone died after two days.", "Le défaut est mineur.",
    "Rendez-moi justice.", "Mme Fabre, mandataire judiciaire", "Je presse le bouton, rien.",
])  # fmt: skip
def test_a_word_that_means_something_else_here_suggests_nothing(text: str) -> None:
    assert suggested_by(text) == []


def test_ordinary_words_suggest_nothing() -> None:
    assert suggested_by("Le lave-linge est en panne depuis novembre ; la brume, le progrès, l’avocatier.") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bonjour. La machine a pris feu : incendie dans la cuisine ! Merci d’agir.", "La machine a pris feu : incendie dans la cuisine !"),
        ("Un incendie", "Un incendie"),
        ("Première ligne\nUn incendie\nDernière ligne", "Un incendie"),
        ("J’appelle. M. Bertin a vu un incendie chez Mr. Hall. Merci.", "M. Bertin a vu un incendie chez Mr. Hall."),
        ("J’appelle. M... Bertin a vu un incendie.", "M... Bertin a vu un incendie."),
        ("Rien de tel.", ""),
    ],
)  # fmt: skip
def test_a_signal_quotes_the_sentence_that_suggests_it(text: str, said: str) -> None:
    assert quoted(SignalKind.SAFETY, text) == said


@given(st.text(max_size=600), st.text(max_size=600))
def test_a_quote_is_short_and_holds_what_suggested_it(before: str, after: str) -> None:
    text = f"{before} incendie {after}"
    said = quoted(SignalKind.SAFETY, text)
    assert "incendie" in said.lower() or BY_KIND[SignalKind.SAFETY].pattern.search(said)
    assert len(said) <= LONGEST_QUOTE + 40
    assert said.strip("… ") in text
