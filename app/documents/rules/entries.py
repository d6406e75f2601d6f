"""What the journal says of files."""

from __future__ import annotations

from collections.abc import Mapping

from app.cases.rules.entries import EntryKind
from app.documents.rules.settlement import ENTRIES as SETTLEMENTS
from app.kernel import Json, Words, words

FILES: dict[str, Words] = {
    "mediator/file": words("Dossier du médiateur", "Mediator’s file"),
    "mediator/bundle": words("Liasse du médiateur", "Mediator’s bundle"),
    "mediator/exhibits": words("Pièces du médiateur", "Mediator’s exhibits"),
    "reply/file": words("Réponse au médiateur", "Reply pack"),
    "reply/bundle": words("Réponse au médiateur, avec pièces", "Reply pack with exhibits"),
    "consumer/file": words("Dossier du client", "Customer’s pack"),
    "consumer/bundle": words("Dossier du client, avec pièces", "Customer’s pack with exhibits"),
    "internal/file": words("Dossier interne", "Internal file"),
    "internal/bundle": words("Liasse interne", "Internal bundle"),
    "court/file": words("Dossier contentieux", "Court file"),
    "court/bundle": words("Liasse pour le tribunal", "Court bundle"),
}


def _made(data: Mapping[str, Json]) -> Words:
    what = FILES.get(f"{data.get('reader')}/{data.get('product')}", words("Dossier", "File"))
    version = data.get("version")
    return words(
        "Document établi : {what}, version {n}",
        "Document made: {what}, version {n}",
        what=what,
        n=version if isinstance(version, int) else 1,
    )


ENTRIES: dict[str, EntryKind] = {"document.made": EntryKind(_made, "file-earmark-pdf"), **SETTLEMENTS}
