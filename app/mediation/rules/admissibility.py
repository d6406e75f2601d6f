"""Admissibility of a referral to a consumer mediator: advice for us and the customer; only the mediator judges.

Five closed grounds (L. 612-2 C. conso, from the regime's pack); for each, what the dates and exhibits say, what proves
it, and what is missing. Nothing here goes into the mediator's file, which states dates and exhibits only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel import Words, words
from app.regimes.rules.sections import Ground


class Finding(StrEnum):
    """What we can say of a ground of refusal."""

    CLEAR = "clear"
    """Nothing supports it."""
    STANDS = "stands"
    """It seems to be met: the mediator would probably refuse."""
    OPEN = "open"
    """It cannot be told from what we hold."""

    @property
    def words(self) -> Words:
        """In words."""
        return FINDING_WORDS[self]


FINDING_WORDS = {
    Finding.CLEAR: words("rien ne s’y oppose", "nothing stands against it"),
    Finding.STANDS: words("motif de refus probable", "probable ground of refusal"),
    Finding.OPEN: words("à établir", "to be established"),
}


class Advice(StrEnum):
    """What it comes to, on the day."""

    READY = "ready"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    RISK = "risk"
    INCOMPLETE = "incomplete"
    OTHER_ROUTE = "other_route"
    OUTSIDE = "outside"
    """A regime without grounds of its own (an ombudsman, a certified body): all we know is when it opens."""
    UNKNOWN = "unknown"
    """A regime that says nothing of who else may look at it."""

    @property
    def words(self) -> Words:
        """For us."""
        return ADVICE_WORDS[self][0]

    @property
    def theirs(self) -> Words:
        """For the customer."""
        return ADVICE_WORDS[self][1]


ADVICE_WORDS = {
    Advice.READY: (
        words(
            "Le client peut saisir le médiateur : rien de ce que nous savons ne s’y oppose.",
            "The customer may go to the mediator: nothing we know stands in the way.",
        ),
        words(
            "Vous pouvez saisir le médiateur dès maintenant.",
            "You may go to the mediator now.",
        ),
    ),
    Advice.TOO_EARLY: (
        words(
            "Saisine prématurée : le médiateur la refuserait sans doute avant le {opens}.",
            "Premature: the mediator would probably refuse before {opens}.",
        ),
        words(
            "Vous pourrez saisir le médiateur à partir du {opens}, ou dès que notre réponse ne vous satisfait pas.",
            "You may go to the mediator from {opens}, or as soon as our answer does not satisfy you.",
        ),
    ),
    Advice.TOO_LATE: (
        words(
            "Le délai pour saisir le médiateur a pris fin le {closes} : reste la voie du juge.",
            "The time for going to the mediator ended on {closes}: the court remains.",
        ),
        words(
            "Le délai pour saisir le médiateur a pris fin le {closes}. Vous pouvez encore saisir le juge.",
            "The period for going to the mediator ended on {closes}. You may still go to court.",
        ),
    ),
    Advice.RISK: (
        words(
            "Au moins un motif d’irrecevabilité paraît rempli : lisez lequel avant de conseiller le client.",
            "At least one ground of inadmissibility seems to be met: read which before advising the customer.",
        ),
        words(
            "Le médiateur pourrait refuser d’examiner votre demande : voyez pourquoi ci-dessous. Lui seul en décide.",
            "The mediator might refuse to examine your request: see why below. Only the mediator decides.",
        ),
    ),
    Advice.INCOMPLETE: (
        words(
            "La saisine est possible, mais il manque de quoi l’établir : complétez ce qui suit.",
            "A referral is possible, but something is missing to support it: complete what follows.",
        ),
        words(
            "Vous pouvez saisir le médiateur ; réunissez d’abord ce qui manque ci-dessous.",
            "You may go to the mediator; first gather what is missing below.",
        ),
    ),
    Advice.OTHER_ROUTE: (
        words(
            "Hors de la médiation de la consommation (réclamant ou secteur) : médiation conventionnelle, conciliateur ou procédure participative.",
            "Consumer mediation does not concern this complainant or sector: conventional mediation, conciliator or participative procedure.",
        ),
        words(
            "La médiation de la consommation ne s’applique pas à votre demande ; un conciliateur de justice peut être saisi gratuitement.",
            "Consumer mediation does not apply to your request; a court-appointed conciliator may be seised free of charge.",
        ),
    ),
    Advice.OUTSIDE: (
        words(
            "Le recours extérieur de ce régime s’ouvre le {opens}, ou dès notre réponse définitive ; lui seul dit s’il examine une demande.",
            "The external redress of this regime opens on {opens}, or with our final answer; it alone says whether it examines a request.",
        ),
        words(
            "Vous pourrez vous adresser à un organisme indépendant à partir du {opens}, ou dès notre réponse définitive, qui vous dira lequel.",
            "You may turn to an independent body from {opens}, or once you have our final answer, which tells you which one.",
        ),
    ),
    Advice.UNKNOWN: (
        words(
            "Les règles de ce dossier ne disent pas qui d’autre que nous peut l’examiner.",
            "The rules of this case do not say who but us may examine it.",
        ),
        words(
            "Notre réponse définitive vous dira à qui vous pouvez vous adresser.",
            "Our final answer will tell you whom you may turn to.",
        ),
    ),
}


@dataclass(frozen=True)
class MediationFacts:
    """What admissibility is judged on; dates are civil dates of the case's zone, numbers those of exhibits."""

    as_of: date
    in_scope: bool
    """A consumer, in a sector that consumer mediation covers."""
    sector: str = "any"
    written_on: date | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    seised_on: date | None = None
    """When it was referred, once it was; the window is then judged on that day."""
    answered_on: date | None = None
    court_on: date | None = None
    earlier_mediation_on: date | None = None
    """A mediator examined this dispute before (a premature or rejected referral does not count)."""
    mediator: str = ""
    field_fits: bool | None = None
    field_confirmed: bool = False
    gaps: tuple[Words, ...] = ()
    """Why the mediator cannot be named, if so."""
    complaint_exhibits: tuple[int, ...] = ()
    answer_exhibits: tuple[int, ...] = ()
    proof_exhibits: tuple[int, ...] = ()
    contract_exhibits: tuple[int, ...] = ()
    claims: int = 0
    claims_unpriced: int = 0

    @property
    def day(self) -> date:
        """The day on which the window is judged."""
        return self.seised_on or self.as_of


