"""What a customer does on their page: one table of acts, and the answer to an offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for

from app.cases import actions as cases
from app.cases.actions.logging import Complaint
from app.cases.models import Case
from app.correspondence.actions import customers_page as access
from app.exhibits import actions as exhibits
from app.exhibits.actions import About
from app.exhibits.rules import From
from app.exhibits.views import whole
from app.gestures import actions as gestures
from app.gestures.models import Offer
from app.gestures.queries.offers import offer_of
from app.gestures.rules.offers import OfferState
from app.intake.actions import attach_repeat
from app.kernel import Audience, Refused, Words, day_of, words
from app.people.rules import Actor
from app.plumbing import throttle, unit_of_work
from app.plumbing.one_time import AN_HOUR
from app.plumbing.typography import say
from app.plumbing.web import clock, found, lang, refusals_shown_on
from app.portal.forms import ANSWERS, OfferForm, WordsForm
from app.portal.queries import CustomersPage, customers_page, offers_shown
from app.portal.views.door import Answer, blueprint, current_access, customers_only, own_case

MOST_FILES = 10
ACTS_AN_HOUR = 40
Do = Callable[[Case, str, Actor, datetime], object]
WRITE = words("Écrivez quelques mots.", "Write a few words.")


@dataclass(frozen=True)
class Act:
    """One thing a customer can do: its words, what it asks, when it is there."""

    label: Words
    lead: Words
    question: Words
    button: Words
    done: Words
    do: Do
    arrows: tuple[str, ...] = ()
    """Arrows of the workflow of which one must be open to them; none asks for an open case."""
    icon: str = "envelope"
    needs_words: bool = True
    takes_files: bool = True
    empty: Words = WRITE
    danger: bool = False


def _in_writing(case: Case, text: str, by: Actor, at: datetime) -> None:
    """The first written complaint counts for ever, also when it only says again what was told by telephone."""
    attach_repeat(case, Complaint(text, "web", written=True, received_on=day_of(at, case.zone)), by=by, at=at)
    cases.hear(case, at=at)


ACTS: dict[str, Act] = {
    "written": Act(
        words("Écrire ma réclamation", "Put my complaint in writing"),
        words(
            "Vous nous en avez parlé ; dites-le ici avec vos mots. Un médiateur ne peut être saisi qu’après une réclamation écrite.",
            "You told us about it; say it here in your own words. A mediator can only be seised after a written complaint.",
        ),
        words("Ce qui s’est passé et ce que vous demandez", "What happened and what you ask"),
        words("Envoyer ma réclamation", "Send my complaint"),
        words("Votre réclamation écrite est arrivée.", "Your written complaint has arrived."),
        _in_writing,
        icon="pencil",
        empty=words("Dites ce qui s’est passé.", "Say what happened."),
    ),
    "message": Act(
        words("Écrire ou joindre une pièce", "Write or add a document"),
        words(
            "Votre message arrive dans votre dossier ; une personne le lit et vous répond.",
            "Your message goes into your case; a person reads it and replies.",
        ),
        words("Votre message", "Your message"),
        words("Envoyer", "Send"),
        words("Votre message est arrivé. Nous vous répondons.", "Your message has arrived. We will reply."),
        lambda case, text, by, at: cases.customer_wrote(case, text, by=by, at=at),
    ),
    "contest": Act(
        words("Contester la réponse", "Contest the answer"),
        words(
            "Dites ce qui ne va pas dans notre réponse. Votre dossier est alors examiné par un niveau supérieur ; après une "
            "réponse définitive, la voie du médiateur vous est ouverte.",
            "Say what is wrong with our answer. Your case is then examined at a higher level; after a final answer, the way "
            "to the mediator is open to you.",
        ),
        words("Ce qui ne vous convient pas", "What you disagree with"),
        words("Contester", "Contest"),
        words("Votre contestation est enregistrée.", "Your contestation is recorded."),
        lambda case, text, by, at: cases.contest(case, text, by=by, at=at),
        ("contest", "contest_final"),
        "flag-fill",
        empty=words("Dites ce qui ne vous convient pas.", "Say what you disagree with."),
    ),
    "solved": Act(
        words("C’est résolu", "It is solved"),
        words(
            "Nous closons alors votre dossier. Vos droits demeurent : vous pourrez le rouvrir si ce n’était pas fini.",
            "We then close your case. Your rights remain: you may reopen it if it was not over.",
        ),
        words("Un mot, si vous le souhaitez", "A word, if you like"),
        words("Clore mon dossier", "Close my case"),
        words("Merci. Votre dossier est clos.", "Thank you. Your case is closed."),
        lambda case, text, by, at: cases.close(case, "close_solved", by=by, at=at, text=text),
        ("close_solved",),
        "check-circle",
        needs_words=False,
        takes_files=False,
    ),
    "reopen": Act(
        words("Ce n’est pas résolu : rouvrir", "It is not solved: reopen"),
        words(
            "Dites ce qui reste à régler. Votre dossier reprend là où il en était ; sa date de départ ne change pas.",
            "Say what remains to be settled. Your case goes on where it was; the date it began on does not change.",
        ),
        words("Ce qui reste à régler", "What remains to be settled"),
        words("Rouvrir mon dossier", "Reopen my case"),
        words("Votre dossier est rouvert.", "Your case is reopened."),
        lambda case, text, by, at: cases.reopen(case, text, by=by, at=at),
        ("reopen",),
        "arrow-counterclockwise",
        empty=words("Dites ce qui reste à régler.", "Say what remains to be settled."),
    ),
    "withdraw": Act(
        words("Retirer ma réclamation", "Withdraw my complaint"),
        words(
            "Nous cessons alors de l’examiner et nous closons votre dossier. Ce que la loi vous doit reste dû.",
            "We then stop examining it and close your case. What the law owes you remains due.",
        ),
        words("Pourquoi vous la retirez", "Why you withdraw it"),
        words("Retirer ma réclamation", "Withdraw my complaint"),
        words("Votre réclamation est retirée.", "Your complaint is withdrawn."),
        lambda case, text, by, at: cases.withdraw(case, text, by=by, at=at),
        ("withdraw",),
        "x-circle",
        takes_files=False,
        empty=words("Dites en quelques mots pourquoi.", "Say why in a few words."),
        danger=True,
    ),
}


def possible_acts(page: CustomersPage) -> dict[str, Act]:
    """What a customer can do on this page now."""
    return {name: act for name, act in ACTS.items() if _is_possible(name, act, page)}


def _is_possible(name: str, act: Act, page: CustomersPage) -> bool:
    if not act.arrows and not page.case.is_open:
        return False
    if name == "written" and page.case.first_written_on is not None:
        return False
    if name == "withdraw" and not page.case.is_open:
        return False
    return not act.arrows or any(arrow in page.may for arrow in act.arrows)


@blueprint.route("/c/case/do/<name>", methods=["GET", "POST"])
@customers_only
def customer_act(name: str) -> Answer:
    """One act: what it does, in words, and the form of it; the files that come with it are looked at before it is done."""
    case = own_case()
    act = ACTS.get(name)
    if act is None:
        abort(404)
    form = WordsForm()
    page = customers_page(case, clock().now())
    if not _is_possible(name, act, page):
        return _too_late(act, page, form)
    form.text.label.text = act.question
    if form.validate_on_submit():
        with refusals_shown_on(form):
            _do(act, case, form, access.actor_of(current_access()))
            flash(say(act.done, lang()))
            return redirect(url_for("portal.customer_case"))
    drawn = render_template("portal/customer_act.html", act=act, name=name, form=form, case=case)
    return (drawn, 422) if form.errors or form.form_errors else drawn


def _too_late(act: Act, page: CustomersPage, form: WordsForm) -> Answer:
    """The case changed meanwhile: what was typed is not lost, it stands in the act that is open to them now."""
    typed = (form.text.data or "").strip() if form.is_submitted() else ""
    others = [name for name in ("message", "reopen") if name in possible_acts(page)]
    if typed and any(typed in line.texts for line in page.story if line.theirs):  # sent twice, as a double click does
        flash(say(act.done, lang()))
        return redirect(url_for("portal.customer_case"))
    flash(say(WORDS_KEPT if typed and others else NOT_NOW, lang()))
    if not typed or not others:
        return redirect(url_for("portal.customer_case"))
    other = ACTS[others[0]]
    form.text.label.text = other.question
    return render_template("portal/customer_act.html", act=other, name=others[0], form=form, case=page.case), 409


def _do(act: Act, case: Case, form: WordsForm, by: Actor) -> None:
    at, text = clock().now(), form.text.data or ""
    files = [file for file in form.files.data or [] if file and file.filename] if act.takes_files else []
    if len(files) > MOST_FILES:
        raise Refused("too_many_files", TOO_MANY.fill(n=MOST_FILES), "files")
    if act.needs_words and not text.strip() and not (files and act is ACTS["message"]):
        raise Refused("empty", act.empty, "text")
    taken = exhibits.take_in([whole(file) for file in files]) if files else []
    with unit_of_work.writing():
        _count(by, at)
        if taken:
            about = About(brought_by=From.CUSTOMER, audience=Audience.CUSTOMER, author=by.name)
            exhibits.add_exhibits(case, taken, [about] * len(taken), by=by, at=at)
        if text.strip() or not taken:
            act.do(case, text, by, at)


def _count(by: Actor, at: datetime) -> None:
    """Refuse more in an hour than a person does."""
    if throttle.too_many(f"acts:{by.key}", at=at, most=ACTS_AN_HOUR, within=AN_HOUR):
        raise Refused("slower", TOO_OFTEN, "text")


@blueprint.route("/c/case/offers/<int:number>", methods=["GET", "POST"])
@customers_only
def customer_offer(number: int) -> Answer:
    """Answer an offer, once, in the version that was read."""
    case = own_case()
    offer = found(lambda: offer_of(case, number))
    if offer not in offers_shown(case):
        abort(404)
    form = OfferForm()
    form.lines.choices = [(line.position, say(line.wording, lang(), case.zone)) for line in offer.lines]
    form.answer.choices = [choice for choice in form.answer.choices if choice.value != "partly" or _divisible(offer)]
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with unit_of_work.writing():
                _answer(offer, form, access.actor_of(current_access()))
            flash(say(ANSWERED[form.answer.data], lang()))
            return redirect(url_for("portal.customer_case"))
    if not form.is_submitted():
        form.version.data, form.answer.data = offer.edition, request.args.get("answer")
    page = render_template(
        "portal/customer_offer.html", offer=offer, case=case, form=form, open=offer.state is OfferState.SENT
    )
    return (page, 422) if form.errors or form.form_errors else page


def _divisible(offer: Offer) -> bool:
    return offer.separable and len(offer.lines) > 1


def _answer(offer: Offer, form: OfferForm, by: Actor) -> None:
    at, text = clock().now(), form.text.data or ""
    _count(by, at)
    if form.answer.data == "other":
        gestures.record_counter(offer, text, form.amount.data, by=by, at=at)
        return
    version = str(form.version.data)
    gestures.answer_offer(
        offer, form.answer.data, int(version) if version.isdigit() else 0, by=by, at=at, lines=form.lines.data or (), text=text
    )  # fmt: skip


ANSWERED = {
    "accepted": words(
        "Votre accord est enregistré. Voici ce que nous faisons, et quand.",
        "Your acceptance is recorded. Here is what we do, and when.",
    ),
    "partly": words(
        "Votre accord est enregistré pour ce que vous avez choisi.", "Your acceptance is recorded for what you chose."
    ),
    "refused": words(
        "Votre refus est enregistré. Il ne ferme aucun droit.", "Your refusal is recorded. It closes no right."
    ),
    "other": words(
        "Votre demande est arrivée. L’offre reste valable jusqu’à son terme.",
        "Your request has arrived. The offer stands until its end.",
    ),
}
assert set(ANSWERED) == {name for name, _label in ANSWERS}
NOT_NOW = words(
    "Ce n’est plus possible : votre dossier a changé entre-temps. Voici où il en est.",
    "This is no longer possible: your case has changed meanwhile. Here is where it stands.",
)
WORDS_KEPT = words(
    "Votre dossier a changé entre-temps : ce que vous vouliez faire n’est plus possible. Vos mots sont gardés ci-dessous, rien "
    "n’est encore envoyé.",
    "Your case has changed meanwhile: what you wanted to do is no longer possible. Your words are kept below; nothing is sent yet.",
)
TOO_MANY = words("Au plus {n} fichiers à la fois.", "At most {n} files at a time.")
TOO_OFTEN = words(
    "C’est beaucoup en une heure. Réessayez un peu plus tard, ou appelez-nous.",
    "That is a lot within an hour. Try again a little later, or call us.",
)
