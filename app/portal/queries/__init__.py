"""What a customer sees of their case: composed from the rooms, from an allow-list, in words addressed to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from app.cases.models import Case, Promise
from app.cases.queries import duties_of, next_step_of, owed_promises
from app.cases.rules.entries import CHANNELS, EntryKind, day, receipt, said
from app.cases.rules.grouping import told_once
from app.cases.rules.mediators_door import TO_CUSTOMER, Door, told
from app.cases.rules.states import State
from app.cases.rules.steps_said import Step
from app.cases.rules.transitions import possible
from app.cases.rules.workflow import Who
from app.correspondence.models import Message
from app.correspondence.queries.customers_page import letters_received
from app.documents.models import MadeFile, Reader
from app.documents.queries.issued import made_files
from app.exhibits.models import Exhibit
from app.exhibits.queries import exhibits_of
from app.feedback.models import Invitation
from app.feedback.queries import open_invitations
from app.gestures.models import Offer
from app.gestures.queries.offers import offers_of
from app.gestures.rules.offers import OfferState
from app.journal.queries import lines_of
from app.kernel import Audience, Json, Words, day_of, words
from app.mediation.queries import ground_said, left_without_agreement
from app.portal.queries.doors import Mediator, Window, dates_of, door_now, mediator_named
from app.portal.queries.ending import closing_words, last_stage
from app.portal.queries.mediated import WITHOUT_AGREEMENT, mediation_ended
from app.portal.queries.outward import SECOND_LEVEL, countered

READABLE = (Audience.CUSTOMER, Audience.MEDIATOR)
SHOWN_TEXTS = ("what", "body", "text", "titles", "lines")
"""Of the words kept with an entry, those that were said to the customer or by them; a reason or a proof of ours is not one."""


def _contact(data: Mapping[str, Json]) -> Words:
    channel = CHANNELS.get(str(data.get("channel")), words("contact", "contact"))
    if data.get("direction") == "in":
        return words("Vous nous avez contactés ({channel})", "You contacted us ({channel})", channel=channel)
    return words("Nous vous avons contacté ({channel})", "We contacted you ({channel})", channel=channel)


def _promised(data: Mapping[str, Json]) -> Words:
    return words("Nous nous sommes engagés pour le {on}", "We made you a promise for {on}", on=day(data, "due_on"))


def _kept(data: Mapping[str, Json]) -> Words:
    if data.get("late"):
        return words("Nous avons tenu un engagement, après sa date", "We kept a promise, after its date")
    return words("Nous avons tenu un engagement", "We kept a promise")


def _signed(data: Mapping[str, Json]) -> Words:
    if data.get("side") == "customer":
        return words("Vous avez signé le protocole transactionnel", "You signed the settlement agreement")
    return words("Nous avons signé le protocole transactionnel", "We signed the settlement agreement")


def _received(data: Mapping[str, Json]) -> Words:
    """With its day where that is not the day beside the entry: somebody else may have had it first."""
    _sent, on = receipt(data)
    if on is None or data.get("beside") in (None, on.isoformat()):
        return words("Nous avons reçu votre réclamation", "We received your complaint")
    return words("Nous avons reçu votre réclamation le {on}", "We received your complaint on {on}", on=on)


def _told(fr: str, en: str, icon: str) -> EntryKind:
    return EntryKind(said(fr, en), icon)


CLOSED = _told("Votre dossier a été clos", "Your case was closed", "archive")
OFFERED = _told("Nous vous avons fait une offre", "We made you an offer", "gift")
CONTESTED = _told("Vous avez contesté notre réponse", "You contested our answer", "flag-fill")
STORY: dict[str, EntryKind] = {
    "case.logged": EntryKind(_received, "inbox"),
    "case.take_charge": _told("Nous avons pris votre dossier en charge", "We took charge of your case", "check-circle"),
    "case.ask_customer": _told("Nous vous avons demandé une réponse", "We asked you something", "question-circle"),
    "case.customer_replied": _told("Vous nous avez répondu", "You replied to us", "reply"),
    "case.contact": EntryKind(_contact, "envelope"),
    "correspondence.written": _told("Nous vous avons écrit", "We wrote to you", "send"),
    "case.answer": _told("Nous vous avons répondu", "We answered you", "send"),
    "case.final_answer": _told(
        "Nous vous avons donné notre réponse définitive", "We gave you our final answer", "send"
    ),
    "case.contest": CONTESTED,
    "case.contest_final": CONTESTED,
    "case.escalate": _told(
        "Votre dossier est passé à un niveau supérieur", "Your case moved up to a higher level", "arrow-up"
    ),
    **SECOND_LEVEL,
    "case.send_offer": OFFERED,
    "case.send_offer_aside": OFFERED,
    "gesture.accepted": _told("Vous avez accepté notre offre", "You accepted our offer", "check-circle"),
    "gesture.partly_accepted": _told(
        "Vous avez accepté une partie de notre offre", "You accepted part of our offer", "check-circle"
    ),
    "gesture.refused": _told("Vous avez refusé notre offre", "You refused our offer", "x-circle"),
    "gesture.expired": _told("Notre offre est arrivée à son terme", "Our offer came to its end", "clock"),
    "gesture.countered": EntryKind(countered, "reply"),
    "gesture.carried_out": _told("Nous avons exécuté ce qui était convenu", "We did what was agreed", "check-circle"),
    "case.claims": _told("Nous avons noté vos demandes", "We noted your claims", "list"),
    "case.promised": EntryKind(_promised, "clock"),
    "case.promise_kept": EntryKind(_kept, "check-circle"),
    "settlement.sent": _told(
        "Nous vous avons envoyé un protocole transactionnel à signer",
        "We sent you a settlement agreement to sign",
        "send",
    ),
    "settlement.signed": EntryKind(_signed, "pencil"),
    "settlement.concluded": _told(
        "Le protocole transactionnel est conclu", "The settlement agreement is concluded", "check-circle"
    ),
    "settlement.carried_out": _told(
        "Nous avons exécuté le protocole transactionnel", "We carried out the settlement agreement", "check-circle"
    ),
    "exhibit.added": _told("Des pièces ont été ajoutées", "Documents were added", "paperclip"),
    "case.mediation_notified": _told(
        "Le médiateur nous a notifié votre saisine", "The mediator told us of your referral", "scales"
    ),
    "case.mediation_over": EntryKind(mediation_ended, "scales"),
    "case.mediation_agreed": _told(
        "Un accord a été trouvé en médiation", "An agreement was found in mediation", "scales"
    ),
    "case.court_seized": _told("Le tribunal est saisi", "The court has the case", "bank"),
    "case.judgment": _told("Le jugement est rendu", "Judgment was given", "bank"),
    "case.close_carried_out": CLOSED,
    "case.close_solved": CLOSED,
    "case.close_quietly": CLOSED,
    "case.withdraw": _told("Vous avez retiré votre réclamation", "You withdrew your complaint", "archive"),
    "feedback.answered": _told("Vous nous avez donné votre avis", "You gave us your opinion", "emoji-smile"),
    "case.reopen": _told("Votre dossier a été rouvert", "Your case was reopened", "arrow-counterclockwise"),
}
"""What the page of a case tells its customer, in their words; nothing else of the journal is shown to them."""


@dataclass(frozen=True)
class Line:
    """One entry of the story, as its customer reads it."""

    seq: int
    title: Words
    icon: str
    at: datetime
    on: date
    texts: tuple[str, ...]
    erased: bool
    theirs: bool
    """Did the customer say or do it?"""
    noted: bool
    """Are these words what one of us noted of a call or a visit?"""


THEIRS = frozenset(
    {
        "case.logged", "case.customer_replied", "case.contest", "case.contest_final", "gesture.accepted",
        "gesture.partly_accepted", "gesture.refused", "gesture.countered", "case.withdraw",
    }
)  # fmt: skip


def story_of(case: Case) -> list[Line]:
    """The story of a case for its customer, newest first."""
    lines = [line for line in lines_of(case.stream) if line.kind in STORY and line.audience in READABLE]
    return [_line(case, line, data) for line, data in reversed(told_once(lines))]


def _line(case: Case, line: Any, data: Mapping[str, Any]) -> Line:
    theirs = line.kind in THEIRS or line.by == case.customer.key or data.get("direction") == "in"
    kind = THEIR_DEEDS.get(line.kind, STORY[line.kind]) if line.by == case.customer.key else STORY[line.kind]
    shown = (*SHOWN_TEXTS, "reason") if line.by == case.customer.key else SHOWN_TEXTS
    texts = tuple(str(line.words[name]) for name in shown if (line.words or {}).get(name))
    erased = line.erased_at is not None
    noted = line.by.startswith("staff:") and data.get("channel") in SPOKEN
    on = day_of(line.at, case.zone)
    title = kind.title({**data, "beside": on.isoformat()})
    return Line(line.seq, title, kind.icon, line.at, on, texts, erased, theirs, noted)


THEIR_DEEDS = {
    "case.reopen": _told("Vous avez rouvert votre dossier", "You reopened your case", "arrow-counterclockwise"),
    "case.close_solved": _told("Vous nous avez dit que c’est résolu", "You told us it is solved", "check-circle"),
    "exhibit.added": _told("Vous avez ajouté des pièces", "You added documents", "paperclip"),
}
"""What the customer did themselves from their page, where one of us may do it too."""
SPOKEN = frozenset({"phone", "person"})


STAGES = (
    words("Reçue", "Received"),
    words("À l’étude", "Being examined"),
    words("Réponse donnée", "Answered"),
    words("Réglée", "Settled"),
)
REACHED = {
    State.RECEIVED: 0, State.IN_PROGRESS: 1, State.WAITING: 1, State.OFFER_OPEN: 2, State.ANSWERED: 2,
    State.IN_MEDIATION: 2, State.IN_COURT: 2, State.SETTLING: 3, State.CLOSED: 4,
}  # fmt: skip
BEING_DONE = words("En cours d’exécution", "Being carried out")
"""What stands in the place of “settled” while what was agreed is still owed."""
ELSEWHERE = {
    State.IN_MEDIATION: words("Chez le médiateur", "With the mediator"),
    State.IN_COURT: words("Devant le juge", "Before the court"),
}
"""What stands in the place of our answer once others examine the case."""


class Promised(NamedTuple):
    """What we promised, the civil day by which it is kept, and whether that day went by without it."""

    what: str
    on: date
    broken: bool


@dataclass(frozen=True)
class CustomersPage:
    """Everything the customer's page draws."""

    case: Case
    step: Step
    stage: int
    stages: tuple[Words, ...]
    story: list[Line]
    offers: list[Offer]
    letters: list[Message]
    exhibits: list[Exhibit]
    dates: list[Window]
    promises: list[Promised]
    mediator: Mediator | None
    pack: MadeFile | None
    surveys: list[Invitation]
    """What we ask them, while it may be answered."""
    may: frozenset[str]
    """The arrows that the customer may take now."""

    @property
    def open_offers(self) -> list[Offer]:
        """Those that await an answer."""
        return [offer for offer in self.offers if offer.state is OfferState.SENT]


