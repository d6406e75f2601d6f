"""Commands about mediation."""

from __future__ import annotations

from typing import Any

import click

from app.cases.queries import case_for
from app.cli.conventions import Told, command, tell
from app.kernel import Words, day_of
from app.mediation.queries import admissibility_of, mediator_of, referrals_of, why_no_file, why_no_pack
from app.mediation.rules import Admissibility, GroundFinding
from app.mediators.rules import gaps
from app.plumbing.typography import say


def _said(sentence: Words | None) -> str | None:
    return say(sentence, "fr") if sentence is not None else None


def _ground(ground: GroundFinding) -> dict[str, Any]:
    return {
        "code": ground.code,
        "question": _said(ground.question),
        "finding": ground.finding.value,
        "why": _said(ground.why),
        "proof": _said(ground.evidence),
        "exhibits": list(ground.exhibits),
        "missing": [_said(lack) for lack in ground.missing],
        "source": ground.source,
    }


def _shown(found: Admissibility) -> dict[str, Any]:
    return {
        "advice": found.advice.value,
        "message": _said(found.words),
        "customer_message": _said(found.theirs),
        "opens_on": found.opens_on.isoformat() if found.opens_on else None,
        "closes_on": found.closes_on.isoformat() if found.closes_on else None,
        "open_now": found.open_now,
        "grounds": [_ground(ground) for ground in found.grounds],
        "missing": [_said(lack) for lack in found.to_complete()],
        "only_the_mediator_judges": True,
    }


def _print(answer: dict[str, Any]) -> None:
    tell(f"{answer['message']} (du {answer['opens_on'] or '—'} au {answer['closes_on'] or '—'})")
    for ground in answer["grounds"]:
        tell(f"- {ground['question']} {ground['finding']} : {ground['why']}")


@command("admissibility", show=_print)
@click.argument("ref")
def admissibility(told: Told, ref: str) -> dict[str, Any]:
    """Say whether a referral of this case to a consumer mediator would be admissible: window, five grounds, what is missing."""
    case = case_for(told.by, ref)
    mediator = mediator_of(case)
    on = day_of(told.at, case.zone)
    return {
        "ref": case.ref,
        **_shown(admissibility_of(case, at=told.at)),
        "mediator": None
        if mediator is None
        else {
            "code": mediator.code,
            "name": mediator.name,
            "nameable": not gaps(mediator.known, on),
            "gaps": [_said(note.words) for note in gaps(mediator.known, on)],
        },
        "file_allowed": why_no_file(case) is None,
        "file_refused_because": _said(why_no_file(case)),
        "pack_allowed": why_no_pack(case) is None,
        "referrals": [
            {"number": row.number, "mode": row.mode.value, "with": row.with_whom, "state": row.state.value}
            for row in referrals_of(case)
        ],
    }


COMMANDS = [admissibility]
