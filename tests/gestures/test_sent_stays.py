"""What the customer was offered stays as it was sent, whoever writes to the database."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.plumbing.db import db
from tests.factories.gestures import a_draft, a_sent, stocked
from tests.factories.house import a_case

DEEDS = [
    "UPDATE offer SET edition = edition + 1 WHERE id = :id",
    "UPDATE offer SET valid_until_on = '2031-01-01' WHERE id = :id",
    "UPDATE offer SET expires_at = '2031-01-01 00:00:00+00:00' WHERE id = :id",
    "UPDATE offer SET message = 'Autre chose.' WHERE id = :id",
    "UPDATE offer SET text_sent = 'Autre chose.' WHERE id = :id",
    "UPDATE offer_line SET wording_fr = 'Autre chose.' WHERE offer_id = :id",
    "UPDATE offer_line SET name_en = 'Something else' WHERE offer_id = :id",
    "DELETE FROM offer_line WHERE offer_id = :id",
]


@pytest.mark.parametrize("deed", DEEDS)
def test_terms_words_and_lines_of_a_sent_offer_stay_and_those_of_a_draft_do_not(app: Flask, deed: str) -> None:
    firm = stocked()
    sent, draft = (make(a_case(firm), firm.agent, ("voucher", 40)) for make in (a_sent, a_draft))
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(deed), {"id": sent.id})
    with db.engine.begin() as connection:
        assert connection.execute(text(deed), {"id": draft.id}).rowcount == 1
