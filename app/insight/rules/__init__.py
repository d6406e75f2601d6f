"""What figures are, over which period, and what they say: pure."""

from app.cases.rules.entries import EntryKind, said

ENTRIES: dict[str, EntryKind] = {
    "improvement.added": EntryKind(said("Action d’amélioration ajoutée", "Improvement action added"), "graph-up"),
    "improvement.changed": EntryKind(said("Action d’amélioration modifiée", "Improvement action changed"), "graph-up"),
}
"""How the history of the settings tells what this room writes."""
