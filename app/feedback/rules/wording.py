"""What the customer reads: the mail that asks, and what the page says around the questions."""

from __future__ import annotations

from app.feedback.rules.questions import Occasion, Reply
from app.kernel import Refused, words

PLACE = "s"
"""Under which path surveys lie."""
SUBJECT = words("Votre avis : dossier {ref}", "Your opinion: case {ref}")
ABOUT = {
    Occasion.CLOSED: words(
        "Nous avons clos votre dossier {ref} le {on}. Est-ce vraiment réglé, et comment cela s’est-il passé ?",
        "We closed your case {ref} on {on}. Is it really settled, and how did it go?",
    ),
    Occasion.CONTACT: words(
        "Lors de notre échange du {on} au sujet de votre dossier {ref}, nous avons noté que tout était réglé. Est-ce bien "
        "le cas ?",
        "When we spoke on {on} about your case {ref}, we noted that all was settled. Is that so?",
    ),
    Occasion.PROMISE: words(
        "Nous avons noté le {on} que ce que nous vous avions promis était fait (dossier {ref}). Est-ce bien le cas ?",
        "On {on} we noted that what we had promised you was done (case {ref}). Is that so?",
    ),
}
"""How the mail begins, by occasion: `{on}` is the civil day of what happened."""
LEADS = {
    Occasion.CLOSED: words("Nous avons clos votre dossier.", "We closed your case."),
    Occasion.CONTACT: words(
        "Lors de notre échange, nous avons noté que tout était réglé.", "When we spoke, we noted that all was settled."
    ),
    Occasion.PROMISE: words(
        "Nous avons noté que ce que nous vous avions promis est fait.",
        "We noted that what we had promised you is done.",
    ),
}
"""How the page begins, by occasion."""
BODY = words(
    "{greeting},\n\n{about}\n\nDites-le-nous en dix secondes, sans code ni mot de passe :\n{link}\n\nVotre réponse est "
    "rattachée à votre dossier ; vous la donnez une fois, jusqu’au {until}, et personne chez nous ne peut la modifier. Si "
    "vous répondez non, ou en partie, une personne reprend votre dossier.\n\n{house}\n",
    "{greeting},\n\n{about}\n\nTell us in ten seconds, without a code or a password:\n{link}\n\nYour answer goes with your "
    "case; you give it once, until {until}, and nobody here can change it. If you answer no, or partly, a person takes "
    "up your case again.\n\n{house}\n",
)
NO_LINK = words(
    "Ce lien ne mène à aucune demande d’avis. Vérifiez qu’il est entier.",
    "This link leads to no survey. Check that it is whole.",
)
OVER = words(
    "Le délai pour répondre est passé. Si quelque chose reste à régler, écrivez-nous depuis la page de votre dossier.",
    "The time to answer has passed. If anything is left to settle, write to us from the page of your case.",
)
ANSWERED = words("Vous avez déjà répondu : merci.", "You have answered already: thank you.")
NOT_YOURS = words("Seul le client répond.", "Only the customer answers.")
REOPENED = {
    Reply.NO: words(
        "Le client répond à notre demande d’avis que ce n’est pas réglé.",
        "The customer answers our survey that it is not settled.",
    ),
    Reply.PARTLY: words(
        "Le client répond à notre demande d’avis que ce n’est réglé qu’en partie.",
        "The customer answers our survey that it is only partly settled.",
    ),
}
"""Why a closed case is taken up again, by what the customer answered first."""


def unknown_survey() -> Refused:
    """One refusal for a link that never was, was altered, or was made for an address we no longer write to."""
    return Refused("no_such_survey", NO_LINK, "link")
