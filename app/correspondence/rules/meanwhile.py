"""What is worth saying to somebody who is about to write to a customer, of what happened since they began."""

from __future__ import annotations

from app.kernel import Audience, words

CLOCK = "system"
"""How the journal calls what nobody did."""


def matters(author: str, audience: Audience, reader: str) -> bool:
    """Whatever another person did; of what the clock did, only what the customer reads (a letter that left by itself)."""
    if author == reader:
        return False
    return author != CLOCK or audience is Audience.CUSTOMER


OVERTAKEN = words(
    "Rien n’est parti : quelqu’un a agi sur ce dossier pendant que vous écriviez. Lisez ce qui suit ; votre texte est gardé, et "
    "l’envoyer de nouveau le fera partir.",
    "Nothing has left: somebody acted on this case while you were writing. Read what follows; your text is kept, and sending it "
    "again will send it.",
)
