"""Rows of cases. States change only through `cases.actions.apply`; what happened lies in the journal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.cases.rules.parties import PartyRole
from app.cases.rules.requests import Asked, Outcome
from app.cases.rules.signals import SignalKind
from app.cases.rules.workflow import Ended, Standing, State
from app.kernel import Money
from app.people.models import Customer, Purchase, Service, Staff
from app.people.rules import CustomerKind, Level
from app.plumbing.db import Base, one_of, only_where
from app.plumbing.guards import altered, append_only, refuse
from app.regimes.rules.duties import DutyState
from app.regimes.rules.parts import Kind as DutyKind


class Case(Base):
    """One dispute. The columns below `next_` are what the queue sorts and shows; actions keep them."""

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", "closed_has_an_instant"),
        CheckConstraint("(state = 'closed') = (ended IS NOT NULL)", "closed_says_how"),
        CheckConstraint("merged_into_id IS NULL OR state = 'closed'", "merged_is_closed"),
        CheckConstraint("merged_into_id <> id", "not_into_itself"),
        CheckConstraint("level IN ('front', 'supervisor', 'quality')", "level_is_ours"),
        CheckConstraint("state = 'closed' OR next_on IS NOT NULL", "open_has_a_date"),
        CheckConstraint("state <> 'closed' OR next_on IS NULL", "closed_has_no_date"),
        Index("ix_case_file_queue", "is_open", "next_on", "id"),
        Index("ix_case_file_owner", "owner_id", "is_open", "next_on", "id", "service_id", "level"),
        Index("ix_case_file_service", "service_id", "is_open", "next_on", "id", "level"),
        Index("ix_case_file_level", "level", "is_open", "next_on", "id"),
        Index("ix_case_file_state", "state", "is_open", "next_on", "id"),
        Index(
            "ix_case_file_created_by", "created_by_id", "is_open", "next_on", "id", "service_id", "owner_id", "level"
        ),
        Index(None, "customer_id"),
        Index(None, "merged_into_id", **only_where("merged_into_id IS NOT NULL")),
        Index(None, "kept_until_on", **only_where("closed_at IS NOT NULL")),
        Index(None, "look_at", **only_where("look_at IS NOT NULL")),
        UniqueConstraint("source", "external_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(20), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[State] = mapped_column(one_of(State, "state"), default=State.RECEIVED)
    is_open: Mapped[bool] = mapped_column(default=True)
    ended: Mapped[Ended | None] = mapped_column(one_of(Ended, "ended"))
    level: Mapped[Level] = mapped_column(one_of(Level, "level"), default=Level.FRONT)
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchase.id"))
    complainant_kind: Mapped[CustomerKind] = mapped_column(one_of(CustomerKind, "complainant_kind"))
    subject: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(60), default="other")
    product: Mapped[str] = mapped_column(String(80), default="")
    channel: Mapped[str] = mapped_column(String(20))
    lang: Mapped[str] = mapped_column(String(2), default="fr")
    country: Mapped[str] = mapped_column(String(2), default="FR")
    sector: Mapped[str] = mapped_column(String(40), default="general")
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")
    regimes: Mapped[list[Any]] = mapped_column(default=list)
    editions: Mapped[str] = mapped_column(Text, default="")
    notices: Mapped[list[Any]] = mapped_column(default=list)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    claimed_minor: Mapped[int] = mapped_column(default=0)
    logged_at: Mapped[datetime]
    sent_on: Mapped[date | None]
    received_on: Mapped[date]
    first_written_on: Mapped[date | None]
    acknowledged_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    waiting_until_on: Mapped[date | None]
    quiet_close_on: Mapped[date | None]
    offer_until_on: Mapped[date | None]
    wrote_on: Mapped[date | None]
    """The day on which the customer wrote something that nobody has replied to yet."""
    offer_draft: Mapped[bool] = mapped_column(default=False)
    """Is an offer written that has not left yet?"""
    verdict: Mapped[str] = mapped_column(String(20), default="not_examined")
    priority: Mapped[int] = mapped_column(default=0)
    next_code: Mapped[str] = mapped_column(String(40), default="take_charge")
    next_on: Mapped[date | None]
    next_kind: Mapped[str] = mapped_column(String(20), default="house")
    next_rule: Mapped[str] = mapped_column(String(60), default="")
    look_at: Mapped[datetime | None]
    """When time alone may next say something new of its duties: an alert falls due, or a date passes."""
    stake_minor: Mapped[int | None]
    kept_until_on: Mapped[date | None]
    """The last day on which a closed case is kept, as last worked out: on the next one the rule is asked anew."""
    erased_at: Mapped[datetime | None]
    """When its words were erased, for good."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    state_before_merge: Mapped[str | None] = mapped_column(String(40))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))
    imported: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str | None] = mapped_column(String(60))
    external_id: Mapped[str | None] = mapped_column(String(120))

    customer: Mapped[Customer] = relationship(lazy="select")
    owner: Mapped[Staff] = relationship(foreign_keys=[owner_id], lazy="select")
    created_by: Mapped[Staff | None] = relationship(foreign_keys=[created_by_id], lazy="select")
    service: Mapped[Service] = relationship(lazy="select")
    purchase: Mapped[Purchase | None] = relationship(lazy="select")
    merged_into: Mapped[Case | None] = relationship(remote_side=[id], lazy="select")
    claims: Mapped[list[Claim]] = relationship(lazy="select", order_by="Claim.position", back_populates="case")
    parties: Mapped[list[Party]] = relationship(lazy="select", order_by="Party.id", back_populates="case")
    duties: Mapped[list[DutyRow]] = relationship(lazy="select", order_by="DutyRow.due_on", back_populates="case")
    signals: Mapped[list[SignalRow]] = relationship(lazy="select", order_by="SignalRow.id", back_populates="case")
    promises: Mapped[list[Promise]] = relationship(lazy="select", order_by="Promise.due_at", back_populates="case")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  a stale page is refused, never merged

    @property
    def stream(self) -> str:
        """Where its journal lies."""
        return f"case:{self.ref}"

    @property
    def claimed(self) -> Money:
        """What is asked in all."""
        return Money(self.claimed_minor, self.currency)

    @property
    def stake(self) -> Money | None:
        """The expected cost if it is not settled, as last estimated."""
        return None if self.stake_minor is None else Money(self.stake_minor, self.currency)

    @property
    def standing(self) -> Standing:
        """What the workflow needs to know."""
        before = State(self.state_before_merge) if self.state_before_merge else None
        return Standing(
            self.state, self.answered_at is not None, self.final_at is not None, self.merged_into_id is not None, before,
            erased=self.erased_at is not None,
        )  # fmt: skip


