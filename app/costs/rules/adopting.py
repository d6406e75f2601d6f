"""Versions of the tariff: what ships, then each change that one person proposed and another confirmed, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.costs.rules.parameters import Parameter, Scope, Status, Unit
from app.costs.rules.tariff import BRANCHES, Tariff
from app.kernel import Json, Refused, Words, words


def parameter_as_kept(one: Parameter) -> dict[str, Json]:
    """A parameter as plain JSON."""
    return {
        "code": one.code,
        "fr": one.label.fr,
        "en": one.label.en,
        "unit": one.unit.value,
        "low": float(one.low),
        "likely": float(one.likely),
        "high": float(one.high),
        "source": one.source,
        "source_fr": one.source_fr,
        "year": one.year,
        "status": one.status.value,
        "scope": [one.scope.regime, one.scope.sector, one.scope.segment],
        "currency": one.currency,
        "group": one.group,
    }


def parameter_kept(row: Mapping[str, Any]) -> Parameter:
    """A parameter read back; refused when it makes no sense."""
    return Parameter(
        code=row["code"],
        label=words(row["fr"], row["en"]),
        unit=Unit(row["unit"]),
        low=row["low"],
        likely=row["likely"],
        high=row["high"],
        source=row["source"],
        source_fr=row.get("source_fr", ""),
        year=row["year"],
        status=Status(row["status"]),
        scope=Scope(*row["scope"]),
        currency=row["currency"],
        group=row["group"],
    )


def adopted(shipped: Tariff, changes: Iterable[tuple[int, Sequence[Parameter]]]) -> Tariff:
    """The tariff after these confirmed changes (number, parameters), oldest first; its version names the last one."""
    found = shipped
    for number, changed in changes:
        found = found.adopt(f"{shipped.version}.{number}", *changed)
    return found


def together_with(code: str) -> tuple[str, ...]:
    """The parameters that can only change together: the ways out of one fork, whose chances sum to 1."""
    for branch in BRANCHES:
        codes = tuple(branch.parameter(option) for option in branch.options)
        if code in codes:
            return codes
    return (code,)


def check_change(tariff: Tariff, changed: Sequence[Parameter], reason: str) -> Tariff:
    """The tariff as it would be; refuses a change without a reason, without effect, or that makes no sense."""
    if not reason.strip():
        raise Refused("reason_missing", NO_REASON, "reason")
    before = {(one.code, one.scope): one for one in tariff.parameters}
    if all(before.get((one.code, one.scope)) == one for one in changed):
        raise Refused("nothing_changes", NOTHING, "reason")
    return tariff.adopt(f"{tariff.version}?", *changed)


def check_confirmer(author_id: int, confirmer_id: int | None, decided: bool) -> None:
    """Refuse to confirm one's own proposal, or one already decided."""
    if decided:
        raise Refused("already_decided", DECIDED, "change")
    if confirmer_id is None or confirmer_id == author_id:
        raise Refused("own_proposal", OWN, "change")


def check_withdrawer(author_id: int, by_id: int | None, reason: str, decided: bool) -> None:
    """Refuse to withdraw somebody else's proposal, one already decided, or without saying why."""
    if decided:
        raise Refused("already_decided", DECIDED, "change")
    if by_id != author_id:
        raise Refused("not_author", NOT_AUTHOR, "change")
    if not reason.strip():
        raise Refused("reason_missing", WHY_WITHDRAWN, "reason")


def check_declined(confirmed: bool, reason: str) -> None:
    """Refuse to decline what somebody proposed without telling them why."""
    if not confirmed and not reason.strip():
        raise Refused("reason_missing", WHY_DECLINED, "reason")


UNIT_WORDS: dict[Unit, Words] = {
    Unit.CHANCE: words("chance, de 0 à 1", "chance, from 0 to 1"),
    Unit.SHARE: words("part, de 0 à 1", "share, from 0 to 1"),
    Unit.ODDS: words("facteur sur une cote", "factor on odds"),
    Unit.HOURS: words("heures", "hours"),
    Unit.MONEY: words("montant hors taxe", "amount without VAT"),
    Unit.MONEY_PER_HOUR: words("montant par heure", "amount per hour"),
    Unit.COUNT: words("nombre", "count"),
    Unit.FACTOR: words("facteur", "factor"),
    Unit.YEARS: words("années", "years"),
    Unit.MONTHS: words("mois", "months"),
    Unit.YEARLY: words("taux annuel", "yearly rate"),
}
WHY_DECLINED = words(
    "Dites pourquoi vous écartez ce changement : qui l’a proposé le lira.",
    "Say why you decline this change: whoever proposed it will read it.",
)
WHY_WITHDRAWN = words(
    "Dites pourquoi vous retirez ce changement : qui devait le confirmer le lira.",
    "Say why you withdraw this change: whoever was to confirm it will read so.",
)
NO_REASON = words("Dites pourquoi ce paramètre change.", "Say why this parameter changes.")
NOTHING = words("Rien ne change : ces valeurs sont déjà en vigueur.", "Nothing changes: these values already hold.")
DECIDED = words("Ce changement a déjà été décidé.", "This change was already decided.")
NOT_AUTHOR = words("Seul qui l’a proposé peut le retirer.", "Only whoever proposed it may withdraw it.")
OWN = words(
    "On ne confirme pas son propre changement : quelqu’un d’autre doit le faire.",
    "Nobody confirms their own change: somebody else must.",
)
