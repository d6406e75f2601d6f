"""The mappings that ship with the product: the only place that opens their files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from app.intake.rules.mapping import Mapping, parse_mapping
from app.kernel import Refused, words

FOLDER = Path(__file__).parent.parent / "data" / "mappings"


@lru_cache(maxsize=1)
def all_mappings() -> tuple[Mapping, ...]:
    """Every mapping, by name, checked."""
    files = sorted(FOLDER.glob("*.yaml"))
    return tuple(parse_mapping(path.read_text("utf-8"), path.name) for path in files)


def mapping_named(name: str) -> Mapping:
    """The mapping of this name; refuses an unknown one, naming those that exist."""
    for mapping in all_mappings():
        if mapping.name == name:
            return mapping
    known = tuple(mapping.name for mapping in all_mappings())
    message = words("Modèle de lecture inconnu : {name}. Connus : {known}.", "Unknown mapping: {name}. Known: {known}.")
    raise Refused("unknown_mapping", message.fill(name=name[:60], known=known), "mapping")
