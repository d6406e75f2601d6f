"""Changes that wait for a second person: in words, with what they would change and what they would pass over."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.costs.queries import all_budgets
from app.gestures import queries
from app.gestures.forms import DeclineForm
from app.gestures.models import Proposal
from app.gestures.rules.authority import Ceilings, GridLine, Rank
from app.gestures.rules.changing import entry_changes, line_changes, passed_over
from app.gestures.rules.kinds import Kind
from app.gestures.rules.proposals import applies_to
from app.gestures.rules.reading import entry_of
from app.kernel import Money, Words, words
from app.people.guards import current_actor
from app.people.models import Service
from app.people.rules import Permission
from app.plumbing.db import db
from app.plumbing.fields import under
from app.plumbing.web import today

Wrong = tuple[int, DeclineForm] | None
"""A change whose decision was refused, and the form as it was typed."""


def proposals_of(kind: str, wrong: Wrong = None) -> list[dict[str, Any]]:
    """Pending changes of a kind: in words, what they do, whether this person may decide on them, and the form for it.

    `wrong`: the change whose decision was refused, and its form as it was typed.
    """
    actor = current_actor()
    return [
        {
            "row": row,
            "words": said(row),
            "changes": _changes(row),
            "over": _passed_over(row),
            "mine": row.by_id == actor.staff_id,
            "own": applies_to(actor, row.kind, row.payload),
            "may": actor.may(Permission.AUTHORITY_CONFIRM),
            "form": under(
                wrong[1] if wrong and wrong[0] == row.id else DeclineForm(formdata=None), f"decline-{row.id}"
            ),
        }
        for row in queries.proposals(pending=True)
        if row.kind == kind
    ]


def _changes(row: Proposal) -> list[Words]:
    """What a change says otherwise than what holds: a version of a gesture, a line of the grid, a budget."""
    given = row.payload
    if row.kind == "grid":
        return line_changes(_line_before(given), _line_after(given))
    if row.kind == "budget":
        return _budget_changes(given)
    until = date.fromisoformat(given["until"]) if given["until"] else None
    after = entry_of(given["code"], 0, given["spec"], date.fromisoformat(given["from"]), until)
    known = queries.catalogue_history(given["code"])
    return entry_changes(known[0].entry if known else None, after)


def _line_after(given: dict[str, Any]) -> GridLine:
    amounts = {name: Money(given[name], given["currency"]) for name in ("gesture", "case", "customer", "compromise")}
    return GridLine(
        Rank(given["rank"]),
        given["service"],
        Kind(given["kind"]) if given["kind"] else None,
        Ceilings(amounts["gesture"], amounts["case"], amounts["customer"]),
        amounts["compromise"],
        date.fromisoformat(given["from"]),
    )


def _line_before(given: dict[str, Any]) -> GridLine | None:
    """The line that holds at the same place on the first day of the new one."""
    start, place = date.fromisoformat(given["from"]), _line_after(given).place
    return next((line for line in queries.lines_in_force(max(start, today())) if line.place == place), None)


def _budget_changes(given: dict[str, Any]) -> list[Words]:
    """The limit that holds for the very same service and period."""
    start, end = date.fromisoformat(given["from"]), date.fromisoformat(given["to"])
    after = Money(given["limit"], given["currency"])
    place = (given["service"], start, end, after.currency)
    same = [row for row in all_budgets(start) if (row.service_id, row.from_on, row.to_on, row.currency) == place]
    return [BUDGET_NOW.fill(before=Money(row.limit_minor, row.currency), after=after) for row in same]


def _passed_over(row: Proposal) -> list[Words]:
    """What was confirmed for later and would never hold, once this is confirmed."""
    start = date.fromisoformat(str(row.payload.get("from")))
    if row.kind == "grid":
        place = (row.payload["rank"], row.payload["service"] or 0, row.payload["kind"] or "")
        same = [line for line in queries.grid_now() if line.place == place]
        return [_line_said(line) for line in passed_over(start, same, today())]
    if row.kind == "catalogue":
        versions = [one.entry for one in queries.catalogue_history(row.payload["code"])]
        return [VERSION.fill(n=one.version, on=one.valid_from) for one in passed_over(start, versions, today())]
    return []


def _line_said(line: GridLine) -> Words:
    top = line.ceilings
    return OVER.fill(gesture=top.gesture, case=top.case, customer=top.customer, on=line.valid_from)


def said(row: Proposal) -> Words:
    """A proposed change in a sentence."""
    return {"grid": _line_words, "budget": _budget_words, "catalogue": _entry_words}[row.kind](row.payload)


def _service(number: int | None) -> Words:
    found = db.session.get(Service, number) if number else None
    return Words(found.name_fr, found.name_en) if found else words("tous les services", "every service")


def _line_words(given: dict[str, Any]) -> Words:
    amounts = {name: Money(given[name], given["currency"]) for name in ("gesture", "case", "customer", "compromise")}
    line = LINE_UNTIL.fill(end=date.fromisoformat(given["until"])) if given.get("until") else LINE
    return line.fill(
        start=date.fromisoformat(given["from"]),
        rank=Rank(given["rank"]).words,
        service=_service(given["service"]),
        kind=Kind(given["kind"]).words if given["kind"] else words("tous les gestes", "every gesture"),
        **amounts,
    )


def _budget_words(given: dict[str, Any]) -> Words:
    limit = Money(given["limit"], given["currency"])
    start, end = date.fromisoformat(given["from"]), date.fromisoformat(given["to"])
    return BUDGET.fill(service=_service(given["service"]), start=start, end=end, limit=limit)


def _entry_words(given: dict[str, Any]) -> Words:
    return ENTRY.fill(code=given["code"], name=Words(*given["spec"]["name"]), start=date.fromisoformat(given["from"]))


BUDGET_NOW = words("montant : {before:trim} → {after:trim}", "amount: {before:trim} → {after:trim}")
OVER = words(
    "{gesture:trim} par geste, {case:trim} par dossier, {customer:trim} par client, à partir du {on}",
    "{gesture:trim} per gesture, {case:trim} per case, {customer:trim} per customer, from {on}",
)
VERSION = words("version {n}, à partir du {on}", "version {n}, from {on}")
LINE = words(
    "{rank}, {service}, {kind} : {gesture:trim} par geste, {case:trim} par dossier, {customer:trim} par client sur douze mois ; "
    "pouvoir de transiger {compromise:trim} ; à partir du {start}",
    "{rank}, {service}, {kind}: {gesture:trim} per gesture, {case:trim} per case, {customer:trim} per customer over twelve months; "
    "power to compromise {compromise:trim}; from {start}",
)
LINE_UNTIL = words(f"{LINE.fr} jusqu’au {{end}}", f"{LINE.en} until {{end}}")
BUDGET = words("{service}, du {start} au {end} : {limit:trim}", "{service}, {start} to {end}: {limit:trim}")
ENTRY = words("{name} ({code}), à partir du {start}", "{name} ({code}), from {start}")
