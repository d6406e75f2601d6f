"""Inside the sandbox: the tables of workbooks in older and open formats (XLS, XLSB, ODS), as texts; limits of memory stop a bomb."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import python_calamine as calamine

from app.kernel import Refused, words
from app.plumbing.pdf.sandbox import Limits, Parcel, run_sandboxed

JOB = "app.plumbing.pictures.spreadsheets:read"
LIMITS = Limits(cpu_seconds=40, wall_seconds=90, memory_mib=2048)
MOST_ROWS, MOST_COLUMNS = 200_000, 200
LOCKED = words("le classeur est protégé par un mot de passe", "the workbook is protected by a password")
DAMAGED = words("le classeur est endommagé et ne s’ouvre pas", "the workbook is damaged and does not open")


def tables(content: bytes) -> list[dict[str, Any]]:
    """The visible sheets of a workbook: `title`, `rows` (texts), `merges` (first row, column, last row; from 1, 0, 1).

    `SandboxError` says why not.
    """
    found: list[dict[str, Any]] = json.loads(run_sandboxed(JOB, Parcel({}, [content]), LIMITS).blobs[0])
    return found


def read(parcel: Parcel) -> Parcel:
    """The same, in the sandbox."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(parcel.blobs[0]))
        told = [_told(book, about.name) for about in book.sheets_metadata if _is_shown(about)]
    except calamine.PasswordError as locked:
        raise Refused("locked", LOCKED) from locked
    except Exception as broken:  # the library raises whatever the file provokes
        raise Refused("damaged", DAMAGED) from broken
    return Parcel({}, [json.dumps(told).encode("utf-8", "replace")])


def _is_shown(about: Any) -> bool:
    return bool(about.visible == calamine.SheetVisibleEnum.Visible and about.typ == calamine.SheetTypeEnum.WorkSheet)


def _told(book: Any, name: str) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    rows = [[said(value) for value in row[:MOST_COLUMNS]] for row in islice(sheet.iter_rows(), MOST_ROWS)]
    merges = [(top + 1, left, bottom + 1) for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ()]
    return {"title": name, "rows": rows, "merges": merges}


def said(value: Any) -> str:
    """A cell as text: days and numbers as files of complaints write them."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)
