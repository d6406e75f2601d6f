"""Who may be in a dispute beside the complainant: one list for every page, file and row."""

from __future__ import annotations

from enum import StrEnum

from app.kernel import Words, words


class PartyRole(StrEnum):
    """As what somebody is party to a dispute."""

    CONTRACTING = "contracting"
    CLAIMANT = "claimant"
    REPRESENTATIVE = "representative"
    HEIR = "heir"
    GUARDIAN = "guardian"
    PROTECTED = "protected"

    @property
    def words(self) -> Words:
        """Its name on screen and in files."""
        return ROLE_WORDS[self]


ROLE_WORDS = {
    PartyRole.CONTRACTING: words("Partie au contrat", "Contracting party"),
    PartyRole.CLAIMANT: words("Autre réclamant", "Another claimant"),
    PartyRole.REPRESENTATIVE: words(
        "Représentant (avocat, association, proche)", "Representative (lawyer, association, relative)"
    ),
    PartyRole.HEIR: words("Ayant droit d’une succession", "Heir"),
    PartyRole.GUARDIAN: words("Parent, tuteur ou curateur", "Parent or guardian"),
    PartyRole.PROTECTED: words("Personne protégée ou mineure", "Protected person or minor"),
}
MAY_SPEAK = tuple(role for role in PartyRole if role is not PartyRole.PROTECTED)
"""Who may bring a complaint for somebody else; a protected person is spoken for."""
