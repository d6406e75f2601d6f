"""May a mediator be named, and what to know before: gaps that forbid it, warnings that do not; presumed competence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel import Words, words
from app.regimes.rules.texts import NamedMediator

STALE_AFTER = timedelta(days=365)
"""An entry nobody checked for a year may be wrong (house rule): addresses and names change."""
EXPIRING_WITHIN = timedelta(days=90)
RENAMED_WITHIN = timedelta(days=730)
EVERY_SECTOR = "any"


@dataclass(frozen=True)
class Known:
    """What is known of a mediator."""

    name: str
    postal: str = ""
    site: str = ""
    sectors: tuple[str, ...] = ()
    takes: tuple[str, ...] = ("consumer",)
    is_public: bool = False
    listed: bool = True
    withdrawn_on: date | None = None
    renamed_on: date | None = None
    formerly: str = ""
    contract_from: date | None = None
    contract_until: date | None = None
    checked_on: date | None = None
    other_addresses: tuple[str, ...] = ()

    def contract_valid_on(self, day: date) -> bool:
        """Are we bound by contract on that civil day? A public mediator is competent by law, without one."""
        if self.is_public:
            return True
        started = self.contract_from is not None and self.contract_from <= day
        return started and (self.contract_until is None or day <= self.contract_until)


@dataclass(frozen=True)
class Note:
    """One thing to know of an entry: its code and its sentence."""

    code: str
    words: Words


def settles_under(country: str, law: str) -> bool:
    """May a body of one country be named under the law of another? Within the Union yes; the British name their own, and only they."""
    return (country in BRITISH) == (law in BRITISH)


BRITISH = ("GB", "UK")


def gaps(known: Known, on: date) -> tuple[Note, ...]:
    """What forbids naming this mediator on that day (FR-MED-17, FR-MED-21), each saying what to complete."""
    missing = NamedMediator(known.name, known.postal, known.site).missing()
    found = [Note("incomplete", INCOMPLETE.fill(missing=missing))] if missing else []
    if known.withdrawn_on is not None and known.withdrawn_on <= on:
        found.append(Note("withdrawn", WITHDRAWN.fill(day=known.withdrawn_on)))
    if not known.contract_valid_on(on):
        found.append(_contract_gap(known, on))
    return tuple(found)


def _contract_gap(known: Known, on: date) -> Note:
    if known.contract_from is None:
        return Note("no_contract", NO_CONTRACT)
    if known.contract_until is not None and known.contract_until < on:
        return Note("contract_ended", ENDED.fill(day=known.contract_until))
    return Note("contract_ahead", AHEAD.fill(day=known.contract_from))


def nameable(known: Known, on: date) -> bool:
    """May a letter name this mediator on that day?"""
    return not gaps(known, on)


def warnings(known: Known, on: date) -> tuple[Note, ...]:
    """What to check soon: expiring contract, stale or doubtful facts, a change of name, absence from the official list."""
    found = []
    until = known.contract_until
    if until is not None and on <= until <= on + EXPIRING_WITHIN and not known.is_public:
        found.append(Note("expiring", EXPIRING.fill(day=until, days=(until - on).days)))
    if known.checked_on is None or on - known.checked_on > STALE_AFTER:
        found.append(Note("stale", STALE.fill(day=known.checked_on) if known.checked_on else NEVER))
    if known.renamed_on is not None and known.renamed_on <= on <= known.renamed_on + RENAMED_WITHIN:
        found.append(Note("renamed", RENAMED.fill(day=known.renamed_on, formerly=known.formerly)))
    if not known.listed and known.withdrawn_on is None:
        found.append(Note("unlisted", UNLISTED))
    if known.other_addresses:
        found.append(Note("addresses", ADDRESSES.fill(others=known.other_addresses)))
    return tuple(found)


@dataclass(frozen=True)
class Competence:
    """Whether a mediator may handle a dispute: `presumed` until the mediator or a contract says so for this sector."""

    fits: bool
    words: Words
    confirmed: bool = False


def competence(known: Known, sector: str, complainant: str, *, confirmed: bool = False) -> Competence:
    """Does the field of this mediator cover the sector and the complainant, as far as we know?"""
    if complainant not in known.takes and complainant != "unknown":
        return Competence(False, NOT_THEIRS)
    if EVERY_SECTOR not in known.sectors and sector not in known.sectors:
        return Competence(False, OTHER_SECTOR)
    return Competence(True, CONFIRMED if confirmed else PRESUMED, confirmed)


SECTOR_MARKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("insurance", ("assurance", "mutuelle")),
    ("finance", ("banque", "bancaire", "crédit", "financier", "épargne")),
    ("telecom", ("télécom", "communications électroniques", "internet et télé")),
    ("energy", ("énergie", "électricité", "gaz", "fioul")),
    ("water", ("eau ", "eau,", "assainissement")),
    ("air", ("aérien", "compagnies aériennes")),
    ("travel", ("tourisme", "voyage", "hôtel", "hébergement", "camping")),
    ("rail", ("ferroviaire", "sncf")),
    ("ecommerce", ("e-commerce", "commerce électronique", "vente à distance", "internet")),
    ("retail", ("commerce de détail", "distribution", "magasin", "commerce")),
    ("construction", ("bâtiment", "travaux", "construction")),
    ("real_estate", ("immobilier", "syndic", "copropriété")),
    ("legal", ("avocat", "notaire", "huissier", "commissaire de justice")),
    ("automotive", ("automobile", "garage", "auto-école")),
)
"""How the sectors of the official directory are read: the first mark found in the label decides."""


def sector_of(label: str) -> str | None:
    """Our code for a sector label of the official directory; None when it is none of those we tell apart."""
    folded = f"{label.casefold()} "
    return next((code for code, marks in SECTOR_MARKS if any(mark in folded for mark in marks)), None)


def sectors_of(labels: Iterable[str]) -> list[str]:
    """Our codes for several labels, each once, in the order of the table."""
    found = {code for label in labels if (code := sector_of(label))}
    return [code for code, _marks in SECTOR_MARKS if code in found]


SECTOR_WORDS = {
    "any": words("tous secteurs", "every sector"),
    "insurance": words("assurance", "insurance"),
    "finance": words("banque et finance", "banking and finance"),
    "payment": words("services de paiement", "payment services"),
    "telecom": words("télécommunications", "telecommunications"),
    "energy": words("énergie", "energy"),
    "water": words("eau", "water"),
    "air": words("transport aérien", "air travel"),
    "travel": words("tourisme et voyage", "tourism and travel"),
    "rail": words("transport ferroviaire", "rail"),
    "post": words("poste", "post"),
    "ecommerce": words("commerce en ligne", "online retail"),
    "retail": words("commerce de détail", "retail"),
    "construction": words("bâtiment", "construction"),
    "real_estate": words("immobilier", "real estate"),
    "legal": words("professions du droit", "legal professions"),
    "automotive": words("automobile", "motor trade"),
}


def sector_words(code: str) -> Words:
    """The name of a sector on screen."""
    return SECTOR_WORDS.get(code) or words(code, code)


INCOMPLETE = words("Il manque {missing}.", "Missing: {missing}.")
WITHDRAWN = words(
    "Retiré de la liste de la CECMC ({day}) : il ne peut plus être nommé.",
    "Withdrawn from the CECMC list ({day}): it can no longer be named.",
)
NO_CONTRACT = words(
    "Aucune convention ne nous lie à ce médiateur : indiquez ses dates (art. L. 612-1 C. conso).",
    "No contract binds us to this mediator: give its dates (art. L. 612-1 C. conso).",
)
ENDED = words(
    "La convention a pris fin le {day} : renouvelez-la ou nommez un autre médiateur.",
    "The contract ended on {day}: renew it or name another mediator.",
)
AHEAD = words("La convention ne commence que le {day}.", "The contract starts only on {day}.")
EXPIRING = words(
    "La convention prend fin le {day} ({days} jours) : renouvelez-la.",
    "The contract ends on {day} ({days} days): renew it.",
)
STALE = words(
    "Fiche vérifiée pour la dernière fois le {day} : vérifiez l’adresse et le site avant de nommer.",
    "Entry last checked on {day}: check address and website before naming.",
)
NEVER = words("Fiche jamais vérifiée.", "Entry never checked.")
RENAMED = words(
    "Nouveau nom depuis le {day} (auparavant {formerly}) : mettez à jour vos conditions et vos courriers.",
    "New name since {day} (formerly {formerly}): update your terms and letters.",
)
UNLISTED = words(
    "Absent de la dernière liste officielle importée : vérifiez auprès de la CECMC.",
    "Absent from the last official list imported: check with the CECMC.",
)
ADDRESSES = words(
    "D’autres adresses circulent : {others}. Vérifiez la bonne.", "Other addresses are in use: {others}. Check which."
)
NOT_THEIRS = words(
    "Ce médiateur ne prend pas les litiges de ce type de réclamant.",
    "This mediator does not take disputes of this kind of complainant.",
)
OTHER_SECTOR = words("Le secteur du litige n’est pas le sien.", "The sector of the dispute is not theirs.")
PRESUMED = words(
    "Compétence présumée : seul le médiateur la confirme.", "Competence presumed: only the mediator confirms it."
)
CONFIRMED = words("Compétence confirmée par le médiateur.", "Competence confirmed by the mediator.")
