"""When a settlement agreement may be approved, sent, signed (art. 2044 to 2052 C. civ.); pure.

It needs mutual concessions, somebody with the power to compromise who did not write it, and two signatures by hand.
What is due by law is paid, never traded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.cases.rules.entries import EntryKind, said
from app.kernel import Json, Money, Refused, Words, words


@dataclass(frozen=True)
class DueByLaw:
    """What the law already grants on one claim line (position from 1; 0: on the case), and whether it was paid."""

    position: int
    label: str
    amount: Money
    settled: bool = False
    """Paid, or contested with reasons: then nothing recognised stands in the way."""


@dataclass(frozen=True)
class Deal:
    """The terms of a draft."""

    facts: str
    ours: str
    theirs: str
    amount: Money
    claims: tuple[int, ...]
    carry_out_by_on: date


def check_terms(deal: Deal, known: Iterable[int], due: Iterable[DueByLaw], today: date) -> None:
    """Refuse terms without mutual concessions, without a subject, in the past, or on what the law already grants."""
    for value, field, message in (
        (deal.facts, "facts", NO_FACTS), (deal.ours, "ours", NO_OURS), (deal.theirs, "theirs", NO_THEIRS)
    ):  # fmt: skip
        if not value.strip():
            raise Refused(f"{field}_missing", message, field)
    if deal.amount.minor < 0:
        raise Refused(
            "negative", words("Un montant ne peut pas être négatif.", "An amount cannot be negative."), "amount"
        )
    if not deal.claims:
        raise Refused("claims_missing", NO_CLAIMS, "claims")
    if not set(deal.claims) <= set(known):
        raise Refused("no_such_claim", words("Cette demande n’existe pas.", "There is no such claim."), "claims")
    if deal.carry_out_by_on < today:
        raise Refused("past", PAST, "carry_out_by_on")
    check_due(deal.claims, due)


def check_due(claims: Iterable[int], due: Iterable[DueByLaw]) -> None:
    """Refuse to settle a claim line on which something due by law is still to be paid."""
    covered = set(claims)
    for line in due:
        if not line.settled and line.amount.minor > 0 and (line.position == 0 or line.position in covered):
            raise Refused("due_by_law", DUE.fill(what=line.label, amount=line.amount), "claims")


def check_power(amount: Money, power: Money | None, *, approver: int | None, author: int) -> None:
    """Refuse an approval by its author, or by somebody whose power to compromise does not reach the amount."""
    if approver is None or approver == author:
        raise Refused("own_draft", OWN, "approve")
    if power is None or power.minor <= 0:
        raise Refused("no_power", NO_POWER, "approve")
    if amount > power:
        raise Refused("above_power", ABOVE.fill(amount=amount, power=power), "approve")


def check_signature(signed_on: date, sent_on: date | None, today: date, name: str, capacity: str) -> None:
    """Refuse a signature without name or capacity, before the agreement was sent, or in the future."""
    if not name.strip():
        raise Refused("name_missing", words("Qui a signé ?", "Who signed?"), "signer")
    if not capacity.strip():
        raise Refused("capacity_missing", words("En quelle qualité ?", "In which capacity?"), "capacity")
    if sent_on is not None and signed_on < sent_on:
        raise Refused("signed_before", SIGNED_BEFORE.fill(on=sent_on), "signed_on")
    if signed_on > today:
        raise Refused("future", words("Cette date est dans l’avenir.", "This date lies in the future."), "signed_on")


def not_now(state: Words) -> Refused:
    """The refusal of a step that cannot follow."""
    return Refused("not_now", NOT_NOW.fill(state=state), "settlement")


def _entry(fr: str, en: str, icon: str, told: bool = False) -> EntryKind:
    return EntryKind(said(fr, en), icon, told)


def _signed(data: Mapping[str, Json]) -> Words:
    side = SIDES.get(str(data.get("side")), words("une partie", "a party"))
    return words(
        "Protocole n° {n} signé par {side}",
        "Agreement no. {n} signed by {side}",
        n=str(data.get("settlement")),
        side=side,
    )


SIDES = {"customer": words("le client", "the customer"), "house": words("l’entreprise", "the company")}
ENTRIES: dict[str, EntryKind] = {
    "settlement.drafted": _entry("Projet de protocole n° {settlement}", "Draft agreement no. {settlement}", "pencil"),
    "settlement.redrafted": _entry("Projet de protocole n° {settlement} revu", "Draft agreement no. {settlement} revised", "pencil"),
    "settlement.approved": _entry("Protocole n° {settlement} approuvé", "Agreement no. {settlement} approved", "shield-check"),
    "settlement.sent": _entry("Protocole n° {settlement} envoyé pour signature", "Agreement no. {settlement} sent to be signed", "send", True),
    "settlement.signed": EntryKind(_signed, "pencil", True),
    "settlement.concluded": _entry("Protocole n° {settlement} conclu", "Agreement no. {settlement} concluded", "check-circle", True),
    "settlement.carried_out": _entry("Protocole n° {settlement} exécuté", "Agreement no. {settlement} carried out", "check-circle", True),
    "settlement.dropped": _entry("Protocole n° {settlement} abandonné", "Agreement no. {settlement} dropped", "x-circle"),
}  # fmt: skip

NO_FACTS = words("Résumez le litige que l’accord termine.", "Sum up the dispute that the agreement ends.")
NO_OURS = words(
    "Dites ce que nous concédons : sans concessions réciproques, il n’y a pas de transaction (art. 2044 C. civ.).",
    "Say what we concede: without mutual concessions there is no settlement (art. 2044 C. civ.).",
)
NO_THEIRS = words(
    "Dites à quoi le client renonce : sans concessions réciproques, il n’y a pas de transaction (art. 2044 C. civ.).",
    "Say what the customer gives up: without mutual concessions there is no settlement (art. 2044 C. civ.).",
)
NO_CLAIMS = words("Choisissez les demandes que l’accord termine.", "Choose the claims that the agreement ends.")
PAST = words("La date d’exécution est passée.", "The date to carry it out has passed.")
DUE = words(
    "« {what} » : {amount} est dû par la loi. Cela se paie, et ne se négocie pas : réglez-le d’abord, hors du protocole.",
    "“{what}”: {amount} is due by law. It is paid, not traded: pay it first, outside the agreement.",
)
OWN = words(
    "Une autre personne que l’auteur approuve un protocole.", "Somebody other than its author approves an agreement."
)
NO_POWER = words(
    "Votre niveau n’a pas le pouvoir de transiger (grille des pouvoirs).",
    "Your level has no power to compromise (authority grid).",
)
ABOVE = words(
    "{amount} dépasse votre pouvoir de transiger ({power}).", "{amount} exceeds your power to compromise ({power})."
)
SIGNED_BEFORE = words("L’accord n’a été envoyé que le {on}.", "The agreement was only sent on {on}.")
NOT_NOW = words("Ce protocole est « {state} ».", "This agreement is “{state}”.")
NO_COPY = words(
    "Indiquez la pièce : l’exemplaire signé de sa main. Un clic n’est pas une signature.",
    "Name the exhibit: the copy signed by hand. A click is no signature.",
)
SIGNED_TWICE = words("Cette partie a déjà signé.", "This side has signed already.")
NO_MANDATE = words(
    "Un représentant ne signe que sous un mandat écrit en cours de validité.",
    "A representative signs only under a written mandate that is in force.",
)
NO_REASON = words("Dites pourquoi ce protocole est abandonné.", "Say why this agreement is given up.")
NO_PROOF = words("Dites ce qui prouve l’exécution.", "Say what proves that it was carried out.")
NOT_DRAWN = words(
    "Le document est encore en préparation : un instant.", "The document is still being drawn: one moment."
)
NOT_ALLOWED = words("Votre rôle ne permet pas cette action.", "Your role does not allow this.")
NOBODY = words("Ce dossier n’a personne à qui écrire.", "This case has nobody to write to.")
