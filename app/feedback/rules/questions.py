"""What customers are asked, on which occasion, and on which scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.kernel import Refused, Words, words


class Occasion(StrEnum):
    """Why somebody is asked."""

    CLOSED = "closed"
    """We closed the case."""
    CONTACT = "contact"
    """At the end of a call or a visit we noted that the customer says it is solved."""
    PROMISE = "promise"
    """We noted that a promise was kept."""

    @property
    def words(self) -> Words:
        """On screen."""
        return OCCASIONS[self]


OCCASIONS = {
    Occasion.CLOSED: words("après la clôture", "after closing"),
    Occasion.CONTACT: words("après un contact", "after a contact"),
    Occasion.PROMISE: words("après un engagement tenu", "after a promise was kept"),
}


class Reply(StrEnum):
    """Is it solved, was it done: one of three."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"

    @property
    def score(self) -> int:
        """2 for yes, 1 for partly, 0 for no."""
        return {Reply.YES: 2, Reply.PARTLY: 1, Reply.NO: 0}[self]


class Question(StrEnum):
    """One question; `SOLVED` and `KEPT` are answered by a `Reply`, the others by a number of their scale."""

    SOLVED = "solved"
    KEPT = "kept"
    SATISFACTION = "satisfaction"
    """CSAT, 1 (very dissatisfied) to 5 (very satisfied)."""
    EFFORT = "effort"
    """CES 2.0, agreement with "the company made it easy", 1 (not at all) to 7 (entirely): more is better."""
    RECOMMENDATION = "recommendation"
    """NPS, 0 (not at all likely) to 10 (extremely likely)."""

    @property
    def words(self) -> Words:
        """Its short name, for our own pages."""
        return NAMES[self]

    @property
    def asked(self) -> Words:
        """As the customer is asked."""
        return ASKED[self]


NAMES = {
    Question.SOLVED: words("Résolu", "Solved"),
    Question.KEPT: words("Engagement tenu", "Promise kept"),
    Question.SATISFACTION: words("Satisfaction", "Satisfaction"),
    Question.EFFORT: words("Facilité", "Ease"),
    Question.RECOMMENDATION: words("Recommandation", "Recommendation"),
}
ASKED = {
    Question.SOLVED: words("Votre problème est-il résolu ?", "Is your problem solved?"),
    Question.KEPT: words("Avons-nous fait ce que nous avions promis ?", "Did we do what we had promised?"),
    Question.SATISFACTION: words(
        "Êtes-vous satisfait de la façon dont nous l’avons traité ?", "Are you satisfied with the way we dealt with it?"
    ),
    Question.EFFORT: words(
        "« L’entreprise m’a facilité les choses » : êtes-vous d’accord ?",
        "“The company made it easy for me”: do you agree?",
    ),
    Question.RECOMMENDATION: words(
        "Nous recommanderiez-vous à un proche ?", "Would you recommend us to somebody close to you?"
    ),
}
REPLIES: Mapping[Question, Mapping[Reply, Words]] = {
    Question.SOLVED: {
        Reply.YES: words("Oui, c’est résolu", "Yes, it is solved"),
        Reply.PARTLY: words("En partie", "Partly"),
        Reply.NO: words("Non, ce n’est pas résolu", "No, it is not solved"),
    },
    Question.KEPT: {
        Reply.YES: words("Oui, c’est fait", "Yes, it is done"),
        Reply.PARTLY: words("En partie", "Partly"),
        Reply.NO: words("Non, ce n’est pas fait", "No, it is not done"),
    },
}


class Scale(NamedTuple):
    """The numbers that answer a question, and what its two ends mean."""

    low: int
    high: int
    least: Words
    most: Words

    @property
    def words(self) -> Words:
        """The scale in a line."""
        return ENDS.fill(low=self.low, least=self.least, high=self.high, most=self.most)


ENDS = words("de {low} ({least}) à {high} ({most})", "from {low} ({least}) to {high} ({most})")

SCALES: Mapping[Question, Scale] = {
    Question.SATISFACTION: Scale(
        1, 5, words("pas du tout satisfait", "not at all satisfied"), words("très satisfait", "very satisfied")
    ),
    Question.EFFORT: Scale(
        1, 7, words("pas du tout d’accord", "do not agree at all"), words("tout à fait d’accord", "agree entirely")
    ),
    Question.RECOMMENDATION: Scale(
        0, 10, words("certainement pas", "certainly not"), words("très certainement", "very likely")
    ),
}


class Asked(NamedTuple):
    """One question of a survey; an optional one may be passed over."""

    question: Question
    required: bool


def questions(occasion: Occasion, *, promised: bool) -> tuple[Asked, ...]:
    """What is asked, in order: first the one thing that counts, then how it went; words are always optional.

    `promised`: something that was promised was done on this case, and nobody has asked yet whether it really was: asked
    after closing too, in the place of "solved", so that one survey checks both.
    """
    first = Asked(Question.KEPT if promised else Question.SOLVED, required=True)
    more = {
        Occasion.CLOSED: (
            Asked(Question.SATISFACTION, True),
            Asked(Question.EFFORT, False),
            Asked(Question.RECOMMENDATION, False),
        ),
        Occasion.CONTACT: (Asked(Question.EFFORT, False),),
        Occasion.PROMISE: (),
    }
    return (first, *more[occasion])


@dataclass(frozen=True)
class Answers:
    """What a customer answers: exactly one of `solved` and `kept`, and whatever else was asked."""

    solved: Reply | None = None
    kept: Reply | None = None
    satisfaction: int | None = None
    effort: int | None = None
    recommendation: int | None = None
    words: str = ""

    @property
    def reply(self) -> Reply:
        """Is it solved, or was it done: whichever was asked."""
        found = self.solved or self.kept
        assert found is not None
        return found


LONGEST = 4_000
"""Characters of the customer's own words."""


def require_answers(asked: tuple[Asked, ...], given: Answers) -> None:
    """Refuse an answer that is missing, was not asked, or lies outside its scale."""
    wanted = {each.question: each.required for each in asked}
    for question in Question:
        value = getattr(given, question.value)
        if value is None and wanted.get(question):
            raise Refused("answer_missing", MISSING, question.value)
        if value is not None and question not in wanted:
            raise Refused("not_asked", NOT_ASKED, question.value)
        if value is not None and question in SCALES:
            scale = SCALES[question]
            if not scale.low <= value <= scale.high:
                raise Refused("off_the_scale", OFF_SCALE.fill(low=scale.low, high=scale.high), question.value)
    if len(given.words) > LONGEST:
        raise Refused("too_long", TOO_LONG, "words")


MISSING = words("Choisissez une réponse.", "Choose an answer.")
NOT_ASKED = words("Cette question n’est pas posée ici.", "This question is not asked here.")
OFF_SCALE = words("La réponse va de {low} à {high}.", "The answer goes from {low} to {high}.")
TOO_LONG = words("Au plus 4 000 signes.", "At most 4,000 characters.")
