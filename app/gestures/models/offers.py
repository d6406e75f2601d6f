"""Rows of offers: their lines, their one answer, what a claim came to, counter-offers, what was carried out."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import Case, Claim, Promise
from app.costs.models import Budget
from app.gestures.rules.approvals import Terms
from app.gestures.rules.kinds import Kind
from app.gestures.rules.offers import DENIED, LineState, OfferState, Standing
from app.kernel import Money, Words
from app.people.models import Staff
from app.plumbing.db import Base, one_of
from app.plumbing.triggers import append_only, refuse, reworded, wordless

if TYPE_CHECKING:
    from app.gestures.models.approvals import Approval


class Offer(Base):
    """One or more gestures put to the customer, with a validity date; answered once."""

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("(state IN ('draft', 'withdrawn')) = (sent_at IS NULL)", "sent_has_an_instant"),
        CheckConstraint("sent_at IS NULL OR expires_at IS NOT NULL", "sent_expires"),
        CheckConstraint("replaces_id <> id", "not_itself"),
        Index(None, "customer_id", "state"),
        Index(None, "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[OfferState] = mapped_column(one_of(OfferState, "state"), default=OfferState.DRAFT)
    edition: Mapped[int] = mapped_column(default=1)
    """The version the customer sees; every change of a draft makes another."""
    version: Mapped[int] = mapped_column(default=1)
    separable: Mapped[bool] = mapped_column(default=True)
    valid_until_on: Mapped[date]
    expires_at: Mapped[datetime | None]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    message: Mapped[str] = mapped_column(Text, default="")
    text_sent: Mapped[str] = mapped_column(Text, default="")
    deviation: Mapped[str] = mapped_column(Text, default="")
    budget_id: Mapped[int | None] = mapped_column(ForeignKey("budget.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))
    replaced_because: Mapped[str] = mapped_column(Text, default="")
    approval_id: Mapped[int | None]
    """The approval by which it took effect (a trigger checks it: a key would tie two tables in a circle); none when its
    author's own authority sufficed."""
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(lazy="select")
    author: Mapped[Staff] = relationship(lazy="selectin")
    budget: Mapped[Budget | None] = relationship(lazy="select")
    lines: Mapped[list[OfferLine]] = relationship(
        lazy="selectin", order_by="OfferLine.position", back_populates="offer", cascade="all, delete-orphan"
    )
    approvals: Mapped[list[Approval]] = relationship(
        lazy="select", order_by="Approval.id", back_populates="offer", foreign_keys="Approval.offer_id"
    )
    ending: Mapped[OfferEnd | None] = relationship(lazy="select", back_populates="offer")
    counters: Mapped[list[CounterOffer]] = relationship(lazy="select", order_by="CounterOffer.id")
    replaces: Mapped[Offer | None] = relationship(remote_side=[id], lazy="select")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  a stale page is refused, never merged

    @property
    def value(self) -> Money:
        """Worth of all its lines to the customer, VAT included."""
        return Money(sum(line.value_minor for line in self.lines), self.currency)

    @property
    def cost(self) -> Money:
        """Cost of all its lines to us."""
        return Money(sum(line.cost_minor for line in self.lines), self.currency)

    @property
    def terms(self) -> Terms:
        """Everything an approval of it is bound to."""
        lines = tuple((one.code, one.entry_version, one.value_minor, one.cost_minor) for one in self.lines)
        return Terms(
            self.case_id,
            self.customer_id,
            lines,
            self.currency,
            self.budget_id,
            self.valid_until_on,
            self.separable,
            self.message,
            self.edition,
        )

    @property
    def standing(self) -> Standing:
        """What decides whether an answer counts."""
        positions = tuple(line.position for line in self.lines)
        return Standing(self.state, self.edition, self.separable, positions, self.expires_at)


class OfferLine(Base):
    """One gesture of an offer, with its two amounts as they stood when it was priced."""

    __tablename__ = "offer_line"
    __table_args__ = (
        UniqueConstraint("offer_id", "position"),
        CheckConstraint("value_minor >= 0 AND cost_minor >= 0", "amounts_not_negative"),
        Index(None, "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"))
    position: Mapped[int]
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    code: Mapped[str] = mapped_column(String(40))
    entry_version: Mapped[int]
    kind: Mapped[Kind] = mapped_column(one_of(Kind, "kind"))
    nature: Mapped[str] = mapped_column(String(20))
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    wording_fr: Mapped[str] = mapped_column(Text)
    wording_en: Mapped[str] = mapped_column(Text)
    value_minor: Mapped[int]
    cost_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    evidence: Mapped[str] = mapped_column(String(200), default="")
    carry_out_days: Mapped[int] = mapped_column(default=14)
    state: Mapped[LineState] = mapped_column(one_of(LineState, "state"), default=LineState.DRAFT)
    promise_id: Mapped[int | None] = mapped_column(ForeignKey("promise.id"))
    due_on: Mapped[date | None]
    offer: Mapped[Offer] = relationship(back_populates="lines", lazy="select")
    promise: Mapped[Promise | None] = relationship(lazy="select")
    payout: Mapped[Payout | None] = relationship(lazy="select", back_populates="line")

    @property
    def name(self) -> Words:
        """Its name on screen."""
        return Words(self.name_fr, self.name_en)

    @property
    def denied(self) -> bool:
        """Carried out with its proof, and the customer says that it was not: the promise it kept is broken again."""
        return self.state is LineState.CARRIED_OUT and self.promise is not None and self.promise.state == "broken"

    @property
    def standing(self) -> Words:
        """Where it stands, on screen."""
        return DENIED if self.denied else self.state.words

    @property
    def wording(self) -> Words:
        """What the customer reads, with its amount."""
        return Words(self.wording_fr, self.wording_en).fill(value=self.value)

    @property
    def value(self) -> Money:
        """Worth to the customer, VAT included."""
        return Money(self.value_minor, self.currency)

    @property
    def cost(self) -> Money:
        """Cost to us."""
        return Money(self.cost_minor, self.currency)


