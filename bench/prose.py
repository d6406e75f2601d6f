"""Believable texts of a given length, with two words whose frequency is known: one rare, one common."""

from __future__ import annotations

import random
from dataclasses import dataclass

from app.plumbing.search import folded

RARE, COMMON = "zibeline", "remboursement"
"""RARE stands in one text of 1 % of the cases; COMMON in 20 % of all long texts (and in no other sentence here)."""

WHO = (
    "Le client",
    "La cliente",
    "Mme Diallo",
    "M. Roussel",
    "Le technicien",
    "Le transporteur",
    "Notre magasin",
    "La conseillère",
)
WHAT = (
    "le lave-linge",
    "la commande",
    "le canapé",
    "la facture",
    "le téléphone",
    "l’abonnement",
    "la chaudière",
    "le vélo",
    "le colis",
    "le réfrigérateur",
)
DID = (
    "signale que",
    "confirme que",
    "conteste que",
    "répète que",
    "écrit que",
    "rappelle que",
    "nous informe que",
    "regrette que",
)
HOW = (
    "ne fonctionne plus depuis la dernière intervention",
    "est arrivé avec dix jours de retard et un angle enfoncé",
    "a été débité deux fois sans aucune explication",
    "fait un bruit anormal à l’essorage, même à vide",
    "ne correspond pas à ce qui était promis sur le site",
    "reste introuvable malgré trois appels au service",
    "a été remplacé par un modèle inférieur sans son accord",
    "n’a jamais été livré à l’adresse indiquée",
    "présente une œuvre de finition bâclée sur toute la façade",
    "fuit dès que la pression dépasse un bar",
)
THEN = (
    "Il demande une réponse écrite et une date certaine.",
    "Elle joint les photographies et la facture d’achat.",
    "Nous avons promis un rappel avant la fin de la semaine.",
    "Le dossier est transmis au service concerné pour avis.",
    "Un second passage est prévu, sans frais pour le client.",
    "La pièce manquante est commandée auprès du fabricant.",
    "Le ton reste courtois, mais la confiance est entamée.",
    "Le suivi du transporteur indique une remise en point relais.",
    "Aucune trace de la première réclamation dans l’ancien outil.",
    "The customer also wrote in English and expects the same care.",
)
RARE_WORDS = f"La housse en {RARE} a disparu pendant le transport."
COMMON_WORDS = (
    f"Il réclame le {COMMON} intégral de la somme versée.",
    f"Le {COMMON} partiel lui semble insuffisant.",
    f"Un {COMMON} sous quatorze jours a été évoqué.",
)


@dataclass(frozen=True)
class Text:
    """A text as it is shown and as search keeps it: `words` equals `folded(shown)`, sentence by sentence."""

    shown: str
    words: str


class Prose:
    """Texts from a seed; folding is remembered by sentence, because the same sentences return."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._folded: dict[str, str] = {}

    def text(self, length: int, *, common: bool = False, rare: bool = False) -> Text:
        """About `length` characters, never less; with one code of its own."""
        dice = self.dice
        parts = [f"Commande CMD-{dice.randrange(10**6):06d}."]
        parts += [dice.choice(COMMON_WORDS)] * common + [RARE_WORDS] * rare
        size = sum(len(part) + 1 for part in parts)
        while size < length:
            part = dice.choice(THEN) if dice.random() < 0.4 else self._sentence()
            parts.append(part)
            size += len(part) + 1
        return Text(" ".join(parts), " ".join(self._fold(part) for part in parts))

    def _sentence(self) -> str:
        pick = self.dice.choice
        return f"{pick(WHO)} {pick(DID)} {pick(WHAT)} {pick(HOW)}."

    def _fold(self, sentence: str) -> str:
        if sentence.startswith("Commande "):
            return folded(sentence)
        known = self._folded.get(sentence)
        if known is None:
            known = self._folded[sentence] = folded(sentence)
        return known


FIRST = (
    "Awa",
    "Jean",
    "Zoé",
    "Léa",
    "Karim",
    "Ines",
    "Paul",
    "Chloé",
    "Noël",
    "Maëlle",
    "Hugo",
    "Fatou",
    "Rémi",
    "Élodie",
    "Yann",
    "Sofia",
)
LAST = (
    "Diallo",
    "Martin",
    "Lefèvre",
    "Nguyen",
    "Garcia",
    "Haddad",
    "Moreau",
    "Petit",
    "Lœb",
    "Castaño",
    "O’Neill",
    "Dubois",
    "Kowalski",
    "Traoré",
)


def person(number: int) -> tuple[str, str]:
    """(name, e-mail) of the customer with that number: names repeat as they do in life."""
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    return f"{first} {last}", f"client.{number}@example.org"
