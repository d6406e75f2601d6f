"""Small files of complaints, whole and broken, made on the spot."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl

HEAD = "Numéro;Reçue le;Client;Courriel;Réclamation;Demande;Montant;Canal;État\r\n"
LINES = (
    "R-1;03/09/2026;Jeanne Roux;jeanne@example.org;La machine fuit.;Réparation;120,50;Courrier;\r\n",
    'R-2;04/09/2026;Luc Brun;luc@example.org;"Trois lignes :\r\nla première,\r\nla seconde.";Remboursement;1 234,56;Téléphone;\r\n',
    "R-3;2026-09-05;;;Retard de livraison;;;Courriel;clos\r\n",
)


def french(*lines: str, head: str = HEAD) -> bytes:
    """A French table in UTF-8."""
    return (head + "".join(lines or LINES)).encode()


def workbook(rows: list[list[Any]]) -> bytes:
    """An XLSX workbook with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def bomb(size: int = 400_000_000) -> bytes:
    """An XLSX whose sheet unpacks into far more than it weighs."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            block = b" " * 1_000_000
            for _ in range(size // len(block)):
                sheet.write(block)
    return kept.getvalue()


def with_doctype(workbook_bytes: bytes) -> bytes:
    """The same workbook with an entity declaration in its sheet."""
    kept = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(workbook_bytes))
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]>' + content.split(b"?>", 1)[-1]
            archive.writestr(name, content)
    return kept.getvalue()


def sheets(**named: list[list[Any]]) -> bytes:
    """An XLSX workbook with several sheets, in this order."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
