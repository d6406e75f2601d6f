"""What a customer can do on their page: one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.cases import actions as cases
from app.cases.actions.logging import Complaint
from app.cases.models import Case
from app.intake.actions import attach_repeat, count_repeat
from app.kernel import Words, day_of, words
from app.people.rules import Actor
from app.portal.queries import CustomersPage

Do = Callable[[Case, str, Actor, datetime], object]
WRITE = words("Écrivez quelques mots.", "Write a few words.")


@dataclass(frozen=True)
class Act:
    """One thing a customer can do: its words, what it asks, when it is there."""

    label: Words
    lead: Words
    question: Words
    button: Words
    done: Words
    do: Do
    arrows: tuple[str, ...] = ()
    """Arrows of the workflow of which one must be open to them; none asks for an open case."""
    icon: str = "envelope"
    needs_words: bool = True
    takes_files: bool = True
    empty: Words = WRITE
    danger: bool = False


def _in_writing(case: Case, text: str, by: Actor, at: datetime) -> None:
    """The first written complaint counts for ever, also when it only says again what was told by telephone."""
    attach_repeat(case, Complaint(text, "web", written=True, received_on=day_of(at, case.zone)), by=by, at=at)
    cases.hear(case, at=at)


def _contest(case: Case, text: str, by: Actor, at: datetime) -> None:
    """Contesting here is complaining in writing, should nothing have been written before (L. 612-2, 1° C. conso).

    What is said of a final answer is read by somebody: no level of ours takes the case up.
    """
    cases.contest(case, text, by=by, at=at)
    if case.first_written_on is None:
        count_repeat(case, Complaint(text, "web", written=True, received_on=day_of(at, case.zone)), by=by, at=at)
    if case.final_at is not None:
        cases.hear(case, at=at)


ACTS: dict[str, Act] = {
    "written": Act(
        words("Écrire ma réclamation", "Put my complaint in writing"),
        words(
            "Vous nous en avez parlé ; dites-le ici avec vos mots. Un médiateur ne peut être saisi qu’après une réclamation écrite.",
            "You told us about it; say it here in your own words. A mediator can only be seised after a written complaint.",
        ),
        words("Ce qui s’est passé et ce que vous demandez", "What happened and what you ask"),
        words("Envoyer ma réclamation", "Send my complaint"),
        words("Votre réclamation écrite est arrivée.", "Your written complaint has arrived."),
        _in_writing,
        icon="pencil",
        empty=words("Dites ce qui s’est passé.", "Say what happened."),
    ),
    "message": Act(
        words("Écrire ou joindre une pièce", "Write or add a document"),
        words(
            "Votre message arrive dans votre dossier ; une personne le lit et vous répond.",
            "Your message goes into your case; a person reads it and replies.",
        ),
        words("Votre message", "Your message"),
        words("Envoyer", "Send"),
        words("Votre message est arrivé. Nous vous répondons.", "Your message has arrived. We will reply."),
        lambda case, text, by, at: cases.customer_wrote(case, text, by=by, at=at),
    ),
    "contest": Act(
        words("Contester la réponse", "Contest the answer"),
        words(
            "Dites ce qui ne va pas dans notre réponse. Votre dossier est alors examiné par un niveau supérieur.",
            "Say what is wrong with our answer. Your case is then examined at a higher level.",
        ),
        words("Ce qui ne vous convient pas", "What you disagree with"),
        words("Contester", "Contest"),
        words("Votre contestation est enregistrée.", "Your contestation is recorded."),
        _contest,
        ("contest",),
        "flag-fill",
        empty=words("Dites ce qui ne vous convient pas.", "Say what you disagree with."),
    ),
    "contest_final": Act(
        words("Contester la réponse définitive", "Contest the final answer"),
        words(
            "Dites ce qui ne va pas. Aucun autre niveau de chez nous ne réexamine une réponse définitive : elle vous dit à qui "
            "vous adresser ensuite. Votre dossier ne se clôt alors plus faute de nouvelles.",
            "Say what is wrong. No other level of ours examines a final answer again: it says whom you may turn to next. Your "
            "case then no longer closes for want of news.",
        ),
        words("Ce qui ne vous convient pas", "What you disagree with"),
        words("Contester", "Contest"),
        words("Votre contestation est enregistrée.", "Your contestation is recorded."),
        _contest,
        ("contest_final",),
        "flag-fill",
        empty=words("Dites ce qui ne vous convient pas.", "Say what you disagree with."),
    ),
    "solved": Act(
        words("C’est résolu", "It is solved"),
        words(
            "Nous closons alors votre dossier. Vos droits demeurent : vous pourrez le rouvrir si ce n’était pas fini.",
            "We then close your case. Your rights remain: you may reopen it if it was not over.",
        ),
        words("Un mot, si vous le souhaitez", "A word, if you like"),
        words("Clore mon dossier", "Close my case"),
        words("Merci. Votre dossier est clos.", "Thank you. Your case is closed."),
        lambda case, text, by, at: cases.close(case, "close_solved", by=by, at=at, text=text),
        ("close_solved",),
        "check-circle",
        needs_words=False,
        takes_files=False,
    ),
    "reopen": Act(
        words("Ce n’est pas résolu : rouvrir", "It is not solved: reopen"),
        words(
            "Dites ce qui reste à régler. Votre dossier reprend là où il en était ; sa date de départ ne change pas.",
            "Say what remains to be settled. Your case goes on where it was; the date it began on does not change.",
        ),
        words("Ce qui reste à régler", "What remains to be settled"),
        words("Rouvrir mon dossier", "Reopen my case"),
        words("Votre dossier est rouvert.", "Your case is reopened."),
        lambda case, text, by, at: cases.reopen(case, text, by=by, at=at),
        ("reopen",),
        "arrow-counterclockwise",
        empty=words("Dites ce qui reste à régler.", "Say what remains to be settled."),
    ),
    "withdraw": Act(
        words("Retirer ma réclamation", "Withdraw my complaint"),
        words(
            "Nous cessons alors de l’examiner et nous closons votre dossier. Ce que la loi vous doit reste dû.",
            "We then stop examining it and close your case. What the law owes you remains due.",
        ),
        words("Pourquoi vous la retirez", "Why you withdraw it"),
        words("Retirer ma réclamation", "Withdraw my complaint"),
        words("Votre réclamation est retirée.", "Your complaint is withdrawn."),
        lambda case, text, by, at: cases.withdraw(case, text, by=by, at=at),
        ("withdraw",),
        "x-circle",
        takes_files=False,
        empty=words("Dites en quelques mots pourquoi.", "Say why in a few words."),
        danger=True,
    ),
}


def possible_acts(page: CustomersPage) -> dict[str, Act]:
    """What a customer can do on this page now."""
    return {name: act for name, act in ACTS.items() if is_possible(name, act, page)}


def is_possible(name: str, act: Act, page: CustomersPage) -> bool:
    """Is this act there now? A final answer is contested once: a second time would open nothing more."""
    if not act.arrows and not page.case.is_open:
        return False
    if name == "written" and page.case.first_written_on is not None:
        return False
    if name == "withdraw" and not page.case.is_open:
        return False
    if name == "contest_final" and page.case.quiet_close_on is None:
        return False
    return not act.arrows or any(arrow in page.may for arrow in act.arrows)
