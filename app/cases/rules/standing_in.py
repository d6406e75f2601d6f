"""Who speaks for the customer, reads our letters and is paid, where that is not the customer: after a death, for a minor or
a protected adult, or under a mandate. Pure.

Sources: C. civ. art. 388-1-1 and 473 (parents and guardians act), 467, 468 and 472 (curatorship), 435 (safeguard), 724 (heirs),
2003 (death ends a mandate).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from app.cases.rules.parties import PartyRole
from app.kernel import Words, words


class Measure(StrEnum):
    """What protects somebody who cannot act alone."""

    MINOR = "minor"
    GUARDIANSHIP = "guardianship"
    FAMILY = "family"
    CURATORSHIP = "curatorship"
    REINFORCED = "reinforced_curatorship"
    SAFEGUARD = "safeguard"

    @property
    def words(self) -> Words:
        """Its name on screen and in files."""
        return MEASURES[self][0]

    @property
    def decides(self) -> Words:
        """Who decides and signs under it."""
        return MEASURES[self][1]

    @property
    def in_full(self) -> Words:
        """Its name, and who decides under it."""
        return words("{m} : {w}", "{m}: {w}", m=self.words, w=self.decides)


GUARDIAN_DECIDES = words(
    "le parent, tuteur ou proche habilité décide, signe et reçoit les sommes pour elle",
    "the parent, guardian or authorised relative decides, signs and receives money for them",
)
BOTH_DECIDE = words(
    "la personne décide avec son curateur : les deux signent", "the person decides with their curator: both sign"
)
MEASURES: dict[Measure, tuple[Words, Words]] = {
    Measure.MINOR: (words("minorité", "minority"), GUARDIAN_DECIDES),
    Measure.GUARDIANSHIP: (words("tutelle", "guardianship (tutelle)"), GUARDIAN_DECIDES),
    Measure.FAMILY: (
        words("habilitation familiale", "family authorisation (habilitation familiale)"),
        GUARDIAN_DECIDES,
    ),
    Measure.CURATORSHIP: (words("curatelle", "curatorship (curatelle)"), BOTH_DECIDE),
    Measure.REINFORCED: (
        words("curatelle renforcée", "reinforced curatorship (curatelle renforcée)"),
        words(
            "la personne décide avec son curateur : les deux signent, et le curateur reçoit les sommes",
            "the person decides with their curator: both sign, and the curator receives the money",
        ),
    ),
    Measure.SAFEGUARD: (
        words("sauvegarde de justice", "judicial safeguard (sauvegarde de justice)"),
        words("la personne décide elle-même", "the person decides alone"),
    ),
}
PROTECTING = (PartyRole.GUARDIAN, PartyRole.PROTECTED)
"""To whom a measure is noted: whoever is protected, or whoever acts for them."""
SHARING = (PartyRole.HEIR, PartyRole.CLAIMANT, PartyRole.CONTRACTING)
"""Who may have a share of what is paid."""


class Involved(Protocol):
    """What is asked of somebody in a dispute."""

    role: PartyRole
    name: str
    email: str
    address: str
    protection: str
    share_percent: int
    mandate_signed: bool
    mandate_from: date | None
    mandate_until: date | None


P = TypeVar("P", bound=Involved)


class MandateState(StrEnum):
    """Where the mandate of a representative stands."""

    MISSING = "missing"
    TO_COME = "to_come"
    VALID = "valid"
    ENDED = "ended"
    ENDED_BY_DEATH = "ended_by_death"


def mandate_state(row: Involved, everybody: Iterable[Involved], on: date) -> MandateState:
    """Where a mandate stands on a civil day; one that the customer gave ends with their death (its day: since when an heir is one)."""
    if not row.mandate_signed or row.mandate_from is None:
        return MandateState.MISSING
    if on < row.mandate_from:
        return MandateState.TO_COME
    if row.mandate_until is not None and row.mandate_until < on:
        return MandateState.ENDED
    died = [one.mandate_from for one in everybody if one.role is PartyRole.HEIR and one.mandate_from is not None]
    return MandateState.ENDED_BY_DEATH if died and row.mandate_from < min(died) <= on else MandateState.VALID


MANDATE_WORDS = {
    MandateState.MISSING: words("sans mandat valable", "no valid mandate"),
    MandateState.TO_COME: words("mandat à partir du {start}", "mandate from {start}"),
    MandateState.VALID: words("mandat depuis le {start}", "mandate since {start}"),
    MandateState.ENDED: words("mandat terminé le {end}", "mandate ended on {end}"),
    MandateState.ENDED_BY_DEATH: words("mandat éteint par le décès du client", "mandate ended by the customer’s death"),
}
VALID_UNTIL = words("mandat jusqu’au {end}", "mandate until {end}")


def mandate_words(row: Involved, everybody: Iterable[Involved], on: date) -> Words:
    """The same in words, with its day."""
    state = mandate_state(row, everybody, on)
    said = VALID_UNTIL if state is MandateState.VALID and row.mandate_until else MANDATE_WORDS[state]
    return said.fill(start=row.mandate_from or on, end=row.mandate_until or on)


def measure_of(parties: Sequence[Involved]) -> Measure | None:
    """The measure that protects somebody in this dispute, where it was noted."""
    known = {measure.value: measure for measure in Measure}
    noted = (known.get(row.protection) for row in parties if row.role in PROTECTING)
    return next((measure for measure in noted if measure is not None), None)


def measure_words(row: Involved) -> Words:
    """The measure noted to somebody and who decides under it; in the words in which it was noted, where it is none of ours."""
    known = next((measure for measure in Measure if measure.value == row.protection), None)
    if known is None:
        return words("{m}", "{m}", m=row.protection)
    return known.in_full


def _acts(row: Involved, parties: Sequence[Involved], on: date) -> bool:
    """Does a guardian act on this day? Not before nor after the measure, wherever its days were noted, nor under a safeguard."""
    if measure_of(parties) is Measure.SAFEGUARD:
        return False
    days = [one for one in parties if one is row or one.role is PartyRole.PROTECTED]
    return not any(
        (one.mandate_until is not None and one.mandate_until < on)
        or (one.mandate_from is not None and on < one.mandate_from)
        for one in days
    )


class StandIn(NamedTuple):
    """Whoever stands in for the customer, and the others who do so with them."""

    party: Involved
    together: tuple[Involved, ...]

    @property
    def for_want_of_the_customer(self) -> bool:
        """Is the customer dead or unable to act, so that nothing may go to them instead?"""
        return self.party.role is not PartyRole.REPRESENTATIVE


def stand_in(parties: Sequence[P], on: date) -> StandIn | None:
    """Who is written to in the customer's place on a civil day; none where the customer is.

    A representative under a valid mandate, where we know where to write; else the heirs; else whoever acts for a minor or a
    protected adult. Of several, the one who was chosen, else the first with an address. Heirs and guardians stand in even
    without an address: what we have to say is not said to the dead or to a child for want of one.
    """
    mandated = [row for row in parties if _represents(row, parties, on) and _address(row)]
    group = mandated or _by_law(parties, on)
    if not group:
        return None
    return StandIn(next((row for row in group if _address(row)), group[0]), tuple(group))


CHOSEN_AMONG = (PartyRole.HEIR, PartyRole.GUARDIAN)
"""Of whom one may be chosen to be written to for all. An heir holds the others' mandate for it, or acts alone (C. civ. art.
815-2, 815-3); each parent is taken to act with the other's consent (art. 382-1)."""


