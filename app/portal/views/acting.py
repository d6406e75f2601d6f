"""What a customer does on their page: an act of the table, or the answer to an offer."""

from __future__ import annotations

from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for

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
from app.kernel import Audience, Refused, Words, words
from app.people.rules import Actor
from app.plumbing import throttle, unit_of_work
from app.plumbing.one_time_codes import AN_HOUR
from app.plumbing.typography import say
from app.plumbing.web import clock, found, lang, number_of, refusals_shown_on
from app.portal.forms import ANSWERS, OfferForm, WordsForm
from app.portal.queries import CustomersPage, customers_page, offers_shown
from app.portal.views.acts import ACTS, Act, is_possible, possible_acts
from app.portal.views.door import Answer, blueprint, current_access, customers_only, own_case

MOST_FILES = 10
ACTS_AN_HOUR = 40


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
    if not is_possible(name, act, page):
        return _too_late(act, page, form)
    form.text.label.text = act.question
    if form.validate_on_submit():
        with refusals_shown_on(form):
            unread = _do(act, case, form, access.actor_of(current_access()))
            flash(say(act.done, lang()))
            for sentence in unread:
                flash(say(sentence, lang()))
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


def _do(act: Act, case: Case, form: WordsForm, by: Actor) -> list[Words]:
    """Do it; answers what is to be said of the files that were not taken, and of those that nobody can open."""
    at, text = clock().now(), form.text.data or ""
    files = [file for file in form.files.data or [] if file and file.filename] if act.takes_files else []
    if len(files) > MOST_FILES:
        raise Refused("too_many_files", TOO_MANY.fill(n=MOST_FILES), "files")
    if act.needs_words and not text.strip() and not (files and act is ACTS["message"]):
        raise Refused("empty", act.empty, "text")
    sent = [whole(file) for file in files]
    kept, lost = exhibits.sifted(sent)
    taken = exhibits.take_in(kept or sent) if sent else []
    with unit_of_work.writing():
        _count(by, at)
        about = About(brought_by=From.CUSTOMER, audience=Audience.CUSTOMER, author=by.name)
        rows = exhibits.add_exhibits(case, taken, [about] * len(taken), by=by, at=at) if taken else []
        if text.strip() or not taken:
            act.do(case, text, by, at)
        return [
            *(LEFT_OUT.fill(why=why) for why in lost),
            *(UNREAD.fill(name=row.title, why=row.why) for row in rows if row.why is not None),
        ]


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
    version = number_of(form.version.data) or 0
    gestures.answer_offer(offer, form.answer.data, version, by=by, at=at, lines=form.lines.data or (), text=text)


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
LEFT_OUT = words(
    "{why} Ce document n’est donc pas arrivé : envoyez-le de nouveau.",
    "{why} This document has not reached us: send it again.",
)
UNREAD = words(
    "Nous ne pouvons pas ouvrir « {name} » : {why}. Renvoyez ce document sans mot de passe, ou en photo.",
    "We cannot open “{name}”: {why}. Send this document again without a password, or as a photo.",
)
TOO_MANY = words("Au plus {n} fichiers à la fois.", "At most {n} files at a time.")
TOO_OFTEN = words(
    "C’est beaucoup en une heure. Réessayez un peu plus tard, ou appelez-nous.",
    "That is a lot within an hour. Try again a little later, or call us.",
)
