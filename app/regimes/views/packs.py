"""Every regime that ships, readable by a lawyer: rules with what they say, dates, source and how well it is known."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import abort, render_template

from app.kernel import Words, words
from app.people.guards import needs
from app.people.rules import Permission
from app.plumbing.web import lang, today
from app.regimes.queries import review_due, shipped, shipped_editions
from app.regimes.rules.choices import choice_words
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Rule, Status
from app.regimes.rules.readable import fields_named, heading, lines
from app.regimes.rules.sections import Text
from app.regimes.rules.showing import STATUS
from app.regimes.views.door import blueprint

PARTS: tuple[tuple[str, Words], ...] = (
    ("deadlines", words("Échéances et fenêtres", "Duties and windows")),
    ("limitation", words("Prescription", "Limitation")),
    ("gates", words("Ce qui arrête nos actes", "What stops our acts")),
    ("texts", words("Textes exigés", "Required texts")),
    ("forbidden", words("Mots à ne pas écrire", "Wording not to write")),
    ("entitlements", words("Droits du client", "What the law grants")),
    ("routes", words("La voie du juge", "The way to court")),
    ("scales", words("Majorations de retard", "Late surcharges")),
    ("amounts", words("Barèmes", "Tables of amounts")),
    ("awards", words("Ce qu’un organe extérieur accorde d’ordinaire", "What an outside body commonly awards")),
)
TONES = {Status.VERIFIED: "kept", Status.SECONDARY: "soon", Status.KNOWLEDGE: "missed"}
COUNTRIES = {
    "any": words("partout", "everywhere"),
    "EU": words("Union européenne", "European Union"),
    "FR": words("France", "France"),
    "UK": words("Royaume-Uni", "United Kingdom"),
    "US": words("États-Unis", "United States"),
}


@blueprint.get("/regimes")
@needs(Permission.HELP_READ)
def packs() -> str:
    """Every regime with its version and how many of its rules are verified."""
    return render_template("regimes/packs.html", rows=[_summary(pack) for pack in shipped().values()])


def _summary(pack: Pack) -> dict[str, Any]:
    known = Counter(rule.source.status for rule in pack.rules)
    return {
        "id": pack.id, "title": pack.pack.title.words, "version": pack.pack.version, "reviewed_on": pack.pack.reviewed_on,
        "stale": review_due(pack, today()), "country": COUNTRIES.get(pack.pack.country, Words(pack.pack.country, pack.pack.country)),
        "sectors": tuple(choice_words(sector) for sector in pack.pack.sectors), "rules": len(pack.rules),
        "statuses": [(STATUS[status], TONES[status], known[status]) for status in Status if known[status]],
    }  # fmt: skip


@blueprint.get("/regimes/<name>")
@needs(Permission.HELP_READ)
def pack(name: str) -> str:
    """One regime, whole."""
    found = shipped().get(name.upper())
    if found is None:
        abort(404)
    parts = [(code, title, [_rule(rule, code) for rule in getattr(found, code)]) for code, title in PARTS]
    unsure = [rule for rule in found.rules if rule.source.status is not Status.VERIFIED]
    return render_template(
        "regimes/pack.html", pack=found, about=_summary(found), edition=shipped_editions()[found.id],
        parts=[part for part in parts if part[2]], unsure=len(unsure),
    )  # fmt: skip


def _rule(rule: Rule, part: str) -> dict[str, Any]:
    dormant = rule.valid_from is not None and rule.valid_from > today()
    ended = rule.valid_to is not None and rule.valid_to < today()
    return {
        "id": rule.id, "anchor": f"{part}-{rule.id}-{rule.key}-{rule.valid_from or ''}", "title": heading(rule), "lines": lines(rule),
        "source": rule.source, "status": STATUS[rule.source.status], "tone": TONES[rule.source.status],
        "kind": getattr(rule, "kind", None), "valid_from": rule.valid_from, "valid_to": rule.valid_to,
        "dormant": dormant, "ended": ended, "replaces": tuple(dict.fromkeys(name.partition("/")[0] for name in rule.replaces)),
        "body": fields_named(getattr(rule.body, lang()), lang()) if isinstance(rule, Text) else None,
    }  # fmt: skip
