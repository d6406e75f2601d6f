"""A file whose headings no mapping knows: a person says what each column is, on the page and in the command."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.intake import queries
from app.intake.rules.columns import Said, chosen, parse_columns
from app.intake.rules.guessing import guessed
from app.intake.rules.records import read_day
from app.kernel import Refused
from app.plumbing.db import db
from tests.client import Browser
from tests.factories.house import company

EXPORT = (
    "Export du 12/11/2026;;;;\n"
    "Réf;Ouvert le;Client;Texte libre;Somme\n"
    "R-1;03/11/2026 14:05;Mme Roux;Lave-vaisselle en panne depuis trois semaines;12€50\n"
    "R-2;45/11/2026;M. Petit;Colis perdu;89,90\n"
).encode("cp1252")
SAID = ["external_id", "received_on", "name", "what", "amount"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/11/2026 14:05", date(2026, 11, 3)), ("3 novembre 2026", date(2026, 11, 3)), ("1er mars 2026", date(2026, 3, 1)),
        ("20261103", date(2026, 11, 3)), ("03.11.26", date(2026, 11, 3)), ("46329", date(2026, 11, 3)),
        ("03/11/2026 à 9 h 30", date(2026, 11, 3)), ("31 novembre 2026", None), ("45/11/2026", None), ("03/11/1026", None),
        ("99999", None), ("", None),
    ],
)  # fmt: skip
def test_days_are_read_as_exports_write_them(text: str, day: date | None) -> None:
    assert read_day(text, ("iso", "dmy", "serial"), "Europe/Paris") == day


def test_what_a_column_is_is_guessed_once_each_and_refused_twice_or_missing() -> None:
    headings = ["Numéro", "Reçue le", "Reçue le", "Colonne sans rapport"]
    found = guessed(queries.mapping_named("generic-fr"), headings)
    assert (found.get(1), 2 in found, 3 in found) == ("received_on", False, False)
    with pytest.raises(Refused, match="column_twice"):
        chosen(headings, ["what", "received_on", "received_on", ""], "fr", "dmy")
    with pytest.raises(Refused, match="columns_missing"):
        chosen(headings, ["", "received_on", "", ""], "fr", "dmy")
    with pytest.raises(Refused, match="unknown_field"):
        parse_columns(["colour=Numéro"], headings, Said())
    with pytest.raises(Refused, match="unknown_column"):
        parse_columns(["what=Texte"], headings, Said())


def test_the_day_a_ticket_was_opened_is_guessed_to_be_the_day_of_receipt_where_nothing_else_can_be() -> None:
    mapping = queries.mapping_named("generic-fr")
    assert guessed(mapping, ["Réf", "Ouvert le", "Client"]).get(1) == "received_on"
    assert guessed(mapping, ["Created at", "Text"]).get(0) == "received_on"
    both = guessed(mapping, ["Ouvert le", "Créé le"])
    assert "received_on" not in both.values(), "either could be: a person says"
    assert guessed(mapping, ["Ouvert le", "Date de réception"]) == {1: "received_on"}


def test_the_page_asks_what_each_column_is_and_previews_what_was_said(app: Flask) -> None:
    company()
    sophie = Browser(app).sign_in("sophie")
    sent = {"mapping": "", "service": "after-sales", "file": (io.BytesIO(EXPORT), "export.csv")}
    page = sophie.send("/import", sent)
    assert "Aucun modèle de lecture ne connaît ces titres" in page.text
    assert "Lave-vaisselle en panne depuis trois semaines · Colis perdu" in page.text
    said = {f"columns-{place}": name for place, name in enumerate(SAID)}
    form = {"token": page.value_of("token"), "amounts": "fr", "days": "dmy"}
    lacking = sophie.send("/import/columns", {**form, **said, "columns-3": ""}, 422)
    assert "Dites aussi quelle colonne est : Ce que dit le client" in lacking.text
    assert lacking.value_of("columns-1") == "received_on"
    preview = sophie.send("/import/columns", {**form, **said})
    assert "12,50" in preview.text
    assert "45/11/2026" in preview.text
    assert db.session.scalars(select(Case)).all() == []


def test_the_command_is_told_what_each_column_is(app: Flask, tmp_path: Path) -> None:
    company()
    file = tmp_path / "export.csv"
    file.write_bytes(EXPORT)
    columns = zip(SAID, ["Réf", "Ouvert le", "Client", "Texte libre", "Somme"], strict=True)
    named = [f"--column={field}={heading}" for field, heading in columns]
    answer = app.test_cli_runner().invoke(args=["import-complaints", str(file), *named, "--json"])
    assert answer.exit_code == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert (told["read"], told["created"], [each["line"] for each in told["refused"]]) == (2, 1, [4])
    case = db.session.scalars(select(Case)).one()
    assert (case.claimed.minor, case.received_on) == (1250, date(2026, 11, 3))
