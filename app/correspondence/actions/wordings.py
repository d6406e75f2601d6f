"""Wording a kind of letter: a new row from a day on, in both languages; none is ever altered."""

from __future__ import annotations

from datetime import date, datetime

from app.correspondence.models import LetterWording
from app.correspondence.rules import TEMPLATES, Fields, LetterKind, check_template, draft
from app.kernel import Lang, Refused, Words, day_of, words
from app.people.actions import changed
from app.people.rules import Actor, Permission
from app.plumbing.db import db
from app.plumbing.typography import say
from app.regimes.queries import shipped
from app.regimes.rules.gates import blocks, gate

HOUSE_ZONE = "Europe/Paris"
BOTH: tuple[Lang, ...] = ("fr", "en")
PURPOSES = {LetterKind.CONFIRMATION: "goodwill", LetterKind.ENTITLEMENT: "entitlement"}
"""What the regimes judge these letters as: what is due by law is no favour, a favour asks for no waiver."""
SAMPLE = Fields(
    "AM-2026-00042", "Lave-linge Brume 8 kg : troisième panne", date(2026, 11, 3), date(2026, 12, 1), "Mme", "Diallo",
    close_on=date(2026, 12, 20), bought="Lave-linge Brume 8 kg", bought_on=date(2026, 3, 2), contact="litiges@maison.example",
    promised=words("– un geste convenu, au plus tard le 1er décembre 2026", "– what was agreed, by 1 December 2026"),
)  # fmt: skip
"""The case that a template is tried on."""


def word_letter(
    kind: LetterKind, fr: str, en: str, from_on: date, reason: str, *, by: Actor, at: datetime
) -> LetterWording:
    """Word a kind of letter from a day on; refuses unknown or missing fields, forbidden wording, and a day gone by."""
    if not by.may(Permission.SETTINGS_WRITE):
        raise Refused("not_allowed", NOT_ALLOWED, "fr")
    if kind not in TEMPLATES:
        raise Refused("no_template", NO_TEMPLATE, "fr")
    for lang, text in zip(BOTH, (fr, en), strict=True):
        check_template(kind, text, lang)
    check_forbidden(kind, words(fr, en), at=at)
    if from_on < day_of(at, HOUSE_ZONE):
        raise Refused("past", PAST, "from_on")
    if not reason.strip():
        raise Refused("reason_missing", words("Dites pourquoi.", "Say why."), "reason")
    row = LetterWording(
        kind=kind.value, fr=fr.strip(), en=en.strip(), valid_from_on=from_on, reason=reason.strip(), at=at, by=by.key
    )
    db.session.add(row)
    db.session.flush()  # its number goes into the history
    changed("letter.changed", by=by, at=at, data={"letter": kind.value, "wording": row.id, "from": from_on.isoformat()})
    return row


def check_forbidden(kind: LetterKind, wording: Words, *, at: datetime) -> None:
    """Refuse what any of our regimes forbids us to write, in either language."""
    for lang in BOTH:
        refuse_forbidden(sample(kind, wording, lang), lang, PURPOSES.get(kind, "answer"), at=at)


def refuse_forbidden(text: str, lang: Lang, purpose: str = "answer", *, at: datetime) -> None:
    """Refuse a text to consumers that any of our regimes forbids us to write to that purpose."""
    facts: dict[str, object] = {
        "text": text, "text.purpose": purpose, "answer.lang": lang, "complainant.kind": "consumer",
    }  # fmt: skip
    for verdict in blocks(gate("send_text", tuple(shipped().values()), (), facts, as_of=at)):
        said = words("{message} ({rule})", "{message} ({rule})", message=verdict.message, rule=verdict.rule)
        raise Refused(f"gate:{verdict.rule}", said, lang)


def sample(kind: LetterKind, wording: Words | None, lang: Lang) -> str:
    """The letter as the sample case would read it."""
    return say(draft(kind, SAMPLE, wording), lang)


NOT_ALLOWED = words(
    "Votre rôle ne permet pas de changer les modèles de lettres.", "Your role may not change the templates of letters."
)
NO_TEMPLATE = words("Cette lettre n’a pas de modèle.", "This letter has no template.")
PAST = words("Un modèle vaut à partir d’aujourd’hui au plus tôt.", "A template holds from today at the earliest.")
