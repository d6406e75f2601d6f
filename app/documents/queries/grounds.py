"""What a file rests on: terms and law, the dates that bear on admissibility, the exhibits."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from app.cases.queries import facts_of, packs_of, received_by
from app.documents.queries.chronology import texts_of
from app.documents.queries.gathering import Gathered, Piece
from app.documents.rules import (
    Clause,
    Condition,
    ExhibitLine,
    Fact,
    LawText,
)
from app.documents.rules.discretion import SIGNED, WITHDRAWN_TITLE
from app.kernel import Words, words
from app.mediation.queries import grounds_of, mediation_facts, referrals_of
from app.people.queries import terms_in_force
from app.regimes.rules.entitlements import entitlements

MOST_CLAUSES = 30


def clauses_of(g: Gathered) -> tuple[Clause, ...]:
    """The clauses of the terms in force at the contract date: those our answers cite, else all of a short set."""
    if g.case.purchase is None:
        return ()
    terms = terms_in_force(g.case.purchase.bought_on)
    if terms is None:
        return ()
    answers = " ".join(" ".join(texts_of(entry)) for entry in g.entries if entry.kind in SIGNED)
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
    proofs = g.referred([*g.of_kind("complaint"), *g.of_kind("proof", on=known.written_on)]) if known.written_on else ()
    answered = g.first("refusal.sent", "final_reply.sent")
    received, service = g.first("first_written_complaint.received"), received_by(g.case, in_writing=True)
    return (
        *_said(FIRST_SPOKEN, g.first("complaint.first") if known.written_on is None else None),
        *_said(WRITTEN, known.written_on, proofs),
        *_said(RECEIVED_BY.fill(service=service) if service else RECEIVED, received),
        *_said(ANSWERED, answered, g.of_kind("answer", on=answered)),
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


FIRST_SPOKEN = words("Première réclamation, orale.", "First complaint, oral.")
WRITTEN = words("Envoi de la réclamation écrite.", "Written complaint sent.")
RECEIVED = words("Réception de la réclamation écrite.", "Written complaint received.")
RECEIVED_BY = words(
    "Réception de la réclamation écrite, par notre service {service}.",
    "Written complaint received, by our service {service}.",
)
ANSWERED = words("Réponse écrite de l’entreprise.", "Written answer of the company.")
ASKED = words("{n} {n:demande|demandes}, pour un total de {total}.", "{n} {n:claim|claims}, {total} in all.")
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
