"""Files inside a PDF (a portfolio, a file pinned to a page): named, said to be left out of the copy, and taken out as exhibits."""

from __future__ import annotations

import io

import pikepdf
from flask import Flask

from app.exhibits.queries import exhibits_of, received
from app.exhibits.rules import From
from app.kernel import Audience
from app.plumbing import pictures
from app.plumbing.typography import say
from tests.client import Browser
from tests.exhibits.test_office import a_case, added
from tests.factories.house import company

NAMES = ("Facture d’été.txt", "../../photo\u202egnp.exe")


def portfolio(*names: str) -> bytes:
    """A PDF of one page that holds these files."""
    document = pikepdf.new()
    document.add_blank_page()
    for name in names:
        document.attachments[name] = pikepdf.AttachedFileSpec(document, f"Contenu de {name}".encode(), filename=name)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_files_inside_a_pdf_are_named_and_come_out_as_they_are() -> None:
    content = portfolio(*NAMES)
    notes = pictures.look(content).notes
    assert "attachments" in notes
    assert sorted(note for note in notes if note.startswith("inside:")) == sorted(
        ("inside:Facture d’été.txt", "inside:../../photo gnp.exe")
    )
    assert ("Facture d’été.txt", "Contenu de Facture d’été.txt".encode()) in pictures.files_inside(content)
    assert pictures.look(portfolio()).notes == ()


def test_the_exhibit_says_what_the_copy_leaves_out_and_its_files_become_exhibits(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    added(case, firm, "dossier.pdf", portfolio(*NAMES), From.CUSTOMER)
    (row,) = exhibits_of(case)
    why = received(row, Audience.MEDIATOR).travelling.why
    assert why is not None
    assert "la copie ne les porte pas" in say(why, "fr")
    sophie = Browser(app).sign_in("sophie")
    page = sophie.get(f"/cases/{case.ref}/exhibits/1")
    assert "Facture d’été.txt" in page.text
    arranged = sophie.send(f"/cases/{case.ref}/exhibits/1/inside", {})
    assert "Facture d’été" in arranged.text
    sophie.post(
        f"/cases/{case.ref}/exhibits/arrange",
        arranged.values("arrange") if 'id="arrange"' in arranged.html else arranged.values(),
    )
    assert sorted(each.file_name for each in exhibits_of(case)) == ["Facture d’été.txt", "dossier.pdf", "photo gnp.exe"]


def test_a_document_without_files_inside_says_so(app: Flask) -> None:
    firm = company()
    case = a_case(firm)
    added(case, firm, "dossier.pdf", portfolio(), From.CUSTOMER)
    page = Browser(app).sign_in("sophie").send(f"/cases/{case.ref}/exhibits/1/inside", {}, 422)
    assert "Aucun fichier n’a pu être sorti" in page.text
