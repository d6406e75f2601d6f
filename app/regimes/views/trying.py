"""What if: choose regimes, say what happened and what is known, see every duty and verdict that follows, drawn."""

from __future__ import annotations

from typing import Any, cast

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.kernel import Refused
from app.people.guards import needs
from app.people.rules import Permission
from app.plumbing.web import today
from app.regimes.forms import WhatIf, read_what_if
from app.regimes.queries import shipped
from app.regimes.rules.calendars import REGIONS
from app.regimes.rules.choices import choice_words
from app.regimes.rules.facts import FactKind
from app.regimes.rules.gates import Derived, derive
from app.regimes.rules.scene import scene_of
from app.regimes.rules.showing import STATUS, pauses_within, shown
from app.regimes.rules.vocabulary import events_asked, facts_asked
from app.regimes.views.door import blueprint

USUAL = ("ISO-10002", "FR-GEN")
FIRST = {
    "contract", "delivery", "complaint.first", "first_written_complaint.sent", "first_written_complaint.received",
    "refusal.sent", "withdrawal.informed", "repair.requested", "mediator.seised", "flight",
}  # fmt: skip
"""What most questions start from; the other events stand folded."""
ORDER = {"block": 0, "warn": 1, "pass": 2}


@blueprint.get("/what-if")
@needs(Permission.HELP_READ)
def what_if() -> str | Response | tuple[str, int]:
    """The question in the address, the answer below; nothing is written anywhere."""
    said = MultiDict([(name, value) for name, value in request.args.items(multi=True) if value.strip()])
    if len(list(said.items(multi=True))) < len(list(request.args.items(multi=True))):
        return redirect(
            url_for("regimes.what_if", **cast(Any, said.to_dict(flat=False)))
        )  # an address without empty answers
    packs = tuple(shipped()[name] for name in dict.fromkeys(said.getlist("r") or USUAL) if name in shipped())
    asked = read_what_if(said, packs, today())
    found = _derived(asked)
    starting, moving = events_asked(packs)
    first = [kind for kind in starting if kind.name in FIRST or kind.name in asked.typed_events]
    return render_template(
        "regimes/what_if.html", asked=asked, packs=list(shipped().values()), chosen={pack.id for pack in packs},
        first=first, later=[kind for kind in starting if kind not in first], moving=moving, groups=facts_asked(packs), options=_options,
        regions=[("", None), *((name, choice_words(name)) for name in REGIONS if name != "none")],
        duties=_duties(asked, found), gates=_gates(found), answered=bool(asked.events or asked.facts),
    ), 422 if asked.errors else 200  # fmt: skip


def _derived(asked: WhatIf) -> Derived | None:
    if asked.errors or not (asked.events or asked.facts):
        return None
    try:
        return derive(
            asked.packs, asked.events, asked.facts, as_of=asked.moment, zone=asked.zone, calendar=asked.region
        )
    except Refused as refused:
        asked.errors[f"e.{refused.field}" if refused.field else "on"] = refused.message
        return None


def _duties(asked: WhatIf, found: Derived | None) -> list[Any]:
    if found is None:
        return []
    pauses = scene_of((), asked.events, {}, as_of=asked.moment, zone=asked.zone).pauses()
    drawn = [shown(duty, asked.as_of, pauses_within(duty, pauses)) for duty in found.duties]
    return [one for one in drawn if one is not None]


def _gates(found: Derived | None) -> list[dict[str, Any]]:
    verdicts = sorted(found.gates, key=lambda verdict: ORDER[verdict.effect]) if found else []
    return [
        {"effect": each.effect, "rule": each.rule, "message": each.message, "source": each.source, "status": STATUS[each.status]}
        for each in verdicts
    ]  # fmt: skip


def _options(kind: FactKind) -> list[tuple[str, Any]]:
    """The answers a fact may have; the first leaves it to the rule's own default, or unknown."""
    if kind.type == "bool":
        return [("", None), ("true", True), ("false", False)]
    return [("", None), *((value, choice_words(value)) for value in kind.choices)]
