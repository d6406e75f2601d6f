"""What the journal says of surveys."""

from __future__ import annotations

from app.cases.rules.entries import Data, EntryKind
from app.feedback.rules.questions import Occasion, Question, Reply
from app.kernel import Words, words

SAID: dict[tuple[Question, Reply], Words] = {
    (Question.SOLVED, Reply.YES): words("c’est résolu, confirmé", "it is solved, confirmed"),
    (Question.SOLVED, Reply.PARTLY): words("résolu en partie", "partly solved"),
    (Question.SOLVED, Reply.NO): words("ce n’est pas résolu", "it is not solved"),
    (Question.KEPT, Reply.YES): words("la promesse est tenue, confirmé", "the promise was kept, confirmed"),
    (Question.KEPT, Reply.PARTLY): words("la promesse est tenue en partie", "the promise was partly kept"),
    (Question.KEPT, Reply.NO): words("la promesse n’est pas tenue", "the promise was not kept"),
}
"""What the first answer says, in words of ours."""


TONES = {Reply.YES: "kept", Reply.PARTLY: "soon", Reply.NO: "missed"}


def standing_of(said: tuple[Question, Reply] | None, *, open_: bool) -> tuple[Words, str]:
    """Where a survey stands, in words, and its colour: what was answered first, else whether it still may be."""
    if said is not None:
        return SAID[said], TONES[said[1]]
    return (AWAITED, "work") if open_ else (UNANSWERED, "")


AWAITED = words("réponse attendue", "answer awaited")
UNANSWERED = words("sans réponse", "no answer")


def said_of(data: Data) -> Words:
    """What the customer answered first, from the facts of the entry."""
    first = Question.KEPT if data.get("kept") else Question.SOLVED
    return SAID[first, Reply(str(data[first.value]))]


def _answered(data: Data) -> Words:
    return words("Avis du client : {said}", "Customer’s view: {said}", said=said_of(data))


def _occasion(fr: str, en: str, icon: str) -> EntryKind:
    return EntryKind(lambda data: words(fr, en, when=Occasion(str(data["occasion"])).words), icon)


ENTRIES: dict[str, EntryKind] = {
    "feedback.asked": _occasion(
        "Avis demandé au client, {when}", "Customer asked for their view, {when}", "emoji-smile"
    ),
    "feedback.bounced": _occasion(
        "La demande d’avis n’a pas pu partir ({when})", "The survey could not be sent ({when})", "x-circle"
    ),
    "feedback.answered": EntryKind(_answered, "emoji-smile"),
}
