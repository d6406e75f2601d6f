"""The history of the settings: who changed what, when, from what to what."""

from __future__ import annotations

from flask import render_template, request, url_for

from app.kernel import words
from app.people import queries
from app.people.guards import needs
from app.people.rules import Permission
from app.people.views.door import blueprint
from app.people.views.telling import sentences

PAGE = 50
KINDS = (
    ("", words("Tout", "All")),
    ("staff.", words("Comptes", "Accounts")),
    ("service.", words("Services", "Services")),
    ("customer.", words("Clients", "Customers")),
    ("terms.", words("Conditions", "Terms")),
)


@blueprint.get("/settings/history")
@needs(Permission.SETTINGS_READ)
def history() -> str:
    """Fifty changes, newest first."""
    asked = request.args.get("kind", "")
    prefix = asked if asked in dict(KINDS) else ""
    before = request.args.get("before", "")
    entries = queries.settings_history(int(before) if before.isdigit() and len(before) < 12 else None, prefix, PAGE + 1)
    older = (
        url_for("people.history", kind=prefix or None, before=entries[PAGE - 1].seq) if len(entries) > PAGE else None
    )
    tabs = [
        {"label": label, "url": url_for("people.history", kind=kind or None), "active": kind == prefix}
        for kind, label in KINDS
    ]
    return render_template("people/history.html", told=sentences(entries[:PAGE]), tabs=tabs, older=older)
