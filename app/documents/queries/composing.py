"""The parts that files share, composed field by field from the rooms: an allow-list, never a filter over everything."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.cases.models import Claim
from app.cases.models import Party as PartyRow
from app.cases.queries import facts_of, packs_of
from app.cases.rules.entries import ENTRIES as CASE_ENTRIES
from app.cases.rules.entries import EntryKind
from app.correspondence.rules import ENTRIES as LETTER_ENTRIES
from app.documents.models import Reader
from app.documents.queries.gathering import Gathered, Piece
from app.documents.rules import (
    Addressee,
    Attempt,
    ClaimLine,
    Clause,
    Condition,
    Contact,
    Entry,
    ExhibitLine,
    Fact,
    Imprint,
    LawText,
    Party,
    Referral,
    Summary,
)
from app.documents.rules.discretion import CHRONICLE, CUSTOMERS_WORDS, SIGNED, WITHDRAWN_TITLE
from app.documents.rules.settlement import ENTRIES as SETTLEMENT_ENTRIES
from app.gestures.models import EntitlementRow, Offer
from app.gestures.queries import entitlements_of, offers_of
from app.gestures.rules.offers import OfferState
from app.journal.models import Entry as JournalEntry
from app.kernel import Audience, Money, Words, day_of, words
from app.mediation.models import Referral as ReferralRow
from app.mediation.queries import grounds_of, mediation_facts, referrals_of
from app.mediation.rules import ENTRIES as MEDIATION_ENTRIES
from app.mediation.rules import Mode, Outcome
from app.people.queries import terms_in_force
from app.regimes.rules.entitlements import entitlements

TOLD: Mapping[str, EntryKind] = {
    **CASE_ENTRIES, **MEDIATION_ENTRIES, **SETTLEMENT_ENTRIES,
    "correspondence.written": LETTER_ENTRIES["correspondence.written"],
}  # fmt: skip
MOST_CLAUSES = 30
VERDICTS: dict[str, Words] = {
    "founded": words("reconnue fondée", "held founded"),
    "partly": words("reconnue en partie fondée", "held partly founded"),
    "unfounded": words("non retenue", "not upheld"),
    "not_examined": words("à l’examen", "under examination"),
}


def imprint_of(g: Gathered) -> Imprint:
    """Which file this is, cut where, and who answers for it."""
    return Imprint(
        ref=g.case.ref,
        version=g.version,
        made_at=g.at,
        made_on=g.on,
        company=g.company,
        head=g.head.seal,
        head_seq=g.head.seq,
        contact=_contact(g),
        verify_url=g.verify_url,
    )


def _contact(g: Gathered) -> Contact | None:
    card = g.card
    if card is None or not (card.contact_name or card.contact_email):
        return None
    return Contact(
        name=card.contact_name or card.name,
        capacity=Words(card.contact_capacity_fr, card.contact_capacity_en or card.contact_capacity_fr)
        if card.contact_capacity_fr
        else None,
        email=card.contact_email,
        phone=card.contact_phone,
        site=card.site,
    )


def addressee_of(g: Gathered) -> Addressee:
    """The mediator this file is for."""
    referral, mediator = g.referral, g.mediator
    if mediator is None:
        return Addressee(referral.third_party if referral is not None else g.say(THE_MEDIATOR))
    return Addressee(
        name=mediator.name,
        address=_lines(mediator.postal),
        site=mediator.site,
        email=mediator.email,
        reference=referral.their_ref if referral is not None else "",
    )


def _lines(address: str) -> tuple[str, ...]:
    pieces = address.split("\n") if "\n" in address else address.split(", ")
    return tuple(piece.strip() for piece in pieces if piece.strip())


def referral_of(g: Gathered) -> Referral:
    """How the matter came before the mediator."""
    row = g.referral
    if row is None:
        return Referral(Mode.CONSUMER.words)
    told = [entry for entry in g.entries if entry.data.get("referral") == row.number]
    numbers = [n for entry in told[:1] for n in entry.data.get("exhibits", [])]
    return Referral(row.mode.words, row.referred_on, row.notified_on, row.reply_by_on, g.referred(numbers))


# --- parties ---------------------------------------------------------------------------------------------------------


def parties_of(g: Gathered) -> tuple[Party, ...]:
    """The complainant, the other parties of this dispute, and the company."""
    customer = g.case.customer
    speaks_for = next((row for row in g.case.parties if row.role == "representative"), None)
    complainant = Party(
        role=words("Le client", "The customer"),
        name=g.say(ANONYMOUS) if customer.anonymous else customer.display_name,
        capacity=g.case.complainant_kind.words,
        address=tuple(customer.address.splitlines()),
        email=customer.email,
        phone=customer.phone,
        reference=g.case.purchase.reference if g.case.purchase is not None else "",
        represented_by=speaks_for.name if speaks_for is not None else "",
        mandate_on=speaks_for.mandate_from if speaks_for is not None else None,
        mandate_exhibit=_mandate(g, speaks_for),
    )
    others = [_party(g, row) for row in g.case.parties]
    return (complainant, *others, _company(g))


def _mandate(g: Gathered, row: PartyRow | None) -> int | None:
    number = row.mandate_exhibit if row is not None else None
    return number if number in g.known else None


def _party(g: Gathered, row: PartyRow) -> Party:
    return Party(row.role.words, row.name, row.kind.words, _lines(row.address))


def _company(g: Gathered) -> Party:
    card = g.card
    return Party(
        role=words("L’entreprise", "The company"),
        name=g.company,
        address=_lines(card.address) if card is not None else (),
        email=card.contact_email if card is not None else "",
        phone=card.contact_phone if card is not None else "",
        registration=card.registration if card is not None else "",
    )


# --- what is asked and answered --------------------------------------------------------------------------------------


def summary_of(g: Gathered) -> Summary:
    """The dispute on one page."""
    case, purchase = g.case, g.case.purchase
    return Summary(
        subject=g.discreet(case.subject),
        purchase=purchase.label if purchase is not None else case.product,
        purchased_on=purchase.bought_on if purchase is not None else None,
        paid=purchase.price if purchase is not None else None,
        customer_says=_words_of(g, "case.logged", "what"),
        company_says=_last_answer(g),
        in_dispute=_in_dispute(g),
        first_complaint_on=g.first("first_written_complaint.sent", "complaint.first"),
        final_answer_on=g.first("final_reply.sent"),
    )


def _words_of(g: Gathered, kind: str, name: str) -> str:
    found = next((entry for entry in g.entries if entry.kind == kind), None)
    return str(found.words.body.get(name, "")) if found is not None and found.words is not None else ""


def _last_answer(g: Gathered) -> str:
    answers = [entry for entry in g.entries if entry.kind in SIGNED and entry.words is not None]
    if not answers:
        return g.say(NO_ANSWER)
    last = answers[-1]
    return g.discreet(str(last.words.body.get("body", "")) if last.words else "", last.by)


def _in_dispute(g: Gathered) -> str:
    """Per claim line, what is asked beyond what was recognised and offered."""
    still = [(line, _rest(line)) for line in claims_of(g)]
    left = [
        OPEN_CLAIM.fill(asked=line.asked, rest=rest) if rest is not None else line.asked
        for line, rest in still
        if rest or rest is None
    ]
    return " ; ".join(part if isinstance(part, str) else g.say(part) for part in left) or g.say(NOTHING_LEFT)


def _rest(line: ClaimLine) -> Money | None:
    """What remains of an amount; None where no amount was asked."""
    if line.amount is None:
        return None
    given = [part for part in (line.recognised, line.offered) if part is not None]
    left = line.amount.minor - sum(part.minor for part in given)
    return Money(max(0, left), line.amount.currency)


def claims_of(g: Gathered) -> tuple[ClaimLine, ...]:
    """What is asked, line by line, with what was recognised and offered on it."""
    due, offered = _due_by_claim(g), _offered_by_claim(g)
    return tuple(
        ClaimLine(
            number=claim.position,
            asked=claim.label,
            basis=claim.basis,
            amount=claim.amount if claim.amount_minor else None,
            answer=VERDICTS.get(claim.verdict, VERDICTS["not_examined"]),
            recognised=due.get(claim.id),
            offered=offered.get(claim.id),
        )
        for claim in g.case.claims
    )


def _due_by_claim(g: Gathered) -> dict[int, Money]:
    found = {claim.id: claim.due for claim in g.case.claims if claim.due_minor}
    for row in entitlements_of(g.case):
        if row.state in {"due", "paid"} and (claim := _claim_of(g, row.claim_id)) is not None:
            found[claim.id] = max(found.get(claim.id, row.amount), row.amount)
    return found


def _claim_of(g: Gathered, claim_id: int | None) -> Claim | None:
    claims = list(g.case.claims)
    if claim_id is None:
        return claims[0] if len(claims) == 1 else None
    return next((claim for claim in claims if claim.id == claim_id), None)


def _offered_by_claim(g: Gathered) -> dict[int, Money]:
    """What the latest offer that reached the customer puts on each claim."""
    sent = sent_offers(g)
    if not sent:
        return {}
    found: dict[int, Money] = {}
    for line in sent[-1].lines:
        claim = _claim_of(g, line.claim_id)
        if claim is not None and line.currency == claim.currency:
            found[claim.id] = found.get(claim.id, Money(0, line.currency)) + line.value
    return found


# --- what happened ---------------------------------------------------------------------------------------------------


def chronology_of(g: Gathered) -> tuple[Entry, ...]:
    """The events both sides may know, in the order of time, each with the exhibits that prove it."""
    return tuple(_entry(g, entry) for entry in g.entries if _is_told(g, entry))


def _is_told(g: Gathered, entry: JournalEntry) -> bool:
    if entry.kind not in CHRONICLE or entry.audience is Audience.INTERNAL or entry.data.get("restricted"):
        return False
    both = entry.audience is Audience.CUSTOMER or g.audience is Audience.MEDIATOR or g.reader is Reader.INTERNAL
    return both and not (g.reader is Reader.COURT and entry.kind.startswith("mediation."))


def _entry(g: Gathered, entry: JournalEntry) -> Entry:
    on = _told_on(g, entry)
    said = "\n\n".join(_texts(entry, g))
    if entry.kind not in CUSTOMERS_WORDS and not _incoming(entry):
        said = g.discreet(said, *([entry.by] if entry.kind in SIGNED else []))
    return Entry(on, TOLD[entry.kind].title(_shown_data(entry)), said, _proofs(g, entry, on))


def _incoming(entry: JournalEntry) -> bool:
    return entry.by.startswith("customer:")


def _texts(entry: JournalEntry, g: Gathered | None = None) -> list[str]:
    if entry.words is None:
        return []
    said = {name: str(entry.words.body[name]) for name in CHRONICLE[entry.kind] if entry.words.body.get(name)}
    if g is not None and "asked" in said:
        said["asked"] = g.say(ASKS.fill(what=said["asked"]))
    return list(said.values())


def _told_on(g: Gathered, entry: JournalEntry) -> date:
    if entry.kind == "case.logged":
        return g.first("first_written_complaint.sent", "complaint.first") or g.day(entry)
    return g.day(entry)


SHOWN_DATA = ("channel", "direction", "level", "due_on", "until_on", "on", "mediator", "amount", "currency", "answer")
"""Facts of an entry that its title may use outside."""


def _shown_data(entry: JournalEntry) -> dict[str, Any]:
    return {name: entry.data[name] for name in SHOWN_DATA if name in entry.data}


PROOFS = {
    "case.logged": ("complaint",),
    "case.answer": ("answer",),
    "case.final_answer": ("answer",),
    "case.mediation_notified": ("mediator_letter",),
}
"""Kinds of exhibits that prove an entry when they bear its date (or none)."""


def _proofs(g: Gathered, entry: JournalEntry, on: date) -> tuple[int, ...]:
    named = [number for number in entry.data.get("exhibits", []) if isinstance(number, int)]
    kinds = PROOFS.get(entry.kind, ())
    dated = list(g.of_kind(*kinds, on=on)) if kinds and not named else []
    return g.referred([*named, *dated])


def sent_offers(g: Gathered) -> list[Offer]:
    """Offers that reached the customer, oldest first; in the United Kingdom they stay without prejudice."""
    if any(str(name).startswith("UK-") for name in g.case.regimes):
        return []
    sent = [offer for offer in offers_of(g.case) if offer.sent_at is not None]
    return sorted(sent, key=lambda offer: offer.number)


def attempts_of(g: Gathered) -> tuple[Attempt, ...]:
    """What was tried amicably: offers actually sent with their answers, and referrals to third parties."""
    found = [_offer(g, offer) for offer in sent_offers(g)]
    found += [_tried(g, row) for row in referrals_of(g.case) if row is not g.referral or g.reader is Reader.COURT]
    return tuple(sorted(found, key=lambda attempt: attempt.on))


OFFER_ANSWERS: dict[OfferState, Words] = {
    OfferState.SENT: words("En attente de réponse", "Awaiting an answer"),
    OfferState.ACCEPTED: words("Acceptée", "Accepted"),
    OfferState.PARTLY: words("Acceptée en partie", "Partly accepted"),
    OfferState.REFUSED: words("Refusée", "Refused"),
    OfferState.EXPIRED: words("Restée sans réponse", "Left unanswered"),
    OfferState.SUPERSEDED: words("Remplacée par une offre suivante", "Replaced by a later offer"),
}


def _offer(g: Gathered, offer: Offer) -> Attempt:
    assert offer.sent_at is not None
    ending = offer.ending
    answered = ending is not None and ending.received_at is not None
    return Attempt(
        on=_day(g, offer.sent_at),
        step=OFFER.fill(n=offer.number),
        text="\n".join(g.say(line.wording) for line in offer.lines),
        value=offer.value,
        valid_until=offer.valid_until_on,
        answer=OFFER_ANSWERS.get(offer.state),
        answered_on=_day(g, ending.received_at) if answered and ending and ending.received_at else None,
    )


def _day(g: Gathered, at: datetime) -> date:
    return day_of(at, g.case.zone)


def _state(g: Gathered, row: ReferralRow) -> Words:
    """Where an open referral stands; a court is not told how far, since that tells what was said in it (L. 612-3 C. conso)."""
    return UNDER_WAY if g.reader is Reader.COURT else row.state.words


def _tried(g: Gathered, row: ReferralRow) -> Attempt:
    on = row.referred_on or row.notified_on
    assert on is not None
    outcome = row.outcome.words if row.outcome is not None else _state(g, row)
    proof = [
        n for entry in g.entries if entry.data.get("referral") == row.number for n in entry.data.get("exhibits", [])
    ]
    shown = proof[:1] if row.outcome is not Outcome.AGREED else proof[-1:]
    return Attempt(
        on, REFERRED.fill(mode=row.mode.words, who=row.with_whom), answer=outcome, exhibits=g.referred(shown)
    )


# --- terms, law, conditions ------------------------------------------------------------------------------------------


def clauses_of(g: Gathered) -> tuple[Clause, ...]:
    """The clauses of the terms in force at the contract date: those our answers cite, else all of a short set."""
    if g.case.purchase is None:
        return ()
    terms = terms_in_force(g.case.purchase.bought_on)
    if terms is None:
        return ()
    answers = " ".join(" ".join(_texts(entry)) for entry in g.entries if entry.kind in SIGNED)
    cited = [each for each in terms.clauses if _is_cited(each.number, answers)]
    chosen = cited or terms.clauses[:MOST_CLAUSES]
    name = f"{terms.title} ({terms.version})"
    exhibits = g.of_kind("terms")
    return tuple(Clause(name, f"{each.number}", f"{each.heading}. {each.body}", exhibits) for each in chosen)


def _is_cited(number: str, text: str) -> bool:
    return re.search(rf"(?:article|art\.|clause)\s+{re.escape(number)}(?![\d.]*\d)", text, re.I) is not None


def laws_of(g: Gathered) -> tuple[LawText, ...]:
    """The texts that bear on what is due, as the regimes of the case know them."""
    found = entitlements(facts_of(g.case), g.on, packs=packs_of(g.case), events=g.events, zone=g.case.zone)
    return tuple({one.source: LawText(one.source, one.what) for one in found}.values())


def conditions_of(g: Gathered) -> tuple[Condition, ...]:
    """Per condition of admissibility, the dates and exhibits that bear on it; no verdict (the mediator alone judges)."""
    known = mediation_facts(g.case, at=g.at)
    return tuple(
        Condition(ground.question.words, ground.cite, CONDITION_FACTS[ground.code](g, known))
        for ground in grounds_of(g.case)
        if ground.code in CONDITION_FACTS
    )


def _said(sentence: Words, on: date | None, exhibits: Iterable[int] = ()) -> tuple[Fact, ...]:
    return (Fact(sentence, on, tuple(exhibits)),) if on is not None else ()


def _about_complaint(g: Gathered, known: Any) -> tuple[Fact, ...]:
    proofs = g.of_kind("complaint", "proof")
    received = g.first("first_written_complaint.received")
    return (
        *_said(FIRST_SPOKEN, g.first("complaint.first") if known.written_on is None else None),
        *_said(WRITTEN, known.written_on, proofs),
        *_said(RECEIVED, received),
        *_said(ANSWERED, g.first("refusal.sent", "final_reply.sent"), g.of_kind("answer")),
    )


def _about_request(g: Gathered, known: Any) -> tuple[Fact, ...]:
    return (
        Fact(ASKED.fill(n=len(g.case.claims), total=g.case.claimed), None, g.of_kind("contract", "order", "invoice")),
    )


def _about_elsewhere(g: Gathered, known: Any) -> tuple[Fact, ...]:
    earlier = [row for row in referrals_of(g.case) if g.referral is None or row.number != g.referral.number]
    before = [
        Fact(
            BEFORE.fill(who=row.with_whom, state=row.outcome.words if row.outcome else row.state.words), row.referred_on
        )
        for row in earlier
    ]
    return (*_said(COURT, known.court_on), *before) or (Fact(NOWHERE),)


def _about_year(g: Gathered, known: Any) -> tuple[Fact, ...]:
    referral = g.referral
    return (
        *_said(WRITTEN, known.written_on, g.of_kind("complaint")),
        *_said(YEAR, known.closes_on),
        *_said(SEISED, referral.referred_on if referral is not None else None),
    )


def _about_field(g: Gathered, known: Any) -> tuple[Fact, ...]:
    mediator = g.mediator
    if mediator is None:
        return ()
    bound = _said(CONTRACT.fill(who=mediator.name), mediator.contract_from)
    what = g.case.purchase.label if g.case.purchase is not None else g.case.subject
    return (Fact(ABOUT.fill(what=what, kind=g.case.complainant_kind.words)), *bound)


CONDITION_FACTS = {
    "no_prior_complaint": _about_complaint,
    "unfounded_or_abusive": _about_request,
    "examined_elsewhere": _about_elsewhere,
    "over_one_year": _about_year,
    "outside_field": _about_field,
}


# --- exhibits --------------------------------------------------------------------------------------------------------


def exhibit_lines(g: Gathered) -> tuple[ExhibitLine, ...]:
    """The list of exhibits: every number this reader is told of, withdrawn ones as such."""
    return tuple(_line(g, piece) for piece in g.pieces)


def _line(g: Gathered, piece: Piece) -> ExhibitLine:
    row = piece.row
    if row.withdrawn_at is not None:
        return ExhibitLine(row.number, g.say(WITHDRAWN_TITLE), row.kind.words, note=WITHDRAWN_TITLE)
    released = {each.number: each for each in g.released}.get(row.number)
    copied = _sha256(released.content) if released is not None else ""
    return ExhibitLine(
        number=row.number,
        title=g.discreet(row.title),
        kind=row.kind.words,
        on=row.dated_on,
        author=g.discreet(row.author),
        pages=row.pages,
        form=COPY,
        sha256=row.file_key,
        copy_sha256=copied if copied != row.file_key else "",
        note=_note(g, piece),
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _note(g: Gathered, piece: Piece) -> Words | None:
    if piece.row.masking_for(g.audience) is not None and piece.got.problem is None:
        return MASKED
    return piece.got.travelling.why


def entitlement_rows(g: Gathered) -> list[EntitlementRow]:
    """What was recognised as due by law."""
    return entitlements_of(g.case)


THE_MEDIATOR = words("Le médiateur", "The mediator")
ANONYMOUS = words("Client anonyme", "Anonymous customer")
NO_ANSWER = words("Aucune réponse écrite n’a encore été donnée.", "No written answer has been given yet.")
OPEN_CLAIM = words("{asked} : {rest}", "{asked}: {rest}")
NOTHING_LEFT = words("Rien ne reste demandé.", "Nothing is still asked.")
OFFER = words("Offre n° {n} de l’entreprise", "Offer no. {n} of the company")
UNDER_WAY = words("en cours", "under way")
REFERRED = words("Saisine : {mode}, {who}", "Referral: {mode}, {who}")
FIRST_SPOKEN = words("Première réclamation, orale.", "First complaint, oral.")
WRITTEN = words("Envoi de la réclamation écrite.", "Written complaint sent.")
RECEIVED = words("Réception de la réclamation écrite.", "Written complaint received.")
ANSWERED = words("Réponse écrite de l’entreprise.", "Written answer of the company.")
ASKED = words("{n} {n:demande|demandes}, pour un total de {total}.", "{n} {n:claim|claims}, {total} in all.")
ASKS = words("Demande : {what}", "Asks: {what}")
COURT = words("Saisine d’un tribunal.", "Matter brought before a court.")
BEFORE = words("Saisine de {who} : {state}.", "Referral to {who}: {state}.")
NOWHERE = words(
    "L’entreprise n’a connaissance d’aucune autre médiation ni d’aucune instance.",
    "The company knows of no other mediation and no proceedings.",
)
YEAR = words("Un an après l’envoi de la réclamation écrite.", "One year after the written complaint was sent.")
SEISED = words("Saisine du médiateur.", "Referral to the mediator.")
CONTRACT = words("Convention en cours avec {who}.", "Contract in force with {who}.")
ABOUT = words("Objet du litige : {what}. Réclamant : {kind}.", "Subject: {what}. Complainant: {kind}.")
COPY = words("copie", "copy")
MASKED = words("certaines zones sont masquées", "some regions are masked")
