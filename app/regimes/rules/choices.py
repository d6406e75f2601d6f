"""The answers a fact may have, as people call them."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel import Words, words

CHOICES: Mapping[str, Words] = {
    # complainants
    "consumer": words("consommateur", "consumer"),
    "non_professional": words("non-professionnel", "non-professional"),
    "micro_firm": words("micro-entreprise", "micro-firm"),
    "association": words("association", "association"),
    "co_owners": words("syndicat de copropriétaires", "co-owners"),
    "business": words("professionnel", "business"),
    "trader": words("professionnel", "trader"),
    # sectors
    "any": words("tous secteurs", "any sector"),
    "retail": words("commerce", "retail"),
    "ecommerce": words("commerce en ligne", "online retail"),
    "finance": words("banque et finance", "banking and finance"),
    "payment": words("services de paiement", "payment services"),
    "insurance": words("assurance", "insurance"),
    "telecom": words("communications électroniques", "telecoms"),
    "energy": words("énergie", "energy"),
    "travel": words("tourisme et voyage", "travel"),
    "air": words("transport aérien", "air travel"),
    "health_professional": words("professionnel de santé", "health professional"),
    "public_higher_education": words("enseignement supérieur public", "public higher education"),
    "non_economic_public": words("service public non économique", "non-economic public service"),
    # complaints and claims
    "written": words("écrite", "written"),
    "oral": words("orale", "oral"),
    "general": words("générale", "general"),
    "payment_service": words("service de paiement", "payment service"),
    "contract": words("contrat", "contract"),
    "conformity": words("garantie de conformité", "conformity guarantee"),
    "withdrawal": words("rétractation", "withdrawal"),
    "eu261": words("droits des passagers aériens", "air passengers’ rights"),
    "hidden_defect": words("vice caché", "hidden defect"),
    "ordinary": words("ordinaire", "ordinary"),
    "injonction_de_payer": words("injonction de payer", "order to pay"),
    "homologation": words("homologation", "approval of a settlement"),
    # exemptions and attempts
    "none": words("aucune", "none"),
    "other_prior_step": words("autre démarche préalable obligatoire", "another compulsory prior step"),
    "legitimate_reason": words("motif légitime", "legitimate reason"),
    "judge_conciliates": words("le juge concilie lui-même", "the judge conciliates"),
    "small_claims_failed": words("procédure simplifiée restée vaine", "simplified procedure that failed"),
    "conciliation": words("conciliation", "conciliation"),
    "mediation": words("médiation", "mediation"),
    "participative_procedure": words("procédure participative", "participative procedure"),
    "year_impossible": words("saisine impossible dans l’année", "referral impossible within the year"),
    "mediator_unavailable": words("médiateur indisponible", "mediator unavailable"),
    "complaint_before_2025_08_07": words("réclamation avant le 7 août 2025", "complaint before 7 August 2025"),
    "event_four_years_before": words("fait vieux de plus de quatre ans", "event more than four years old"),
    "conventional": words("conventionnelle", "by agreement"),
    # texts, purchases, exhibits
    "fr": words("français", "French"),
    "en": words("anglais", "English"),
    "answer": words("réponse", "answer"),
    "entitlement": words("droit légal", "entitlement"),
    "goodwill": words("geste commercial", "goodwill"),
    "distance": words("à distance", "at a distance"),
    "off_premises": words("hors établissement", "off premises"),
    "shop": words("en magasin", "in a shop"),
    "new": words("neuf", "new"),
    "second_hand": words("d’occasion", "second-hand"),
    "goods": words("bien", "goods"),
    "services": words("service", "services"),
    "digital": words("numérique", "digital"),
    "other": words("autre", "other"),
    "FR": words("France", "France"),
    "EU": words("Union européenne", "European Union"),
    "UK": words("Royaume-Uni", "United Kingdom"),
    "produced": words("produite par une partie", "produced by a party"),
    "elaborated": words("élaborée pour la médiation", "made for the mediation"),
    "delay": words("retard", "delay"),
    "cancellation": words("annulation", "cancellation"),
    "denied_boarding": words("refus d’embarquement", "denied boarding"),
    # calendars
    "FR-metropole": words("France métropolitaine", "Metropolitan France"),
    "FR-alsace-moselle": words("Alsace-Moselle", "Alsace-Moselle"),
    "FR-la-reunion": words("La Réunion", "La Réunion"),
    "EN-WLS": words("Angleterre et pays de Galles", "England and Wales"),
    "SCT": words("Écosse", "Scotland"),
    "NIR": words("Irlande du Nord", "Northern Ireland"),
    "DE": words("Allemagne", "Germany"),
    "US": words("États-Unis", "United States"),
}


def choice_words(value: str) -> Words:
    """An answer as people call it; one without a name stays as it is written."""
    return CHOICES.get(value, Words(value, value))
