"""One search box: `#number` goes straight there; words search complaints, time lines and exhibit names."""

from __future__ import annotations

import re

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases import queries
from app.desk.queries import who_of
from app.desk.views.door import blueprint
from app.kernel import words
from app.people.guards import current_actor, needs
from app.people.rules import Permission

NUMBER = re.compile(r"#?\s*((?:[A-Z]{2}-\d{4}-)?\d{1,6})$", re.IGNORECASE)
KINDS = {
    "subject": words("objet", "subject"), "customer": words("client", "customer"), "party": words("partie", "party"),
    "complaint": words("réclamation", "complaint"), "entry": words("chronologie", "time line"),
    "exhibit": words("pièce", "exhibit"),
}  # fmt: skip


@blueprint.get("/search")
@needs(Permission.CASE_READ)
def search() -> str | Response:
    """Cases by number or by words."""
    asked = request.args.get("q", "").strip()[:200]
    number = NUMBER.match(asked)
    if number and (asked.startswith("#") or "-" in asked):
        refs = queries.refs_like(current_actor(), number.group(1))
        if len(refs) == 1:
            return redirect(url_for("desk.case", ref=refs[0]))
    hits = queries.found(current_actor(), asked)
    shown = [
        {"url": url_for("desk.case", ref=hit.case.ref), "ref": hit.case.ref, "who": who_of(hit.case), "subject": hit.case.subject,
         "state": hit.case.state.words, "kind": KINDS.get(hit.kind), "snippet": hit.snippet,
         "titled": hit.kind == "subject"}
        for hit in hits
    ]  # fmt: skip
    return render_template("desk/search.html", query=asked, hits=shown)
