"""Files as other tools export them: their columns are guessed, their dates, amounts and shapes read, and the preview says what is true."""

from __future__ import annotations

import io
import json

import pytest
from flask import Flask

from app.intake import queries
from app.intake.rules.guessing import english_amounts, guessed, month_first
from app.intake.rules.records import read_day, tidied
from tests.client import Browser, Page
from tests.factories.house import company

TOOLS = {
    "Zendesk": "ID=external_id,Requester=name,Requester email=email,Subject=subject,Description=what,Status=state,Via=channel,Created at=received_on,"
    "Updated at=,Solved at=closed_on,Assignee=",
    "Freshdesk": "Ticket ID=external_id,Subject=subject,Status=state,Source=channel,Created time=received_on,Due by Time=,Closed time=closed_on,"
    "Last update time=,Full name=name,Email=email,Work phone=phone,Description=what",
    "Salesforce": "Case Number=external_id,Contact Name=name,Contact Email=email,Account Name=organisation,Subject=subject,Description=what,Status=state,"
    "Case Origin=channel,Date/Time Opened=received_on,Date/Time Closed=closed_on",
    "HubSpot": "Ticket ID=external_id,Ticket name=subject,Ticket description=what,Create date=received_on,Close date=closed_on,Ticket status=state",
    "Jira": "Summary=subject,Issue key=external_id,Issue id=,Status=state,Reporter=name,Created=received_on,Updated=,Description=what,Labels=,Labels=",
    "Redmine": "Statut=state,Sujet=subject,Auteur=name,Mis à jour=,Créé=received_on,Fermé=closed_on,Description=what",
    "GLPI": "ID=external_id,Titre=subject,Statut=state,Dernière modification=,Date d'ouverture=received_on,Demandeur - Demandeur=name,Description=what",
    "a form": "Horodateur=received_on,Adresse e-mail=email,Nom et prénom=name,Numéro de commande=,Votre réclamation=what,Que demandez-vous ?=asked",
    "a short sheet": "Nom=name,Courriel=email,Date=received_on,Objet=what,Montant=amount",
    "a sheet": "N°=external_id,Date réception=received_on,Nom du client=name,Objet de la réclamation=subject,Description du problème=what,Montant réclamé (€)=amount",
}  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
def test_the_columns_of_other_tools_are_guessed(app: Flask, tool: str) -> None:
    columns = [one.partition("=") for one in TOOLS[tool].split(",")]
    found = guessed(queries.mapping_named("generic-fr"), [name for name, _is, _field in columns])
    assert [found.get(place, "") for place in range(len(columns))] == [field for _name, _is, field in columns]


@pytest.mark.parametrize("text", [
    "3 avr. 2025", "03-avr-25", "03/avr./25 10:12 AM", "jeu. 3 avril 2025", "Apr 3, 2025", "April 3rd, 2025", "Thu Apr 03 2025", "3rd of April 2025",
    "2025-04-03 10:12:33 UTC", "2025-04-03 10:12:33 +0200", "2025-04-03T10:12:33.123Z", "03/04/2025 à 10h12",
])  # fmt: skip
def test_days_are_read_as_programs_write_them(text: str) -> None:
    assert str(read_day(text, ("iso", "dmy", "serial"), "Europe/Paris")) == "2025-04-03"


@pytest.mark.parametrize("text", ["avril 2025", "3 jui 2025", "31/02/2025", "32 avr. 2025", "3 foo 2025"])
def test_what_may_be_two_days_or_none_is_none(text: str) -> None:
    assert read_day(text, ("iso", "dmy", "serial"), "Europe/Paris") is None


@pytest.mark.parametrize(("said", "english", "plain"), [
    ("1.249,90", False, "1249,90"), ("249,90 EUR", False, "249,90"), ("EUR 45", False, "45"), ("12 euros", False, "12"), ("-", False, ""), ("N/A", True, ""),
    ("1,249.90", True, "1249.90"), ("1.249", False, "1.249"),
])  # fmt: skip
def test_amounts_are_rid_of_what_is_no_figure(said: str, english: bool, plain: str) -> None:
    assert tidied(said, "EUR", english=english) == plain


