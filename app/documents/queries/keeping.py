"""What erasing a whole case takes, counted, and what stays with its reason: for a second look before it goes."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.cases.models import Case, Claim, Party
from app.cases.queries.keeping import forgettable_with, keeping_times
from app.correspondence.models import CustomerAccess, Message
from app.documents.models import MadeFile, Settlement
from app.exhibits.models import Exhibit
from app.gestures.models import EntitlementRow, Offer
from app.journal.models import Entry, EntryText
from app.kernel import Words, words
from app.mediation.models import Referral
from app.plumbing.db import db
from app.regimes.rules.retention import Record


class Part(NamedTuple):
    """One kind of thing that goes: its name, how many there are, and the same in words."""

    code: str
    n: int
    words: Words


def _some(fr: str, en: str) -> Words:
    return words(f"{{n}} {fr}", f"{{n}} {en}")


PARTS: tuple[tuple[str, type[Any], Words], ...] = (
    ("claims", Claim, _some("{n:demande|demandes} : libellé, fondement", "{n:claim|claims}: wording, basis")),
    ("parties", Party, _some("{n:partie|parties} : nom, coordonnées", "{n:party|parties}: name, address")),
    ("exhibits", Exhibit, _some("{n:pièce|pièces} : fichiers, copies, titres", "{n:exhibit|exhibits}: files, copies, titles")),
    ("letters", Message, _some("{n:lettre|lettres} : texte, destinataire", "{n:letter|letters}: text, addressee")),
    ("offers", Offer, _some("{n:offre|offres} : textes, motifs, preuves", "{n:offer|offers}: texts, reasons, proofs")),
    ("entitlements", EntitlementRow, _some("{n:droit reconnu|droits reconnus} : faits, preuves", "{n:entitlement|entitlements}: facts, proofs")),
    ("agreements", Settlement, _some("{n:protocole|protocoles} : texte, signataires", "{n:agreement|agreements}: text, signatories")),
    ("referrals", Referral, _some("{n:saisine|saisines} : tiers nommés, liens", "{n:referral|referrals}: third parties named, links")),
    ("files", MadeFile, _some("{n:dossier établi|dossiers établis} (PDF, ZIP)", "{n:file|files} made (PDF, ZIP)")),
    ("accesses", CustomerAccess, _some("accès à la page du client", "{n:access|accesses} to the customer’s page")),
)  # fmt: skip
ENTRIES = words(
    "Les mots de {n} {n:entrée du journal|entrées du journal}, la réclamation et son objet, la recherche",
    "The words of {n} {n:journal entry|journal entries}, the complaint and its subject, the search",
)
CUSTOMER = words(
    "La fiche du client : rien d’autre n’est gardé de lui", "The customer’s record: nothing else is kept of them"
)


def goes_with(case: Case, today: date) -> list[Part]:
    """Everything of this case that goes when it is erased, kind by kind; kinds of which there is nothing are left out."""
    mine = select(func.count()).select_from(EntryText).join(Entry, Entry.id == EntryText.entry_id)
    told = _n(mine.where(Entry.stream == case.stream))
    found = [Part("entries", told, ENTRIES.fill(n=told))]
    for code, model, sentence in PARTS:
        n = _n(select(func.count()).select_from(model).where(model.case_id == case.id))
        found.append(Part(code, n, sentence.fill(n=n)))
    if forgettable_with(case, today):
        found.append(Part("customer", 1, CUSTOMER))
    return [part for part in found if part.n]


def _n(wanted: Any) -> int:
    return int(db.session.scalar(wanted) or 0)


def stays_of(case: Case, today: date) -> list[Words]:
    """What stays of this case once it is erased, and why."""
    found = [FACTS, SEALS]
    if not case.is_open:
        found += [LEDGER.fill(why=each.working) for each in keeping_times(case, today, Record.AMOUNTS)]
    if not (case.customer.anonymous or forgettable_with(case, today)):
        found.append(PERSON)
    return [*found, OTHERS]


FACTS = words(
    "La référence, les dates, la nature de chaque étape, la catégorie, le produit, l’appréciation, l’issue : des "
    "statistiques, sans personne (CNIL, délib. 2016-264).",
    "The reference, the dates, the kind of each step, the category, the product, the verdict, the outcome: statistics, "
    "about nobody (CNIL, délib. 2016-264).",
)
SEALS = words(
    "Les sceaux du journal et les empreintes (SHA-256) : la chaîne se vérifie encore.",
    "The seals of the journal and the fingerprints (SHA-256): the chain still verifies.",
)
LEDGER = words("Les montants et le grand livre, sans nom. {why}", "The amounts and the ledger, without a name. {why}")
PERSON = words(
    "La fiche du client, tant qu’un autre dossier ou un achat récent le demande.",
    "The customer’s record, as long as another case or a recent purchase asks for it.",
)
OTHERS = words(
    "Ce que d’autres ont reçu, et les sauvegardes déjà faites jusqu’à leur remplacement.",
    "What others have received, and backups already made until they are replaced.",
)
