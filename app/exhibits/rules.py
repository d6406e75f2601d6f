"""What an exhibit is, how its name is shown, how it travels; and what the journal says of exhibits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from app.cases.rules.entries import EntryKind, said
from app.kernel import Audience, Json, Refused, Words, words


class ExhibitKind(StrEnum):
    """What a piece of evidence is."""

    COMPLAINT = "complaint"
    ANSWER = "answer"
    EXCHANGE = "exchange"
    CONTRACT = "contract"
    TERMS = "terms"
    ORDER = "order"
    INVOICE = "invoice"
    PAYMENT = "payment"
    DELIVERY = "delivery"
    PHOTO = "photo"
    REPORT = "report"
    ATTESTATION = "attestation"
    MANDATE = "mandate"
    NOTICE = "notice"
    MEDIATOR_LETTER = "mediator_letter"
    AGREEMENT = "agreement"
    PROOF = "proof"
    OTHER = "other"

    @property
    def words(self) -> Words:
        """Its name on screen and in the list of exhibits."""
        return KIND_WORDS[self]


KIND_WORDS = {
    ExhibitKind.COMPLAINT: words("Réclamation", "Complaint"),
    ExhibitKind.ANSWER: words("Réponse", "Answer"),
    ExhibitKind.EXCHANGE: words("Échange", "Exchange"),
    ExhibitKind.CONTRACT: words("Contrat", "Contract"),
    ExhibitKind.TERMS: words("Conditions générales", "Terms"),
    ExhibitKind.ORDER: words("Commande ou devis", "Order or quote"),
    ExhibitKind.INVOICE: words("Facture", "Invoice"),
    ExhibitKind.PAYMENT: words("Preuve de paiement", "Proof of payment"),
    ExhibitKind.DELIVERY: words("Bon de livraison", "Delivery note"),
    ExhibitKind.PHOTO: words("Photographie", "Photograph"),
    ExhibitKind.REPORT: words("Rapport", "Report"),
    ExhibitKind.ATTESTATION: words("Attestation", "Statement"),
    ExhibitKind.MANDATE: words("Mandat", "Mandate"),
    ExhibitKind.NOTICE: words("Mise en demeure", "Formal notice"),
    ExhibitKind.MEDIATOR_LETTER: words("Courrier du médiateur", "Mediator’s letter"),
    ExhibitKind.AGREEMENT: words("Accord signé", "Signed agreement"),
    ExhibitKind.PROOF: words("Justificatif", "Proof"),
    ExhibitKind.OTHER: words("Autre pièce", "Other exhibit"),
}


class Origin(StrEnum):
    """Whether a piece existed before, or was made for the mediation (then it stays out of court, 1528-3 CPC)."""

    PRODUCED = "produced"
    ELABORATED = "elaborated"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return ORIGIN_WORDS[self]


ORIGIN_WORDS = {
    Origin.PRODUCED: words("préexistante", "pre-existing"),
    Origin.ELABORATED: words("élaborée pour la médiation", "made for the mediation"),
}


class From(StrEnum):
    """Who brought a piece: the customer's own files travel untouched, ours are cleaned."""

    CUSTOMER = "customer"
    US = "us"
    MEDIATOR = "mediator"
    OTHER = "other"

    @property
    def words(self) -> Words:
        """Its name on screen."""
        return FROM_WORDS[self]


FROM_WORDS = {
    From.CUSTOMER: words("le client", "the customer"),
    From.US: words("nous", "us"),
    From.MEDIATOR: words("le médiateur", "the mediator"),
    From.OTHER: words("un tiers", "a third party"),
}

LONGEST_NAME = 160
LONGEST_TITLE = 200
LARGEST_FILE = 50 * 1024 * 1024
MOST_AT_ONCE = 300
SPACE = re.compile(r"\s+")
OUTERMOST = (Audience.INTERNAL, Audience.CUSTOMER, Audience.MEDIATOR)
"""Each reader sees what those before may see: what goes to the mediator, the customer may read too (R. 612-3)."""


def may_read(shown_to: Audience, reader: Audience) -> bool:
    """May this reader see something shown to that audience? We read all."""
    return reader is Audience.INTERNAL or OUTERMOST.index(shown_to) >= OUTERMOST.index(reader)


