"""The case page: ladder, next step, one time line, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases import actions, queries
from app.cases.models import Case
from app.cases.queries import pauses_of, told_duty
from app.cases.queries.conduct import first_channel, limits_on, limits_said
from app.cases.queries.erasing import erasable
from app.cases.queries.standing_in import voices_said, who_stands_in
from app.cases.queries.subject import asks_subject
from app.cases.queries.warning import Proposed, proposed_for
from app.cases.rules.belated import belated, is_belated
from app.cases.rules.parties import PartyRole
from app.cases.rules.signals import BY_KIND
from app.cases.rules.standing_in import mandate_words, may_be_chosen, measure_words
from app.cases.rules.states import State
from app.cases.rules.steps import urgency
from app.cases.rules.stored_words import said
from app.cases.rules.transitions import possible
from app.cases.rules.verdicts import INSIDE as VERDICTS
from app.cases.rules.workflow import BY_NAME, Intent, Transition, Who
from app.desk.forms import ContactForm, TextForm
from app.desk.queries import case_page
from app.desk.views.advising import advice_panel, advice_said
from app.desk.views.contested import contests_said
from app.desk.views.door import blueprint, known
from app.desk.views.independence import judges_said
from app.desk.views.mediators_window import without_a_door
from app.desk.views.outward import may_answer, may_ask
from app.desk.views.panels import panels
from app.desk.views.short_route import Keys, in_time
from app.journal.queries import lines_of
from app.kernel import Refused, Words, day_of, words
from app.people.guards import current_actor, needs
from app.people.rules import Actor, Level, Permission
from app.plumbing.unit_of_work import commits
from app.plumbing.web import clock, found, refusals_shown_on, today
from app.regimes.forms import asked_of
from app.regimes.rules.parts import Status
from app.regimes.rules.showing import STATUS, Shown, shown

INTENTS = {
    Intent.ANSWER: words("Répondre", "Answer"),
    Intent.PROPOSE: words("Proposer", "Propose"),
    Intent.ESCALATE: words("Escalader", "Escalate"),
    Intent.RECORD: words("Noter un fait", "Record a fact"),
    Intent.CLOSE: words("Clore", "Close"),
}
ELSEWHERE = {
    "send_offer": "gestures.offer",
    "send_offer_aside": "gestures.offer",
    "offer_accepted": "gestures.offers",
    "offer_lapsed": "gestures.offers",
    "mediation_notified": "mediation.notify",
    "mediation_over": "mediation.referral",
    "mediation_agreed": "mediation.referral",
}
"""Transitions that have a page of their own in another room."""
PROMISES = {
    "open": (words("ouvert", "open"), "work"),
    "kept": (words("tenu", "kept"), "kept"),
    "broken": (words("rompu", "broken"), "missed"),
    "moot": (words("sans objet", "moot"), ""),
}
SHOWS = (
    ("all", words("Tout", "All")),
    ("customer", words("Client", "Customer")),
    ("internal", words("Interne", "Internal")),
    ("exhibits", words("Pièces", "Exhibits")),
)

DUTIES_SHOWN = 2048
"""How many duties a process remembers as they are shown."""


@blueprint.get("/cases/<ref>")
@needs(Permission.CASE_READ)
def case(ref: str) -> str | Response:
    """One case, whole; to whoever is only asked about it, what they may read of it."""
    try:
        row = queries.case_to_show(current_actor(), ref)
    except Refused:
        if queries.is_asked(current_actor(), ref, today()):
            return redirect(url_for("desk.advice", ref=ref.upper()))
        abort(404)
    return _page(row)


@cache
def _nothing_typed(channel: str) -> tuple[ContactForm, TextForm]:
    """The two forms of a page before anybody types, by the channel proposed first: the same for every reader, never written to;
    their token is the page's."""
    unsigned = {"csrf": False}
    return ContactForm(formdata=None, meta=unsigned, channel=channel), TextForm(
        prefix="note", formdata=None, meta=unsigned
    )


