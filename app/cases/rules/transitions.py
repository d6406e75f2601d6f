"""Where an arrow of the workflow takes a case, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.cases.rules.states import State
from app.cases.rules.workflow import BY_NAME, TRANSITIONS, Target, Transition
from app.kernel import Refused, Words, words


@dataclass(frozen=True)
class Standing:
    """What the workflow needs to know of a case."""

    state: State
    answered: bool = False
    """Was any answer given?"""
    final: bool = False
    """Was our final answer given?"""
    merged: bool = False
    state_before_merge: State | None = None
    open_promises: int = 0
    erased: bool = False
    """Were its words erased as a whole? Then it stays closed for good."""


def transition(name: str) -> Transition:
    """The transition of this name; refuses an unknown one."""
    found = BY_NAME.get(name)
    if found is None:
        raise Refused("unknown_transition", words("Action inconnue.", "Unknown action."), "transition")
    return found


def arrival(name: str, case: Standing) -> State:
    """Where this transition takes the case; refuses it from a state that has no such arrow."""
    arrow = transition(name)
    if case.state not in arrow.sources:
        raise Refused("not_from_here", NOT_FROM_HERE.fill(act=arrow.label, state=case.state.words), "transition")
    against = _against(arrow, case)
    if against is not None:
        raise Refused(*against, "transition")
    if arrow.target is Target.SAME:
        return case.state
    if arrow.target is Target.BACK:
        return State.ANSWERED if case.answered else State.IN_PROGRESS
    if arrow.target is Target.BEFORE:
        return case.state_before_merge or State.IN_PROGRESS
    assert isinstance(arrow.target, State)
    return arrow.target


def _against(arrow: Transition, case: Standing) -> tuple[str, Words] | None:
    """What the particulars of the case have against an arrow that starts from its state: a code and a sentence."""
    if case.erased:
        return "erased", ERASED
    if case.merged and not arrow.fact and arrow.name != "undo_merge":
        return "merged", MERGED
    if arrow.name == "undo_merge" and not case.merged:
        return "not_merged", NOT_MERGED
    if arrow.name == "contest" and case.final:
        return "final_given", FINAL_GIVEN
    if arrow.name == "contest_final" and not case.final:
        return "no_final", NO_FINAL
    return None


NOT_FROM_HERE = words(
    "« {act} » n’est pas possible : le dossier est « {state} ».", "“{act}” is not possible: the case is “{state}”."
)
ERASED = words(
    "Les mots de ce dossier sont effacés : il reste clos.", "The words of this case are erased: it stays closed."
)
NOT_MERGED = words("Ce dossier n’est réuni à aucun autre.", "This case is not merged.")
NO_FINAL = words("Aucune réponse définitive n’a été donnée.", "No final answer was given.")
MERGED = words("Ce dossier est réuni à un autre : agissez sur l’autre.", "This case is merged: act on the other one.")
FINAL_GIVEN = words(
    "La réponse définitive est donnée : une contestation ouvre la voie du médiateur, pas un nouveau niveau.",
    "The final answer was given: contesting it opens the way to the mediator, not another level.",
)


def possible(case: Standing) -> Iterator[Transition]:
    """The transitions that this case allows now, in the order of the table."""
    return (arrow for arrow in TRANSITIONS if case.state in arrow.sources and _against(arrow, case) is None)


def mermaid() -> str:
    """The table as a Mermaid state diagram, for the documents; the help page draws `diagram`."""
    lines = ["stateDiagram-v2", "    [*] --> received"]
    for arrow in TRANSITIONS:
        for source in sorted(arrow.sources):
            lines += [f"    {source} --> {end}: {arrow.name}" for end in ends(arrow, source)]
    return "\n".join([*lines, "    closed --> [*]"]) + "\n"


def ends(arrow: Transition, source: State) -> tuple[State, ...]:
    """Where an arrow may lead from one of its states."""
    if isinstance(arrow.target, State):
        return (arrow.target,)
    after = {
        Target.SAME: (source,),
        Target.BACK: (State.IN_PROGRESS, State.ANSWERED),
        Target.BEFORE: (State.IN_PROGRESS,),
    }
    return after[arrow.target]
