"""Where a mail that came in stands, and why it stands there; pure."""

from __future__ import annotations

from enum import StrEnum

from app.kernel import Words, words


class Place(StrEnum):
    """Where a mail is: exactly one of these."""

    NEW = "new"
    """Kept, and not read yet."""
    UNREADABLE = "unreadable"
    ASIDE = "aside"
    TO_SORT = "to_sort"
    TO_READ = "to_read"
    """In its case, which has no next step of its own: somebody reads it."""
    SORTED = "sorted"
    SAME = "same"
    """The same mail as one that is kept already."""

    @property
    def words(self) -> Words:
        """On screen."""
        return PLACES[self]


PLACES = {
    Place.NEW: words("à ouvrir", "to be opened"),
    Place.UNREADABLE: words("illisible", "unreadable"),
    Place.ASIDE: words("mis de côté", "kept aside"),
    Place.TO_SORT: words("à trier", "to sort"),
    Place.TO_READ: words("à lire", "to read"),
    Place.SORTED: words("classé", "sorted"),
    Place.SAME: words("en double", "twice"),
}


class Proposal(StrEnum):
    """What makes us think of a case."""

    LETTER = "letter"
    REFERENCE = "reference"
    ADDRESS = "address"

    @property
    def words(self) -> Words:
        """On screen."""
        return PROPOSALS[self]


PROPOSALS = {
    Proposal.LETTER: words("il répond à une lettre de ce dossier", "it answers a letter of this case"),
    Proposal.REFERENCE: words("il en cite la référence", "it names its reference"),
    Proposal.ADDRESS: words("l’adresse est celle de son client", "the address is its customer’s"),
}


class Why(StrEnum):
    """Why a mail was kept aside, could not be read, or waits for a person."""

    ABSENCE = "absence"
    AUTOMATIC = "automatic"
    LIST = "list"
    OURS = "ours"
    NOBODY = "nobody"
    STAFF = "staff"
    TOO_MANY = "too_many"
    DELAYED = "delayed"
    BY_HAND = "by_hand"
    OVER = "over"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    BROKEN = "broken"
    LOST = "lost"
    NO_LETTER = "no_letter"
    NOT_A_PARTY = "not_a_party"
    NO_MANDATE = "no_mandate"
    DOUBTED = "doubted"
    SENDERS = "senders"
    TWO_CASES = "two_cases"
    CLOSED = "closed"
    RETURNED = "returned"

    @property
    def words(self) -> Words:
        """A sentence, on screen."""
        return REASONS[self]


REASONS = {
    Why.ABSENCE: words("C’est une réponse d’absence.", "It is an absence reply."),
    Why.AUTOMATIC: words(
        "Une machine l’a écrit : personne n’y attend de réponse.",
        "A machine wrote it: nobody there waits for an answer.",
    ),
    Why.LIST: words("C’est un envoi à une liste ou en nombre.", "It was sent to a list or in bulk."),
    Why.OURS: words("C’est un courriel de nous qui revient.", "It is a mail of ours that comes back."),
    Why.NOBODY: words("Il ne dit pas de qui il vient.", "It does not say whom it is from."),
    Why.STAFF: words(
        "Il se dit d’un membre du personnel, qui n’écrit pas par ici : méfiez-vous.",
        "It claims to be from a member of staff, who does not write this way: be wary.",
    ),
    Why.TOO_MANY: words(
        "Cette adresse a écrit plus souvent en une heure qu’une personne ne le fait.",
        "This address wrote more often in an hour than a person does.",
    ),
    Why.DELAYED: words(
        "Un serveur prévient qu’une lettre tarde ; il essaie encore.",
        "A server says that a letter is late; it goes on trying.",
    ),
    Why.BY_HAND: words("Quelqu’un l’a mis de côté.", "Somebody kept it aside."),
    Why.OVER: words("Le temps de sa conservation est passé.", "The time for which it is kept has passed."),
    Why.TOO_LARGE: words("Il est trop gros pour être ouvert.", "It is too large to be opened."),
    Why.TOO_SLOW: words("L’ouvrir a demandé trop de temps.", "Opening it took too long."),
    Why.BROKEN: words("Il n’a pas pu être ouvert.", "It could not be opened."),
    Why.LOST: words(
        "Le fichier manque dans le stockage ou y a été altéré.",
        "The file is missing from the store or was altered there.",
    ),
    Why.NO_LETTER: words("Il ne répond à aucune lettre de nous.", "It answers no letter of ours."),
    Why.NOT_A_PARTY: words(
        "Il répond à une lettre d’un dossier, d’une adresse qui n’y est pas connue.",
        "It answers a letter of a case, from an address that is not known in it.",
    ),
    Why.NO_MANDATE: words(
        "Il vient d’un représentant sans mandat valable, ou de l’adresse d’un client pour qui quelqu’un d’autre parle désormais.",
        "It is from a representative without a valid mandate, or from the address of a customer for whom somebody else now speaks.",
    ),
    Why.DOUBTED: words(
        "Un serveur doute que son expéditeur soit le vrai.", "A server doubts that its sender is the true one."
    ),
    Why.SENDERS: words("Il se dit de plusieurs expéditeurs.", "It claims several senders."),
    Why.TWO_CASES: words("Il répond à des lettres de plusieurs dossiers.", "It answers letters of several cases."),
    Why.CLOSED: words(
        "Son dossier est clos : quelqu’un le lit, et décide s’il se rouvre.",
        "Its case is closed: somebody reads it and decides whether it is reopened.",
    ),
    Why.RETURNED: words(
        "Une lettre est revenue : l’adresse ne reçoit pas de courrier électronique. Trouvez une autre voie.",
        "A letter came back: the address does not take mail. Find another way.",
    ),
}
