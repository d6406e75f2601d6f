"""What a house that already logs complaints still lacks before it can settle them: said on the settings, with the page that mends it."""

from __future__ import annotations

from datetime import date

from app.costs.queries import all_budgets, tariff_changes
from app.gestures.queries import proposals
from app.kernel import Words, words
from app.mediators.queries import directory
from app.people.queries import all_terms
from app.people.rules import Actor, Permission

BUDGET = words(
    "Ouvrir un budget : sans lui, aucun geste ne part. La direction le propose, une autre personne le confirme.",
    "Open a budget: without one no gesture leaves. The director proposes it, another person confirms it.",
)
MEDIATOR = words(
    "Donner les dates de notre convention avec un médiateur : sans elle, aucun ne peut être nommé dans une réponse qui refuse.",
    "Give the dates of our contract with a mediator: without it none can be named in an answer that refuses.",
)
TERMS = words(
    "Publier nos conditions : celles du jour de l’achat s’attachent au dossier.",
    "Publish our terms: those of the day of purchase attach themselves to the case.",
)
CONFIRM = words(
    "Confirmer ou écarter {n} {n:changement proposé|changements proposés} ({what}) : rien ne s’applique d’ici là.",
    "Confirm or decline {n} proposed {n:change|changes} ({what}): nothing applies until then.",
)
WHAT = {
    "gestures.authority": words("pouvoirs de décision", "authority grid"),
    "gestures.budgets": words("budgets", "budgets"),
    "gestures.catalogue": words("palette", "palette"),
    "costs.parameters": words("paramètres de coût", "cost parameters"),
}
PAGE_OF = {"grid": "gestures.authority", "budget": "gestures.budgets", "catalogue": "gestures.catalogue"}
"""Where each kind of proposal is decided."""


def lacking(actor: Actor, on: date) -> list[tuple[Words, str]]:
    """What is missing, in the order in which one meets it: what and where (an endpoint)."""
    found = [
        (BUDGET, "gestures.budgets", bool(all_budgets(on))),
        (MEDIATOR, "mediators.directory", any(one.nameable for one in directory(on))),
        (TERMS, "people.terms", bool(all_terms())),
    ]
    return [*_to_confirm(actor), *((what, where) for what, where, there in found if not there)]


def _to_confirm(actor: Actor) -> list[tuple[Words, str]]:
    """What others proposed and this person may decide on."""
    if not actor.may(Permission.AUTHORITY_CONFIRM):
        return []
    waiting = [PAGE_OF[row.kind] for row in proposals(pending=True) if row.by_id != actor.staff_id]
    waiting += ["costs.parameters" for row in tariff_changes(pending=True) if row.by_id != actor.staff_id]
    return [(CONFIRM.fill(n=waiting.count(where), what=WHAT[where]), where) for where in dict.fromkeys(waiting)]
