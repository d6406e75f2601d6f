"""In French, “de” loses its e before the name of somebody that begins with a vowel; in nobody’s own words."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from app.kernel import words
from app.plumbing.typography import choose, say

ASKED = words("Demande l’accord de {name}", "Needs {name}’s approval")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Claire Morel", "de Claire Morel"),
        ("Alice Petit", "d’Alice Petit"),
        ("Élodie Arnaud", "d’Élodie Arnaud"),
        ("Hélène Vasseur", "d’Hélène Vasseur"),
        ("Mme Alice Petit", "de Mme Alice Petit"),
        ("Yves Martin", "de Yves Martin"),
    ],
)
def test_an_approval_is_asked_of_somebody_as_french_says_it(name: str, said: str) -> None:
    assert say(ASKED.fill(name=name), "fr") == f"Demande l’accord {said}"
    assert say(ASKED.fill(name=name), "en") == f"Needs {name}’s approval"


def test_only_names_are_elided_and_only_after_the_word() -> None:
    assert choose("Reprise de {what}", "", "fr", what="avril") == "Reprise de avril"
    assert choose("monde {name}", "", "fr", name="Alice") == "monde Alice"
    assert choose("Absence de {name}", "", "fr", name="Inès") == "Absence d’Inès"


def test_safe_html_keeps_its_word() -> None:
    assert choose("Fiche de {name}", "", "fr", name=Markup("<b>Alice</b>")) == "Fiche de <b>Alice</b>"
