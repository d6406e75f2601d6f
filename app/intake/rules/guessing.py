"""What a column probably is, by its heading: as our mappings call it, else as other tools do. A person reads the guess again."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from collections.abc import Sequence

from app.intake.rules.mapping import FieldName, Mapping, heading

ELSEWHERE: Dict[FieldName, str] = {
    "external_id": "ticket id, ticket number, case number, case id, issue key, issue id, incident id, incident number, number, ticket, notification, "
    "reference, numero du ticket, numero de ticket, n ticket, id du ticket, no",
    "what": "complaint, complaint text, description, ticket description, issue description, what went wrong, what happened, message, body, details, "
    "long text, text, votre reclamation, description du probleme, consumer complaint narrative, comment",
    "received_on": "date received, received, received on, received at, received date, date de la reclamation, date reception, date de reception",
    "subject": "subject, summary, case title, ticket name, title, short description, resume",
    "asked": "what do you want, que demandez vous, desired outcome, desired resolution, customer request, demande du client, souhait du client",
    "amount": "amount, amount claimed, claim amount, montant reclame, montant du litige, montant ttc",
    "name": "requester, requester name, customer name, contact name, full name, your name, name 1, customer, contact, reporter, from, client name, "
    "associated contact, name, nom et prenom, nom complet, demandeur, demandeur demandeur, auteur",
    "organisation": "account name, company, company name, organization, organisation",
    "email": "requester email, customer email, contact email, from email, email address, email, adresse e mail",
    "phone": "phone, phone number, contact phone, work phone, mobile, mobile phone, telephone number",
    "street": "street, address", "postcode": "postcode, postal code, zip, zip code", "city": "city, town",
    "country": "country, customer country, billing country, shipping country, pays",
    "lang": "language, locale",
    "category": "category, type, ticket type, issue type, help topic, type de demande",
    "product": "product, product name, item, article",
    "channel": "channel, ticket channel, via, source, case origin, origin, contact channel, source de la demande",
    "state": "status, ticket status, current status, case status, status reason, state",
    "closed_on": "closed, closed on, closed at, closed time, closed date, date closed, close date, date time closed, solved at, solved, resolved, "
    "resolved at, resolved time, resolution date, ferme, ferme le, cloture le, resolu le, date de resolution, date de fermeture, date de cloture",
}  # fmt: skip
"""As Zendesk, Freshdesk, Salesforce, HubSpot, Jira, osTicket, Redmine, Dynamics, GLPI and forms call them, the surest first."""
NAMES = {field: tuple(names.split(", ")) for field, names in ELSEWHERE.items()}
BEGUN = frozenset(
    ("ouvert le", "ouverte le", "date d ouverture", "cree le", "creee le", "date de creation", "enregistre le", "enregistree le",
     "date d enregistrement", "saisi le", "saisie le", "date de saisie", "opened", "opened on", "opened at", "open date", "date opened",
     "created", "created on", "created at", "creation date", "date created", "logged on", "logged at",
     "cree", "creee", "ouvert", "create date", "created date", "created time", "date time opened", "submitted on", "submitted at", "timestamp",
     "horodateur")
)  # fmt: skip
"""What other tools call the day on which a complaint was opened, as headings are compared."""
_ANOTHER_DAY = (
    "close closed cloture ferme solved resolved resolution resolu updated update modified modification due naissance birth achat purchase commande "
    "order livraison delivery mise facture invoice relance echeance first last fin"
)
_ANOTHER_NUMBER = "commande order client customer telephone phone contrat contract facture invoice serie serial compte account siret produit product"
ANOTHER: Dict[str, frozenset[str]] = {
    "received_on": frozenset(_ANOTHER_DAY.split()), "sent_on": frozenset(_ANOTHER_DAY.split()), "external_id": frozenset(_ANOTHER_NUMBER.split()),
    "name": frozenset("agent assignee produit product magasin shop user utilisateur vendeur fichier file".split()),  # noqa: SIM905  as above
}  # fmt: skip
"""Words by which a heading that sounds like one of these is another thing: the number of an order is no number of a complaint."""


def guessed(mapping: Mapping, headings: Sequence[str]) -> dict[int, FieldName]:
    """What each column (by its place) probably is, each field once."""
    found: dict[int, FieldName] = {}
    titles = [heading(name) for name in headings]
    _same(mapping, titles, found)
    _elsewhere(titles, found)
    if "received_on" not in found.values():
        found |= _begun(titles, found)
    _alike(mapping, titles, found)
    return {place: _needed_before(field, found) for place, field in found.items()}


NEEDED_BEFORE: Dict[FieldName, FieldName] = {"sent_on": "received_on", "subject": "what"}
"""No complaint is without its day and its words: a column that could be either is first what is needed."""


def _needed_before(field: FieldName, found: Dict[int, FieldName]) -> FieldName:
    needed = NEEDED_BEFORE.get(field)
    return field if needed is None or needed in found.values() else needed


def _same(mapping: Mapping, titles: Sequence[str], found: dict[int, FieldName]) -> None:
    for place, title in enumerate(titles):
        free = (one for one in mapping.fields if one not in found.values())
        first = next((one for one in free if title and title in map(heading, mapping.fields[one].columns)), None)
        if first is not None:
            found[place] = first


def _elsewhere(titles: Sequence[str], found: dict[int, FieldName]) -> None:
    for field, names in NAMES.items():
        places = [titles.index(name) for name in names if name in titles and titles.index(name) not in found]
        if field not in found.values() and places:
            found[places[0]] = field


def _begun(titles: Sequence[str], found: Dict[int, FieldName]) -> dict[int, FieldName]:
    """Where no column is called the day of receipt: the one that tells when a ticket was opened, if it is the only one."""
    begun = [place for place, title in enumerate(titles) if place not in found and title in BEGUN]
    return {begun[0]: "received_on"} if len(begun) == 1 else {}


def _alike(mapping: Mapping, titles: Sequence[str], found: dict[int, FieldName]) -> None:
    """Headings that hold all words of a known one, and none that tells another thing."""
    several = "received_on" not in found.values() and sum(title in BEGUN for title in titles) > 1
    left: list[FieldName] = [one for one in mapping.fields if one != "received_on" or not several]
    for place, title in enumerate(titles):
        words = set(title.split())
        free = (
            one
            for one in left
            if place not in found and one not in found.values() and not words & ANOTHER.get(one, frozenset())
        )
        first = next((one for one in free if any(_holds(name, words) for name in mapping.fields[one].columns)), None)
        if first is not None:
            found[place] = first


def _holds(known: str, words: set[str]) -> bool:
    return bool(heading(known)) and set(heading(known).split()) <= words


FIGURES = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b(.*)")
LAST_MONTH = 12


def month_first(values: Sequence[str]) -> bool:
    """Do dates in figures put the month first? Where none tells, a clock of twice twelve hours does (4/3/2025 10:12 AM)."""
    read = [found for value in values if (found := FIGURES.match(value))]
    if any(int(one[1]) > LAST_MONTH for one in read):
        return False
    return any(int(one[2]) > LAST_MONTH or re.search(r"[AP]M\b", one[3]) for one in read)


def english_amounts(values: Sequence[str]) -> bool:
    """Do amounts put a comma between thousands (1,249.90)? A comma before one or two digits says no."""
    if any(re.search(r",\d{1,2}\D*$", value) for value in values):
        return False
    return any(re.search(r"\d,\d{3}(?:\D|$)", value) for value in values)
