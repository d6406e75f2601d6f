"""Mails as people and machines write them, for tests."""

from __future__ import annotations

import email.policy
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import select

from app.cases import actions as cases
from app.cases.models import Case
from app.correspondence.actions import mails
from app.correspondence.models import IncomingMail, Message
from app.plumbing import unit_of_work
from app.plumbing.db import db
from app.worker import rounds
from tests.conftest import NOW
from tests.factories.house import Company, a_case

AWA = "Awa Diallo <awa.diallo@example.org>"
TEXT = "Madame,\n\nNous avons bien reçu votre réclamation."
SAID = "Bonjour,\n\nLe technicien n’est toujours pas venu."


def a_mail(
    text: str = SAID,
    sender: str = AWA,
    subject: str = "Mon lave-linge",
    files: tuple[tuple[str, bytes], ...] = (),
    **heads: str,
) -> bytes:
    """A mail; heads with an underscore for each dash (`In_Reply_To`)."""
    made = EmailMessage(policy=email.policy.SMTP)
    named = {name.replace("_", "-"): value for name, value in heads.items()}
    made["From"], made["To"], made["Subject"] = sender, named.pop("To", "litiges@maison.example"), subject
    made["Date"] = "Fri, 20 Nov 2026 10:00:00 +0100"
    made["Message-ID"] = named.pop("Message-ID", f"<{abs(hash((text, sender, subject))):x}@example.org>")
    for name, value in named.items():
        made[name] = value
    made.set_content(text)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def a_bounce(cited: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery report (RFC 3464) that cites a Message-ID."""
    return (
        "From: MAILER-DAEMON@mx.example.org\r\nTo: litiges@maison.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <report-{abs(hash((cited, action))):x}@mx.example.org>\r\nAuto-Submitted: auto-replied\r\nReturn-Path: <>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI could not deliver your mail.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; awa.diallo@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {cited}\r\nSubject: x\r\n\r\n--b--\r\n"
    ).encode()


def written_to(firm: Company, **terms: object) -> tuple[Case, Message]:
    """A case taken in charge, and the letter that left with it."""
    case = a_case(firm, **terms)
    with unit_of_work.writing():
        cases.take_charge(case, TEXT, by=firm.agent.actor, at=NOW)
    rounds.run_jobs(NOW + timedelta(minutes=5))
    return case, db.session.scalars(select(Message).where(Message.case_id == case.id)).one()


def taken(*contents: bytes, at: object = NOW + timedelta(hours=1)) -> list[IncomingMail]:
    """Keep and open mails; the rows as they are then."""
    numbers = [mails.keep(content, at=at).number for content in contents]
    mails.open_mails(at)
    db.session.expire_all()
    return [db.session.get_one(IncomingMail, number) for number in numbers]


def one(content: bytes) -> IncomingMail:
    """The same for one."""
    return taken(content)[0]