class Claim(Base):
    """One thing asked: amount or action, basis; with its own verdict, entitlement and result."""

    __tablename__ = "claim"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint("amount_minor >= 0", "amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(300))
    amount_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    basis: Mapped[str] = mapped_column(String(200), default="")
    verdict: Mapped[str] = mapped_column(String(20), default="not_examined")
    due_minor: Mapped[int] = mapped_column(default=0)
    due_rule: Mapped[str] = mapped_column(String(40), default="")
    result: Mapped[str] = mapped_column(String(40), default="")
    case: Mapped[Case] = relationship(back_populates="claims")

    @property
    def amount(self) -> Money:
        """What is asked, VAT included."""
        return Money(self.amount_minor, self.currency)

    @property
    def due(self) -> Money:
        """What the law already grants on it (entitlement), as recognised."""
        return Money(self.due_minor, self.currency)


class Party(Base):
    """Somebody in the dispute beside the complainant, or the complainant under another hat; with a mandate if needed."""

    __tablename__ = "party"
    __table_args__ = (Index(None, "case_id"), CheckConstraint("share_percent BETWEEN 0 AND 100", "share_is_percent"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    role: Mapped[PartyRole] = mapped_column(one_of(PartyRole, "role"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[CustomerKind] = mapped_column(one_of(CustomerKind, "kind"), default=CustomerKind.CONSUMER)
    email: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    protection: Mapped[str] = mapped_column(String(30), default="")
    share_percent: Mapped[int] = mapped_column(default=0)
    mandate_from: Mapped[date | None]
    mandate_until: Mapped[date | None]
    mandate_signed: Mapped[bool] = mapped_column(default=False)
    mandate_exhibit: Mapped[int | None]
    case: Mapped[Case] = relationship(back_populates="parties")

    def mandate_valid_on(self, day: date) -> bool:
        """May this representative be told, offered and paid on that civil day? (a signed mandate, within its dates)"""
        if self.role is not PartyRole.REPRESENTATIVE:
            return True
        started = self.mandate_from is not None and self.mandate_from <= day
        return self.mandate_signed and started and (self.mandate_until is None or day <= self.mandate_until)


class DutyWording(Base):
    """Why a duty falls when it does, and where that is written: said once for all duties that follow from the same dates.

    It is made of the law and of dates; nobody’s words are in it.
    """

    __tablename__ = "duty_wording"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    explanation: Mapped[dict[str, Any]]
    steps: Mapped[list[Any]]
    source: Mapped[str] = mapped_column(Text)


class DutyRow(Base):
    """A duty as derived from the journal: kept so that queues and alerts need not derive it again."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("case_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    key: Mapped[str] = mapped_column(String(120))
    rule: Mapped[str] = mapped_column(String(60))
    pack: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[DutyKind] = mapped_column(one_of(DutyKind, "kind"))
    state: Mapped[DutyState] = mapped_column(one_of(DutyState, "state"))
    ours: Mapped[bool]
    label: Mapped[dict[str, Any]]
    wording_key: Mapped[str] = mapped_column(String(32))
    """Its explanation, its steps and its source; not held by a foreign key, which every complaint of a day would lock."""
    opens_on: Mapped[date | None]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    starts_from: Mapped[str] = mapped_column(String(160), default="")
    status: Mapped[str] = mapped_column(String(20), default="")
    met_on: Mapped[date | None]
    pauses: Mapped[list[Any]] = mapped_column(default=list)
    """Stretches that did not count: [from, until or nothing], civil dates."""
    thresholds: Mapped[list[Any]] = mapped_column(default=list)
    """When to warn: days before the date; for a promise, minutes before its instant."""
    alert_at: Mapped[datetime | None]
    """When the next of them is to be told."""
    wording: Mapped[DutyWording | None] = relationship(
        primaryjoin=lambda: foreign(DutyRow.wording_key) == DutyWording.key,
        lazy="joined",
        viewonly=True,
    )
    case: Mapped[Case] = relationship(back_populates="duties")


class Alert(Base):
    """That a threshold of a duty was told, once; late when it was told after its time.

    The threshold is the pack’s own, in days before the date (−1: the date has passed); a promise’s is in minutes.
    """

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("duty_id", "threshold"), Index(None, "staff_id", "seen_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"))
    threshold: Mapped[int]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    planned_at: Mapped[datetime]
    at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime | None]


class Upgrade(Base):
    """That packs of a case have a newer edition: what would change, and what a person decided; nothing moves before."""

    __tablename__ = "regime_upgrade"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'declined', 'superseded')", "state_is_known"),
        CheckConstraint("(state IN ('accepted', 'declined')) = (decided_by_id IS NOT NULL)", "decided_by_somebody"),
        Index(None, "case_id"),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    made_at: Mapped[datetime]
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(20), default="open")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    case: Mapped[Case] = relationship(lazy="joined")


class Promise(Base):
    """A dated thing we said we would do: reminded, kept or broken."""

    __tablename__ = "promise"
    __table_args__ = (Index(None, "case_id"), Index(None, "state", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    level: Mapped[Level] = mapped_column(one_of(Level, "level"))
    what: Mapped[str] = mapped_column(String(300))
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default="open")
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    origin: Mapped[str] = mapped_column(String(60), default="")
    proof: Mapped[str] = mapped_column(String(300), default="")
    case: Mapped[Case] = relationship(back_populates="promises")
    owner: Mapped[Staff] = relationship(lazy="select")


class SignalRow(Base):
    """A signal raised on a case: why, by whom, and whether somebody dismissed it."""

    __tablename__ = "signal"
    __table_args__ = (UniqueConstraint("case_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[SignalKind] = mapped_column(one_of(SignalKind, "kind"))
    why: Mapped[str] = mapped_column(String(300), default="")
    raised_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    dismissed_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(back_populates="signals")


class Hold(Base):
    """A decision to keep a case beyond its date, with its reason, looked at again on a day, or released."""

    __tablename__ = "case_hold"
    __table_args__ = (
        Index(None, "case_id"),
        CheckConstraint("reason <> ''", "says_why"),
        CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", "released_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    reason: Mapped[str] = mapped_column(String(300))
    review_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    released_at: Mapped[datetime | None]
    released_by: Mapped[str | None] = mapped_column(String(60))


class Recusal(Base):
    """That somebody steps aside from a case, or (derogation) that the director names them all the same."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("case_id", "staff_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))


class Link(Base):
    """Two cases of one customer that concern each other (new facts are a new, linked case)."""

    __tablename__ = "case_link"
    __table_args__ = (CheckConstraint("case_id <> other_id", "not_itself"), Index(None, "other_id"))

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    why: Mapped[str] = mapped_column(String(200), default="")


class Incident(Base):
    """One cause behind several cases: one decision, applied case by case."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    cause: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    owner: Mapped[Staff] = relationship(lazy="select")

    @property
    def stream(self) -> str:
        """Its own stream of the journal."""
        return f"incident:{self.ref}"


class Warned(Base):
    """That somebody who had not complained is written to about an incident: once for each."""

    __tablename__ = "incident_warned"
    __table_args__ = (UniqueConstraint("incident_id", "customer_id"), Index(None, "customer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchase.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    incident: Mapped[Incident] = relationship(lazy="joined")
    customer: Mapped[Customer] = relationship(lazy="select")
    purchase: Mapped[Purchase] = relationship(lazy="select")


class AccessRequest(Base):
    """That a customer asks for their data: when it must be answered, what was said to them, how it ended."""

    __tablename__ = "access_request"
    __table_args__ = (
        Index(None, "customer_id"),
        CheckConstraint("(extended_until_on IS NULL) = (extension_reason = '')", "extended_for_a_reason"),
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", "answered_somehow"),
        CheckConstraint("outcome IS NULL OR outcome <> 'refused' OR refusal <> ''", "refused_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    received_on: Mapped[date]
    due_on: Mapped[date]
    rule: Mapped[str] = mapped_column(String(40))
    promise_id: Mapped[int | None] = mapped_column(ForeignKey("promise.id"))
    """The promise on a case that it was recorded with."""
    recorded_at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
    extended_until_on: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(Text, default="")
    pdf_key: Mapped[str] = mapped_column(String(64), default="")
    json_key: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime | None]
    """When the copy was prepared last."""
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome, "outcome"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(60))
    customer: Mapped[Customer] = relationship(lazy="select")
    promise: Mapped[Promise | None] = relationship(lazy="select")

    @property
    def ref(self) -> str:
        """How letters and files name it."""
        return f"DA-{self.id:05d}"

    @property
    def asked(self) -> Asked:
        """What rules need to know of it."""
        return Asked(self.due_on, self.extended_until_on, self.outcome)


class TimeSpent(Base):
    """Minutes spent on a case, from the journal; may be corrected; counted for cost, never to rank agents."""

    __tablename__ = "time_spent"
    __table_args__ = (Index(None, "case_id"), CheckConstraint("minutes BETWEEN 0 AND 1440", "minutes_of_a_day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    level: Mapped[Level] = mapped_column(one_of(Level, "level"))
    what: Mapped[str] = mapped_column(String(40))
    minutes: Mapped[int]
    at: Mapped[datetime]
    corrected_from: Mapped[int | None]


class Limitation(Base):
    """A dated, reviewable decision that limits a customer's channels for unreasonable conduct; never rights or clocks."""

    __tablename__ = "conduct_limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    channels: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    from_on: Mapped[date]
    review_on: Mapped[date]
    lifted_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class Counter(Base):
    """The last number given out for a year's references; locked while one is given."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int]


CASE_ERASED = "EXISTS (SELECT 1 FROM case_file c WHERE c.id = OLD.case_id AND c.erased_at IS NOT NULL)"
"""The condition that the words of the case of a row were erased: only then may the row lose its own."""
refuse(Case, "delete", "1 = 1", "delete")
refuse(
    Case,
    "update",
    "OLD.erased_at IS NOT NULL AND (NEW.erased_at IS NULL OR NEW.erased_at <> OLD.erased_at OR NEW.state <> 'closed')",
    "erased",
)
refuse(
    Claim,
    "update",
    "(SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed' AND "  # noqa: S608  ours
    f"(NOT {CASE_ERASED} OR {altered(Claim, ('label', 'basis'))})",
    "closed_update",
)
refuse(Hold, "delete", "1 = 1", "delete")
refuse(Claim, "delete", "(SELECT state FROM case_file c WHERE c.id = OLD.case_id) = 'closed'", "closed_delete")
append_only(Warned, DutyWording)
CUSTOMER_FORGOTTEN = "EXISTS (SELECT 1 FROM customer c WHERE c.id = OLD.customer_id AND c.anonymous)"
ASKED = ("customer_id", "received_on", "due_on", "rule", "recorded_at", "by")
REASONS = ("extension_reason", "refusal")
refuse(AccessRequest, "delete", "1 = 1", "delete")
refuse(
    AccessRequest,
    "update",
    " OR ".join(
        [f'NEW."{name}" <> OLD."{name}"' for name in ASKED]
        + [
            f'(OLD."{name}" IS NOT NULL AND NEW."{name}" <> OLD."{name}")'
            for name in ("extended_until_on", "answered_at", "outcome")
        ]
        + [f'(OLD."{name}" <> \'\' AND NEW."{name}" <> OLD."{name}" AND NOT {CUSTOMER_FORGOTTEN})' for name in REASONS]
    ),
    "asked",
)
