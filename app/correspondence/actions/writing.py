"""Writing a letter: its row and its job lie in the transaction of its cause, so that it exists exactly when its cause does."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.cases.actions import refresh
from app.cases.actions.telling import Happening, tell
from app.cases.models import Case
from app.cases.queries import facts_of, happened, locked, packs_of
from app.cases.queries.informing import accepted_for, closing_for
from app.cases.rules.steps_said import REPLY
from app.correspondence.actions.delivery import put_on_its_way
from app.correspondence.models import Message
from app.correspondence.queries import fields_of, locked_parts, reach_of, signature_of, wording_of
from app.correspondence.queries.letters import greeting_in, lang_of
from app.correspondence.queries.noticing import delay_explained, mediator_named, parts_of
from app.correspondence.rules import (
    NOTED,
    OF_ENTRY,
    UNDO_FOR,
    WRITTEN_HERE,
    Channel,
    LetterKind,
    Reach,
    channel_for,
    draft,
    left_to_fill,
    require_channel,
    still_open,
    subject,
)
from app.correspondence.rules.still_unanswered import RESOLVED_AT_ONCE
from app.kernel import Event, Json, Refused, day_of, words
from app.people.rules import Actor
from app.plumbing import mail
from app.plumbing.db import db
from app.plumbing.typography import say
from app.regimes.rules.gates import blocks, gate


def write(
    case: Case,
    kind: LetterKind,
    body: str,
    reach: Reach,
    *,
    by: str,
    at: datetime,
    cause: str,
    channel: Channel | None = None,
    delay: timedelta = UNDO_FOR,
    enclosed: tuple[str, str] = ("", ""),
) -> Message:
    """Write a letter and put it on its way; it leaves after `delay`, unless it is held back. `enclosed`: (name, key) of a PDF."""
    channel = channel or channel_for(reach)
    require_channel(channel, reach)
    if not body.strip():
        raise Refused("text_missing", words("Écrivez le texte de la lettre.", "Write the text of the letter."), "text")
    require_finished(body, "text")
    lang = lang_of(case)
    locked(case)  # letters are numbered one after the other
    last = db.session.scalar(select(func.max(Message.number)).where(Message.case_id == case.id)) or 0
    row = Message(
        case_id=case.id, case=case, number=last + 1, kind=kind, lang=lang, channel=channel, to_name=reach.name[:200], to_email=reach.email,
        to_postal=reach.postal, for_whom=reach.for_whom[:200], subject=say(subject(kind, fields_of(case, day_of(at, case.zone))), lang, case.zone),
        body=body.strip(), signature=signature_of(lang, body.strip()), message_id=f"<{secrets.token_hex(16)}@{mail.sender_host()}>", cause=cause,
        enclosed_name=enclosed[0], enclosed_key=enclosed[1], written_on=day_of(at, case.zone), written_at=at, by=by, leaves_at=at + delay,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # its number names its job
    put_on_its_way(row, at=at)
    return row


def require_finished(text: str, field: str) -> None:
    """Refuse a text in which something that its template asks for is still to be written."""
    if left := left_to_fill(text):
        raise Refused("text_unfinished", UNFINISHED.fill(left=left), field)


UNFINISHED = words(
    "La lettre n’est pas finie. Écrivez ce qui est attendu, ou ôtez : {left}.",
    "The letter is not finished. Write what is expected, or take out: {left}.",
)


def letter_with(event: Event) -> None:
    """The letter that an act on a case brings with it: the act's own text, or the template of its kind.

    What a file tells of a case that was closed elsewhere is history: nobody is written to about it.
    """
    if event.data.get("imported"):
        return
    kind = LetterKind.LETTER if event.kind in NOTED else OF_ENTRY.get(event.kind)
    case = db.session.scalars(select(Case).where(Case.ref == event.stream.partition(":")[2])).one()
    reach = reach_of(case, day_of(event.at, case.zone))
    if kind is None or reach is None:
        return
    body = event.text.get("body", "")
    if kind is LetterKind.CLOSING:
        body = _summary(case, event.at) if event.data.get("summary") else _closing(case, event.at, event.data)
    if body.strip():
        write(case, kind, body, reach, by=event.by, at=event.at, cause=event.kind)


def letter_moving(event: Event) -> None:
    """The letter that says on which day silence closes the case, when it is another than was announced."""
    case = db.session.scalars(select(Case).where(Case.ref == event.stream.partition(":")[2])).one()
    reach = reach_of(case, day_of(event.at, case.zone))
    if reach is None:
        return
    until = date.fromisoformat(str(event.data["quiet_close_on"]))
    text = say(still_open(fields_of(case, day_of(event.at, case.zone)), until), lang_of(case), case.zone)
    body = f"{text}\n\n{locked_parts(case, LetterKind.CLOSING)}"
    write(case, LetterKind.LETTER, body, reach, by=event.by, at=event.at, cause=event.kind)


def _closing(case: Case, at: datetime, told: Mapping[str, Any]) -> str:
    """The house's own words, then what the regime asks of the last letter where it is the final answer, then what nobody takes out."""
    on = day_of(at, case.zone)
    wording = wording_of(LetterKind.CLOSING, on)
    text = say(draft(LetterKind.CLOSING, fields_of(case, on), wording), lang_of(case), case.zone)
    last = ""
    if told.get("final"):
        last = accepted_for(case, at=at)[0] if told.get("solved") == "yes" else closing_for(case, at=at)
    return "\n\n".join(part for part in (text, last, locked_parts(case, LetterKind.CLOSING)) if part)


