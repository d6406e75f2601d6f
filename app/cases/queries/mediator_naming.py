"""Are we in order to name a mediator (FR-MED-17, FR-MED-19, FR-MED-21)? Who must be named, what is missing, what our terms say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.cases.models import Case
from app.kernel import Words, words
from app.mediators.models import Mediator
from app.mediators.queries import all_mediators, competent
from app.mediators.rules import gaps, sector_words, warnings
from app.people.models import Terms
from app.people.queries import terms_in_force
from app.people.rules import CustomerKind
from app.people.rules.countries import HOME, land_named
from app.plumbing.db import db
from app.regimes.rules.texts import folded_text

MEDIATION = re.compile(r"\bm[ée]diat(?:eur|rice|ion|or)")
CONSUMERS = (CustomerKind.CONSUMER, CustomerKind.UNKNOWN)


@dataclass(frozen=True)
class Lack:
    """One thing to complete: `bad` forbids naming the mediator today, `soon` will."""

    tone: str
    what: Words
    words: Words
    mediator: str | None = None
    terms: int | None = None


def naming_lacks(on: date) -> list[Lack]:
    """What stands between us and a rightful answer that refuses, for the sectors of our open consumer cases, country by country."""
    found, named = list[Lack](), dict[int, Mediator]()
    for law, sector in _sectors():
        entry = competent(sector, on, law)
        if entry is None and law == HOME:
            found.append(Lack("bad", words("{s}", "{s}", s=_sector(sector)), NOBODY))
        elif entry is None:
            abroad = words("{s} ({land})", "{s} ({land})", s=_sector(sector), land=land_named(law))
            found.append(Lack("bad", abroad, NOBODY))
        else:
            named[entry.id] = entry
    for entry in [*named.values(), *_lapsed(named, on)]:
        found += _of_entry(entry, on)
    return found + _of_terms(terms_in_force(on), list(named.values()))


def _sectors() -> list[tuple[str, str]]:
    """(law, sector) of the open cases whose answers must name somebody of our directory; British finance always names the FOS."""
    wanted = select(Case.country, Case.sector).where(
        Case.is_open, Case.country.in_((HOME, BRITISH)), Case.complainant_kind.in_(CONSUMERS)
    )
    asked = {(law, sector) for law, sector in db.session.execute(wanted.distinct())}
    named = {(law, sector) for law, sector in asked if law == HOME or sector not in FOS}
    home = [one for one in named if one[0] == HOME] or [(HOME, "general")]
    return sorted(home) + sorted(named - set(home))


BRITISH, FOS = "GB", ("finance", "payment")
"""The regimes of these sectors name the Financial Ombudsman Service in so many words."""


def _sector(code: str) -> Words:
    return ALL_SECTORS if code == "general" else sector_words(code)


def _lapsed(named: dict[int, Mediator], on: date) -> list[Mediator]:
    """Those whose contract has ended: letters and terms may still name them."""
    ours = [entry for entry in all_mediators() if entry.contract_from is not None and entry.id not in named]
    return [entry for entry in ours if entry.contract_until is not None and entry.contract_until < on]


def _of_entry(entry: Mediator, on: date) -> list[Lack]:
    name = words("{n}", "{n}", n=entry.name)
    wrong = [Lack("bad", name, note.words, mediator=entry.code) for note in gaps(entry.known, on)]
    near = [note for note in warnings(entry.known, on) if note.code == "expiring"]
    return wrong + [Lack("soon", name, note.words, mediator=entry.code) for note in near]


def _of_terms(terms: Terms | None, named: list[Mediator]) -> list[Lack]:
    if terms is None:
        return [Lack("bad", OUR_TERMS, NO_TERMS)]
    what = words("{title} {version}", "{title} {version}", title=terms.title, version=terms.version)
    if not terms.clauses:
        return [Lack("soon", what, UNREADABLE, terms=terms.id)]
    text = folded_text(" ".join(f"{clause.heading} {clause.body}" for clause in terms.clauses))
    lacking = [(entry, unsaid(entry, text)) for entry in named]
    untold = [] if tells_of_mediation(text, named) else [Lack("bad", what, UNTOLD, terms=terms.id)]
    return untold + [
        Lack("bad", what, UNSAID.fill(name=entry.name, missing=missing), terms=terms.id)
        for entry, missing in lacking
        if missing
    ]


def tells_of_mediation(text: str, named: list[Mediator]) -> bool:
    """Does a folded text say that there is mediation at all (FR-MED-19)? The name of a mediator, or a website, does not yet say so."""
    for entry in named:
        for own in (folded_text(entry.name), _bare(entry.site)):
            text = text.replace(own, " ") if own else text
    return MEDIATION.search(text) is not None


def _bare(site: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?|/$", "", folded_text(site))


def unsaid(entry: Mediator, text: str) -> tuple[Words, ...]:
    """What a folded text does not say of a mediator: name, postal address (its numbers and names), website."""
    tokens = re.findall(r"\w{3,}|\d+", folded_text(entry.postal))
    site = _bare(entry.site)
    asked = (
        (bool(entry.name.strip()) and folded_text(entry.name) in text, NAME),
        (bool(tokens) and all(token in text for token in tokens), POSTAL),
        (bool(site) and site in text, SITE),
    )
    return tuple(label for said, label in asked if not said)


ALL_SECTORS = words("Tous secteurs", "All sectors")
NOBODY = words(
    "aucun médiateur sous convention : une réponse qui refuse ne pourra pas partir. Complétez l’annuaire.",
    "no mediator under contract: an answer that refuses cannot leave. Complete the directory.",
)
OUR_TERMS = words("Nos conditions", "Our terms")
NO_TERMS = words(
    "aucune version en vigueur : publiez celle qui nomme le médiateur.",
    "no version in force: publish the one that names the mediator.",
)
UNREADABLE = words(
    "aucune clause saisie : vérifiez que le fichier nomme le médiateur.",
    "no clause entered: check that the file names the mediator.",
)
UNSAID = words(
    "ne disent pas, de {name} : {missing}. Publiez une version complétée.",
    "do not say, of {name}: {missing}. Publish a completed version.",
)
UNTOLD = words(
    "ne disent pas au client qu’il peut recourir à la médiation, ce que doit dire un contrat écrit (FR-MED-19, art. L. 211-3 "
    "C. conso). Publiez une version qui le dit.",
    "do not tell the customer that there is mediation, as a written contract must (FR-MED-19, art. L. 211-3 C. conso). Publish a "
    "version that says so.",
)
NAME, POSTAL, SITE = (
    words("son nom", "its name"),
    words("son adresse postale", "its postal address"),
    words("son site", "its website"),
)
