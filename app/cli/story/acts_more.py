# ruff: noqa: E501  signatures read better unbroken
"""Acts of the rooms above the cases: exhibits, gestures, entitlements, mediation, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.cases.actions.conduct import limit_conduct
from app.cli.story.acts import inside, own
from app.cli.story.script import Act, Paper, Scene
from app.cli.story.shop import MEDIATOR
from app.documents import actions as documents
from app.documents.models import Product, Reader
from app.exhibits import actions as exhibits
from app.exhibits.actions import About
from app.exhibits.queries import exhibit_numbered
from app.exhibits.rules import ExhibitKind, From, Origin
from app.feedback import actions as feedback
from app.feedback.actions.answering import asked_person
from app.feedback.queries import open_invitations
from app.feedback.rules import Answers, Reply
from app.gestures import actions as gestures
from app.gestures.actions import Drafted
from app.gestures.models import EntitlementRow, Offer
from app.gestures.rules.weighing import Wanted
from app.kernel import Audience, Money, Refused
from app.mediation import actions as mediation
from app.mediation.models import Referral
from app.mediation.rules import Answer
from app.mediators.queries import mediator
from app.people.models import Staff
from app.people.rules import Actor
from app.plumbing.db import db

Line = tuple[str, str] | tuple[str, str, str]
"""A gesture of the palette: its code, its amount in euros ("" when it is fixed), and its evidence if it needs one."""

# --- exhibits --------------------------------------------------------------------------------------------------------


def file(after: int, *papers: Paper, who: str = "") -> Act:
    """Add exhibits to the case."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        taken = [scene.house.taken[f"{scene.script.key}/{paper.name}"] for paper in papers]
        rows = exhibits.add_exhibits(scene.case, taken, [_about(scene, paper) for paper in papers], by=by, at=at)
        scene.kept |= {f"paper:{paper.name}": row.number for paper, row in zip(papers, rows, strict=True)}

    return Act(after, do, who)


def _about(scene: Scene, paper: Paper) -> About:
    return About(
        title=scene.spelled(paper.title), kind=ExhibitKind(paper.kind), dated_on=None if paper.dated is None else scene.day(paper.dated),
        author=scene.spelled(paper.author), brought_by=From(paper.by), audience=Audience(paper.audience),
        origin=Origin.ELABORATED if paper.elaborated else Origin.PRODUCED,
    )  # fmt: skip


def release(after: int, *names: str, who: str = "") -> Act:
    """Let the mediator see these exhibits."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        for name in names:
            row = exhibit_numbered(scene.case, scene.kept[f"paper:{name}"])
            exhibits.release(row, Audience.MEDIATOR, by=by, at=at)

    return Act(after, do, who)


# --- gestures --------------------------------------------------------------------------------------------------------


def offer(
    after: int, *lines: Line, until: int, message: str = "", reason: str = "", who: str = "", whole: bool = False
) -> Act:
    """Prepare an offer, and send it when no approval is needed."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        wanted = [_wanted(scene, line) for line in lines]
        drafted = Drafted(wanted, scene.day(until), own(scene, message), not whole, inside(scene, reason))
        row = _proposed(scene, drafted, by, at)
        scene.offers.append(row.id)
        db.session.flush()
        if not row.approvals:
            gestures.send_offer(row, by=by, at=at)

    return Act(after, do, who)


def _proposed(scene: Scene, drafted: Drafted, by: Actor, at: datetime) -> Offer:
    try:
        return gestures.propose_offer(scene.case, drafted, by=by, at=at)
    except Refused as refused:
        if refused.code != "deviation":
            raise
    why = "Situation propre à ce dossier, exposée dans les notes."
    return gestures.propose_offer(scene.case, replace(drafted, deviation=why), by=by, at=at)


def better(after: int, *lines: Line, until: int, message: str = "", who: str = "") -> Act:
    """Improve the offer that stands, and send it."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        wanted = [_wanted(scene, line) for line in lines]
        drafted = Drafted(wanted, scene.day(until), own(scene, message))
        row = gestures.improve_offer(_offer(scene), drafted, by=by, at=at)
        scene.offers.append(row.id)
        db.session.flush()
        if not row.approvals:
            gestures.send_offer(row, by=by, at=at)

    return Act(after, do, who)


def _wanted(scene: Scene, line: Line) -> Wanted:
    proof = scene.spelled(line[2]) if len(line) == 3 else ""
    return Wanted(line[0], Money.parse(line[1]) if line[1] else None, evidence=proof)


def _offer(scene: Scene) -> Offer:
    found = db.session.get(Offer, scene.offers[-1])
    assert found is not None
    return found


def decide(after: int, who: str, granted: bool, reason: str) -> Act:
    """Decide on the request for the last offer."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        gestures.decide(_offer(scene).approvals[-1], granted, inside(scene, reason), by=by, at=at)

    return Act(after, do, who)


