"""Commands about gestures: the palette, who may grant what, and the verdict that page and JSON show too."""

from __future__ import annotations

from typing import Any

import click

from app.cases.queries import case_for
from app.cli.conventions import Told, command
from app.gestures import actions, queries
from app.gestures.rules.catalogue import Entry, current
from app.gestures.rules.reading import spec_of
from app.gestures.rules.weighing import Wanted, palette_on, weigh
from app.gestures.rules.who import verdict_document
from app.kernel import Money, day_of
from app.plumbing.typography import say

HOUSE_ZONE = "Europe/Paris"


def _entry(entry: Entry) -> dict[str, Any]:
    spec = spec_of(entry)
    return {
        "code": entry.code,
        "version": entry.version,
        "name": {"fr": say(entry.name, "fr"), "en": say(entry.name, "en")},
        "kind": entry.kind.value,
        "pricing": entry.price.how.value,
        "nature": entry.price.nature.value,
        "bounds": {"least": spec["least"], "most": spec["most"], "fixed": spec["fixed"], "percent": spec["percent"]},
        "fit": {name: spec[name] for name in ("categories", "services", "segments", "standings", "needs_purchase")},
        "evidence": {"fr": say(entry.evidence, "fr"), "en": say(entry.evidence, "en")} if entry.evidence else None,
        "valid_from": entry.valid_from.isoformat(),
        "valid_until": entry.valid_until.isoformat() if entry.valid_until else None,
    }


@command("gestures")
@click.argument("ref", required=False)
def gestures(told: Told, ref: str | None) -> list[dict[str, Any]]:
    """The palette in force; with a case, what fits it for `--by`, with both amounts (minor units) and the verdict on each."""
    if not ref:
        return [_entry(one) for one in current(queries.catalogue(), day_of(told.at, HOUSE_ZONE))]
    ground = queries.ground_for(case_for(told.by, ref), told.by, told.at)
    return [
        {
            **_entry(card.entry),
            "value": card.value.minor,
            "cost": card.cost.minor,
            "currency": card.value.currency,
            **verdict_document(card.verdict, lambda words: say(words, "fr")),
        }
        for card in palette_on(ground)
    ]


@command("may-grant")
@click.argument("ref")
@click.argument("gesture")
@click.option("--amount", metavar="EUROS", help="Value to the customer, VAT included, such as 40.00.")
def may_grant(told: Told, ref: str, gesture: str, amount: str | None) -> dict[str, Any]:
    """May `--by` promise this on this case now? Granted, needs approval (by whom), or refused because."""
    case = case_for(told.by, ref)
    ground = queries.ground_for(case, told.by, told.at)
    wanted = Wanted(gesture, Money.parse(amount, case.currency) if amount is not None else None)
    return verdict_document(weigh(ground, [wanted]).verdict, lambda words: say(words, "fr"))


@command("who-may-grant")
def who_may_grant(told: Told) -> list[dict[str, Any]]:
    """Who may grant what: the authority grid in force, line by line, in minor units."""
    return [
        {
            "level": line.rank.value,
            "service": line.service_id,
            "kind": line.kind.value if line.kind else None,
            "per_gesture": line.ceilings.gesture.minor,
            "per_case": line.ceilings.case.minor,
            "per_customer_12m": line.ceilings.customer.minor,
            "compromise": line.compromise.minor,
            "currency": line.ceilings.gesture.currency,
        }
        for line in queries.lines_in_force(day_of(told.at, HOUSE_ZONE))
    ]


@command("seed-gestures", writes=True)
def seed_gestures(told: Told) -> dict[str, int]:
    """Lay the palette, the grid, the service menu and the budgets that ship with the house; what is there stays."""
    return {"added": actions.seed_catalogue(by=told.by, at=told.at)}


COMMANDS = [gestures, may_grant, who_may_grant, seed_gestures]
