"""How the customer reaches the page of their case, and what the mail with its code says."""

from __future__ import annotations

from app.kernel import Refused, words

PLACE = "c"
"""Under which path the customer's pages lie: short, because a letter on paper spells it out."""
SUBJECT = words("Votre code d’accès au dossier {ref}", "Your access code for case {ref}")
BODY = words(
    "Code d’accès au dossier {ref} : {code}\n\nIl sert une fois, pendant {minutes} minutes. Si vous ne l’avez pas demandé, "
    "ignorez ce message : sans le lien, ce code n’ouvre rien.\n",
    "Access code for case {ref}: {code}\n\nIt works once, for {minutes} minutes. If you did not ask for it, ignore this message: "
    "without the link, this code opens nothing.\n",
)
WITH_LINK = words(
    "Code d’accès au dossier {ref} : {code}\n\nOuvrez votre page et saisissez ce code :\n{link}\n\nIl sert une fois, pendant "
    "{minutes} minutes. Si vous ne l’avez pas demandé, ignorez ce message : personne n’entre sans ce code.\n",
    "Access code for case {ref}: {code}\n\nOpen your page and enter this code:\n{link}\n\nIt works once, for {minutes} minutes. "
    "If you did not ask for it, ignore this message: nobody enters without this code.\n",
)
FOLLOW = words(
    "Suivre votre dossier, répondre ou ajouter une pièce :\n{link}",
    "Follow your case, reply or add a document:\n{link}",
)
"""What ends every mail about a case."""
FOLLOW_ON_PAPER = words(
    "Suivre votre dossier en ligne : {address}, référence {ref}.",
    "Follow your case online: {address}, reference {ref}.",
)
NO_LINK = words(
    "Ce lien n’est plus valable. Demandez-en un nouveau avec la référence de votre dossier.",
    "This link is no longer valid. Ask for a new one with the reference of your case.",
)


def unknown_page() -> Refused:
    """One refusal for a link that never was, was altered, or was made for an address we no longer write to."""
    return Refused("no_such_page", NO_LINK, "link")
