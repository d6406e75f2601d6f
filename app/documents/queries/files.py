"""The files themselves: each reader's frozen document and the copies that go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app.cases.models import Case
from app.documents.models import Product, Reader
from app.documents.queries.build import Released, Told, draw_file, exhibits_zip, join_bundle
from app.documents.queries.chronology import attempts_of, chronology_of
from app.documents.queries.composing import addressee_of, claims_told, imprint_of, parties_of, referral_of, summary_of
from app.documents.queries.consumer import consumer_pack
from app.documents.queries.gathering import Gathered
from app.documents.queries.grounds import clauses_of, conditions_of, exhibit_lines, laws_of
from app.documents.queries.internal_file import internal_file
from app.documents.queries.replying import reply_pack
from app.documents.rules import CaseFile, CourtBundle, MediatorFile
from app.exhibits.models import Exhibit
from app.exhibits.queries import exhibits_of
from app.kernel import Lang, Refused, Words, words
from app.mediation.queries import why_no_file, why_no_pack
from app.plumbing.pdf.parts import Shelf

LAWYER = words("Notre conseil", "Our lawyer")
NO_ATTEMPT = words(
    "Aucune conciliation, médiation ou procédure participative n’est consignée : vérifier l’obligation ou la dispense (art. 750-1 CPC).",
    "No conciliation, mediation or participative procedure is recorded: check the duty or the exemption (art. 750-1 CPC).",
)


@dataclass(frozen=True)
class Drawn:
    """A finished product: its bytes and pages (0 for an archive)."""

    content: bytes
    pages: int


@dataclass(frozen=True)
class Composed:
    """A file before it is drawn: its facts and the copies that travel. The same head gives the same."""

    document: CaseFile
    released: tuple[Released, ...]
    lang: Lang

    def draw(self, product: Product, *, shelf: Shelf | None = None, told: Told | None = None) -> Drawn:
        """The bytes of this product (seconds: never inside a write transaction); the shelf keeps parts for the next."""
        if product is Product.EXHIBITS:
            return Drawn(exhibits_zip(self.document, self.lang, self.released), 0)
        if product is Product.BUNDLE:
            joined = join_bundle(self.document, self.lang, self.released, shelf=shelf, told=told)
            return Drawn(joined.pdf, joined.pages)
        rendered = draw_file(self.document, self.lang, self.released, shelf=shelf, told=told)
        return Drawn(rendered.pdf, rendered.pages)

    @property
    def manifest(self) -> list[list[object]]:
        """Per exhibit: its number, the fingerprint of the original, that of the copy where it differs."""
        return [[line.number, line.sha256, line.copy_sha256] for line in self.document.exhibits]


def why_not(case: Case, reader: Reader) -> Words | None:
    """Why this reader cannot have a file yet, or None."""
    if reader in (Reader.MEDIATOR, Reader.REPLY):
        return why_no_file(case)
    return why_no_pack(case) if reader is Reader.CONSUMER else None


def compose(case: Case, reader: Reader, lang: Lang, *, verify_url: str = "", on: date | None = None) -> Composed:
    """A reader's file of a case in a language; refuses what may not leave yet. Reads only. `on`: the day it is asked for."""
    refused = why_not(case, reader)
    if refused is not None:
        raise Refused("file_not_yet", refused, "audience")
    return preview(case, reader, lang, verify_url=verify_url, on=on)


def preview(case: Case, reader: Reader, lang: Lang, *, verify_url: str = "", on: date | None = None) -> Composed:
    """The same for our own eyes, before it may leave."""
    gathered = Gathered(case, reader, lang, on)
    gathered.verify_url = verify_url
    return Composed(MAKERS[reader](gathered), gathered.released, lang)


def kept_back(case: Case, document: CaseFile) -> list[Exhibit]:
    """The exhibits of the case, not withdrawn, that the reader of this document is not told of: for our own eyes."""
    told = {line.number for line in document.exhibits}
    return [row for row in exhibits_of(case) if row.withdrawn_at is None and row.number not in told]


def mediator_file(g: Gathered) -> MediatorFile:
    """For the mediator."""
    return MediatorFile(
        imprint=imprint_of(g),
        addressee=addressee_of(g),
        referral=referral_of(g),
        parties=parties_of(g),
        summary=summary_of(g),
        claims=claims_told(g),
        chronology=chronology_of(g),
        attempts=attempts_of(g),
        clauses=clauses_of(g),
        laws=laws_of(g),
        conditions=conditions_of(g),
        exhibits=exhibit_lines(g),
    )


def court_bundle(g: Gathered) -> CourtBundle:
    """For our lawyer."""
    attempts = attempts_of(g)
    return CourtBundle(
        imprint=imprint_of(g),
        addressee=replace(addressee_of(g), name=g.say(LAWYER), address=(), site="", email="", reference=""),
        parties=parties_of(g),
        summary=summary_of(g),
        claims=claims_told(g),
        chronology=chronology_of(g),
        attempts=attempts,
        exemption=None if attempts else NO_ATTEMPT,
        clauses=clauses_of(g),
        laws=laws_of(g),
        exhibits=exhibit_lines(g),
    )


MAKERS: dict[Reader, Callable[[Gathered], CaseFile]] = {
    Reader.MEDIATOR: mediator_file,
    Reader.REPLY: reply_pack,
    Reader.CONSUMER: consumer_pack,
    Reader.INTERNAL: internal_file,
    Reader.COURT: court_bundle,
}