def test_the_order_of_day_and_month_is_told_by_the_dates_themselves() -> None:
    assert month_first(["4/3/2025", "4/23/2025 10:12"])
    assert month_first(["4/3/2025 10:12 AM"])
    assert not month_first(["4/3/2025", "23/4/2025", "4/23/2025"])
    assert not month_first(["4/3/2025", "", "2025-04-23"])
    assert english_amounts(["1,249.90", "30"])
    assert not english_amounts(["1,249.90", "30,50"])


def upload(browser: Browser, content: bytes, status: int = 200) -> Page:
    return browser.send(
        "/import", {"mapping": "", "service": "after-sales", "file": (io.BytesIO(content), "x.csv")}, status
    )


@pytest.fixture
def sophie(app: Flask) -> Browser:
    company()
    return Browser(app).sign_in("sophie")


def test_a_file_with_the_month_first_says_so_by_itself(sophie: Browser) -> None:
    content = b'id,date received,complaint,amount\n1,04/03/2026,Broken,"1,249.90"\n2,04/23/2026,Lost,30\n'
    page = upload(sophie, content)
    values = page.values()
    assert (values["days"], values["amounts"]) == ("mdy", "en")
    known = "Numéro;Reçue le;Réclamation\n1;04/03/2026;En panne\n2;04/23/2026;Perdu\n".encode()
    assert "ont le mois d’abord" in upload(sophie, known).text
    assert "ont le mois d’abord" not in upload(sophie, known.replace(b"04/23", b"23/04")).text


def test_lines_that_come_twice_in_a_file_are_counted_once(sophie: Browser) -> None:
    known = "Numéro;Reçue le;Réclamation\n1;04/03/2026;En panne\n1;04/03/2026;En panne\n2;04/03/2026;Perdu\n".encode()
    assert "2 à reprendre, 1 déjà connue, 0 refusée" in upload(sophie, known).text


def test_columns_that_come_twice_refuse_a_file_only_where_they_are_read(sophie: Browser) -> None:
    content = "Numéro,Reçue le,Réclamation,Labels,Labels\n1,04/03/2026,En panne,a,b\n".encode()
    assert "1 à reprendre" in upload(sophie, content).text
    assert "apparaît deux fois" in upload(sophie, content.replace(b"Labels,Labels", b"Objet,Objet"), status=422).text


TICKET = {"id": 7, "description": "En panne\nEncore", "created_at": "2026-04-03T10:12:33Z", "requester": {"name": "Awa", "email": "awa@example.org"},
          "tags": ["sav", "x"], "open": True, "note": None}  # fmt: skip


@pytest.mark.parametrize("content", [
    json.dumps([TICKET]), json.dumps({"count": 1, "tickets": [TICKET]}), json.dumps(TICKET) + "\n\n" + json.dumps(TICKET), "\ufeff" + json.dumps([TICKET], indent=2),
])  # fmt: skip
def test_json_is_read_with_its_nested_names_as_columns(app: Flask, content: str) -> None:
    table = queries.opened(io.BytesIO(content.encode()))
    assert table.headings == [
        "id",
        "description",
        "created_at",
        "requester name",
        "requester email",
        "tags",
        "open",
        "note",
    ]
    first = next(iter(table.rows()))
    assert list(first.cells.values()) == [
        "7",
        "En panne\nEncore",
        "2026-04-03T10:12:33Z",
        "Awa",
        "awa@example.org",
        "sav, x",
        "oui",
        "",
    ]


@pytest.mark.parametrize("content", ['[{"a": 1', "[]", "{}", '[{"a": ' + "[" * 100_000, '{"a": [1, 2]'])
def test_json_that_is_broken_or_holds_no_complaint_is_refused_in_words(sophie: Browser, content: str) -> None:
    assert "JSON" in upload(sophie, content.encode(), status=422).text


def test_a_broken_line_of_json_is_named_and_the_others_are_read(app: Flask) -> None:
    lines = f"{json.dumps(TICKET)}\nnot json\n[1]\n{json.dumps(TICKET)}"
    rows = list(queries.opened(io.BytesIO(lines.encode())).rows())
    assert [(row.line, row.problem is None) for row in rows] == [(1, True), (2, False), (3, False), (4, True)]
