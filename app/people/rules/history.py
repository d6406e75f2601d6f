"""The history of the settings in sentences: what was changed, from what to what; values as people call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from app.kernel import Json, Words, words
from app.people.rules import Role
from app.people.rules.house import LANGS

Data = Mapping[str, Json]
Named = Callable[[str, int], str]
"""(kind of thing, its number) → how people call it."""

FIELDS: dict[str, Words] = {
    "name": words("nom", "name"),
    "email": words("courriel", "e-mail"),
    "phone": words("téléphone", "telephone"),
    "role": words("rôle", "role"),
    "services": words("services", "services"),
    "manager": words("responsable", "manager"),
    "deputy": words("suppléance", "deputy"),
    "lang": words("langue", "language"),
    "speaks": words("langues parlées", "languages spoken"),
    "active": words("compte ouvert", "account open"),
    "away_from": words("absence, début", "absence, start"),
    "away_until": words("absence, fin", "absence, end"),
    "password_hash": words("mot de passe", "password"),
    "name_fr": words("nom français", "French name"),
    "name_en": words("nom anglais", "English name"),
    "kind": words("qualité", "kind"),
    "title": words("civilité", "title"),
    "organisation": words("société", "organisation"),
    "street": words("adresse", "street"),
    "postcode": words("code postal", "postcode"),
    "city": words("ville", "town"),
    "country": words("pays", "country"),
    "prefers": words("canal préféré", "preferred channel"),
    "segment": words("segment", "segment"),
    "standing": words("situation", "standing"),
    "customer_since_on": words("client depuis", "customer since"),
    "headcount": words("effectif", "headcount"),
    "registration": words("immatriculation", "registration"),
    "address": words("adresse postale", "postal address"),
    "site": words("site internet", "website"),
    "contact_name": words("interlocuteur", "contact"),
    "contact_capacity_fr": words("qualité de l’interlocuteur (fr)", "capacity of the contact (fr)"),
    "contact_capacity_en": words("qualité de l’interlocuteur (en)", "capacity of the contact (en)"),
    "contact_email": words("adresse électronique", "e-mail address"),
    "contact_phone": words("téléphone", "telephone"),
    "signatory_name": words("signataire", "signatory"),
    "signatory_capacity_fr": words("qualité du signataire (fr)", "capacity of the signatory (fr)"),
    "survey_closed": words("enquête après la clôture (jours ouvrés)", "survey after closing (working days)"),
    "survey_contact": words("enquête après un contact (jours ouvrés)", "survey after a contact (working days)"),
    "survey_promise": words(
        "enquête après un engagement tenu (jours ouvrés)", "survey after a kept promise (working days)"
    ),
    "survey_rest": words("repos entre deux enquêtes (jours)", "rest between two surveys (days)"),
    "survey_open": words("temps pour répondre à une enquête (jours)", "time to answer a survey (days)"),
    "signatory_capacity_en": words("qualité du signataire (en)", "capacity of the signatory (en)"),
}
NOTHING = words("rien", "nothing")
CHANGE = words("{field} : {before} → {after}", "{field}: {before} → {after}")


def value_words(field: str, value: Json) -> Words:
    """A kept value as people call it."""
    if value is None or value in ("", []):
        return NOTHING
    if field == "role" and isinstance(value, str) and value in set(Role):
        return Role(value).words
    if field == "lang" and isinstance(value, str):
        return LANGS.get(value, words(value, value))
    if isinstance(value, bool):
        return words("oui", "yes") if value else words("non", "no")
    if field in ("away_from", "away_until") and isinstance(value, str):
        return words("{d}", "{d}", d=date.fromisoformat(value))
    if isinstance(value, list):
        return words("{v}", "{v}", v=tuple(str(item) for item in value))
    return words("{v}", "{v}", v=str(value))


def changes(data: Data) -> tuple[Words, ...]:
    """What an entry changed, one sentence per field; fields alone where values are personal."""
    before, after, fields = data.get("before"), data.get("after"), data.get("fields")
    if isinstance(before, dict) and isinstance(after, dict):
        return tuple(_change(name, before.get(name), value) for name, value in after.items())
    if isinstance(fields, list):
        return tuple(FIELDS.get(str(name), words(str(name), str(name))) for name in fields)
    return ()


def _change(name: str, before: Json, after: Json) -> Words:
    label = FIELDS.get(name, words(name, name))
    if name == "password_hash":
        return words("nouveau mot de passe", "new password")
    return CHANGE.fill(field=label, before=value_words(name, before), after=value_words(name, after))


def _thing(data: Data, name: str, named: Named) -> str:
    number = data.get(name)
    return named(name, number) if isinstance(number, int) else "—"


TITLES: dict[str, tuple[Words, str]] = {
    "staff.added": (words("Compte ouvert : {who}", "Account opened: {who}"), "staff"),
    "staff.changed": (words("Compte modifié : {who}", "Account changed: {who}"), "staff"),
    "session.ended": (words("Session fermée : {who}", "Session ended: {who}"), "staff"),
    "service.added": (words("Service ouvert : {who}", "Service opened: {who}"), "service"),
    "service.changed": (words("Service modifié : {who}", "Service changed: {who}"), "service"),
    "customer.added": (words("Client ajouté : {who}", "Customer added: {who}"), "customer"),
    "customer.forgotten": (words("Client oublié : {who}", "Customer forgotten: {who}"), "trash"),
    "customer.changed": (words("Fiche client modifiée : {who}", "Customer record changed: {who}"), "customer"),
    "purchase.added": (words("Achat ajouté pour {who}", "Purchase added for {who}"), "customer"),
    "terms.added": (words("Conditions publiées : {who}", "Terms published: {who}"), "terms"),
    "conduct.limited": (words("Canaux limités : {who}", "Channels limited: {who}"), "customer"),
    "conduct.lifted": (words("Canaux rouverts : {who}", "Channels open again: {who}"), "customer"),
}


SUBJECTS: dict[str, Words] = {
    "gestures": words("Palette de gestes", "Palette of gestures"),
    "gesture": words("Geste de la palette", "Gesture of the palette"),
    "delegation": words("Délégation", "Delegation"),
    "proposal": words("Proposition", "Proposal"),
    "tariff": words("Paramètres de coût", "Cost parameters"),
    "mediator": words("Médiateur", "Mediator"),
    "mediators": words("Annuaire des médiateurs", "Directory of mediators"),
    "letter": words("Modèle de lettre", "Template of a letter"),
    "house": words("Notre maison", "Our house"),
    "regimes": words("Régimes", "Regimes"),
    "survey": words("Délais des enquêtes", "Delays of surveys"),
}
DEEDS: dict[str, Words] = {
    "seeded": words("données de départ posées", "starting data laid"),
    "added": words("ajout", "added"),
    "changed": words("modification", "changed"),
    "imported": words("repris d’un fichier", "brought in from a file"),
    "proposed": words("modification proposée", "change proposed"),
    "confirmed": words("modification confirmée", "change confirmed"),
    "refused": words("modification refusée", "change refused"),
    "withdrawn": words("proposition retirée", "proposal withdrawn"),
    "decided": words("décision rendue", "decided"),
    "made": words("accordée", "made"),
    "revoked": words("retirée", "revoked"),
    "fund": words("augmenté", "raised"),
    "cut": words("réduit", "cut"),
    "presented": words("présentation modifiée", "presentation changed"),
}


def elsewhere(kind: str) -> Words:
    """What another room did, when it has no sentence of its own for it."""
    about, _, deed = kind.partition(".")
    return words(
        "{about} : {deed}",
        "{about}: {deed}",
        about=SUBJECTS.get(about, words(about, about)),
        deed=DEEDS.get(deed, words(deed, deed)),
    )


def title(kind: str, data: Data, named: Named) -> Words | None:
    """What happened, in a sentence; None for kinds that another room tells."""
    known = TITLES.get(kind)
    return known[0].fill(who=_thing(data, known[1], named)) if known else None
