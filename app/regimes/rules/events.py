"""The events that packs may count from: a closed list, each with its name for people and what it cannot precede."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel import Refused, Words, day_of, words
from app.regimes.rules.localdays import day_exists


@dataclass(frozen=True)
class Happened:
    """Something that happened: on a civil day of the case's zone, or at an instant."""

    name: str
    at: datetime | None = None
    on: date | None = None

    def day(self, zone: str) -> date:
        """The civil day on which it counts in that zone (never the server's)."""
        if self.on is not None:
            return self.on
        assert self.at is not None
        return day_of(self.at, zone)


@dataclass(frozen=True)
class EventKind:
    """A kind of event: its noun phrase for people ("l’envoi de …"), and the events it cannot come before."""

    name: str
    label: Words
    not_before: tuple[str, ...] = ()
    example: str = "2026-01-31"


def _kind(name: str, fr: str, en: str, *not_before: str) -> EventKind:
    return EventKind(name, words(fr, en), not_before)


EARLIEST, LATEST = date(1900, 1, 1), date(2089, 12, 31)
"""Events are entered between these days, so that every period from them ends within the tables of holidays."""
WRITTEN, ORAL_OR_WRITTEN = "first_written_complaint.sent", "complaint.first or first_written_complaint.sent"
COMPLAINTS = ("complaint.first", WRITTEN)
"""Either of them is what `ORAL_OR_WRITTEN` waits for."""
SEISED = "mediator.seised"