def _by_law(parties: Sequence[P], on: date) -> list[P]:
    """Heirs, else parents and guardians: the one chosen to be written to first."""
    heirs = [row for row in parties if row.role is PartyRole.HEIR]
    guardians = [row for row in parties if row.role is PartyRole.GUARDIAN and _acts(row, parties, on)]
    return sorted(heirs or guardians, key=lambda row: not row.mandate_signed)


def may_be_chosen(found: StandIn | None, row: Involved) -> bool:
    """Can this person be chosen to be written to in place of the one who is? One of several, with an address."""
    if found is None or row is found.party or row.role not in CHOSEN_AMONG or not _address(row):
        return False
    return any(row is each for each in found.together)


def _represents(row: Involved, parties: Sequence[Involved], on: date) -> bool:
    return row.role is PartyRole.REPRESENTATIVE and mandate_state(row, parties, on) is MandateState.VALID


def _address(row: Involved) -> bool:
    return bool(row.email or row.address)


def acting(parties: Sequence[P], on: date) -> list[P]:
    """Everybody who acts for the customer on a civil day: representatives under a mandate, heirs, parents and guardians."""
    return [*(row for row in parties if _represents(row, parties, on)), *_by_law(parties, on)]


def customer_acts(parties: Sequence[Involved], on: date) -> bool:
    """May the customer speak for themselves that day? Not once dead, nor while somebody acts for them by law."""
    return not any(row.role is not PartyRole.REPRESENTATIVE for row in acting(parties, on))


# --- in words --------------------------------------------------------------------------------------------------------