def shown_name(name: str) -> str:
    """A file name as it can be shown: no folders, no control, direction or invisible characters, at most 160 long."""
    last = PurePosixPath(name.replace("\\", "/")).name if name.strip("./\\ ") else ""
    kept = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", last) if _visible(char))
    plain = SPACE.sub(" ", kept).strip(" .")
    if len(plain) <= LONGEST_NAME:
        return plain or "sans nom"
    stem, dot, extension = plain.rpartition(".")
    if dot and len(extension) <= 8:
        return f"{stem[: LONGEST_NAME - len(extension) - 2].rstrip()}….{extension}"
    return f"{plain[: LONGEST_NAME - 1].rstrip()}…"


def _visible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char)[0] != "C"


def title_of(name: str) -> str:
    """The title proposed for a file: its name without extension, dashes and underscores opened."""
    shown = shown_name(name)
    stem = shown.rpartition(".")[0] if "." in shown[1:] and len(shown.rpartition(".")[2]) <= 5 else shown
    return SPACE.sub(" ", re.sub(r"_+|(?<=[^\W\d])-(?=[^\W\d])", " ", stem)).strip()[:LONGEST_TITLE] or shown


def clean_line(text: str, longest: int) -> str:
    """What a person typed about an exhibit, in one line, without invisible characters."""
    kept = "".join(" " if char.isspace() else char for char in text if _visible(char))
    return SPACE.sub(" ", kept).strip()[:longest]


GUESSES: tuple[tuple[ExhibitKind, tuple[str, ...]], ...] = (
    (ExhibitKind.INVOICE, ("facture", "invoice", "bill")),
    (ExhibitKind.TERMS, ("cgv", "cgu", "conditions", "terms")),
    (ExhibitKind.CONTRACT, ("contrat", "contract")),
    (ExhibitKind.ORDER, ("commande", "devis", "order", "quote")),
    (ExhibitKind.DELIVERY, ("livraison", "delivery")),
    (ExhibitKind.PAYMENT, ("paiement", "payment", "releve", "relevé")),
    (ExhibitKind.MANDATE, ("mandat", "mandate")),
    (ExhibitKind.NOTICE, ("mise en demeure", "mise-en-demeure", "formal notice")),
    (ExhibitKind.COMPLAINT, ("reclamation", "réclamation", "complaint", "plainte")),
    (ExhibitKind.REPORT, ("rapport", "expertise", "report")),
    (ExhibitKind.ATTESTATION, ("attestation", "temoignage", "témoignage", "statement")),
    (ExhibitKind.ANSWER, ("reponse", "réponse", "answer")),
)


def guessed_kind(name: str, family: str, mime: str) -> ExhibitKind:
    """The kind proposed for a file, from its name, else from its content; a person corrects it."""
    folded = shown_name(name).casefold().replace("_", " ")
    for kind, marks in GUESSES:
        if any(mark in folded for mark in marks):
            return kind
    if mime in {"image/jpeg", "image/heic", "image/avif"}:
        return ExhibitKind.PHOTO
    return ExhibitKind.EXCHANGE if family == "mail" else ExhibitKind.OTHER


EXTENSIONS = {
    **{one: one for one in ("pdf", "png", "gif", "webp", "bmp", "heic", "avif", "msg", "docx", "xlsx", "pptx", "odt", "ods", "odp", "zip")},
    **dict.fromkeys(("jpg", "jpeg"), "jpg"),
    **dict.fromkeys(("tif", "tiff"), "tif"),
}  # fmt: skip
"""What an extension promises: the code of the kind of file. Only those under which nothing else is in honest use."""


def caution(name: str, code: str, kind: Words, *, active: bool, uncleaned: bool = False) -> Words | None:
    """What to know before a file is numbered: it can run something, is not what its name says, or (`uncleaned`) is an office file
    that cannot be rebuilt without what it hides. `code`, `kind`: by content."""
    extension = name.rpartition(".")[2].casefold() if "." in name else ""
    posing = EXTENSIONS.get(extension, code) != code
    if active:
        return (POSING if posing else RUNS).fill(name=name, kind=kind)
    if posing:
        return OTHERWISE.fill(extension=extension, kind=kind)
    return AS_PDF.fill(kind=kind) if uncleaned else None


