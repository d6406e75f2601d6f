"""The text that an answer must carry: which variant, filled in, and whether a letter really shows it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel import Lang, Refused, Words, words
from app.regimes.rules.calendars import Calendar
from app.regimes.rules.deriving import duties_of
from app.regimes.rules.events import WRITTEN, Happened
from app.regimes.rules.pack import Pack
from app.regimes.rules.parts import Status
from app.regimes.rules.scene import Scene, scene_of
from app.regimes.rules.sections import Text

FIELD = re.compile(r"\{([a-z_.]+)\}")
MONTHS: Mapping[Lang, tuple[str, ...]] = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class NamedMediator:
    """What must be known of a mediator before it can be named: name, postal address and site (FR-MED-17)."""

    name: str = ""
    postal: str = ""
    site: str = ""

    def missing(self) -> tuple[Words, ...]:
        """What to complete first."""
        asked = ((self.name, NAME), (self.postal, POSTAL), (self.site, SITE))
        return tuple(label for value, label in asked if not value.strip())


@dataclass(frozen=True)
class RequiredText:
    """The block for the letter: variant, rule, filled text, the values used, and what a letter must show."""

    variant: str
    rule: str
    body: str
    fields: tuple[tuple[str, str], ...]
    shows: tuple[str, ...]
    source: str
    status: Status


def required_text(
    packs: Sequence[Pack],
    facts: Mapping[str, object],
    events: Sequence[Happened],
    lang: Lang,
    mediator: NamedMediator | None,
    *,
    as_of: datetime,
    zone: str = "Europe/Paris",
    calendar: Calendar | None = None,
    use: str = "answer",
) -> RequiredText | None:
    """The text that the regime requires in an answer that refuses something (`use`: or in another letter); None for none.

    Refuses when the mediator it must name is not fully known.
    """
    scene = scene_of(packs, events, facts, as_of=as_of, zone=zone, calendar=calendar)
    duties_of(scene)
    return text_for(scene, lang, mediator, use)


def text_for(scene: Scene, lang: Lang, mediator: NamedMediator | None, use: str = "answer") -> RequiredText | None:
    """The same, on a scene whose duties were derived."""
    rule = text_rule(scene, use)
    if rule is None:
        return None
    missing = (mediator or NamedMediator()).missing() if "{mediator." in rule.body.fr else ()
    if missing:
        nobody = mediator is None or not mediator.name
        raise Refused("mediator_incomplete", NOBODY if nobody else INCOMPLETE.fill(missing=missing), "mediator")
    values = _values(scene, lang, mediator or NamedMediator())
    body = rule.body.fr if lang == "fr" else rule.body.en
    unknown = tuple(name for name in FIELD.findall(body) if name not in values)
    if unknown:
        raise Refused("text_incomplete", UNKNOWN.fill(fields=unknown), "text")
    used = tuple((name, values[name]) for name in dict.fromkeys(FIELD.findall(body)))
    shows = tuple(_fill(each, values) for each in rule.shows[lang])
    text = " ".join(_fill(body, values).split())
    return RequiredText(rule.variant, rule.id, text, used, shows, rule.source.cite, rule.source.status)


def text_rule(scene: Scene, use: str = "answer") -> Text | None:
    """The first text of this use whose condition holds; sector packs stand above the general one."""
    for pack in reversed(scene.packs):
        for rule in pack.texts:
            if rule.use == use and _speaks(rule, scene):
                return rule
    return None


def _speaks(rule: Text, scene: Scene) -> bool:
    in_force = scene.in_force(rule, scene.today)
    return in_force and scene.holds(rule.when) is True and scene.holds(rule.case) is True


def lacks(letter: str, required: RequiredText) -> tuple[str, ...]:
    """What the letter does not show of the required text, whatever the spacing, case or apostrophes."""
    folded = folded_text(letter)
    return tuple(each for each in required.shows if folded_text(each) not in folded)


def folded_text(text: str) -> str:
    """Case, spaces, apostrophes and compatibility forms folded; accents kept."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("ʼ", "'").casefold()
    return " ".join(plain.split())


def long_date(day: date, lang: Lang) -> str:
    """ "31 janvier 2027", "1er mars 2026", "31 January 2027": as letters spell dates."""
    first = "er" if lang == "fr" and day.day == 1 else ""
    return f"{day.day}{first} {MONTHS[lang][day.month - 1]} {day.year}"


def _values(scene: Scene, lang: Lang, mediator: NamedMediator) -> dict[str, str]:
    written = scene.first_of((WRITTEN,)) or scene.first_of(("first_written_complaint.received",))
    named: dict[str, date | None] = {
        "complaint_on": written[1] if written else None,
        "opens_on": next(iter(scene.opens.values()), None),
        "closes_on": scene.dues.get("FR-MED-05"),
    }
    values = {name: long_date(day, lang) for name, day in named.items() if day is not None}
    return values | {
        "mediator.name": mediator.name.strip(),
        "mediator.postal": mediator.postal.strip(),
        "mediator.site": mediator.site.strip(),
    }


def _fill(text: str, values: Mapping[str, str]) -> str:
    return FIELD.sub(lambda field: values[field[1]], text)


UNKNOWN = words(
    "Le texte exigé ne peut pas être rempli : {fields}.", "The required text cannot be filled in: {fields}."
)
NAME = words("son nom", "its name")
POSTAL = words("son adresse postale", "its postal address")
SITE = words("son site internet", "its website")
NOBODY = words(
    "Aucun médiateur ne peut être nommé : nous n’avons de convention en cours avec aucun de ce pays et de ce secteur. "
    "L’administration en donne les dates dans l’annuaire (en France, art. L. 612-1 C. conso).",
    "No mediator can be named: we have no contract in force with any of this country and sector. "
    "An administrator gives its dates in the directory (in France, art. L. 612-1 C. conso).",
)
INCOMPLETE = words(
    "Le médiateur ne peut pas être nommé : il manque {missing}. Complétez sa fiche (art. R. 616-1 C. conso).",
    "The mediator cannot be named: {missing} is missing. Complete its record (art. R. 616-1 C. conso).",
)