OF_THE_ESTATE = words("la succession de {who}", "the estate of {who}")
CAPACITY = {
    PartyRole.REPRESENTATIVE: words("représentant sous mandat", "representative under a mandate"),
    PartyRole.HEIR: words("ayant droit", "heir"),
    PartyRole.GUARDIAN: words("parent, tuteur ou curateur", "parent or guardian"),
}
"""As what somebody stands in."""
SPEAKS = words(
    "{name} ({capacity}) parle pour {who} et reçoit nos lettres, le lien et les codes du dossier ; rien ne part à l’adresse du client.",
    "{name} ({capacity}) speaks for {who} and receives our letters, the link and the codes of the case; nothing goes to the customer’s address.",
)


def in_whose_name(found: StandIn, parties: Iterable[Involved], who: object) -> Words:
    """For whom somebody stands in: the customer, or what they left."""
    dead = any(row.role is PartyRole.HEIR for row in parties)
    return (OF_THE_ESTATE if dead else words("{who}", "{who}")).fill(who=who)


def speaks_words(found: StandIn, who: Words) -> Words:
    """Who speaks and is written to, in a sentence."""
    return SPEAKS.fill(name=found.party.name, capacity=CAPACITY[found.party.role], who=who)


ONLY_ONE = words(
    "Plusieurs personnes agissent pour {who} ; nous n’écrivons qu’à {name}, et rien ne part à {others}.",
    "Several people act for {who}; we write to {name} only, and nothing goes to {others}.",
)
"""What must be said where several stand in, since one of them is written to."""


def left_out_words(found: StandIn, who: Words) -> Words | None:
    """Who stands in too and is not written to; none where one stands in alone."""
    others = tuple(row.name for row in found.together if row is not found.party)
    return ONLY_ONE.fill(name=found.party.name, others=others, who=who) if others else None


def paid_words(parties: Sequence[Involved], who: Words, on: date) -> Words | None:
    """Who is paid, and how much of it: heirs or claimants by their shares, a guardian for whom they act; none: simply the customer."""
    heirs = [row for row in parties if row.role is PartyRole.HEIR]
    others = [row for row in parties if row.role in (PartyRole.CLAIMANT, PartyRole.CONTRACTING) and row.share_percent]
    if heirs:
        return _to_heirs(heirs)
    to = _to_one(parties, who, on)
    if not others:
        return to
    rest = 100 - sum(row.share_percent for row in others)
    own = (words("{to} : {n} %", "{to}: {n}%", to=to or who, n=rest),) if rest else ()
    return words("{each}", "{each}", each=(*own, *_shares(others)))


def _to_one(parties: Sequence[Involved], who: Words, on: date) -> Words | None:
    found = next(iter(acting(parties, on)), None)
    if found is None or (found.role is PartyRole.GUARDIAN and measure_of(parties) is Measure.CURATORSHIP):
        return None
    if found.role is PartyRole.REPRESENTATIVE:
        return words("{who}, ou {name} sous mandat", "{who}, or {name} under the mandate", name=found.name, who=who)
    return words("{name}, pour le compte de {who}", "{name}, on behalf of {who}", name=found.name, who=who)


def _to_heirs(heirs: Sequence[Involved]) -> Words:
    if all(row.share_percent for row in heirs):
        return words("{each}", "{each}", each=_shares(heirs))
    names = tuple(row.name for row in heirs)
    return words(
        "{names} — parts à établir avant de payer (acte de notoriété)",
        "{names} — shares to be established before paying (deed naming the heirs)",
        names=names,
    )


def _shares(rows: Iterable[Involved]) -> tuple[Words, ...]:
    return tuple(words("{name} : {n} %", "{name}: {n}%", name=row.name, n=row.share_percent) for row in rows)


NOBODY_ACTS = words(
    "{name} ne peut pas agir seul(e) et personne ne parle pour {name} : ajoutez son parent, tuteur ou curateur avant d’écrire.",
    "{name} cannot act alone and nobody speaks for them: add their parent or guardian before writing.",
)
NO_ADDRESS = words(
    "Nous n’avons pas d’adresse pour {name}, qui parle pour {who} : rien ne peut partir. Complétez sa fiche.",
    "We have no address for {name}, who speaks for {who}: nothing can leave. Complete their record.",
)


def lacking(parties: Sequence[Involved], customer: str, who: Words, on: date) -> Words | None:
    """What must be said before anybody can be written to: who acts for a minor or protected customer, or where they live."""
    found = stand_in(parties, on)
    if found is not None:
        return None if _address(found.party) else NO_ADDRESS.fill(name=found.party.name, who=who)
    alone = measure_of(parties) is Measure.SAFEGUARD
    unable = (row for row in parties if row.role is PartyRole.PROTECTED and not _over(row, on) and not alone)
    named = next((row for row in unable if customer.casefold() in row.name.casefold()), None)
    return NOBODY_ACTS.fill(name=named.name) if named is not None else None


def _over(row: Involved, on: date) -> bool:
    return row.mandate_until is not None and row.mandate_until < on