KINDS: tuple[EventKind, ...] = (
    _kind("contract", "la conclusion du contrat", "the contract"),
    _kind("delivery", "la livraison", "the delivery", "contract"),
    _kind("delivery.agreed", "la date de livraison convenue", "the agreed delivery date", "contract"),
    _kind("incident", "l’incident", "the incident", "contract"),
    _kind("knowledge", "la connaissance des faits par le client", "the customer’s knowledge of the facts"),
    _kind("defect.discovered", "la découverte du vice caché", "the discovery of the hidden defect", "contract"),
    _kind(
        "payment.due", "l’échéance du paiement dû par le client", "the day the customer’s payment fell due", "contract"
    ),
    _kind("complaint.first", "la première réclamation, même orale", "the first complaint, even oral", "contract"),
    _kind(
        "complaint.received",
        "la réception de la première réclamation, même orale",
        "the receipt of the first complaint, even oral",
        "contract",
    ),
    _kind(
        WRITTEN, "l’envoi de la première réclamation écrite", "the sending of the first written complaint", "contract"
    ),
    _kind(
        "first_written_complaint.received",
        "la réception de la première réclamation écrite",
        "the receipt of the first written complaint",
        WRITTEN,
        "contract",
    ),
    _kind(
        "second_level.sent",
        "la réclamation au second niveau (service consommateurs)",
        "the complaint to the second level (consumer service)",
        ORAL_OR_WRITTEN,
    ),
    _kind("second_level.answered", "la réponse du second niveau", "the second level’s answer", "second_level.sent"),
    _kind("acknowledged", "l’accusé de réception", "the acknowledgement", ORAL_OR_WRITTEN),
    _kind("waiting.started", "notre question au client", "our question to the customer"),
    _kind("waiting.ended", "la réponse du client", "the customer’s answer", "waiting.started"),
    _kind("holding_reply.sent", "la réponse d’attente motivée", "the reasoned holding reply", ORAL_OR_WRITTEN),
    _kind(
        "delay_explained.sent",
        "l’explication écrite de notre retard, avec le recours externe",
        "our written reasons for the delay, with the external redress",
        ORAL_OR_WRITTEN,
    ),
    _kind("offer_made", "notre offre", "our offer"),
    _kind("offer_accepted", "l’acceptation de l’offre", "the acceptance of the offer", "offer_made"),
    _kind("offer_carried_out", "l’exécution de l’offre", "the carrying out of the offer", "offer_accepted"),
    _kind(
        "reply.sent",
        "l’envoi d’une réponse qui ne refuse rien",
        "the sending of an answer that refuses nothing",
        "contract",
    ),
    _kind(
        "refusal.sent",
        "l’envoi d’une réponse qui refuse tout ou partie",
        "the sending of an answer that refuses all or part",
        "contract",
    ),
    _kind("final_reply.sent", "l’envoi de la réponse définitive", "the sending of the final answer", "contract"),
    _kind("deadlock_letter.sent", "la lettre de blocage (deadlock)", "the deadlock letter", ORAL_OR_WRITTEN),
    _kind(
        "adr_letter.sent",
        "la lettre qui ouvre le recours externe",
        "the letter that opens external redress (ADR letter)",
        ORAL_OR_WRITTEN,
    ),
    _kind("resolved", "la résolution acceptée par le client", "the resolution accepted by the customer"),
    _kind(
        "summary_resolution.sent",
        "l’envoi du résumé de résolution",
        "the sending of the summary resolution communication",
        "resolved",
    ),
    _kind("withdrawn", "le retrait de la réclamation par le client", "the customer’s withdrawal of the complaint"),
    _kind("mediator.informed", "l’information du client sur le médiateur", "the customer being told of the mediator"),
    _kind(SEISED, "la saisine du médiateur", "the referral to the mediator", "contract"),
    _kind(
        "mediator.notified",
        "la notification de la saisine aux parties",
        "the notification of the referral to the parties",
        SEISED,
    ),
    _kind(
        "mediator.accepted_entry", "notre accord pour entrer en médiation", "our agreement to enter mediation", SEISED
    ),
    _kind("mediator.declined_entry", "notre refus d’entrer en médiation", "our refusal to enter mediation", SEISED),
    _kind(
        "mediator.inadmissible",
        "la notification du rejet de la saisine",
        "the notification that the referral is rejected",
        SEISED,
    ),
    _kind(
        "mediator.admissible_notified",
        "la notification de la recevabilité",
        "the notification of admissibility",
        SEISED,
    ),
    _kind("mediator.requested", "la demande du médiateur", "the mediator’s request", SEISED),
    _kind("mediator.replied", "notre réponse au médiateur", "our reply to the mediator", SEISED),
    _kind(
        "mediator.extended", "la prolongation décidée par le médiateur", "the extension decided by the mediator", SEISED
    ),
    _kind("mediator.proposal", "la proposition du médiateur", "the mediator’s proposal", SEISED),
    _kind("proposal.answered", "notre réponse à la proposition", "our answer to the proposal", "mediator.proposal"),
    _kind("mediator.closed", "la fin de la médiation", "the end of the mediation", SEISED),
    _kind(
        "mediation.agreed",
        "l’accord écrit pour une médiation ou la première réunion",
        "the written agreement to mediate, or the first meeting",
    ),
    _kind(
        "remedy.accepted", "l’acceptation du remède de l’Ombudsman", "the acceptance of the Ombudsman’s remedy", SEISED
    ),
    _kind("remedy.done", "l’exécution du remède", "the remedy being carried out", "remedy.accepted"),
    _kind("conciliator.seised", "la saisine du conciliateur", "the referral to the conciliator"),
    _kind("formal_notice.sent", "l’envoi de la mise en demeure", "the sending of the formal notice"),
    _kind(
        "formal_notice.presented",
        "la présentation de la mise en demeure",
        "the presentation of the formal notice",
        "formal_notice.sent",
    ),
    _kind("payment_order.made", "l’ordonnance d’injonction de payer", "the order to pay"),
    _kind("payment_order.served", "la signification de l’ordonnance", "the service of the order", "payment_order.made"),
    _kind("court.filed", "la saisine du tribunal", "the filing with the court", "contract"),
    _kind("debt.acknowledged", "la reconnaissance de la dette", "the acknowledgement of the debt"),
    _kind(
        "withdrawal.informed",
        "l’exercice du droit de rétractation",
        "the exercise of the right of withdrawal",
        "contract",
    ),
    _kind(
        "goods.returned",
        "le retour du bien ou sa preuve d’expédition",
        "the return of the goods or the proof of dispatch",
        "contract",
    ),
    _kind(
        "order.terminated",
        "la résolution de la commande non livrée",
        "the termination of the undelivered order",
        "contract",
    ),
    _kind(
        "return_cost.claimed",
        "la demande de remboursement des frais de retour",
        "the claim for the return costs",
        "contract",
    ),
    _kind("refund.made", "le remboursement", "the refund", "contract"),
    _kind("defect.appeared", "l’apparition du défaut de conformité", "the lack of conformity appearing", "delivery"),
    _kind(
        "repair.requested",
        "la demande de réparation ou de remplacement",
        "the request for repair or replacement",
        "delivery",
    ),
    _kind("repair.done", "la réparation ou le remplacement", "the repair or replacement", "repair.requested"),
    _kind(
        "goods.replaced",
        "le remplacement, faute de la réparation demandée",
        "the replacement, for want of the repair asked for",
        "repair.requested",
    ),
    _kind(
        "rescinded",
        "la résolution ou la réduction du prix demandée",
        "the rescission or price reduction asked for",
        "delivery",
    ),
    _kind("refund.requested", "la demande de remboursement", "the request for a refund", "contract"),
    _kind("flight", "le vol", "the flight", "contract"),
    _kind("case.closed", "la clôture du dossier", "the closing of the case"),
)
EVENTS = {kind.name: kind for kind in KINDS}