def _page(row: Case, contact: ContactForm | None = None, note: TextForm | None = None) -> str:
    actor, at, on, show = current_actor(), clock().now(), today(), request.args.get("show", "all")
    judges, may_judge = judges_said(row, actor, at)
    main = _main(row, actor, may_judge)
    page = case_page(row, actor, at, show if show in dict(SHOWS) else "all")
    untouched = _nothing_typed(first_channel(row, on))  # asked once it is known what the case holds
    contact, note = contact or untouched[0], note or untouched[1]
    return render_template(
        "desk/case.html", case=row, page=page, step=page.step, contact=contact, note=note,
        untouched=(contact, note) == untouched,
        step_tone=urgency(row.next_code, row.next_on, on), groups=_groups(row, actor, may_judge), main=main, undo=_undo(row, actor),
        duties=_duties(without_a_door(row, page.duties, on), on),
        notices=[
            *advice_said(row, actor), *judges, *contests_said(row, actor, may_judge, main), *_belated(row, page.duties),
            *in_time(row, page.duties, actor, on), *_notices(row),
        ],
        limited=limits_said(limits_on(row), on),
        received_by=queries.received_by(row), what_if=known("regimes.what_if") and actor.may(Permission.HELP_READ), court=Keys.of(row).court,
        signals=[(s, BY_KIND[s.kind]) for s in row.signals if s.dismissed_at is None],
        shows=[{"label": label, "url": url_for("desk.case", ref=row.ref, show=name), "active": show == name} for name, label in SHOWS],
        incident=queries.incident_of(row), proposed=_proposed(row), may_merge=actor.may(Permission.CASE_MERGE),
        **_beside(row, actor),
        panels=panels(row, actor, at), advice=advice_panel(row), may_work=actor.may(Permission.CASE_WORK),
        may_erase=erasable(row, lines_of(row.stream), by=actor, at=at),
        promise_words=PROMISES, verdict_words=VERDICTS, voices=voices_said(row, on), mandate_words=mandate_words, measure_words=measure_words,
        standing=who_stands_in(row, on), may_be_chosen=may_be_chosen,
    )  # fmt: skip


def _beside(row: Case, actor: Actor) -> dict[str, Any]:
    """The linked cases and the customer's others, each named once, none that the reader may not see."""
    linked = queries.linked_for(row, actor)
    named = {ref for ref, _subject, _why in linked}
    return {"linked": linked, "others": [one for one in queries.cases_beside(row, actor) if one.ref not in named]}


def _proposed(row: Case) -> list[Proposed]:
    """The open incidents about which we wrote to the customer, while the case belongs to none."""
    return [] if row.incident_id is not None or row.erased_at is not None else proposed_for(row)


def _duties(rows: list[queries.KeptDuty], on: date) -> list[Shown]:
    """The duties as the page draws them: open ones first in time, each with its working and its time line."""
    drawn = [_shown(row, on) for row in rows]
    return sorted((one for one in drawn if one is not None), key=lambda one: one.on)


@lru_cache(maxsize=DUTIES_SHOWN)
def _shown(row: queries.KeptDuty, on: date) -> Shown | None:
    """A duty as it is shown on a day, whenever somebody comes back to its case."""
    return shown(told_duty(row), on, pauses_of(row))


def _belated(row: Case, duties: list[queries.KeptDuty]) -> list[dict[str, Any]]:
    """The dates of ours that had passed before the complaint was logged and are still to be done: why, and what to do now."""
    logged_on = day_of(row.logged_at, row.zone)
    late = [told_duty(duty) for duty in duties if is_belated(duty, logged_on)]
    if not late or row.imported or row.erased_at is not None:
        return []
    said_of = belated([duty.label for duty in late], row.sent_on or row.received_on, row.received_on, logged_on)
    return [{"message": said_of, "tone": "soon", "source": None}]


def _notices(row: Case) -> list[dict[str, Any]]:
    """What the regimes' gates say of this case unasked; of an erased one nothing is asked any more."""
    if row.erased_at is not None:
        return []
    return [
        {
            "message": said(each["message"]),
            "tone": "bad" if each["effect"] == "block" else "soon",
            "source": SOURCE.fill(rule=each["rule"], source=each["source"], status=STATUS[Status(each["status"])]),
        }
        for each in row.notices
    ]


SOURCE = words("{rule} · {source} · {status}", "{rule} · {source} · {status}")


@blueprint.get("/cases/<ref>/what-if")
@needs(Permission.HELP_READ)
def what_if(ref: str) -> Response:
    """The "what if" page, starting from what is known of this case."""
    row = found(lambda: queries.case_for(current_actor(), ref))
    told = queries.told_of(row)
    asked = asked_of(queries.happened(row, told), queries.facts_of(row, told), row.regimes, row.zone)
    return redirect(url_for("regimes.what_if", **cast(Any, asked)))


def _url(row: Case, arrow: Transition) -> str | None:
    endpoint = ELSEWHERE.get(arrow.name)
    if endpoint is None:
        return url_for("desk.act", ref=row.ref, name=arrow.name)
    return url_for(endpoint, ref=row.ref) if known(endpoint) else None


