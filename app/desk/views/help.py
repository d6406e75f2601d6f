"""Help drawn from the tables: the words we use, the workflow, who may grant what, who may press which button."""

from __future__ import annotations

from flask import render_template

from app.cases.rules.diagram import drawn
from app.cases.rules.states import State
from app.cases.rules.workflow import TRANSITIONS, Target, Transition, Who
from app.desk.views.door import blueprint
from app.desk.views.glossary import WORDS
from app.gestures import queries
from app.gestures.rules.authority import Rank
from app.gestures.rules.who import Row, who_may_grant
from app.kernel import Words, words
from app.people.guards import current_actor, needs
from app.people.queries import known_services
from app.people.rules import PERMISSIONS, Permission, Role
from app.plumbing.web import today


@blueprint.get("/help")
@needs(Permission.HELP_READ)
def glossary() -> str:
    """Workflow, permissions and glossary, from the tables that the product itself obeys."""
    return render_template(
        "desk/help.html",
        terms=WORDS,
        states=list(State),
        diagram=drawn(),
        grids=_grids(),
        ranks=list(Rank),
        arrow_rows=[_arrow(arrow) for arrow in TRANSITIONS],
        role_columns=[
            {"label": words("Ce qu’un bouton fait", "What a button does")},
            *({"label": role.words} for role in Role),
        ],
        permission_rows=[_buttons(permission) for permission in Permission],
    )


def _grids() -> list[tuple[Words, tuple[Row, ...]]]:
    """The authority grid of each of one's own services; whoever has none reads the general one."""
    grid, own = queries.grid_now(), current_actor().service_ids
    of: list[tuple[Words, int | None]] = [
        (Words(one.name_fr, one.name_en), one.id) for one in known_services() if one.id in own
    ]
    return [(name, who_may_grant(grid, number, today())) for name, number in of or [(EVERYWHERE, None)]]


EVERYWHERE = words("tous les services", "every service")


def _arrow(arrow: Transition) -> list[object]:
    ends = {
        Target.SAME: words("le même état", "the same state"),
        Target.BACK: words("en cours ou répondu", "in progress or answered"),
        Target.BEFORE: words("l’état d’avant", "the state before"),
    }
    sources = (
        words("tous", "any")
        if len(arrow.sources) == len(State)
        else tuple(state.words for state in sorted(arrow.sources, key=list(State).index))
    )
    target = arrow.target.words if isinstance(arrow.target, State) else ends[arrow.target]
    return [arrow.label, sources, target, tuple(BY[who] for who in Who if who in arrow.who)]


BY = {
    Who.STAFF: words("nous", "us"),
    Who.CUSTOMER: words("le client", "the customer"),
    Who.SYSTEM: words("l’horloge", "the clock"),
}


def _buttons(permission: Permission) -> list[object]:
    return [permission.words, *("✓" if permission in PERMISSIONS[role] else "" for role in Role)]
