"""The files themselves: each reader's frozen document and the copies that go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.cases.models import Case
from app.cases.rules.entries import Data, EntryKind
from app.correspondence.rules import ENTRIES as LETTER_ENTRIES
from app.costs.queries import estimate_for, spent_on
from app.costs.rules.entries import ENTRIES as COST_ENTRIES
from app.documents.models import Product, Reader
from app.documents.queries.build import Released, Told, draw_file, exhibits_zip, join_bundle
from app.documents.queries.composing import (
    addressee_of,
    claims_of,
    claims_told,
    imprint_of,
    parties_of,
    referral_of,
    summary_of,
)
from app.documents.queries.gathering import Gathered
from app.documents.queries.grounds import clauses_of, conditions_of, exhibit_lines, laws_of
from app.documents.queries.happening import ERASED, TOLD, attempts_of, chronology_of, sent_offers
from app.documents.rules import (
    Approval,
    CaseFile,
    ConsumerPack,
    CostLine,
    CourtBundle,
    FormField,
    Inside,
    InternalFile,
    MediatorFile,
    Note,
    OpenOffer,
    Position,
    ReplyPack,
    RestrictedEntry,
)
from app.exhibits.rules import ENTRIES as EXHIBIT_ENTRIES
from app.gestures.models import Approval as ApprovalRow
from app.gestures.queries import approvals_of
from app.gestures.rules.entries import ENTRIES as GESTURE_ENTRIES
from app.gestures.rules.offers import OfferState
from app.intake.rules.entries import ENTRIES as INTAKE_ENTRIES
from app.journal.models import Entry as JournalEntry
from app.kernel import Audience, Lang, Refused, Words, words
from app.mediation.queries import why_no_file, why_no_pack
from app.mediation.rules import Entry as EntryAnswer
from app.people.queries import staff_named
from app.plumbing.pdf.parts import Shelf

SETTLED_SAYS_CUSTOMER = {
    "yes": words("c’est réglé", "it is settled"),
    "partly": words("réglé en partie", "partly settled"),
    "no": words("ce n’est pas réglé", "it is not settled"),
}


def _opinion(data: Data) -> Words:
    said = SETTLED_SAYS_CUSTOMER[str(data.get("solved") or data.get("kept"))]
    return words("Avis du client : {said}", "Customer’s view: {said}", said=said)


OPINIONS = {
    "feedback.asked": EntryKind(lambda _data: words("Avis demandé au client", "Customer asked for their view")),
    "feedback.bounced": EntryKind(
        lambda _data: words("La demande d’avis n’a pas pu partir", "The survey could not be sent")
    ),
    "feedback.answered": EntryKind(_opinion),
}
"""What customers think of how it went (a room above writes it): in no file but our own, whoever may read the entry."""
INSIDE: dict[str, EntryKind] = {
    **TOLD, **EXHIBIT_ENTRIES, **INTAKE_ENTRIES, **COST_ENTRIES, **GESTURE_ENTRIES, **LETTER_ENTRIES, **OPINIONS
}  # fmt: skip
"""How our own file tells what others do not read."""


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


def compose(case: Case, reader: Reader, lang: Lang, *, verify_url: str = "") -> Composed:
    """A reader's file of a case in a language; refuses what may not leave yet. Reads only."""
    refused = why_not(case, reader)
    if refused is not None:
        raise Refused("file_not_yet", refused, "audience")
    return preview(case, reader, lang, verify_url=verify_url)


def preview(case: Case, reader: Reader, lang: Lang, *, verify_url: str = "") -> Composed:
    """The same for our own eyes, before it may leave."""
    gathered = Gathered(case, reader, lang)
    gathered.verify_url = verify_url
    return Composed(MAKERS[reader](gathered), gathered.released, lang)


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


def reply_pack(g: Gathered) -> ReplyPack:
    """Our position point by point, for the mediator who notified us."""
    return ReplyPack(
        imprint=imprint_of(g),
        addressee=addressee_of(g),
        referral=referral_of(g),
        entry=_entry_words(g),
        parties=parties_of(g),
        positions=_positions(g),
        offers=_open_offers(g),
        confidential=(CONFIDENTIAL,),
        attempts=attempts_of(g),
        chronology=chronology_of(g),
        exhibits=exhibit_lines(g),
    )


def _entry_words(g: Gathered) -> Words:
    row = g.referral
    if row is None or row.entry is None:
        return UNDECIDED
    return ACCEPTED if row.entry is EntryAnswer.ACCEPTED else DECLINED


def _positions(g: Gathered) -> tuple[Position, ...]:
    said = summary_of(g).company_says
    return tuple(
        Position(line.number, line.asked, g.say(line.answer), said if number == 0 else g.say(SAME), line.exhibits)
        for number, line in enumerate(claims_of(g))
    )