def check_events(events: Sequence[Happened], zone: str) -> None:
    """Refuse, at entry, what cannot be: an unknown event, a day the zone skipped, an impossible order.

    Recorded facts are never refused by `derive`; this is for what a person types.
    """
    for event in events:
        _check_one(event, zone)
    for event in events:
        for earlier in EVENTS[event.name].not_before:
            _check_order(event, _earlier(events, earlier, zone), zone)


def _check_one(event: Happened, zone: str) -> None:
    if event.name not in EVENTS:
        raise Refused(
            "unknown_event", words("Évènement inconnu : {name}.", "Unknown event: {name}.", name=event.name), event.name
        )
    if not EARLIEST <= event.day(zone) <= LATEST:
        message = words("{day} est hors de ce que l’on sait calculer.", "{day} is outside what can be computed.")
        raise Refused("date_too_far", message.fill(day=event.day(zone)), event.name)
    if event.on is not None and not day_exists(event.on, zone):
        message = words(
            "Le {day} n’a pas existé dans ce fuseau ({zone}).", "{day} did not exist in that zone ({zone})."
        )
        raise Refused("skipped_day", message.fill(day=event.on, zone=zone), event.name)


def _earlier(events: Sequence[Happened], name: str, zone: str) -> Happened | None:
    """The event that must come first; what answers a complaint may answer an oral one, long before it is put in writing."""
    if name != ORAL_OR_WRITTEN:
        return earliest(events, name, zone)
    firsts = [event for event in events if event.name in COMPLAINTS]
    return min(firsts, key=lambda event: event.day(zone), default=None)


def _check_order(event: Happened, earlier: Happened | None, zone: str) -> None:
    if earlier is None or event.day(zone) >= earlier.day(zone):
        return
    message = words(
        "Ordre impossible : {event} ({day}) viendrait avant {earlier} ({before}).",
        "Impossible order: {event} ({day}) would come before {earlier} ({before}).",
        event=EVENTS[event.name].label,
        day=event.day(zone),
        earlier=EVENTS[earlier.name].label,
        before=earlier.day(zone),
    )
    raise Refused("impossible_order", message, event.name)


def earliest(events: Iterable[Happened], name: str, zone: str) -> Happened | None:
    """The first occurrence: a repeat or a merge keeps the earliest."""
    found = [event for event in events if event.name == name]
    return min(found, key=lambda event: event.day(zone)) if found else None