def _main(row: Case, actor: Actor, may_judge: bool) -> dict[str, Any] | None:
    if row.next_code in PAGE_OF_STEP:
        return _page_of_step(row, actor)
    if row.next_code == "judge" and row.owner_id == actor.staff_id and actor.may(Permission.CASE_DEROGATE):
        return {"label": NAME_A_JUDGE, "url": url_for("desk.do", ref=row.ref, name="derogate")}
    arrow = BY_NAME.get(ARROW_OF_STEP.get(row.next_code, ""))
    if arrow is None or not _offered(arrow, actor, may_judge) or row.state not in arrow.sources:
        return None
    url = _url(row, arrow)
    return {"label": arrow.label, "url": url} if url else None


def _undo(row: Case, actor: Actor) -> dict[str, Any] | None:
    """Beside the word that a case is merged: what takes that back, for who may."""
    arrow = BY_NAME["undo_merge"]
    if row.merged_into_id is None or arrow not in possible(row.standing) or not _offered(arrow, actor, may_judge=True):
        return None
    return {"label": arrow.label, "url": _url(row, arrow)}


NAME_A_JUDGE = words("Désigner un juge", "Name a judge")
"""The case came to the director because nobody independent can judge it."""
TO_MEDIATOR = words("Répondre au médiateur", "Answer the mediator")
PAGE_OF_STEP: dict[str, tuple[Words, Permission, str, dict[str, str]]] = {
    "keep_promise": (words("Solder l’engagement", "Settle the promise"), Permission.CASE_WORK, "desk.do", {"name": "keep"}),
    "remind": (words("Relancer le client", "Remind the customer"), Permission.CASE_WORK, "desk.act", {"name": "ask_customer"}),
    "reply_message": (words("Répondre par écrit", "Reply in writing"), Permission.CASE_WORK, "correspondence.new", {"kind": "letter"}),
    "send_offer": (words("Envoyer l’offre", "Send the offer"), Permission.GESTURE_OFFER, "gestures.offers", {}),
    "enter_mediation": (TO_MEDIATOR, Permission.MEDIATION_RECORD, "mediation.referral", {}),
    "reply_mediator": (TO_MEDIATOR, Permission.MEDIATION_RECORD, "mediation.referral", {}),
    "answer_proposal": (words("Répondre à la proposition", "Answer the proposal"), Permission.MEDIATION_RECORD, "mediation.referral", {}),
}  # fmt: skip
"""Next steps done on a page of their own: what the button says, who may press it, where it leads."""


def _page_of_step(row: Case, actor: Actor) -> dict[str, Any] | None:
    label, needed, endpoint, more = PAGE_OF_STEP[row.next_code]
    if not (known(endpoint) and actor.may(needed)):
        return None
    return {"label": label, "url": url_for(endpoint, ref=row.ref, **cast(Any, more))}


ARROW_OF_STEP = {
    "take_charge": "take_charge",
    "answer": "answer",
    "judge": "final_answer",
    "wait_customer": "customer_replied",
    "await_reaction": "contest",
    "carry_out": "close_carried_out",
    "close": "close_carried_out",
    "await_offer": "offer_accepted",
    "mediation": "mediation_over",
}
"""The arrow that the next step asks for."""


JUDGING = frozenset({"answer", "final_answer"})
"""What only an independent officer does at the quality level: not offered to a barred one."""


def _offered(arrow: Transition, actor: Actor, may_judge: bool) -> bool:
    if arrow.name in JUDGING and not may_judge:
        return False
    return Who.STAFF in arrow.who and (arrow.needs is None or actor.may(arrow.needs))


def _sensible(arrow: Transition, row: Case) -> bool:
    """Of a closed case an acceptance is recorded only where an offer still stands."""
    return arrow.name != "offer_accepted" or row.state is not State.CLOSED or row.offer_until_on is not None


def acts_offered(row: Case, actor: Actor, at: datetime) -> list[tuple[Words, str]]:
    """What the buttons of a case's page lead this person to, the next step first."""
    _said, may_judge = judges_said(row, actor, at)
    main = _main(row, actor, may_judge)
    first = [(main["label"], main["url"])] if main else []
    others = [
        (item.label, item.url) for group in _groups(row, actor, may_judge) for item in group["items"] if not item.post
    ]
    return [*first, *(one for one in others if one not in first)]


class Action(NamedTuple):
    """One line of the menu of actions; `post`: a button of its own, not a page."""

    label: Words
    url: str
    post: bool = False
    icon: str | None = None
    hint: Words | None = None


def _groups(row: Case, actor: Actor, may_judge: bool) -> list[dict[str, Any]]:
    arrows = [arrow for arrow in possible(row.standing) if _offered(arrow, actor, may_judge) and _sensible(arrow, row)]
    groups = []
    for intent, title in INTENTS.items():
        led = [(arrow.label, _url(row, arrow)) for arrow in arrows if arrow.intent is intent]
        items = [Action(label, url) for label, url in led if url] + _extras(row, actor, intent)
        if items:
            groups.append({"title": title, "items": items})
    return groups


