"""What we write to whoever asked for their data: the longer time, the copy, the refusal; with what the law asks to say in each; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel import Words, words


class Notice(StrEnum):
    """Why we write."""

    EXTENSION = "extension"
    COPY = "copy"
    REFUSAL = "refusal"

    @property
    def words(self) -> Words:
        """The subject of the letter."""
        return SUBJECTS[self]


SUBJECTS = {
    Notice.EXTENSION: words("Votre demande d’accès : délai prolongé", "Your access request: more time"),
    Notice.COPY: words("Votre demande d’accès : la copie de vos données", "Your access request: the copy of your data"),
    Notice.REFUSAL: words("Votre demande d’accès : notre réponse", "Your access request: our answer"),
}


@dataclass(frozen=True)
class Said:
    """What such a letter names."""

    greeting: Words
    received_on: date
    until_on: date
    reason: str = ""
    country: str = "FR"
    for_whom: str = ""
    """Whose data it is, when somebody else reads the letter in their place."""


def notice(what: Notice, said: Said) -> Words:
    """The letter: what was asked, what we do, and where else the person may turn (GDPR, art. 12(3), 12(4) and 15)."""
    return words(
        "{greeting},\n\n{asked}\n\n{body}\n\n{elsewhere}", "{greeting},\n\n{asked}\n\n{body}\n\n{elsewhere}",
        greeting=said.greeting,
        asked=ASKED_FOR.fill(on=said.received_on, who=said.for_whom) if said.for_whom else ASKED.fill(on=said.received_on),
        body=BODIES[what].fill(until=said.until_on, reason=said.reason), elsewhere=ELSEWHERE.fill(who=AUTHORITIES.get(said.country, OTHER)),
    )  # fmt: skip


ASKED = words(
    "Nous avons reçu le {on} votre demande d’accès aux données que nous tenons sur vous.",
    "On {on} we received your request for access to the data we hold about you.",
)
ASKED_FOR = words(
    "Nous avons reçu le {on} la demande d’accès aux données que nous tenons sur {who}. Nous vous répondons parce que vous agissez à sa place.",
    "On {on} we received the request for access to the data we hold about {who}. We answer you because you act in their place.",
)
BODIES = {
    Notice.EXTENSION: words(
        "Il nous faut plus de temps pour y répondre : {reason}\n\nNous vous répondrons au plus tard le {until}, comme le permet "
        "l’article 12, paragraphe 3, du RGPD.",
        "We need more time to answer it: {reason}\n\nWe will answer by {until} at the latest, as article 12(3) of the GDPR allows.",
    ),
    Notice.COPY: words(
        "Vous en trouverez la copie ci-jointe : votre fiche, vos achats et ce que nous tenons de vos dossiers. Nous les utilisons pour "
        "traiter vos réclamations et les gardons le temps de la prescription. Vous pouvez en demander la rectification, "
        "l’effacement ou la limitation, et vous opposer à leur usage.",
        "Please find the copy attached: your record, your purchases and what we hold of your cases. We use it to deal with your "
        "complaints and keep it as long as claims may be brought. You may ask for it to be corrected, erased or restricted, and object "
        "to its use.",
    ),
    Notice.REFUSAL: words("Nous ne pouvons pas y donner suite : {reason}", "We cannot act on it: {reason}"),
}
ELSEWHERE = words(
    "Si cette réponse ne vous convient pas, vous pouvez vous plaindre auprès de {who}, ou saisir un juge.",
    "If this answer does not suit you, you may complain to {who}, or go to court.",
)
AUTHORITIES = {
    "FR": words("la CNIL (cnil.fr)", "the French data protection authority, CNIL (cnil.fr)"),
    "GB": words("l’ICO, l’autorité britannique (ico.org.uk)", "the Information Commissioner’s Office (ico.org.uk)"),
    "BE": words(
        "l’Autorité de protection des données (autoriteprotectiondonnees.be)",
        "the Belgian Data Protection Authority (dataprotectionauthority.be)",
    ),
}
OTHER = words("l’autorité de protection des données de votre pays", "the data protection authority of your country")
