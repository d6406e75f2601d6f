"""Rows of feedback: who was asked what and when, and the one answer. None of them ever changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import CASE_ERASED, Case, Promise
from app.feedback.rules import SCALES, Asked, Occasion, Question, Reply, questions
from app.feedback.rules.timing import Times
from app.kernel import day_of
from app.people.models import Staff
from app.people.rules import Level
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import append_only, wordless


class Invitation(Base):
    """That somebody was asked about a case, once for each entry of its journal that is an occasion to."""

    __tablename__ = "survey_invitation"
    __table_args__ = (
        UniqueConstraint("case_id", "entry_seq"),
        UniqueConstraint("message_id"),
        CheckConstraint("to_email <> ''", "has_an_address"),
        CheckConstraint("until_at > made_at", "open_for_a_while"),
        Index(None, "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    occasion: Mapped[Occasion] = mapped_column(one_of(Occasion, "occasion"))
    entry_seq: Mapped[int]
    """The entry of the case's journal that gave the occasion."""
    level: Mapped[Level] = mapped_column(one_of(Level, "level"))
    """The level whose work is asked about: that of the promise, else that of the case when it was asked."""
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    """Whose work is asked about: who promised, who noted the contact, who carried the case when it was closed."""
    to_name: Mapped[str] = mapped_column(String(200))
    to_email: Mapped[str] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(2))
    message_id: Mapped[str] = mapped_column(String(120))
    """Of the mail: fixed, so that a second delivery is known as the same."""
    made_at: Mapped[datetime]
    until_at: Mapped[datetime]
    """The first instant at which it can no longer be answered."""
    case: Mapped[Case] = relationship(lazy="select")
    staff: Mapped[Staff] = relationship(lazy="select")
    promises: Mapped[list[Promise]] = relationship(secondary="survey_promise", lazy="select", order_by=Promise.id)
    """The promises whose keeping is asked about."""
    answer: Mapped[Answer | None] = relationship(lazy="joined", back_populates="invitation")

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What is asked, in order."""
        return questions(self.occasion, promised=bool(self.promises))

    @property
    def made_on(self) -> date:
        """The civil day on which it was asked."""
        return day_of(self.made_at, self.case.zone)

    @property
    def until_on(self) -> date:
        """The last civil day on which it may be answered."""
        return day_of(self.until_at - timedelta(seconds=1), self.case.zone)

    def open_at(self, at: datetime) -> bool:
        """May it be answered at this instant?"""
        return self.answer is None and at < self.until_at


class PromiseAsked(Base):
    """That an invitation asks whether this promise was kept."""

    __tablename__ = "survey_promise"
    __table_args__ = (Index(None, "promise_id"),)

    invitation_id: Mapped[int] = mapped_column(ForeignKey("survey_invitation.id"), primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"), primary_key=True)


class Answer(Base):
    """The customer's answer to an invitation: one, for ever. Their own words lie in the journal, where they can be erased."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        CheckConstraint("(solved IS NULL) <> (kept IS NULL)", "solved_or_kept"),
        CheckConstraint("satisfaction BETWEEN 1 AND 5", "satisfaction_of_five"),
        CheckConstraint("effort BETWEEN 1 AND 7", "effort_of_seven"),
        CheckConstraint("recommendation BETWEEN 0 AND 10", "recommendation_of_ten"),
        Index(None, "at"),
    )

    invitation_id: Mapped[int] = mapped_column(ForeignKey("survey_invitation.id"), primary_key=True)
    at: Mapped[datetime]
    solved: Mapped[Reply | None] = mapped_column(one_of(Reply, "solved"))
    kept: Mapped[Reply | None] = mapped_column(one_of(Reply, "kept"))
    satisfaction: Mapped[int | None]
    effort: Mapped[int | None]
    recommendation: Mapped[int | None]
    invitation: Mapped[Invitation] = relationship(back_populates="answer", lazy="select")

    @property
    def said(self) -> tuple[Question, Reply]:
        """The question that counts, and its reply: is it solved, or was it done."""
        if self.kept is not None:
            return Question.KEPT, self.kept
        assert self.solved is not None
        return Question.SOLVED, self.solved

    @property
    def on(self) -> date:
        """The civil day on which it was given."""
        return day_of(self.at, self.invitation.case.zone)

    @property
    def shown(self) -> list[tuple[Question, int, int]]:
        """The numbers that were given, each with the highest of its scale."""
        return [(name, score, SCALES[name].high) for name, score in self.scores.items() if name in SCALES]

    @property
    def scores(self) -> dict[Question, int]:
        """Each question that was answered, with its score (a reply counts 2 for yes, 1 for partly, 0 for no)."""
        given = {question: getattr(self, question.value) for question in Question}
        return {
            name: value.score if isinstance(value, Reply) else value
            for name, value in given.items()
            if value is not None
        }


class SurveyTimes(Base):
    """The delays of surveys from one setting to the next; the last row counts, earlier ones are its history."""

    __tablename__ = "survey_times"
    __table_args__ = (
        CheckConstraint("closed >= 0 AND contact >= 0 AND promise >= 0", "after_the_occasion"),
        CheckConstraint("rest > 0 AND open > 0", "days_to_rest_and_answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    closed: Mapped[int]
    contact: Mapped[int]
    promise: Mapped[int]
    rest: Mapped[int]
    open: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))

    @property
    def times(self) -> Times:
        """As rules see them."""
        return Times(self.closed, self.contact, self.promise, self.rest, self.open)


append_only(PromiseAsked, Answer, SurveyTimes)
wordless(Invitation, ("to_name", "to_email"), CASE_ERASED)
