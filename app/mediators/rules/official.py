"""The official directory as published: its JSON envelope, a bare list of rows, or its CSV export."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from app.kernel import Refused, words

LARGEST = 20_000_000
UNREADABLE = words(
    "Ce fichier n’est pas l’annuaire officiel : il faut du JSON (« results ») ou du CSV avec la colonne « mediateur ».",
    "This file is not the official directory: JSON (“results”) or CSV with the column “mediateur” is needed.",
)
TOO_LARGE = words("Fichier trop grand ({size} octets).", "File too large ({size} bytes).")
Row = tuple[int, object]


def official_rows(content: bytes) -> list[Row]:
    """The rows with their place in the file; refuses a file of another kind, or over 20 MB."""
    if len(content) > LARGEST:
        raise Refused("too_large", TOO_LARGE.fill(size=len(content)), "file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    rows = list(_json_rows(text) if text.lstrip()[:1] in ("{", "[") else _csv_rows(text))
    if rows and not any(isinstance(row, dict) and "mediateur" in row for _line, row in rows):
        raise Refused("not_a_directory", UNREADABLE, "file")
    return rows


def _json_rows(text: str) -> Iterator[Row]:
    try:
        read: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as broken:
        raise Refused("not_a_directory", UNREADABLE, "file") from broken
    rows = read.get("results") if isinstance(read, dict) else read
    if not isinstance(rows, list):
        raise Refused("not_a_directory", UNREADABLE, "file")
    yield from enumerate(rows, 1)


def _csv_rows(text: str) -> Iterator[Row]:
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = max(";,\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text.replace("\x00", "")), delimiter=delimiter)
    try:
        if "mediateur" not in (reader.fieldnames or ()):
            raise Refused("not_a_directory", UNREADABLE, "file")
        for row in reader:
            yield reader.line_num, row
    except csv.Error as broken:
        raise Refused("not_a_directory", UNREADABLE, "file") from broken
