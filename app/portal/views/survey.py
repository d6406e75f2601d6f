"""A customer's opinion: by the link of a mail, without a code, or from their page; once."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, redirect, render_template, request, url_for

from app.feedback.actions import answer
from app.feedback.actions.answering import asked_person
from app.feedback.models import Invitation
from app.feedback.queries import invitation_for, invitation_of_token
from app.feedback.rules import SCALES
from app.feedback.rules.wording import PLACE
from app.kernel import Refused, words
from app.people.guards import public, visitor
from app.plumbing import throttle, unit_of_work
from app.plumbing.one_time import AN_HOUR, SLOWER, TRIES_AN_HOUR
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
    """The questions, or what came of them; nobody of ours answers for a customer."""
    row, refused = found(find), None
    form = SurveyForm.asking(row.asked)
    if request.method == "POST" and form.validate():
        with refusals_shown_on(form):
            if visitor() is not None:
                raise Refused("not_yours", OURS, "survey")
            with unit_of_work.writing():
                _count()
                _answer(found(find), form)
            return redirect(url)
        row, refused = found(find), True
    page = render_template(
        "portal/customer_survey.html", row=row, form=form, url=url, inside=inside, ours=visitor() is not None, scales=SCALES,
        over=not row.open_at(clock().now()),
    )  # fmt: skip
    return (page, 422) if refused or form.errors or form.form_errors else page


def _count() -> None:
    """Refuse more in an hour than people at one address do."""
    if throttle.too_many(f"survey-from:{request.remote_addr}", at=clock().now(), most=TRIES_AN_HOUR, within=AN_HOUR):
        raise Refused("slower", SLOWER, "survey")


def _answer(row: Invitation, form: SurveyForm) -> None:
    answer(row, form.given, by=asked_person(row), at=clock().now())