def customers_page(case: Case, at: datetime) -> CustomersPage:
    """Compose the page of a case for its customer."""
    duties = duties_of(case)
    at_door = door_now(case, duties, at)
    promises = owed_promises(case)
    may = frozenset(arrow.name for arrow in possible(case.standing) if Who.CUSTOMER in arrow.who)
    return CustomersPage(
        case=case,
        step=_now(case, next_step_of(case, duties, at, promises), at_door),
        stage=REACHED[case.state],
        stages=(
            *STAGES[:2],
            ELSEWHERE.get(case.state, STAGES[2]),
            BEING_DONE if case.state is State.SETTLING else last_stage(case) or STAGES[3],
        ),
        story=story_of(case),
        offers=offers_shown(case),
        letters=letters_received(case),
        exhibits=exhibits_of(case, Audience.CUSTOMER),
        dates=dates_of(case, duties, at_door),
        promises=[_promise(case, promise) for promise in promises],
        mediator=mediator_named(case, at_door),
        pack=_pack(case),
        surveys=open_invitations(case, at),
        may=may - {"close_solved"} if any(promise.state == "open" for promise in promises) else may,
    )


def _now(case: Case, step: Step, at_door: Door) -> Step:
    """Where the case is: its next step, what stands after a mediation that agreed nothing, or how it ended."""
    over = closing_words(case)
    if over is None and case.state is State.ANSWERED and left_without_agreement(case):
        return replace(step, theirs=WITHOUT_AGREEMENT)
    rejected = told(TO_CUSTOMER, at_door, ground_said(case)) if over is None and case.state is State.ANSWERED else None
    if rejected is not None:
        return replace(step, theirs=rejected)
    return step if over is None else replace(step, theirs=over[0], why=over[1])


def offers_shown(case: Case) -> list[Offer]:
    """The offers that left, newest first: a draft is nobody's but ours."""
    return [offer for offer in offers_of(case) if offer.sent_at is not None]


def _promise(case: Case, row: Promise) -> Promised:
    return Promised(row.what, day_of(row.due_at, case.zone), row.state == "broken")


def _pack(case: Case) -> MadeFile | None:
    """The newest pack made for the customer, in the language of the case."""
    made = (row for row in made_files(case) if row.reader is Reader.CONSUMER and row.lang == case.lang)
    return next(made, None)
