"""What can be chosen when a complaint is logged: categories, sectors, countries, channels, who speaks for whom."""

from __future__ import annotations

from dataclasses import dataclass

from app.cases.rules.parties import MAY_SPEAK
from app.kernel import Words, words

CATEGORIES: dict[str, Words] = {
    "breakdown": words("Panne ou défaut", "Breakdown or defect"),
    "delivery": words("Livraison", "Delivery"),
    "billing": words("Facture ou prélèvement", "Bill or direct debit"),
    "refund": words("Remboursement", "Refund"),
    "contract": words("Contrat, résiliation", "Contract, cancellation"),
    "quality": words("Qualité du produit ou du service", "Quality of product or service"),
    "repair": words("Réparation, intervention", "Repair, call-out"),
    "reception": words("Accueil, relation", "Reception, conduct"),
    "information": words("Information, publicité", "Information, advertising"),
    "privacy": words("Données personnelles", "Personal data"),
    "safety": words("Sécurité", "Safety"),
    "credit_report": words("Fichier de crédit", "Credit report"),
    "debt": words("Recouvrement", "Debt collection"),
    "account": words("Compte bancaire", "Bank account"),
    "card": words("Carte de paiement", "Payment card"),
    "loan": words("Prêt", "Loan"),
    "transfer": words("Virement", "Money transfer"),
    "other": words("Autre", "Other"),
}

SECTORS: dict[str, Words] = {
    "general": words("Commerce en général", "Trade in general"),
    "retail": words("Magasin", "Shop"),
    "ecommerce": words("Vente à distance", "Distance selling"),
    "finance": words("Banque, crédit", "Banking, credit"),
    "payment": words("Services de paiement", "Payment services"),
    "insurance": words("Assurance", "Insurance"),
    "telecom": words("Télécommunications", "Telecommunications"),
    "energy": words("Énergie", "Energy"),
    "travel": words("Voyage", "Travel"),
    "air": words("Transport aérien", "Air travel"),
}


@dataclass(frozen=True)
class Country:
    """Where a dispute lives: its name, civil time and currency."""

    words: Words
    zone: str
    currency: str = "EUR"


COUNTRIES: dict[str, Country] = {
    "FR": Country(words("France", "France"), "Europe/Paris"),
    "BE": Country(words("Belgique", "Belgium"), "Europe/Brussels"),
    "LU": Country(words("Luxembourg", "Luxembourg"), "Europe/Luxembourg"),
    "CH": Country(words("Suisse", "Switzerland"), "Europe/Zurich", "CHF"),
    "DE": Country(words("Allemagne", "Germany"), "Europe/Berlin"),
    "ES": Country(words("Espagne", "Spain"), "Europe/Madrid"),
    "IT": Country(words("Italie", "Italy"), "Europe/Rome"),
    "GB": Country(words("Royaume-Uni", "United Kingdom"), "Europe/London", "GBP"),
    "IE": Country(words("Irlande", "Ireland"), "Europe/Dublin"),
    "US": Country(words("États-Unis", "United States"), "America/New_York", "USD"),
    "CA": Country(words("Canada", "Canada"), "America/Toronto", "CAD"),
    "TN": Country(words("Tunisie", "Tunisia"), "Africa/Tunis", "TND"),
}

CHANNELS: dict[str, Words] = {
    "phone": words("Téléphone", "Telephone"),
    "email": words("Courriel", "E-mail"),
    "post": words("Courrier", "Post"),
    "registered": words("Recommandé", "Registered post"),
    "person": words("En personne", "In person"),
    "chat": words("Messagerie", "Chat"),
    "sms": words("SMS", "SMS"),
    "social": words("Réseau social", "Social media"),
    "web": words("Site web", "Website"),
}
ORAL = frozenset({"phone", "person"})
"""Channels on which the customer speaks; on all others the complaint is written."""

LANGS: dict[str, Words] = {"fr": words("Français", "French"), "en": words("Anglais", "English")}
CURRENCIES = ("EUR", "GBP", "USD", "CHF", "CAD")

SPEAKERS: dict[str, Words] = {role.value: role.words for role in MAY_SPEAK}


def is_written(channel: str) -> bool:
    """Does a complaint that comes this way come in writing, unless somebody says otherwise?"""
    return channel not in ORAL
