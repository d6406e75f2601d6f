"""Reading the packs that ship with the product: the only place that opens their files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from app.kernel import Refused, words
from app.regimes.rules.pack import Pack, check_together, parse_pack

FOLDER = Path(__file__).parent / "packs"


def packs_in(folder: Path) -> dict[str, Pack]:
    """Every pack of a folder by id, checked one by one and together; refuses the first fault found."""
    files = {path.name: parse_pack(path.read_text("utf-8"), path.name) for path in sorted(folder.glob("*.yaml"))}
    check_together(files)
    return {pack.id: pack for pack in files.values()}


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Pack]:
    """The packs of this release, by id."""
    return packs_in(FOLDER)


def packs_named(*ids: str) -> tuple[Pack, ...]:
    """These packs in this order; refuses an id that does not exist."""
    known = shipped()
    for name in ids:
        if name not in known:
            message = words("Régime inconnu : {name}. Connus : {known}.", "Unknown regime: {name}. Known: {known}.")
            raise Refused("unknown_regime", message.fill(name=name, known=", ".join(sorted(known))), "regime")
    return tuple(known[name] for name in ids)
