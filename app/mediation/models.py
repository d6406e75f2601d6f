"""Rows of mediation: referrals, and the links that let a mediator in. What happened in them lies in the journal of the case."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case
from app.kernel import Money
from app.mediation.rules import Answer, Entry, Mode, Outcome, ReferralState, Standing
from app.mediators.models import Mediator
from app.plumbing.db import Base, one_of
from app.plumbing.one_time_codes import OneTimeCode
from app.plumbing.triggers import refuse, reworded


class Referral(Base):
    """One dispute before one third party. Its state follows from what was recorded (`mediation.rules.state_of`)."""

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index(None, "state"),
        CheckConstraint("mode <> 'consumer' OR notified_on IS NOT NULL", "consumer_mode_starts_with_a_notification"),
        CheckConstraint("mode = 'consumer' OR referred_on IS NOT NULL", "other_modes_start_with_a_referral"),
        CheckConstraint("mediator_id IS NOT NULL OR third_party <> ''", "somebody_is_named"),
        CheckConstraint("(outcome IS NULL) = (closed_on IS NULL)", "closed_says_how"),
        CheckConstraint("carried_out_on IS NULL OR outcome = 'agreed'", "only_agreements_are_carried_out"),
        CheckConstraint("entry IS NULL OR notified_on IS NOT NULL", "entry_after_notification"),
        CheckConstraint("our_answer IS NULL OR proposal_on IS NOT NULL", "answer_after_proposal"),
        CheckConstraint("fee_minor IS NULL OR fee_minor >= 0", "fee_not_negative"),
        CheckConstraint("proposal_minor IS NULL OR proposal_minor >= 0", "proposal_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int]
    mode: Mapped[Mode] = mapped_column(one_of(Mode, "mode"))
    mediator_id: Mapped[int | None] = mapped_column(ForeignKey("mediator.id"))
    third_party: Mapped[str] = mapped_column(String(200), default="")
    """The name of somebody outside the directory (a conciliator, a lawyer)."""
    their_ref: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[ReferralState] = mapped_column(one_of(ReferralState, "state"))
    referred_on: Mapped[date | None]
    """When it was seised (by the customer, or by us in the other modes)."""
    notified_on: Mapped[date | None]
    entry: Mapped[Entry | None] = mapped_column(one_of(Entry, "entry"))
    entry_on: Mapped[date | None]
    admissible: Mapped[bool | None]
    admissible_on: Mapped[date | None]
    ground: Mapped[str] = mapped_column(String(40), default="")
    field_confirmed: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[int] = mapped_column(default=0)
    reply_by_on: Mapped[date | None]
    extended_to_on: Mapped[date | None]
    proposal_on: Mapped[date | None]
    proposal_minor: Mapped[int | None]
    accept_by_on: Mapped[date | None]
    our_answer: Mapped[Answer | None] = mapped_column(one_of(Answer, "our_answer"))
    our_answer_on: Mapped[date | None]
    their_answer: Mapped[Answer | None] = mapped_column(one_of(Answer, "their_answer"))
    their_answer_on: Mapped[date | None]
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome, "outcome"))
    closed_on: Mapped[date | None]
    carry_out_by_on: Mapped[date | None]
    carried_out_on: Mapped[date | None]
    fee_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(60))

    case: Mapped[Case] = relationship(lazy="select")
    mediator: Mapped[Mediator | None] = relationship(lazy="joined")

    @property
    def with_whom(self) -> str:
        """Who has it."""
        return self.mediator.name if self.mediator is not None else self.third_party

    @property
    def standing(self) -> Standing:
        """What the steps need to know."""
        return Standing(
            mode=self.mode,
            notified_on=self.notified_on,
            entry=self.entry,
            admissible=self.admissible,
            proposal_on=self.proposal_on,
            our_answer=self.our_answer,
            their_answer=self.their_answer,
            outcome=self.outcome,
            carried_out_on=self.carried_out_on,
            asked=self.asked,
        )

    @property
    def proposal(self) -> Money | None:
        """What the mediator proposes we pay, when it is a sum."""
        return None if self.proposal_minor is None else Money(self.proposal_minor, self.currency)

    @property
    def fee(self) -> Money | None:
        """What the mediator charged us for this file, once known."""
        return None if self.fee_minor is None else Money(self.fee_minor, self.currency)


refuse(Referral, "delete", "1 = 1", "delete")


class MediatorLink(OneTimeCode, Base):
    """A link that lets a mediator into one referral, with a fresh code each time: expiring, scoped, revocable."""

    __tablename__ = "mediator_link"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("expires_at > made_at", "expires_after_it_is_made"),
        CheckConstraint("code_tries >= 0 AND openings >= 0", "counts_not_negative"),
        Index(None, "referral_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the 256 random bits of the link; the link itself is kept nowhere."""
    email: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(2), default="fr")
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    openings: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None]
    referral: Mapped[Referral] = relationship(lazy="select")

    @property
    def key(self) -> str:
        """How the journal names whoever comes by it."""
        return f"mediator:{self.id}"

    @property
    def door(self) -> str:
        """Which door this is."""
        return f"mediator:{self.token_hash}"

    def open_at(self, at: datetime) -> bool:
        """Does it still let anybody in?"""
        return self.revoked_at is None and at < self.expires_at


REFERRAL_ERASED = (
    "EXISTS (SELECT 1 FROM referral r JOIN case_file c ON c.id = r.case_id "
    "WHERE r.id = OLD.referral_id AND c.erased_at IS NOT NULL)"
)
refuse(
    MediatorLink,
    "update",
    "NEW.referral_id <> OLD.referral_id OR NEW.token_hash <> OLD.token_hash "
    f"OR (NEW.email <> OLD.email AND ({reworded('email')} OR NOT {REFERRAL_ERASED})) "
    "OR NEW.expires_at > OLD.expires_at OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL)",
    "scope",
)
refuse(MediatorLink, "delete", "1 = 1", "delete")