def _summary(case: Case, at: datetime) -> str:
    """The closing of a complaint that was resolved at once, in the words that its regime asks for (UK-FCA-02)."""
    greeted = greeting_in(case, day_of(at, case.zone))
    told = RESOLVED_AT_ONCE.fill(greeting=greeted, subject=case.subject.rstrip(" .!"), received=case.received_on)
    text = say(told, lang_of(case), case.zone)
    return "\n\n".join((text, accepted_for(case, at=at)[0], locked_parts(case, LetterKind.CLOSING)))


def send_letter(
    case: Case, kind: LetterKind, text: str, channel: Channel, *, by: Actor, at: datetime, answer_on: date | None = None
) -> Message:
    """Send a letter that changes no state; refuses forbidden wording, and keeps the parts that go with its kind.

    A holding letter that says by which day we answer is the holding reply of the regimes that know one (FR-FIN-02).
    """
    if kind not in WRITTEN_HERE:
        raise Refused("not_here", NOT_HERE.fill(what=kind.words), "kind")
    reach = require_reach(case, at)
    if not text.strip():
        raise Refused("text_missing", words("Écrivez le texte de la lettre.", "Write the text of the letter."), "text")
    check_wording(case, text, at=at)
    if answer_on is not None and answer_on <= day_of(at, case.zone):
        raise Refused("not_ahead", NOT_AHEAD, "answer_on")
    counted = _counted(case, kind, answer_on, at)
    body = "\n\n".join(part for part in (text.strip(), parts_of(case, kind, at, answer_on)) if part)
    row = write(case, kind, body, reach, by=by.key, at=at, cause="correspondence.written", channel=channel)
    data: dict[str, Json] = {"letter": kind.value, "channel": channel.value, "direction": "out", "message": row.number}
    if "holding_reply.sent" in counted and answer_on is not None:
        data["facts"] = {"holding_reply.final_date": answer_on.isoformat()}
    tell(case, "correspondence.written", Happening(data, {"body": body}, happened=counted), by=by, at=at)
    if counted or case.next_code == REPLY.code:
        refresh(case, at=at)  # a clock counts from this letter, or whatever the customer wrote is replied to
    return row


def _counted(case: Case, kind: LetterKind, answer_on: date | None, at: datetime) -> dict[str, date | datetime]:
    """What the regimes count from in this letter."""
    if kind is not LetterKind.HOLDING:
        return {}
    dated = answer_on is not None
    said = {
        "holding_reply.sent": dated, "mediator.informed": bool(mediator_named(case, at)),
        "delay_explained.sent": dated and bool(delay_explained(case, at)),
    }  # fmt: skip
    return {name: at for name, told in said.items() if told}


def require_reach(case: Case, at: datetime) -> Reach:
    """Whom we write to; refuses where there is nobody."""
    reach = reach_of(case, day_of(at, case.zone))
    if reach is None:
        raise Refused("nobody_to_write_to", NOBODY, "channel")
    return reach


def check_wording(case: Case, text: str, *, at: datetime, purpose: str = "answer", field: str = "text") -> None:
    """Refuse what the regimes forbid us to write to that purpose; `field` is where it was typed."""
    facts = {**facts_of(case), "text": text, "text.purpose": purpose, "answer.lang": lang_of(case)}
    for verdict in blocks(gate("send_text", packs_of(case), happened(case), facts, as_of=at, zone=case.zone)):
        said = words("{message} ({rule})", "{message} ({rule})", message=verdict.message, rule=verdict.rule)
        raise Refused(f"gate:{verdict.rule}", said, field)


NOT_HERE = words(
    "« {what} » s’écrit dans l’acte qui change le dossier, où passent ses contrôles.",
    "“{what}” is written in the act that changes the case, where its checks are.",
)
NOT_AHEAD = words("Donnez un jour à venir : celui de notre réponse.", "Give a day to come: that of our answer.")
NOBODY = words(
    "Ce dossier n’a personne à qui écrire : donnez d’abord le nom du client dans sa fiche.",
    "This case has nobody to write to: first give the customer’s name on their record.",
)
