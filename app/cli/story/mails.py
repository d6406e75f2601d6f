"""The morning's mails of the story: one goes into its case by itself, one waits to be sorted, one is an absence reply."""

# ruff: noqa: E501  prose reads better unbroken
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import select

from app.cli.story import cast
from app.cli.story.script import House
from app.correspondence.actions import mails
from app.correspondence.models import Message
from app.correspondence.queries import sender
from app.plumbing.db import db
from app.plumbing.typography import french

BEFORE = timedelta(minutes=25)
"""How long before the today of the story they arrive."""
ANSWERS = """Bonjour,

J’ai bien reçu votre proposition de bon d’achat et je vous réponds dans la semaine. En revanche personne n’est venu remplacer la carte électronique, comme vous me l’aviez promis : quand passez-vous, et faut-il que je vide la machine avant ?

Élodie Arnaud

Le service client a écrit :
> {quoted}
"""
COMPLAINS = """Bonjour,

J’ai acheté chez vous un aspirateur il y a trois semaines. Le tuyau s’est fendu dès la deuxième utilisation et le magasin me renvoie vers le fabricant, qui ne répond pas. Je demande un tuyau neuf ou le remboursement de l’appareil (129 €).

Dans l’attente de votre réponse,

Lucie Marchand
06 39 98 70 15
"""
AWAY = """Bonjour,

Je suis absent jusqu’à lundi et lirai votre message à mon retour.

Gilles Moreau
"""


def arrive(house: House, at: datetime) -> None:
    """The mails of that morning are kept, then opened; each in units of work of its own."""
    for content in _written(house, at):
        mails.keep(content, at=at)
    mails.open_mails(at)


def _written(house: House, at: datetime) -> Iterator[bytes]:
    arnaud, moreau = cast.BUYERS["arnaud"], cast.BUYERS["moreau"]
    letter = _letter(house.scenes["arnaud"].case_id)
    if letter is not None:
        quoted = letter.body.strip().replace("\n", "\n> ")
        yield _mail(
            at, arnaud.name, arnaud.mail, f"Re: {letter.subject}", ANSWERS.format(quoted=quoted), letter.message_id
        )
    yield _mail(at, "Lucie Marchand", "lucie.marchand@courriel.example", "Tuyau d’aspirateur fendu", COMPLAINS)
    yield _mail(at, moreau.name, moreau.mail, "Réponse automatique : votre avis nous intéresse", AWAY, automatic=True)


def _letter(case: int) -> Message | None:
    """The last letter that left about this case by mail."""
    wanted = select(Message).where(Message.case_id == case, Message.sent_at.is_not(None), Message.channel == "email")
    return db.session.scalars(wanted.order_by(Message.number.desc()).limit(1)).first()


def _mail(
    at: datetime, name: str, address: str, subject: str, text: str, answers: str = "", *, automatic: bool = False
) -> bytes:
    made = EmailMessage(policy=policy.SMTP)
    made["From"], made["To"], made["Subject"] = f"{name} <{address}>", sender()[1], subject
    made["Date"], made["Message-ID"] = (
        format_datetime(at - timedelta(minutes=3)),
        f"<{address.replace('@', '.')}@courriel.example>",
    )
    if answers:
        made["In-Reply-To"] = made["References"] = answers
    if automatic:
        made["Auto-Submitted"] = "auto-replied"
    made.set_content(french(text))
    return made.as_bytes()
