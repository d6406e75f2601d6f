"""What we do and what the customer does, along the arrows of the workflow."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.cases.actions.applying import NOT_ALLOWED, apply, refresh
from app.cases.actions.noting import EMPTY, ON_THE_PAGE, Came, raise_signals_of, record_contact
from app.cases.actions.ownership import require_judge, require_other_than_contested, step_up
from app.cases.actions.telling import Happening, Overriding, tell
from app.cases.models import Case
from app.cases.queries import locked, open_promises, owed_promises, silence_of, told_of
from app.cases.queries.informing import FINAL, SUMMED, accepted_for, closing_for, must_inform
from app.cases.rules.ladder import TOP
from app.cases.rules.limits import REMIND_EVERY, WAITING_DAYS
from app.cases.rules.messages import READ
from app.cases.rules.reminding import REMINDED_ENOUGH, reminded_enough, reminders_sent
from app.cases.rules.silence import announced_from, why_not_yet
from app.cases.rules.states import Ended, State
from app.cases.rules.verdicts import GIVEN, NOT_EXAMINED, lines_after
from app.journal.rules import Sealed
from app.kernel import Audience, Json, Refused, day_of, words
from app.people.rules import Actor, Permission

WRITTEN = ("close_solved", "close_carried_out", "close_quietly")
"""The closings that a letter tells of."""
VERDICTS = (*GIVEN, NOT_EXAMINED)
TEXT_MISSING = words("Écrivez le texte envoyé au client.", "Write the text sent to the customer.")
VERDICT_MISSING = words(
    "Donnez une appréciation : fondée, en partie, non fondée.", "Give a verdict: founded, partly, unfounded."
)
PROMISES_OPEN = words(
    "Un engagement est encore ouvert : tenez-le ou soldez-le d’abord.", "A promise is still open: keep it first."
)
REOPEN_INSTEAD = words(
    "Ce dossier est clos : dites que ce n’est pas résolu, et il est rouvert.",
    "This case is closed: say that it is not solved, and it is reopened.",
)
PROOF = words(
    "Le retrait demande une preuve : copiez ici ses mots.", "A withdrawal needs proof: copy the customer’s words."
)


def take_charge(case: Case, text: str = "", *, by: Actor, at: datetime) -> Sealed:
    """Take charge of a complaint and acknowledge it to the customer."""
    case.acknowledged_at = case.acknowledged_at or at
    what = Happening(text={"body": text} if text else {}, happened={"acknowledged": at})
    return apply(case, "take_charge", what, by=by, at=at)


def ask_customer(case: Case, text: str, until_on: date | None = None, *, by: Actor, at: datetime) -> Sealed:
    """Ask the customer for something, until a civil date; house duties pause while we wait. Asked again, it is a reminder."""
    if not text.strip():
        raise Refused("text_missing", TEXT_MISSING, "text")
    today, again = day_of(at, case.zone), case.state is State.WAITING
    until = until_on or today + (REMIND_EVERY if again else timedelta(days=WAITING_DAYS))
    if until <= today:
        raise Refused(
            "too_soon", words("Laissez au client au moins un jour.", "Give the customer at least a day."), "until_on"
        )
    data: dict[str, Json] = {"until_on": until.isoformat()}
    if again:
        sent = reminders_sent(told_of(case))
        if reminded_enough(sent):
            raise Refused("reminded_enough", REMINDED_ENOUGH.fill(n=sent), "text")
        data["reminder"] = sent + 1
    what = Happening(data, {"body": text}, happened={} if again else {"waiting.started": at})
    entry = apply(case, "ask_customer", what, by=by, at=at)
    case.waiting_until_on = until
    refresh(case, at=at)
    return entry


def customer_replied(
    case: Case, text: str, channel: str = "email", *, by: Actor, at: datetime, came: Came | None = None
) -> Sealed:
    """Record the customer's reply: our clocks run again."""
    came = came or Came(channel)
    data: dict[str, Json] = {"channel": came.channel, "direction": "in", **came.data}
    what = Happening(data, {"body": text, **came.beside}, happened={"waiting.ended": at})
    entry = apply(case, "customer_replied", what, by=by, at=at)
    raise_signals_of(case, text, by=by, at=at)
    return entry


def answer(
    case: Case,
    text: str,
    verdict: str,
    *,
    by: Actor,
    at: datetime,
    final: bool = False,
    refuses: bool | None = None,
    lang: str = "",
    override: Overriding | None = None,
) -> Sealed:
    """Answer the customer in writing; refuses without the text that the regime requires, or with forbidden wording.

    A final answer is the quality officer's, who must be independent of the dispute.
    """
    if not text.strip():
        raise Refused("text_missing", TEXT_MISSING, "text")
    if verdict not in VERDICTS or (final and verdict == NOT_EXAMINED):
        raise Refused("verdict_missing", VERDICT_MISSING, "verdict")
    if case.level is TOP or final:
        require_judge(case, by)
    require_other_than_contested(case, by)
    refuses = verdict in {"partly", "unfounded"} if refuses is None else refuses
    counted = _counted(case, refuses=refuses, final=final, at=at)
    gate_facts: dict[str, object] = {
        "answer.refuses": refuses,
        "answer.final": final,
        "answer.text": text,
        "answer.lang": lang or case.lang,
    }
    today = day_of(at, case.zone)
    data: dict[str, Json] = {
        "verdict": verdict,
        "final": final,
        "refuses": refuses,
        "quiet_close_on": announced_from(today).isoformat(),
    }
    what = Happening(data, {"body": text}, happened=counted, gate_facts=gate_facts, override=override)
    entry = apply(case, "final_answer" if final else "answer", what, by=by, at=at)
    _keep_verdict(case, verdict)
    return entry


