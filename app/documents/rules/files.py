"""The files, one class per audience, each listing what its reader gets; and their chapters in order."""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.rules.facts import (
    Addressee,
    Attempt,
    ClaimLine,
    Clause,
    Condition,
    Entry,
    ExhibitLine,
    FormField,
    Imprint,
    Inside,
    LawText,
    OpenOffer,
    Party,
    Position,
    Referral,
    Summary,
)
from app.kernel import Words, words


@dataclass(frozen=True)
class MediatorFile:
    """For the mediator: both sides' facts, numbered and dated, with the exhibits released to them."""

    imprint: Imprint
    addressee: Addressee
    referral: Referral
    parties: tuple[Party, ...]
    summary: Summary
    claims: tuple[ClaimLine, ...]
    chronology: tuple[Entry, ...]
    attempts: tuple[Attempt, ...]
    clauses: tuple[Clause, ...]
    laws: tuple[LawText, ...]
    conditions: tuple[Condition, ...]
    exhibits: tuple[ExhibitLine, ...]


@dataclass(frozen=True)
class ConsumerPack:
    """For the consumer: the same facts as theirs to file, the mediator's form filled in, what is left to do."""

    imprint: Imprint
    addressee: Addressee
    steps: tuple[Words, ...]
    form: tuple[FormField, ...]
    declarations: tuple[Words, ...]
    parties: tuple[Party, ...]
    summary: Summary
    claims: tuple[ClaimLine, ...]
    chronology: tuple[Entry, ...]
    conditions: tuple[Condition, ...]
    exhibits: tuple[ExhibitLine, ...]


@dataclass(frozen=True)
class ReplyPack:
    """For the mediator once they have notified us: our position point by point."""

    imprint: Imprint
    addressee: Addressee
    referral: Referral
    entry: Words
    """Whether we accept to enter mediation, or why not."""
    parties: tuple[Party, ...]
    positions: tuple[Position, ...]
    offers: tuple[OpenOffer, ...]
    confidential: tuple[Words, ...]
    attempts: tuple[Attempt, ...]
    """What was offered before, and what was answered."""
    chronology: tuple[Entry, ...]
    exhibits: tuple[ExhibitLine, ...]


@dataclass(frozen=True)
class CourtBundle:
    """For our lawyer: chronology, amicable steps or the exemption, exhibits; nothing elaborated in mediation."""

    imprint: Imprint
    addressee: Addressee
    parties: tuple[Party, ...]
    summary: Summary
    claims: tuple[ClaimLine, ...]
    chronology: tuple[Entry, ...]
    attempts: tuple[Attempt, ...]
    exemption: Words | None
    clauses: tuple[Clause, ...]
    laws: tuple[LawText, ...]
    exhibits: tuple[ExhibitLine, ...]


@dataclass(frozen=True)
class InternalFile:
    """For the quality officer: everything, with what never leaves the house."""

    imprint: Imprint
    parties: tuple[Party, ...]
    summary: Summary
    claims: tuple[ClaimLine, ...]
    chronology: tuple[Entry, ...]
    attempts: tuple[Attempt, ...]
    clauses: tuple[Clause, ...]
    laws: tuple[LawText, ...]
    conditions: tuple[Condition, ...]
    exhibits: tuple[ExhibitLine, ...]
    inside: Inside


CaseFile = MediatorFile | ConsumerPack | ReplyPack | CourtBundle | InternalFile


@dataclass(frozen=True)
class Chapter:
    """A chapter: its key (also its anchor and its template) and its title."""

    key: str
    title: Words


