"""How the journal tells what intake writes."""

from __future__ import annotations

from app.cases.rules.entries import EntryKind, said

ENTRIES: dict[str, EntryKind] = {
    "case.repeated": EntryKind(
        said("Réclamation répétée sur les mêmes faits", "Complaint repeated on the same facts"), "arrow-repeat", True
    ),
    "case.invited_to_write": EntryKind(
        said("Client invité à écrire sa réclamation", "Customer invited to put the complaint in writing"),
        "pencil",
        True,
    ),
    "case.imported": EntryKind(said("Dossier repris d’un fichier", "Case brought in from a file"), "upload"),
}
