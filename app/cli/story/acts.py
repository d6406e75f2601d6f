"""The acts a script is written with: each calls one real action of the house."""

# ruff: noqa: E501  prose reads better unbroken
from __future__ import annotations

from datetime import datetime

from app.cases import actions as cases
from app.cases.actions.logging import Complaint
from app.cases.actions.parties_and_claims import Asked
from app.cases.models import Claim, Incident, Promise, SignalRow
from app.cases.queries.advising import standing_advice
from app.cases.queries.informing import block_for
from app.cases.rules.parties import PartyRole
from app.cases.rules.signals import SignalKind
from app.cases.rules.states import Ended
from app.cli.story.letters import letter
from app.cli.story.script import Act, Scene, typeset
from app.intake.actions.logging import attach_repeat
from app.kernel import Money, day_of
from app.people.queries import staff_member
from app.people.rules import Actor, CustomerKind, Level
from app.plumbing.db import db

# --- the conversation ------------------------------------------------------------------------------------------------


def take(after: int, text: str, who: str = "") -> Act:
    """Take charge and acknowledge."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.take_charge(scene.case, _letter(scene, text, by, at), by=by, at=at)
        cases.book_time(scene.case, 6, "email", by=by, at=at, quiet=True)

    return Act(after, do, who)


def call(after: int, text: str, minutes: int = 8, *, out: bool = False, channel: str = "phone", who: str = "", solved: str = "", said: str = "") -> Act:  # fmt: skip
    """A contact with the customer; `solved` and `said` are what they answer when asked at its end."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.record_contact(
            scene.case, channel, "out" if out else "in", own(scene, text), by=by, at=at, minutes=minutes, solved=solved,
            solved_words=own(scene, said),
        )  # fmt: skip

    return Act(after, do, who)


def mail(after: int, text: str, who: str = "", channel: str = "email") -> Act:
    """A message of the customer."""
    return call(after, text, 4, channel=channel, who=who)


def writes(after: int, text: str) -> Act:
    """The customer writes on their own page."""

    def do(scene: Scene, _by: Actor, at: datetime) -> None:
        customer = scene.case.customer
        cases.customer_wrote(scene.case, own(scene, text), by=Actor(customer.key, customer.display_name), at=at)

    return Act(after, do)


def written(after: int, text: str, channel: str = "email", who: str = "") -> Act:
    """The customer repeats in writing: the first written complaint counts from here."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        complaint = Complaint(own(scene, text), channel, True, scene.day(after), sent_on=scene.day(after))
        attach_repeat(scene.case, complaint, by=by, at=at, minutes=5)

    return Act(after, do, who)


def note(after: int, text: str, who: str = "", minutes: int = 0) -> Act:
    """An internal note."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.add_note(scene.case, inside(scene, text), by=by, at=at)
        if minutes:
            cases.book_time(scene.case, minutes, "analyse", by=by, at=at, quiet=True)

    return Act(after, do, who)


def ask(after: int, text: str, until: int, who: str = "") -> Act:
    """Ask the customer for something, until a working day counted from the start."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.ask_customer(scene.case, _letter(scene, text, by, at), scene.day(until), by=by, at=at)

    return Act(after, do, who)


def reply(after: int, text: str, who: str = "", channel: str = "email") -> Act:
    """The customer answers what was asked."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.customer_replied(scene.case, own(scene, text), channel, by=by, at=at)

    return Act(after, do, who)


def answer(after: int, verdict: str, text: str, who: str = "", *, final: bool = False, minutes: int = 25) -> Act:
    """Answer in writing; a refusal carries the text that names the mediator."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        case = scene.case
        required = cases_block(scene, at, final=final) if verdict in {"partly", "unfounded"} else ""
        cases.answer(case, _letter(scene, text, by, at, required), verdict, by=by, at=at, final=final)
        cases.book_time(case, minutes, "réponse", by=by, at=at, quiet=True)

    return Act(after, do, who)


def cases_block(scene: Scene, at: datetime, *, final: bool = False) -> str:
    """The text required in an answer that refuses something."""
    return block_for(scene.case, at=at, final=final)


def contest(after: int, text: str, who: str = "") -> Act:
    """The customer contests."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.contest(scene.case, own(scene, text), by=by, at=at)

    return Act(after, do, who)


