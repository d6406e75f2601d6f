"""A customer's opinion: by the link of a mail, without a code, or from their page; once."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, redirect, render_template, request, url_for

from app.feedback.actions import answer
from app.feedback.actions.answering import asked_person
from app.feedback.models import Invitation
from app.feedback.queries import invitation_for, invitation_of_token
from app.feedback.rules import SCALES
from app.feedback.rules.wording import LEADS, PLACE
from app.kernel import Refused, words
from app.people.guards import public, visitor
from app.plumbing import throttle, unit_of_work
from app.plumbing.one_time_codes import AN_HOUR, SLOWER, TRIES_AN_HOUR
from app.plumbing.web import clock, found, refusals_shown_on, today
from app.portal.forms import SurveyForm
from app.portal.views.door import Answer, blueprint, customers_only, own_case

OURS = words(
    "Seul le client répond : vous êtes connecté comme membre de l’équipe.",
    "Only the customer answers: you are signed in as a member of staff.",
)


@blueprint.route(f"/{PLACE}/<token>", methods=["GET", "POST"])
@public
def customer_survey(token: str) -> Answer:
    """What a mail asks: the link only locates it, and shows nothing of the case but its reference."""
    g.own_lang = found(lambda: invitation_of_token(token, today())).lang
    return _page(lambda: invitation_of_token(token, today()), url_for("portal.customer_survey", token=token))


@blueprint.route("/c/case/surveys/<int:number>", methods=["GET", "POST"])
@customers_only
def customer_case_survey(number: int) -> Answer:
    """The same, from the page of the case."""
    return _page(
        lambda: invitation_for(own_case(), number), url_for("portal.customer_case_survey", number=number), inside=True
    )


def _page(find: Callable[[], Invitation], url: str, *, inside: bool = False) -> Answer:
    """The questions, or what came of them."""
    form = SurveyForm.asking(found(find).asked)
    if request.method == "POST" and form.validate():
        with refusals_shown_on(form):
            _answer(find, form)
            return redirect(url)
    row = found(find)
    page = render_template(
        "portal/customer_survey.html", row=row, form=form, url=url, inside=inside, ours=visitor() is not None,
        over=not row.open_at(clock().now()), scales=SCALES, lead=LEADS[row.occasion],
    )  # fmt: skip
    slow = getattr(getattr(form, "refused", None), "code", "") == "slower"
    return page, 200 if request.method == "GET" else 429 if slow else 422


def _answer(find: Callable[[], Invitation], form: SurveyForm) -> None:
    """Keep the answer; every try is counted, also one that is refused; nobody of ours answers for a customer."""
    if visitor() is not None:
        raise Refused("not_yours", OURS, "survey")
    at = clock().now()
    with unit_of_work.writing():
        many = throttle.too_many(f"survey-from:{request.remote_addr}", at=at, most=TRIES_AN_HOUR, within=AN_HOUR)
    if many:
        raise Refused("slower", SLOWER, "survey")
    with unit_of_work.writing():
        row = found(find)
        answer(row, form.given, by=asked_person(row), at=at)