def customer_wrote(case: Case, text: str, *, by: Actor, at: datetime, came: Came = ON_THE_PAGE) -> Sealed:
    """Keep what the customer writes of their own accord: the reply we waited for, or a message that awaits ours.

    Refuses on a closed case: there it says that the matter is not solved, and reopens it.
    """
    if not text.strip():
        raise Refused("empty", EMPTY, "text")
    if case.state is State.CLOSED:
        raise Refused("case_closed", REOPEN_INSTEAD, "text")
    case = locked(case)
    if case.state is State.WAITING:
        return customer_replied(case, text, by=by, at=at, came=came)
    entry = record_contact(case, came.channel, "in", text, by=by, at=at, came=came)
    hear(case, at=at)
    return entry


def hear(case: Case, *, at: datetime) -> None:
    """Keep that the customer has said something which somebody must read; the next step follows."""
    if case.is_open:
        case.wrote_on = case.wrote_on or day_of(at, case.zone)
        refresh(case, at=at)


def message_read(case: Case, *, by: Actor, at: datetime) -> None:
    """Note that what the customer wrote was read and asks for no reply."""
    if case.wrote_on is None:
        return
    if not by.may(Permission.CASE_WORK):
        raise Refused("not_allowed", NOT_ALLOWED, "transition")
    tell(case, READ, Happening(audience=Audience.INTERNAL), by=by, at=at)
    refresh(case, at=at)


def _counted(case: Case, *, refuses: bool, final: bool, at: datetime) -> dict[str, date | datetime]:
    counted: dict[str, date | datetime] = {}
    if refuses:
        counted["refusal.sent"] = at
        if must_inform(case, at=at):
            counted["mediator.informed"] = at
    if final or not refuses:
        counted["final_reply.sent" if final else "reply.sent"] = at
    if case.state is State.WAITING:
        counted["waiting.ended"] = at
    return counted


def _keep_verdict(case: Case, verdict: str) -> None:
    if verdict == NOT_EXAMINED:
        return
    case.verdict = verdict
    for claim, own in zip(case.claims, lines_after(verdict, [claim.verdict for claim in case.claims]), strict=True):
        claim.verdict = own


def contest(case: Case, text: str, *, by: Actor, at: datetime) -> Sealed:
    """The customer contests an answer: the next of our levels opens; after a final answer, the way to the mediator does."""
    if case.final_at is not None:
        return apply(case, "contest_final", Happening({"direction": "in"}, {"body": text}), by=by, at=at)
    entry = apply(case, "contest", Happening({"direction": "in"}, {"body": text}), by=by, at=at)
    if case.level is not TOP:
        step_up(case, by=by, at=at)
    raise_signals_of(case, text, by=by, at=at)
    return entry


def withdraw(case: Case, text: str, *, by: Actor, at: datetime) -> Sealed:
    """Record that the customer withdraws the complaint, in their words: from any state, closed included."""
    if not text.strip():
        raise Refused("proof", PROOF, "text")
    return apply(case, "withdraw", Happening(text={"body": text}, happened={"withdrawn": at}), by=by, at=at)


def close(
    case: Case, name: str, *, by: Actor, at: datetime, text: str = "", solved: str = "yes", ended: Ended | None = None
) -> Sealed:
    """Close a case for one of the stated reasons; refuses while a promise is open. Closing stops no clock.

    Silence closes only after the day that was announced to the customer, whoever presses the button.
    """
    early = why_not_yet(silence_of(case), day_of(at, case.zone)) if name == "close_quietly" else None
    if early is not None and case.state is State.ANSWERED:
        raise Refused("not_yet", early, "transition")
    owed = owed_promises(case) if name == "close_carried_out" else open_promises(case)
    if name != "close_not_ours" and owed:
        raise Refused("promises_open", PROMISES_OPEN, "transition")
    if name == "close_not_ours" and not text.strip():
        raise Refused("reason_missing", words("Dites pourquoi.", "Say why."), "reason")
    data: dict[str, Json] = (
        {"solved": solved, "reported_by_staff": by.staff_id is not None} if name == "close_solved" else {}
    )
    audience = Audience.INTERNAL if name == "close_not_ours" else Audience.CUSTOMER
    counted: dict[str, date | datetime] = {"case.closed": at}
    if name == "close_solved" and solved == "yes":
        counted |= _resolved(case, at)
    elif name in WRITTEN and closing_for(case, at=at):
        counted[FINAL] = at
    if SUMMED in counted:
        data["summary"] = True  # the letter that leaves with this says what a summary must
    elif FINAL in counted:
        data["final"] = True  # or what a final answer must
    what = Happening(data, {"body": text} if text else {}, audience, happened=counted, ended=ended)
    return apply(case, name, what, by=by, at=at)


def _resolved(case: Case, at: datetime) -> dict[str, date | datetime]:
    """The customer accepts the resolution: some regimes count from there, and a summary may be all that they ask (UK-FCA-02)."""
    _text, said = accepted_for(case, at=at)
    return {"resolved": at, **({said: at} if said else {})}


def reopen(case: Case, reason: str, *, by: Actor, at: datetime) -> Sealed:
    """Reopen a closed case, with a reason; the earliest first written complaint stays."""
    if not reason.strip():
        raise Refused(
            "reason_missing", words("Dites pourquoi le dossier est rouvert.", "Say why the case is reopened."), "reason"
        )
    return apply(case, "reopen", Happening(text={"reason": reason}, audience=Audience.CUSTOMER), by=by, at=at)