def _open_offers(g: Gathered) -> tuple[OpenOffer, ...]:
    still = [offer for offer in sent_offers(g) if offer.state is OfferState.SENT and offer.valid_until_on >= g.on]
    return tuple(
        OpenOffer("\n".join(g.say(line.wording) for line in offer.lines), offer.value, offer.valid_until_on)
        for offer in still
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


# --- the consumer's pack ---------------------------------------------------------------------------------------------


def consumer_pack(g: Gathered) -> ConsumerPack:
    """The customer's own filing, ready to go: same facts, the mediator's form filled in."""
    return ConsumerPack(
        imprint=imprint_of(g),
        addressee=addressee_of(g),
        steps=_steps(g),
        form=_form(g),
        declarations=DECLARATIONS,
        parties=parties_of(g),
        summary=summary_of(g),
        claims=claims_told(g),
        chronology=chronology_of(g),
        conditions=conditions_of(g),
        exhibits=exhibit_lines(g),
    )


def _steps(g: Gathered) -> tuple[Words, ...]:
    mediator = g.mediator
    found = [CHECK, COMPLETE]
    if mediator is not None:
        where = mediator.form_url or mediator.site
        found.append(SEND.fill(name=mediator.name, where=where or mediator.postal, postal=mediator.postal))
        if mediator.pieces:
            found.append(PIECES.fill(pieces=mediator.pieces_asked))
    return (*found, KEEP, FREE)


def _form(g: Gathered) -> tuple[FormField, ...]:
    """The fields that consumer mediators ask for, filled from the case; the rest is the customer's to fill."""
    case, customer, claims = g.case, g.case.customer, claims_of(g)
    purchase = case.purchase
    return (
        FormField(words("Nom", "Name"), customer.name_in(g.lang)),
        FormField(words("Adresse", "Address"), customer.address.replace("\n", ", ")),
        FormField(words("Courriel", "E-mail"), customer.email),
        FormField(words("Téléphone", "Telephone"), customer.phone),
        FormField(words("Représentant", "Representative"), parties_of(g)[0].represented_by or None),
        FormField(words("Professionnel", "Trader"), g.company),
        FormField(words("Adresse du professionnel", "Trader’s address"), ", ".join(parties_of(g)[-1].address) or None),
        FormField(words("Bien ou service", "Goods or service"), purchase.label if purchase else case.product or None),
        FormField(words("Référence", "Reference"), purchase.reference if purchase else None),
        FormField(words("Date d’achat", "Date of purchase"), purchase.bought_on if purchase else None),
        FormField(words("Prix payé", "Price paid"), purchase.price if purchase else None),
        FormField(words("Achat en ligne", "Bought online"), _yes(purchase.channel == "online") if purchase else None),
        FormField(words("Date de la réclamation écrite", "Date of the written complaint"), g.first("first_written_complaint.sent")),
        FormField(words("Date de la réponse", "Date of the answer"), g.first("refusal.sent", "final_reply.sent")),
        FormField(words("Ce que vous demandez", "What you ask for"), (" ; " if g.lang == "fr" else "; ").join(line.asked for line in claims) or None),
        FormField(words("Montant demandé", "Amount asked"), case.claimed if case.claimed_minor else None),
        FormField(words("Langue de la procédure", "Language of the procedure"), words("français", "French")),
        FormField(words("Autre médiateur ou tribunal saisi", "Another mediator or court seised")),
    )  # fmt: skip


def _yes(true: bool) -> Words:
    return words("oui", "yes") if true else words("non", "no")


# --- the internal file -----------------------------------------------------------------------------------------------


def internal_file(g: Gathered) -> InternalFile:
    """Everything, with what never leaves the house; what was elaborated in mediation in its own annex."""
    return InternalFile(
        imprint=imprint_of(g),
        parties=parties_of(g),
        summary=summary_of(g),
        claims=claims_told(g),
        chronology=chronology_of(g),
        attempts=attempts_of(g),
        clauses=clauses_of(g),
        laws=laws_of(g),
        conditions=conditions_of(g),
        exhibits=exhibit_lines(g),
        inside=_inside(g),
    )


def _inside(g: Gathered) -> Inside:
    found = estimate_for(g.case, g.at, working=False)
    return Inside(
        owner=g.case.owner.name,
        service=g.case.service.name(g.lang),
        notes=_notes(g),
        approvals=tuple(_approval(row) for row in approvals_of(g.case)),
        costs=(
            CostLine(TOTAL, found.mean, found.p10, found.p90),
            *(CostLine(line.label, line.amount) for line in found.lines),
        ),
        spent=spent_on(g.case),
        mediation=tuple(_restricted(g, entry) for entry in g.entries if entry.data.get("restricted")),
    )


def _notes(g: Gathered) -> tuple[Note, ...]:
    inner = [entry for entry in g.entries if entry.audience is Audience.INTERNAL or entry.kind in OPINIONS]
    ids = [int(entry.by[6:]) for entry in inner if entry.by.startswith("staff:")]
    names = {member.key: member.name for member in staff_named(ids).values()}
    return tuple(Note(entry.at, names.get(entry.by, "Amiable"), _title(entry), _said(g, entry)) for entry in inner)


def _title(entry: JournalEntry) -> Words:
    kind = INSIDE.get(entry.kind)
    return kind.title(entry.data) if kind is not None else words(entry.kind, entry.kind)


def _said(g: Gathered, entry: JournalEntry) -> str:
    if entry.words is None:
        return g.say(ERASED) if entry.commitment else ""
    return "\n".join(str(value) for value in entry.words.body.values() if value)


def _restricted(g: Gathered, entry: JournalEntry) -> RestrictedEntry:
    return RestrictedEntry(entry.at, _title(entry), _said(g, entry))


def _approval(row: ApprovalRow) -> Approval:
    decision = row.decision
    verdict = PENDING if decision is None else GRANTED if decision.granted else REFUSED
    return Approval(
        at=decision.at if decision is not None else row.at,
        gesture=words("Offre n° {n}", "Offer no. {n}", n=row.offer.number),
        asked_by=row.author.name,
        decided_by=decision.decider.name if decision is not None else "",
        verdict=verdict,
        value=row.offer.value,
        cost=row.offer.cost,
        reason=decision.reason if decision is not None else row.reason,
    )


MAKERS: dict[Reader, Callable[[Gathered], CaseFile]] = {
    Reader.MEDIATOR: mediator_file,
    Reader.REPLY: reply_pack,
    Reader.CONSUMER: consumer_pack,
    Reader.INTERNAL: internal_file,
    Reader.COURT: court_bundle,
}
TOTAL = words("Coût attendu si rien n’est réglé", "Expected cost if nothing is settled")
PENDING = words("en attente", "pending")
GRANTED = words("accordé", "granted")
REFUSED = words("refusé", "refused")
UNDECIDED = words(
    "Nous n’avons pas encore répondu sur l’entrée en médiation.", "We have not yet answered on entering mediation."
)
ACCEPTED = words("Nous acceptons d’entrer en médiation.", "We agree to enter mediation.")
DECLINED = words("Nous déclinons l’entrée en médiation.", "We decline to enter mediation.")
SAME = words("Voir la position au point 1.", "See the position under point 1.")
CONFIDENTIAL = words(
    "Ce que les parties disent, écrivent et proposent au cours de la médiation est confidentiel (art. L. 612-3 C. conso) ; "
    "les pièces qui existaient auparavant ne le sont pas.",
    "What the parties say, write and propose in the course of the mediation is confidential (art. L. 612-3 C. conso); "
    "exhibits that existed before are not.",
)
LAWYER = words("Notre conseil", "Our lawyer")
NO_ATTEMPT = words(
    "Aucune conciliation, médiation ou procédure participative n’est consignée : vérifier l’obligation ou la dispense (art. 750-1 CPC).",
    "No conciliation, mediation or participative procedure is recorded: check the duty or the exemption (art. 750-1 CPC).",
)
CHECK = words(
    "Relisez l’exposé et les demandes ; corrigez ce qui ne reflète pas votre point de vue : ce dossier est le vôtre.",
    "Read the account and the claims; correct whatever is not your view: this file is yours.",
)
COMPLETE = words(
    "Complétez les champs vides du formulaire, datez et signez.",
    "Fill in the empty fields of the form, date and sign.",
)
SEND = words(
    "Adressez le tout à {name} : en ligne ({where}) ou par courrier simple, {postal}. Envoyez des copies, gardez les originaux.",
    "Send everything to {name}: online ({where}) or by ordinary post, {postal}. Send copies, keep the originals.",
)
PIECES = words("Ce médiateur demande : {pieces}.", "This mediator asks for: {pieces}.")
KEEP = words(
    "Gardez une preuve de l’envoi : la date de saisine compte.", "Keep proof of sending: the date of referral counts."
)
FREE = words(
    "La médiation est gratuite pour vous et facultative ; elle ne vous prive pas du droit de saisir le juge.",
    "Mediation is free of charge for you and optional; it does not deprive you of the right to go to court.",
)
DECLARATIONS = (
    words(
        "Je déclare avoir d’abord adressé une réclamation écrite au professionnel.",
        "I declare that I first sent the trader a written complaint.",
    ),
    words(
        "Je déclare que ce litige n’est ni n’a été examiné par un autre médiateur ou un tribunal.",
        "I declare that this dispute is not and was not examined by another mediator or a court.",
    ),
    words(
        "J’accepte que ce dossier soit communiqué au professionnel.",
        "I agree that this file be disclosed to the trader.",
    ),
)