PARTIES = Chapter("parties", words("Les parties", "The parties"))
CLAIMS = Chapter("claims", words("Les demandes", "What is asked"))
CHRONOLOGY = Chapter("chronology", words("Chronologie", "Chronology"))
ATTEMPTS = Chapter("attempts", words("Ce qui a été tenté à l’amiable", "What was tried amicably"))
TERMS = Chapter("terms", words("Conditions contractuelles et textes", "Terms and law"))
CONDITIONS = Chapter("conditions", words("Dates utiles à la recevabilité", "Dates that bear on admissibility"))
EXHIBITS = Chapter("exhibits", words("Bordereau des pièces", "List of exhibits"))
FINGERPRINTS = Chapter("fingerprints", words("Empreintes", "Fingerprints"))
STEPS = Chapter("steps", words("Ce qu’il vous reste à faire", "What is left for you to do"))
FORM = Chapter("form", words("Le formulaire du médiateur, rempli", "The mediator’s form, filled in"))
POSITIONS = Chapter("positions", words("Notre position, point par point", "Our position, point by point"))
OFFERS = Chapter("offers", words("Ce que nous proposons encore", "What we still offer"))
NOTES = Chapter("notes", words("Notes internes", "Internal notes"))
APPROVALS = Chapter("approvals", words("Accords donnés et refusés", "Approvals given and refused"))
COSTS = Chapter("costs", words("Coût du litige", "Cost of the dispute"))
ANNEX = Chapter("annex", words("Annexe réservée : la médiation", "Restricted annex: the mediation"))

CHAPTERS: dict[type, tuple[Chapter, ...]] = {
    MediatorFile: (PARTIES, CLAIMS, CHRONOLOGY, ATTEMPTS, TERMS, CONDITIONS, EXHIBITS, FINGERPRINTS),
    ConsumerPack: (STEPS, FORM, PARTIES, CLAIMS, CHRONOLOGY, CONDITIONS, EXHIBITS, FINGERPRINTS),
    ReplyPack: (PARTIES, POSITIONS, ATTEMPTS, OFFERS, CHRONOLOGY, EXHIBITS, FINGERPRINTS),
    CourtBundle: (PARTIES, CLAIMS, CHRONOLOGY, ATTEMPTS, TERMS, EXHIBITS, FINGERPRINTS),
    InternalFile: (
        PARTIES,
        CLAIMS,
        CHRONOLOGY,
        ATTEMPTS,
        TERMS,
        CONDITIONS,
        NOTES,
        APPROVALS,
        COSTS,
        EXHIBITS,
        FINGERPRINTS,
        ANNEX,
    ),
}

NAMES: dict[type, tuple[str, Words, Words]] = {
    MediatorFile: (
        "mediator-file",
        words("Dossier de médiation", "Mediation file"),
        words("établi pour le médiateur", "for the mediator"),
    ),
    ConsumerPack: (
        "consumer-pack",
        words("Votre dossier pour le médiateur", "Your file for the mediator"),
        words("prêt à déposer", "ready to file"),
    ),
    ReplyPack: (
        "reply-pack",
        words("Réponse à la saisine", "Answer to the referral"),
        words("établie pour le médiateur", "for the mediator"),
    ),
    CourtBundle: (
        "court-bundle",
        words("Dossier contentieux", "Court bundle"),
        words("établi pour notre conseil", "for our lawyer"),
    ),
    InternalFile: (
        "internal-file",
        words("Dossier interne", "Internal file"),
        words("réservé à la maison", "for the house only"),
    ),
}
"""Per file: its code in the case document, its title, the line under it."""


def chapters_of(doc: CaseFile) -> tuple[Chapter, ...]:
    """The chapters of a file in their order; without an exhibit there is nothing to take the fingerprint of."""
    return tuple(one for one in CHAPTERS[type(doc)] if one is not FINGERPRINTS or doc.exhibits)


def is_slight(doc: CaseFile, chapter: Chapter) -> bool:
    """Does a chapter only say that there is nothing? It then stands on the page of the one before it."""
    if chapter is APPROVALS and isinstance(doc, InternalFile):
        return not doc.inside.approvals
    return chapter in (ATTEMPTS, OFFERS, EXHIBITS) and not getattr(doc, chapter.key)


def code_of(doc: CaseFile) -> str:
    """The code of this kind of file, such as `mediator-file`."""
    return NAMES[type(doc)][0]