@dataclass(frozen=True)
class GroundFinding:
    """One ground: the question as the law asks it, what we find and why, what proves it, what is missing."""

    code: str
    question: Words
    finding: Finding
    why: Words
    evidence: Words
    source: str
    exhibits: tuple[int, ...] = ()
    missing: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Admissibility:
    """The whole: advice, window, grounds, and what else is missing. Advice only."""

    advice: Advice
    words: Words
    theirs: Words
    opens_on: date | None
    closes_on: date | None
    open_now: bool
    mediator: str
    competence: Words
    grounds: tuple[GroundFinding, ...]
    missing: tuple[Words, ...]

    def to_complete(self) -> tuple[Words, ...]:
        """Everything that is missing, once."""
        every = [*self.missing, *(lack for ground in self.grounds for lack in ground.missing)]
        return tuple(dict.fromkeys(every))


def assess(grounds: Sequence[Ground], facts: MediationFacts) -> Admissibility:
    """Judge the grounds of a regime on the facts of a case."""
    found = tuple(_judged(ground, facts) for ground in grounds) if facts.in_scope else ()
    advice = _advice(found, facts, known=bool(grounds))
    opened = facts.opens_on is not None and facts.opens_on <= facts.day
    return Admissibility(
        advice=advice,
        words=advice.words.fill(opens=facts.opens_on, closes=facts.closes_on),
        theirs=advice.theirs.fill(opens=facts.opens_on, closes=facts.closes_on),
        opens_on=facts.opens_on,
        closes_on=facts.closes_on,
        open_now=opened and not _late(facts),
        mediator=facts.mediator,
        competence=CONFIRMED if facts.field_confirmed else PRESUMED,
        grounds=found,
        missing=_also_missing(facts) if facts.in_scope else (),
    )


