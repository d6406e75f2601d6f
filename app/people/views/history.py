"""The history of the settings: who changed what, when, from what to what."""

from __future__ import annotations

from functools import partial

from flask import render_template, request, url_for

from app.kernel import words
from app.people import queries
from app.people.guards import current_actor, needs
from app.people.rules import Permission
from app.people.rules.downloads import KIND as TAKEN
from app.people.views.door import blueprint
from app.people.views.history_words import sentences
from app.plumbing.web import number_of

PAGE = 50
KINDS = (
    ("", words("Tout", "All")),
    ("staff.", words("Comptes", "Accounts")),
    ("service.", words("Services", "Services")),
    ("customer.", words("Clients", "Customers")),
    ("terms.", words("Conditions", "Terms")),
    ("catalogue.", words("Palette", "Palette")),
    ("grid.", words("Pouvoirs", "Authority")),
    ("budget.", words("Budgets", "Budgets")),
)


@blueprint.get("/settings/history")
@needs(Permission.SETTINGS_READ)
def history() -> str:
    """Fifty changes, newest first; those of customers are for who may open a case. Beside them, who took which files away."""
    customers = current_actor().may(Permission.CASE_READ)
    kinds = {kind: label for kind, label in KINDS if customers or kind not in queries.ABOUT_CUSTOMERS}
    asked = request.args.get("kind", "")
    prefix = asked if asked in kinds else ""
    before = number_of(request.args.get("before"))
    if current_actor().may(Permission.ACCESS_READ):
        kinds[TAKEN] = words("Fichiers emportés", "Files taken away")
        prefix = TAKEN if asked == TAKEN else prefix
    changed = partial(queries.settings_history, prefix=prefix, customers=customers)
    entries = (queries.taken_away if prefix == TAKEN else changed)(before, limit=PAGE + 1)
    older = (
        url_for("people.history", kind=prefix or None, before=entries[PAGE - 1].seq) if len(entries) > PAGE else None
    )
    tabs = [
        {"label": label, "url": url_for("people.history", kind=kind or None), "active": kind == prefix}
        for kind, label in kinds.items()
    ]
    return render_template(
        "people/history.html", told=sentences(entries[:PAGE]), tabs=tabs, older=older, taken=prefix == TAKEN
    )
