"""Who signs a settlement agreement for whom, and whose leave it takes: on the page and on paper."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from flask import Flask

from app.cases import actions as cases
from app.cases.models import Case
from app.cases.models import Party as Row
from app.cases.rules.parties import PartyRole
from app.documents.queries.settling import pdf_of
from app.documents.rules.signing import leave_needed, signers
from app.people.rules import SYSTEM
from app.plumbing import unit_of_work
from app.plumbing.db import db
from tests.client import Browser
from tests.conftest import NOW
from tests.documents.test_settlement import TODAY, Table, drafted, table

__all__ = ["table"]  # the fixture


def party(role: PartyRole, name: str, protection: str = "", signed: bool = False) -> Row:
    return Row(
        role=role, name=name, email="", address="", protection=protection, share_percent=0, mandate_signed=signed,
        mandate_from=TODAY if signed else None, mandate_until=None,
    )  # fmt: skip


HEIRS = [party(PartyRole.HEIR, "Anne"), party(PartyRole.HEIR, "Bruno")]


@pytest.mark.parametrize(
    ("parties", "who", "leave"),
    [
        ([], ("M. Rey",), ""),
        (HEIRS, ("Anne", "Bruno"), ""),
        ([party(PartyRole.GUARDIAN, "Luc", "guardianship")], ("Luc",), "506"),
        ([party(PartyRole.GUARDIAN, "Rose", "minor")], ("Rose",), "387-1"),
        ([party(PartyRole.GUARDIAN, "Luc", "curatorship")], ("M. Rey", "Luc"), ""),
        ([party(PartyRole.GUARDIAN, "Luc", "reinforced_curatorship")], ("M. Rey", "Luc"), ""),
        ([party(PartyRole.GUARDIAN, "Luc", "family")], ("Luc",), ""),
        ([party(PartyRole.PROTECTED, "M. Rey", "safeguard"), party(PartyRole.GUARDIAN, "Luc")], ("M. Rey",), ""),
        ([party(PartyRole.REPRESENTATIVE, "Maître Noir", signed=True)], ("Maître Noir",), ""),
        ([party(PartyRole.REPRESENTATIVE, "Maître Noir", signed=True), *HEIRS], ("Anne", "Bruno"), ""),
        ([party(PartyRole.PROTECTED, "Zoé", "minor")], ("M. Rey",), ""),
    ],
)
def test_who_signs_and_whose_leave_it_takes(parties: list[Row], who: tuple[str, ...], leave: str) -> None:
    assert signers(parties, "M. Rey", TODAY) == who
    found = leave_needed(parties, TODAY)
    assert (found is not None) is bool(leave)
    if found is not None:
        assert leave in found.fr
        assert leave in found.en


def test_the_paper_has_room_for_each_and_says_whose_leave_it_takes(app: Flask, table: Table) -> None:
    row = drafted(table)
    with unit_of_work.writing():
        case = db.session.get_one(Case, table.case.id)
        for name in ("Luc Tuteur", "Rose Tutrice"):
            cases.add_party(case, PartyRole.GUARDIAN, name, by=SYSTEM, at=NOW, protection="guardianship")
    db.session.expire_all()
    told = pypdf.PdfReader(io.BytesIO(pdf_of(table.row, "fr"))).pages
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in told))
    assert "art. 506 C. civ." in text
    assert text.count("Signature") == 3, "two guardians and the company"
    page = Browser(app).sign_in("claire").get(f"/cases/{table.case.ref}/settlements/{row.number}")
    assert "chacun signe : Luc Tuteur et Rose Tutrice" in page.text
    assert "art. 506" in page.text
