"""The quality report as it is read on paper: a chart stands under its title, its bars are named, English is spaced as English is."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from flask import Flask

from app.insight.actions import count_stale
from app.kernel import FixedClock
from app.worker import rounds
from tests.client import Browser
from tests.conftest import NOW
from tests.insight.world import a_story


def on_paper(app: Flask, clock: FixedClock, lang: str) -> str:
    a_story(3)
    count_stale(NOW)
    browser = Browser(app).sign_in("claire").speak(lang)
    place = browser.post("/insight/report?span=year", {}, token_from="/insight").headers["Location"]
    rounds.run_jobs(clock.now())
    drawn = pypdf.PdfReader(io.BytesIO(browser.fetch(f"{place}.pdf").get_data()))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in drawn.pages))


@pytest.mark.parametrize(("lang", "title", "line"), [("fr", "Par catégorie", "1."), ("en", "By category", "1.")])
def test_a_chart_stands_under_its_title_and_its_bars_are_numbered(
    app: Flask, clock: FixedClock, lang: str, title: str, line: str
) -> None:
    text = on_paper(app, clock, lang)
    chart = text[text.rindex("Causes") :]
    axis = re.search(r"50 ?%", chart.replace("\u202f", " "))
    assert axis is not None
    assert chart.index(title) < axis.start(), "the title comes before what it names"
    assert line in chart
    if lang == "en":
        assert " ;" not in text
        assert ") :" not in text
