"""The company of the story: its services, its dated terms, its mediator and its budgets. All of it is invented."""

# ruff: noqa: E501  prose reads better unbroken
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from app.cli.story.days import Days
from app.costs.actions import open_budget
from app.exhibits.actions import Taken
from app.kernel import Money
from app.mediators import actions as mediators
from app.people import actions as people
from app.people.models import Service
from app.people.rules import Actor

FIRM = "Maison Ardoine"
HOST = "maison-ardoine.example"
ADDRESS = "18 quai des Ardoisiers, 69002 Lyon"
LEGAL = "Maison Ardoine SAS, société fictive d’un dossier de démonstration"
MEDIATOR = "mcm"
MEDIATOR_NAME = "Médiation du commerce de la maison (MCM)"

SERVICES = (
    ("after-sales", "Après-vente", "After-sales"),
    ("delivery", "Livraison", "Delivery"),
    ("billing", "Facturation", "Billing"),
)
BUDGETS = {"after-sales": 9_000_00, "delivery": 5_000_00, "billing": 2_500_00}

CLAUSES_BEFORE = [
    ("1", "Champ d’application", "Les présentes conditions régissent les ventes conclues en magasin, sur le site et par téléphone entre Maison Ardoine et ses clients."),
    ("2", "Commande et prix", "Les prix sont indiqués en euros, toutes taxes comprises, hors frais de livraison. La commande est ferme à réception de sa confirmation écrite."),
    ("3.1", "Date de livraison", "La date de livraison est convenue à la commande. Le client est prévenu d’un créneau de deux heures la veille du passage."),
    ("3.2", "Réception du produit", "Le client est invité à déballer l’appareil en présence du livreur et à porter ses réserves sur le bon de livraison. L’absence de réserve ne le prive d’aucun de ses droits."),
    ("3.3", "Reprise de l’ancien appareil", "L’ancien appareil est repris gratuitement s’il est débranché, vidé et accessible."),
    ("4", "Droit de rétractation", "Pour un achat à distance, le client dispose de quatorze jours à compter de la réception. Le retour des gros appareils est organisé par nos soins."),
    ("5.1", "Garantie légale de conformité", "Le vendeur répond des défauts de conformité existant à la délivrance et qui apparaissent dans les deux ans. La réparation ou le remplacement est gratuit et intervient dans les trente jours."),
    ("5.2", "Garantie des vices cachés", "Le client peut agir dans les deux ans de la découverte du vice et choisir entre la résolution de la vente et une réduction du prix."),
    ("6", "Contrat Sérénité", "Le contrat Sérénité prolonge l’assistance moyennant un prix mensuel. Il se résilie à tout moment après la première année, avec effet à la fin du mois en cours."),
    ("7", "Facturation", "Les prélèvements ont lieu le 5 de chaque mois. Une erreur signalée est corrigée sur la facture suivante."),
    ("8", "Réclamations", "Toute réclamation est adressée au service après-vente, à la livraison ou à la facturation. Nous en accusons réception sous deux jours ouvrés et répondons sous quinze."),
    ("9", "Médiation de la consommation", f"Après une réclamation écrite restée sans solution, le client consommateur peut recourir gratuitement à la {MEDIATOR_NAME}. Ce recours est facultatif."),
]  # fmt: skip
_NOW = {
    "3.1": "La date de livraison est convenue à la commande. Le créneau de deux heures est confirmé l’avant-veille par message. Deux jours de retard ouvrent droit au remboursement des frais de livraison.",
    "3.2": "Le client est invité à déballer l’appareil en présence du livreur. Il dispose de dix jours pour signaler une avarie, photographies à l’appui. L’absence de réserve ne le prive d’aucun de ses droits.",
    "6": "Le contrat Sérénité prolonge l’assistance moyennant un prix mensuel. Il se résilie à tout moment, en ligne, avec effet à la fin du mois en cours et sans frais.",
    "7": "Les prélèvements ont lieu le 5 de chaque mois. Une erreur signalée est remboursée sous dix jours sur le compte du client.",
}  # fmt: skip
CLAUSES_NOW = [
    *((number, heading, _NOW.get(number, body)) for number, heading, body in CLAUSES_BEFORE),
    ("10", "Pièces détachées et réparabilité", "Nous indiquons avant l’achat la durée de disponibilité des pièces. Un appareil immobilisé plus de quinze jours donne droit au prêt d’un appareil équivalent."),
]  # fmt: skip


