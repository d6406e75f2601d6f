"""How the journal tells what happens to gestures."""

from __future__ import annotations

from app.cases.rules.entries import Data, EntryKind, amount, day
from app.kernel import Words, words


def _with_amount(fr: str, en: str, name: str = "value") -> EntryKind:
    def title(data: Data) -> Words:
        return words(fr, en).fill(value=amount(data, name), who=str(data.get("who", "")))

    return EntryKind(title, "gift")


def _plain(fr: str, en: str, icon: str = "gift", correspondence: bool = False) -> EntryKind:
    return EntryKind(lambda _data: words(fr, en), icon, correspondence)


def _countered(data: Data) -> Words:
    """With the sum asked instead, where one was; with its day where that is not the day beside the entry."""
    said = _asked_instead(data)
    on = str(data.get("on") or "")
    if not on or data.get("beside") in (None, on):
        return said
    return words("{said}, le {on}", "{said}, on {on}", said=said, on=day(data, "on"))


def _asked_instead(data: Data) -> Words:
    if not isinstance(data.get("asked"), int):
        return words("Contre-proposition du client", "Customer’s counter-offer")
    return words(
        "Contre-proposition du client : {asked}", "Customer’s counter-offer: {asked}", asked=amount(data, "asked")
    )


ENTRIES: dict[str, EntryKind] = {
    "gesture.proposed": _with_amount("Offre préparée : {value}", "Offer prepared: {value}"),
    "gesture.changed": _with_amount("Offre modifiée : {value}", "Offer changed: {value}"),
    "gesture.approval_asked": _with_amount("Accord demandé pour {value}", "Approval asked for {value}"),
    "gesture.approval_escalated": _with_amount(
        "Accord demandé au niveau supérieur, faute de décision : {value}", "Approval passed up, undecided: {value}"
    ),
    "gesture.approved": _with_amount("Accord donné par {who} : {value}", "Approved by {who}: {value}"),
    "gesture.approval_refused": _with_amount("Accord refusé par {who} : {value}", "Approval refused by {who}: {value}"),
    "gesture.withdrawn": _plain("Offre abandonnée avant envoi", "Offer withdrawn before it was sent"),
    "gesture.superseded": _plain("Offre remplacée par une autre", "Offer replaced by another", correspondence=True),
    "gesture.countered": EntryKind(_countered, "gift", True),
    "gesture.accepted": _with_amount("Offre acceptée : {value}", "Offer accepted: {value}"),
    "gesture.partly_accepted": _with_amount("Offre acceptée en partie : {value}", "Offer partly accepted: {value}"),
    "gesture.refused": _plain("Offre refusée par le client", "Offer refused by the customer", correspondence=True),
    "gesture.expired": _plain("Offre expirée sans réponse", "Offer expired unanswered"),
    "gesture.carried_out": _with_amount("Geste exécuté : {value}", "Gesture carried out: {value}"),
    "gesture.refunded": _with_amount(
        "Geste exécuté puis repris : {value}", "Gesture carried out, then reversed: {value}"
    ),
    "gesture.deviation": _plain("Écart aux précédents, motivé", "Departure from precedents, with reasons", "scale"),
    "entitlement.recognised": _with_amount("Droit légal reconnu : {value}", "Entitlement recognised: {value}"),
    "entitlement.confirmed": _with_amount("Droit légal confirmé : {value}", "Entitlement confirmed: {value}"),
    "entitlement.contested": _with_amount("Droit légal contesté, motifs donnés", "Entitlement contested, with reasons"),
    "entitlement.voucher": _with_amount(
        "Bon accepté expressément à la place du remboursement : {value}", "Voucher expressly accepted instead: {value}"
    ),
    "entitlement.paid": _with_amount("Droit légal payé : {value}", "Entitlement paid: {value}"),
}
