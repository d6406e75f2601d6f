"""What every file begins with, composed field by field from the rooms: an allow-list, never a filter over everything."""

from __future__ import annotations

from app.cases.models import Claim
from app.cases.models import Party as PartyRow
from app.cases.rules.parties import PartyRole
from app.cases.rules.standing_in import acting, measure_words
from app.documents.queries.chronology import sent_offers
from app.documents.queries.gathering import Gathered
from app.documents.rules import (
    Addressee,
    ClaimLine,
    Contact,
    Imprint,
    Party,
    Referral,
    Summary,
)
from app.documents.rules.discretion import SIGNED
from app.gestures.queries import entitlements_of
from app.kernel import Money, Words, words
from app.mediation.rules import Mode

VERDICTS: dict[str, Words] = {
    "founded": words("reconnue fondée", "held founded"),
    "partly": words("reconnue fondée en partie", "held partly founded"),
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
    speaks_for = next(iter(acting(g.case.parties, g.on)), None)
    mandated = speaks_for is not None and speaks_for.role is PartyRole.REPRESENTATIVE and speaks_for.mandate_signed
    complainant = Party(
        role=words("Le client", "The customer"),
        name=g.say(ANONYMOUS) if customer.anonymous else customer.name_in(g.lang),
        capacity=g.case.complainant_kind.words,
        address=tuple(customer.address.splitlines()),
        email=customer.email,
        phone=customer.phone,
        reference=g.case.purchase.reference if g.case.purchase is not None else "",
        represented_by=speaks_for.name if speaks_for is not None else "",
        mandate_on=speaks_for.mandate_from if speaks_for is not None and mandated else None,
        mandate_exhibit=_mandate(g, speaks_for),
    )
    others = [_party(g, row) for row in g.case.parties]
    return (complainant, *others, _company(g))


def _mandate(g: Gathered, row: PartyRow | None) -> int | None:
    number = row.mandate_exhibit if row is not None else None
    return number if number in g.known else None


def _party(g: Gathered, row: PartyRow) -> Party:
    return Party(
        row.role.words, row.name, row.kind.words, _lines(row.address), share=row.share_percent,
        protection=measure_words(row) if row.protection else None,
    )  # fmt: skip


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
        first_complaint_on=g.first("complaint.first", "first_written_complaint.sent"),
        first_written_on=g.first("first_written_complaint.sent"),
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
        OPEN_CLAIM.fill(asked=_unclosed(line.asked), rest=rest) if rest is not None else line.asked
        for line, rest in still
        if rest or rest is None
    ]
    return g.say(APART).join(part if isinstance(part, str) else g.say(part) for part in left) or g.say(NOTHING_LEFT)


def _unclosed(sentence: str) -> str:
    """A sentence that an amount follows: without the full stop it was typed with."""
    return sentence.rstrip().rstrip(".;:,")


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


def claims_told(g: Gathered) -> tuple[ClaimLine, ...]:
    """The same, and last what the latest offer gives without naming a claim: it was offered too."""
    lines = claims_of(g)
    apart = _offered_apart(g)
    if apart is None:
        return lines
    return (*lines, ClaimLine(0, g.say(FOR_ALL), "", None, NO_VERDICT, offered=apart))


def _offered_apart(g: Gathered) -> Money | None:
    """What the latest offer that reached the customer puts on no claim in particular."""
    total = Money(0, g.case.currency)
    for line in [line for offer in sent_offers(g)[-1:] for line in offer.lines]:
        if _claim_of(g, line.claim_id) is None and line.currency == total.currency:
            total += line.value
    return total or None


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


APART = words(" ; ", "; ")
FOR_ALL = words("Sans viser une demande en particulier", "For no claim in particular")
NO_VERDICT = words("—", "—")
THE_MEDIATOR = words("Le médiateur", "The mediator")
ANONYMOUS = words("Client anonyme", "Anonymous customer")
NO_ANSWER = words("Aucune réponse écrite n’a encore été donnée.", "No written answer has been given yet.")
OPEN_CLAIM = words("{asked} : {rest}", "{asked}: {rest}")
NOTHING_LEFT = words("Rien ne reste demandé.", "Nothing is still asked.")