def send(after: int) -> Act:
    """Send the last offer, by its author."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        row = _offer(scene)
        author = db.session.get(Staff, row.author_id)
        assert author is not None
        gestures.send_offer(row, by=author.actor, at=at)

    return Act(after, do)


def answered(after: int, how: str, text: str, *, channel: str = "email", proof: str = "Message du client", lines: Sequence[int] = (), who: str = "") -> Act:  # fmt: skip
    """The customer answers the last offer: accepted, partly (which lines) or refused."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        row = _offer(scene)
        gestures.answer_offer(
            row,
            how,
            row.edition,
            by=by,
            at=at,
            channel=channel,
            proof=own(scene, proof),
            text=own(scene, text),
            lines=lines,
        )

    return Act(after, do, who)


def counter(
    after: int, text: str, euros: str, *, channel: str = "email", proof: str = "Message du client", who: str = ""
) -> Act:
    """The customer asks for something else."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        gestures.record_counter(
            _offer(scene), own(scene, text), Money.parse(euros), by=by, at=at, channel=channel, proof=own(scene, proof)
        )

    return Act(after, do, who)


def carry(after: int, proof: str, *positions: int, who: str = "") -> Act:
    """Carry out what was accepted: the lines at these positions, all when none is named."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        for line in _offer(scene).lines:
            if line.state.value == "accepted" and (not positions or line.position in positions):
                gestures.carry_out(line, own(scene, proof), by=by, at=at)

    return Act(after, do, who)


# --- what the law grants ---------------------------------------------------------------------------------------------


def recognise(
    after: int, rule: str, what: str, euros: str, facts: str, *, due: int, claim: int = 0, who: str = ""
) -> Act:
    """Recognise something due by law, for a working day counted from the start."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        line = next((row for row in scene.case.claims if row.position == claim), None)
        row = gestures.recognise_entitlement(
            scene.case,
            rule,
            own(scene, what),
            Money.parse(euros),
            own(scene, facts),
            by=by,
            at=at,
            claim=line,
            due_on=scene.day(due),
        )
        scene.kept["entitlement"] = row.id

    return Act(after, do, who)


def _entitlement(scene: Scene) -> EntitlementRow:
    found = db.session.get(EntitlementRow, scene.kept["entitlement"])
    assert found is not None
    return found


def confirm(after: int, who: str) -> Act:
    """A second person confirms the facts."""
    return Act(after, lambda scene, by, at: gestures.confirm_entitlement(_entitlement(scene), by=by, at=at), who)


def pay(after: int, proof: str, who: str = "") -> Act:
    """Pay what the law grants, with its proof."""
    return Act(
        after, lambda scene, by, at: gestures.pay_entitlement(_entitlement(scene), own(scene, proof), by=by, at=at), who
    )


# --- mediation -------------------------------------------------------------------------------------------------------


def notified(after: int, paper: str, text: str, *, seised: int, their_ref: str, who: str = "") -> Act:
    """The mediator notified us of the customer's referral."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        letter = mediation.Letter(scene.day(after), _number(scene, paper), own(scene, text), their_ref=their_ref)
        row = mediation.notify(scene.case, mediator(MEDIATOR), letter, by=by, at=at, seised_on=scene.day(seised))
        scene.kept["referral"] = row.id

    return Act(after, do, who)


def _number(scene: Scene, paper: str) -> int | None:
    return scene.kept.get(f"paper:{paper}") if paper else None


def step(after: int, name: str, text: str = "", *, paper: str = "", until: int | None = None, euros: str = "", answer: str = "", ground: str = "", who: str = "") -> Act:  # fmt: skip
    """One step of the mediation, from the mediator's letter or ours."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        row = db.session.get(Referral, scene.kept["referral"])
        assert row is not None
        letter = mediation.Letter(
            scene.day(after), _number(scene, paper), own(scene, text), until_on=None if until is None else scene.day(until),
            amount=Money.parse(euros) if euros else None, answer=Answer(answer) if answer else None, ground=ground,
        )  # fmt: skip
        mediation.record_step(row, name, letter, by=by, at=at)

    return Act(after, do, who)


def limit(after: int, channels: tuple[str, ...], reason: str, review: int, who: str = "") -> Act:
    """Limit the channels of the customer until a working day counted from the start."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        limit_conduct(
            scene.case.customer, channels, inside(scene, reason), scene.day(after), scene.day(review), by=by, at=at
        )

    return Act(after, do, who)


def file_for_mediator(after: int, who: str = "") -> Act:
    """Ask for the mediator's file with its exhibits; the worker makes it once the house is open."""

    def do(scene: Scene, by: Actor, at: datetime) -> None:
        documents.ask_for(scene.case, Reader.MEDIATOR, Product.BUNDLE, "fr", by=by, at=at)

    return Act(after, do, who)


# --- what the customer thinks of it ----------------------------------------------------------------------------------


def opinion(after: int, reply: str, text: str = "", *, satisfaction: int | None = None, ease: int | None = None, recommends: int | None = None) -> Act:  # fmt: skip
    """The customer answers the survey they received last: is it solved (or done), and how it went."""

    def do(scene: Scene, _by: Actor, at: datetime) -> None:
        row = open_invitations(scene.case, at)[0]
        first = row.asked[0].question.value
        given = Answers(**{first: Reply(reply)}, satisfaction=satisfaction, effort=ease, recommendation=recommends, words=own(scene, text))  # fmt: skip
        feedback.answer(row, given, by=asked_person(row), at=at)

    return Act(after, do)
