"""How a case that is over says so to its customer: since when, how it ended, and what they can still do."""

from __future__ import annotations

from app.cases.models import Case
from app.cases.rules.states import Ended
from app.kernel import Words, day_of, words

HOW = {
    Ended.SOLVED: words("le problème est résolu", "the problem is solved"),
    Ended.SETTLED: words("ce qui était convenu est exécuté", "what was agreed has been carried out"),
    Ended.MEDIATED: words(
        "l’accord trouvé en médiation est exécuté", "the agreement found in mediation has been carried out"
    ),
    Ended.JUDGED: words("le jugement est exécuté", "the judgment has been carried out"),
    Ended.NO_REACTION: words(
        "nous vous avons répondu et vous n’avez pas donné suite", "we answered you and heard nothing more"
    ),
    Ended.WITHDRAWN: words("vous avez retiré votre réclamation", "you withdrew your complaint"),
    Ended.NOT_OURS: words(
        "il ne s’agit pas d’une réclamation que nous puissions traiter", "it is not a complaint that we can handle"
    ),
    Ended.MERGED: words("il est réuni à un autre de vos dossiers", "it was joined to another case of yours"),
}
"""Why a case is closed, as its customer reads it; one for every way to end."""
assert set(HOW) == set(Ended)
CLOSED = words("Votre dossier est clos depuis le {on} : {how}.", "Your case has been closed since {on}: {how}.")
STILL_YOURS = words(
    "La clôture ne vous retire aucun droit et n’arrête aucun délai. Si ce n’est pas fini, dites-le-nous : nous le rouvrons.",
    "Closing takes none of your rights away and stops no time limit. If it is not over, tell us and we open it again.",
)
OVER = words("Close", "Closed")
"""What stands in the place of “settled” where nothing was settled."""
UNSETTLED = frozenset({Ended.NO_REACTION, Ended.WITHDRAWN, Ended.NOT_OURS, Ended.MERGED})


def closing_words(case: Case) -> tuple[Words, Words] | None:
    """That it is over, since when and how; and what stays open. None while it is not."""
    if case.ended is None or case.closed_at is None:
        return None
    return CLOSED.fill(on=day_of(case.closed_at, case.zone), how=HOW[case.ended]), STILL_YOURS


def last_stage(case: Case) -> Words | None:
    """The last stage of a case that ended without being settled; None for any other."""
    return OVER if case.ended in UNSETTLED else None
