"""Shapes of what is noted of days and of another level: when the facts happened, what went to the second level, what it answered."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import Optional

from app.desk.forms import LONG, NEEDED, ActForm
from app.kernel import words
from app.plumbing.fields import DayField, TextField, options


class DaysForm(ActForm):
    """When the facts happened and were known."""

    incident_on = DayField(words("Les faits ont eu lieu le", "The facts happened on"), validators=[Optional()])
    known_on = DayField(
        words("Le client les a connus le", "The customer knew of them on"),
        description=words(
            "Ou aurait dû les connaître ; pas plus tard que sa réclamation.",
            "Or should have known; no later than the complaint.",
        ),
        validators=[Optional()],
    )


class AboutForm(ActForm):
    """What the complaint is about."""

    subject = RadioField(
        words("La réclamation porte sur", "The complaint is about"),
        choices=options(
            [
                ("payment_service", words("un service de paiement", "a payment service")),
                ("general", words("autre chose", "something else")),
            ]
        ),
        description=words(
            "Virement, carte, prélèvement, compte de paiement, monnaie électronique.",
            "A transfer, a card, a direct debit, a payment account, electronic money.",
        ),
        validators=[NEEDED],
    )


class SecondLevelForm(ActForm):
    """That the complaint goes to the second level, and what we write to the customer about it."""

    who = RadioField(
        words("Qui l’y envoie", "Who sends it there"),
        choices=options(
            [
                ("us", words("Nous, au nom du client", "We do, in the customer’s name")),
                ("customer", words("Le client l’a fait", "The customer did")),
            ]
        ),
        default="us",
        validators=[NEEDED],
    )
    on = DayField(words("Le", "On"), validators=[NEEDED])
    text = TextField(
        words("Lettre au client", "Letter to the customer"),
        description=words("Vide : rien n’est écrit.", "Empty: nothing is written."),
        validators=[Optional(), LONG],
    )


class SecondLevelAnswerForm(ActForm):
    """What the second level answered, and what we write to the customer about it."""

    on = DayField(words("Répondu le", "Answered on"), validators=[NEEDED])
    refuses = RadioField(
        words("Sa réponse", "Its answer"),
        choices=options(
            [
                ("no", words("ne refuse rien", "refuses nothing")),
                ("yes", words("refuse tout ou partie", "refuses all or part")),
            ]
        ),
        validators=[NEEDED],
    )
    text = TextField(
        words("Lettre au client", "Letter to the customer"),
        description=words(
            "Vide : rien n’est écrit. Si la réponse refuse, le texte qui nomme le médiateur s’y ajoute.",
            "Empty: nothing is written. Where the answer refuses, the text that names the mediator is added to it.",
        ),
        validators=[Optional(), LONG],
    )
