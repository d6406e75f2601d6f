"""What we write to a customer whom we have not answered in time: that we have not, and when we will (FR-MED-18)."""

from __future__ import annotations

from app.kernel import Words, words

ANSWER_BY = words(
    "Notre réponse définitive vous parviendra au plus tard le {on}.",
    "You will have our final answer by {on} at the latest.",
)
UNANSWERED: Words = words(
    "{greeting},\n\nNous n’avons pas encore répondu à votre réclamation du {received} ({subject}) ; veuillez nous en excuser. "
    "Elle est toujours à l’examen. {after}",
    "{greeting},\n\nWe have not yet answered your complaint of {received} ({subject}); we apologise for this. It is still being "
    "examined. {after}",
)
