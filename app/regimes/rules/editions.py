"""Which text of a pack a case was given: its version, and a print of its content so that no change goes unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from app.regimes.rules.pack import Pack


def edition_of(pack: Pack) -> str:
    """ "2026.11-0f3a9c21b7d4": changes with any rule of the pack, even where its author forgot to raise the version."""
    content = pack.model_dump_json(by_alias=True, exclude_defaults=True)
    return f"{pack.pack.version}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def version_in(edition: str) -> str:
    """The version that people read in an edition: "2026.11"."""
    return edition.rpartition("-")[0]


def written(editions: Iterable[tuple[str, str]]) -> str:
    """Several packs with their editions in one line: "ISO-10002@2026.11-… FR-GEN@2026.11-…"."""
    return " ".join(f"{pack}@{edition}" for pack, edition in editions)


def read(line: str) -> list[tuple[str, str]]:
    """The packs and editions of such a line, in order."""
    pairs = [each.partition("@") for each in line.split()]
    return [(pack, edition) for pack, _at, edition in pairs]


def brought_up(line: str, shipped: Mapping[str, str]) -> str:
    """The same packs in the editions that ship today; one that ships no more stays as it was."""
    return written((pack, shipped.get(pack, edition)) for pack, edition in read(line))


def differing(before: str, after: str) -> list[tuple[str, str, str]]:
    """The packs whose edition differs: (pack, before, after)."""
    new = dict(read(after))
    return [(pack, edition, new[pack]) for pack, edition in read(before) if new.get(pack, edition) != edition]
