"""Every step that a case may take next, in two wordings: ours, and the customer's, who also learns why it takes that long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.cases.rules import last_word, mediated
from app.cases.rules.states import State
from app.kernel import Words, words


@dataclass(frozen=True)
class Step:
    """The next step: its code, our wording, the customer's, why, by when (civil date), and the button that does it."""

    code: str
    ours: Words
    theirs: Words
    why: Words
    due_on: date | None
    transition: str
    follow_up: bool = False
    """Nothing but the house’s own habit of looking again set the date."""


def _step(code: str, ours: Words, theirs: Words, why: Words, transition: str) -> Step:
    return Step(code, ours, theirs, why, None, transition)


PROMISED = _step(
    "keep_promise",
    words("Tenir l’engagement : {promise}", "Keep the promise: {promise}"),
    words("Nous faisons ce que nous vous avons promis : « {promise} ».", "We do what we promised you: “{promise}”."),
    words("C’est la date que nous vous avons donnée.", "It is the date we gave you."),
    "",
)
BROKEN = _step(
    "keep_promise",
    words("Tenir l’engagement rompu : {promise}", "Keep the broken promise: {promise}"),
    words(
        "Nous n’avons pas fait à temps ce que nous vous avons promis, et nous vous le devons toujours : « {promise} ».",
        "We have not done in time what we promised you, and we still owe it to you: “{promise}”.",
    ),
    words("Un engagement reste dû tant qu’il n’est pas tenu.", "A promise is owed until it is kept."),
    "",
)
TAKE = _step(
    "take_charge",
    words("Prendre en charge et accuser réception", "Take charge and acknowledge"),
    words("Quelqu’un de notre service client prend votre dossier en charge.", "An adviser takes charge of your case."),
    words(
        "Nous accusons réception de chaque réclamation avant de l’examiner.",
        "We acknowledge every complaint before we examine it.",
    ),
    "take_charge",
)
ANSWER = _step(
    "answer",
    words("Répondre par écrit à la réclamation", "Answer the complaint in writing"),
    words(
        "Nous examinons votre réclamation et vous répondons par écrit.",
        "We examine your complaint and answer in writing.",
    ),
    words(
        "Nous vérifions les faits avec les services concernés avant de répondre.",
        "We check the facts with those concerned before answering.",
    ),
    "answer",
)
JUDGE = _step(
    "judge",
    words("Examiner à neuf et donner la réponse définitive", "Examine afresh and give the final answer"),
    words(
        "Notre responsable qualité, qui n’a pas traité votre dossier, l’examine à neuf.",
        "Our quality officer, who has not handled your case, examines it afresh.",
    ),
    words(
        "Cet examen est indépendant des services qui vous ont répondu.",
        "This examination is independent of those who answered you.",
    ),
    "final_answer",
)
DECIDE_OFFER = _step(
    "send_offer",
    words("Envoyer l’offre préparée, une fois validée", "Send the offer that is ready, once approved"),
    words("Nous préparons une proposition pour vous.", "We are preparing a proposal for you."),
    words(
        "Une proposition doit être validée par une personne habilitée.",
        "A proposal must be approved by somebody entitled to.",
    ),
    "send_offer",
)
WAIT = _step(
    "wait_customer",
    words("Attendre la réponse du client, relancer sinon", "Wait for the customer’s reply, remind otherwise"),
    words("Nous attendons votre réponse ou vos pièces.", "We are waiting for your reply or documents."),
    words(
        "Sans réponse, nous répondrons avec les pièces que nous avons.",
        "Without a reply, we will answer on the documents we have.",
    ),
    "customer_replied",
)
REMIND = _step(
    "remind",
    words("Relancer le client : notre demande est sans réponse", "Remind the customer: our question has no reply"),
    words("Nous attendons toujours votre réponse ou vos pièces.", "We are still waiting for your reply or documents."),
    words(
        "Nous vous écrivons encore une fois avant de répondre avec les pièces que nous avons.",
        "We write to you once more before we answer on the documents we have.",
    ),
    "ask_customer",
)
ON_THE_PIECES = _step(
    "answer",
    words(
        "Répondre sur les pièces que nous avons : deux relances sont restées sans réponse",
        "Answer on the documents we have: two reminders had no reply",
    ),
    words("Nous vous répondons avec les pièces que nous avons.", "We answer you on the documents we have."),
    words(
        "Nous vous avons écrit plusieurs fois sans recevoir de réponse ; la vôtre reste la bienvenue.",
        "We wrote to you several times without a reply; yours is still welcome.",
    ),
    "answer",
)
OFFER = _step(
    "await_offer",
    words("Attendre la réponse à l’offre", "Wait for the answer to the offer"),
    words(
        "Une offre vous attend : vous pouvez l’accepter, la refuser ou en proposer une autre.",
        "An offer awaits you: you may accept it, refuse it or propose another.",
    ),
    words(
        "L’offre reste valable jusqu’à cette date ; la refuser ne ferme aucun droit.",
        "The offer stands until that date; refusing it closes no right.",
    ),
    "",
)
CARRY_OUT = _step(
    "carry_out",
    words("Exécuter ce qui a été convenu ou jugé", "Carry out what was agreed or judged"),
    words("Nous exécutons ce qui a été convenu ou jugé.", "We carry out what was agreed or judged."),
    words("C’est la date à laquelle nous nous sommes engagés.", "It is the date we committed to."),
    "close_carried_out",
)
CLOSE = _step(
    "close",
    words("Vérifier qu’il ne reste rien à exécuter, puis clore", "Check that nothing is left to carry out, then close"),
    words(
        "De notre côté, il ne reste rien à exécuter. Dites-nous si quelque chose manque.",
        "On our side nothing is left to carry out. Tell us if something is missing.",
    ),
    words(
        "Nous attendons un peu avant de clore, au cas où quelque chose ne serait pas arrivé.",
        "We wait a little before closing, in case something has not reached you.",
    ),
    "close_carried_out",
)
REACTION = _step(
    "await_reaction",
    words("Laisser le client réagir", "Let the customer react"),
    words(
        "Nous vous avons répondu. Vous pouvez contester, ou nous dire que c’est résolu.",
        "We have answered you. You may contest, or tell us it is solved.",
    ),
    words(
        "Le dossier se clôt de lui-même à cette date si nous n’avons pas de nouvelles ; vos droits demeurent.",
        "The case closes by itself on that date if we hear nothing; your rights remain.",
    ),
    "close_quietly",
)
CONTESTED = _step("await_reaction", last_word.OURS, last_word.THEIRS, last_word.WHY, "")
LAST_WORD = replace(REACTION, theirs=last_word.GIVEN)
AGAIN = replace(JUDGE, ours=last_word.AGAIN_OURS, theirs=last_word.AGAIN, why=last_word.AGAIN_WHY)
MEDIATION = _step(
    "mediation",
    words("Suivre la médiation", "Follow the mediation"),
    words("Le médiateur examine votre dossier.", "The mediator examines your case."),
    words(
        "Le médiateur fixe son calendrier ; la loi lui donne 90 jours, qu’il peut prolonger.",
        "The mediator sets the timetable; the law gives 90 days, which may be extended.",
    ),
    "",
)
ENTER_MEDIATION = _step(
    "enter_mediation",
    words("Dire au médiateur si nous entrons en médiation", "Tell the mediator whether we enter mediation"),
    words(
        "Le médiateur a été saisi ; nous lui disons si nous acceptons la médiation.",
        "The mediator has been seised; we say whether we accept mediation.",
    ),
    words(
        "Chacun est libre d’accepter la médiation, et d’en sortir à tout moment.",
        "Each side is free to accept mediation, and to leave it at any time.",
    ),
    "",
)
ANSWER_PROPOSAL = _step(
    "answer_proposal",
    words("Répondre à la proposition du médiateur", "Answer the mediator’s proposal"),
    words(
        "Le médiateur a fait une proposition : vous êtes libre de l’accepter ou non, et nous aussi. C’est à lui que vous répondez.",
        "The mediator has made a proposal: you are free to accept it or not, and so are we. You answer the mediator directly.",
    ),
    words(
        "Le médiateur fixe la date ; le recours au juge reste ouvert.",
        "The mediator sets the date; the court stays open.",
    ),
    "",
)
REPLY_MEDIATOR = _step(
    "reply_mediator",
    words("Répondre à la demande du médiateur", "Reply to the mediator’s request"),
    words(
        "Le médiateur nous a posé des questions, auxquelles nous répondons.",
        "The mediator has asked us questions, which we answer.",
    ),
    words("Il a besoin de nos réponses pour examiner le dossier.", "Our answers are needed to examine the case."),
    "",
)
PROPOSED = replace(MEDIATION, theirs=mediated.PROPOSED, why=mediated.PROPOSED_WHY)
AGREED = replace(CARRY_OUT, ours=mediated.AGREED_OURS, theirs=mediated.AGREED, why=mediated.AGREED_WHY, transition="")
OF_MEDIATION = {
    "entry": ENTER_MEDIATION,
    "accept_by": ANSWER_PROPOSAL,
    "reply": REPLY_MEDIATOR,
    "reply_complex": REPLY_MEDIATOR,
}
"""The steps of a mediation that wait for us, by the name that regimes give to the date (FR-MED-09, FR-MED-12, EU-ADR-03)."""
DUTY = _step(
    "duty",
    words("Tenir l’échéance : {duty}", "Meet the date: {duty}"),
    words(
        "Une date que nous devons tenir pour vous tombe ce jour-là.", "A date that we must meet for you falls that day."
    ),
    words("Elle court même pendant que nous attendons autre chose.", "It runs even while we wait for something else."),
    "",
)
REPLY = _step(
    "reply_message",
    words("Lire le message du client et y répondre", "Read the customer’s message and reply"),
    words("Nous lisons ce que vous nous avez écrit et vous répondons.", "We read what you wrote and reply."),
    words("Chaque message est lu par une personne.", "Every message is read by a person."),
    "",
)
COURT = _step(
    "court",
    words("Suivre la procédure", "Follow the proceedings"),
    words("Le tribunal est saisi.", "The court has the case."),
    words("Le calendrier est celui du tribunal.", "The timetable is the court’s."),
    "",
)
NOTHING = _step(
    "none",
    words("Rien à faire : le dossier est clos", "Nothing to do: the case is closed"),
    words("Votre dossier est clos.", "Your case is closed."),
    words("Si ce n’est pas fini, dites-le-nous.", "If it is not over, tell us."),
    "",
)
BY_STATE = {
    State.WAITING: WAIT,
    State.OFFER_OPEN: OFFER,
    State.SETTLING: CARRY_OUT,
    State.ANSWERED: REACTION,
    State.IN_MEDIATION: MEDIATION,
    State.IN_COURT: COURT,
    State.CLOSED: NOTHING,
}