def _advice(found: Sequence[GroundFinding], facts: MediationFacts, *, known: bool) -> Advice:
    """`known`: whether the regime has grounds at all."""
    if known and not facts.in_scope:
        return Advice.OTHER_ROUTE
    if _late(facts):
        return Advice.TOO_LATE
    if not known:
        return Advice.OUTSIDE if facts.opens_on is not None else Advice.UNKNOWN
    if any(ground.finding is Finding.STANDS for ground in found):
        return Advice.RISK
    if facts.opens_on is not None and facts.day < facts.opens_on:
        return Advice.TOO_EARLY
    lacks = any(ground.missing for ground in found) or bool(facts.gaps)
    return Advice.INCOMPLETE if lacks else Advice.READY


def _late(facts: MediationFacts) -> bool:
    return facts.closes_on is not None and facts.day > facts.closes_on


Judged = tuple[Finding, Words, tuple[int, ...], tuple[Words, ...]]


def _judged(ground: Ground, facts: MediationFacts) -> GroundFinding:
    judge = JUDGES.get(ground.code)
    finding, why, exhibits, missing = judge(facts) if judge else (Finding.OPEN, NOT_OURS, (), ())
    return GroundFinding(
        ground.code, ground.question.words, finding, why, ground.evidence.words, ground.cite, exhibits, missing
    )


def _complaint(facts: MediationFacts) -> Judged:
    if facts.written_on is None:
        return Finding.STANDS, NOT_WRITTEN, (), (WRITE_TO_US,)
    exhibits = (*facts.complaint_exhibits, *facts.proof_exhibits)
    lacks = () if facts.complaint_exhibits else (COPY_OF_COMPLAINT,)
    return Finding.CLEAR, WRITTEN.fill(day=facts.written_on), exhibits, lacks


def _abusive(facts: MediationFacts) -> Judged:
    lacks = () if facts.claims and not facts.claims_unpriced else (STATE_CLAIMS,)
    return Finding.OPEN, ONLY_MEDIATOR, facts.contract_exhibits, lacks


def _elsewhere(facts: MediationFacts) -> Judged:
    if facts.court_on is not None:
        return Finding.STANDS, IN_COURT.fill(day=facts.court_on), (), ()
    if facts.earlier_mediation_on is not None:
        if facts.sector == "energy":
            return Finding.CLEAR, ENERGY.fill(day=facts.earlier_mediation_on), (), ()
        return Finding.STANDS, MEDIATED.fill(day=facts.earlier_mediation_on), (), ()
    return Finding.CLEAR, NOWHERE, (), ()


def _year(facts: MediationFacts) -> Judged:
    if facts.closes_on is None:
        return Finding.OPEN, NO_YEAR, (), ()
    if _late(facts):
        return Finding.STANDS, OVER.fill(day=facts.closes_on, on=facts.day), facts.complaint_exhibits, ()
    return Finding.CLEAR, WITHIN.fill(day=facts.closes_on), facts.complaint_exhibits, ()


def _field(facts: MediationFacts) -> Judged:
    if not facts.mediator:
        return Finding.OPEN, NO_MEDIATOR, (), (CHOOSE_MEDIATOR,)
    if facts.field_fits is False:
        return Finding.STANDS, OUTSIDE.fill(mediator=facts.mediator), (), (CHOOSE_MEDIATOR,)
    why = INSIDE_CONFIRMED if facts.field_confirmed else INSIDE
    return Finding.CLEAR, why.fill(mediator=facts.mediator), (), ()


JUDGES = {
    "no_prior_complaint": _complaint,
    "unfounded_or_abusive": _abusive,
    "examined_elsewhere": _elsewhere,
    "over_one_year": _year,
    "outside_field": _field,
}


def _also_missing(facts: MediationFacts) -> tuple[Words, ...]:
    """What mediators ask for beyond the grounds."""
    lacks = list(facts.gaps)
    if facts.answered_on is not None and not facts.answer_exhibits:
        lacks.append(COPY_OF_ANSWER)
    if not facts.contract_exhibits:
        lacks.append(COPY_OF_CONTRACT)
    return tuple(lacks)


