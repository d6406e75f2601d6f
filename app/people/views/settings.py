"""The front page of the settings, and services."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, request, url_for

from app.kernel import Words, words
from app.people import actions, queries
from app.people.forms import ServiceForm
from app.people.guards import current_actor, needs
from app.people.models import Service
from app.people.rules import Permission
from app.people.rules.house import first_steps
from app.people.views.door import Answer, blueprint
from app.plumbing import unit_of_work
from app.plumbing.typography import say
from app.plumbing.web import clock, found, lang, refusals_shown_on


@dataclass(frozen=True)
class Place:
    """One page of the settings: where, what, and who may open it."""

    endpoint: str
    title: Words
    about: Words
    icon: str
    needs: Permission = Permission.SETTINGS_READ


PLACES: tuple[tuple[Words, tuple[Place, ...]], ...] = (
    (
        words("Les personnes", "People"),
        (
            Place(
                "people.staff",
                words("Personnel", "Staff"),
                words("Comptes, rôles, absences, suppléances.", "Accounts, roles, absences, deputies."),
                "people",
            ),
            Place(
                "people.services",
                words("Services", "Services"),
                words("Les départements et leurs équipes.", "Departments and their teams."),
                "building",
            ),
            Place(
                "intake.customers",
                words("Clients", "Customers"),
                words("Fiches, achats, dossiers.", "Records, purchases, cases."),
                "person",
                Permission.CASE_READ,
            ),
            Place(
                "people.sessions",
                words("Sessions", "Sessions"),
                words("Qui est connecté, depuis quand.", "Who is signed in, since when."),
                "shield-lock",
            ),
            Place(
                "api.all_keys",
                words("Clés d’API", "API keys"),
                words("Quels systèmes entrent, au nom de qui.", "Which systems come in, in whose name."),
                "link-45deg",
            ),
        ),
    ),
    (
        words("Les règles", "The rules"),
        (
            Place(
                "correspondence.templates",
                words("Modèles de lettres", "Templates of letters"),
                words("Comment chaque lettre commence, depuis quand.", "How each letter begins, since when."),
                "envelope-paper",
            ),
            Place(
                "desk.surveys",
                words("Enquêtes", "Surveys"),
                words("Quand les clients sont interrogés.", "When customers are asked."),
                "chat-dots",
            ),
            Place(
                "people.terms",
                words("Conditions générales", "Terms"),
                words("Chaque version, ses clauses, ses dates.", "Each version, its clauses, its dates."),
                "file-earmark-text",
            ),
            Place(
                "gestures.catalogue",
                words("Palette de gestes", "Palette of gestures"),
                words("Ce que l’on peut accorder.", "What may be granted."),
                "gift",
            ),
            Place(
                "gestures.authority",
                words("Pouvoirs de décision", "Authority"),
                words("Qui accorde combien.", "Who grants how much."),
                "shield-check",
            ),
            Place(
                "gestures.budgets",
                words("Budgets", "Budgets"),
                words("Réservé, dépensé, reste.", "Reserved, spent, left."),
                "cash-coin",
            ),
            Place(
                "costs.parameters",
                words("Paramètres de coût", "Cost parameters"),
                words("Ce que coûte un litige.", "What a dispute costs."),
                "sliders",
            ),
            Place(
                "regimes.packs",
                words("Régimes", "Regimes"),
                words("La loi telle qu’elle est appliquée.", "The law as it is applied."),
                "bank",
            ),
            Place(
                "regimes.calendar",
                words("Fermetures et horaires", "Closing days and hours"),
                words("Ce que suivent nos objectifs.", "What house targets follow."),
                "calendar-event",
            ),
            Place(
                "mediators.directory",
                words("Médiateurs", "Mediators"),
                words("L’annuaire et les contrats.", "The directory and the contracts."),
                "scales",
            ),
        ),
    ),
    (
        words("La maison", "The house"),
        (
            Place(
                "people.house",
                words("Notre maison", "Our house"),
                words(
                    "Nom, adresse, signataire : ce que portent nos écrits.",
                    "Name, address, signatory: what our writings carry.",
                ),
                "shop",
            ),
            Place(
                "correspondence.outbox",
                words("Courrier au départ", "Outgoing mail"),
                words("Ce qui n’est pas encore parti.", "What has not left yet."),
                "send",
                Permission.CASE_READ,
            ),
            Place(
                "people.history",
                words("Historique", "History"),
                words("Qui a changé quoi, et quand.", "Who changed what, and when."),
                "clock-history",
            ),
            Place(
                "desk.keeping_list",
                words("Conservation", "Keeping"),
                words(
                    "Ce qui sera effacé, ce qui l’a été ; les demandes d’accès.",
                    "What will be erased, and what was; access requests.",
                ),
                "archive",
            ),
            Place(
                "intake.import_file",
                words("Reprendre un fichier", "Bring in a file"),
                words("Réclamations d’un autre outil.", "Complaints from another tool."),
                "upload",
                Permission.CASE_IMPORT,
            ),
        ),
    ),
)
SAVED = words("Modifications enregistrées.", "Changes saved.")


@blueprint.get("/settings")
@needs(Permission.SETTINGS_READ)
def settings() -> str:
    """Every page of the settings that exists and that this person may open."""
    actor = current_actor()
    groups = [
        (title, [place for place in places if place.endpoint in current_app.view_functions and actor.may(place.needs)])
        for title, places in PLACES
    ]
    return render_template(
        "people/settings.html",
        groups=[group for group in groups if group[1]],
        first=first_steps(queries.set_up()) if actor.may(Permission.SETTINGS_WRITE) else [],
    )


@blueprint.route("/settings/services", methods=["GET", "POST"])
@needs(Permission.SETTINGS_READ)
def services() -> Answer:
    """The services and who works in them; add one."""
    form = ServiceForm()
    may = current_actor().may(Permission.SETTINGS_WRITE)
    if request.method == "POST" and may and form.validate():
        with refusals_shown_on(form):
            with unit_of_work.writing():
                actions.open_service(
                    form.code.data or "", form.name_fr.data, form.name_en.data, by=current_actor(), at=clock().now()
                )
            return redirect(url_for("people.services"))
    staff = queries.all_staff(active=True)
    teams = {row.id: [member for member in staff if row in member.services] for row in queries.all_services()}
    status = 422 if request.method == "POST" else 200
    return render_template(
        "people/services.html", form=form, services=queries.all_services(), teams=teams, may=may
    ), status


@blueprint.route("/settings/services/<int:number>", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def service(number: int) -> Answer:
    """Rename a service, or close it to new cases."""
    row: Service = found(lambda: queries.service_numbered(number))
    form = ServiceForm(obj=row)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with unit_of_work.writing():
                actions.change_service(
                    queries.service_numbered(number),
                    by=current_actor(),
                    at=clock().now(),
                    name_fr=form.name_fr.data,
                    name_en=form.name_en.data,
                    active=bool(form.active.data),
                )
            flash(say(SAVED, lang()), "success")
            return redirect(url_for("people.services"))
    return render_template("people/service.html", form=form, row=row), 422 if form.is_submitted() else 200
