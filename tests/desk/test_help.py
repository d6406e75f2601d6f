"""The help page explains every word of the house, and draws the workflow."""

from __future__ import annotations

import pytest
from flask import Flask

from app.cases.rules.diagram import drawn
from app.cases.rules.states import State
from tests.client import Browser, said
from tests.factories.house import company

FRENCH = (
    "dossier", "réclamation", "demande", "réponse, réponse définitive", "appréciation", "partie, mandat", "droit légal",
    "geste commercial", "offre amiable", "protocole transactionnel", "pouvoir de décision", "service", "échelle", "niveau",
    "engagement", "échéance", "régime", "conditions (CGV, CGU)", "pièce", "journal", "saisine", "proposition du médiateur",
    "dossier PDF, liasse", "estimation",
)  # fmt: skip
ENGLISH = (
    "case", "complaint", "claim", "answer, final answer", "verdict", "party, mandate", "entitlement", "gesture", "offer",
    "settlement agreement", "authority", "service", "ladder", "level", "promise", "duty", "regime", "terms", "exhibit", "journal",
    "referral", "mediator’s proposal", "case file, bundle", "estimate",
)  # fmt: skip


@pytest.mark.parametrize(("lang", "wanted"), [("fr", FRENCH), ("en", ENGLISH)])
def test_every_word_is_explained_and_every_state_drawn(app: Flask, lang: str, wanted: tuple[str, ...]) -> None:
    company()
    page = Browser(app).sign_in("alice").speak(lang).get("/help")
    assert set(wanted) <= {said(node) for node in page.find_all("dt")}
    drawing = said(page.by_id("diagram"))
    for state in State:
        assert getattr(state.words, lang) in drawing.replace("\xa0", " ")
    assert page.html.count("<polygon") == len(drawn().lines)