# --- who carries it --------------------------------------------------------------------------------------------------


def escalate(after: int, reason: str, who: str = "", level: Level | None = None) -> Act:
    """Move up the ladder."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.escalate(scene.case, inside(scene, reason), by=by, at=at, level=level)

    return Act(after, do, who)


def assign(after: int, login: str, reason: str, who: str) -> Act:
    """Give the case to somebody of its level."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.assign(scene.case, scene.house.member(login), by=by, at=at, reason=inside(scene, reason))

    return Act(after, do, who)


def recuse(after: int, login: str, reason: str, who: str = "") -> Act:
    """Somebody steps aside."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.recuse(scene.case, scene.house.member(login), inside(scene, reason), by=by, at=at)

    return Act(after, do, who)


def consult(after: int, login: str, question: str, until: int | None = None, who: str = "") -> Act:
    """Ask a colleague about the case, until a working day counted from the start."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        day = None if until is None else scene.day(until)
        cases.ask_colleague(scene.case, scene.house.member(login), inside(scene, question), day, by=by, at=at)

    return Act(after, do, who)


def advise(after: int, login: str, text: str) -> Act:
    """The colleague who was asked answers."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        asked = next(one for one in standing_advice(scene.case) if one.staff_id == by.staff_id)
        cases.answer_colleague(scene.case, asked, inside(scene, text), by=by, at=at)

    return Act(after, do, login)


def promise(after: int, what: str, due: int, clock: str = "17:30", who: str = "") -> Act:
    """Promise something for a working day counted from the start."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.promise(scene.case, own(scene, what), scene.instant(due, clock), by=by, at=at)

    return Act(after, do, who)


def keep(after: int, proof: str, who: str = "") -> Act:
    """Keep the oldest promise that is not settled."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        found = [row for row in _promises(scene) if row.state in {"open", "broken"} and not row.origin]
        cases.keep_promise(scene.case, found[0], own(scene, proof), by=by, at=at)

    return Act(after, do, who)


def _promises(scene: Scene) -> list[Promise]:
    return sorted(scene.case.promises, key=lambda row: row.due_at)


def signal(after: int, kind: SignalKind, why: str, who: str = "") -> Act:
    """Raise a signal."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.raise_signal(scene.case, kind, inside(scene, why), by=by, at=at)

    return Act(after, do, who)


def dismiss(after: int, kind: SignalKind, reason: str, who: str = "") -> Act:
    """Dismiss a signal that does not hold."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        row: SignalRow = next(row for row in scene.case.signals if row.kind is kind)
        cases.dismiss_signal(scene.case, row, inside(scene, reason), by=by, at=at)

    return Act(after, do, who)


def verdict(after: int, claim: int, value: str, reason: str, who: str = "") -> Act:
    """Judge one claim line."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        row: Claim = next(row for row in scene.case.claims if row.position == claim)
        cases.set_verdict(scene.case, row, value, inside(scene, reason), by=by, at=at)

    return Act(after, do, who)


def claims(after: int, *lines: tuple[str, str, str], who: str = "") -> Act:
    """State the claims line by line: label, euros, basis."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        asked = [Asked(own(scene, label), Money.parse(euros), own(scene, basis)) for label, euros, basis in lines]
        cases.state_claims(scene.case, asked, by=by, at=at)

    return Act(after, do, who)


def party(after: int, role: str, name: str, *, who: str = "", mandate: bool = False, protection: str = "", email: str = "") -> Act:  # fmt: skip
    """Add somebody to the dispute."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.add_party(
            scene.case, PartyRole(role), name, by=by, at=at, kind=CustomerKind.CONSUMER, email=email, protection=protection, mandate_signed=mandate,
            mandate_from=scene.day(after) if mandate else None,
        )  # fmt: skip

    return Act(after, do, who)


