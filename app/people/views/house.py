"""Who we are on paper: name, address, contact and signatory, with every version kept."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for

from app.people import actions, queries
from app.people.actions import CARD
from app.people.forms import HouseForm
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.people.views.door import Answer, blueprint
from app.people.views.settings import SAVED
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.web import clock, lang, refusals_shown_on


@blueprint.route("/settings/house", methods=["GET", "POST"])
@needs(Permission.SETTINGS_READ)
def house() -> Answer:
    """What letters, files and agreements carry at their head and foot; change it."""
    form = HouseForm(obj=queries.house_card())
    may = current_actor().may(Permission.SETTINGS_WRITE)
    if request.method == "POST" and may and form.validate():
        with refusals_shown_on(form):
            with unit_of_work.writing():
                given = {name: getattr(form, name).data or "" for name in CARD}
                actions.present_house(by=current_actor(), at=clock().now(), **given)
            flash(say(SAVED, lang()), "success")
            return redirect(url_for("people.house"))
    cards = queries.house_cards()
    people = queries.staff_named([int(card.by[6:]) for card in cards if card.by.startswith("staff:")])
    names = {member.key: member.name for member in people.values()}
    page = render_template("people/house.html", form=form, cards=cards, names=names, may=may)
    return page, 422 if request.method == "POST" else 200