def _extras(row: Case, actor: Actor, intent: Intent) -> list[Action]:
    if intent not in EXTRAS or row.state is State.CLOSED:
        return []
    return [
        Action(label, url_for("desk.do", ref=row.ref, name=name))
        for name, label, needed in EXTRAS[intent]
        if actor.may(needed) and ONLY_WHERE.get(name, _always)(row)
    ]


def _always(_row: Case) -> bool:
    return True


ONLY_WHERE: dict[str, Callable[[Case], bool]] = {
    "read": lambda row: row.wrote_on is not None,
    "verdict": lambda row: len(row.claims) > 1,
    "derogate": lambda row: row.level is Level.QUALITY,
    "purchase": lambda row: row.purchase_id is None and not row.customer.anonymous,
    "about": asks_subject,
    "second_level": may_ask,
    "second_level_answered": may_answer,
    "mandate": lambda row: any(party.role is PartyRole.REPRESENTATIVE for party in row.parties),
}
"""When an act beside the arrows makes sense; any other always does."""


EXTRAS = {
    Intent.ANSWER: [("verdict", words("Juger une demande à part", "Judge one claim apart"), Permission.CASE_ANSWER)],
    Intent.PROPOSE: [("promise", words("Prendre un engagement", "Make a promise"), Permission.CASE_WORK)],
    Intent.ESCALATE: [
        ("ask_colleague", words("Demander un avis à un collègue", "Ask a colleague for advice"), Permission.CASE_WORK),
        ("second_level", words("Saisir le second niveau", "Go to the second level"), Permission.CASE_WORK),
        ("assign", words("Confier à quelqu’un d’autre", "Give to somebody else"), Permission.CASE_ASSIGN),
        ("recuse", words("Enregistrer une récusation", "Record a recusal"), Permission.CASE_WORK),
        ("derogate", words("Désigner un juge par dérogation", "Name a judge by derogation"), Permission.CASE_DEROGATE),
    ],
    Intent.RECORD: [
        ("read", words("Message lu, rien à répondre", "Message read, nothing to reply"), Permission.CASE_WORK),
        (
            "second_level_answered",
            words("Noter la réponse du second niveau", "Record the second level’s answer"),
            Permission.CASE_WORK,
        ),
        ("days", words("Noter quand les faits ont eu lieu", "Record when the facts happened"), Permission.CASE_WORK),
        ("about", words("Dire sur quoi porte la réclamation", "Say what the complaint is about"), Permission.CASE_WORK),
        ("claim", words("Préciser une demande", "State a claim"), Permission.CASE_WORK),
        ("purchase", words("Rattacher un achat", "Attach a purchase"), Permission.CASE_WORK),
        ("party", words("Ajouter une personne au litige", "Add somebody to the dispute"), Permission.CASE_WORK),
        ("mandate", words("Noter un mandat", "Record a mandate"), Permission.CASE_WORK),
        ("time", words("Compter du temps", "Book time"), Permission.CASE_WORK),
        ("correct_time", words("Corriger du temps compté", "Correct booked time"), Permission.CASE_WORK),
        ("link", words("Lier un autre dossier", "Link another case"), Permission.CASE_WORK),
    ],
}
"""What may be done to an open case beside the arrows."""


@blueprint.post("/cases/<ref>/contact")
@needs(Permission.CASE_WORK)
@commits
def contact(ref: str) -> str | Response | tuple[str, int]:
    """Record a contact with the customer."""
    row = found(lambda: queries.case_for(current_actor(), ref))
    form = ContactForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.record_contact(
                row, form.channel.data, form.direction.data, form.text.data, by=current_actor(), at=clock().now(),
                minutes=form.minutes.data or 0, solved=form.solved.data, solved_words=form.solved_words.data or "",
            )  # fmt: skip
            return redirect(url_for("desk.case", ref=row.ref, _anchor="story"))
    return _page(row, contact=form), 422


@blueprint.post("/cases/<ref>/note")
@needs(Permission.CASE_WORK)
@commits
def note(ref: str) -> str | Response | tuple[str, int]:
    """Write an internal note."""
    row = found(lambda: queries.case_for(current_actor(), ref))
    form = TextForm(prefix="note")
    if form.validate_on_submit():
        with refusals_shown_on(form):
            actions.add_note(row, form.text.data, by=current_actor(), at=clock().now())
            return redirect(url_for("desk.case", ref=row.ref, _anchor="story"))
    return _page(row, note=form), 422
