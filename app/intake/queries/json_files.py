"""Reading complaints from JSON: a list of objects, an object that holds one, or an object a line; nested names become columns."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from app.intake.rules.headings import Fits
from app.intake.rules.mapping import heading
from app.intake.rules.tables import Row
from app.kernel import Refused, words

MOST_BYTES = 60 * 1024 * 1024
MOST_COLUMNS = 200
DEEPEST = 6
AHEAD = 200
"""Objects by which the columns are known: a name that only comes later would be a column that nobody was asked about."""
BROKEN = words(
    "Ce fichier JSON ne se lit pas (ligne {n}). Exportez-le à nouveau, ou en CSV, puis recommencez.",
    "This JSON file cannot be read (line {n}). Export it again, or as CSV, then retry.",
)
NO_LIST = words(
    "Ce fichier JSON ne contient aucune liste de réclamations (des objets, un par réclamation).",
    "This JSON file holds no list of complaints (objects, one for each).",
)
TOO_BIG = words(
    "Un fichier JSON fait 60 Mo au plus : exportez-le en CSV.", "A JSON file has 60 MB at most: export it as CSV."
)
LINE = words("Cette ligne n’est pas un objet JSON.", "This line is no JSON object.")


class Objects:
    """The objects of a file: its columns are the names of the first ones, its records are numbered by line, or by their place in the list."""

    def __init__(self, stream: BinaryIO, _fits: Fits = lambda _cells: False) -> None:
        self.whole: Callable[[dict[str, str]], bool] = lambda _cells: True
        text = stream.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise Refused("file_too_big", TOO_BIG, "file")
        self._records = _records(text.decode("utf-8-sig", "surrogateescape"))
        first = [flat for _n, flat in self._records[:AHEAD] if flat is not None]
        named = dict.fromkeys(itertools.chain.from_iterable(flat for flat in first))
        self.headings = list(named)[:MOST_COLUMNS]
        if not self.headings:
            raise Refused("file_not_table", NO_LIST, "file")

    def rows(self) -> Iterator[Row]:
        """Every object."""
        names = {name: heading(name) for name in self.headings}
        for number, flat in self._records:
            cells = {names[name]: flat[name] for name in names if name in flat} if flat is not None else {}
            yield Row(number, cells, None if flat is not None else LINE)


Numbered = list[tuple[int, dict[str, str] | None]]


def _records(text: str) -> Numbered:
    try:
        found = _listed(json.loads(text))
    except json.JSONDecodeError as broken:
        if "Extra data" not in broken.msg:
            raise Refused("file_not_table", BROKEN.fill(n=broken.lineno), "file") from broken
        return [(n, _object(line)) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    except RecursionError as deep:
        raise Refused("file_not_table", NO_LIST, "file") from deep
    return [(n, _flat(one) if isinstance(one, dict) else None) for n, one in enumerate(found, start=1)]


def _listed(said: Any) -> list[Any]:
    """The list of objects: the file itself, or the longest that it holds under a name (`tickets`, `results`); an object alone is one."""
    if isinstance(said, list):
        return said
    held = (
        [each for each in said.values() if isinstance(each, list) and any(isinstance(one, dict) for one in each)]
        if isinstance(said, dict)
        else []
    )
    return max(held, key=len, default=[said])


def _object(line: str) -> dict[str, str] | None:
    try:
        said = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return None
    return _flat(said) if isinstance(said, dict) else None


def _flat(said: dict[str, Any], above: str = "", depth: int = 0) -> dict[str, str]:
    """Values by name, those of a nested object under both names (`requester name`); of a list, its plain values."""
    found: dict[str, str] = {}
    for key, value in said.items():
        name = f"{above} {key}".strip()
        if isinstance(value, dict):
            found |= _flat(value, name, depth + 1) if depth < DEEPEST else {}
        elif isinstance(value, list):
            found[name] = ", ".join(_said(one) for one in value if not isinstance(one, dict | list))
        else:
            found[name] = _said(value)
    return found


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)
