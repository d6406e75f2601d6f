"""Templates of letters in both languages: fields to fill, a text to complete, and parts that nobody may take out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.correspondence.rules.calling import called_in_english
from app.correspondence.rules.kinds import LetterKind
from app.kernel import Money, Words, words
from app.people.rules.customers import titled


@dataclass(frozen=True)
class Fields:
    """What a template may name."""

    ref: str
    subject: str
    received_on: date
    next_on: date | None = None
    title: str = ""
    name: str = ""
    asked: Money | None = None
    close_on: date | None = None
    """Until when the customer may react to an answer."""
    bought: str = ""
    bought_on: date | None = None
    contact: str = ""
    """Whom to write to or call; empty where the house gave neither address nor telephone."""
    promised: Words | None = None
    """What we do by when, a line each: the gestures accepted, or what is due by law."""


def greeting(fields: Fields) -> Words:
    """How a letter begins."""
    if not fields.title:
        return words("Madame, Monsieur", "Dear {name}", name=fields.name or "Sir or Madam")
    called = {"Mme": "Madame", "M.": "Monsieur"}.get(titled(fields.title, "fr"), fields.title)
    return words("{title}", "Dear {name}", title=called, name=called_in_english(fields.title, fields.name))


def subject(kind: LetterKind, fields: Fields) -> Words:
    """The line above the letter, and the subject of the mail."""
    if kind is LetterKind.PROACTIVE:
        return ABOUT_BOUGHT.fill(bought=fields.bought, ref=fields.ref)
    if kind is LetterKind.LETTER:
        return words("Votre dossier {ref}", "Your case {ref}", ref=fields.ref)
    return words("{what} : votre dossier {ref}", "{what}: your case {ref}", what=kind.words, ref=fields.ref)


def draft(kind: LetterKind, fields: Fields, wording: Words | None = None) -> Words:
    """The text to start from: as the house words it (`wording`), else as the product proposes."""
    after = WHEN.fill(next_on=fields.next_on) if fields.next_on else SOON
    return (wording or DRAFTS[kind]).fill(
        greeting=greeting(fields), subject=fields.subject.rstrip(" .!"), received=fields.received_on, ref=fields.ref,
        after=after, close_on=fields.close_on or fields.received_on, bought=fields.bought,
        bought_on=fields.bought_on or fields.received_on, contact=fields.contact or ANSWER_THIS,
        promised=fields.promised or "",
    )  # fmt: skip


def locked(kind: LetterKind, ends_on: date | None = None) -> tuple[Words, ...]:
    """The parts that come with this kind whatever is written above them.

    `ends_on`: until when the mediator may be seised, when that window is known (FR-MED-05).
    """
    if kind is LetterKind.HOLDING:
        return (STILL_RUNNING,)
    if kind is LetterKind.PROACTIVE:
        return (NOTHING_WAIVED,)
    if kind is LetterKind.CONFIRMATION:
        return (GOODWILL,)
    if kind is LetterKind.ENTITLEMENT:
        return (BY_LAW,)
    if kind is LetterKind.CLOSING:
        window = (WINDOW.fill(ends_on=ends_on),) if ends_on is not None else ()
        return (STILL_YOURS, *window)
    return ()


TO_FILL = re.compile(r"^[ \t]*(\[[^\[\]\n]+\])[ \t]*$", re.MULTILINE)


def left_to_fill(text: str) -> tuple[str, ...]:
    """What a template asked to be written and nobody wrote: the lines that are only words between square brackets."""
    return tuple(TO_FILL.findall(text.replace("\r\n", "\n")))


def still_open(fields: Fields, until: date) -> Words:
    """That silence will close the case on another day than was announced."""
    return QUIET_MOVED.fill(greeting=greeting(fields), subject=fields.subject.rstrip(" .!"), until=until)


QUIET_MOVED = words(
    "{greeting},\n\nVotre dossier ({subject}) reste ouvert à votre réaction jusqu’au {until} ; cette date remplace celle "
    "que nous vous avions donnée.\n\nSans nouvelles de votre part d’ici là, nous le clorons. Si quelque chose reste à "
    "régler, répondez à cette lettre.",
    "{greeting},\n\nYour case ({subject}) stays open to your reaction until {until}; that date replaces the one we had "
    "given you.\n\nIf we do not hear from you by then, we will close it. If anything is left to settle, answer this letter.",
)
DECISION = words("[Ce que nous décidons, et pourquoi]", "[What we decide, and why]")
"""Where an answer says it: a place to fill in."""
ANSWER = words(
    "{greeting},\n\nNous avons bien reçu votre réclamation du {received} : {subject}.\n\n"
    f"[Ce que nous avons compris et vérifié]\n\n{DECISION.fr}\n\n[Ce qui se passe ensuite, et quand]\n\n"
    "Sans nouvelles de votre part, nous clorons ce dossier le {close_on} ; vos droits demeurent entiers.",
    "{greeting},\n\nWe have received your complaint of {received}: {subject}.\n\n"
    f"[What we understood and checked]\n\n{DECISION.en}\n\n[What happens next, and when]\n\n"
    "If we do not hear from you, we will close this case on {close_on}; your rights remain whole.",
)
DRAFTS: dict[LetterKind, Words] = {
    LetterKind.ACKNOWLEDGEMENT: words(
        "{greeting},\n\nNous avons bien reçu votre réclamation. Elle porte le numéro {ref}. Nous l’examinons et vous répondrons par écrit.",
        "{greeting},\n\nWe have received your complaint. Its number is {ref}. We are examining it and will answer in writing.",
    ),
    LetterKind.ANSWER: ANSWER,
    LetterKind.FINAL_ANSWER: ANSWER,
    LetterKind.HOLDING: words(
        "{greeting},\n\nVotre réclamation du {received} ({subject}) est toujours à l’examen.\n\n"
        "[Ce que nous avons fait, ce qu’il reste à vérifier]\n\n{after}",
        "{greeting},\n\nYour complaint of {received} ({subject}) is still being examined.\n\n"
        "[What we have done, what is left to check]\n\n{after}",
    ),
    LetterKind.CLOSING: words(
        "{greeting},\n\nNous clôturons votre dossier : {subject}.\n\n"
        "Si quelque chose reste à régler, répondez à cette lettre : nous le rouvrirons.",
        "{greeting},\n\nWe are closing your case: {subject}.\n\n"
        "If anything is left to settle, answer this letter and we will open it again.",
    ),
    LetterKind.LETTER: words("{greeting},\n\n", "{greeting},\n\n"),
    LetterKind.REQUEST: words(
        "{greeting},\n\nPour avancer dans votre dossier ({subject}), nous avons besoin de ce qui suit :\n\n"
        "[Les pièces ou les réponses attendues, une par ligne]\n\n"
        "Répondez-nous, s’il vous plaît, jusqu’au {close_on}. Ensuite, nous vous répondrons avec ce que nous avons.",
        "{greeting},\n\nTo go on with your case ({subject}), we need the following:\n\n"
        "[The documents or answers we wait for, one a line]\n\n"
        "Please reply by {close_on}. After that we will answer you with what we have.",
    ),
    LetterKind.AGREEMENT: words(
        "{greeting},\n\nVous trouverez ci-joint le protocole que nous vous proposons de signer pour régler : {subject}.\n\n"
        "Prenez le temps de le lire, et de prendre conseil. Rien n’est conclu tant que chacun ne l’a pas signé de sa main.",
        "{greeting},\n\nPlease find attached the agreement that we propose to sign to settle: {subject}.\n\n"
        "Take the time to read it and to take advice. Nothing is concluded until each side has signed it by hand.",
    ),
}
DRAFTS[LetterKind.CONFIRMATION] = words(
    "{greeting},\n\nNous avons bien noté votre accord sur notre offre ({subject}). Voici par écrit ce que nous faisons, et quand :"
    "\n\n{promised}\n\nPour toute question : {contact}. Rappelez le numéro {ref}.",
    "{greeting},\n\nWe have recorded your acceptance of our offer ({subject}). Here in writing is what we do, and when:"
    "\n\n{promised}\n\nIf you have any question: {contact}. Please give the number {ref}.",
)
DRAFTS[LetterKind.ENTITLEMENT] = words(
    "{greeting},\n\nNous avons examiné les faits de votre dossier ({subject}). Voici ce que la loi vous accorde, et à quelle "
    "date :\n\n{promised}\n\nPour toute question : {contact}. Rappelez le numéro {ref}.",
    "{greeting},\n\nWe have examined the facts of your case ({subject}). Here is what the law grants you, and by when:"
    "\n\n{promised}\n\nIf you have any question: {contact}. Please give the number {ref}.",
)
DRAFTS[LetterKind.PROACTIVE] = words(
    "{greeting},\n\nVous avez acheté chez nous : {bought}, le {bought_on}. Nous vous écrivons sans attendre que vous ayez à "
    "réclamer.\n\n[Ce qui s’est passé]\n\n[Ce que nous faisons, et ce que vous pouvez faire]\n\n"
    "Si cela vous concerne, ou pour toute question : {contact}. Rappelez la référence {ref}.",
    "{greeting},\n\nYou bought from us: {bought}, on {bought_on}. We are writing to you without waiting for you to have to "
    "complain.\n\n[What happened]\n\n[What we do, and what you can do]\n\n"
    "If this concerns you, or if you have any question: {contact}. Please give the reference {ref}.",
)
ABOUT_BOUGHT = words("Votre achat : {bought} ({ref})", "Your purchase: {bought} ({ref})")
ANSWER_THIS = words("répondez à cette lettre", "answer this letter")
GOODWILL = words(
    "Nous le faisons à titre purement commercial, sans reconnaissance de responsabilité. Votre accord ne vous retire aucun droit, ni "
    "celui de saisir un juge.",
    "We do this purely as a goodwill gesture, without admission of liability. Your acceptance takes away none of your rights, nor "
    "that of going to court.",
)
BY_LAW = words(
    "Vous n’avez rien à accepter ni à signer pour l’obtenir, et cela ne vous retire aucun autre droit.",
    "You have nothing to accept or sign to receive it, and this takes away none of your other rights.",
)
NOTHING_WAIVED = words(
    "Cette lettre ne suspend aucun de vos délais et ne vous retire aucun droit ; vous pouvez réclamer même si elle ne vous "
    "propose rien.",
    "This letter suspends none of your time limits and takes away none of your rights; you may complain even if it offers you "
    "nothing.",
)
WHEN = words(
    "Nous vous écrirons au plus tard le {next_on}, même si l’examen n’est pas terminé.",
    "We will write to you by {next_on} at the latest, even if the examination is not over.",
)
SOON = words("Nous vous écrirons dès que nous en saurons plus.", "We will write to you as soon as we know more.")
STILL_RUNNING = words(
    "Cette lettre ne suspend aucun de vos délais et ne vous retire aucun droit.",
    "This letter suspends none of your time limits and takes away none of your rights.",
)
STILL_YOURS = words(
    "La clôture de ce dossier n’arrête aucun délai et ne vous retire aucun droit, ni celui de saisir un juge.",
    "Closing this case stops no time limit and takes away none of your rights, nor that of going to court.",
)
WINDOW = words(
    "Vous pouvez saisir gratuitement le médiateur de la consommation jusqu’au {ends_on}.",
    "You may go to the consumer mediator free of charge until {ends_on}.",
)
