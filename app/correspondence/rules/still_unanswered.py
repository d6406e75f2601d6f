"""Letters with words of their own: to a customer whom we have not answered in time (FR-MED-18); where all was resolved at once (UK-FCA-02)."""

from __future__ import annotations

from app.kernel import Words, words

ANSWER_BY = words(
    "Notre réponse définitive vous parviendra au plus tard le {on}.",
    "You will have our final response by {on} at the latest.",
)
UNANSWERED: Words = words(
    "{greeting},\n\nNous n’avons pas encore répondu à votre réclamation du {received} ({subject}) ; veuillez nous en excuser. "
    "Elle est toujours à l’examen. {after}",
    "{greeting},\n\nWe have not yet answered your complaint of {received} ({subject}); we apologise for this. It is still being "
    "examined. {after}",
)
RESOLVED_AT_ONCE: Words = words(
    "{greeting},\n\nNous clôturons votre dossier : {subject}. Voici le résumé de sa résolution ; votre réclamation nous est "
    "parvenue le {received}.",
    "{greeting},\n\nWe are closing your case: {subject}. This is the summary of its resolution; your complaint reached us on "
    "{received}.",
)