def open_services(*, by: Actor, at: datetime) -> dict[str, Service]:
    """The three services of the house."""
    return {code: people.add_service(code, fr, en, by=by, at=at) for code, fr, en in SERVICES}


def publish_terms(days: Days, taken: Mapping[str, Taken], *, by: Actor, at: datetime) -> None:
    """Two versions of the terms: the older for earlier purchases, the newer since this spring or so."""
    first = date(days.today.year - 6, 1, 1)
    second = (days.today - timedelta(days=245)).replace(day=1)
    title = "Conditions générales de vente et de service"
    people.add_terms(
        f"CGV {first.year}-1",
        title,
        first,
        CLAUSES_BEFORE,
        by=by,
        at=at,
        already=first < at.date(),
        **_printed(taken, "ancienne", first),
    )
    people.add_terms(
        f"CGV {second.year}-{2 if second.year == first.year else 1}",
        title,
        second,
        CLAUSES_NOW,
        by=by,
        at=at,
        already=second < at.date(),
        **_printed(taken, "actuelle", second),
    )


def _printed(taken: Mapping[str, Taken], version: str, on: date) -> dict[str, str]:
    return {"file_key": taken[f"cgv/{version}.pdf"].key, "file_name": f"CGV {on.isoformat()}.pdf"}


def name_mediator(days: Days, *, by: Actor, at: datetime) -> None:
    """Fill the directory with the shipped entries, and add the invented mediator we have a contract with."""
    mediators.seed(by=by, at=at)
    mediators.add(
        MEDIATOR, MEDIATOR_NAME, ["any"], by=by, at=at,
        postal="40 rue du Pont-Neuf, BP 1207, 69202 Lyon Cedex 01", site="https://mediation-maison.example",
        form_url="https://mediation-maison.example/saisir", email="greffe@mediation-maison.example", kind="médiateur sectoriel",
        contract_from=date(days.today.year - 2, 1, 1), contract_until=date(days.today.year + 2, 12, 31), wait_months=2, filing_months=12,
        fee_minor=18_000, checked_on=days.ago(60), prior_steps="réclamation écrite au service concerné, puis au responsable qualité",
        pieces=[
            {"fr": "réclamation écrite et preuve de son envoi", "en": "written complaint and proof of its sending"},
            {"fr": "facture ou bon de commande", "en": "invoice or order"},
            {"fr": "réponses de l’entreprise", "en": "the company’s answers"},
        ],
        notes="Médiateur inventé pour la démonstration.", source="convention de la maison",
    )  # fmt: skip


def present(*, by: Actor, at: datetime) -> None:
    """Who the house is on paper, who answers for a file, who signs."""
    people.present_house(
        name=FIRM, registration="000 000 000 (société fictive)", address=ADDRESS.replace(", ", "\n"), contact_name="Claire Morel",
        contact_capacity_fr="responsable qualité", contact_capacity_en="quality officer", contact_email=f"reclamations@{HOST}",
        contact_phone="04 00 00 00 00", site=f"https://{HOST}", by=by, at=at,
    )  # fmt: skip


def fund_budgets(services: dict[str, Service], days: Days, *, by: Actor, at: datetime) -> None:
    """A yearly goodwill budget for each service, for every year that the story touches."""
    for year in range(days.today.year - 1, days.today.year + 2):
        for code, minor in BUDGETS.items():
            open_budget(services[code], date(year, 1, 1), date(year, 12, 31), Money(minor), by=by, at=at)