class OfferEnd(Base):
    """The one final answer of an offer: accepted, partly, refused, expired, superseded or withdrawn. Never changed."""

    __tablename__ = "offer_end"
    __table_args__ = (
        CheckConstraint("how IN ('accepted', 'partly', 'refused', 'expired', 'superseded', 'withdrawn')", "how_known"),
        CheckConstraint(
            "how NOT IN ('accepted', 'partly') OR (received_at IS NOT NULL AND received_at < expires_at)",
            "accepted_in_time",
        ),
    )

    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"), primary_key=True)
    how: Mapped[str] = mapped_column(String(20))
    edition: Mapped[int]
    received_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    channel: Mapped[str] = mapped_column(String(20), default="")
    proof: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    taken: Mapped[list[Any]]
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    offer: Mapped[Offer] = relationship(back_populates="ending", lazy="select")


class ClaimSettled(Base):
    """That a claim line was settled by an accepted offer: at most one."""

    __tablename__ = "claim_settled"

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"))
    claim: Mapped[Claim] = relationship(lazy="select")


class CounterOffer(Base):
    """What the customer asks instead: recorded; it does not extinguish the offer."""

    __tablename__ = "counter_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"))
    amount_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    text: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(20), default="")
    proof: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    """When the customer said it, which may be before one of us noted it."""


class Payout(Base):
    """That one gesture was carried out, with its proof: at most once."""

    __tablename__ = "payout"
    __table_args__ = (CheckConstraint("length(proof) > 0", "proved"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("offer_line.id"), primary_key=True)
    proof: Mapped[str] = mapped_column(String(300))
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    line: Mapped[OfferLine] = relationship(back_populates="payout", lazy="select")


append_only(ClaimSettled)
OFFER_ERASED = "EXISTS (SELECT 1 FROM offer o JOIN case_file c ON c.id = o.case_id WHERE o.id = {offer} AND c.erased_at IS NOT NULL)"
"""The condition that the words of an offer's case were erased."""


wordless(OfferEnd, ("text", "proof"), OFFER_ERASED.format(offer="OLD.offer_id"))


wordless(CounterOffer, ("text", "proof"), OFFER_ERASED.format(offer="OLD.offer_id"))


wordless(
    Payout, ("proof",), OFFER_ERASED.format(offer="(SELECT l.offer_id FROM offer_line l WHERE l.id = OLD.line_id)")
)


refuse(
    OfferLine,
    "update",
    "OLD.state <> 'draft' AND (OLD.value_minor <> NEW.value_minor OR OLD.cost_minor <> NEW.cost_minor "
    "OR OLD.code <> NEW.code OR OLD.currency <> NEW.currency)",
    "sent_amounts",
)


refuse(
    OfferLine,
    "update",
    "NEW.state = 'carried_out' AND NOT EXISTS (SELECT 1 FROM payout p WHERE p.line_id = NEW.id)",
    "paid_with_proof",
)


refuse(
    Offer,
    "update",
    "NEW.state = 'sent' AND OLD.state = 'draft' AND NEW.approval_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM approval_decision d JOIN approval a ON a.id = d.approval_id "
    "WHERE d.approval_id = NEW.approval_id AND a.offer_id = NEW.id AND d.granted AND d.digest = a.digest)",
    "approved_before_sent",
)


refuse(
    Offer,
    "update",
    "OLD.state <> 'draft' AND (NEW.edition <> OLD.edition OR NEW.valid_until_on <> OLD.valid_until_on "
    "OR NEW.expires_at IS DISTINCT FROM OLD.expires_at OR NEW.separable <> OLD.separable OR NEW.currency <> OLD.currency "
    f"OR ({reworded('message')}) OR (OLD.text_sent <> '' AND {reworded('text_sent')}))",
    "sent_terms",
)


refuse(
    OfferLine,
    "update",
    "OLD.state <> 'draft' AND (NEW.kind <> OLD.kind OR NEW.entry_version <> OLD.entry_version OR NEW.name_fr <> OLD.name_fr "
    f"OR NEW.name_en <> OLD.name_en OR ({reworded('wording_fr')}) OR ({reworded('wording_en')}))",
    "sent_words",
)


refuse(OfferLine, "delete", "OLD.state <> 'draft'", "sent_delete")


refuse(Offer, "update", "OLD.state NOT IN ('draft', 'sent') AND NEW.state <> OLD.state", "answered_once")
