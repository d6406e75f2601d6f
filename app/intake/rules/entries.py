"""How the journal tells what intake writes."""

from __future__ import annotations

from app.cases.rules.entries import EntryKind, said

ENTRIES: dict[str, EntryKind] = {
    "case.repeated": EntryKind(
        said("Réclamation répétée sur les mêmes faits", "Complaint repeated on the same facts"), "arrow-repeat", True
    ),
    "case.invited_to_write": EntryKind(
        said(
            "Réclamation orale : l’écrire ouvrira la fenêtre du médiateur",
            "Spoken complaint: putting it in writing will open the mediator’s window",
        ),
        "pencil",
        True,
    ),
    "case.imported": EntryKind(said("Dossier repris d’un fichier", "Case brought in from a file"), "upload"),
}