# --- how it ends, and what it is tied to -----------------------------------------------------------------------------


def close(after: int, how: str, text: str = "", who: str = "", solved: str = "yes", ended: str = "") -> Act:
    """Close for a stated reason."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.close(
            scene.case, how, by=by, at=at, text=own(scene, text), solved=solved, ended=Ended(ended) if ended else None
        )

    return Act(after, do, who)


def solved(after: int, text: str, who: str = "") -> Act:
    """Close: the customer says it is solved."""
    return close(after, "close_solved", text, who)


def withdraw(after: int, text: str, who: str = "") -> Act:
    """The customer withdraws, in their words."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.withdraw(scene.case, own(scene, text), by=by, at=at)

    return Act(after, do, who)


def reopen(after: int, reason: str, who: str) -> Act:
    """Reopen a closed case."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.reopen(scene.case, own(scene, reason), by=by, at=at)

    return Act(after, do, who)


def merge(after: int, into: str, who: str) -> Act:
    """Merge into another case of the story."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.merge(scene.case, scene.house.scenes[into].case, by=by, at=at)

    return Act(after, do, who)


def unmerge(after: int, reason: str, who: str) -> Act:
    """Undo the merge."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        cases.undo_merge(scene.case, inside(scene, reason), by=by, at=at)

    return Act(after, do, who)


def open_incident(after: int, key: str, title: str, cause: str, who: str) -> Act:
    """Open an incident, this case being its first."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        assert by.staff_id is not None
        row = cases.open_incident(inside(scene, title), inside(scene, cause), scene.house.member(who), by=by, at=at)
        scene.house.incidents[key] = row.id
        cases.attach_to_incident(scene.case, row, by=by, at=at)

    return Act(after, do, who)


def of_incident(after: int, key: str, who: str = "") -> Act:
    """Say that the case has the cause of this incident."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        row = db.session.get(Incident, scene.house.incidents[key])
        assert row is not None
        cases.attach_to_incident(scene.case, row, by=by, at=at)

    return Act(after, do, who)


def court(after: int, name: str, text: str, who: str = "") -> Act:
    """Record a summons before this court."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        from app.cases.actions.telling import Happening  # noqa: PLC0415

        day = scene.day(after)
        told = {"court": own(scene, name), "body": own(scene, text)}
        what = Happening({"on": day.isoformat()}, told, happened={"court.filed": day})
        cases.apply(scene.case, "court_seized", what, by=by, at=at)

    return Act(after, do, who)


def judged(after: int, text: str, who: str = "") -> Act:
    """Record a judgment."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        from app.cases.actions.telling import Happening  # noqa: PLC0415

        what = Happening({"on": scene.day(after).isoformat()}, {"body": own(scene, text)})
        cases.apply(scene.case, "judgment", what, by=by, at=at)

    return Act(after, do, who)


# --- words -----------------------------------------------------------------------------------------------------------


def own(scene: Scene, text: str) -> str:
    """A text for the customer, in their language, dates filled in."""
    return scene.spelled(scene.dates_in(text, scene.lang))


def inside(scene: Scene, text: str) -> str:
    """A text among ourselves: French, dates filled in."""
    return typeset(scene.dates_in(text, "fr"))


def _letter(scene: Scene, text: str, by: Actor, at: datetime, required: str = "") -> str:
    if not text:
        return ""
    assert by.staff_id is not None
    writer, on = staff_member(by.staff_id), day_of(at, scene.case.zone)
    return scene.spelled(letter(scene.case, scene.dates_in(text, scene.lang), writer, on, required))
