"""What an act on a case is: what it asks, says and does; its page is drawn from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.cases import queries
from app.cases.models import Case
from app.cases.queries.sight import hold
from app.correspondence.queries.meanwhile import Since, entries_so_far, meanwhile
from app.correspondence.rules.meanwhile import OVERTAKEN
from app.kernel import Refused, Words, words
from app.people.rules import Actor, Permission
from app.plumbing.web import number_of

Do = Callable[[Case, Any, Actor, datetime], object]
STALE = words(
    "Le dossier a changé depuis que cette page est ouverte. Relisez-le, puis recommencez : votre texte est gardé ci-dessous.",
    "The case has changed since this page was opened. Read it again, then retry: your text is kept below.",
)


def _nothing(_form: Any, _case: Case) -> None:
    return None


def _as_titled(_form: Any, _case: Case) -> Words | None:
    return None


def _open(_case: Case, _at: datetime) -> Words | None:
    return None


@dataclass(frozen=True)
class Act:
    """One act: its title, its form, what pressing the button does, in the button's own words."""

    title: Words
    lead: Words
    button: Words
    done: Words
    form: Callable[[], Any]
    do: Do
    audience: str = "internal"
    needs: Permission | None = None
    prepare: Callable[[Any, Case], None] = _nothing
    fill: Callable[[Any, Case, datetime], None] | None = None
    closed: Callable[[Case, datetime], Words | None] = _open
    """Why whoever opens the page could not do it anyway: said in place of the form, before they type."""
    named: Callable[[Any, Case], Words | None] = _as_titled
    """Another title, where the form is about something that is there already."""


def check_version(form: Any, case: Case) -> None:
    """Refuse an act on a page that is older than the case."""
    if str(form.version.data).partition(".")[0] != str(case.version):
        form.version.raw_data, form.version.data = None, case.version
        raise Refused("stale", STALE)


def stamped(case: Case) -> str:
    """What a page remembers of the case it was drawn from: its version, and how much had been told of it."""
    return f"{case.version}.{entries_so_far(case)}"


def news_for(form: Any, case: Case, by: Actor) -> list[Since]:
    """What others did since the page of this form was drawn; the case is locked, so that nobody adds to it meanwhile."""
    hold(case)
    return meanwhile(case, number_of(str(form.version.data).partition(".")[2]), by)


def check_seen(form: Any, case: Case, news: list[Since], *, writes: bool) -> None:
    """Refuse an act on a page older than the case, and a letter to a customer whom somebody else answered; the next try has seen it."""
    try:
        check_version(form, case)
        if news and writes:
            raise Refused("stale", OVERTAKEN)
    except Refused:
        form.version.raw_data, form.version.data = None, stamped(case)
        raise


def prefilled(form: Any, act: Act, case: Case, at: datetime) -> None:
    """Put in the form what we can already say."""
    if act.fill is not None:
        act.fill(form, case, at)


REASON = words("Votre motif reste au journal du dossier.", "Your reason stays in the journal of the case.")
SENT = words(
    "Ce texte est envoyé au client et reste au journal tel quel.",
    "This text is sent to the customer and stays in the journal as it is.",
)
FACT = words(
    "Un fait se note toujours, quel que soit l’état du dossier.",
    "A fact can always be recorded, whatever the state of the case.",
)
SEND = words("Envoyer au client", "Send to the customer")
RECORD = words("Enregistrer", "Record")


def another(by: Actor, ref: str, field: str) -> Case:
    """Another case, named by whoever acts; refuses on the field where it was named."""
    try:
        return queries.case_named(by, ref)
    except Refused as refused:
        raise Refused(refused.code.removeprefix("no_such_"), refused.message, field) from refused