POSING = words(
    "« {name} » se donne pour un document, mais son contenu est : {kind}. Ne l’ouvrez pas. Demandez à la personne ce qu’elle "
    "voulait remettre ; s’il est numéroté, il reste chez nous et seule son empreinte est donnée.",
    "“{name}” poses as a document, but its content is: {kind}. Do not open it. Ask the person what they meant to hand in; if it "
    "is numbered, it stays with us and only its fingerprint is given.",
)
RUNS = words(
    "Ce fichier peut exécuter quelque chose ({kind}) : ne l’ouvrez pas hors d’Amiable. Il reste chez nous, seule son empreinte "
    "est donnée.",
    "This file can run something ({kind}): do not open it outside Amiable. It stays with us, only its fingerprint is given.",
)
OTHERWISE = words(
    "L’extension « .{extension} » ne correspond pas au contenu : {kind}. Le contenu fait foi.",
    "The extension “.{extension}” does not match the content: {kind}. The content counts.",
)
AS_PDF = words(
    "{kind} : ce format ne se montre pas en pages et ne se nettoie pas. Remis par le client, le fichier est joint tel quel. S’il "
    "vient de nous, ouvrez-le dans le programme qui l’a écrit, enregistrez-le en PDF et ajoutez ce PDF : sans lui, seule "
    "l’empreinte du fichier est donnée.",
    "{kind}: this format cannot be shown as pages, nor cleaned. Handed in by the customer, the file is attached as it is. If it "
    "is ours, open it in the program that wrote it, save it as PDF and add that PDF: without it, only the fingerprint of the "
    "file is given.",
)


@dataclass(frozen=True)
class Travelling:
    """How an exhibit travels to an audience: shown as pages, its file attached or not, and why not."""

    shown: bool
    attached: bool
    why: Words | None = None


@dataclass(frozen=True)
class Piece:
    """What decides how an exhibit travels."""

    family: str
    brought_by: From
    audience: Audience
    pages: int
    problem: Words | None = None
    withdrawn: bool = False
    masked: bool = False
    cleanable: bool = False
    """Can this kind of office file be rebuilt with what is seen and nothing else?"""
    holds_files: bool = False
    """Does it hold files of its own, which the copy leaves out?"""
    readable: bool = False
    """Can the words of this kind of office file be shown?"""


def travels(piece: Piece, reader: Audience) -> Travelling:
    """Shown and attached for this reader? Programs, macros and masked originals never leave; what hides is removed."""
    if piece.withdrawn:
        return Travelling(False, False, WITHDRAWN)
    if not may_read(piece.audience, reader):
        return Travelling(False, False, NOT_RELEASED)
    if piece.family == "active":
        return Travelling(False, False, ACTIVE)
    if piece.problem is not None:
        return Travelling(False, False, PROBLEM.fill(why=piece.problem))
    if piece.family == "pages":
        return Travelling(piece.pages > 0, True, FILES_LEFT_OUT if piece.holds_files else None)
    if piece.family in {"text", "mail"}:
        ours = piece.brought_by is From.US
        return Travelling(True, not ours, REWRITTEN if ours else None)
    if piece.brought_by is From.US:
        return _of_ours(piece)
    return Travelling(piece.readable, True, WORDS_SHOWN if piece.readable else NOT_SHOWN)


def _of_ours(piece: Piece) -> Travelling:
    """A file of ours that is not shown by page: only what can be rebuilt without hidden data leaves."""
    if piece.family != "office":
        return Travelling(False, False, OURS_OTHER)
    if not piece.cleanable:
        return Travelling(False, False, OURS_OFFICE)
    return Travelling(piece.readable, True, CLEANED_WORDS if piece.readable else CLEANED)


WITHDRAWN = words("pièce retirée", "exhibit withdrawn")
NOT_RELEASED = words("pas communiquée à ce destinataire", "not released to this reader")
ACTIVE = words(
    "ce fichier peut exécuter quelque chose : il ne circule pas, seule son empreinte est donnée",
    "this file can run something: it does not travel, only its fingerprint is given",
)
PROBLEM = words("{why} ; seule son empreinte est donnée", "{why}; only its fingerprint is given")
REWRITTEN = words(
    "reproduite en pages, sans son enveloppe technique", "reproduced as pages, without its technical envelope"
)
OURS_OFFICE = words(
    "fichier de bureautique de notre part : à joindre en PDF, l’original peut porter des données cachées",
    "an office file of ours: attach it as PDF, the original may carry hidden data",
)
OURS_OTHER = words(
    "fichier de notre part qu’on ne sait pas nettoyer : il peut porter des données cachées, seule son empreinte est donnée",
    "a file of ours that cannot be cleaned: it may carry hidden data, only its fingerprint is given",
)
CLEANED = words(
    "ne se montre pas en pages ; jointe nettoyée : sans propriétés, commentaires, modifications ni éléments masqués",
    "cannot be shown as pages; attached cleaned: without properties, comments, changes or hidden parts",
)
FILES_LEFT_OUT = words(
    "des fichiers sont joints à l’intérieur de ce document ; la copie ne les porte pas",
    "files are attached inside this document; the copy does not carry them",
)
CLEANED_WORDS = words(
    "ses mots sont reproduits, sans images ni mise en page ; jointe nettoyée : sans propriétés, commentaires, modifications ni "
    "éléments masqués",
    "its words are reproduced, without pictures and layout; attached cleaned: without properties, comments, changes or hidden parts",
)
WORDS_SHOWN = words(
    "ses mots sont reproduits, sans images ni mise en page ; jointe telle que remise",
    "its words are reproduced, without pictures and layout; attached as handed in",
)
NOT_SHOWN = words(
    "ne se montre pas en pages ; jointe telle que remise", "cannot be shown as pages; attached as handed in"
)


