"""Who proposes and who confirms a change of the settings: two people, and never a line that applies to oneself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.gestures.rules.authority import RANK_OF_ROLE, GridLine
from app.kernel import Refused, words
from app.people.rules import Actor, Permission


def applies_to(by: Actor, kind: str, payload: Mapping[str, Any]) -> bool:
    """Would this change alter this person's own authority?"""
    if kind != "grid" or by.role is None or RANK_OF_ROLE.get(by.role) is None:
        return False
    if RANK_OF_ROLE[by.role].value != payload["rank"]:
        return False
    service = payload.get("service")
    return service is None or not by.service_ids or service in by.service_ids


def check_proposer(by: Actor, kind: str, payload: Mapping[str, Any]) -> None:
    """Refuse a proposal by somebody who may not, or about themselves."""
    if by.staff_id is None or not by.may(Permission.AUTHORITY_PROPOSE):
        raise Refused("not_allowed", NOT_ALLOWED, "proposal")
    if applies_to(by, kind, payload):
        raise Refused("own_line", OWN_LINE, "rank")


def check_new(payload: Mapping[str, Any], pending: Iterable[Mapping[str, Any]]) -> None:
    """Refuse the very change that waits already for somebody’s decision."""
    if any(dict(each) == dict(payload) for each in pending):
        raise Refused("already_proposed", ALREADY, "reason")


def check_confirmer(by: Actor, proposed_by: int, kind: str, payload: Mapping[str, Any], *, decided: bool) -> None:
    """Refuse a decision by the proposer, by whom it applies to, without the permission, or a second one."""
    if by.staff_id is None or not by.may(Permission.AUTHORITY_CONFIRM):
        raise Refused("not_allowed", CONFIRM_NOT_ALLOWED, "proposal")
    if by.staff_id == proposed_by:
        raise Refused("own_request", OWN_PROPOSAL, "proposal")
    if applies_to(by, kind, payload):
        raise Refused("own_line", OWN_LINE, "rank")
    if decided:
        raise Refused("already_decided", DECIDED, "proposal")


def check_withdrawer(by: Actor, proposed_by: int, reason: str, *, decided: bool) -> None:
    """Refuse to withdraw a change one did not propose, one already decided, or to do so without saying why."""
    if by.staff_id != proposed_by:
        raise Refused("not_author", NOT_AUTHOR, "proposal")
    if decided:
        raise Refused("already_decided", DECIDED, "proposal")
    if not reason.strip():
        raise Refused("reason_missing", WHY_WITHDRAWN, "reason")


def check_line(line: GridLine, today: date) -> None:
    """Refuse ceilings out of order or negative, or a line that would hold in the past."""
    top = line.ceilings
    if top.gesture.minor < 0 or line.compromise.minor < 0:
        raise Refused(
            "amount_negative", words("Un plafond n’est pas négatif.", "A ceiling is not negative."), "gesture"
        )
    if not top.gesture <= top.case <= top.customer:
        raise Refused("ceilings_order", ORDER, "case")
    if line.valid_from < today:
        raise Refused("past", PAST, "valid_from")
    if line.valid_until is not None and line.valid_until < line.valid_from:
        raise Refused(
            "dates", words("La ligne finit avant de commencer.", "The line ends before it starts."), "valid_until"
        )


ALREADY = words(
    "Ce changement attend déjà d’être confirmé : voyez plus haut.",
    "This change waits already to be confirmed: see above.",
)
NOT_ALLOWED = words("Seule la direction propose ces changements.", "Only the director proposes these changes.")
CONFIRM_NOT_ALLOWED = words("Votre rôle ne confirme pas ces changements.", "Your role does not confirm these changes.")
OWN_PROPOSAL = words("Une autre personne confirme ce que vous proposez.", "Another person confirms what you propose.")
OWN_LINE = words(
    "Personne ne change une ligne qui s’applique à soi-même.", "Nobody changes a line that applies to themselves."
)
NOT_AUTHOR = words("Seul son auteur retire une proposition.", "Only its author withdraws a proposal.")
WHY_WITHDRAWN = words(
    "Dites pourquoi vous retirez ce changement : qui devait le confirmer le lira dans l’historique.",
    "Say why you withdraw this change: whoever was to confirm it will read so in the history.",
)
DECIDED = words("Cette proposition est déjà tranchée.", "This proposal is already decided.")
ORDER = words(
    "Les plafonds vont en croissant : par geste, par dossier, par client.",
    "Ceilings go upwards: per gesture, per case, per customer.",
)
PAST = words("Une ligne vaut à partir d’aujourd’hui au plus tôt.", "A line holds from today at the earliest.")
