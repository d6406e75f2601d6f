"""The acts about days, subject and another level: when the facts happened, what the complaint is about, what the second level does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.cases.actions.about import NOT_ASKED as NO_SUBJECT
from app.cases.actions.about import tell_about
from app.cases.actions.dating import tell_days
from app.cases.actions.second_level import NONE, NOT_ASKED, second_level_answered, to_second_level
from app.cases.models import Case
from app.cases.queries import happened
from app.cases.queries.second_level import knows_second_level, second_level_since, second_level_term
from app.cases.queries.subject import asks_subject, subject_of
from app.correspondence.queries.letters import greeting_in, lang_of
from app.desk.forms.outward import AboutForm, DaysForm, SecondLevelAnswerForm, SecondLevelForm
from app.desk.views.act import FACT, RECORD, Act
from app.kernel import Words, day_of, words
from app.people.rules import Actor
from app.plumbing.typography import say


def _known_days(form: Any, case: Case, _at: datetime) -> None:
    """What was noted before, to be put right."""
    known = {event.name: event.on for event in happened(case)}
    form.incident_on.data = known.get("incident")
    form.known_on.data = known.get("knowledge") if "incident" in known else None


def _days(case: Case, form: Any, by: Actor, at: datetime) -> None:
    tell_days(case, form.incident_on.data, form.known_on.data, by=by, at=at)


def _no_second_level(case: Case, _at: datetime) -> Words | None:
    return None if knows_second_level(case) else NONE


def _nothing_asked(case: Case, at: datetime) -> Words | None:
    return _no_second_level(case, at) or (None if second_level_since(case) is not None else NOT_ASKED)


def _drafted(text: Words, case: Case, at: datetime) -> str:
    today = day_of(at, case.zone)
    filled = text.fill(
        greeting=greeting_in(case, today),
        subject=case.subject.rstrip(" .!"),
        on=today,
        term=second_level_term(case) or "",
    )
    return say(filled, lang_of(case), case.zone)


def _letter(form: Any, case: Case, at: datetime) -> str:
    """The letter with the day that was chosen, also where the proposed one was changed beside it."""
    proposed, chosen = (say(DAY.fill(d=day), lang_of(case), case.zone) for day in (day_of(at, case.zone), form.on.data))
    return (form.text.data or "").replace(proposed, chosen)


def _fill_sent(form: Any, case: Case, at: datetime) -> None:
    form.who.data, form.on.data, form.text.data = "us", day_of(at, case.zone), _drafted(PASSED_ON, case, at)


def _fill_answered(form: Any, case: Case, at: datetime) -> None:
    form.on.data, form.text.data = day_of(at, case.zone), _drafted(ANSWERED, case, at)


def _send(case: Case, form: Any, by: Actor, at: datetime) -> None:
    to_second_level(case, form.on.data, _letter(form, case, at), by_us=form.who.data == "us", by=by, at=at)


def _answer(case: Case, form: Any, by: Actor, at: datetime) -> None:
    second_level_answered(case, form.on.data, _letter(form, case, at), refuses=form.refuses.data == "yes", by=by, at=at)


DAY = words("{d}", "{d}")
PASSED_ON = words(
    "{greeting},\n\nVotre réclamation ({subject}) est depuis le {on} entre les mains de notre service consommateurs, notre second "
    "niveau de réclamation. Il vous répondra par écrit dans un délai {term}.\n\nVous n’avez rien à refaire. Dès sa réponse, ou "
    "passé ce délai, vous pourrez saisir gratuitement le médiateur de notre secteur.",
    "{greeting},\n\nSince {on} your complaint ({subject}) has been with our consumer service, our second level for complaints. It "
    "will answer you in writing within {term}.\n\nYou need do nothing more. Once it has answered, or after that time, you may go "
    "to the mediator of our sector, free of charge.",
)
ANSWERED = words(
    "{greeting},\n\nNotre service consommateurs a répondu le {on} à votre réclamation ({subject}).\n\n"
    "[Ce qu’il décide, et pourquoi]",
    "{greeting},\n\nOur consumer service answered your complaint ({subject}) on {on}.\n\n[What it decides, and why]",
)


def _about(case: Case, form: Any, by: Actor, at: datetime) -> None:
    tell_about(case, form.subject.data, by=by, at=at)


def _known_subject(form: Any, case: Case, _at: datetime) -> None:
    form.subject.data = subject_of(case)


def _any_subject(case: Case, _at: datetime) -> Words | None:
    return None if asks_subject(case) else NO_SUBJECT


OUTWARD = {
    "about": Act(
        words("Dire sur quoi porte la réclamation", "Say what the complaint is about"),
        words(
            "Une réclamation sur un service de paiement a un délai de réponse plus court ; les autres suivent celui de leur secteur.",
            "A complaint about a payment service has a shorter time for its answer; others follow that of their sector.",
        ),
        RECORD,
        words("Objet noté", "Subject recorded"),
        AboutForm,
        _about,
        fill=_known_subject,
        closed=_any_subject,
    ),
    "days": Act(
        words("Noter quand les faits ont eu lieu", "Record when the facts happened"),
        words(
            "Les délais pour saisir un juge ou un médiateur en partent. Faute de mieux, ils sont montrés depuis la première réclamation.",
            "The limits for going to court or to an ombudsman count from there. Without it they are shown from the first complaint.",
        ),
        RECORD,
        words("Jours notés", "Days recorded"),
        DaysForm,
        _days,
        fill=_known_days,
    ),
    "second_level": Act(
        words("Saisir le second niveau", "Go to the second level"),
        words(
            "Le service consommateurs réexamine la réclamation, au nom du client ; son délai court de ce jour.",
            "The consumer service examines the complaint again, in the customer’s name; its time runs from that day.",
        ),
        RECORD,
        words("Second niveau saisi", "Second level asked"),
        SecondLevelForm,
        _send,
        "customer",
        fill=_fill_sent,
        closed=_no_second_level,
    ),
    "second_level_answered": Act(
        words("Noter la réponse du second niveau", "Record the second level’s answer"),
        FACT,
        RECORD,
        words("Réponse du second niveau notée", "Second level’s answer recorded"),
        SecondLevelAnswerForm,
        _answer,
        "customer",
        fill=_fill_answered,
        closed=_nothing_asked,
    ),
}
"""What stands beside the acts of `deeds`, by name."""


def may_ask(case: Case) -> bool:
    """Is there a second level that has not been asked, or has answered?"""
    return knows_second_level(case) and second_level_since(case) is None


def may_answer(case: Case) -> bool:
    """Is the second level expected to answer?"""
    return knows_second_level(case) and second_level_since(case) is not None