PRESUMED = words(
    "Compétence présumée : seul le médiateur la confirme.", "Competence presumed: only the mediator confirms it."
)
CONFIRMED = words("Compétence confirmée par le médiateur.", "Competence confirmed by the mediator.")
NOT_OURS = words("Ce motif ne se déduit pas du dossier.", "This ground cannot be derived from the case.")
WRITTEN = words("Réclamation écrite envoyée le {day}.", "Written complaint sent on {day}.")
NOT_WRITTEN = words("Aucune réclamation écrite n’est enregistrée.", "No written complaint is recorded.")
WRITE_TO_US = words(
    "une réclamation écrite : inviter le client à nous écrire (un courriel suffit)",
    "a written complaint: invite the customer to write to us (an e-mail is enough)",
)
COPY_OF_COMPLAINT = words(
    "la copie datée de la réclamation écrite, parmi les pièces",
    "the dated copy of the written complaint, among the exhibits",
)
COPY_OF_ANSWER = words("la copie de notre réponse, parmi les pièces", "the copy of our answer, among the exhibits")
COPY_OF_CONTRACT = words(
    "le contrat, la commande ou la facture, parmi les pièces", "the contract, order or invoice, among the exhibits"
)
STATE_CLAIMS = words("des demandes chiffrées", "claims with amounts")
ONLY_MEDIATOR = words(
    "Nous n’en jugeons pas : motif lu strictement, par le médiateur seul.",
    "Not ours to judge: read strictly, by the mediator alone.",
)
IN_COURT = words("Un tribunal est saisi depuis le {day}.", "A court has had the matter since {day}.")
MEDIATED = words(
    "Un médiateur a examiné ce litige (saisi le {day}).", "A mediator examined this dispute (seised on {day})."
)
ENERGY = words(
    "Examiné par un autre médiateur ({day}) ; dans l’énergie, le médiateur national peut l’être ensuite.",
    "Examined by another mediator ({day}); in energy the national mediator may follow.",
)
NOWHERE = words(
    "Ni tribunal ni autre médiateur à notre connaissance ; le client le déclare.",
    "Neither court nor another mediator to our knowledge; the customer declares it.",
)
NO_YEAR = words("Sans réclamation écrite, l’année ne court pas.", "Without a written complaint the year does not run.")
REJECTED = {
    "no_prior_complaint": words(
        "pas de réclamation écrite préalable au professionnel", "no prior written complaint to the trader"
    ),
    "unfounded_or_abusive": words(
        "demande manifestement infondée ou abusive", "request manifestly unfounded or abusive"
    ),
    "examined_elsewhere": words(
        "litige examiné ou en cours d’examen par un autre médiateur ou un tribunal",
        "dispute examined, or being examined, by another mediator or a court",
    ),
    "over_one_year": words(
        "saisine plus d’un an après la réclamation écrite", "referral more than a year after the written complaint"
    ),
    "outside_field": words("litige hors du champ de compétence du médiateur", "dispute outside the mediator’s field"),
}
"""The closed grounds of rejection, as whoever rejects says them (art. L. 612-2 C. conso)."""
OVER = words("Le délai a pris fin le {day}, avant le {on}.", "The period ended on {day}, before {on}.")
WITHIN = words("Dans le délai, qui court jusqu’au {day}.", "Within the period, which runs until {day}.")
NO_MEDIATOR = words("Aucun médiateur n’est désigné pour ce dossier.", "No mediator is designated for this case.")
CHOOSE_MEDIATOR = words(
    "un médiateur compétent, avec convention en cours, dans l’annuaire",
    "a competent mediator under contract, in the directory",
)
OUTSIDE = words("Le litige paraît hors du champ de {mediator}.", "The dispute seems outside the field of {mediator}.")
INSIDE = words(
    "Le litige paraît dans le champ de {mediator} (présumé).",
    "The dispute seems within the field of {mediator} (presumed).",
)
INSIDE_CONFIRMED = words(
    "{mediator} a confirmé que le litige est de son champ.",
    "{mediator} confirmed that the dispute is within its field.",
)
