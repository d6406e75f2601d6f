"""Tables as CSV and XLSX files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response, abort

from app.insight.rules.sheets import Cell, Sheet, harmless
from app.kernel import Lang, Money, Words
from app.people.guards import taken
from app.people.rules.downloads import Taken
from app.plumbing.typography import say

BOM = "\ufeff"
"""Spreadsheets read UTF-8 when it is there."""


def as_file(sheet: Sheet, kind: str, lang: Lang) -> Response:
    """The table as a file to keep; 404 for another kind."""
    write, mimetype = WRITERS.get(kind) or abort(404)
    answer = Response(write(sheet, lang), mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{sheet.name}.{kind}"'
    return taken(answer, Taken.FIGURES, name=f"{sheet.name}.{kind}")


def _csv(sheet: Sheet, lang: Lang) -> bytes:
    """Semicolons and decimal commas where a French spreadsheet expects them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    writer.writerow([_text(one, lang) for one in sheet.headings])
    writer.writerows([_text(cell, lang) for cell in row] for row in sheet.rows)
    return (BOM + out.getvalue()).encode("utf-8")


def _text(cell: Cell, lang: Lang) -> str:
    plain = _plain(cell, lang)
    if isinstance(plain, str):
        return harmless(plain)
    if isinstance(plain, date):
        return plain.isoformat()
    shown = "" if plain is None else str(plain)
    return shown.replace(".", ",") if lang == "fr" else shown


def _plain(cell: Cell, lang: Lang) -> Any:
    """A cell as a spreadsheet counts it: words said, amounts in units of their currency."""
    if isinstance(cell, Words):
        return say(cell, lang)
    if isinstance(cell, Money):
        return Decimal(cell.minor) / 100
    return cell


def _xlsx(sheet: Sheet, lang: Lang) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415  heavy: loaded by the first export only

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name[:31])
    for row in (sheet.headings, *sheet.rows):
        plain = [_plain(cell, lang) for cell in row]
        page.append([harmless(one) if isinstance(one, str) else one for one in plain])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


Writer = Callable[[Sheet, Lang], bytes]
WRITERS: dict[str, tuple[Writer, str]] = {
    "csv": (_csv, "text/csv"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