def audience_changed(before: Audience, after: Audience) -> bool:
    """Does this change give the exhibit to somebody new?"""
    return OUTERMOST.index(after) > OUTERMOST.index(before)


def check_regions(pages: int, regions: list[tuple[int, tuple[float, float, float, float] | None]]) -> None:
    """Refuse a mask without regions, on a page that does not exist, or outside the page."""
    if not regions:
        raise Refused(
            "mask_empty", words("Indiquez au moins une zone à masquer.", "Give at least one region."), "regions"
        )
    for page, box in regions:
        if not 1 <= page <= max(pages, 1):
            message = words("La page {page} n’existe pas.", "There is no page {page}.", page=page)
            raise Refused("mask_page", message, "regions")
        if box is not None and not (0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1):
            raise Refused("mask_box", MASK_BOX, "regions")


MASK_BOX = words(
    "Une zone va de gauche à droite et de haut en bas, en pour cent de la page (0 à 100).",
    "A region goes from left to right and top to bottom, in per cent of the page (0 to 100).",
)


def _numbered(fr: str, en: str, *, icon: str = "paperclip") -> EntryKind:
    return EntryKind(said(fr, en), icon)


def _each(one: Words, several: Words) -> EntryKind:
    """An act on one exhibit, or on several at once (their `numbers`)."""

    def title(data: Mapping[str, Json]) -> Words:
        numbers = data.get("numbers")
        if isinstance(numbers, list | tuple):
            return several.fill(numbers=runs_of([n for n in numbers if isinstance(n, int)]))
        number = data.get("number")
        return one.fill(number=number if isinstance(number, int) else "—")

    return EntryKind(title, "paperclip")


def runs_of(numbers: Sequence[int]) -> tuple[Words | str, ...]:
    """1, 2, 3, 4, 7 as "1 à 4", "7"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return tuple(
        words("{first} à {last}", "{first} to {last}", first=first, last=last) if last > first else str(first)
        for first, last in runs
    )


def _added(data: Mapping[str, Json]) -> Words:
    first, last = data.get("number"), data.get("last")
    if isinstance(first, int) and isinstance(last, int) and last > first:
        return words(
            "Pièces n° {first} à {last} ajoutées", "Exhibits no. {first} to {last} added", first=first, last=last
        )
    return words("Pièce n° {n} ajoutée", "Exhibit no. {n} added", n=first if isinstance(first, int) else "—")


ENTRIES: dict[str, EntryKind] = {
    "exhibit.added": EntryKind(_added, "paperclip"),
    "exhibit.withdrawn": _numbered("Pièce n° {number} retirée", "Exhibit no. {number} withdrawn"),
    "exhibit.restored": _numbered("Pièce n° {number} rétablie", "Exhibit no. {number} restored"),
    "exhibit.released": _each(
        words("Pièce n° {number} communiquée", "Exhibit no. {number} released"),
        words("Pièces n° {numbers} communiquées", "Exhibits no. {numbers} released"),
    ),
    "exhibit.held_back": _each(
        words("Pièce n° {number} rendue interne", "Exhibit no. {number} held back"),
        words("Pièces n° {numbers} rendues internes", "Exhibits no. {numbers} held back"),
    ),
    "exhibit.described": _numbered("Pièce n° {number} décrite", "Exhibit no. {number} described"),
    "exhibit.masked": _numbered("Copie masquée de la pièce n° {number}", "Masked copy of exhibit no. {number}"),
    "exhibit.unmasked": _numbered("Masque retiré de la pièce n° {number}", "Mask removed from exhibit no. {number}"),
}
