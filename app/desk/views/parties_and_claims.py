"""Acts on who is in a dispute and what is asked in it: somebody joins, a mandate arrives, a claim is added or put right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request

from app.cases import actions
from app.cases.actions.parties_and_claims import CLOSED, Asked
from app.cases.models import Case, Claim, Party
from app.cases.queries import staffed_levels
from app.cases.rules.ladder import TOP, next_level
from app.cases.rules.parties import MAY_SPEAK, PartyRole
from app.cases.rules.signals import BY_KIND
from app.cases.rules.standing_in import Measure
from app.cases.rules.states import State
from app.exhibits.queries import exhibits_of
from app.kernel import Money, Refused, Words, words
from app.people.rules import OUR_LEVELS, Actor
from app.plumbing.fields import options
from app.plumbing.web import today

SOMEBODY_NEW = words("Une personne de plus", "One more person")
ANOTHER = words("Une demande de plus", "One more claim")
NO_SUCH_EXHIBIT = words(
    "Ce dossier n’a pas de pièce n° {n} : ajoutez d’abord le mandat aux pièces.",
    "This case has no exhibit no. {n}: add the mandate to the exhibits first.",
)


def levels_above(form: Any, case: Case) -> None:
    """The levels that the case may climb to: the next, and those above when a signal allows it; none where nobody works."""
    staffed = staffed_levels()
    skips = any(BY_KIND[row.kind].skips_levels for row in case.signals if row.dismissed_at is None)
    last = TOP if skips or case.level is TOP else next_level(case.level, staffed)
    above = [level for level in OUR_LEVELS if case.level.rung < level.rung <= last.rung and level in staffed]
    form.level.choices = options(
        [("", words("Le niveau suivant", "The next level")), *((a.value, a.words) for a in above)]
    )


def who_may_join(form: Any, case: Case) -> None:
    """As what somebody may be added, or whose record may be put right."""
    form.party.choices = options([(0, SOMEBODY_NEW), *((row.id, row.name) for row in case.parties)])
    form.role.choices = options([(role.value, role.words) for role in (*MAY_SPEAK, PartyRole.PROTECTED)])
    row = _party(case, form.party.data)
    if row is not None and row.protection not in {
        "",
        *Measure,
    }:  # noted in words of their own, before the list was there
        form.protection.choices = [*form.protection.choices, *options([(row.protection, row.protection)])]


def as_known(form: Any, case: Case, _at: datetime) -> None:
    """What we hold of the person whose record is to be put right (`?party=` their number)."""
    row = _party(case, request.args.get("party", type=int))
    if row is None:
        return
    form.party.data, form.role.data, form.name.data = row.id, row.role.value, row.name
    form.email.data, form.address.data, form.protection.data = row.email, row.address, row.protection
    form.share.data, form.since_on.data, form.until_on.data = (
        row.share_percent or None,
        row.mandate_from,
        row.mandate_until,
    )


CORRECTING = words("Corriger la fiche : {name}", "Correct the record: {name}")


def whose_record(form: Any, case: Case) -> Words | None:
    """The title of the page that puts a record right: whose."""
    row = _party(case, form.party.data)
    return CORRECTING.fill(name=row.name) if row is not None else None


def _party(case: Case, number: int | None) -> Party | None:
    return next((row for row in case.parties if row.id == number), None)


def join(case: Case, form: Any, by: Actor, at: datetime) -> None:
    """Add somebody to the dispute, or put their record right; a mandate is noted apart, when it is there."""
    told: dict[str, Any] = {
        "email": form.email.data or "", "address": form.address.data or "", "protection": form.protection.data or "",
        "share_percent": form.share.data or 0, "by": by, "at": at,
    }  # fmt: skip
    role, name, days = PartyRole(form.role.data), form.name.data, (form.since_on.data, form.until_on.data)
    row = _party(case, form.party.data)
    try:
        if row is not None:
            actions.correct_party(case, row, role, name, since_on=days[0], until_on=days[1], **told)
        elif role is PartyRole.REPRESENTATIVE:
            actions.add_party(case, role, name, **told)
        else:
            actions.add_party(case, role, name, mandate_from=days[0], mandate_until=days[1], **told)
    except Refused as refused:
        field = "share" if refused.field == "share_percent" else refused.field
        raise Refused(refused.code, refused.message, field) from refused


def whose_mandate(form: Any, case: Case) -> None:
    """The representatives of a case."""
    form.party.choices = options([(row.id, row.name) for row in _representatives(case)])


def _representatives(case: Case) -> list[Party]:
    return [row for row in case.parties if row.role is PartyRole.REPRESENTATIVE]


def from_today(form: Any, case: Case, _at: datetime) -> None:
    """A mandate is most often noted on the day it begins to be held; one that is known is shown, to be ended or put right."""
    held = next((row for row in _representatives(case) if row.mandate_signed), None)
    form.from_on.data = today()
    if held is not None:
        form.party.data, form.from_on.data, form.until_on.data = held.id, held.mandate_from, held.mandate_until
        form.exhibit.data = held.mandate_exhibit


def mandate(case: Case, form: Any, by: Actor, at: datetime) -> None:
    """Note the mandate of one of them, with its exhibit where it is in the case."""
    number = form.exhibit.data
    if number is not None and number not in {row.number for row in exhibits_of(case)}:
        raise Refused("no_such_exhibit", NO_SUCH_EXHIBIT.fill(n=number), "exhibit")
    party = next(row for row in _representatives(case) if row.id == form.party.data)
    actions.record_mandate(case, party, form.from_on.data, form.until_on.data, exhibit=number, by=by, at=at)


def which_claim(form: Any, case: Case) -> None:
    """The claims of a case, and one more; amounts are in its currency."""
    form.claim.choices = options([(0, ANOTHER), *((row.position, row.label) for row in case.claims)])
    form.amount.currency = case.currency


def no_claim(case: Case, _at: datetime) -> Words | None:
    """Why no claim can be stated in it."""
    return CLOSED if case.state is State.CLOSED else None


def claim(case: Case, form: Any, by: Actor, at: datetime) -> None:
    """Add a claim, or say an old one anew: the others stay as they are."""
    lines = {row.position: _as_stated(row) for row in case.claims}
    at_position = form.claim.data or max(lines, default=0) + 1
    old = lines.get(at_position)
    amount = form.amount.data or Money(0, case.currency)
    lines[at_position] = Asked(
        form.label.data, amount, form.basis.data or "", old.due if old else None, old.due_rule if old else ""
    )
    actions.state_claims(case, [lines[position] for position in sorted(lines)], by=by, at=at)


def _as_stated(row: Claim) -> Asked:
    return Asked(row.label, row.amount, row.basis, row.due if row.due_minor else None, row.due_rule)
