"""Who may judge a case, said before anybody types: to a barred officer, and to the director when nobody independent is left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.queries.judges import Bench, named_as
from app.cases.rules.independence import reason
from app.cases.rules.ladder import TOP
from app.kernel import Words, words
from app.people.guards import current_actor
from app.people.queries import staff_of
from app.people.rules import Actor, Permission, Role

NOBODY = words(
    "Aucun responsable qualité présent n’est indépendant. {why}La direction désigne un juge par dérogation.",
    "No quality officer present is independent. {why}The director names a judge by derogation.",
)
ALL_ASIDE = words(
    "Tous les responsables qualité se sont récusés : un autre doit d’abord recevoir ce rôle, dans les réglages, page Personnel.",
    "Every quality officer has stepped aside: somebody else must first be given this role, in the settings, page Staff.",
)
INDEPENDENT = words(
    "{name} peut juger ce dossier : il n’y a rien à déroger. Il peut lui être confié.",
    "{name} may judge this case: nothing to derogate from. It can be given to them.",
)


def judges_said(case: Case, actor: Actor, at: datetime) -> tuple[list[dict[str, Any]], bool]:
    """What the page of a case at the quality level says of its judges to whoever judges or names them; may this person judge it?"""
    if case.level is not TOP or not case.is_open or not _concerned(actor):
        return [], case.level is not TOP
    barred = actions.why_not_judge(case, actor) if actor.may(Permission.CASE_JUDGE) else None
    bench = queries.bench_of(case, at)
    said = nobody(bench) if not bench.free else barred
    return [{"message": said, "tone": "soon", "source": None}] if said else [], barred is None


def _concerned(actor: Actor) -> bool:
    return actor.may(Permission.CASE_JUDGE) or actor.may(Permission.CASE_DEROGATE)


def nobody(bench: Bench) -> Words:
    """That no officer is left, and why each is not."""
    each = {f"one{number}": reason(bar, name) for number, (name, bar) in enumerate(bench.off)}
    line = "".join(f"{{{name}}} " for name in each)
    return NOBODY.fill(why=words(line, line).fill(**each))


def barred_from_answering(final: bool) -> Any:
    """Why this person may not give this answer: who judges is independent, and a quality officer."""

    def closed(case: Case, _at: datetime) -> Words | None:
        if final or case.level is TOP:
            return actions.why_not_judge(case, current_actor())
        return actions.why_not_answer(case, current_actor())

    return closed


def no_derogation(case: Case, at: datetime) -> Words | None:
    """Why there is no judge to name: an independent one exists, or everybody stepped aside."""
    free = queries.bench_of(case, at).free
    if free:
        return INDEPENDENT.fill(name=free[0])
    aside = named_as(case, "recused")
    return None if [one for one in staff_of(Role.QUALITY) if one.id not in aside] else ALL_ASIDE
